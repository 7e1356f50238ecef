"""Where a response differs from the response tables of its page, as a client is to report it.

Independent of the client's own decoding and sharing no code with it, so that the generated tests compare two readings of
the same rules: a field may be ``null``, an item of a list may not, an integer may stand for a float, a key may come in
another case.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from docs2sdk.locations import Location
from docs2sdk.python_literals import JSON
from docs2sdk.schema import (
    Field,
    ListOf,
    Payload,
    Ref,
    Scalar,
    ScalarKind,
    Type,
    Untyped,
)
from docs2sdk.values.json_offsets import Steps
from docs2sdk.values.sample_values import JSONObject


def describe_type(type_: Type | None) -> str:
    """Return a declared type with its article, for messages."""
    match type_:
        case Scalar(kind):
            return "an int" if kind == "int" else f"a {kind}"
        case ListOf() | Untyped("list"):
            return "an array"
        case _:
            return "an object"


class Mismatch(NamedTuple):
    """One difference between a response and its tables: ``missing``, ``type``, ``case`` or ``unknown``, and the path.

    ``steps`` are the response's own keys and indices on the way there; of a missing field, to the object that lacks it.
    ``declared`` is the type in the tables where a value has another one.
    """

    path: str
    kind: str
    steps: Steps = ()
    declared: Type | None = None


def find_mismatches(payload: Payload, response: JSONObject) -> tuple[Mismatch, ...]:
    """Return where a response differs from the response tables, sorted by path and kind."""
    fields = [field for field in payload.fields if field.name not in _CLIENT_FIELDS]
    all_fields = (*_CLIENT_FIELDS.values(), *fields)
    mismatches = _check_object(payload, all_fields, response, "", ())
    return tuple(sorted(mismatches, key=lambda mismatch: mismatch[:2]))


def _client_field(wire: str, kind: ScalarKind, required: bool) -> Field:
    return Field(wire, Scalar(kind), required, "", Location("", 1))


# The client knows the envelope itself, whatever a page says of it.
_CLIENT_FIELDS = {
    "RetCode": _client_field("RetCode", "int", True),
    "Action": _client_field("Action", "string", False),
    "Message": _client_field("Message", "string", False),
}


def expected_error(response: JSONObject) -> str:
    """Return the class name of the error that a client raises for a response, "" where it raises none."""
    code = response.get("RetCode")
    if isinstance(code, str) and re.fullmatch(r"-?[0-9]{1,18}", code):
        code = int(code)
    if not isinstance(code, int) or isinstance(code, bool):
        return "BadResponseError"
    return "APIError" if code else ""


def _check_object(
    payload: Payload,
    fields: tuple[Field, ...],
    values: JSONObject,
    path: str,
    steps: Steps,
) -> Iterator[Mismatch]:
    keys = match_keys(fields, values)
    for field in fields:
        key = keys.get(field.name)
        field_path = f"{path}{field.name}"
        if key is None:
            if field.required:
                yield Mismatch(field_path, "missing", steps)
            continue
        at = (*steps, key)
        if key != field.name:
            yield Mismatch(field_path, "case", at)
        if values[key] is not None:
            yield from _check_value(payload, field.type, values[key], field_path, at)
    declared_keys = set(keys.values())
    yield from (
        Mismatch(f"{path}{key}", "unknown", (*steps, key))
        for key in values
        if key not in declared_keys
    )


def match_keys(fields: tuple[Field, ...], values: JSONObject) -> dict[str, str]:
    """Return the key of each field that ``values`` has: its own name, else the first unused key that differs in case only."""
    names = {field.name for field in fields}
    unused: dict[str, list[str]] = {}
    for key in values:
        if key not in names:
            unused.setdefault(key.lower(), []).append(key)
    keys = {}
    for field in fields:
        similar = unused.get(field.name.lower())
        if field.name in values:
            keys[field.name] = field.name
        elif similar:
            keys[field.name] = similar.pop(0)
    return keys


def _check_value(
    payload: Payload, type_: Type, value: JSON, path: str, steps: Steps
) -> Iterator[Mismatch]:
    match type_:
        case ListOf(item_type) if isinstance(value, list):
            for index, item in enumerate(value):
                item_path, at = f"{path}[{index}]", (*steps, index)
                yield from _check_value(payload, item_type, item, item_path, at)
        case Ref(model) if isinstance(value, dict):
            fields = payload.model(model).fields
            yield from _check_object(payload, fields, value, f"{path}.", steps)
        case Scalar(kind) if _is_scalar(kind, value):
            return
        case Untyped("any"):
            return
        case Untyped("list") if isinstance(value, list):
            return
        case Untyped("object") if isinstance(value, dict):
            return
        case _:
            yield Mismatch(path, "type", steps, type_)


def _is_scalar(kind: str, value: JSON) -> bool:
    """Whether a JSON value has a scalar type."""
    if isinstance(value, bool):
        return kind == "bool"
    if kind == "float":
        return isinstance(value, (int, float)) and abs(value) < math.inf
    return isinstance(value, {"string": str, "int": int, "bool": bool}[kind])
