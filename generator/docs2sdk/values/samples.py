"""Values that fit the schema, made up: requests that use every parameter, responses that use every field.

Trees are JSON values under wire names.  Deterministic; every model is spelled out where it first occurs and kept as
small as its table allows after that, so that recursive and fanned-out models stay finite.  A request that no finite
value satisfies is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from docs2sdk.literals import JSON
from docs2sdk.schema import (
    Field,
    ListOf,
    Ref,
    Scalar,
    Side,
    Type,
    Untyped,
    references,
)

Tree: TypeAlias = dict[str, JSON]

_KNOWN = {"Region": "cn-bj2", "Zone": "cn-bj2-04", "ProjectId": "org-project"}
# Values in one object, and objects inside each other: more than any published table needs, fewer than a test can hold
# (Python's parser allows 200 brackets).
LARGEST = 1000
DEEPEST = 30


def request(side: Side) -> Tree | None:
    """Return a request with every parameter; lists of scalars have two elements, lists of objects one.

    None if a required parameter has no end (its model requires itself), or none within ``LARGEST``.  Such a one that is
    optional is left out, and so is a list of lists, which cannot be sent.
    """
    sampler = _Request(side)
    if any(sampler.smallest.value(field) is None for field in _required(side.fields)):
        return None
    return sampler.tree(side.fields)


def required(side: Side, field: Field) -> JSON:
    """Return a value for one required parameter, itself with required parts only; None if that has no end."""
    return _Smallest(side).value(field)


def response(side: Side, action: str) -> Tree:
    """Return an answer with every field; a required object that occurred before is null."""
    envelope: Tree = {"RetCode": 0, "Action": f"{action}Response"}
    payload = (field for field in side.fields if field.wire not in envelope)
    tree = envelope | _Response(side).tree(payload)
    # The client takes the message for a text, whatever the page says.
    return tree | {"Message": str(tree["Message"])} if "Message" in tree else tree


def _required(fields: Iterable[Field]) -> Iterator[Field]:
    return (field for field in fields if field.required)


class _Sampler:
    """Spells out each model once."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.seen: set[str] = set()
        self.depth = 0

    def tree(self, fields: Iterable[Field]) -> Tree:
        tree: Tree = {}
        for position, field in enumerate(fields, 1):
            item = self.value(field.type, field.wire, position)
            if item is not None:
                tree[field.wire] = _allowed(field, item)
            elif field.required:
                tree[field.wire] = self.again(field, position)
        return tree

    def value(self, type_: Type, wire: str, position: int) -> JSON:
        match type_:
            case ListOf(item):
                count = 1 if any(references(item)) else 2
                elements = [
                    self.value(item, wire, position + at) for at in range(count)
                ]
                return None if None in elements else elements
            case Ref(model):
                return self.object(model)
            case _:
                return _plain(type_, wire, position)

    def object(self, model: str) -> JSON:
        if model in self.seen or self.depth == DEEPEST:
            return None
        self.seen.add(model)
        self.depth += 1
        tree = self.tree(self.side.model(model).fields)
        self.depth -= 1
        return tree

    def again(self, field: Field, position: int) -> JSON:
        """Return what a required field holds whose model was spelled out before."""
        raise NotImplementedError


def _allowed(field: Field, item: JSON) -> JSON:
    """Return the value without the elements that its list has no room for."""
    if field.limit and isinstance(item, list):
        return item[: field.limit.count]
    return item


class _Request(_Sampler):
    def __init__(self, side: Side) -> None:
        super().__init__(side)
        self.smallest = _Smallest(side)

    def value(self, type_: Type, wire: str, position: int) -> JSON:
        if isinstance(type_, ListOf) and _is_list(type_.item):
            return None
        return super().value(type_, wire, position)

    def object(self, model: str) -> JSON:
        return None if self.smallest.is_endless(model) else super().object(model)

    def again(self, field: Field, position: int) -> JSON:
        return self.smallest.value(field, position)


class _Response(_Sampler):
    def again(self, field: Field, position: int) -> JSON:
        return [] if isinstance(field.type, ListOf) else None


class _Smallest:
    """Objects with nothing but their required parts, lists of objects inside them empty."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.sizes: dict[str, int] = {}

    def value(self, field: Field, position: int = 1) -> JSON:
        """Return a value for a field, None if it has no end; a list has one element if that has an end."""
        if not isinstance(field.type, ListOf) or _is_list(field.type.item):
            return self.part(field.type, field.wire, position)
        element = self.part(field.type.item, field.wire, position)
        return [] if element is None else [element]

    def part(self, type_: Type, wire: str, position: int) -> JSON:
        match type_:
            case ListOf(item) if any(references(item)) or _is_list(item):
                return []
            case ListOf(item):
                return [self.part(item, wire, position)]
            case Ref(model):
                return None if self.is_endless(model) else self.object(model)
            case _:
                return _plain(type_, wire, position)

    def object(self, model: str) -> Tree:
        fields = enumerate(self.side.model(model).fields, 1)
        return {
            field.wire: self.part(field.type, field.wire, position)
            for position, field in fields
            if field.required
        }

    def is_endless(self, model: str) -> bool:
        return self.size(model) >= LARGEST

    def size(self, model: str, depth: int = 1) -> int:
        """Return how many values the smallest object of a model holds, ``LARGEST`` at most."""
        if depth > DEEPEST:
            return LARGEST
        if model not in self.sizes:
            self.sizes[model] = LARGEST  # for the objects inside that require this one
            parts = [field.type for field in _required(self.side.model(model).fields)]
            inner = [part.model for part in parts if isinstance(part, Ref)]
            needed = sum(self.size(part, depth + 1) for part in inner)
            self.sizes[model] = min(LARGEST, len(parts) + needed)
        return self.sizes[model]


def _is_list(type_: Type) -> bool:
    """A list of these has no form that can be sent."""
    return isinstance(type_, ListOf) or type_ == Untyped("list")


def _plain(type_: Scalar | Untyped, wire: str, position: int) -> JSON:
    if isinstance(type_, Scalar):
        return _scalar(type_, wire, position)
    return _untyped(type_.shape, wire)


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
        yield path, _digits(item)
    else:
        yield path, str(item).lower() if isinstance(item, bool) else str(item)


def _digits(number: float) -> str:
    """Return a number as a parameter that never has an exponent."""
    # Few pages have such a number, and most runs need not wait for it.
    from decimal import Decimal

    return f"{Decimal(str(number)).normalize():f}"
