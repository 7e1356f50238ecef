"""What ``generate`` would do to a file, as a unified diff."""

from __future__ import annotations

import difflib

from docs2sdk.build.changes import Changes


def diff_file(changes: Changes, path: str) -> list[str]:
    """Return the unified diff from a file as it is to what it should be; none where its content is not at issue."""
    if path not in changes.texts and path not in changes.deleted:
        return []
    is_there = path in changes.output.texts
    now = changes.output.texts.get(path, b"").decode("utf-8", "replace").splitlines()
    to_be = changes.texts.get(path, "").splitlines()
    return list(
        difflib.unified_diff(
            now,
            to_be,
            path if is_there else "/dev/null",
            path if path in changes.texts else "/dev/null",
            lineterm="",
        )
    )
