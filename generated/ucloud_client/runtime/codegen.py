"""Compiles readers, writers and constructors of generated classes when a class is used a second time.

A loop over a class's fields takes four times as long as the same steps written out one after the other; ``dataclasses``
writes out constructors for that reason, too.  Compiling takes longer than a few objects save, so the first object goes
through the loop.  The compiled code consists of words of this module, numbers, and names of attributes.  The API's names and
other text of pages are values that the code refers to (``k0``), never a part of it.
"""

# isort: skip_file
from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias, TypeVar

from .fields import Boolean, Integer, Number, Shape, Text, WireField, fields_of

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


def compile_constructor(
    cls: type, fields: Sequence[tuple[WireField, ValueCheck]]
) -> Callable[..., None]:
    """Return an ``__init__`` for a frozen dataclass with slots, without defaults.

    It calls ``__post_init__`` only where a value may be wrong.
    """
    names = {**_WORDS, "CLASS": cls}
    for index, (field, check) in enumerate(fields):
        names[f"S{index}"] = getattr(cls, field.name).__set__
        names[f"F{index}"] = check
    lines = _constructor_lines([field for field, _ in fields])
    init: Callable[..., None] = _compile("__init__", lines, names)
    return init


def replace_constructor(
    cls: Any,
    validate: Callable[[Any], None],
    checks_of: Callable[[type], Sequence[tuple[WireField, ValueCheck]]],
) -> None:
    """Note that a class has made a valid object; from its second object on it has a compiled constructor.

    The constructor of ``dataclass`` has every value checked by ``__post_init__``, of which ``validate`` is a part or the
    whole.  The compiled one takes half the time: it leaves ``__post_init__`` out where ``checks_of`` the class pass.
    """
    if cls not in _USED:
        _USED.add(cls)
    elif cls not in _REPLACED:
        _REPLACED.add(cls)
        init = vars(cls).get("__init__")
        if cls.__post_init__ is validate and _is_of_dataclass(init, cls):
            compiled: Any = compile_constructor(cls, checks_of(cls))
            compiled.__kwdefaults__ = init.__kwdefaults__
            # ``help()`` and ``inspect`` show the constructor of ``dataclass``.
            cls.__init__ = functools.wraps(init)(compiled)


_USED: set[type] = set()
_REPLACED: set[type] = set()


def _is_of_dataclass(init: Any, cls: type) -> bool:
    """Whether it is the constructor that ``dataclass`` wrote, of a class as the generator writes them."""
    names = tuple(field.name for field in fields_of(cls))
    code = getattr(init, "__code__", None)
    return (
        code is not None
        and code.co_filename == "<string>"
        and names != ()
        and code.co_varnames[1 : 1 + code.co_kwonlyargcount] == names
        and not any(name.isupper() for name in names)
        and {*(init.__kwdefaults__ or {}).values()} <= {None}
        and all(hasattr(getattr(cls, name, None), "__set__") for name in names)
    )


def has_utf8(value: str) -> bool:
    """Whether a string has a UTF-8 form: one with a lone surrogate has none."""
    # The exception holds the value, and would be the context of one that is raised while it is handled.
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


# In capitals, since attributes, which are the arguments of constructors, have none.
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
            is_plain = _plain_condition(field.shape, "v")
            yield f"elif {is_plain}: flat[path + k{index}] = {text}"
        yield f"else: {call}"


def _constructor_lines(fields: Sequence[WireField]) -> Iterator[str]:
    yield f"def __init__(SELF, *, {', '.join(field.name for field in fields)}):"
    for index, field in enumerate(fields):
        yield f"S{index}(SELF, {field.name})"
    valid = [_valid_condition(index, field) for index, field in enumerate(fields)]
    yield f"if TYPE(SELF) is CLASS and {' and '.join(valid)}: return"
    yield "SELF.__post_init__()"


def _valid_condition(index: int, field: WireField) -> str:
    """Return the condition that a value is valid and needs no warning."""
    value = field.name
    if field.deprecated:
        return f"{value} is None" if field.optional else "False"
    plain = _plain_condition(field.shape, value) or f"F{index}({value})"
    return f"({value} is None or {plain})" if field.optional else f"({plain})"


def _plain_condition(shape: Shape, value: str) -> str:
    """Return the condition that a value is a scalar that can be sent as it is; "" for other shapes."""
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


# The expressions for the text of plain values.
_TEXT_OF: dict[type, str] = {
    Text: "v",
    Integer: "str(v)",
    Boolean: "TRUE if v else FALSE",
}
