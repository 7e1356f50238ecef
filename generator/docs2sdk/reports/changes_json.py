"""Changes as JSON for other programs; the version rises when something in the form goes or means something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from docs2sdk.drift.acceptance import Accepted
from docs2sdk.drift.changes import Change
from docs2sdk.drift.policy import Judged
from docs2sdk.drift.rules import LEVELS, Rule
from docs2sdk.places import Place

VERSION = 1


def document(judged: Judged) -> dict[str, Any]:
    """Return what a comparison found, ready for JSON; places are relative to ``base`` of ``old`` and of ``new``."""
    compared = judged.compared
    levels = Counter(change.level for change in compared.changes)
    return {
        "version": VERSION,
        "old": {"base": compared.old.prefix, "revision": compared.old.revision},
        "new": {"base": compared.new.prefix, "revision": compared.new.revision},
        "summary": {level: levels[level] for level in LEVELS},
        "changes": [_change(change) for change in compared.changes],
        "accepted": [
            _change(change) | {"reason": one.reason} for change, one in judged.accepted
        ],
        "unused": [_entry(one) for one in judged.unused],
        "expired": [_entry(one) for one in judged.expired],
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


def _entry(one: Accepted) -> dict[str, Any]:
    return {
        "fingerprint": one.fingerprint,
        "reason": one.reason,
        "expires": one.expires.isoformat() if one.expires else None,
        "at": _place(one.place),
    }


def rules(of: Iterable[Rule]) -> dict[str, Any]:
    """Return the rules themselves, ready for JSON."""
    return {
        "version": VERSION,
        "levels": dict(LEVELS),
        "rules": [
            {"id": rule.id, "level": rule.level, "meaning": rule.meaning} for rule in of
        ],
    }
