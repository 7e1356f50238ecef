"""What many answers of one action say against its tables, and of which types the values of a row were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from docs2sdk.conform.recordings import Recording
from docs2sdk.literals import JSON
from docs2sdk.places import Place
from docs2sdk.schema import Action, Field, Side, references
from docs2sdk.values import answer_contradictions, conformance, examples
from docs2sdk.values.samples import Tree


class Row(NamedTuple):
    """A row of the response tables: of the model ``owner``, or of the response's own table ("")."""

    owner: str
    wire: str


@dataclass(frozen=True, slots=True)
class Said:
    """One contradiction, ``path`` leads to its row; ``kept`` are the answers that say so."""

    code: str
    message: str
    path: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the answers of an action say: contradictions by code and message, and the kinds of values by row."""

    action: Action
    answers: int
    said: tuple[Said, ...]
    kinds: Mapping[Row, frozenset[str]]


def of(action: Action, recordings: Sequence[Recording]) -> Evidence:
    """Hold the answers of an action against its tables."""
    kept: dict[tuple[str, str, tuple[str, ...]], list[str]] = defaultdict(list)
    kinds: dict[Row, set[str]] = defaultdict(set)
    for one in recordings:
        for found in answer_contradictions.contradictions(action, one.answer):
            kept[found.code, found.message, found.row].append(one.kept)
        for row, value in _values(action.response, "", one.answer):
            kinds[row].add(_kind(value))
    return Evidence(
        action,
        len(recordings),
        tuple(Said(*key, tuple(kept[key])) for key in sorted(kept)),
        {row: frozenset(found) for row, found in kinds.items()},
    )


def place(action: Action, path: Sequence[str]) -> Place:
    """Return where the row stands that a path leads to; where there is none, what is nearest above it."""
    found = action.place
    for _, field in _rows(action.response, path):
        found = field.place
    return found


def row(action: Action, path: Sequence[str]) -> Row | None:
    """Return the row that a path leads to, if it is there."""
    found = tuple(_rows(action.response, path))
    return found[-1][0] if found and len(found) == len(path) else None


def _rows(side: Side, path: Sequence[str]) -> Iterator[tuple[Row, Field]]:
    """Yield the rows on the way of a path, as far as it leads."""
    owner: str | None = ""
    for wire in path:
        if owner is None:
            return
        field = next((one for one in _table(side, owner) if one.wire == wire), None)
        if field is None:
            return
        yield Row(owner, wire), field
        owner = next(references(field.type), None)


def _table(side: Side, owner: str) -> tuple[Field, ...]:
    return side.model(owner).fields if owner else side.fields


def _values(side: Side, owner: str, answer: Tree) -> Iterator[tuple[Row, JSON]]:
    """Yield every value that is not null and that a row declares."""
    table = _table(side, owner)
    keys = conformance.claimed(table, answer)
    for field in table:
        value = answer[keys[field.wire]] if field.wire in keys else None
        if value is not None:
            yield Row(owner, field.wire), value
            for model, inner in examples.objects(field.type, value):
                yield from _values(side, model, inner)


def _kind(value: JSON) -> str:
    """Return the type of a value as pages write it: ``int``, ``array[string]``, ``array[]`` where it is empty."""
    if isinstance(value, list):
        kinds = {_kind(one) for one in value if one is not None}
        return f"array[{_common(kinds) or '|'.join(sorted(kinds))}]"
    kinds_of = {bool: "bool", int: "int", float: "float", str: "string"}
    return kinds_of.get(type(value), "object")


def type_of(kinds: frozenset[str]) -> str | None:
    """Return the one type that values of these kinds have, if it is a scalar or a list of scalars."""
    if not all(kind.startswith("array[") for kind in kinds):
        return _common(kinds)
    inner = _common({kind[len("array[") : -1] for kind in kinds} - {""})
    return f"array[{inner}]" if inner else None


def _common(kinds: frozenset[str] | set[str]) -> str | None:
    """Return the one scalar type of all; an integer may stand for a float."""
    if kinds == {"int", "float"}:
        return "float"
    (one,) = kinds if len(kinds) == 1 else ("",)
    return one if one in ("string", "int", "float", "bool") else None
