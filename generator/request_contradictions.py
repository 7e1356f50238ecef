"""Where a request example contradicts the request tables of its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from generator import example_text, fitting, json_places
from generator.cells import quoted
from generator.example_text import Parameter
from generator.examples import ENVELOPE
from generator.json_places import Spot, Steps
from generator.literals import JSON
from generator.schema import (
    Action,
    Field,
    ListOf,
    Ref,
    Scalar,
    Side,
    Type,
    Untyped,
)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What an example says against the tables: where in its text, a code, a message."""

    offset: int
    code: str
    message: str


def contradictions(action: Action, text: str) -> Iterator[Contradiction]:
    """Yield what the example's parameters say against the tables, then what they leave out; nothing if it has none."""
    given = list(_located(text))
    if not given:
        return
    yield from _spellings(action, given, text)
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


def _spellings(
    action: Action, given: list[tuple[Parameter, Spot]], text: str
) -> Iterator[Contradiction]:
    """Yield what is wrong whatever the tables say of a parameter: another action, a key twice, an index that is none."""
    seen: dict[str, int] = {}
    for parameter, spot in given:
        key, name = parameter.key, quoted(parameter.key)
        if key == "Action" and parameter.value != action.wire:
            message = f'the example calls {quoted(str(parameter.value))}, the page describes "{action.wire}"'
            yield Contradiction(spot.value, "D407", message)
        if seen.setdefault(key, spot.key) != spot.key:
            lines = text.count("\n", seen[key], spot.key)
            where = f"{lines} lines above" if lines else "on this line"
            message = f"{name} stands {where} already"
            yield Contradiction(spot.key, "D405", message)
        if {*key.split(".")[1:]} & {"N", "n"}:
            message = f"{name} has a letter where an index belongs"
            yield Contradiction(spot.key, "D406", message)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What of the tables an example has used so far: a spot for everything that it gives, by the steps to it."""

    side: Side
    root: Spot
    misfits: set[Steps] = field(default_factory=set)

    def take(self, parameter: Parameter, spot: Spot) -> Iterator[Contradiction]:
        """Note one parameter, and yield what in it has no place in the tables or does not fit there."""
        leads = fitting.followed(self.side, parameter.key)
        if not leads:
            yield _unknown(_as_row(parameter.key), spot)
            return
        steps, type_ = leads
        holder = self.root
        for step in steps[:-1]:
            holder = holder.inner.setdefault(step, Spot(spot.key, spot.value))
        holder.inner.setdefault(steps[-1], Spot(spot.key, spot.value, spot.inner))
        yield from self._inside(type_, parameter.value, steps, spot)

    def _inside(
        self, type_: Type, value: JSON, steps: Steps, spot: Spot
    ) -> Iterator[Contradiction]:
        match type_:
            case _ if value is None:
                return
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
            case _ if fitting.fitting(self.side, type_, value) is None:
                self.misfits.add(steps)
                message = f'the value of "{_row(steps)}" is no {_kind(type_)}'
                yield Contradiction(spot.value, "D408", message)

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
                yield Contradiction(spot.value, "D404", message)

    def _lacking_inside(
        self, type_: Type, spot: Spot, steps: Steps
    ) -> Iterator[Contradiction]:
        match type_:
            case Ref(model) if steps not in self.misfits:
                yield from self.lacking(self.side.model(model).fields, spot, steps)
            case ListOf(item):
                for index, inner in spot.inner.items():
                    yield from self._lacking_inside(item, inner, (*steps, index))


def _unknown(row: str, spot: Spot) -> Contradiction:
    return Contradiction(spot.key, "D403", f"the table has no {quoted(row)}")


def _row(steps: Steps) -> str:
    """Return the name that a table's row would have: ``Disks.N.Size``."""
    return ".".join("N" if isinstance(step, int) else step for step in steps)


def _as_row(key: str) -> str:
    return ".".join("N" if part.isdecimal() else part for part in key.split("."))


def _kind(type_: Type) -> str:
    match type_:
        case Scalar(kind):
            return kind
        case ListOf():
            return "list"
        case Untyped(shape):
            return shape
        case Ref():
            return "object"
