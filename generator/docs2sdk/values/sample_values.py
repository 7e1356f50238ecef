"""Sample values of required parameters, with required parts only, made from the schema.

Trees are JSON objects under the API's own names.  The values are deterministic.  A parameter is endless if its model
requires itself, or a list of itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from docs2sdk.python_literals import JSON
from docs2sdk.schema import (
    Field,
    ListOf,
    Payload,
    Ref,
    Scalar,
    Shape,
    Type,
    Untyped,
    is_list,
    references,
)

JSONObject: TypeAlias = dict[str, JSON]

# Values that look like those of the client's settings.
SETTINGS = {"Region": "cn-bj2", "Zone": "cn-bj2-04", "ProjectId": "org-project"}
# Values in one object, and levels of objects: more than any published table needs, fewer than a test can hold (Python's
# parser allows 200 brackets).
MAX_VALUES = 1000
MAX_DEPTH = 30


def make_value(payload: Payload, field: Field) -> JSON:
    """Return a value for one required parameter, with required parts only; None if it is endless."""
    return _MinimalSampler(payload).make_field(field)


def is_finite(payload: Payload) -> bool:
    """Whether a request can be constructed: no required parameter is endless, or larger than ``MAX_VALUES``."""
    sampler = _MinimalSampler(payload)
    required = _select_required(payload.fields)
    return all(sampler.make_field(field) is not None for field in required)


def find_endless_models(payload: Payload) -> frozenset[str]:
    """Return the models whose objects cannot be constructed: they require themselves, or more than ``MAX_VALUES``."""
    sampler = _MinimalSampler(payload)
    names = (model.name for model in payload.models)
    return frozenset(name for name in names if sampler.is_endless(name))


def _select_required(fields: Iterable[Field]) -> Iterator[Field]:
    return (field for field in fields if field.required)


class _MinimalSampler:
    """Makes objects with required parts only; a required list has one element, since the client refuses an empty one."""

    def __init__(self, payload: Payload) -> None:
        self.payload = payload
        self.sizes: dict[str, int] = {}

    def make_field(self, field: Field, position: int = 1) -> JSON:
        """Return a value for a field, None if it is endless, or a list of lists, which cannot be sent."""
        return self.make_value(field.type, field.name, position)

    def make_value(self, type_: Type, name: str, position: int) -> JSON:
        match type_:
            case ListOf(item):
                element = (
                    None if is_list(item) else self.make_value(item, name, position)
                )
                return None if element is None else [element]
            case Ref(model):
                return None if self.is_endless(model) else self.make_object(model)
            case _:
                return make_plain(type_, name, position)

    def make_object(self, model: str) -> JSONObject:
        fields = enumerate(self.payload.model(model).fields, 1)
        return {
            field.name: self.make_field(field, position)
            for position, field in fields
            if field.required
        }

    def is_endless(self, model: str) -> bool:
        return self.count_values(model) >= MAX_VALUES

    def count_values(self, model: str, depth: int = 1) -> int:
        """Return how many values the minimal object of a model holds, ``MAX_VALUES`` at most."""
        if depth > MAX_DEPTH:
            return MAX_VALUES
        if model not in self.sizes:
            # For the objects inside that require this one.
            self.sizes[model] = MAX_VALUES
            fields = _select_required(self.payload.model(model).fields)
            sizes = (self.count_in_field(field, depth) for field in fields)
            self.sizes[model] = min(MAX_VALUES, sum(sizes))
        return self.sizes[model]

    def count_in_field(self, field: Field, depth: int) -> int:
        if isinstance(field.type, ListOf) and is_list(field.type.item):
            return MAX_VALUES
        models = references(field.type)
        return 1 + sum(self.count_values(model, depth + 1) for model in models)


def make_plain(type_: Scalar | Untyped, name: str, position: int) -> JSON:
    """Return a value of a type without parts; the position in its table makes it differ from its neighbours."""
    if isinstance(type_, Scalar):
        return _make_scalar(type_, name, position)
    return make_untyped(type_.shape, name)


def _make_scalar(type_: Scalar, name: str, position: int) -> JSON:
    match type_.type:
        case "string":
            return SETTINGS.get(name) or f"{name}-{position}"
        case "int":
            return position
        case "float":
            return position + 0.5
        case "bool":
            return True


def make_untyped(shape: Shape, name: str) -> JSON:
    """Return a value for a field of which no more than its shape is known."""
    shapes: dict[str, JSON] = {"list": [name], "object": {"Key": name}}
    return shapes.get(shape, name)


def flatten(tree: JSONObject) -> JSONObject:
    """Return the form parameters that a tree is sent as: dotted names, indices from 0, every value as text."""
    return dict(_flatten(tree, ""))


def _flatten(item: JSON, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(item, dict):
        for key, value in item.items():
            yield from _flatten(value, f"{path}.{key}" if path else key)
    elif isinstance(item, list):
        for index, value in enumerate(item):
            yield from _flatten(value, f"{path}.{index}")
    elif isinstance(item, float):
        yield path, _format_float(item)
    else:
        yield path, str(item).lower() if isinstance(item, bool) else str(item)


def _format_float(number: float) -> str:
    """Return a number as a parameter's text, without an exponent."""
    # Few pages have such a number, and most runs need not wait for this import.
    from decimal import Decimal

    return f"{Decimal(str(number)).normalize():f}"
