"""Sample values with every field of a page, for the typed values of an action's tests."""

from __future__ import annotations

from collections.abc import Iterable

from docs2sdk.python_literals import JSON
from docs2sdk.schema import Field, ListOf, Payload, Ref, Type, is_list
from docs2sdk.values import sample_values
from docs2sdk.values.sample_values import JSONObject

# Values in one object: more than any published table needs.
_MAX_VALUES = 1000


def make_sample(
    payload: Payload, fields: Iterable[Field], is_sent: bool
) -> JSONObject | None:
    """Return an object with a value for each of these fields; None if a required one can have none.

    What is sent has no list inside a list, which the client refuses.
    """
    return _Sampler(payload, is_sent).make_object(tuple(fields), ())


class _Sampler:
    """Makes objects with optional parts, too, as long as an object is not inside itself, and there are not too many values."""

    def __init__(self, payload: Payload, is_sent: bool) -> None:
        self._payload = payload
        self._is_sent = is_sent
        self._left = _MAX_VALUES

    def make_object(
        self, fields: tuple[Field, ...], outer: tuple[str, ...]
    ) -> JSONObject | None:
        values: JSONObject = {}
        for position, field in enumerate(fields, 1):
            self._left -= 1
            value = self._make_field(field, position, outer)
            if value is not None:
                values[field.name] = value
            elif field.required:
                return None
        return values

    def _make_field(self, field: Field, position: int, outer: tuple[str, ...]) -> JSON:
        if self._left > 0:
            value = self._make_value(field.type, field.name, position, outer)
            if value is not None:
                return value
        return (
            sample_values.make_value(self._payload, field) if field.required else None
        )

    def _make_value(
        self, type_: Type, name: str, position: int, outer: tuple[str, ...]
    ) -> JSON:
        match type_:
            case ListOf(item):
                if self._is_sent and is_list(item):
                    return None
                element = self._make_value(item, name, position, outer)
                return None if element is None else [element]
            case Ref(model):
                if model in outer:
                    return None
                fields = self._payload.model(model).fields
                return self.make_object(fields, (*outer, model))
            case _:
                return sample_values.make_plain(type_, name, position)
