"""Values as a caller gives them ↔ as they are sent, where a parameter's format makes a difference: base64."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import TypeAlias

from docs2sdk.literals import JSON
from docs2sdk.schema import Field, ListOf, Ref, Side, Type
from docs2sdk.values.samples import Tree

# Changes the value of a parameter that has a format; None where it cannot.
_Change: TypeAlias = Callable[[str], str | None]


def sent(side: Side, tree: Tree) -> Tree:
    """Return a request of plain values as it is sent."""
    return _object(side, side.fields, tree, _encoded)


def given(side: Side, tree: Tree) -> tuple[Tree, tuple[str, ...]]:
    """Return a request as sent in plain values, and the dotted names of what was left out, since it is no such value."""
    plain = _object(side, side.fields, tree, _decoded)
    return plain, tuple(_lost(tree, plain))


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _decoded(text: str) -> str | None:
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError:
        return None


def _object(side: Side, fields: tuple[Field, ...], tree: Tree, change: _Change) -> Tree:
    by_wire = {field.wire: field for field in fields}
    changed = {
        wire: _value(side, by_wire[wire], item, change) for wire, item in tree.items()
    }
    return {wire: item for wire, item in changed.items() if item is not None}


def _value(side: Side, field: Field, item: JSON, change: _Change) -> JSON:
    if field.format == "base64" and isinstance(item, str):
        return change(item)
    return _inner(side, field.type, item, change)


def _inner(side: Side, type_: Type, item: JSON, change: _Change) -> JSON:
    if isinstance(type_, ListOf) and isinstance(item, list):
        return [_inner(side, type_.item, element, change) for element in item]
    if isinstance(type_, Ref) and isinstance(item, dict):
        return _object(side, side.model(type_.model).fields, item, change)
    return item


def _lost(before: JSON, after: JSON, path: str = "") -> Iterator[str]:
    """Yield the dotted names of what an object or list had and has no more."""
    if isinstance(before, dict) and isinstance(after, dict):
        for wire, item in before.items():
            if wire in after:
                yield from _lost(item, after[wire], f"{path}{wire}.")
            else:
                yield f"{path}{wire}"
    elif isinstance(before, list) and isinstance(after, list):
        for at, (first, second) in enumerate(zip(before, after, strict=True)):
            yield from _lost(first, second, f"{path}{at}.")
