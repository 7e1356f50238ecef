"""Requests and responses made up from the tables of a page: optional fields are left out at random, none in every sample."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from docs2sdk.protocol import RESPONSE_ENVELOPE
from docs2sdk.schema import Action, Field, ListOf, Payload, Ref, Scalar, Type, Untyped
from docs2sdk.values import sample_values

SAMPLES = 3
MAX_DEPTH = 6


class Recording(NamedTuple):
    """A request as the form parameters or the JSON that it sends, and its response."""

    request: dict[str, Any]
    response: dict[str, Any]


def make_recordings(action: Action, seed: int) -> list[Recording]:
    """Return samples of an action, the same for the same seed."""
    maker = _Maker(random.Random(f"{action.name} {seed}"))
    requests = maker.make_objects(action.request, action.request.fields, SAMPLES)
    responses = maker.make_objects(action.response, action.response.fields, SAMPLES)
    return [
        Recording(
            {"Action": action.name} | _send(action, request),
            response | _envelope(action, response),
        )
        for request, response in zip(requests, responses, strict=True)
    ]


def _send(action: Action, request: dict[str, Any]) -> dict[str, Any]:
    return request if action.body == "json" else sample_values.flatten(request)


def _envelope(action: Action, response: dict[str, Any]) -> dict[str, Any]:
    values = zip(RESPONSE_ENVELOPE, (0, f"{action.name}Response", ""), strict=True)
    return {name: value for name, value in values if name in response}


class _Maker:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def make_objects(
        self, payload: Payload, fields: Iterable[Field], number: int, depth: int = 0
    ) -> list[dict[str, Any]]:
        """Return objects with these fields; an optional one is in at least one of them, if there is any."""
        objects: list[dict[str, Any]] = [{} for _ in range(number)]
        for field in fields:
            holders = self._choose(objects, field.required)
            values = self._make_values(payload, field, field.type, len(holders), depth)
            for holder, value in zip(holders, values, strict=True):
                holder[field.name] = value
        return objects

    def _choose(
        self, objects: list[dict[str, Any]], required: bool
    ) -> list[dict[str, Any]]:
        if required or not objects:
            return objects
        return self.chance.sample(objects, self.chance.randint(1, len(objects)))

    def _make_values(
        self, payload: Payload, field: Field, type_: Type, number: int, depth: int
    ) -> list[Any]:
        match type_:
            case ListOf(item):
                sizes = [self.chance.randint(1, 3) for _ in range(number)]
                items = iter(self._make_values(payload, field, item, sum(sizes), depth))
                return [[next(items) for _ in range(size)] for size in sizes]
            case Ref(model) if depth < MAX_DEPTH:
                fields = payload.model(model).fields
                return self.make_objects(payload, fields, number, depth + 1)
            case _:
                return [self._make_plain(type_, field) for _ in range(number)]

    def _make_plain(self, type_: Type, field: Field) -> Any:
        letters = "".join(self.chance.choices("abcdefghkmnpqrst", k=8))
        match type_:
            case Scalar("int"):
                return self.chance.randint(0, 9999)
            case Scalar("float"):
                return self.chance.randint(0, 99) + 0.5
            case Scalar("bool"):
                return self.chance.random() < 0.5
            case Scalar():
                known = field.known_values.values if field.known_values else ()
                words = [word for word in known if not word.isdecimal()]
                return self.chance.choice(words) if words else letters
            # What an untyped value holds is nowhere said, so that it holds nothing here.
            case Untyped("list"):
                return []
            case _:
                return {}


def describe(payload: Payload) -> dict[str, str]:
    """Return the names and types of all rows by their dotted paths, whether they are groups of rows or models."""
    return dict(_describe(payload, payload.fields, "", 0))


def _describe(
    payload: Payload, fields: Iterable[Field], path: str, depth: int
) -> Iterator[tuple[str, str]]:
    for field in fields:
        at = f"{path}{field.name}"
        item, brackets = field.type, ""
        while isinstance(item, ListOf):
            item, brackets = item.item, f"{brackets}[]"
        if isinstance(item, Ref) and depth < MAX_DEPTH:
            yield at, f"object{brackets}"
            inner = payload.model(item.model).fields
            yield from _describe(payload, inner, f"{at}.", depth + 1)
        else:
            is_cut = isinstance(item, (Ref, Untyped))
            shape = item.shape if isinstance(item, Untyped) else "object"
            name = shape if is_cut else item.type  # type: ignore[union-attr]
            yield at, f"{name}{brackets}"


def required_paths(payload: Payload) -> set[str]:
    """Return the dotted paths of required rows."""
    return set(_required(payload, payload.fields, "", 0))


def _required(
    payload: Payload, fields: Iterable[Field], path: str, depth: int
) -> Iterator[str]:
    for field in fields:
        if field.required:
            yield f"{path}{field.name}"
        item = field.type
        while isinstance(item, ListOf):
            item = item.item
        if isinstance(item, Ref) and depth < MAX_DEPTH:
            inner = payload.model(item.model).fields
            yield from _required(payload, inner, f"{path}{field.name}.", depth + 1)
