"""Format what ``generate`` would change in a file as a unified diff."""

from __future__ import annotations

import difflib

from docs2sdk.build.file_changes import FileChanges


def diff_file(changes: FileChanges, path: str) -> list[str]:
    """Return the unified diff from a file on disk to its new text; no lines for a file that would stay as it is."""
    if path not in changes.texts and path not in changes.deleted:
        return []
    exists = path in changes.output.texts
    old = changes.output.texts.get(path, b"").decode("utf-8", "replace").splitlines()
    new = changes.texts.get(path, "").splitlines()
    return list(
        difflib.unified_diff(
            old,
            new,
            path if exists else "/dev/null",
            path if path in changes.texts else "/dev/null",
            lineterm="",
        )
    )
