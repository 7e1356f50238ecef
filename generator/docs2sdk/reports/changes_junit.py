"""Report changes as JUnit XML: one suite per service, one test per change."""

from __future__ import annotations

from itertools import groupby

from docs2sdk.diff.changes import Change
from docs2sdk.diff.comparison import Comparison
from docs2sdk.diff.policy import PolicyResult
from docs2sdk.reports import junit
from docs2sdk.reports.junit import JunitCase


def render(result: PolicyResult) -> str:
    """Return the document: a failing change is a failed test, any other change a passed one."""
    comparison, failing = result.comparison, frozenset(result.failing)
    changes = sorted(comparison.changes, key=lambda change: change.service)
    suites = {
        service: [
            _make_case(comparison, change, change in failing) for change in members
        ]
        for service, members in groupby(changes, key=lambda change: change.service)
    }
    return junit.render_suites("docs2sdk diff", suites, "no change in meaning")


def _make_case(comparison: Comparison, change: Change, fails: bool) -> JunitCase:
    location = comparison.locate(change)
    details = f"{location.path}:{location.line}: {change.message}"
    return JunitCase(
        ".".join(filter(None, (change.service, change.action))),
        f"{change.rule.id}: {change.summary}",
        location,
        details if fails else f"{change.level}: {details}",
        (change.level, change.summary) if fails else None,
    )
