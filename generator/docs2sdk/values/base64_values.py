"""Encodes and decodes the values of parameters that are sent as base64."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import TypeAlias

from docs2sdk.python_literals import JSON
from docs2sdk.schema import Field, ListOf, Payload, Ref, Type
from docs2sdk.values.sample_values import JSONObject

# Encodes or decodes the value of a parameter; None where it cannot.
_Codec: TypeAlias = Callable[[str], str | None]


def encode_request(payload: Payload, tree: JSONObject) -> JSONObject:
    """Return a request's values as they are sent, its base64 parameters encoded."""
    return _convert_object(payload, payload.fields, tree, _encode)


def decode_request(
    payload: Payload, tree: JSONObject
) -> tuple[JSONObject, tuple[str, ...]]:
    """Return a request's values as a caller passes them, and the dotted names of those left out: not base64 of a text."""
    decoded = _convert_object(payload, payload.fields, tree, _decode)
    return decoded, tuple(_find_lost(tree, decoded))


def _encode(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _decode(text: str) -> str | None:
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError:
        return None


def _convert_object(
    payload: Payload, fields: tuple[Field, ...], tree: JSONObject, codec: _Codec
) -> JSONObject:
    by_name = {field.name: field for field in fields}
    converted = {
        name: _convert_field(payload, by_name[name], item, codec)
        for name, item in tree.items()
    }
    return {name: item for name, item in converted.items() if item is not None}


def _convert_field(payload: Payload, field: Field, item: JSON, codec: _Codec) -> JSON:
    if field.content_encoding == "base64" and isinstance(item, str):
        return codec(item)
    return _convert_value(payload, field.type, item, codec)


def _convert_value(payload: Payload, type_: Type, item: JSON, codec: _Codec) -> JSON:
    if isinstance(type_, ListOf) and isinstance(item, list):
        return [_convert_value(payload, type_.item, element, codec) for element in item]
    if isinstance(type_, Ref) and isinstance(item, dict):
        fields = payload.model(type_.model).fields
        return _convert_object(payload, fields, item, codec)
    return item


def _find_lost(before: JSON, after: JSON, path: str = "") -> Iterator[str]:
    """Yield the dotted names of what an object or list had before and no longer has."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name, item in before.items():
            if name in after:
                yield from _find_lost(item, after[name], f"{path}{name}.")
            else:
                yield f"{path}{name}"
    elif isinstance(before, list) and isinstance(after, list):
        for at, (first, second) in enumerate(zip(before, after, strict=True)):
            yield from _find_lost(first, second, f"{path}{at}.")
