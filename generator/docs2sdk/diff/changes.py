"""One change of the documentation, with everything that any report needs, and its effect on Python code in words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from docs2sdk.diff.rules import LEVELS, RULES, ChangeLevel, ChangeRule
from docs2sdk.diff.schema_changes import PayloadName
from docs2sdk.locations import Location

_MAX_STATE = 100  # characters of a state in a summary
# So many digits at the beginning of a fingerprint tell the place and the rule.
PLACE_DIGITS = 8
# In messages about a page: ``in line 12``, ``errors.md:12``.
_LINE_NUMBER = re.compile(r"(?<=\bline )\d+|(?<=:)\d+")


@dataclass(frozen=True, slots=True)
class Symbol:
    """How code reaches an element: its expression (``text``), its name and its annotation; empty if it has none.

    ``has_client_default``: the client's settings supply the argument if the caller does not.  ``enclosing`` are the
    arguments that take the groups which a parameter is in, innermost first.  ``classes`` are the classes of an action or
    of a group of rows as pairs of role and name.
    """

    text: str = ""
    name: str = ""
    annotation: str = ""
    has_client_default: bool = False
    is_required: bool = False
    enclosing: tuple[Symbol, ...] = ()
    classes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One change in meaning.

    ``service`` is a folder and ``action`` the API's name, both as they are now, or as they were if they are removed;
    ``action`` is "" for a change of a whole service, ``payload`` for one of the action or the service itself.  ``path`` names
    a parameter or field: ``TaskIdSet``, ``Disks.N.Size`` in a group of rows, ``ReceiptPerTask.TaskId`` in a model's table.
    ``old`` and ``new`` are its places before and after, None if it has none.  ``before`` and ``after`` are the two states in
    the pages' words, unabridged; ``python`` is the effect on code.
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
    python: str

    @property
    def location(self) -> Location:
        """Return the place in the new page, or in the old page for what was removed."""
        location = self.new or self.old
        assert location is not None, "a change has a place"
        return location

    @property
    def summary(self) -> str:
        """Return the change on one line, shortened: ``TaskIdSet: optional → required``."""
        text = self.rule.summary.format(
            path=self.path or "table",
            before=_shorten(self.before),
            after=_shorten(self.after),
            difference=_shorten(_describe_difference(self.before, self.after)),
        )
        return " ".join(text.split())

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
        if "{difference}" in self.rule.summary or self.rule.id.endswith("-documented"):
            return tuple(map(", ".join, _compare_items(self.before, self.after)))
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


def _compare_items(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the items of two comma-separated lists that were added, and those that were removed, both sorted."""
    old, new = before.split(", "), after.split(", ")
    return sorted({*new} - {*old}), sorted({*old} - {*new})


def _describe_difference(before: str, after: str) -> str:
    """Return which items of two comma-separated lists were added and removed: ``added NVME; removed SATA``."""
    old, new = before.split(", "), after.split(", ")
    added = ", ".join(item for item in new if item not in old)
    removed = ", ".join(item for item in old if item not in new)
    parts = {"added": added, "removed": removed}
    return "; ".join(f"{verb} {items}" for verb, items in parts.items() if items)


def _shorten(text: str) -> str:
    return text if len(text) <= _MAX_STATE else text[: _MAX_STATE - 1] + "…"


def choose_rename_rule(rule: str, old: Symbol, new: Symbol) -> str:
    """Return the rule of a changed name: ``-renamed`` if its Python name changes, too, else ``-case-changed``.

    A rule that is about something else is returned as it is.
    """
    for ending in ("-case-changed", "-renamed"):
        if rule.endswith(ending):
            stem = rule.removesuffix(ending)
            break
    else:
        return rule
    names = (old.name, new.name) if new.name else (old.text, new.text)
    is_same = names[0] == names[1] and not _describe_renamed_classes(old, new)
    return f"{stem}{'-case-changed' if is_same else '-renamed'}"


def describe_python_effect(
    rule: str, old: Symbol, new: Symbol, before: str, after: str
) -> str:
    """Return what a change by a rule does to code."""
    classes = _describe_renamed_classes(old, new) if rule.endswith("-renamed") else ""
    if classes and old.text == new.text:
        return classes
    effect = "; ".join(
        filter(None, (_format_effect(rule, old, new, before, after), classes))
    )
    if new.has_client_default and rule.endswith("-required"):
        return f"{effect}, unless the client's settings supply it"
    if old.has_client_default and rule.endswith("-optional"):
        return f"{effect}, even if the client's settings do not supply it"
    return "; ".join((effect, *_describe_enclosing(rule, old, new)))


def _describe_renamed_classes(old: Symbol, new: Symbol) -> str:
    """Return which of the classes that both symbols have are renamed, "" if none is."""
    new_names = dict(new.classes)
    return "; ".join(
        f"the class {name} becomes {new_names[role]}"
        for role, name in old.classes
        if new_names.get(role, name) != name
    )


def _describe_enclosing(rule: str, old: Symbol, new: Symbol) -> Iterator[str]:
    """Yield the effect on the enclosing arguments: a group is required if one of its rows is."""
    for before, after in zip(old.enclosing, new.enclosing, strict=False):
        if rule.endswith("-required") and after.is_required > before.is_required:
            yield f"{after.text} becomes mandatory"
        if rule in _LOOSENING_RULES and before.is_required > after.is_required:
            yield f"{after.text} becomes optional"


_LOOSENING_RULES = ("request-parameter-became-optional", "request-parameter-removed")


def _format_effect(rule: str, old: Symbol, new: Symbol, before: str, after: str) -> str:
    return RULES[rule].python.format(
        old=old.text,
        new=new.text,
        old_type=old.annotation,
        new_type=new.annotation,
        before=before,
        after=after,
    )
