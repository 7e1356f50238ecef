"""A class's fields as the wire knows them.

Generated dataclasses say each thing once: the annotation is the type, the metadata made by ``wire`` the name on the
wire.  ``fields_of`` reads both when a class is first used, so that importing one costs no more than defining it.
"""

# isort: skip_file
from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any, Literal, NamedTuple, TypeAlias


def wire(
    name: str,
    *,
    required: bool = False,
    most: int | None = None,
    deprecated: str = "",
    base64: bool = False,
) -> dict[str, Any]:
    """Return a field's metadata: its name on the wire.

    A field without a default is required.  ``required`` is for the parameters that are so and yet have a default, since
    the client's settings may fill them in: ``Region``, ``Zone``, ``ProjectId``.  ``most`` is how many elements a list may
    have, ``deprecated`` says in the page's words that a parameter should no longer be used, and a string with ``base64``
    is sent as the base64 of its UTF-8.
    """
    return {
        "wire": name,
        "required": required,
        "most": most,
        "deprecated": deprecated,
        "base64": base64,
    }


class Plain:
    """A shape with nothing inside; no dataclass, since each of those costs an import as much as a small module does."""

    __slots__ = ()

    name: str

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

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
    """What the page leaves open."""

    __slots__ = ()

    name = "anything"


class Mapping(Plain):
    """An object with keys that the page leaves open."""

    __slots__ = ()

    name = "object"


class Many(NamedTuple):
    """A list of one shape."""

    item: Shape

    @property
    def name(self) -> str:
        """The pages' spelling."""
        return f"array[{self.item.name}]"


class Nested(NamedTuple):
    """An object with known fields: a generated dataclass."""

    cls: type

    @property
    def name(self) -> str:
        """The class's name."""
        return self.cls.__name__


Shape: TypeAlias = (
    Text | Integer | Number | Boolean | Anything | Mapping | Many | Nested
)


class WireField(NamedTuple):
    """One field: attribute name, wire name, shape.

    ``required``: the page says that it is always there.  ``optional``: the constructor can do without it.  ``most``,
    ``deprecated`` and ``base64`` as given to ``wire``.
    """

    name: str
    wire: str
    shape: Shape
    required: bool
    optional: bool
    most: int | None
    deprecated: str
    base64: bool


def fields_of(cls: type) -> tuple[WireField, ...]:
    """Return the wire fields of a generated dataclass in the order of its page."""
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
            shape=_shape(hints[field.name]),
            required=field.metadata["required"] or not _has_default(field),
            optional=_has_default(field),
            most=field.metadata["most"],
            deprecated=field.metadata["deprecated"],
            base64=field.metadata["base64"],
        )
        for field in dataclasses.fields(cls)
        if "wire" in field.metadata
    )


def _has_default(field: dataclasses.Field[Any]) -> bool:
    defaults = (field.default, field.default_factory)
    return any(one is not dataclasses.MISSING for one in defaults)


_PLAIN: dict[object, Shape] = {
    str: Text(),
    int: Integer(),
    float: Number(),
    bool: Boolean(),
    Any: Anything(),
}


def _shape(hint: Any) -> Shape:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        # ``Literal["a", "b"] | str``: the values that a page lists only help whoever writes one.
        options = typing.get_args(hint)
        return _shape(
            next(one for one in options if typing.get_origin(one) is not Literal)
        )
    if typing.get_origin(hint) is list:
        return Many(_shape(typing.get_args(hint)[0]))
    if typing.get_origin(hint) is dict:
        return Mapping()
    return _PLAIN.get(hint) or Nested(hint)
