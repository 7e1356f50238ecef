"""Requests with every parameter and responses with every field, made from the schema.

A model is complete where it first occurs and minimal after that, so that recursive and fanned-out models stay finite.
"""

from __future__ import annotations

from collections.abc import Iterable

from docs2sdk.python_literals import JSON
from docs2sdk.schema import Field, ListOf, Payload, Ref, Type, is_list, references
from docs2sdk.values import sample_values
from docs2sdk.values.sample_values import (
    MAX_DEPTH,
    JSONObject,
    _MinimalSampler,
    make_plain,
)


def make_request(payload: Payload) -> JSONObject | None:
    """Return a request with every parameter; lists of scalars have two elements, lists of objects one.

    None if a required parameter is endless (its model requires itself) or larger than ``MAX_VALUES``.  An optional one of
    that kind is left out, and so is a list of lists, which cannot be sent.
    """
    if not sample_values.is_finite(payload):
        return None
    return _RequestSampler(payload).make_tree(payload.fields)


def make_response(payload: Payload, action: str) -> JSONObject:
    """Return a response with every field; a required object whose model occurred before is null."""
    envelope: JSONObject = {"RetCode": 0, "Action": f"{action}Response"}
    fields = (field for field in payload.fields if field.name not in envelope)
    tree = envelope | _ResponseSampler(payload).make_tree(fields)
    # The client reads the message as a string, whatever the page says.
    return tree | {"Message": str(tree["Message"])} if "Message" in tree else tree


class _Sampler:
    """Makes values in which each model is complete once."""

    def __init__(self, payload: Payload) -> None:
        self.payload = payload
        self.seen: set[str] = set()
        self.depth = 0

    def make_tree(self, fields: Iterable[Field]) -> JSONObject:
        tree: JSONObject = {}
        for position, field in enumerate(fields, 1):
            item = self.make_value(field.type, field.name, position)
            if item is not None:
                tree[field.name] = _cut_to_limit(field, item)
            elif field.required:
                tree[field.name] = self.on_revisit(field, position)
        return tree

    def make_value(self, type_: Type, name: str, position: int) -> JSON:
        match type_:
            case ListOf(item):
                count = 1 if any(references(item)) else 2
                elements = [
                    self.make_value(item, name, position + at) for at in range(count)
                ]
                return None if None in elements else elements
            case Ref(model):
                return self.make_object(model)
            case _:
                return make_plain(type_, name, position)

    def make_object(self, model: str) -> JSON:
        if model in self.seen or self.depth == MAX_DEPTH:
            return None
        self.seen.add(model)
        self.depth += 1
        tree = self.make_tree(self.payload.model(model).fields)
        self.depth -= 1
        return tree

    def on_revisit(self, field: Field, position: int) -> JSON:
        """Return the value of a required field whose model occurred before."""
        raise NotImplementedError


def _cut_to_limit(field: Field, item: JSON) -> JSON:
    """Return the value; of a list with a limit, no more elements than that."""
    if field.max_items and isinstance(item, list):
        return item[: field.max_items.value]
    return item


class _RequestSampler(_Sampler):
    def __init__(self, payload: Payload) -> None:
        super().__init__(payload)
        self.minimal = _MinimalSampler(payload)

    def make_value(self, type_: Type, name: str, position: int) -> JSON:
        if isinstance(type_, ListOf) and is_list(type_.item):
            return None
        return super().make_value(type_, name, position)

    def make_object(self, model: str) -> JSON:
        if self.minimal.is_endless(model):
            return None
        return super().make_object(model)

    def on_revisit(self, field: Field, position: int) -> JSON:
        return self.minimal.make_field(field, position)


class _ResponseSampler(_Sampler):
    def on_revisit(self, field: Field, position: int) -> JSON:
        return [] if isinstance(field.type, ListOf) else None
