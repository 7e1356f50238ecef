"""A whole run as JSON, for programs; ``docs/report.md`` describes it.

``VERSION`` is raised with every change that a reader of the last one would misread; a new key is none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docs2sdk.build.report import Report
    from docs2sdk.catalog.catalog import Catalog, Excluded, Hidden
    from docs2sdk.diagnostics import Diagnostic
    from docs2sdk.overlays.overlay_files import Correction

VERSION = 2


def document(report: Report) -> dict[str, Any]:
    """Return everything that a run found and did, its totals first; the report must have its catalog."""
    read = report.catalog
    assert read is not None
    return {
        "version": VERSION,
        "base": str(report.base),
        "out": str(report.out),
        "failed": bool(report.errors),
        "counts": _counts(read, report),
        **_read(read),
        "unmatched_patterns": list(report.unmatched),
        "diagnostics": [_diagnostic(one) for one in report.diagnostics],
        "added_actions": list(report.added),
        "removed_actions": list(report.removed),
        "retained_actions": list(report.retained),
        "unmade_actions": list(report.unmade),
        "files": _files(report),
    }


def _counts(read: Catalog, report: Report) -> dict[str, Any]:
    services = {one.folder: len(one.actions) for one in read.services}
    return {
        "pages": len(read.pages),
        "kinds": _tally(page.kind for page in read.pages),
        "actions": sum(services.values()),
        "services": services,
        "losers": len(read.losers),
        "unlisted": len(read.unlisted),
        "excluded": len(read.excluded),
        "hidden": len(read.hidden),
        "corrections": len(read.corrections),
        "diagnostics": len(report.diagnostics),
        "severities": _tally(one.severity for one in report.diagnostics),
        "codes": _tally(one.code for one in report.diagnostics),
    }


def _tally(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def _read(read: Catalog) -> dict[str, Any]:
    return {
        "pages": [
            {"path": page.path, "kind": page.kind, "action": page.action}
            for page in read.pages
        ],
        "services": {
            service.folder: [action.wire for action in service.actions]
            for service in read.services
        },
        "losers": [
            {
                "action": loser.action,
                "path": loser.path,
                "winner": loser.winner,
                "why": loser.why,
            }
            for loser in read.losers
        ],
        "unlisted": list(read.unlisted),
        "excluded": [_absent(one) for one in read.excluded],
        "hidden": [_absent(one) for one in read.hidden],
        "corrections": [_correction(one) for one in read.corrections],
    }


def _absent(one: Excluded | Hidden) -> dict[str, Any]:
    return {"action": one.action, "path": one.path, "reason": one.reason}


def _correction(one: Correction) -> dict[str, Any]:
    return {
        "path": one.place.path,
        "line": one.place.line,
        "of": str(one),
        "part": one.part,
        "keys": list(one.changes),
        "reason": one.reason,
    }


def _diagnostic(one: Diagnostic) -> dict[str, Any]:
    return {
        "path": one.place.path,
        "line": one.place.line,
        "column": one.place.column,
        "severity": one.severity,
        "code": one.code,
        "message": one.message,
    }


def _files(report: Report) -> dict[str, Any]:
    return {
        "written": list(report.written),
        "unchanged": report.unchanged,
        "removed": list(report.deleted),
        "orphaned": list(report.orphans),
    }
