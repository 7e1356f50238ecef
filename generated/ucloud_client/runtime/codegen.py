"""Writes constructors, readers and writers of generated classes, and compiles them.

A loop over a class's fields takes four times as long as the same steps written out one after the other; ``dataclasses``
writes out constructors for that reason, too.  A constructor is written when its class is first used; readers and writers
with the second object, since compiling takes longer than a few objects save.  The compiled code consists of words of this
module, numbers, and names of attributes.  The API's names and other text of pages are values that the code refers to
(``k0``), never a part of it.
"""

# isort: skip_file
from __future__ import annotations

import dataclasses
import sys
from binascii import b2a_base64
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from .fields import (
    Boolean,
    Integer,
    Nested,
    Number,
    Shape,
    Text,
    WireField,
    storage_name,
)

T = TypeVar("T")

# Decodes a value; takes its path, for deviations, and the state to add those to.
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


def compile_writer(cls: type, fields: Sequence[tuple[WireField, Writer]]) -> Writer:
    """Return the function that adds an object's parameters to flat ones.

    Strings, integers and booleans are written here: the constructor has checked them, and they cannot change.  All else, and a
    required value that is None, is written by the field's own writer.
    """
    names = {"__name__": __name__, **_WORDS}
    for index, (field, write_field) in enumerate(fields):
        names[f"k{index}"] = field.wire
        names[f"w{index}"] = write_field
    lines = _writer_lines(cls, [field for field, _ in fields])
    write: Writer = _compile("write", lines, names)
    return write


def compile_constructor(
    cls: type[Any], checks: Mapping[str, tuple[WireField, ValueCheck]] = {}
) -> Callable[..., None]:
    """Return the ``__init__`` of a dataclass with slots, as ``dataclass`` would write it.

    With ``checks`` of attributes it leaves ``__post_init__`` out if all values pass.  One that does not pass has to be looked
    at: it may be valid all the same.
    """
    fields = dataclasses.fields(cls)
    names = {"__CLASS": cls, **_WORDS}
    for index, field in enumerate(fields):
        names[f"__F{index}"] = field.default_factory
        if field.name in checks:
            shape, is_valid = checks[field.name][0].shape, checks[field.name][1]
            names[f"__C{index}"] = shape.cls if isinstance(shape, Nested) else is_valid
    module = sys.modules.get(cls.__module__)
    lines = _constructor_lines(cls, names, checks)
    create = _compile("create", lines, vars(module) if module else {})
    init: Callable[..., None] = create(**names)
    _describe_constructor(init, cls)
    return init


def _describe_constructor(init: Any, cls: type[Any]) -> None:
    """Give a constructor its defaults, and what ``inspect`` and ``help()`` show."""
    fields = dataclasses.fields(cls)
    init.__kwdefaults__ = {
        field.name: _FACTORY if _has_factory(field) else field.default
        for field in fields
        if _has_factory(field) or field.default is not dataclasses.MISSING
    }
    init.__annotations__ = {field.name: field.type for field in fields}
    init.__annotations__["return"] = None
    init.__qualname__ = f"{cls.__qualname__}.__init__"


def _has_factory(field: dataclasses.Field[Any]) -> bool:
    return field.default_factory is not dataclasses.MISSING


class _Factory:
    """Stands for a value that is made for each object."""

    def __repr__(self) -> str:
        return "<factory>"


_FACTORY = _Factory()


def has_utf8(value: str) -> bool:
    """Whether a string has a UTF-8 form: one with a lone surrogate has none."""
    # The exception holds the value, and would be the context of one that is raised while it is handled.
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def to_base64(text: str) -> str:
    """Return the base64 of a string's UTF-8."""
    return b2a_base64(text.encode(), newline=False).decode()


# Two underscores, which the name of no attribute begins with: those of a class are names in its constructor.
_WORDS: dict[str, Any] = {
    "__TYPE": type,
    "__STR": str,
    "__INT": int,
    "__FLOAT": float,
    "__BOOL": bool,
    "__LEAST": -_LARGE,
    "__MOST": _LARGE,
    "__ENCODABLE": has_utf8,
    "__ENCODED": to_base64,
    "__TRUE": "true",
    "__FALSE": "false",
    "__FACTORY": _FACTORY,
}


def _compile(name: str, lines: Iterable[str], names: dict[str, Any]) -> Any:
    made: dict[str, Any] = {}
    exec(compile("\n    ".join(lines), f"<codegen {name}>", "exec"), names, made)
    return made[name]


def _reader_lines(fields: Sequence[WireField]) -> Iterator[str]:
    yield "def read(values, path, state):"
    yield "get = values.get"
    yield "absent = 0"
    for index, field in enumerate(fields):
        yield from _lookup_lines(index, field)
    # If the numbers add up, every key is known; they do not where a value is null.
    yield f"if len(values) + absent != {len(fields)} and not values.keys() <= known:"
    yield "    return slow(values, path, state)"
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
            yield "    else: return slow(values, path, state)"
    else:
        yield f"if v{index} is None:"
        if not field.required:
            yield "    absent += 1"
    if field.required:
        yield "    return slow(values, path, state)"


def _decoding_lines(fields: Iterable[WireField]) -> Iterator[str]:
    yield "below = path[2] + 1"
    for index, field in enumerate(fields):
        if type(field.shape) not in PLAIN_TYPES:
            yield f"if v{index} is not None:"
            yield f"    v{index} = d{index}(v{index}, (path, k{index}, below), state)"


def _writer_lines(cls: type, fields: Sequence[WireField]) -> Iterator[str]:
    yield "def write(value, flat, path):"
    yield "pass"
    above = "" if hasattr(cls, "ACTION") else "path + "
    for index, field in enumerate(fields):
        yield f"v = value.{storage_name(cls, field.name)}"
        key = f"{above}k{index}"
        call = f"w{index}(v, flat, {key})"
        yield f"if v is None: {'pass' if field.optional else call}"
        if type(field.shape) in _PLAIN_TEXT:
            kind, text = _PLAIN_TEXT[type(field.shape)]
            text = "__ENCODED(v)" if field.content_encoding else text
            yield f"elif __TYPE(v) is {kind}: flat[{key}] = {text}"
        yield f"else: {call}"


def _constructor_lines(
    cls: type[Any],
    names: Iterable[str],
    checks: Mapping[str, tuple[WireField, ValueCheck]],
) -> Iterator[str]:
    fields = dataclasses.fields(cls)
    star = ["*"] if fields else []
    arguments = ["__SELF", *star, *(field.name for field in fields)]
    yield f"def create({', '.join(names)}):"
    yield f"def __init__({', '.join(arguments)}):"
    for index, field in enumerate(fields):
        if _has_factory(field):
            yield f"    if {field.name} is __FACTORY: {field.name} = __F{index}()"
        yield f"    __SELF.{storage_name(cls, field.name)} = {field.name}"
    if checks:
        yield f"    if {' and '.join(_valid_conditions(cls, checks))}: return"
    if hasattr(cls, "__post_init__"):
        # Errors carry this frame.
        yield from (f"    del {field.name}" for field in fields if not field.repr)
        yield "    __SELF.__post_init__()"
    else:
        yield "    pass"
    yield "return __init__"


def _valid_conditions(
    cls: type[Any], checks: Mapping[str, tuple[WireField, ValueCheck]]
) -> Iterator[str]:
    """Yield the conditions that all arguments are valid and need no warning."""
    yield "__TYPE(__SELF) is __CLASS"
    for index, field in enumerate(dataclasses.fields(cls)):
        if field.name in checks:
            yield _valid_condition(index, checks[field.name][0])


def _valid_condition(index: int, field: WireField) -> str:
    value = field.name
    if field.deprecated:
        return f"{value} is None" if field.optional else "False"
    if isinstance(field.shape, Nested):
        plain = f"__TYPE({value}) is __C{index}"
    else:
        plain = _plain_condition(field.shape, value) or f"__C{index}({value})"
    return f"({value} is None or {plain})" if field.optional else plain


def _plain_condition(shape: Shape, value: str) -> str:
    """Return the condition that a value is a scalar that can be sent as it is; "" for other shapes."""
    is_integer = f"__TYPE({value}) is __INT"
    is_small = f"__LEAST < {value} < __MOST"
    match shape:
        case Text():
            has_form = f"({value}.isascii() or __ENCODABLE({value}))"
            return f"__TYPE({value}) is __STR and {has_form}"
        case Integer():
            return f"{is_integer} and {is_small}"
        case Number():
            return f"(__TYPE({value}) is __FLOAT or {is_integer}) and {is_small}"
        case Boolean():
            return f"__TYPE({value}) is __BOOL"
    return ""


# The type of plain values, and the expression for their text.
_PLAIN_TEXT: dict[type, tuple[str, str]] = {
    Text: ("__STR", "v"),
    Integer: ("__INT", "str(v)"),
    Boolean: ("__BOOL", "__TRUE if v else __FALSE"),
}
