"""Where requests and responses hold the key of a resource: the parameter or field that tells it from others.

Names are the same if they differ in case, number, or an ending only: ``UHostId``, ``UHostIds``, ``UHostIdSet``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from docs2sdk.protocol import PARAMETERS_FROM_SETTINGS
from docs2sdk.schema import Field, ListOf, Payload, Ref, Scalar, Type, element_type

# Names of fields, one inside the other.
FieldPath: TypeAlias = tuple[str, ...]

_ENDING = re.compile(r"(?:_?(?:set|list))?\Z")
# What a resource's own fields may call its key.
_GENERAL = {"id", "resourceid"}
# Where a resource is tells it from no other: ``Region``, ``DstRegion``.
_PLACES = tuple(PARAMETERS_FROM_SETTINGS)
_MAX_DEPTH = 3


class ListedKey(NamedTuple):
    """A list of objects (``items``) and the way to the key inside each."""

    items: FieldPath
    key: FieldPath


def normalize_name(name: str) -> str:
    """Return a name as it is compared."""
    lower = _ENDING.sub("", name.replace("_", "").lower(), 1)
    return lower.removesuffix("s")


def list_keys(payload: Payload) -> Iterator[Field]:
    """Yield the parameters of a request that can be a key: texts and numbers, required ones first, last ones first."""
    fields = [
        field
        for field in reversed(payload.fields)
        if not field.name.endswith(_PLACES) and _can_be_key(field.type)
    ]
    yield from sorted(fields, key=lambda field: not field.required)


def find_parameter(payload: Payload, key: str) -> str | None:
    """Return the parameter of a request that is the key, None if there is none."""
    for field in payload.fields:
        if normalize_name(field.name) == key and _can_be_key(field.type):
            return field.name
    return None


def find_field(payload: Payload, key: str) -> FieldPath | None:
    """Return the way to the key in a response, also through objects and lists of objects; None if there is none."""
    return _find_key(payload, payload.fields, key, _MAX_DEPTH, through_lists=True)


def find_single_field(payload: Payload, key: str) -> FieldPath | None:
    """Return the way to the key in a response that describes one resource: through objects only; None if there is none."""
    return _find_key(payload, payload.fields, key, 2, through_lists=False)


def find_listed_key(payload: Payload, key: str) -> ListedKey | None:
    """Return the list in a response whose elements have the key, the outermost one; None if there is none."""
    for path, model in _find_lists(payload, payload.fields, _MAX_DEPTH):
        fields = payload.model(model).fields
        inner = _find_key(payload, fields, key, 2, through_lists=False)
        if inner:
            return ListedKey(path, inner)
    return None


def is_number(type_: Type) -> bool:
    """Whether a key is a number."""
    item = element_type(type_)
    return item == Scalar("int")


def _can_be_key(type_: Type) -> bool:
    item = element_type(type_)
    return item in (Scalar("string"), Scalar("int"))


def _find_key(
    payload: Payload,
    fields: tuple[Field, ...],
    key: str,
    depth: int,
    *,
    through_lists: bool,
) -> FieldPath | None:
    names = {normalize_name(f.name): f.name for f in fields if _can_be_key(f.type)}
    general = sorted(_GENERAL & names.keys()) if key.endswith("id") else []
    for name in (key, *general):
        if name in names:
            return (names[name],)
    for field in fields if depth > 1 else ():
        is_list = isinstance(field.type, ListOf)
        model = _find_model(field.type)
        if model and (through_lists or not is_list):
            inner = _find_key(
                payload,
                payload.model(model).fields,
                key,
                depth - 1,
                through_lists=through_lists,
            )
            if inner:
                return (field.name, *inner)
    return None


def _find_model(type_: Type) -> str | None:
    item = element_type(type_)
    return item.model if isinstance(item, Ref) else None


def _find_lists(
    payload: Payload, fields: tuple[Field, ...], depth: int
) -> Iterator[tuple[FieldPath, str]]:
    """Yield the lists of objects with their models, outer ones first."""
    for field in fields:
        model = _find_model(field.type)
        if model and isinstance(field.type, ListOf):
            yield (field.name,), model
    for field in fields if depth > 1 else ():
        if isinstance(field.type, Ref):
            inner = payload.model(field.type.model).fields
            for path, model in _find_lists(payload, inner, depth - 1):
                yield (field.name, *path), model
