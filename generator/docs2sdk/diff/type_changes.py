"""Classify the change of one type to another, and spell types for messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from docs2sdk.schema import ListOf, Model, Ref, Scalar, Type, Untyped

# ``type-widened``: the new type has all values of the old one; ``type-narrowed``: the reverse.  ``model-added`` and
# ``model-removed``: an untyped object got a table, or lost it.
TypeChange: TypeAlias = Literal[
    "same",
    "became-list",
    "became-single",
    "type-widened",
    "type-narrowed",
    "model-added",
    "model-removed",
    "type-changed",
]

_ANY = Untyped("any")


def classify_type_change(old: Type, new: Type) -> TypeChange:
    """Return how a type changed.  Models are not compared: two references count as the same."""
    if old == new:
        return "same"
    old_item, new_item = list_item(old), list_item(new)
    if old_item is not None and new_item is not None:
        return classify_type_change(old_item, new_item)
    if old_item is not None or new_item is not None:
        return _classify_depth_change(old, new)
    return _classify_item_change(old, new)


def list_item(type_: Type) -> Type | None:
    """Return the type of a list's items, None if the type is no list."""
    match type_:
        case ListOf(item):
            return item
        case Untyped("list"):
            return _ANY
        case _:
            return None


def innermost_type(type_: Type) -> Type:
    """Return the type inside all lists."""
    while (item := list_item(type_)) is not None:
        type_ = item
    return type_


def _classify_depth_change(old: Type, new: Type) -> TypeChange:
    if old == _ANY:
        return "type-narrowed"
    if new == _ANY:
        return "type-widened"
    return "became-single" if list_item(new) is None else "became-list"


def _classify_item_change(old: Type, new: Type) -> TypeChange:
    match old, new:
        case Ref(), Ref():
            return "same"
        case Ref(), Untyped():
            return "model-removed"
        case Untyped(), Ref():
            return "model-added"
        case (Scalar("int"), Scalar("float")) | (_, Untyped("any")):
            return "type-widened"
        case (Scalar("float"), Scalar("int")) | (Untyped("any"), _):
            return "type-narrowed"
        case _:
            return "type-changed"


def spell_type(type_: Type, models: Mapping[str, Model]) -> str:
    """Return a type as pages write it, without markup: ``array[ReceiptPerTask]``; a group of rows is ``group``."""
    match type_:
        case ListOf(item):
            return f"array[{spell_type(item, models)}]"
        case Scalar("bool"):
            return "boolean"
        case Scalar(kind):
            return kind
        case Ref(model):
            return "group" if models[model].implicit else model
        case Untyped(shape):
            return {"list": "array", "object": "object", "any": "anything"}[shape]
