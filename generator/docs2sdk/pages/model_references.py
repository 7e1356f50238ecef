"""Resolves the references of rows to models, and reports models that are undefined, unused or required by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import TypeAlias

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.message_text import closest_matches, pluralize
from docs2sdk.pages.cells import MAX_NAME_LENGTH, quote
from docs2sdk.pages.row_nesting import ParsedRow
from docs2sdk.schema import Field, ListOf, Model, Ref, Type, Untyped, references

# The rows of a payload: those of its own table under "", those of each model under the model's name.
ParsedTables: TypeAlias = Mapping[str, tuple[ParsedRow, ...]]

_MAX_COMPARED = 50  # bounds the time for a hint; published pages have 21 models


def report_untyped_rows(
    tables: ParsedTables, types: tuple[Type, ...]
) -> Iterator[Diagnostic]:
    """Report the rows whose type is one of ``types``: it does not say what the list or object holds."""
    for row in chain.from_iterable(tables.values()):
        if row.type in types:
            message = f'"{row}" does not say what it holds'
            yield Diagnostic(row.type_location, "D210", message)


def resolve_reference(
    row: ParsedRow, defined: Iterable[str]
) -> tuple[ParsedRow, str | None]:
    """Return the row and None; if its model is not defined, the row with an untyped object instead and the model's name."""
    missing = next(
        (model for model in references(row.type) if model not in defined), None
    )
    if missing is None:
        return row, None
    return row._replace(type=_without_model(row.type)), missing


def report_unmatched_models(
    undefined: Iterable[tuple[str, Location]],
    unused: Mapping[str, Location],
    unusable: Mapping[str, Diagnostic],
) -> Iterator[Diagnostic]:
    """Report each undefined model once, and each heading of a model that no row refers to.

    ``undefined`` are the references, ``unused`` the headings with a usable name, ``unusable`` what is wrong with the others.
    A heading that is similar to an undefined model is a hint in that model's diagnostic and has none of its own.
    """
    locations: dict[str, list[Location]] = {}
    for model, location in undefined:
        locations.setdefault(model, []).append(location)
    headings = {model: location.line for model, location in unused.items()} | {
        text: diagnostic.location.line for text, diagnostic in unusable.items()
    }
    hints = {
        model: _nearest_heading(model, headings) if number < _MAX_COMPARED else None
        for number, model in enumerate(locations)
    }
    if len(locations) == len(unusable) == 1:
        hints = {
            model: heading or next(iter(unusable)) for model, heading in hints.items()
        }
    for model, (first, *others) in locations.items():
        message = _describe_undefined(model, len(others), hints[model], headings)
        yield Diagnostic(first, "D205", message)
    hinted = set(hints.values())
    for model, location in unused.items():
        if model not in hinted:
            yield Diagnostic(location, "D206", f'nothing refers to the model "{model}"')
    for text, diagnostic in unusable.items():
        if text not in hinted:
            yield diagnostic


def _nearest_heading(model: str, headings: Iterable[str]) -> str | None:
    short = (text for text in headings if len(text) <= MAX_NAME_LENGTH)
    nearest = closest_matches(model, islice(short, _MAX_COMPARED))
    return next(iter(nearest), None)


def _describe_undefined(
    model: str, others: int, heading: str | None, lines: Mapping[str, int]
) -> str:
    rows = pluralize(others, "other row needs", "other rows need")
    more = f", which {rows}, too" if others else ""
    hint = (
        ""
        if heading is None
        else f"; line {lines[heading]} has {quote(heading)}; did you mean {quote(model)}?"
    )
    return f"the page defines no model {quote(model)}{more}{hint}"


def _without_model(type_: Type) -> Type:
    return (
        ListOf(_without_model(type_.item))
        if isinstance(type_, ListOf)
        else Untyped("object")
    )


def find_reachable_models(
    fields: Iterable[Field], models: Mapping[str, Model]
) -> set[str]:
    """Return the names of the models that the fields refer to, directly or through models."""
    names: set[str] = set()
    unvisited = list(fields)
    while unvisited:
        for name in references(unvisited.pop().type):
            if name not in names:
                names.add(name)
                unvisited.extend(models[name].fields)
    return names


def find_required_cycles(models: Iterable[Model]) -> tuple[Model, ...]:
    """Return the models on a cycle of required fields: no finite value has all their fields."""
    by_name = {model.name: model for model in models}
    needs = _remove_leaves(
        {name: _required_models(model) for name, model in by_name.items()}
    )
    on_cycles = _remove_leaves(_reverse(needs))
    return tuple(model for model in by_name.values() if model.name in on_cycles)


def _remove_leaves(needs: dict[str, set[str]]) -> dict[str, set[str]]:
    """Remove, until none is left, each model that needs no other; in time linear in the needs."""
    counts = {name: len(needed) for name, needed in needs.items()}
    users = _reverse(needs)
    leaves = [name for name, count in counts.items() if not count]
    while leaves:
        for user in users[leaves.pop()]:
            counts[user] -= 1
            if not counts[user]:
                leaves.append(user)
    kept = {name for name, count in counts.items() if count}
    return {name: needs[name] & kept for name in needs if name in kept}


def _reverse(needs: dict[str, set[str]]) -> dict[str, set[str]]:
    users: dict[str, set[str]] = {name: set() for name in needs}
    for user, needed in needs.items():
        for name in needed:
            users[name].add(user)
    return users


def _required_models(model: Model) -> set[str]:
    return {
        field.type.model
        for field in model.fields
        if field.required and isinstance(field.type, Ref)
    }
