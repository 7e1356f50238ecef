"""Format the report of a run as JSON; ``docs/report.md`` describes it.

``VERSION`` is raised with every change that breaks a reader of the last one; a new key does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from docs2sdk.reports.findings_json import dump_diagnostics

if TYPE_CHECKING:
    from docs2sdk.build.run_report import RunReport
    from docs2sdk.catalog.catalog import Catalog, ExcludedPage, HiddenPage
    from docs2sdk.overlays.overlay_files import Correction

VERSION = 2


def dump_report(report: RunReport) -> dict[str, Any]:
    """Return the JSON document of a report, its totals first; the report must have its catalog."""
    catalog = report.catalog
    assert catalog is not None
    return {
        "version": VERSION,
        "root": str(report.base.first),
        "out": str(report.out),
        "failed": bool(report.errors),
        "counts": _count(catalog, report),
        **_dump_catalog(catalog),
        "unmatched_patterns": list(report.unmatched),
        "diagnostics": dump_diagnostics(report.diagnostics, report.base),
        "added_actions": list(report.added),
        "removed_actions": list(report.removed),
        "retained_actions": list(report.retained),
        "ungenerated_actions": list(report.ungenerated),
        "files": _dump_files(report),
    }


def _count(catalog: Catalog, report: RunReport) -> dict[str, Any]:
    services = {service.folder: len(service.actions) for service in catalog.services}
    return {
        "pages": len(catalog.pages),
        "kinds": _tally(page.kind for page in catalog.pages),
        "actions": sum(services.values()),
        "services": services,
        "shadowed": len(catalog.shadowed),
        "not_in_index": len(catalog.not_in_index),
        "excluded": len(catalog.excluded),
        "hidden": len(catalog.hidden),
        "corrections": len(catalog.corrections),
        "diagnostics": len(report.diagnostics),
        "severities": _tally(diagnostic.severity for diagnostic in report.diagnostics),
        "codes": _tally(diagnostic.code for diagnostic in report.diagnostics),
    }


def _tally(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def _dump_catalog(catalog: Catalog) -> dict[str, Any]:
    return {
        "pages": [
            {"path": page.path, "kind": page.kind, "action": page.action}
            for page in catalog.pages
        ],
        "services": {
            service.folder: [action.name for action in service.actions]
            for service in catalog.services
        },
        "shadowed": [
            {
                "action": page.action,
                "path": page.path,
                "used": page.chosen,
                "reason": page.reason,
            }
            for page in catalog.shadowed
        ],
        "not_in_index": list(catalog.not_in_index),
        "excluded": [_dump_absent(page) for page in catalog.excluded],
        "hidden": [_dump_absent(page) for page in catalog.hidden],
        "corrections": [_dump_correction(item) for item in catalog.corrections],
    }


def _dump_absent(page: ExcludedPage | HiddenPage) -> dict[str, Any]:
    return {"action": page.action, "path": page.path, "reason": page.reason}


def _dump_correction(correction: Correction) -> dict[str, Any]:
    return {
        "path": correction.location.path,
        "line": correction.location.line,
        "target": str(correction),
        "section": correction.target_kind,
        "fields": list(correction.changes),
        "reason": correction.reason,
    }


def _dump_files(report: RunReport) -> dict[str, Any]:
    return {
        "written": list(report.written),
        "unchanged": report.unchanged,
        "removed": list(report.deleted),
        "orphaned": list(report.orphans),
    }
