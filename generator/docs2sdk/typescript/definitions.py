"""Schema → the definition of an action, from which the runtime encodes requests and decodes answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from docs2sdk.schema import (
    Action,
    Field,
    ListOf,
    Pagination,
    Ref,
    Scalar,
    Type,
    Untyped,
)
from docs2sdk.targets.page_facts import is_secret_field, max_items, reads
from docs2sdk.typescript.interfaces import ActionInterfaces, Interface


def define_action(action: Action, interfaces: ActionInterfaces) -> dict[str, Any]:
    """Return the definition of an action as an object."""
    paging = {"paging": _define_paging(action.pagination)} if action.pagination else {}
    request = (interfaces.request, interfaces.parameters)
    response = (interfaces.response, interfaces.models)
    return {
        "action": action.name,
        "body": action.body,
        "reads": reads(action),
        **paging,
        "request": _define_payload(*request, is_sent=True),
        "response": _define_payload(*response, is_sent=False),
    }


def _define_paging(pagination: Pagination) -> dict[str, str]:
    total = {"total": pagination.total} if pagination.total else {}
    return {
        "limit": pagination.limit,
        "offset": pagination.offset,
        "items": pagination.items,
        **total,
    }


def _define_payload(
    own: Interface, models: Iterable[Interface], is_sent: bool
) -> dict[str, Any]:
    inner = [
        {"name": model.model, "fields": _define_fields(model.fields, is_sent)}
        for model in models
    ]
    payload: dict[str, Any] = {"fields": _define_fields(own.fields, is_sent)}
    return payload | ({"models": inner} if inner else {})


def _define_fields(fields: Iterable[Field], is_sent: bool) -> list[dict[str, Any]]:
    return [_define_field(field, is_sent) for field in fields]


def _define_field(field: Field, is_sent: bool) -> dict[str, Any]:
    """Return the definition of one row; limits and encodings are of parameters only."""
    facts = {
        "required": field.required,
        "maxItems": max_items(field) if is_sent else 0,
        "base64": is_sent and field.content_encoding == "base64",
        "secret": is_secret_field(field),
    }
    stated = {name: value for name, value in facts.items() if value}
    return {"name": field.name, "type": _define_type(field.type), **stated}


def _define_type(type_: Type) -> str | Mapping[str, Any]:
    """Return a type: the name of a scalar, or an object for a list or a model."""
    match type_:
        case Scalar(kind):
            return kind
        case ListOf(item):
            return {"list": _define_type(item)}
        case Ref(model):
            return {"model": model}
        case Untyped(shape):
            return {"list": "any[]"}.get(shape, shape)
