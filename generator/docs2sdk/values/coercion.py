"""Resolves a request's dotted key in its tables, and converts a value to the type that it has there."""

from __future__ import annotations

import re

from docs2sdk.python_literals import JSON
from docs2sdk.schema import ListOf, Payload, Ref, Scalar, Type, Untyped
from docs2sdk.values.json_offsets import Steps
from docs2sdk.values.sample_values import JSONObject

MAX_STEPS = 40


def resolve_key(payload: Payload, key: str) -> tuple[Steps, Type] | None:
    """Return the steps of a dotted key, list indices as numbers, and the type there; None if the tables lack it."""
    names = key.split(".")
    return _resolve(payload, names) if len(names) <= MAX_STEPS else None


def _resolve(payload: Payload, names: list[str]) -> tuple[Steps, Type] | None:
    steps: list[str | int] = []
    type_: Type | None = None
    for name in names:
        step: str | int | None = None
        if type_ == Untyped("list"):
            type_ = ListOf(Untyped("any"))
        if isinstance(type_, ListOf):
            step, type_ = _parse_index(name), type_.item
        elif type_ is None or isinstance(type_, Ref):
            fields = payload.model(type_.model).fields if type_ else payload.fields
            field = next((field for field in fields if field.name == name), None)
            step, type_ = (name, field.type) if field else (None, None)
        # A list inside a list has no form that can be sent.
        if step is None or (isinstance(step, int) and isinstance(steps[-1], int)):
            return None
        steps.append(step)
    return (tuple(steps), type_) if type_ else None


def _parse_index(name: str) -> int | None:
    if name in ("N", "n"):
        return 0
    return int(name) if re.fullmatch(r"[0-9]{1,4}", name) else None


def coerce(payload: Payload, type_: Type, value: JSON) -> JSON:
    """Return a value converted to the type (a form's ``"7"`` to 7); None where that is not possible."""
    match type_:
        case Scalar(kind):
            return _coerce_scalar(kind, value)
        case Untyped(shape):
            expected = {"any": object, "list": list, "object": dict}[shape]
            return _without_nulls(value) if isinstance(value, expected) else None
        case ListOf(item_type) if isinstance(value, list):
            items = [coerce(payload, item_type, item) for item in value]
            return items if _is_plain_list(items) else None
        case Ref(model) if isinstance(value, dict):
            return _coerce_object(payload, model, value)
        case _:
            return None


def _without_nulls(value: JSON) -> JSON:
    """Return a value without nulls; None where it holds a list inside a list, which has no form that can be sent."""
    if isinstance(value, list):
        items = [_without_nulls(item) for item in value if item is not None]
        return items if _is_plain_list(items) else None
    if not isinstance(value, dict):
        return value
    tree = {
        key: _without_nulls(item) for key, item in value.items() if item is not None
    }
    return None if None in tree.values() else tree


def _is_plain_list(items: list[JSON]) -> bool:
    return not any(item is None or isinstance(item, list) for item in items)


def _coerce_object(payload: Payload, model: str, value: JSONObject) -> JSON:
    fields = {field.name: field for field in payload.model(model).fields}
    if not value.keys() <= fields.keys():
        return None
    tree = {
        key: coerce(payload, fields[key].type, item)
        for key, item in value.items()
        if item is not None
    }
    return None if None in tree.values() else tree


def _coerce_scalar(kind: str, value: JSON) -> JSON:
    if not isinstance(value, str):
        expected = {"string": str, "int": int, "float": (int, float), "bool": bool}
        fits = isinstance(value, expected[kind]) and (  # type: ignore[arg-type]
            (kind == "bool") == isinstance(value, bool)
        )
        return value if fits else None
    if kind == "string":
        return value
    if kind == "bool":
        return {"true": True, "false": False}.get(value.lower())
    number = re.fullmatch(
        r"-?[0-9]{1,18}" + (r"(\.[0-9]{1,9})?" if kind == "float" else ""), value
    )
    return None if not number else int(value) if kind == "int" else float(value)
