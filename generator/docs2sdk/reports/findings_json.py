"""Format findings as JSON; ``version`` is raised with every change that breaks a reader of the last one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.lint.baseline import BaselineComparison, BaselineEntry
from docs2sdk.lint.findings import Finding
from docs2sdk.locations import Location
from docs2sdk.pages.page_folders import PageFolders

VERSION = 1


def dump_findings(
    findings: Sequence[Finding], comparison: BaselineComparison
) -> dict[str, Any]:
    """Return the findings, their rules and number by code, the number of adopted ones, and the baseline's entries that are gone."""
    rules = {finding.rule.id: finding.rule for finding in findings}
    return {
        "version": VERSION,
        "counts": dict(
            sorted(Counter(finding.rule.id for finding in findings).items())
        ),
        "adopted": comparison.adopted,
        "rules": {
            id: {"meaning": rule.meaning, "remedy": rule.remedy}
            for id, rule in sorted(rules.items())
        },
        "findings": [_dump_finding(finding) for finding in findings],
        "gone": [_dump_entry(entry) for entry in comparison.gone],
    }


def dump_diagnostics(
    diagnostics: Iterable[Diagnostic], base: PageFolders
) -> list[dict[str, Any]]:
    """Return diagnostics as the reports of ``generate`` and ``check`` have them: paths from the first folder, no fingerprints."""
    return [_dump_diagnostic(item, base.resolve(item.location)) for item in diagnostics]


def _dump_diagnostic(diagnostic: Diagnostic, location: Location) -> dict[str, Any]:
    return {
        "path": location.file,
        "line": location.line,
        "column": location.column,
        "severity": diagnostic.severity,
        "code": diagnostic.code,
        "message": diagnostic.message,
    }


def _dump_finding(finding: Finding) -> dict[str, Any]:
    return {
        "path": finding.location.path,
        "line": finding.location.line,
        "column": finding.location.column,
        "severity": finding.level,
        "code": finding.rule.id,
        "message": finding.message,
        "fingerprint": finding.fingerprint,
    }


def _dump_entry(entry: BaselineEntry) -> dict[str, Any]:
    return {
        "path": entry.path,
        "code": entry.code,
        "message": entry.message,
        "fingerprint": entry.fingerprint,
    }
