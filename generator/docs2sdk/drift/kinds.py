"""How one type became another, and how types are spelled in findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from docs2sdk.schema import ListOf, Model, Ref, Scalar, Type, Untyped

# ``widened``: every value of the old type is one of the new; ``narrowed``: the reverse.  ``modelled`` and ``opened``: an
# object without a table got one, or lost it.
Turn: TypeAlias = Literal[
    "same",
    "became-list",
    "became-scalar",
    "widened",
    "narrowed",
    "modelled",
    "opened",
    "retyped",
]

_ANY = Untyped("any")


def turn(old: Type, new: Type) -> Turn:
    """Return how a type changed, without a look into models: two references count as the same."""
    if old == new:
        return "same"
    before, after = item(old), item(new)
    if before is not None and after is not None:
        return turn(before, after)
    if before is not None or after is not None:
        return _of_depth(old, new)
    return _of_leaves(old, new)


def item(type_: Type) -> Type | None:
    """Return what a list holds, None for what is no list."""
    match type_:
        case ListOf(inner):
            return inner
        case Untyped("list"):
            return _ANY
        case _:
            return None


def leaf(type_: Type) -> Type:
    """Return what is inside all lists."""
    while (inner := item(type_)) is not None:
        type_ = inner
    return type_


def _of_depth(old: Type, new: Type) -> Turn:
    if old == _ANY:
        return "narrowed"
    if new == _ANY:
        return "widened"
    return "became-scalar" if item(new) is None else "became-list"


def _of_leaves(old: Type, new: Type) -> Turn:
    match old, new:
        case Ref(), Ref():
            return "same"
        case Ref(), Untyped():
            return "opened"
        case Untyped(), Ref():
            return "modelled"
        case (Scalar("int"), Scalar("float")) | (_, Untyped("any")):
            return "widened"
        case (Scalar("float"), Scalar("int")) | (Untyped("any"), _):
            return "narrowed"
        case _:
            return "retyped"


def spelled(type_: Type, models: Mapping[str, Model]) -> str:
    """Return a type as pages write it, without markup: ``array[ReceiptPerTask]``; a group of rows has no name."""
    match type_:
        case ListOf(inner):
            return f"array[{spelled(inner, models)}]"
        case Scalar("bool"):
            return "boolean"
        case Scalar(kind):
            return kind
        case Ref(model):
            return "group" if models[model].grouped else model
        case Untyped(shape):
            return {"list": "array", "object": "object", "any": "anything"}[shape]
