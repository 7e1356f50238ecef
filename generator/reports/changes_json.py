"""Changes as JSON for other programs; the version rises when something in the form goes or means something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from generator.drift.changes import Change
from generator.drift.comparison import Comparison
from generator.drift.rules import LEVELS, Rule
from generator.schema import Place

VERSION = 1


def document(compared: Comparison) -> dict[str, Any]:
    """Return what a comparison found, ready for JSON."""
    levels = Counter(change.level for change in compared.changes)
    return {
        "version": VERSION,
        "summary": {level: levels[level] for level in LEVELS},
        "changes": [_change(change) for change in compared.changes],
        "silent_pages": list(compared.silent),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "rule": change.rule.id,
        "level": change.level,
        "service": change.service,
        "action": change.action,
        "side": change.side,
        "path": change.path,
        "old": _place(change.old),
        "new": _place(change.new),
        "before": change.before,
        "after": change.after,
        "change": change.words,
        "python": change.python,
        "fingerprint": change.fingerprint,
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"path": place.path, "line": place.line, "column": place.column}


def rules(of: Iterable[Rule]) -> dict[str, Any]:
    """Return the rules themselves, ready for JSON."""
    return {
        "version": VERSION,
        "levels": dict(LEVELS),
        "rules": [
            {"id": rule.id, "level": rule.level, "meaning": rule.meaning} for rule in of
        ],
    }
