"""Answers made from the response tables: every field has a value of its type, the same for the same seed.

A list has one to three elements.  A model inside itself, and what a very large answer has no room for, is left out, or null
where it is required.
"""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from typing import NamedTuple

from docs2sdk.protocol import RESPONSE_ENVELOPE
from docs2sdk.python_literals import JSON
from docs2sdk.schema import (
    Action,
    Field,
    ListOf,
    Payload,
    Ref,
    Scalar,
    Type,
    Untyped,
    is_list,
)
from docs2sdk.values import coercion, sample_values
from docs2sdk.values.sample_values import JSONObject

_MAX_OBJECTS = 500
_MAX_ELEMENTS = 3
# Times of answers: the year from this moment on, 2025-01-01.
_FIRST_TIME, _YEAR = 1_735_689_600, 365 * 86_400
_KEY_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_IDENTIFIER = re.compile(r"(?P<kind>[A-Za-z0-9]+?)_?(?:Ids?|IDs?)\Z")


def make_answer(action: Action, seed: str) -> JSONObject:
    """Return a successful answer of an action."""
    answer: JSONObject = {"RetCode": 0, "Action": f"{action.name}Response"}
    sampler = AnswerSampler(action.response, f"{seed}/{action.name}")
    fields = tuple(
        field for field in action.response.fields if field.name not in RESPONSE_ENVELOPE
    )
    if any(field.name == "Message" for field in action.response.fields):
        answer["Message"] = ""
    return answer | sampler.make_fields(fields)


def make_key(name: str, seed: str) -> str:
    """Return a value for a field that tells resources apart: ``uhost-4f8xk2ab`` for ``UHostId``."""
    rng = random.Random(f"{seed}/{name}")
    return _make_identifier(name, rng)


def _make_identifier(name: str, rng: random.Random) -> str:
    match = _IDENTIFIER.fullmatch(name)
    kind = match["kind"].lower() if match else name.lower()
    return f"{kind}-{''.join(rng.choices(_KEY_CHARACTERS, k=8))}"


class _ValuePlace(NamedTuple):
    """Where a value goes: its field, and the models that it is in."""

    field: Field
    models: tuple[str, ...]


class AnswerSampler:
    """Makes the values of one payload."""

    def __init__(self, payload: Payload, seed: str) -> None:
        self._payload = payload
        self._rng = random.Random(seed)
        self._objects_left = _MAX_OBJECTS

    def make_object(self, model: str) -> JSONObject:
        """Return an object of a model."""
        return self.make_fields(self._payload.model(model).fields, (model,))

    def make_fields(
        self, fields: tuple[Field, ...], models: tuple[str, ...] = ()
    ) -> JSONObject:
        """Return an object with these fields, which is inside objects of ``models``."""
        values = {
            field.name: self._make_value(field.type, _ValuePlace(field, models))
            for field in fields
        }
        required = {field.name for field in fields if field.required}
        return {
            name: value
            for name, value in values.items()
            if value is not None or name in required
        }

    def _make_value(self, type_: Type, place: _ValuePlace) -> JSON:
        match type_:
            case ListOf(item):
                return self._make_list(item, place)
            case Ref(model):
                if model in place.models or self._objects_left <= 0:
                    return None
                self._objects_left -= 1
                fields = self._payload.model(model).fields
                return self.make_fields(fields, (*place.models, model))
            case Untyped(shape):
                return sample_values.make_untyped(shape, place.field.name)
            case Scalar(kind):
                return self._make_scalar(kind, place.field)

    def _make_list(self, item: Type, place: _ValuePlace) -> JSON:
        limit = place.field.max_items
        largest = min(_MAX_ELEMENTS, limit.value) if limit else _MAX_ELEMENTS
        # Lists of lists hold one element: few clients can read more of them.
        count = 1 if is_list(item) or largest < 1 else self._rng.randint(1, largest)
        elements = [self._make_value(item, place) for _ in range(count)]
        return [element for element in elements if element is not None]

    def _make_scalar(self, kind: str, field: Field) -> JSON:
        if field.known_values:
            choices = (
                coercion.coerce(self._payload, Scalar(kind), text)  # type: ignore[arg-type]
                for text in field.known_values.values
            )
            usable = [choice for choice in choices if choice is not None]
            if usable:
                return self._rng.choice(usable)
        if kind == "bool":
            return self._rng.random() < 0.5
        if kind == "string":
            return self._make_text(field)
        number = self._make_number(field)
        return number if kind == "int" else number + 0.5

    def _make_text(self, field: Field) -> str:
        if field.format and field.format.value == "date":
            moment = _FIRST_TIME + self._rng.randrange(_YEAR)
            return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d")
        if field.name in sample_values.SETTINGS:
            return sample_values.SETTINGS[field.name]
        text = _make_identifier(field.name, self._rng)
        longest, shortest = field.max_length, field.min_length
        if longest and 0 < longest.value < len(text):
            text = text[-longest.value :]
        return text.ljust(shortest.value, "x") if shortest else text

    def _make_number(self, field: Field) -> int:
        if field.format and field.format.value != "date":
            moment = _FIRST_TIME + self._rng.randrange(_YEAR)
            return moment * (1000 if field.format.value == "timestamp-ms" else 1)
        least = field.minimum.value if field.minimum else 1
        largest = field.maximum.value if field.maximum else max(100, least + 100)
        step = field.multiple_of.value if field.multiple_of else 1
        number = self._rng.randint(least, max(least, min(largest, least + 1000)))
        rounded = -(-number // step) * step if step > 0 else number
        return rounded if rounded <= largest else max(least, largest // step * step)
