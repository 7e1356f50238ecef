"""Values that fit the schema, made up: requests that use every parameter, responses that use every field.

Trees are JSON values under wire names.  Deterministic; every model is spelled out where it first occurs and kept as
small as its table allows after that, so that recursive and fanned-out models stay finite.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TypeAlias

from generator.literals import JSON
from generator.schema import Field, ListOf, Ref, Scalar, Side, Type, Untyped

Tree: TypeAlias = dict[str, JSON]

_KNOWN = {"Region": "cn-bj2", "Zone": "cn-bj2-04", "ProjectId": "org-project"}


def request(side: Side) -> Tree:
    """Return a request with every parameter; lists of scalars have two elements, lists of objects one."""
    return _Request(side).tree(side.fields)


def required(side: Side, field: Field) -> JSON:
    """Return a value for one required parameter, itself with required parts only."""
    return _minimal(side, field.type, field.wire, 1)


def response(side: Side, action: str) -> Tree:
    """Return an answer with every field; a required object that occurred before is null."""
    envelope: Tree = {"RetCode": 0, "Action": f"{action}Response"}
    payload = (field for field in side.fields if field.wire not in envelope)
    return envelope | _Response(side).tree(payload)


class _Sampler:
    """Spells out each model once."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.seen: set[str] = set()

    def tree(self, fields: Iterable[Field]) -> Tree:
        tree: Tree = {}
        for position, field in enumerate(fields, 1):
            item = self.value(field.type, field.wire, position)
            if item is not None:
                tree[field.wire] = item
            elif field.required:
                tree[field.wire] = self.again(field, position)
        return tree

    def value(self, type_: Type, wire: str, position: int) -> JSON:
        match type_:
            case Scalar():
                return _scalar(type_, wire, position)
            case Untyped(shape):
                return _untyped(shape, wire)
            case ListOf(Ref() as item):
                element = self.value(item, wire, position)
                return None if element is None else [element]
            case ListOf(item):
                return [self.value(item, wire, at) for at in (position, position + 1)]
            case Ref(model) if model in self.seen:
                return None
            case Ref(model):
                self.seen.add(model)
                return self.tree(self.side.model(model).fields)

    def again(self, field: Field, position: int) -> JSON:
        """Return what a required field holds whose model was spelled out before."""
        raise NotImplementedError


class _Request(_Sampler):
    def again(self, field: Field, position: int) -> JSON:
        return _minimal(self.side, field.type, field.wire, position)


class _Response(_Sampler):
    def again(self, field: Field, position: int) -> JSON:
        return [] if isinstance(field.type, ListOf) else None


def _minimal(side: Side, type_: Type, wire: str, position: int) -> JSON:
    match type_:
        case ListOf(item):
            return [_minimal(side, item, wire, position)]
        case Ref(model):
            fields = enumerate(side.model(model).fields, 1)
            return {
                field.wire: _minimal(side, field.type, field.wire, at)
                for at, field in fields
                if field.required
            }
        case Scalar():
            return _scalar(type_, wire, position)
        case Untyped(shape):
            return _untyped(shape, wire)


def _scalar(type_: Scalar, wire: str, position: int) -> JSON:
    match type_.kind:
        case "string":
            return _KNOWN.get(wire) or f"{wire}-{position}"
        case "int":
            return position
        case "float":
            return position + 0.5
        case "bool":
            return True


def _untyped(shape: str, wire: str) -> JSON:
    shapes: dict[str, JSON] = {"list": [wire], "object": {"Key": wire}}
    return shapes.get(shape, wire)


def flat(tree: Tree) -> Tree:
    """Return a tree as the flat form parameters that are to arrive: dots, indices from 0, every value as text."""
    return dict(_flat(tree, ""))


def _flat(item: JSON, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(item, dict):
        for key, value in item.items():
            yield from _flat(value, f"{path}.{key}" if path else key)
    elif isinstance(item, list):
        for index, value in enumerate(item):
            yield from _flat(value, f"{path}.{index}")
    elif isinstance(item, float):
        yield path, f"{Decimal(str(item)).normalize():f}"
    else:
        yield path, str(item).lower() if isinstance(item, bool) else str(item)
