"""Compiles readers, writers and checks of generated classes when a class is used a second time.

A loop over a class's fields takes four times as long as the same steps written out one after the other; ``dataclasses``
writes out constructors for that reason, too.  Compiling takes longer than a few objects save, so the first object goes
through the loop.  The compiled code consists of words of this module, numbers, and names of attributes.  The API's names and
other text of pages are values that the code refers to (``k0``), never a part of it.
"""

# isort: skip_file
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias, TypeVar

from .fields import Boolean, Integer, Number, Shape, Text, WireField

T = TypeVar("T")

# Decodes a value; takes its path, for deviations, and the list to add those to.
Decoder: TypeAlias = Callable[[Any, Any, Any], Any]

# Adds a value to flat parameters, under a name or, for an object, under names with that prefix.
Writer: TypeAlias = Callable[[Any, dict[str, str], str], None]

# Whether a value can be sent as it is.
ValueCheck: TypeAlias = Callable[[Any], bool]

# Values of exactly these types need no decoding.
PLAIN_TYPES: dict[type, type] = {Text: str, Integer: int, Boolean: bool}

# Integers below this need no check of their size.
_LARGE = 2**63


class CompiledOnReuse(dict[type, T]):
    """Maps each class to a function for its objects: a loop for the first object, compiled code for all others."""

    def __init__(
        self, loop: Callable[[type], T], compiled: Callable[[type], T]
    ) -> None:
        self._loop = loop
        self._compiled = compiled
        self._used: set[type] = set()

    def __missing__(self, cls: type) -> T:
        if cls not in self._used:
            self._used.add(cls)
            return self._loop(cls)
        return self.setdefault(cls, self._compiled(cls))


def compile_reader(
    cls: type, fields: Sequence[tuple[WireField, Decoder]], slow: Decoder
) -> Decoder:
    """Return the function that makes an object of a dataclass from a JSON object.

    ``slow`` reads objects that lack a required field, have an unknown one, or one of another type.
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
    lines = _reader_lines([field for field, _ in fields])
    read: Decoder = _compile("read", lines, names)
    return read


def compile_writer(fields: Sequence[tuple[WireField, Writer]]) -> Writer:
    """Return the function that adds an object's parameters to flat ones.

    Strings, integers and booleans are written here, all else, and a required value that is None, by the field's own writer.
    """
    names = {**_WORDS}
    for index, (field, write_field) in enumerate(fields):
        names[f"k{index}"] = field.wire
        names[f"w{index}"] = write_field
    lines = _writer_lines([field for field, _ in fields])
    write: Writer = _compile("write", lines, names)
    return write


def compile_check(fields: Sequence[tuple[WireField, ValueCheck]]) -> ValueCheck:
    """Return the function that says whether all values of an object are plainly valid and need no warning.

    What it says no to has to be looked at one by one: it may be valid all the same.
    """
    names = {**_WORDS}
    for index, (_, check) in enumerate(fields):
        names[f"c{index}"] = check
    lines = _check_lines([field for field, _ in fields])
    check_values: ValueCheck = _compile("check", lines, names)
    return check_values


def has_utf8(value: str) -> bool:
    """Whether a string has a UTF-8 form: one with a lone surrogate has none."""
    # The exception holds the value, and would be the context of one that is raised while it is handled.
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


_WORDS: dict[str, Any] = {
    "__name__": __name__,
    "TYPE": type,
    "LEAST": -_LARGE,
    "MOST": _LARGE,
    "ENCODABLE": has_utf8,
    "TRUE": "true",
    "FALSE": "false",
}


def _compile(name: str, lines: Iterable[str], names: dict[str, Any]) -> Any:
    exec(compile("\n    ".join(lines), f"<codegen {name}>", "exec"), names)
    return names[name]


def _reader_lines(fields: Sequence[WireField]) -> Iterator[str]:
    yield "def read(values, path, deviations):"
    yield "get = values.get"
    yield "absent = 0"
    for index, field in enumerate(fields):
        yield from _lookup_lines(index, field)
    # If the numbers add up, every key is known; they do not where a value is null.
    yield f"if len(values) + absent != {len(fields)} and not values.keys() <= known:"
    yield "    return slow(values, path, deviations)"
    yield from _decoding_lines(fields)
    yield "obj = new(cls)"
    yield from (f"obj.{field.name} = v{index}" for index, field in enumerate(fields))
    yield "return obj"


def _lookup_lines(index: int, field: WireField) -> Iterator[str]:
    plain_type = PLAIN_TYPES.get(type(field.shape))
    yield f"v{index} = get(k{index})"
    if plain_type:
        yield f"if type(v{index}) is not {plain_type.__name__}:"
        if not field.required:
            yield f"    if v{index} is None: absent += 1"
            yield "    else: return slow(values, path, deviations)"
    else:
        yield f"if v{index} is None:"
        if not field.required:
            yield "    absent += 1"
    if field.required:
        yield "    return slow(values, path, deviations)"


def _decoding_lines(fields: Iterable[WireField]) -> Iterator[str]:
    yield "below = path[2] + 1"
    for index, field in enumerate(fields):
        if type(field.shape) not in PLAIN_TYPES:
            yield f"if v{index} is not None:"
            yield f"    v{index} = d{index}(v{index}, (path, k{index}, below), deviations)"


def _writer_lines(fields: Sequence[WireField]) -> Iterator[str]:
    yield "def write(value, flat, path):"
    yield "pass"
    for index, field in enumerate(fields):
        yield f"v = value.{field.name}"
        call = f"w{index}(v, flat, path + k{index})"
        yield f"if v is None: {'pass' if field.optional else call}"
        text = "" if field.content_encoding else _TEXT_OF.get(type(field.shape))
        if text:
            is_plain = _plain_condition(field.shape)
            yield f"elif {is_plain}: flat[path + k{index}] = {text}"
        yield f"else: {call}"


def _check_lines(fields: Sequence[WireField]) -> Iterator[str]:
    yield "def check(value):"
    for index, field in enumerate(fields):
        yield f"v = value.{field.name}"
        yield f"if not ({_valid_condition(index, field)}): return False"
    yield "return True"


def _valid_condition(index: int, field: WireField) -> str:
    """Return the condition that a value ``v`` is valid and needs no warning."""
    if field.deprecated:
        return "v is None" if field.optional else "False"
    plain = _plain_condition(field.shape) or f"c{index}(v)"
    return f"v is None or {plain}" if field.optional else plain


def _plain_condition(shape: Shape) -> str:
    """Return the condition that a value ``v`` is a scalar that can be sent as it is; "" for other shapes."""
    match shape:
        case Text():
            return "TYPE(v) is str and (v.isascii() or ENCODABLE(v))"
        case Integer():
            return "TYPE(v) is int and LEAST < v < MOST"
        case Number():
            return "(TYPE(v) is float or TYPE(v) is int) and LEAST < v < MOST"
        case Boolean():
            return "TYPE(v) is bool"
    return ""


# The expressions for the text of plain values.
_TEXT_OF: dict[type, str] = {
    Text: "v",
    Integer: "str(v)",
    Boolean: "TRUE if v else FALSE",
}
