"""Straight-line code for requests and for the objects of an answer, written when a class is first used.

A loop over a class's fields costs four times as much as the same steps written out one after the other, which is what
``dataclasses`` does for constructors, too.  What is written here is made of this room's own words, numbers, and the names
of attributes; wire names and whatever else a page says are values that the code refers to (``k0``), never a part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from .wire import Boolean, Integer, Text, WireField

# One value: its path for deviations, and where those go.
Decoder: TypeAlias = Callable[[Any, Any, Any], Any]

# Values of these types are what their shapes want, and need no decoding.
FITS: dict[type, type] = {Text: str, Integer: int, Boolean: bool}


# An integer that is written out without another look.
LARGEST = 2**63


def reader(
    cls: type, fields: Sequence[tuple[WireField, Decoder]], slow: Decoder
) -> Decoder:
    """Return the function that makes an object of a dataclass from a JSON object.

    An object that lacks a required field, has an unknown one, or one of another type is left to ``slow``.
    """
    names: dict[str, Any] = {
        "cls": cls,
        "new": cls.__new__,
        "slow": slow,
        "known": frozenset(field.wire for field, _ in fields),
    }
    for index, (field, decode) in enumerate(fields):
        names[f"k{index}"] = field.wire
        names[f"d{index}"] = decode
    lines = _reading([field for field, _ in fields])
    read: Decoder = _made("read", lines, names)
    return read


def writer(
    fields: Sequence[WireField], other: Callable[[int, Any, dict[str, str]], None]
) -> Callable[[Any, dict[str, str]], None]:
    """Return the function that adds an object's parameters to flat ones.

    What is no plain text or integer, and a required one that is None, is left to ``other``, by the field's number.
    """
    names: dict[str, Any] = {"other": other, "least": -LARGEST, "most": LARGEST}
    names |= {f"k{index}": field.wire for index, field in enumerate(fields)}
    write: Callable[[Any, dict[str, str]], None]
    write = _made("write", _writing(fields), names)
    return write


def _made(name: str, lines: Iterable[str], names: dict[str, Any]) -> Any:
    exec(compile("\n    ".join(lines), f"<straight {name}>", "exec"), names)
    return names[name]


def _reading(fields: Sequence[WireField]) -> Iterator[str]:
    yield "def read(values, path, found):"
    yield "get = values.get"
    yield "absent = 0"
    for index, field in enumerate(fields):
        yield from _fetched(index, field)
    # Every key is one of ours if they add up; they do not where a value is null.
    yield f"if len(values) + absent != {len(fields)} and not values.keys() <= known:"
    yield "    return slow(values, path, found)"
    yield from _decoded(fields)
    yield "made = new(cls)"
    yield from (f"made.{field.name} = v{index}" for index, field in enumerate(fields))
    yield "return made"


def _fetched(index: int, field: WireField) -> Iterator[str]:
    fits = FITS.get(type(field.shape))
    yield f"v{index} = get(k{index})"
    if fits:
        yield f"if type(v{index}) is not {fits.__name__}:"
        if not field.required:
            yield f"    if v{index} is None: absent += 1"
            yield "    else: return slow(values, path, found)"
    else:
        yield f"if v{index} is None:"
        if not field.required:
            yield "    absent += 1"
    if field.required:
        yield "    return slow(values, path, found)"


def _decoded(fields: Iterable[WireField]) -> Iterator[str]:
    yield "below = path[2] + 1"
    for index, field in enumerate(fields):
        if type(field.shape) not in FITS:
            yield f"if v{index} is not None:"
            yield f"    v{index} = d{index}(v{index}, (path, k{index}, below), found)"


def _writing(fields: Sequence[WireField]) -> Iterator[str]:
    yield "def write(value, flat):"
    yield "pass"
    for index, field in enumerate(fields):
        yield f"v = value.{field.name}"
        yield "if v is not None:"
        yield from _written(index, field)
        if not field.optional:
            yield f"else: other({index}, v, flat)"


def _written(index: int, field: WireField) -> Iterator[str]:
    other = f"other({index}, v, flat)"
    if field.base64:
        yield f"    {other}"
    elif isinstance(field.shape, Text):
        # Nothing in ASCII has to be looked at twice.
        yield f"    if type(v) is str and v.isascii(): flat[k{index}] = v"
        yield f"    else: {other}"
    elif isinstance(field.shape, Integer):
        yield f"    if type(v) is int and least < v < most: flat[k{index}] = str(v)"
        yield f"    else: {other}"
    else:
        yield f"    {other}"
