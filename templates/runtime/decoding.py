"""Decodes responses into typed values, leniently.

A wrong field never costs the others: a value that fits its declared shape is decoded, one that can be converted without
loss is converted, any other is dropped (None, or an empty list), and each difference from the page is a ``Deviation``.
Null instead of a value and an integer instead of a float are no deviations.
"""

# isort: skip_file
from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from .codegen import PLAIN_TYPES, CompiledOnReuse, compile_reader
from .errors import printable
from .fields import (
    Anything,
    Array,
    Boolean,
    Integer,
    Mapping,
    Nested,
    Number,
    Shape,
    Text,
    WireField,
    fields_of,
)

Kind: TypeAlias = Literal["type", "missing", "case", "unknown"]


@dataclass(frozen=True, slots=True)
class Deviation:
    """A difference between a response and its page.

    ``path`` is where (``Data[0].ReceiptSet[1]``), ``declared`` what the page says, ``received`` what arrived (kinds of
    JSON values or key names, never values).  ``kind``: ``type``, ``missing`` (a required field), ``case`` (a key whose
    letters have another case) or ``unknown`` (a field that the page does not have).
    """

    kind: Kind
    path: str
    declared: str
    received: str

    def __str__(self) -> str:
        return printable(
            f"{self.path}: {self.declared} declared, {self.received} received"
        )


# The place of a value, from the inside out: the path of its parent, its key or index there, and the number of objects
# around it.  Formatted for deviations only: hardly any value has one.
Path: TypeAlias = "tuple[Path | None, str | int, int]"
TOP: Path = (None, "", 0)

# Decodes a value at a path and appends its deviations; None if it cannot be converted.
Decoder: TypeAlias = Callable[[Any, Path, list[Deviation]], Any]

_MAX_DEPTH = 101


def decode_arguments(
    cls: type, values: dict[str, Any], path: Path, deviations: list[Deviation]
) -> dict[str, Any]:
    """Return the constructor arguments for a generated dataclass from a JSON object of the response."""
    decoders = _decoders(cls)
    unknown_keys = [key for key in values if key not in decoders]
    result = {}
    for wire, (field, plain_type, decode) in decoders.items():
        value = values.get(wire)
        # By far the most values are as the page says; skipping everything else for those halves the time.
        if type(value) is not plain_type:
            value = _decode_field(field, decode, values, unknown_keys, path, deviations)
        result[field.name] = value
    deviations.extend(
        Deviation(
            "unknown", _format_path((path, key, 0)), "nothing", json_kind(values[key])
        )
        for key in unknown_keys
    )
    return result


def _format_path(path: Path) -> str:
    """Return ``Data[0].ReceiptSet[1]``."""
    parts: list[str] = []
    above, step, _ = path
    while above:
        parts.append(f".{step}" if isinstance(step, str) else f"[{step}]")
        above, step, _ = above
    return "".join(reversed(parts)).removeprefix(".")


def json_kind(value: Any) -> str:
    """Return the kind of a JSON value as pages write it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    for kind, name in _KINDS.items():
        if isinstance(value, kind):
            return name
    return type(value).__name__


_KINDS = {str: "string", int: "int", float: "float", list: "array", dict: "object"}
# Compiled when one is needed: most responses are as the page says.
_INTEGER = r"-?[0-9]{1,30}"
_NUMBER = r"-?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?"


def _decode_field(
    field: WireField,
    decode: Decoder,
    values: dict[str, Any],
    unknown_keys: list[str],
    path: Path,
    deviations: list[Deviation],
) -> Any:
    field_path = (path, field.wire, path[2] + 1)
    key = field.wire if field.wire in values else _take_key(field.wire, unknown_keys)
    deviations.extend(_key_deviations(field, key, field_path))
    value = None if key is None else values[key]
    decoded = None if value is None else decode(value, field_path, deviations)
    return _empty_value(field) if decoded is None else decoded


def _empty_value(field: WireField) -> Any:
    """Return the value of a field that is missing: [] for a required list, so that loops over it run, else None."""
    return [] if field.required and isinstance(field.shape, Array) else None


def _key_deviations(
    field: WireField, key: str | None, path: Path
) -> Iterator[Deviation]:
    if key is None:
        if field.required:
            name = field.shape.name
            yield Deviation("missing", _format_path(path), name, "nothing")
    elif key != field.wire:
        yield Deviation("case", _format_path(path), field.wire, key)


def _take_key(wire: str, unknown_keys: list[str]) -> str | None:
    """Remove and return the first unknown key that differs from ``wire`` in case only."""
    lower = wire.lower()
    for index, key in enumerate(unknown_keys):
        if key.lower() == lower:
            return unknown_keys.pop(index)
    return None


@functools.cache
def _decoders(cls: type) -> dict[str, tuple[WireField, type, Decoder]]:
    """Return for each name of the API its field, the type of values that need no decoding (object: none), and the decoder."""
    return {
        field.wire: (
            field,
            PLAIN_TYPES.get(type(field.shape), object),
            _decoder(field.shape),
        )
        for field in fields_of(cls)
    }


def _loop(cls: type) -> Decoder:
    return lambda value, path, deviations: cls(
        **decode_arguments(cls, value, path, deviations)
    )


def _compile(cls: type) -> Decoder:
    """Return the compiled decoder of a class, which leaves objects with deviations to the loop."""
    fields = [
        (field, _without_none(field, decode))
        for field, _, decode in _decoders(cls).values()
    ]
    return compile_reader(cls, fields, _loop(cls))


_READERS = CompiledOnReuse(_loop, _compile)


def _without_none(field: WireField, decode: Decoder) -> Decoder:
    """Return a field's decoder with its ``_empty_value`` in place of None."""
    if not (field.required and isinstance(field.shape, Array)):
        return decode
    return lambda value, path, deviations: decode(value, path, deviations) or []


def _decoder(shape: Shape) -> Decoder:
    match shape:
        case Text():
            return _decode_text
        case Integer():
            return _decode_integer
        case Number():
            return _decode_number
        case Boolean():
            return _decode_boolean
        case Array(item):
            return _array_decoder(_decoder(item), shape)
        case Nested(cls):
            return _object_decoder(cls)
        case Mapping():
            return _decode_mapping
        case Anything():
            return _decode_any


def _add_deviation(
    value: Any, declared: str, path: Path, deviations: list[Deviation]
) -> None:
    deviations.append(Deviation("type", _format_path(path), declared, json_kind(value)))


def _decode_text(value: Any, path: Path, deviations: list[Deviation]) -> str | None:
    if isinstance(value, str):
        return value
    _add_deviation(value, "string", path, deviations)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) else None


def _decode_integer(value: Any, path: Path, deviations: list[Deviation]) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    _add_deviation(value, "int", path, deviations)
    if isinstance(value, str) and re.fullmatch(_INTEGER, value):
        return int(value)
    return int(value) if isinstance(value, float) and value.is_integer() else None


def _decode_number(value: Any, path: Path, deviations: list[Deviation]) -> float | None:
    if (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and abs(value) < math.inf
    ):
        return value
    _add_deviation(value, "float", path, deviations)
    is_number = isinstance(value, str) and re.fullmatch(_NUMBER, value)
    number = float(value) if is_number else math.inf
    return number if math.isfinite(number) else None


def _decode_boolean(value: Any, path: Path, deviations: list[Deviation]) -> bool | None:
    if isinstance(value, bool):
        return value
    _add_deviation(value, "bool", path, deviations)
    is_plain = isinstance(value, (str, int))
    return _BOOLEANS.get(str(value).lower()) if is_plain else None


_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}


def _array_decoder(decode: Decoder, shape: Array) -> Decoder:
    plain_type = PLAIN_TYPES.get(type(shape.item))

    def decode_list(
        value: Any, path: Path, deviations: list[Deviation]
    ) -> list[Any] | None:
        if not isinstance(value, list):
            _add_deviation(value, shape.name, path, deviations)
            return None
        if plain_type and {*map(type, value)} == {plain_type}:
            return value[:]
        return [
            decoded
            for index, item in enumerate(value)
            if item is not None
            and (decoded := decode(item, (path, index, path[2]), deviations))
            is not None
        ]

    return decode_list


def _object_decoder(cls: type) -> Decoder:
    def decode_object(value: Any, path: Path, deviations: list[Deviation]) -> Any:
        if not isinstance(value, dict):
            _add_deviation(value, cls.__name__, path, deviations)
            return None
        if path[2] > _MAX_DEPTH:
            name = cls.__name__
            deviations.append(
                Deviation("type", _format_path(path), name, "too deep nesting")
            )
            return None
        return _READERS[cls](value, path, deviations)

    return decode_object


def _decode_mapping(
    value: Any, path: Path, deviations: list[Deviation]
) -> dict[str, Any] | None:
    if isinstance(value, dict):
        return value
    _add_deviation(value, "object", path, deviations)
    return None


def _decode_any(value: Any, path: Path, deviations: list[Deviation]) -> Any:
    return value
