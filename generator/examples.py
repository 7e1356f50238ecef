"""A page's examples, held against its tables.

Examples are evidence, never schema: what an example uses and the table lacks is left out and named; what the table
requires and the example lacks is added and named.  How a response example differs from its table: see ``conformance``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator import samples
from generator.literals import JSON
from generator.samples import Tree
from generator.schema import (
    Action,
    Example,
    Field,
    ListOf,
    Ref,
    Scalar,
    Side,
    Type,
    Untyped,
)

# Set by the client itself, whatever an example says.
_ENVELOPE = frozenset(("Action", "PublicKey", "Signature", "SecurityToken"))
MAX_EXAMPLE = 200_000


@dataclass(frozen=True, slots=True)
class RequestExample:
    """The example's parameters that the table has, as a tree; the others by name; the required ones it lacks."""

    tree: Tree
    left_out: tuple[str, ...]
    added: tuple[str, ...]


def read_request(action: Action) -> RequestExample | None:
    """Return the request example held against the table; None if there is none or it cannot be read."""
    if action.request_example is None:
        return None
    pairs = _pairs(action.request_example.text)
    if not pairs:
        return None
    tree, left_out = _held_against(action.request, pairs)
    added = [
        field
        for field in action.request.fields
        if field.required and field.wire not in tree
    ]
    for field in added:
        tree[field.wire] = samples.required(action.request, field)
    _complete(action.request, action.request.fields, tree)
    return RequestExample(
        {
            field.wire: tree[field.wire]
            for field in action.request.fields
            if field.wire in tree
        },
        tuple(dict.fromkeys(left_out)),
        tuple(field.wire for field in added),
    )


def read_response(example: Example | None) -> Tree | None:
    """Return the response example as JSON; None if there is none or it is not a JSON object."""
    value = _json(example.text) if example else None
    return value if isinstance(value, dict) else None


def _json(text: str) -> JSON:
    if len(text) > MAX_EXAMPLE:
        return None
    try:
        value: JSON = json.loads(text, parse_constant=_refuse, parse_int=_integer)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return value


def _refuse(constant: str) -> JSON:
    raise ValueError(constant)


def _integer(digits: str) -> int:
    if len(digits) > 40:
        raise ValueError("an integer of more than 40 digits")
    return int(digits)


def _pairs(text: str) -> list[tuple[str, JSON]]:
    """Return the example's parameters: a URL with ``&K=V`` lines, or a curl command with a JSON body."""
    if len(text) > MAX_EXAMPLE:
        return []
    body = re.search(r"\{.*\}", text, re.DOTALL) if "curl" in text else None
    if body:
        value = _json(body.group())
        return list(value.items()) if isinstance(value, dict) else []
    query = text.partition("?")[2] or text
    parts = (part.strip() for line in query.splitlines() for part in line.split("&"))
    return [
        (key, value)
        for key, equals, value in (part.partition("=") for part in parts)
        if equals
    ]


def _held_against(side: Side, pairs: list[tuple[str, JSON]]) -> tuple[Tree, list[str]]:
    tree: Tree = {}
    left_out = []
    for key, value in pairs:
        if key in _ENVELOPE:
            continue
        path = tuple(key.split("."))
        if not _place(side, side.fields, path, value, tree):
            left_out.append(key)
    return _listed(tree), left_out


def _place(
    side: Side,
    fields: tuple[Field, ...],
    path: tuple[str, ...],
    value: JSON,
    tree: Tree,
) -> bool:
    """Put a value where its dotted path leads; False if the table has no such place, or not for such a value."""
    field = next((field for field in fields if field.wire == path[0]), None)
    if field is None or len(path) > 20:
        return False
    return _place_in(side, field.type, path[1:], value, tree, path[0])


def _place_in(
    side: Side, type_: Type, path: tuple[str, ...], value: JSON, holder: Tree, key: str
) -> bool:
    if isinstance(type_, ListOf) and path:
        index = "0" if path[0] in ("N", "n") else path[0]
        if not re.fullmatch(r"[0-9]{1,4}", index):
            return False
        elements = holder.setdefault(key, {})
        return isinstance(elements, dict) and _place_in(
            side, type_.item, path[1:], value, elements, f"[{int(index):04}"
        )
    if isinstance(type_, Ref) and path:
        inner = holder.setdefault(key, {})
        fields = side.model(type_.model).fields
        return isinstance(inner, dict) and _place(side, fields, path, value, inner)
    if path or key in holder:
        return False
    fitting = _fitting(side, type_, value)
    if fitting is None:
        return False
    holder[key] = fitting
    return True


def _fitting(side: Side, type_: Type, value: JSON) -> JSON:
    """Return the value as the type wants it; None where it does not fit."""
    match type_:
        case Scalar(kind):
            return _scalar(kind, value)
        case Untyped(shape):
            fits = {"any": True, "list": False, "object": isinstance(value, dict)}[
                shape
            ]
            return value if fits else None
        case ListOf(item) if isinstance(value, list):
            elements = [_fitting(side, item, element) for element in value]
            return None if None in elements else elements
        case Ref(model) if isinstance(value, dict):
            return _fitting_object(side, model, value)
        case _:
            return None


def _fitting_object(side: Side, model: str, value: Tree) -> JSON:
    fields = {field.wire: field for field in side.model(model).fields}
    if not value.keys() <= fields.keys():
        return None
    tree = {key: _fitting(side, fields[key].type, item) for key, item in value.items()}
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


def _listed(tree: Tree) -> Tree:
    """Turn what was collected under list indices into lists, in index order; empty objects go."""
    return {
        key: listed
        for key, item in tree.items()
        if (listed := _list_or_tree(item)) not in ({}, [])
    }


def _list_or_tree(item: JSON) -> JSON:
    if not isinstance(item, dict):
        return item
    inner = _listed(item)
    if inner and all(key.startswith("[") for key in inner):
        return [inner[key] for key in sorted(inner)]
    return inner


def _complete(side: Side, fields: tuple[Field, ...], tree: Tree) -> None:
    """Give the objects inside an example the required parts that it left out."""
    for field in fields:
        for model, inner in _objects(field.type, tree.get(field.wire)):
            for part in side.model(model).fields:
                if part.required and part.wire not in inner:
                    inner[part.wire] = samples.required(side, part)
            _complete(side, side.model(model).fields, inner)


def _objects(type_: Type, value: JSON) -> Iterator[tuple[str, Tree]]:
    if isinstance(type_, Ref) and isinstance(value, dict):
        yield type_.model, value
    if isinstance(type_, ListOf) and isinstance(value, list):
        for item in value:
            yield from _objects(type_.item, item)
