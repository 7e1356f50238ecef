"""Requests → what goes over the wire: flat form parameters, or a JSON body.

The rules (wire protocol, "Request"): lists and objects are flattened with dots and indices from 0, ``None`` is dropped
at every depth, booleans are ``true``/``false``, whole floats have no point, and no number is ever in scientific notation.
A string that its class marks so leaves as the base64 of its UTF-8.
A value that does not have its field's type is an ``InvalidRequestError`` that names the parameter and never the value.
"""

# isort: skip_file
from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from .errors import InvalidRequestError
from .straight import Fits, Straight, Writer, has_utf8, writer
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

# Checks one value and returns it as the JSON value to send; the string is the wire path for messages.
Encoder: TypeAlias = Callable[[Any, str], Any]

_DEEPEST = 100
# Bits of an integer: as large as a float can be, and far below where Python refuses to write one out.
_LARGEST = 1024
# Elements of a list that has no limit.
_MANY = 2**62


def body(value: Any, path: str = "") -> dict[str, Any]:
    """Return a request, or an object inside one, as JSON values under wire names, checked, without ``None``."""
    found = {}
    cls: type = type(value)
    for field, encode, _ in _encoders(cls):
        item = getattr(value, field.name)
        if item is not None or not field.optional:
            found[field.wire] = _encoded(field, encode, item, f"{path}{field.wire}")
    return found


def check(value: Any) -> None:
    """Raise InvalidRequestError if a request, or an object inside one, cannot be sent.

    Objects inside it were checked when they were made; what may have become of their lists since is seen when it is sent.
    """
    cls: type = type(value)
    for field, encode, fits in _encoders(cls):
        item = getattr(value, field.name)
        is_left_out = item is None and field.optional
        if not (is_left_out or fits(item)):
            _encoded(field, encode, item, field.wire)


def write(value: Any, flat: dict[str, str], path: str = "") -> None:
    """Add a request's parameters, checked, to flat form parameters: ``flatten(body(value))``, and faster."""
    _WRITERS[type(value)](value, flat, path)


def flatten(values: dict[str, Any]) -> dict[str, str]:
    """Return JSON values as flat form parameters: ``{"A": [1, {"B": True}]}`` → ``{"A.0": "1", "A.1.B": "true"}``."""
    flat: dict[str, str] = {}
    for key, value in values.items():
        _flatten(flat, key, value)
    return flat


def text(value: Any) -> str:
    """Return a scalar as the form sends it: ``true``, ``42`` for 42.0, ``0.00001`` for 1e-05."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value % 1 == 0:
        return str(int(value))
    from decimal import Decimal

    # float's own repr: that of a subclass (an enum, numpy.float64) is no number.
    return f"{Decimal(float.__repr__(value)):f}"


def _flatten(flat: dict[str, str], key: str, value: Any) -> None:
    if isinstance(value, dict):
        for name, item in value.items():
            _flatten(flat, f"{key}.{name}", item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _flatten(flat, f"{key}.{index}", item)
    else:
        flat[key] = text(value)


def _encoded(field: WireField, encode: Encoder, item: Any, path: str) -> Any:
    try:
        return _checked(encode, item, path)
    except InvalidRequestError as error:
        raise error.inside(field.name) from None


def _checked(encode: Encoder, item: Any, path: str) -> Any:
    if item is None:
        raise _invalid(path, "is required, not None")
    return encode(item, path)


def _write(value: Any, flat: dict[str, str], path: str) -> None:
    for name, item in body(value, path).items():
        _flatten(flat, f"{path}{name}", item)


def _writer(cls: type) -> Writer:
    return writer([(each[0], _other(*each)) for each in _encoders(cls)])


_WRITERS: Straight[Writer] = Straight(lambda cls: _write, _writer)


def _other(field: WireField, encode: Encoder, fits: Fits) -> Writer:
    """Return what writes a value that is no plain scalar: straight where it can be, else by the encoder."""
    write_straight = _straight(field.shape)

    def write_other(item: Any, flat: dict[str, str], path: str) -> None:
        try:
            if fits(item):
                write_straight(item, flat, path)
            else:
                _flatten(flat, path, _checked(encode, item, path))
        except InvalidRequestError as error:
            raise error.inside(field.name) from None

    return write_other


def _straight(shape: Shape) -> Writer:
    """Return what writes objects and lists that fit."""
    match shape:
        case Nested():
            return _write_object
        case Many(Nested()):
            return _write_objects
        case _:
            return _write_texts


def _write_object(item: Any, flat: dict[str, str], path: str) -> None:
    _WRITERS[type(item)](item, flat, f"{path}.")


def _write_objects(items: Any, flat: dict[str, str], path: str) -> None:
    for index, item in enumerate(items):
        _WRITERS[type(item)](item, flat, f"{path}.{index}.")


def _write_texts(items: Any, flat: dict[str, str], path: str) -> None:
    for index, item in enumerate(items):
        flat[f"{path}.{index}"] = item


def fitting(cls: type) -> list[tuple[WireField, Fits]]:
    """Return a class's fields, each with what knows values about which there is nothing to say; it may miss some."""
    return [(field, fits) for field, _, fits in _encoders(cls)]


def _fits(field: WireField) -> Fits:
    """Return what knows objects, and lists of objects or of texts, about which there is nothing to say."""
    sizes = _sizes(field)
    match field.shape:
        case Nested(cls):
            return lambda value: type(value) is cls
        case Many(Nested(cls)):
            return _are({cls}, sizes)
        case Many(Text()):
            are_texts = _are({str}, sizes)
            return lambda value: are_texts(value) and has_utf8("".join(value))
        case _:
            return lambda value: False


def _sizes(field: WireField) -> range:
    """Return how many elements a list may have: one that is required and empty would be sent as one that is missing."""
    most = _MANY if field.most is None else field.most
    return range(0 if field.optional else 1, most + 1)


def _are(kinds: set[type], sizes: range) -> Fits:
    return lambda value: (
        type(value) is list and {*map(type, value)} <= kinds and len(value) in sizes
    )


@functools.cache
def _encoders(cls: type) -> tuple[tuple[WireField, Encoder, Fits], ...]:
    return tuple(
        (field, _field_encoder(field), _fits(field)) for field in fields_of(cls)
    )


def _field_encoder(field: WireField) -> Encoder:
    encode = _base64 if field.base64 else _encoder(field.shape)
    is_plain = field.most is None and field.optional
    if is_plain or not isinstance(field.shape, (Many, Mapping)):
        return encode
    return _sized(_sizes(field), encode)


def _sized(sizes: range, encode: Encoder) -> Encoder:
    def encode_sized(value: Any, path: str) -> Any:
        found = encode(value, path)
        if len(found) < sizes.start:
            raise _invalid(path, "is required, not empty")
        if len(found) not in sizes:
            most = sizes.stop - 1
            raise _invalid(path, f"must have at most {most} elements, not {len(found)}")
        return found

    return encode_sized


def _encoder(shape: Shape) -> Encoder:
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
            return _many(_encoder(item), shape)
        case Nested(cls):
            return _nested(cls)
        case Mapping():
            return _mapping
        case Anything():
            return _anything


def _invalid(path: str, problem: str) -> InvalidRequestError:
    return InvalidRequestError(problem, parameter=path)


def _refuse(path: str, wanted: str, value: Any) -> InvalidRequestError:
    return _invalid(path, f"must be {wanted}, not {type(value).__name__}")


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise _refuse(path, "str", value)
    return _encodable(value, path)


def _base64(value: Any, path: str) -> str:
    from base64 import b64encode

    return b64encode(_text(value, path).encode()).decode()


def _encodable(value: str, path: str) -> str:
    if not has_utf8(value):
        raise _invalid(path, "holds a lone surrogate, which has no UTF-8 form")
    return value


def _integer(value: Any, path: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _refuse(path, "int", value)
    if value.bit_length() > _LARGEST:
        raise _invalid(path, f"must be an integer of at most {_LARGEST} bits")
    return value


def _number(value: Any, path: str) -> float:
    if isinstance(value, int) and not isinstance(value, bool):
        return _integer(value, path)
    if not isinstance(value, float):
        raise _refuse(path, "float", value)
    if not math.isfinite(value):
        raise _invalid(path, "must be a finite number")
    return int(value) if value.is_integer() else value


def _boolean(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise _refuse(path, "bool", value)
    return value


def _many(encode: Encoder, shape: Many) -> Encoder:
    def encode_list(value: Any, path: str) -> list[Any]:
        if not isinstance(value, (list, tuple)):
            raise _refuse(path, f"a list ({shape.name})", value)
        return _items(encode, value, path)

    return encode_list


def _items(encode: Encoder, values: Sequence[Any], path: str) -> list[Any]:
    found = []
    for index, item in enumerate(values):
        if isinstance(item, (list, tuple)):
            raise _invalid(f"{path}.{index}", "must not be a list inside a list")
        if item is not None:
            found.append(encode(item, f"{path}.{index}"))
    return found


def _nested(cls: type) -> Encoder:
    def encode_object(value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, cls):
            raise _refuse(path, cls.__qualname__, value)
        return body(value, f"{path}.")

    return encode_object


def _mapping(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _refuse(path, "dict", value)
    if path.count(".") > _DEEPEST:
        raise _invalid(path, f"must not be nested deeper than {_DEEPEST} levels")
    found = {}
    for given, item in value.items():
        key = _key(given, path)
        if item is not None:
            found[key] = _anything(item, f"{path}.{key}")
    return found


def _key(key: Any, path: str) -> str:
    if not isinstance(key, str):
        raise _invalid(path, f"must have str keys, not {type(key).__name__}")
    return _encodable(str.__str__(key), path)


def _anything(value: Any, path: str) -> Any:
    if isinstance(value, dict):
        return _mapping(value, path)
    if isinstance(value, (list, tuple)):
        return _items(_anything, value, path)
    if isinstance(value, str):
        return _encodable(value, path)
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return _number(value, path)
    raise _refuse(path, "a string, number, bool, list or dict", value)
