"""Encodes requests: flat form parameters, or a JSON body.

The rules (wire protocol, "Request"): lists and objects are flattened with dots and indices from 0, ``None`` is dropped
at every depth, booleans are ``true``/``false``, whole floats have no point, and no number is ever in scientific notation.
A string whose field has a content encoding is sent as the base64 of its UTF-8.
A value of another type than its field is an ``InvalidRequestError`` that names the parameter and never the value.
"""

# isort: skip_file
from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from .codegen import ValueCheck, has_utf8, to_base64
from .errors import InvalidRequestError
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

# Checks a value and returns it as the JSON value to send; the string is the API's path of it, for messages.
Encoder: TypeAlias = Callable[[Any, str], Any]

_MAX_DEPTH = 100
# Of an integer: as large as a float can be, and far below where Python refuses to write one out.
_MAX_BITS = 1024
EMPTY_LIST = (
    "must not be an empty list, which would be sent as nothing and may then mean everything: "
    "if that is wanted, leave it out or pass None"
)
# Of a list without a limit.
_MAX_ITEMS = 2**62


def encode_body(value: Any, path: str = "") -> dict[str, Any]:
    """Return a request, or an object inside one, as JSON values under the API's names, checked, without ``None``."""
    values = {}
    cls: type = type(value)
    for field, encode, _ in encoders(cls):
        item = getattr(value, field.name)
        if item is not None or not field.optional:
            values[field.wire] = encode_field(
                field, encode, item, f"{path}{field.wire}"
            )
    return values


def check_parameters(value: Any) -> None:
    """Raise InvalidRequestError if a request, or an object inside one, cannot be sent.

    Objects inside it were checked when they were made; if their lists have changed since, sending notices.
    """
    cls: type = type(value)
    for field, encode, is_valid in encoders(cls):
        item = getattr(value, field.name)
        is_omitted = item is None and field.optional
        if not (is_omitted or is_valid(item)):
            encode_field(field, encode, item, field.wire)


def flatten(values: dict[str, Any]) -> dict[str, str]:
    """Return JSON values as flat form parameters: ``{"A": [1, {"B": True}]}`` → ``{"A.0": "1", "A.1.B": "true"}``."""
    flat: dict[str, str] = {}
    for key, value in values.items():
        add_flat(flat, key, value)
    return flat


def format_scalar(value: Any) -> str:
    """Return a scalar as the form and the signature have it: ``true``, ``42`` for 42.0, ``0.00001`` for 1e-05."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value % 1 == 0:
        return str(int(value))
    from decimal import Decimal

    # float's own repr: that of a subclass (an enum, numpy.float64) is no number.
    return f"{Decimal(float.__repr__(value)):f}"


def add_flat(flat: dict[str, str], key: str, value: Any) -> None:
    """Add a JSON value to flat form parameters under a name, or under names with that prefix."""
    if isinstance(value, dict):
        for name, item in value.items():
            add_flat(flat, f"{key}.{name}", item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            add_flat(flat, f"{key}.{index}", item)
    else:
        flat[key] = format_scalar(value)


def encode_field(field: WireField, encode: Encoder, item: Any, path: str) -> Any:
    """Return a field's value as JSON, checked; None is a value of a required field only."""
    try:
        if item is None:
            raise _invalid(path, "is required, not None")
        return encode(item, path)
    except InvalidRequestError as error:
        raise error.inside(field.name) from None


def quick_checks(cls: type) -> dict[str, tuple[WireField, ValueCheck]]:
    """Return for each attribute its field, and a check that is true of valid values only, though not of all."""
    return {field.name: (field, is_valid) for field, _, is_valid in encoders(cls)}


def _value_check(field: WireField) -> ValueCheck:
    """Return the check of objects, and of lists of objects or of strings."""
    sizes = list_sizes(field)
    match field.shape:
        case Nested(cls):
            return lambda value: type(value) is cls
        case Array(Nested(cls)):
            return _list_check(cls, sizes)
        case Array(Text()):
            are_texts = _list_check(str, sizes)
            return lambda value: are_texts(value) and has_utf8("".join(value))
        case _:
            return lambda value: False


def list_sizes(field: WireField) -> range:
    """Return the allowed lengths of a list: it must not be empty, since that would be missing from the form."""
    max_items = _MAX_ITEMS if field.max_items is None else field.max_items
    return range(1, max_items + 1)


def _list_check(kind: type, sizes: range) -> ValueCheck:
    least, end = sizes.start, sizes.stop

    def is_valid(value: Any) -> bool:
        if type(value) is not list or not least <= len(value) < end:
            return False
        for item in value:
            if type(item) is not kind:
                return False
        return True

    return is_valid


@functools.cache
def encoders(cls: type) -> tuple[tuple[WireField, Encoder, ValueCheck], ...]:
    """Return the fields of a class, each with its encoder and its quick check."""
    return tuple(
        (field, _field_encoder(field), _value_check(field)) for field in fields_of(cls)
    )


def _field_encoder(field: WireField) -> Encoder:
    encode = (
        _encode_base64 if field.content_encoding == "base64" else _encoder(field.shape)
    )
    is_list = isinstance(field.shape, Array)
    is_required_object = isinstance(field.shape, Mapping) and not field.optional
    if not (is_list or is_required_object):
        return encode
    # Code that deletes what a call has listed must not list everything, because a filter happened to be empty.
    problem = EMPTY_LIST if field.optional else "is required, not empty"
    return _sized_encoder(list_sizes(field), encode, problem)


def _sized_encoder(sizes: range, encode: Encoder, empty_problem: str) -> Encoder:
    def encode_sized(value: Any, path: str) -> Any:
        items = encode(value, path)
        if len(items) < sizes.start:
            raise _invalid(path, empty_problem)
        if len(items) not in sizes:
            limit = f"at most {sizes.stop - 1} elements"
            raise _invalid(path, f"must have {limit}, not {len(items)}")
        return items

    return encode_sized


def _encoder(shape: Shape) -> Encoder:
    match shape:
        case Text(choices=choices):
            return _choice_encoder(choices) if choices else _encode_text
        case Integer():
            return _encode_integer
        case Number():
            return _encode_number
        case Boolean():
            return _encode_boolean
        case Array(item):
            return _array_encoder(_encoder(item), shape)
        case Nested(cls):
            return _object_encoder(cls)
        case Mapping():
            return _encode_mapping
        case Anything():
            return _encode_any


def _invalid(path: str, problem: str) -> InvalidRequestError:
    return InvalidRequestError(problem, parameter=path)


def _wrong_type(path: str, expected: str, value: Any) -> InvalidRequestError:
    return _invalid(path, f"must be {expected}, not {type(value).__name__}")


def _encode_text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise _wrong_type(path, "str", value)
    return _check_utf8(value, path)


def _choice_encoder(choices: tuple[str, ...]) -> Encoder:
    """Return an encoder of strings that tells who gives a bool which strings the page lists: ``Yes`` and ``No``, say."""

    def encode_choice(value: Any, path: str) -> str:
        if isinstance(value, bool):
            listed = " or ".join(map(repr, choices))
            raise _wrong_type(path, f"a str like {listed}", value)
        return _encode_text(value, path)

    return encode_choice


def _encode_base64(value: Any, path: str) -> str:
    return to_base64(_encode_text(value, path))


def _check_utf8(value: str, path: str) -> str:
    if not has_utf8(value):
        raise _invalid(path, "holds a lone surrogate, which has no UTF-8 form")
    return value


def _encode_integer(value: Any, path: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong_type(path, "int", value)
    if value.bit_length() > _MAX_BITS:
        raise _invalid(path, f"must be an integer of at most {_MAX_BITS} bits")
    return value


def _encode_number(value: Any, path: str) -> float:
    if isinstance(value, int) and not isinstance(value, bool):
        return _encode_integer(value, path)
    if not isinstance(value, float):
        raise _wrong_type(path, "float", value)
    if not math.isfinite(value):
        raise _invalid(path, "must be a finite number")
    return int(value) if value.is_integer() else value


def _encode_boolean(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong_type(path, "bool", value)
    return value


def _array_encoder(encode: Encoder, shape: Array) -> Encoder:
    def encode_list(value: Any, path: str) -> list[Any]:
        if not isinstance(value, (list, tuple)):
            raise _wrong_type(path, f"a list ({shape.name})", value)
        return _encode_items(encode, value, path)

    return encode_list


def _encode_items(encode: Encoder, values: Sequence[Any], path: str) -> list[Any]:
    encoded = []
    for index, item in enumerate(values):
        if isinstance(item, (list, tuple)):
            raise _invalid(f"{path}.{index}", "must not be a list inside a list")
        if item is not None:
            encoded.append(encode(item, f"{path}.{index}"))
    return encoded


def _object_encoder(cls: type) -> Encoder:
    def encode_object(value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, cls):
            raise _wrong_type(path, cls.__qualname__, value)
        return encode_body(value, f"{path}.")

    return encode_object


def _encode_mapping(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong_type(path, "dict", value)
    if path.count(".") > _MAX_DEPTH:
        raise _invalid(path, f"must not be nested deeper than {_MAX_DEPTH} levels")
    encoded = {}
    for key, item in value.items():
        name = _encode_key(key, path)
        if item is not None:
            encoded[name] = _encode_any(item, f"{path}.{name}")
    return encoded


def _encode_key(key: Any, path: str) -> str:
    if not isinstance(key, str):
        raise _invalid(path, f"must have str keys, not {type(key).__name__}")
    return _check_utf8(str.__str__(key), path)


def _encode_any(value: Any, path: str) -> Any:
    if isinstance(value, dict):
        return _encode_mapping(value, path)
    if isinstance(value, (list, tuple)):
        return _encode_items(_encode_any, value, path)
    if isinstance(value, str):
        return _check_utf8(value, path)
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return _encode_number(value, path)
    raise _wrong_type(path, "a string, number, bool, list or dict", value)
