"""The models of one side of a page: which row means which, which are undefined, unused or endless."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeAlias

from docs2sdk import likeness
from docs2sdk.counting import counted
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages.cells import MAX_LENGTH, quoted
from docs2sdk.pages.nesting import ParsedRow
from docs2sdk.places import Place
from docs2sdk.schema import Field, ListOf, Model, Ref, Type, Untyped, references

# The rows of a side: those of its own table under "", those of each model under the model's name.
ParsedTables: TypeAlias = Mapping[str, tuple[ParsedRow, ...]]

_BARE = (Untyped("list"), Untyped("object"))
_MAX_COMPARED = 50  # a hint is worth little time; published pages have 21 models
_WORD = re.compile(r"[A-Za-z0-9_]+")


def link_untyped_rows(tables: ParsedTables) -> ParsedTables:
    """Give the bare ``array`` and ``object`` rows of a legacy page the model they mean, where that is certain.

    Certain is the one model that the description names, and the only unused model for the only row left.
    """
    named = {
        owner: tuple(_tie(entry, _named(entry, tables)) for entry in rows)
        for owner, rows in tables.items()
    }
    used = {model for entry in _all(named) for model in references(entry.type)}
    unused = [model for model in named if model and model not in used]
    waiting = [
        entry
        for owner, rows in named.items()
        if unused != [owner]
        for entry in rows
        if entry.type in _BARE
    ]
    if len(unused) != 1 or len(waiting) != 1:
        return named
    return {
        owner: tuple(
            _tie(entry, unused[0]) if entry is waiting[0] else entry for entry in rows
        )
        for owner, rows in named.items()
    }


def _all(tables: ParsedTables) -> Iterator[ParsedRow]:
    return (entry for rows in tables.values() for entry in rows)


def _named(entry: ParsedRow, tables: ParsedTables) -> str | None:
    found = {word for word in _WORD.findall(entry.doc) if word in tables}
    return found.pop() if len(found) == 1 else None


def _tie(entry: ParsedRow, model: str | None) -> ParsedRow:
    if model is None or entry.type not in _BARE:
        return entry
    ref = Ref(model)
    return entry._replace(type=ListOf(ref) if entry.type == Untyped("list") else ref)


def find_untyped_rows(
    tables: ParsedTables, shapes: tuple[Type, ...] = _BARE
) -> Iterator[Diagnostic]:
    """Yield the rows that still do not say what they hold."""
    for entry in _all(tables):
        if entry.type in shapes:
            yield Diagnostic(
                entry.type_place, "D210", f'"{entry}" does not say what it holds'
            )


def resolve_reference(
    entry: ParsedRow, defined: Iterable[str]
) -> tuple[ParsedRow, str | None]:
    """Return the row with a type that exists, and the model that is not defined: a list or value of anything then."""
    missing = next(
        (model for model in references(entry.type) if model not in defined), None
    )
    if missing is None:
        return entry, None
    return entry._replace(type=_without_model(entry.type)), missing


def report_unmatched_models(
    undefined: Iterable[tuple[str, Place]],
    unused: Mapping[str, Place],
    unusable: Mapping[str, Diagnostic],
) -> Iterator[Diagnostic]:
    """Yield, once each, which models are not defined, and which headings of models nothing refers to.

    ``undefined`` are the references, ``unused`` the headings with a usable name, ``unusable`` what is wrong with the others.
    A heading that seems to be an undefined model's is named with it, and not once more.
    """
    places: dict[str, list[Place]] = {}
    for model, place in undefined:
        places.setdefault(model, []).append(place)
    headings = {model: place.line for model, place in unused.items()} | {
        text: finding.place.line for text, finding in unusable.items()
    }
    meant = {
        model: _nearest_heading(model, headings) if number < _MAX_COMPARED else None
        for number, model in enumerate(places)
    }
    if len(places) == len(unusable) == 1:
        meant = {
            model: heading or next(iter(unusable)) for model, heading in meant.items()
        }
    for model, (first, *others) in places.items():
        message = _undefined(model, len(others), meant[model], headings)
        yield Diagnostic(first, "D205", message)
    taken = set(meant.values())
    for model, place in unused.items():
        if model not in taken:
            yield Diagnostic(place, "D206", f'nothing refers to the model "{model}"')
    yield from (finding for text, finding in unusable.items() if text not in taken)


def _nearest_heading(model: str, headings: Iterable[str]) -> str | None:
    short = (text for text in headings if len(text) <= MAX_LENGTH)
    nearest = likeness.nearest(model, islice(short, _MAX_COMPARED))
    return next(iter(nearest), None)


def _undefined(
    model: str, others: int, heading: str | None, lines: Mapping[str, int]
) -> str:
    rows = counted(others, "other row needs", "other rows need")
    more = f", which {rows}, too" if others else ""
    hint = (
        ""
        if heading is None
        else f"; line {lines[heading]} has {quoted(heading)}; did you mean {quoted(model)}?"
    )
    return f"the page defines no model {quoted(model)}{more}{hint}"


def _without_model(type_: Type) -> Type:
    return (
        ListOf(_without_model(type_.item))
        if isinstance(type_, ListOf)
        else Untyped("object")
    )


def reachable(fields: Iterable[Field], models: Mapping[str, Model]) -> set[str]:
    """Return the models that the fields refer to, directly or through models."""
    found: set[str] = set()
    waiting = list(fields)
    while waiting:
        for wire in references(waiting.pop().type):
            if wire not in found:
                found.add(wire)
                waiting.extend(models[wire].fields)
    return found


def endless(models: Iterable[Model]) -> tuple[Model, ...]:
    """Return the models that require themselves, so that no finite value has all their fields."""
    by_wire = {model.wire: model for model in models}
    needs = _with_some(
        {wire: _required_models(model) for wire, model in by_wire.items()}
    )
    on_cycles = _with_some(_reversed(needs))
    return tuple(model for model in by_wire.values() if model.wire in on_cycles)


def _with_some(needs: dict[str, set[str]]) -> dict[str, set[str]]:
    """Take away, again and again, what needs nothing of the rest; in time linear in the needs."""
    left = {wire: len(others) for wire, others in needs.items()}
    users = _reversed(needs)
    waiting = [wire for wire, count in left.items() if not count]
    while waiting:
        for user in users[waiting.pop()]:
            left[user] -= 1
            if not left[user]:
                waiting.append(user)
    kept = {wire for wire, count in left.items() if count}
    return {wire: needs[wire] & kept for wire in needs if wire in kept}


def _reversed(needs: dict[str, set[str]]) -> dict[str, set[str]]:
    users: dict[str, set[str]] = {wire: set() for wire in needs}
    for wire, others in needs.items():
        for other in others:
            users[other].add(wire)
    return users


def _required_models(model: Model) -> set[str]:
    return {
        field.type.model
        for field in model.fields
        if field.required and isinstance(field.type, Ref)
    }
