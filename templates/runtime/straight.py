"""Straight-line code for requests and for the objects of an answer, written when a class is used a second time.

A loop over a class's fields costs four times as much as the same steps written out one after the other, which is what
``dataclasses`` does for constructors, too.  Writing them costs more than a few objects are worth, so the first goes through
the loop.  What is written here is made of this room's own words, numbers, and the names of attributes; wire names and
whatever else a page says are values that the code refers to (``k0``), never a part of it.
"""

# isort: skip_file
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias, TypeVar

from .wire import Boolean, Integer, Number, Shape, Text, WireField

T = TypeVar("T")

# One value: its path for deviations, and where those go.
Decoder: TypeAlias = Callable[[Any, Any, Any], Any]

# A value, the flat parameters to add its own to, and their name or, for an object's, what their names begin with.
Writer: TypeAlias = Callable[[Any, dict[str, str], str], None]

# Whether a value can be sent as it is.
Fits: TypeAlias = Callable[[Any], bool]

# Values of these types are what their shapes want, and need no decoding.
FITS: dict[type, type] = {Text: str, Integer: int, Boolean: bool}

# A number that is written out without another look.
LARGEST = 2**63


class Straight(dict[type, T]):
    """What works for objects of each class: for the first one in a loop, and for all others written out."""

    def __init__(self, loop: Callable[[type], T], written: Callable[[type], T]) -> None:
        self._loop = loop
        self._written = written
        self._met: set[type] = set()

    def __missing__(self, cls: type) -> T:
        if cls not in self._met:
            self._met.add(cls)
            return self._loop(cls)
        return self.setdefault(cls, self._written(cls))


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


def writer(fields: Sequence[tuple[WireField, Writer]]) -> Writer:
    """Return the function that adds an object's parameters to flat ones.

    What is no plain text, integer or truth value, and a required one that is None, is left to the field's own writer.
    """
    names = {**_WORDS}
    for index, (field, other) in enumerate(fields):
        names[f"k{index}"] = field.wire
        names[f"w{index}"] = other
    write: Writer = _made("write", _writing([field for field, _ in fields]), names)
    return write


def constructor(
    cls: type, fields: Sequence[tuple[WireField, Fits]]
) -> Callable[..., None]:
    """Return an ``__init__`` for a frozen dataclass with slots; it still has to be given its defaults.

    ``__post_init__`` is called where a value may be wrong, which nearly never is so.
    """
    names = {**_WORDS, "CLASS": cls}
    for index, (field, fits) in enumerate(fields):
        names[f"S{index}"] = getattr(cls, field.name).__set__
        names[f"F{index}"] = fits
    lines = _constructing([field for field, _ in fields])
    made: Callable[..., None] = _made("__init__", lines, names)
    return made


def has_utf8(value: str) -> bool:
    """Whether a text can be sent: a lone surrogate cannot."""
    # The error holds the value, and would be the context of one that is raised while it is handled.
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


# In capitals, as no attribute is: those are the arguments of constructors.
_WORDS: dict[str, Any] = {
    "__name__": __name__,
    "TYPE": type,
    "LEAST": -LARGEST,
    "MOST": LARGEST,
    "ENCODABLE": has_utf8,
    "TRUE": "true",
    "FALSE": "false",
}


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
    yield "def write(value, flat, path):"
    yield "pass"
    for index, field in enumerate(fields):
        yield f"v = value.{field.name}"
        other = f"w{index}(v, flat, path + k{index})"
        yield f"if v is None: {'pass' if field.optional else other}"
        sent = None if field.base64 else _SENT.get(type(field.shape))
        if sent:
            yield f"elif {_plain(field.shape, 'v')}: flat[path + k{index}] = {sent}"
        yield f"else: {other}"


def _constructing(fields: Sequence[WireField]) -> Iterator[str]:
    yield f"def __init__(SELF, *, {', '.join(field.name for field in fields)}):"
    for index, field in enumerate(fields):
        yield f"S{index}(SELF, {field.name})"
    right = " and ".join(_right(index, field) for index, field in enumerate(fields))
    yield f"if TYPE(SELF) is CLASS and {right}: return"
    yield "SELF.__post_init__()"


def _right(index: int, field: WireField) -> str:
    """Return the condition that nothing has to be said about a value."""
    value = field.name
    if field.deprecated:
        return f"{value} is None" if field.optional else "False"
    plain = _plain(field.shape, value) or f"F{index}({value})"
    return f"({value} is None or {plain})" if field.optional else f"({plain})"


def _plain(shape: Shape, value: str) -> str:
    """Return the condition that a value is a scalar that can be sent as it is; nothing for other shapes."""
    match shape:
        case Text():
            return f"TYPE({value}) is str and ({value}.isascii() or ENCODABLE({value}))"
        case Integer():
            return f"TYPE({value}) is int and LEAST < {value} < MOST"
        case Number():
            return f"(TYPE({value}) is float or TYPE({value}) is int) and LEAST < {value} < MOST"
        case Boolean():
            return f"TYPE({value}) is bool"
    return ""


# What a plain value is sent as.
_SENT: dict[type, str] = {Text: "v", Integer: "str(v)", Boolean: "TRUE if v else FALSE"}
