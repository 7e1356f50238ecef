"""Ties rows that name no model to the models of their payload, where it is certain which model they mean.

In turn: the description names exactly one model; a model has the row's name; and of the ways to give each model that is left a
row of its own, all that make every model reachable agree on the row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import permutations
from math import perm
from typing import NamedTuple

from docs2sdk.pages.model_references import ParsedTables
from docs2sdk.pages.row_nesting import ParsedRow
from docs2sdk.schema import ListOf, Ref, Untyped, references

# Types that hold objects of which the page may have a model.
UNTYPED_LIST, UNTYPED_OBJECT = Untyped("list"), Untyped("object")
LIST_OF_OBJECTS = ListOf(UNTYPED_OBJECT)
_WORD = re.compile(r"[A-Za-z0-9_]+")
# Six rows and six models have 720 assignments; published pages have at most four of each.
_MAX_ASSIGNMENTS = 720


class _Row(NamedTuple):
    """A row without a model, the table that it is in, and its place there."""

    owner: str
    place: int
    row: ParsedRow


def tie_rows(tables: ParsedTables) -> ParsedTables:
    """Give rows without a model their model, where it is certain."""
    tables = _tie_each(tables, lambda owner, row: _find_named(row, tables))
    tables = _tie_each(tables, lambda owner, row: _find_namesake(owner, row, tables))
    return _tie_rest(tables)


def _lacks_model(row: ParsedRow) -> bool:
    """Whether a row holds objects and does not say which."""
    types = (UNTYPED_LIST, UNTYPED_OBJECT, LIST_OF_OBJECTS)
    return row.type in types and not row.mapping


def _tie_each(
    tables: ParsedTables, find_model: Callable[[str, ParsedRow], str | None]
) -> ParsedTables:
    return {
        owner: tuple(_tie(row, find_model(owner, row)) for row in rows)
        for owner, rows in tables.items()
    }


def _tie(row: ParsedRow, model: str | None) -> ParsedRow:
    if model is None or not _lacks_model(row):
        return row
    ref = Ref(model)
    return row._replace(type=ref if row.type == UNTYPED_OBJECT else ListOf(ref))


def _find_named(row: ParsedRow, tables: ParsedTables) -> str | None:
    """Return the one model that the description names, None if it names none or several."""
    names = {word for word in _WORD.findall(row.description) if word in tables}
    return names.pop() if len(names) == 1 else None


def _find_namesake(owner: str, row: ParsedRow, tables: ParsedTables) -> str | None:
    """Return the model that has the row's name; None within that model, which would hold itself."""
    name = row.segments[-1].name
    return name if name in tables and name != owner else None


def _tie_rest(tables: ParsedTables) -> ParsedTables:
    """Tie the rows that have the same model in every assignment that makes all models reachable."""
    unused, rows = _find_unused(tables), list(_find_untyped(tables))
    if not 1 <= perm(len(rows), len(unused)) <= _MAX_ASSIGNMENTS:
        return tables
    links = {
        owner: {model for row in table for model in references(row.type)}
        for owner, table in tables.items()
    }
    possible = (
        zip(chosen, unused, strict=True) for chosen in permutations(rows, len(unused))
    )
    valid = [set(ties) for ties in map(tuple, possible) if _reaches_all(links, ties)]
    return _assign(tables, set.intersection(*valid)) if valid else tables


def _find_unused(tables: ParsedTables) -> list[str]:
    used = {
        model
        for rows in tables.values()
        for row in rows
        for model in (*references(row.type), *_WORD.findall(row.mapping))
    }
    return [model for model in tables if model and model not in used]


def _find_untyped(tables: ParsedTables) -> Iterator[_Row]:
    for owner, rows in tables.items():
        for index, row in enumerate(rows):
            if _lacks_model(row):
                yield _Row(owner, index, row)


def _assign(tables: ParsedTables, ties: Iterable[tuple[_Row, str]]) -> ParsedTables:
    """Return the tables with these rows tied to these models."""
    changed = {owner: list(table) for owner, table in tables.items()}
    for (owner, place, row), model in ties:
        changed[owner][place] = _tie(row, model)
    return {owner: tuple(table) for owner, table in changed.items()}


def _reaches_all(
    links: Mapping[str, set[str]], ties: Iterable[tuple[_Row, str]]
) -> bool:
    """Whether every model can be reached from the payload's own rows by its links and these ties."""
    added: dict[str, set[str]] = {}
    for row, model in ties:
        added.setdefault(row.owner, set()).add(model)
    reached, unvisited = {""}, [""]
    while unvisited:
        owner = unvisited.pop()
        new = (links.get(owner, set()) | added.get(owner, set())) - reached
        reached |= new
        unvisited += new
    return reached >= links.keys()
