"""Convert changes to findings, for the report formats that are shared with `docs2sdk lint`."""

from __future__ import annotations

from collections.abc import Iterator

from docs2sdk.diff.comparison import Comparison
from docs2sdk.diff.rules import LEVELS, ChangeLevel, ChangeRule
from docs2sdk.lint.findings import Finding, FindingRule, Level

_LEVELS: dict[ChangeLevel, Level] = {
    "breaking": "error",
    "risky": "warning",
    "additive": "note",
    "docs": "note",
}


def convert_changes(comparison: Comparison) -> Iterator[Finding]:
    """Yield a finding for each change; its place is in the new pages, or in the old ones for what was removed."""
    for change in comparison.changes:
        yield Finding(
            location=comparison.locate(change),
            rule=_convert_rule(change.rule),
            level=_LEVELS[change.level],
            message=f"{change.level}: {change.message}",
            fingerprint=change.fingerprint,
        )


def _convert_rule(rule: ChangeRule) -> FindingRule:
    remedy = f"Default level {rule.level}: {LEVELS[rule.level]}"
    return FindingRule(rule.id, rule.meaning, remedy)
