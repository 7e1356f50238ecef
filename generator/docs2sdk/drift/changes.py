"""A finding of a comparison, with everything that any report needs of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from docs2sdk.drift.rules import LEVELS, RULES, Level, Rule
from docs2sdk.places import Place

# Which half of a page; "" for the page, its action or its product as a whole.
Where: TypeAlias = Literal["", "request", "response"]

_LONG = 100


@dataclass(frozen=True, slots=True)
class Symbol:
    """How code reaches something, by which name, and the annotation of its type; empty where it has none.

    ``filled``: the client's settings supply it where the caller does not.  ``around`` are the arguments that take the group
    which a parameter is in, from within; ``classes`` what an action or a group of rows has beside its name, by role.
    """

    text: str = ""
    name: str = ""
    annotation: str = ""
    filled: bool = False
    required: bool = False
    around: tuple[Symbol, ...] = ()
    classes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One change in meaning.

    ``service`` is a folder and ``action`` a wire name, as they are now, or were if they are gone; ``action`` is empty
    for what concerns a whole product.  ``path`` is a parameter or field as its page tells it apart: ``TaskIdSet``,
    ``Disks.N.Size`` in a group of rows, ``ReceiptPerTask.TaskId`` in a model's table.  ``old`` and ``new`` are where it
    stands before and after, None where it does not.  ``before`` and ``after`` are the two states in the pages' words,
    in full; ``python`` is what code has to do with it.
    """

    rule: Rule
    level: Level
    service: str
    action: str
    side: Where
    path: str
    old: Place | None
    new: Place | None
    before: str
    after: str
    python: str

    @property
    def place(self) -> Place:
        """Return where to look: in the new page, or in the old one for what is gone."""
        place = self.new or self.old
        assert place is not None, "a change stands somewhere"
        return place

    @property
    def words(self) -> str:
        """Return the change on one line: ``TaskIdSet: optional → required``."""
        told = self.rule.words.format(
            path=self.path or "table",
            before=_short(self.before),
            after=_short(self.after),
        )
        return " ".join(told.split())

    @property
    def told(self) -> str:
        """Return all of it on one line, but for the place: whose it is, what changed, and what that does to Python."""
        subject = ".".join(filter(None, (self.action, self.side)))
        return f"{subject}{': ' * bool(subject)}{self.words}; in Python: {self.python}"

    @property
    def fingerprint(self) -> str:
        """Return what names the change across runs, whatever the wording and the lines; 16 hexadecimal digits."""
        key = (self.rule.id, self.service, self.action, self.side, self.path)
        return hashlib.sha256("\0".join(key).encode()).hexdigest()[:16]

    @property
    def order(self) -> tuple[int, str, str, str, int, str, str]:
        """Return the key to sort by: worst first, then by service and action, then as the page goes."""
        worst, place = list(LEVELS).index(self.level), self.place
        named = (self.service, self.action, place.path)
        return (worst, *named, place.line, self.path, self.rule.id)


def _short(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def for_code(rule: str, old: Symbol, new: Symbol) -> str:
    """Return the rule by which another name counts: by whether code has to say it otherwise, too."""
    stem, _, what = rule.rpartition("-")
    if what not in ("recased", "renamed"):
        return rule
    name = (old.name, new.name) if new.name else (old.text, new.text)
    is_alike = name[0] == name[1] and not _other_classes(old, new)
    return f"{stem}-{'recased' if is_alike else 'renamed'}"


def in_python(rule: str, old: Symbol, new: Symbol, before: str, after: str) -> str:
    """Return what a change does to code, by its rule."""
    others = _other_classes(old, new) if rule.endswith("-renamed") else ""
    if others and old.text == new.text:
        return others
    told = "; ".join(filter(None, (_told(rule, old, new, before, after), others)))
    if new.filled and rule.endswith("-required"):
        return f"{told}, unless the client's settings have it"
    if old.filled and rule.endswith("-optional"):
        return f"{told}, even if the client's settings do not have it"
    return "; ".join((told, *_around(rule, old, new)))


def _other_classes(old: Symbol, new: Symbol) -> str:
    """Return how the classes that both have are called now, if otherwise."""
    now = dict(new.classes)
    return "; ".join(
        f"the class {name} becomes {now[role]}"
        for role, name in old.classes
        if now.get(role, name) != name
    )


def _around(rule: str, old: Symbol, new: Symbol) -> Iterator[str]:
    """Yield what becomes of the arguments around a parameter: a group is required because a row of it is."""
    for before, after in zip(old.around, new.around, strict=False):
        if rule.endswith("-required") and after.required > before.required:
            yield f"{after.text} becomes mandatory"
        if rule in _LOOSENING and before.required > after.required:
            yield f"{after.text} may be left out"


_LOOSENING = ("request-parameter-became-optional", "request-parameter-removed")


def _told(rule: str, old: Symbol, new: Symbol, before: str, after: str) -> str:
    return RULES[rule].python.format(
        old=old.text,
        new=new.text,
        old_type=old.annotation,
        new_type=new.annotation,
        before=before,
        after=after,
    )
