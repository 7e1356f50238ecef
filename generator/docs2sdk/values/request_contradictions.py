"""What a request example says against the request tables of its page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from docs2sdk.literals import JSON
from docs2sdk.pages.cells import quoted
from docs2sdk.schema import (
    Action,
    Field,
    ListOf,
    Ref,
    Scalar,
    Side,
    Type,
    Untyped,
)
from docs2sdk.values import example_text, fitting, json_places
from docs2sdk.values.example_text import Parameter
from docs2sdk.values.examples import ENVELOPE
from docs2sdk.values.json_places import Spot, Steps

# An index as many pages write it, who mean any number.
_LETTERS = {"N", "n"}


class Contradiction(NamedTuple):
    """A code of ``diagnostics.CODES``, a message, and where in the example's text."""

    code: str
    message: str
    offset: int


def contradictions(action: Action, text: str) -> Iterator[Contradiction]:
    """Yield what the example's parameters say against the tables, then what they leave out; nothing if it has none."""
    given = list(_located(text))
    if not given:
        return
    yield from _of_another_action(action, given)
    yield from _repeated(given, text)
    start = len(text) - len(text.lstrip())
    reading = _Reading(action.request, Spot(start, start))
    for parameter, spot in given:
        if parameter.key not in ENVELOPE:
            yield from reading.take(parameter, spot)
    yield from reading.lacking(action.request.fields, reading.root, ())


def _located(text: str) -> Iterator[tuple[Parameter, Spot]]:
    """Yield the parameters with their places: the key's, and in a JSON body those of all that is inside."""
    body = example_text.body(text)
    spots = json_places.scan(text, body.offset) if body else None
    for parameter in example_text.parameters(text):
        if spots:
            yield parameter, json_places.follow(spots, (parameter.key,))
        else:
            yield parameter, Spot(parameter.offset, parameter.offset)


def _of_another_action(
    action: Action, given: Iterable[tuple[Parameter, Spot]]
) -> Iterator[Contradiction]:
    for parameter, spot in given:
        if parameter.key == "Action" and parameter.value != action.wire:
            named = quoted(str(parameter.value))
            message = f'the example calls {named}, the page describes "{action.wire}"'
            yield Contradiction("D407", message, spot.value)


def _repeated(
    given: Iterable[tuple[Parameter, Spot]], text: str
) -> Iterator[Contradiction]:
    """Yield the keys that stand twice, but for those whose index is a letter: they mean two elements."""
    seen: dict[str, int] = {}
    for parameter, spot in given:
        key = parameter.key
        if seen.setdefault(key, spot.key) != spot.key and not _lettered(key):
            yield Contradiction("D405", f"{quoted(key)} is given already", spot.key)


def _lettered(key: str) -> bool:
    return not _LETTERS.isdisjoint(key.split(".")[1:])


@dataclass(frozen=True, slots=True)
class _Reading:
    """What of the tables an example has used so far: a spot for everything that it gives, by the steps to it.

    ``closed`` are the steps to values that do not say what is inside: null, or of another type.
    """

    side: Side
    root: Spot
    closed: set[Steps] = field(default_factory=set)

    def take(self, parameter: Parameter, spot: Spot) -> Iterator[Contradiction]:
        """Note one parameter, and yield what in it has no place in the tables or does not fit there."""
        name, meant = quoted(parameter.key), parameter.key
        leads = fitting.followed(self.side, meant)
        if not leads:
            meant = self._respelled(meant)
            leads = fitting.followed(self.side, meant)
            yield _unknown(_as_row(parameter.key), spot, meant if leads else "")
        elif _lettered(meant):
            message = f"{name} has a letter where an index belongs"
            yield Contradiction("D406", message, spot.key)
        if leads:
            steps, type_ = leads
            self._note(steps, spot)
            yield from self._inside(type_, parameter.value, steps, spot)

    def _respelled(self, key: str) -> str:
        """Return a key as the table would spell it: people write ``Projectid``."""
        first, dot, others = key.partition(".")
        for one in self.side.fields:
            if one.wire.lower() == first.lower():
                return f"{one.wire}{dot}{others}"
        return key

    def _note(self, steps: Steps, spot: Spot) -> None:
        holder = self.root
        for step in steps[:-1]:
            holder = holder.inner.setdefault(step, Spot(spot.key, spot.value))
        holder.inner.setdefault(steps[-1], spot)

    def _inside(
        self, type_: Type, value: JSON, steps: Steps, spot: Spot
    ) -> Iterator[Contradiction]:
        match type_:
            case _ if value is None:
                self.closed.add(steps)
            case Ref(model) if isinstance(value, dict):
                types = {one.wire: one.type for one in self.side.model(model).fields}
                for key, item in value.items():
                    at, place = (*steps, key), json_places.follow(spot, (key,))
                    if key in types:
                        yield from self._inside(types[key], item, at, place)
                    else:
                        yield _unknown(_row(at), place)
            case ListOf(item_type) if isinstance(value, list):
                for index, item in enumerate(value):
                    place = json_places.follow(spot, (index,))
                    yield from self._inside(item_type, item, (*steps, index), place)
            case _ if not _fits(type_, value):
                self.closed.add(steps)
                yield _misfit(type_, value, _row(steps), spot)

    def lacking(
        self, fields: tuple[Field, ...], spot: Spot, steps: Steps
    ) -> Iterator[Contradiction]:
        """Yield the required parameters that are not there, at the object that lacks them."""
        for one in fields:
            at = (*steps, one.wire)
            if one.wire in spot.inner:
                yield from self._lacking_inside(one.type, spot.inner[one.wire], at)
            elif one.required:
                message = f'"{_row(at)}" is required, and the example lacks it'
                yield Contradiction("D404", message, spot.value)

    def _lacking_inside(
        self, type_: Type, spot: Spot, steps: Steps
    ) -> Iterator[Contradiction]:
        match type_:
            case _ if steps in self.closed:
                return
            case Ref(model):
                yield from self.lacking(self.side.model(model).fields, spot, steps)
            case ListOf(item):
                for index, inner in spot.inner.items():
                    yield from self._lacking_inside(item, inner, (*steps, index))


def _fits(type_: Type, value: JSON) -> bool:
    """Whether a value that holds no fields of the tables can be one of the type: in a form everything is text."""
    match type_:
        case Untyped("list"):
            return isinstance(value, list)
        case Untyped("object"):
            return isinstance(value, dict)
        case Untyped():
            return True
        case Scalar(kind):
            return _is(kind, value)
        case _:
            return False


def _is(kind: str, value: JSON) -> bool:
    if kind == "string":
        return isinstance(value, str)
    if isinstance(value, str):
        return bool(_WRITTEN[kind].fullmatch(value.strip()))
    if isinstance(value, bool) or kind == "bool":
        return kind == "bool" and isinstance(value, bool)
    return isinstance(value, int if kind == "int" else (int, float))


_WRITTEN = {
    "int": re.compile(r"[+-]?[0-9]+"),
    "float": re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"),
    # A server may take a number for a bool: where that is not sure nothing is said.
    "bool": re.compile(r"true|false|0|1", re.IGNORECASE),
}


def _unknown(row: str, spot: Spot, meant: str = "") -> Contradiction:
    hint = f'; did you mean "{meant}"?' if meant else ""
    return Contradiction("D403", f"the table has no {quoted(row)}{hint}", spot.key)


def _misfit(type_: Type, value: JSON, row: str, spot: Spot) -> Contradiction:
    message = f'the value of "{row}" is no {_kind(type_)}'
    if isinstance(type_, ListOf) and isinstance(value, str):
        message = f'"{row}" is a list: its first element is called "{row}.0"'
    return Contradiction("D408", message, spot.value)


def _row(steps: Steps) -> str:
    """Return the name that a table's row would have: ``Disks.N.Size``."""
    return ".".join("N" if isinstance(step, int) else step for step in steps)


def _as_row(key: str) -> str:
    return ".".join("N" if part.isdecimal() else part for part in key.split("."))


def _kind(type_: Type) -> str:
    match type_:
        case Scalar(kind):
            return kind
        case ListOf() | Untyped("list"):
            return "array"
        case Untyped() | Ref():
            return "object"
