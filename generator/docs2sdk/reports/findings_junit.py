"""Report findings as JUnit XML: one suite per folder, one test per finding."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Collection, Iterable

from docs2sdk.lint.findings import Finding
from docs2sdk.reports import junit
from docs2sdk.reports.junit import JunitCase


def render(findings: Iterable[Finding], command: str, failing: Collection[str]) -> str:
    """Return the document: a finding of a ``failing`` level is a failed test, any other a passed one."""
    suites: dict[str, list[JunitCase]] = defaultdict(list)
    for finding in findings:
        folder = posixpath.dirname(finding.location.path)
        suites[folder].append(_make_case(finding, finding.level in failing))
    return junit.render_suites(f"docs2sdk {command}", suites, "no finding")


def _make_case(finding: Finding, fails: bool) -> JunitCase:
    rule = finding.rule
    details = f"{finding.location}: {finding.level}[{rule.id}] {finding.message}"
    return JunitCase(
        finding.location.path,
        f"{rule.id}: {finding.message}",
        finding.location,
        f"{details}. {rule.meaning} {rule.remedy}",
        (finding.level, finding.message) if fails else None,
    )
