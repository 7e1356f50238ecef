"""Convert the drift of a client to findings, for the report formats that are shared with `docs2sdk lint`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from docs2sdk.build.file_changes import Drift, Status
from docs2sdk.digests import digest
from docs2sdk.lint.findings import Finding, FindingRule
from docs2sdk.locations import Location

_GENERATE = "docs2sdk generate brings the client up to date."
_MEANINGS: dict[Status, tuple[str, str]] = {
    "missing": ("A file of the client is missing.", _GENERATE),
    "stale": ("The pages or the settings have changed.", _GENERATE),
    "outdated": ("Another version of docs2sdk wrote the file.", _GENERATE),
    "orphaned": ("The page of the file is gone.", _GENERATE),
    "interrupted": ("A run was interrupted.", _GENERATE),
    "modified": (
        "A generated file was modified by hand.",
        "Undo the edit, or docs2sdk generate --force overwrites it.",
    ),
    "untracked": (
        "docs2sdk did not write the file.",
        "Move or delete it: docs2sdk never removes such files.",
    ),
}


def convert_drift(drift: Iterable[Drift], out: str) -> Iterator[Finding]:
    """Yield a finding for each file that is not up to date; ``out`` is the path of the client's folder as it is to be shown."""
    for each in drift:
        path = posixpath.normpath(posixpath.join(out, each.path))
        rule = FindingRule(f"drift-{each.status}", *_MEANINGS[each.status])
        fingerprint = digest(f"{rule.id}\0{each.path}")[:16]
        message = f"{each.status}: {each.reason}"
        yield Finding(Location(path, 1), rule, "error", message, fingerprint)
