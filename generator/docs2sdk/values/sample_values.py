"""Sample values of required parameters, with required parts only, made from the schema.

Trees are JSON objects under the API's own names.  The values are deterministic.  A parameter is endless if its model
requires itself.
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
    Type,
    Untyped,
    is_list,
    references,
)

JSONObject: TypeAlias = dict[str, JSON]

# Values that look like those of the client's settings.
_SETTINGS = {"Region": "cn-bj2", "Zone": "cn-bj2-04", "ProjectId": "org-project"}
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
    """Makes objects with required parts only; lists of objects inside them are empty."""

    def __init__(self, payload: Payload) -> None:
        self.payload = payload
        self.sizes: dict[str, int] = {}

    def make_field(self, field: Field, position: int = 1) -> JSON:
        """Return a value for a field, None if it is endless; a list has one element unless that is endless."""
        if not isinstance(field.type, ListOf) or is_list(field.type.item):
            return self.make_value(field.type, field.name, position)
        element = self.make_value(field.type.item, field.name, position)
        return [] if element is None else [element]

    def make_value(self, type_: Type, name: str, position: int) -> JSON:
        match type_:
            case ListOf(item) if any(references(item)) or is_list(item):
                return []
            case ListOf(item):
                return [self.make_value(item, name, position)]
            case Ref(model):
                return None if self.is_endless(model) else self.make_object(model)
            case _:
                return _make_plain(type_, name, position)

    def make_object(self, model: str) -> JSONObject:
        fields = enumerate(self.payload.model(model).fields, 1)
        return {
            field.name: self.make_value(field.type, field.name, position)
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
            fields = self.payload.model(model).fields
            types = [field.type for field in _select_required(fields)]
            models = [type_.model for type_ in types if isinstance(type_, Ref)]
            inner = sum(self.count_values(name, depth + 1) for name in models)
            self.sizes[model] = min(MAX_VALUES, len(types) + inner)
        return self.sizes[model]


def _make_plain(type_: Scalar | Untyped, name: str, position: int) -> JSON:
    if isinstance(type_, Scalar):
        return _make_scalar(type_, name, position)
    return _make_untyped(type_.shape, name)


def _make_scalar(type_: Scalar, name: str, position: int) -> JSON:
    match type_.type:
        case "string":
            return _SETTINGS.get(name) or f"{name}-{position}"
        case "int":
            return position
        case "float":
            return position + 0.5
        case "bool":
            return True


def _make_untyped(shape: str, name: str) -> JSON:
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
