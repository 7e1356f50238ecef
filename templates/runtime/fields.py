"""Reads the fields of generated dataclasses: the API's names, types, constraints.

In a generated class the annotation is the type of a field, and the metadata made by ``param`` has the API's name.
``fields_of`` reads both when a class is first used, so that importing one costs no more than defining it.
"""

# isort: skip_file
from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any, Literal, NamedTuple, TypeAlias


def param(
    name: str,
    *,
    required: bool = False,
    max_items: int | None = None,
    deprecated: str = "",
    content_encoding: str = "",
) -> dict[str, Any]:
    """Return the metadata of a field with that name in the API.

    A field without a default is required.  ``required`` marks required parameters that have a default because the client's
    settings may fill them in: ``Region``, ``Zone``, ``ProjectId``.  ``max_items`` limits the elements of a list,
    ``deprecated`` is the page's deprecation message, and a string with the ``content_encoding`` "base64" is sent as the
    base64 of its UTF-8.
    """
    return {
        "wire": name,
        "required": required,
        "max_items": max_items,
        "deprecated": deprecated,
        "content_encoding": content_encoding,
    }


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
    """A string."""

    __slots__ = ()

    name = "string"


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
    ``max_items``, ``deprecated`` and ``content_encoding`` are those of ``param``.
    """

    name: str
    wire: str
    shape: Shape
    required: bool
    optional: bool
    max_items: int | None
    deprecated: str
    content_encoding: str


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
        members = typing.get_args(hint)
        return _read_shape(
            next(item for item in members if typing.get_origin(item) is not Literal)
        )
    if typing.get_origin(hint) is list:
        return Array(_read_shape(typing.get_args(hint)[0]))
    if typing.get_origin(hint) is dict:
        return Mapping()
    return _PLAIN_SHAPES.get(hint) or Nested(hint)
