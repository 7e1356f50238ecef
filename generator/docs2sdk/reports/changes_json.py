"""Report changes as JSON; VERSION increases when a key is removed or changes its meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from docs2sdk.diff.accepted_changes import AcceptedChange
from docs2sdk.diff.changes import Change
from docs2sdk.diff.policy import PolicyResult
from docs2sdk.diff.rule_examples import RuleExample
from docs2sdk.diff.rules import LEVELS, ChangeRule
from docs2sdk.locations import Location

VERSION = 1


def build_document(result: PolicyResult) -> dict[str, Any]:
    """Return the changes as a JSON document; places are relative to ``base`` of ``old`` and of ``new``."""
    comparison = result.comparison
    levels = Counter(change.level for change in comparison.changes)
    return {
        "version": VERSION,
        "old": {"base": comparison.old.prefix, "revision": comparison.old.revision},
        "new": {"base": comparison.new.prefix, "revision": comparison.new.revision},
        "summary": {level: levels[level] for level in LEVELS},
        "changes": [_change_object(change) for change in comparison.changes],
        "accepted": [
            _change_object(change) | {"reason": entry.reason}
            for change, entry in result.accepted
        ],
        "unused": [
            _entry_object(entry)
            | {
                "now": [
                    change.fingerprint
                    for change in result.successors[entry.fingerprint]
                ]
            }
            for entry in result.unused
        ],
        "expired": [_entry_object(entry) for entry in result.expired],
        "equivalent_pages": list(comparison.equivalent_pages),
    }


def _change_object(change: Change) -> dict[str, Any]:
    return {
        "rule": change.rule.id,
        "level": change.level,
        "service": change.service,
        "action": change.action,
        "payload": change.payload,
        "path": change.path,
        "old": _place_object(change.old),
        "new": _place_object(change.new),
        "before": change.before,
        "after": change.after,
        "change": change.summary,
        "python": change.python,
        "fingerprint": change.fingerprint,
    }


def _place_object(location: Location | None) -> dict[str, Any] | None:
    if location is None:
        return None
    return {"path": location.file, "line": location.line, "column": location.column}


def _entry_object(entry: AcceptedChange) -> dict[str, Any]:
    return {
        "fingerprint": entry.fingerprint,
        "reason": entry.reason,
        "expires": entry.expires.isoformat() if entry.expires else None,
        "at": _place_object(entry.location),
    }


def build_rules_document(rules: Iterable[ChangeRule]) -> dict[str, Any]:
    """Return rules as a JSON document."""
    return {
        "version": VERSION,
        "levels": dict(LEVELS),
        "rules": [_rule_object(rule) for rule in rules],
    }


def build_rule_document(rule: ChangeRule, example: RuleExample) -> dict[str, Any]:
    """Return one rule with its example as a JSON document."""
    return {
        "version": VERSION,
        **_rule_object(rule),
        "example": {
            "old": dict(example.old),
            "new": dict(example.new),
            "finding": example.finding,
            "also": list(example.also),
        },
    }


def _rule_object(rule: ChangeRule) -> dict[str, str]:
    return {"id": rule.id, "level": rule.level, "meaning": rule.meaning}
