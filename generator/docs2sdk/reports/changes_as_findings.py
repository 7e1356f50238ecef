"""Changes as findings of any kind, for the formats that know no other."""

from __future__ import annotations

from collections.abc import Iterator

from docs2sdk.drift.comparison import Comparison
from docs2sdk.drift.rules import LEVELS
from docs2sdk.drift.rules import Level as DriftLevel
from docs2sdk.drift.rules import Rule as DriftRule
from docs2sdk.lint.findings import Finding, Level, Rule

_LEVELS: dict[DriftLevel, Level] = {
    "breaking": "error",
    "risky": "warning",
    "additive": "note",
    "docs": "note",
}


def findings(compared: Comparison) -> Iterator[Finding]:
    """Yield a finding for each change; a place is in the new pages, or in the old ones for what is gone."""
    for change in compared.changes:
        yield Finding(
            place=compared.at(change),
            rule=_rule(change.rule),
            level=_LEVELS[change.level],
            message=f"{change.level}: {change.told}",
            fingerprint=change.fingerprint,
        )


def _rule(rule: DriftRule) -> Rule:
    remedy = f"By default {rule.level}: {LEVELS[rule.level]}"
    return Rule(rule.id, rule.meaning, remedy)
