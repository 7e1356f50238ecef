"""Declares the fields of generated dataclasses, and reads them: the API's names, types, constraints.

In a generated class the annotation is the type of a field, and ``param`` says what the API calls it.
``fields_of`` reads both when a class is first used, so that importing one costs no more than defining it.
"""

# isort: skip_file
from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Sequence
from dataclasses import dataclass
from typing import (
    Any,
    Literal,
    NamedTuple,
    NoReturn,
    TypeAlias,
    TypeVar,
    dataclass_transform,
)

T = TypeVar("T")


def param(
    name: str,
    *,
    default: Any = dataclasses.MISSING,
    default_factory: Any = dataclasses.MISSING,
    repr: bool = True,
    required: bool = False,
    max_items: int | None = None,
    deprecated: str = "",
    content_encoding: str = "",
) -> Any:
    """Return the field of a dataclass with that name in the API.

    A field without a default is required.  ``required`` marks required parameters that have a default because the client's
    settings may fill them in: ``Region``, ``Zone``, ``ProjectId``.  ``max_items`` limits the elements of a list,
    ``deprecated`` is the page's deprecation message, and a string with the ``content_encoding`` "base64" is sent as the
    base64 of its UTF-8.  A field without ``repr`` is not shown: it may hold a secret.
    """
    wire = {
        "wire": name,
        "required": required,
        "max_items": max_items,
        "deprecated": deprecated,
        "content_encoding": content_encoding,
    }
    return dataclasses.field(
        default=default, default_factory=default_factory, repr=repr, metadata=wire
    )


@dataclass_transform(
    kw_only_default=True, frozen_default=True, field_specifiers=(param,)
)
def request_class(cls: type[T]) -> type[T]:
    """Make a dataclass of a request, or of an object inside one: its fields do not change once it is made.

    A slot gets a private name, which the constructor sets, and its public name becomes a read-only property: with a
    ``__setattr__`` that refuses, as ``dataclass`` writes it, constructors take twice as long.
    """
    made: Any = _make_dataclass(cls)
    for name in made.__slots__:
        slot = vars(made)[name]
        setattr(made, _slot_name(name), slot)
        setattr(made, name, _ReadOnly(name, slot))
    return made  # type: ignore[no-any-return]


@dataclass_transform(kw_only_default=True, field_specifiers=(param, dataclasses.field))
def response_class(cls: type[T]) -> type[T]:
    """Make a dataclass of a response, or of an object inside one."""
    made: Any = _make_dataclass(cls)
    made.__hash__ = None
    return made  # type: ignore[no-any-return]


def _make_dataclass(cls: type[T]) -> type[T]:
    """Apply ``dataclass`` without the methods that it would write and compile for each class, used or not.

    Comparison and ``repr`` are those of ``models.Value``, and the constructor is written when it is first needed.
    """
    doc = cls.__doc__
    methods: Any = {"init": False, "repr": False, "eq": False}
    made: Any = dataclass(slots=True, kw_only=True, **methods)(cls)
    # For a class without one ``dataclass`` writes the signature, which is not known yet.
    made.__doc__ = doc
    made.__init__ = _Constructor(made)
    return made  # type: ignore[no-any-return]


class _ReadOnly(property):
    """Shows a slot under the name of its field."""

    def __init__(self, name: str, slot: Any) -> None:
        super().__init__(slot.__get__, doc="The constructor sets it.")
        self._name = name

    def __set__(self, instance: object, value: object) -> NoReturn:
        problem = f"cannot assign to field {self._name!r}"
        raise dataclasses.FrozenInstanceError(problem)

    def __delete__(self, instance: object) -> NoReturn:
        problem = f"cannot delete field {self._name!r}"
        raise dataclasses.FrozenInstanceError(problem)


def _slot_name(name: str) -> str:
    # Names of fields begin with a letter.
    return f"__{name}"


def storage_name(cls: type, name: str) -> str:
    """Return the name of the attribute by which objects of a dataclass keep a field: of requests a private one."""
    private = _slot_name(name)
    return private if hasattr(cls, private) else name


class _Constructor:
    """Stands for a class's constructor until that is called or looked at: then it is written, and takes this one's place."""

    def __init__(self, cls: Any) -> None:
        self._cls = cls

    def __get__(self, instance: object, owner: type) -> Any:
        self._cls.__init__ = self._cls._write_constructor()
        return self._cls.__init__.__get__(instance, owner)


class Plain:
    """Base of the shapes without parts; no dataclass, since each of those takes as long to import as a small module."""

    __slots__ = ()

    name: str

    def __eq__(self, value: object) -> bool:
        return type(self) is type(value)

    def __hash__(self) -> int:
        return hash(type(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class Text(Plain):
    """A string; ``choices`` are the values that its page lists, if any: others are allowed."""

    __slots__ = ("choices",)

    name = "string"

    def __init__(self, choices: tuple[str, ...] = ()) -> None:
        self.choices = choices


class Integer(Plain):
    """An integer."""

    __slots__ = ()

    name = "int"


class Number(Plain):
    """A number; an integer may stand for one."""

    __slots__ = ()

    name = "float"


class Boolean(Plain):
    """A truth value."""

    __slots__ = ()

    name = "bool"


class Anything(Plain):
    """Any JSON value: the page does not say which."""

    __slots__ = ()

    name = "anything"


class Mapping(Plain):
    """An object whose keys the page does not list."""

    __slots__ = ()

    name = "object"


class Array(NamedTuple):
    """A list of items of one shape."""

    item: Shape

    @property
    def name(self) -> str:
        """The type as pages write it."""
        return f"array[{self.item.name}]"


class Nested(NamedTuple):
    """An object with known fields: a generated dataclass."""

    cls: type

    @property
    def name(self) -> str:
        """The class's name."""
        return self.cls.__name__


Shape: TypeAlias = (
    Text | Integer | Number | Boolean | Anything | Mapping | Array | Nested
)


class WireField(NamedTuple):
    """A field: attribute name, the API's name, shape.

    ``required``: the page says that it is always present.  ``optional``: the constructor has a default for it.
    ``max_items``, ``deprecated`` and ``content_encoding`` are those of ``param``; a secret has no ``repr`` there.
    """

    name: str
    wire: str
    shape: Shape
    required: bool
    optional: bool
    max_items: int | None
    deprecated: str
    content_encoding: str
    is_secret: bool = False


def fields_of(cls: type) -> tuple[WireField, ...]:
    """Return the fields of a generated dataclass in the order of its page."""
    if cls not in _FIELDS:
        _FIELDS[cls] = _read_fields(cls)
    return _FIELDS[cls]


_FIELDS: dict[type, tuple[WireField, ...]] = {}


def _read_fields(cls: type) -> tuple[WireField, ...]:
    hints = typing.get_type_hints(cls)
    return tuple(
        WireField(
            name=field.name,
            wire=field.metadata["wire"],
            shape=_read_shape(hints[field.name]),
            required=field.metadata["required"] or not _has_default(field),
            optional=_has_default(field),
            max_items=field.metadata["max_items"],
            deprecated=field.metadata["deprecated"],
            content_encoding=field.metadata["content_encoding"],
            is_secret=not field.repr,
        )
        for field in dataclasses.fields(cls)
        if "wire" in field.metadata
    )


def _has_default(field: dataclasses.Field[Any]) -> bool:
    defaults = (field.default, field.default_factory)
    return any(default is not dataclasses.MISSING for default in defaults)


_PLAIN_SHAPES: dict[object, Shape] = {
    str: Text(),
    int: Integer(),
    float: Number(),
    bool: Boolean(),
    Any: Anything(),
}


def _read_shape(hint: Any) -> Shape:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        # ``Literal["a", "b"] | str``: the literals help editors only, other strings are allowed.
        literals: list[Any] = []
        others: list[Any] = []
        for member in typing.get_args(hint):
            is_literal = typing.get_origin(member) is Literal
            (literals if is_literal else others).append(member)
        if literals and others[0] is str:
            return Text(typing.get_args(literals[0]))
        # ``DoThing.Disks | DoThing.Disks.Dict``: the constructor makes objects of dictionaries.
        return _read_shape(others[0])
    if typing.get_origin(hint) in (list, Sequence):
        return Array(_read_shape(typing.get_args(hint)[0]))
    if typing.get_origin(hint) is dict:
        return Mapping()
    return _PLAIN_SHAPES.get(hint) or Nested(hint)
