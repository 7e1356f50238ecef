"""One change of the documentation, with everything that any report needs, and its effect on Python code in words."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from docs2sdk.diff.python_effects import (
    NO_SYMBOL,
    Symbol,
    describe_effect,
    fill_template,
)
from docs2sdk.diff.rules import LEVELS, ChangeLevel, ChangeRule
from docs2sdk.diff.schema_changes import PayloadName
from docs2sdk.locations import Location

_MAX_STATE = 100  # characters of a state in a summary
# So many digits at the beginning of a fingerprint tell the place and the rule.
PLACE_DIGITS = 8
# In messages about a page: ``in line 12``, ``errors.md:12``.
_LINE_NUMBER = re.compile(r"(?<=\bline )\d+|(?<=:)\d+")


@dataclass(frozen=True, slots=True)
class Change:
    """One change in meaning.

    ``service`` is a folder and ``action`` the API's name, both as they are now, or as they were if they are removed;
    ``action`` is "" for a change of a whole service, ``payload`` for one of the action or the service itself.  ``path`` names
    a parameter or field: ``TaskIdSet``, ``Disks.N.Size`` in a group of rows, ``ReceiptPerTask.TaskId`` in a model's table.
    ``old`` and ``new`` are its places before and after, None if it has none.  ``before`` and ``after`` are the two states in
    the pages' words, unabridged; ``old_symbol`` and ``new_symbol`` are what code has to do with it.
    """

    rule: ChangeRule
    level: ChangeLevel
    service: str
    action: str
    payload: PayloadName | Literal[""]
    path: str
    old: Location | None
    new: Location | None
    before: str
    after: str
    old_symbol: Symbol = NO_SYMBOL
    new_symbol: Symbol = NO_SYMBOL

    @property
    def location(self) -> Location:
        """Return the place in the new page, or in the old page for what was removed."""
        location = self.new or self.old
        assert location is not None, "a change has a place"
        return location

    @property
    def summary(self) -> str:
        """Return the change on one line, shortened: ``TaskIdSet: optional → required``."""
        fields = {
            "path": self.path or "table",
            "before": shorten(self.before),
            "after": shorten(self.after),
            "difference": shorten(_describe_difference(self.before, self.after)),
        }
        return " ".join(fill_template(self.rule.summary, fields, str).split())

    @property
    def python(self) -> str:
        """Return the effect on Python code."""
        states = self.before, self.after
        return describe_effect(self.rule.id, self.old_symbol, self.new_symbol, states)

    @property
    def message(self) -> str:
        """Return the change on one line: subject, summary and effect on Python code, without the place."""
        subject = ".".join(filter(None, (self.action, self.payload)))
        prefix = f"{subject}: " if subject else ""
        return f"{prefix}{self.summary}; in Python: {self.python}"

    @property
    def fingerprint(self) -> str:
        """Return 24 hexadecimal digits that identify the change in every run: eight of its place, then of both states.

        Two changes by one rule at one place have different fingerprints that begin with the same eight digits.
        """
        place = digest_place(
            self.rule.id, self.service, self.action, self.payload, self.path
        )
        return place + _digest(place, *self._normalize_states())[:16]

    def is_at_place(self, fingerprint: str) -> bool:
        """Whether a fingerprint, be it of an earlier version, is of a change by this rule at this place."""
        return self.fingerprint.startswith(fingerprint[:PLACE_DIGITS])

    def _normalize_states(self) -> tuple[str, ...]:
        """Return the states without what makes no difference: white space, items that both lists have, line numbers."""
        if "-known-values-" in self.rule.id:
            return tuple(
                ", ".join(sorted(items))
                for items in compare_items(self.before, self.after)
            )
        states = (" ".join(state.split()) for state in (self.before, self.after))
        if self.rule.id == "page-unparsable":
            return tuple(_LINE_NUMBER.sub("", state) for state in states)
        return tuple(states)

    @property
    def sort_key(self) -> tuple[int, str, str, str, int, str, str]:
        """Return the key to sort by: worst level first, then service, action, page and line."""
        severity, location = list(LEVELS).index(self.level), self.location
        subject = (self.service, self.action, location.path)
        return (severity, *subject, location.line, self.path, self.rule.id)


def digest_place(rule: str, service: str, action: str, payload: str, path: str) -> str:
    """Return the digits of a place and a rule, with which the fingerprints of all changes there begin."""
    return _digest(rule, service, action, payload, path)[:PLACE_DIGITS]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def compare_items(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the items of two comma-separated lists that were added, and those that were removed."""
    old, new = before.split(", "), after.split(", ")
    added = [item for item in new if item not in old]
    return added, [item for item in old if item not in new]


def _describe_difference(before: str, after: str) -> str:
    """Return which items of two comma-separated lists were added and removed: ``added NVME; removed SATA``."""
    added, removed = compare_items(before, after)
    parts = (("added", added), ("removed", removed))
    return "; ".join(f"{verb} {', '.join(items)}" for verb, items in parts if items)


def shorten(text: str) -> str:
    """Return a text with no more characters than a summary shows of a state."""
    return text if len(text) <= _MAX_STATE else text[: _MAX_STATE - 1] + "…"
