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

# A value, the flat parameters to add its own to (None: it is only checked), and their name or, for an object's, what their
# names begin with.
Flat: TypeAlias = dict[str, str] | None
Writer: TypeAlias = Callable[[Any, Flat, str], None]

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


def writer(fields: Sequence[tuple[WireField, Writer]], *, keeps: bool) -> Writer:
    """Return the function that adds an object's parameters to flat ones, or just looks whether it could (not ``keeps``).

    What is no plain text, integer or truth value, and a required one that is None, is left to the field's own writer.
    """
    names: dict[str, Any] = {"least": -LARGEST, "most": LARGEST}
    names |= {"true": "true", "false": "false"}
    for index, (field, other) in enumerate(fields):
        names[f"k{index}"] = field.wire
        names[f"w{index}"] = other
    write: Writer = _made(
        "write", _writing([field for field, _ in fields], keeps), names
    )
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


def _writing(fields: Sequence[WireField], keeps: bool) -> Iterator[str]:
    yield "def write(value, flat, path):"
    yield "pass"
    for index, field in enumerate(fields):
        yield f"v = value.{field.name}"
        other = f"w{index}(v, flat, path + k{index})"
        yield f"if v is None: {'pass' if field.optional else other}"
        for condition, text in _plain_values(field):
            kept = f"flat[path + k{index}] = {text}" if keeps else "pass"
            yield f"elif {condition}: {kept}"
        yield f"else: {other}"


def _plain_values(field: WireField) -> Iterator[tuple[str, str]]:
    """Yield a condition, and what a value that meets it is sent as."""
    if field.base64:
        return
    if isinstance(field.shape, Text):
        # Nothing in ASCII has to be looked at twice.
        yield "type(v) is str and v.isascii()", "v"
    elif isinstance(field.shape, Integer):
        yield "type(v) is int and least < v < most", "str(v)"
    elif isinstance(field.shape, Boolean):
        yield "v is True", "true"
        yield "v is False", "false"
