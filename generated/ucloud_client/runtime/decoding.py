"""Decodes responses into typed values, leniently.

A wrong field never costs the others: a value that fits its declared shape is decoded, one that can be converted without
loss is converted, any other is dropped (None, or an empty list), and each difference from the page is a ``Deviation``.
Null for the value of a field and an integer instead of a float are no deviations; null in a list is one, since the items
behind it move up.

A server decides how much there is to decode.  ``DecodingState`` bounds this work: it keeps a limited number of deviations,
and ends when the time of the call is over.
"""

# isort: skip_file
from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeAlias

from .codegen import PLAIN_TYPES, CompiledOnReuse, compile_reader
from .deviations import Deviation, Kind
from .errors import RequestTimeoutError
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

# The place of a value, from the inside out: the path of its parent, its key or index there, and the number of objects
# around it.  Formatted for deviations only: hardly any value has one.
Path: TypeAlias = "tuple[Path | None, str | int, int]"
TOP: Path = (None, "", 0)

_MAX_DEPTH = 101
MAX_DEVIATIONS = 1000
# Values that are decoded between two looks at the clock: they take about a millisecond.
_BATCH = 500


class DecodingState:
    """What the decoding of one response shares: its deviations, and the check whether the time for it is over."""

    def __init__(self, is_late: Callable[[], bool] | None = None) -> None:
        self._is_late = is_late
        self.unchecked = 0
        """How many items were decoded since the clock was looked at."""
        self._kept: list[Deviation] = []
        self._omitted: Kind | None = None
        self.is_open = True
        """Whether a further deviation would change what is reported."""

    def add(self, kind: Kind, path: Path, declared: str, received: str) -> None:
        """Add a deviation; of too many only the kind is kept."""
        if len(self._kept) < MAX_DEVIATIONS - 1:
            self._kept.append(Deviation(kind, _format_path(path), declared, received))
        elif self.is_open:
            self._omitted = kind
            self.is_open = kind == "unknown"

    def add_unknown(
        self, values: dict[str, Any], keys: Iterable[str], path: Path
    ) -> None:
        """Add a deviation for each of these keys of an object; too many are not even looked at."""
        for key in keys:
            self.add("unknown", (path, key, 0), "nothing", json_kind(values[key]))
            if self._omitted:
                return

    def deviations(self) -> tuple[Deviation, ...]:
        """Return the deviations; the last says if there are more."""
        if self._omitted is None:
            return tuple(self._kept)
        more = Deviation(self._omitted, "", f"{len(self._kept)} deviations", "more")
        return (*self._kept, more)

    def check_time(self) -> None:
        """Raise RequestTimeoutError if the time is over."""
        self.unchecked = 0
        if self._is_late is not None and self._is_late():
            problem = "the answer came, but was not decoded in time"
            raise RequestTimeoutError(f"{problem}; the action was carried out")


# Decodes a value at a path and adds its deviations; None if it cannot be converted.
Decoder: TypeAlias = Callable[[Any, Path, DecodingState], Any]


def decode_arguments(
    cls: type, values: dict[str, Any], path: Path, state: DecodingState
) -> dict[str, Any]:
    """Return the constructor arguments for a generated dataclass from a JSON object of the response."""
    plan = _plan(cls)
    decoders = plan.decoders
    unknown_keys = [key for key in values if key not in decoders]
    other_keys = plan.match_case(values, unknown_keys) if unknown_keys else {}
    # A wide class and millions of empty objects: fields that are missing take time only while that is still reported.
    present = decoders if state.is_open else [*other_keys, *values.keys() & decoders]
    result = plan.empty_arguments()
    for wire in present:
        field, plain_type, decode = decoders[wire]
        value = values.get(wire)
        # By far the most values are as the page says; skipping everything else for those halves the time.
        if type(value) is not plain_type:
            key = wire if wire in values else other_keys.get(wire)
            value = _decode_field(field, decode, values, key, path, state)
        result[field.name] = value
    taken = {*other_keys.values()}
    rest = (key for key in unknown_keys if key not in taken)
    state.add_unknown(values, rest, path)
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
    key: str | None,
    path: Path,
    state: DecodingState,
) -> Any:
    """Return the value of a field that has that key in ``values``, None: it is missing."""
    field_path = (path, field.wire, path[2] + 1)
    if key is None:
        if field.required:
            state.add("missing", field_path, field.shape.name, "nothing")
    elif key != field.wire:
        state.add("case", field_path, field.wire, key)
    value = None if key is None else values[key]
    decoded = None if value is None else decode(value, field_path, state)
    return _empty_value(field) if decoded is None else decoded


def _empty_value(field: WireField) -> Any:
    """Return the value of a field that is missing: [] for a required list, so that loops over it run, else None."""
    return [] if field.required and isinstance(field.shape, Array) else None


class _Plan(NamedTuple):
    """How objects of a class are decoded.

    ``decoders``: for each name of the API its field, the type of values that need no decoding (object: none), and the
    decoder.  ``spellings``: the names in lower case, each with the names that differ from it in case only.
    """

    decoders: dict[str, tuple[WireField, type, Decoder]]
    spellings: dict[str, list[str]]
    no_values: dict[str, Any]
    required_lists: tuple[str, ...]

    def empty_arguments(self) -> dict[str, Any]:
        """Return the constructor arguments of an object without any field: [] for required lists, so that loops over them run."""
        arguments = self.no_values.copy()
        for name in self.required_lists:
            arguments[name] = []
        return arguments

    def match_case(
        self, values: dict[str, Any], unknown_keys: Iterable[str]
    ) -> dict[str, str]:
        """Return for names that ``values`` lacks the first unknown key that differs in case only; each key is taken once."""
        keys: dict[str, str] = {}
        for key in unknown_keys:
            for name in self.spellings.get(key.lower(), ()):
                if name not in values and name not in keys:
                    keys[name] = key
                    break
        return keys


@functools.cache
def _plan(cls: type) -> _Plan:
    fields = fields_of(cls)
    spellings: dict[str, list[str]] = {}
    for field in fields:
        spellings.setdefault(field.wire.lower(), []).append(field.wire)
    decoders = {
        field.wire: (
            field,
            PLAIN_TYPES.get(type(field.shape), object),
            _decoder(field.shape),
        )
        for field in fields
    }
    required = (field for field in fields if field.required)
    lists = (field.name for field in required if isinstance(field.shape, Array))
    no_values = dict.fromkeys(field.name for field in fields)
    return _Plan(decoders, spellings, no_values, tuple(lists))


def _loop(cls: type) -> Decoder:
    return lambda value, path, state: cls(**decode_arguments(cls, value, path, state))


def _compile(cls: type) -> Decoder:
    """Return the compiled decoder of a class, which leaves objects with deviations to the loop."""
    fields = [
        (field, _without_none(field, decode))
        for field, _, decode in _plan(cls).decoders.values()
    ]
    return compile_reader(cls, fields, _loop(cls))


_READERS = CompiledOnReuse(_loop, _compile)


def _without_none(field: WireField, decode: Decoder) -> Decoder:
    """Return a field's decoder with its ``_empty_value`` in place of None."""
    if not (field.required and isinstance(field.shape, Array)):
        return decode
    return lambda value, path, state: decode(value, path, state) or []


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


def _add_deviation(value: Any, declared: str, path: Path, state: DecodingState) -> None:
    state.add("type", path, declared, json_kind(value))


def _decode_text(value: Any, path: Path, state: DecodingState) -> str | None:
    if isinstance(value, str):
        return value
    _add_deviation(value, "string", path, state)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) else None


def _decode_integer(value: Any, path: Path, state: DecodingState) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    _add_deviation(value, "int", path, state)
    if isinstance(value, str) and re.fullmatch(_INTEGER, value):
        return int(value)
    return int(value) if isinstance(value, float) and value.is_integer() else None


def _decode_number(value: Any, path: Path, state: DecodingState) -> float | None:
    if (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and abs(value) < math.inf
    ):
        return value
    _add_deviation(value, "float", path, state)
    is_number = isinstance(value, str) and re.fullmatch(_NUMBER, value)
    number = float(value) if is_number else math.inf
    return number if math.isfinite(number) else None


def _decode_boolean(value: Any, path: Path, state: DecodingState) -> bool | None:
    if isinstance(value, bool):
        return value
    _add_deviation(value, "bool", path, state)
    is_plain = isinstance(value, (str, int))
    return _BOOLEANS.get(str(value).lower()) if is_plain else None


_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}


def _array_decoder(decode: Decoder, shape: Array) -> Decoder:
    plain_type = PLAIN_TYPES.get(type(shape.item))
    takes_any = isinstance(shape.item, Anything)

    def decode_items(
        values: list[Any], start: int, path: Path, state: DecodingState
    ) -> list[Any]:
        state.unchecked += len(values)
        if state.unchecked > _BATCH:
            state.check_time()
        return [
            decoded
            for index, item in enumerate(values, start)
            if (decoded := decode(item, (path, index, path[2]), state)) is not None
        ]

    def decode_list(value: Any, path: Path, state: DecodingState) -> list[Any] | None:
        if not isinstance(value, list):
            _add_deviation(value, shape.name, path, state)
            return None
        if takes_any or (plain_type and {*map(type, value)} == {plain_type}):
            return value[:]
        if len(value) <= _BATCH:
            return decode_items(value, 0, path, state)
        items: list[Any] = []
        for start in range(0, len(value), _BATCH):
            batch = value[start : start + _BATCH]
            items += decode_items(batch, start, path, state)
        return items

    return decode_list


def _object_decoder(cls: type) -> Decoder:
    def decode_object(value: Any, path: Path, state: DecodingState) -> Any:
        if not isinstance(value, dict):
            _add_deviation(value, cls.__name__, path, state)
            return None
        if path[2] > _MAX_DEPTH:
            state.add("type", path, cls.__name__, "too deep nesting")
            return None
        return _READERS[cls](value, path, state)

    return decode_object


def _decode_mapping(
    value: Any, path: Path, state: DecodingState
) -> dict[str, Any] | None:
    if isinstance(value, dict):
        return value
    _add_deviation(value, "object", path, state)
    return None


def _decode_any(value: Any, path: Path, state: DecodingState) -> Any:
    return value
