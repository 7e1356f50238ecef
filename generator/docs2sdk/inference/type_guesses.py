"""The shape of a value → its type, and what of the samples does not show in it."""

from __future__ import annotations

import re
from typing import NamedTuple

from docs2sdk.inference import shapes
from docs2sdk.inference.shapes import Shape
from docs2sdk.schema import ListOf, Ref, Scalar, ScalarKind, Type, Untyped

_MAX_LISTS = 4
# Rows whose words the API makes up; those of other rows may be names of people.
_ENUMERATED = re.compile(
    r"(?:Type|Mode|State|Status|Algorithm|Protocol|Level|Method|Capability|Platform|Grade|Usage|Role|Language|Format|Class"
    r"|Feature|Kind|Category|Direction|Phase|Result)(?:e?s)?(?:Set|List)?\Z",
    re.IGNORECASE,
)


class TypeGuess(NamedTuple):
    """A type whose objects are ``Ref("")``, and the shape of these objects; ``note`` says what else the samples show."""

    type: Type
    object: Shape | None
    note: str


def guess_type(shape: Shape, name: str = "") -> TypeGuess:
    """Return the type that fits all samples, else the one that fits most of what they are; ``name`` is that of the row."""
    type_, inner = _guess(shape, 0)
    return TypeGuess(type_, inner, _make_note(shape, name))


def _guess(shape: Shape, depth: int) -> tuple[Type, Shape | None]:
    is_empty_list = shape.lists and not (shape.items and shape.items.values)
    if shape.objects and (not shape.lists or is_empty_list) and not shape.maps:
        # PHP writes an empty object as [].
        return (Ref(""), shape) if shape.fields else (Untyped("object"), None)
    if shape.objects or shape.maps:
        return Untyped("object"), None
    if shape.lists:
        if is_empty_list or depth == _MAX_LISTS or shape.items is None:
            return Untyped("list"), None
        item, inner = _guess(shape.items, depth + 1)
        return ListOf(item), inner
    return Scalar(_guess_scalar(shape)), None


def _guess_scalar(shape: Shape) -> ScalarKind:
    kinds = {kind for kind in shape.scalars if kind}
    if "" in shape.scalars and not shape.is_form:
        kinds.add("string")
    if kinds == {"int", "float"}:
        return "float"
    single: tuple[ScalarKind, ...] = ("int", "float", "bool")
    return next((kind for kind in single if kinds == {kind}), "string")


def _make_note(shape: Shape, name: str) -> str:
    """Return what a reader must know of the samples: the values of an enumeration, or several types."""
    innermost = shape
    while innermost.items and not innermost.scalars and not innermost.objects:
        innermost = innermost.items
    types = _name_types(shape) if shape.values else []
    if len(types) > 1:
        return f"样本中的类型：{'、'.join(types)}"
    if not shape.values:
        return "样本中只有 null"
    words = shapes.list_words(innermost) if _ENUMERATED.search(name) else []
    return f"样本中的值：{'、'.join(words)}" if words else ""


def _name_types(shape: Shape) -> list[str]:
    """Return the types of the values, as pages write them; without those that another one covers."""
    kinds = {kind or "string" for kind in shape.scalars}
    if shape.is_form:
        kinds = {"string"} if "string" in kinds else kinds
    if {"int", "float"} <= kinds:
        kinds.discard("int")
    has_items = shape.items is not None and shape.items.values
    if shape.lists and (has_items or not shape.objects):
        kinds.add("array")
    if shape.objects or shape.maps:
        kinds.add("object")
    return sorted(kinds)
