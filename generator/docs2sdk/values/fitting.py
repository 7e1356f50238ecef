"""Where a key of a request leads in its tables, and a value as the type there wants it."""

from __future__ import annotations

import re
from typing import TypeAlias

from docs2sdk.literals import JSON
from docs2sdk.schema import ListOf, Ref, Scalar, Side, Type, Untyped
from docs2sdk.values.samples import Tree

MAX_STEPS = 40

# Where a parameter stands: names and list indices.
Steps: TypeAlias = tuple[str | int, ...]


def followed(side: Side, key: str) -> tuple[Steps, Type] | None:
    """Return where a dotted key leads: the steps, list indices as numbers, and the type there; None if nowhere."""
    path = key.split(".")
    return _followed(side, path) if len(path) <= MAX_STEPS else None


def _followed(side: Side, path: list[str]) -> tuple[Steps, Type] | None:
    steps: list[str | int] = []
    type_: Type | None = None
    for name in path:
        step: str | int | None = None
        if type_ == Untyped("list"):
            type_ = ListOf(Untyped("any"))
        if isinstance(type_, ListOf):
            step, type_ = _index(name), type_.item
        elif type_ is None or isinstance(type_, Ref):
            fields = side.model(type_.model).fields if type_ else side.fields
            field = next((field for field in fields if field.wire == name), None)
            step, type_ = (name, field.type) if field else (None, None)
        # A list inside a list has no form that can be sent.
        if step is None or (isinstance(step, int) and isinstance(steps[-1], int)):
            return None
        steps.append(step)
    return (tuple(steps), type_) if type_ else None


def _index(name: str) -> int | None:
    if name in ("N", "n"):
        return 0
    return int(name) if re.fullmatch(r"[0-9]{1,4}", name) else None


def fitting(side: Side, type_: Type, value: JSON) -> JSON:
    """Return the value as the type wants it (a form's ``"7"`` as 7); None where it does not fit."""
    match type_:
        case Scalar(kind):
            return _scalar(kind, value)
        case Untyped(shape):
            wanted = {"any": object, "list": list, "object": dict}[shape]
            return _sendable(value) if isinstance(value, wanted) else None
        case ListOf(item) if isinstance(value, list):
            elements = [fitting(side, item, element) for element in value]
            return elements if _is_plain_list(elements) else None
        case Ref(model) if isinstance(value, dict):
            return _object(side, model, value)
        case _:
            return None


def _sendable(value: JSON) -> JSON:
    """Return a value without nulls; None where it holds a list inside a list, which has no form that can be sent."""
    if isinstance(value, list):
        elements = [_sendable(item) for item in value if item is not None]
        return elements if _is_plain_list(elements) else None
    if not isinstance(value, dict):
        return value
    tree = {key: _sendable(item) for key, item in value.items() if item is not None}
    return None if None in tree.values() else tree


def _is_plain_list(elements: list[JSON]) -> bool:
    return not any(item is None or isinstance(item, list) for item in elements)


def _object(side: Side, model: str, value: Tree) -> JSON:
    fields = {field.wire: field for field in side.model(model).fields}
    if not value.keys() <= fields.keys():
        return None
    tree = {
        key: fitting(side, fields[key].type, item)
        for key, item in value.items()
        if item is not None
    }
    return None if None in tree.values() else tree


def _scalar(kind: str, value: JSON) -> JSON:
    if not isinstance(value, str):
        wanted = {"string": str, "int": int, "float": (int, float), "bool": bool}[kind]
        fits = isinstance(value, wanted) and (kind == "bool") == isinstance(value, bool)  # type: ignore[arg-type]
        return value if fits else None
    if kind == "string":
        return value
    if kind == "bool":
        return {"true": True, "false": False}.get(value.lower())
    number = re.fullmatch(
        r"-?[0-9]{1,18}" + (r"(\.[0-9]{1,9})?" if kind == "float" else ""), value
    )
    return None if not number else int(value) if kind == "int" else float(value)
