"""What many responses of one action contradict in its tables, and the types that the values of each row had."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from docs2sdk.locations import Location
from docs2sdk.python_literals import JSON
from docs2sdk.schema import Action, Field, Payload, references
from docs2sdk.validation import mismatches, response
from docs2sdk.validation.recordings import Recording
from docs2sdk.values import example_values
from docs2sdk.values.sample_values import JSONObject


class RowKey(NamedTuple):
    """A row of the response tables, by the API's names: of a model, or of the response's own table ("")."""

    model: str
    name: str


@dataclass(frozen=True, slots=True)
class RecordedContradiction:
    """A contradiction to the row that ``path`` leads to; ``sources`` are the recordings that have it."""

    code: str
    message: str
    path: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The contradictions in all responses of an action, sorted; the types of the values by row, as pages write them."""

    action: Action
    responses: int
    contradictions: tuple[RecordedContradiction, ...]
    value_types: Mapping[RowKey, frozenset[str]]


def gather_evidence(action: Action, recordings: Sequence[Recording]) -> Evidence:
    """Compare the recorded responses of an action with its tables."""
    sources: dict[tuple[str, str, tuple[str, ...]], list[str]] = defaultdict(list)
    types: dict[RowKey, set[str]] = defaultdict(set)
    for recording in recordings:
        for contradiction in response.find_contradictions(action, recording.response):
            key = (contradiction.code, contradiction.message, contradiction.row)
            sources[key].append(recording.source)
        for row, value in _iterate_values(action.response, "", recording.response):
            types[row].add(_describe_type(value))
    return Evidence(
        action,
        len(recordings),
        tuple(
            RecordedContradiction(*key, tuple(sources[key])) for key in sorted(sources)
        ),
        {row: frozenset(names) for row, names in types.items()},
    )


def find_location(action: Action, path: Sequence[str]) -> Location:
    """Return the location of the row that a path leads to, or of the last one on the way that exists."""
    location = action.location
    for _, field in _follow_path(action.response, path):
        location = field.location
    return location


def find_row(action: Action, path: Sequence[str]) -> RowKey | None:
    """Return the row that a path leads to, None if it does not exist."""
    rows = tuple(_follow_path(action.response, path))
    return rows[-1][0] if rows and len(rows) == len(path) else None


def _follow_path(
    payload: Payload, path: Sequence[str]
) -> Iterator[tuple[RowKey, Field]]:
    """Yield the rows on the way of a path, as far as they exist."""
    model: str | None = ""
    for name in path:
        if model is None:
            return
        rows = _table(payload, model)
        field = next((field for field in rows if field.name == name), None)
        if field is None:
            return
        yield RowKey(model, name), field
        model = next(references(field.type), None)


def _table(payload: Payload, model: str) -> tuple[Field, ...]:
    return payload.model(model).fields if model else payload.fields


def _iterate_values(
    payload: Payload, model: str, values: JSONObject
) -> Iterator[tuple[RowKey, JSON]]:
    """Yield every value that has a row and is not null."""
    table = _table(payload, model)
    keys = mismatches.match_keys(table, values)
    for field in table:
        value = values[keys[field.name]] if field.name in keys else None
        if value is not None:
            yield RowKey(model, field.name), value
            for inner_model, inner in example_values.find_objects(field.type, value):
                yield from _iterate_values(payload, inner_model, inner)


def _describe_type(value: JSON) -> str:
    """Return the type of a value as pages write it: ``int``, ``array[string]``; ``array[]`` for an empty list."""
    if isinstance(value, list):
        types = {_describe_type(item) for item in value if item is not None}
        return f"array[{_common_scalar(types) or '|'.join(sorted(types))}]"
    names = {bool: "bool", int: "int", float: "float", str: "string"}
    return names.get(type(value), "object")


def find_common_type(types: frozenset[str]) -> str | None:
    """Return the one type that covers these types of values, if it is a scalar or a list of scalars."""
    if not all(name.startswith("array[") for name in types):
        return _common_scalar(types)
    item_type = _common_scalar({name[len("array[") : -1] for name in types} - {""})
    return f"array[{item_type}]" if item_type else None


def _common_scalar(types: frozenset[str] | set[str]) -> str | None:
    """Return the one scalar type that covers all; an integer may stand for a float."""
    if types == {"int", "float"}:
        return "float"
    (name,) = types if len(types) == 1 else ("",)
    return name if name in ("string", "int", "float", "bool") else None
