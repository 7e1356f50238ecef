"""What the server sent → typed values, leniently.

One odd field never loses the rest: what fits its declared shape is decoded, what can be converted without loss is
converted, the rest is left out (None, or an empty list), and every difference from the page is a ``Deviation``.
``null`` may stand anywhere and an integer may stand for a float: neither is a deviation.
"""

# isort: skip_file
from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from .errors import printable
from .straight import FITS, Straight, reader
from .wire import (
    Anything,
    Boolean,
    Integer,
    Many,
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
    """One difference between an answer and its page.

    ``path`` is where (``Data[0].ReceiptSet[1]``), ``declared`` what the page says, ``received`` what came (kinds of
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


# Where a value stands, from the inside out: what it is in, the key or index there, and how many objects are around it.
# Written out for deviations only: hardly any value has one.
Path: TypeAlias = "tuple[Path | None, str | int, int]"
TOP: Path = (None, "", 0)

# Decodes one value at a path, appending what differs; None where nothing fits.
Decoder: TypeAlias = Callable[[Any, Path, list[Deviation]], Any]

_DEEPEST = 101


def arguments(
    cls: type, values: dict[str, Any], path: Path, found: list[Deviation]
) -> dict[str, Any]:
    """Return the constructor arguments for a generated dataclass from an object of the answer."""
    decoders = _decoders(cls)
    strangers = [key for key in values if key not in decoders]
    result = {}
    for wire, (field, fits, decode) in decoders.items():
        value = values.get(wire)
        # By far the most values are as the page says: half the time is saved by asking no more of them.
        if type(value) is not fits:
            value = _decoded(field, decode, values, strangers, path, found)
        result[field.name] = value
    found.extend(
        Deviation(
            "unknown", _written((path, key, 0)), "nothing", json_kind(values[key])
        )
        for key in strangers
    )
    return result


def _written(path: Path) -> str:
    """Return ``Data[0].ReceiptSet[1]``."""
    parts: list[str] = []
    above, step, _ = path
    while above:
        parts.append(f".{step}" if isinstance(step, str) else f"[{step}]")
        above, step, _ = above
    return "".join(reversed(parts)).removeprefix(".")


def json_kind(value: Any) -> str:
    """Return what kind of JSON value this is, in the pages' spelling."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    for kind, name in _KINDS.items():
        if isinstance(value, kind):
            return name
    return type(value).__name__


_KINDS = {str: "string", int: "int", float: "float", list: "array", dict: "object"}
# Compiled when one is needed: whoever gets what the page says never does.
_INTEGER = r"-?[0-9]{1,30}"
_NUMBER = r"-?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?"


def _decoded(
    field: WireField,
    decode: Decoder,
    values: dict[str, Any],
    strangers: list[str],
    path: Path,
    found: list[Deviation],
) -> Any:
    at = (path, field.wire, path[2] + 1)
    key = field.wire if field.wire in values else _claim(field.wire, strangers)
    _note_key(field, key, at, found)
    value = None if key is None else values[key]
    decoded = None if value is None else decode(value, at, found)
    return _nothing(field) if decoded is None else decoded


def _nothing(field: WireField) -> Any:
    """A required list that did not come is empty, so that a loop over it runs; everything else is None."""
    return [] if field.required and isinstance(field.shape, Many) else None


def _note_key(
    field: WireField, key: str | None, at: Path, found: list[Deviation]
) -> None:
    if key is None:
        if field.required:
            name = field.shape.name
            found.append(Deviation("missing", _written(at), name, "nothing"))
    elif key != field.wire:
        found.append(Deviation("case", _written(at), field.wire, key))


def _claim(wire: str, strangers: list[str]) -> str | None:
    """Take a key that no field has as its own and that differs from ``wire`` in case only."""
    wanted = wire.lower()
    for index, key in enumerate(strangers):
        if key.lower() == wanted:
            return strangers.pop(index)
    return None


@functools.cache
def _decoders(cls: type) -> dict[str, tuple[WireField, type, Decoder]]:
    """Return for each wire name its field, the type of values that need no decoding (object: none), and the decoder."""
    return {
        field.wire: (
            field,
            FITS.get(type(field.shape), object),
            _decoder(field.shape),
        )
        for field in fields_of(cls)
    }


def _loop(cls: type) -> Decoder:
    return lambda value, path, found: cls(**arguments(cls, value, path, found))


def _reader(cls: type) -> Decoder:
    """Return what makes an object of a class; the loop for those that differ from their page."""
    fields = [
        (field, _filled(field, decode)) for field, _, decode in _decoders(cls).values()
    ]
    return reader(cls, fields, _loop(cls))


_READERS = Straight(_loop, _reader)


def _filled(field: WireField, decode: Decoder) -> Decoder:
    """Return a field's decoder with its ``_nothing`` in place of None."""
    if not (field.required and isinstance(field.shape, Many)):
        return decode
    return lambda value, path, found: decode(value, path, found) or []


def _decoder(shape: Shape) -> Decoder:
    match shape:
        case Text():
            return _text
        case Integer():
            return _integer
        case Number():
            return _number
        case Boolean():
            return _boolean
        case Many(item):
            return _many(_decoder(item), shape)
        case Nested(cls):
            return _nested(cls)
        case Mapping():
            return _mapping
        case Anything():
            return _anything


def _deviates(value: Any, declared: str, path: Path, found: list[Deviation]) -> None:
    found.append(Deviation("type", _written(path), declared, json_kind(value)))


def _text(value: Any, path: Path, found: list[Deviation]) -> str | None:
    if isinstance(value, str):
        return value
    _deviates(value, "string", path, found)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) else None


def _integer(value: Any, path: Path, found: list[Deviation]) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    _deviates(value, "int", path, found)
    if isinstance(value, str) and re.fullmatch(_INTEGER, value):
        return int(value)
    return int(value) if isinstance(value, float) and value.is_integer() else None


def _number(value: Any, path: Path, found: list[Deviation]) -> float | None:
    if (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and abs(value) < math.inf
    ):
        return value
    _deviates(value, "float", path, found)
    fits = isinstance(value, str) and re.fullmatch(_NUMBER, value)
    number = float(value) if fits else math.inf
    return number if math.isfinite(number) else None


def _boolean(value: Any, path: Path, found: list[Deviation]) -> bool | None:
    if isinstance(value, bool):
        return value
    _deviates(value, "bool", path, found)
    plain = isinstance(value, (str, int))
    return _TRUTH.get(str(value).lower()) if plain else None


_TRUTH = {"true": True, "false": False, "1": True, "0": False}


def _many(decode: Decoder, shape: Many) -> Decoder:
    fits = FITS.get(type(shape.item))

    def decode_list(value: Any, path: Path, found: list[Deviation]) -> list[Any] | None:
        if not isinstance(value, list):
            _deviates(value, shape.name, path, found)
            return None
        if fits and {*map(type, value)} == {fits}:
            return value[:]
        return [
            decoded
            for index, item in enumerate(value)
            if item is not None
            and (decoded := decode(item, (path, index, path[2]), found)) is not None
        ]

    return decode_list


def _nested(cls: type) -> Decoder:
    def decode_object(value: Any, path: Path, found: list[Deviation]) -> Any:
        if not isinstance(value, dict):
            _deviates(value, cls.__name__, path, found)
            return None
        if path[2] > _DEEPEST:
            name = cls.__name__
            found.append(Deviation("type", _written(path), name, "too deep nesting"))
            return None
        return _READERS[cls](value, path, found)

    return decode_object


def _mapping(value: Any, path: Path, found: list[Deviation]) -> dict[str, Any] | None:
    if isinstance(value, dict):
        return value
    _deviates(value, "object", path, found)
    return None


def _anything(value: Any, path: Path, found: list[Deviation]) -> Any:
    return value
