"""Plans the interfaces of an action's module: their names, and the types of their properties."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from docs2sdk import python_naming
from docs2sdk.protocol import RESPONSE_ENVELOPE
from docs2sdk.schema import (
    Action,
    Field,
    ListOf,
    Model,
    Payload,
    Ref,
    Scalar,
    Type,
    Untyped,
)
from docs2sdk.targets.client import ActionRef
from docs2sdk.typescript.source_text import format_string

# What a module imports or takes from the language; an interface of such a name would stand in its place.
_TAKEN = ("ActionDefinition", "ApiResponse", "Known", "Readonly", "Record")
# More known values than these make a type that nobody reads.
_MAX_CHOICES = 30


class Interface(NamedTuple):
    """An interface with its fields; ``model`` is the API's name of it, "" for the request and the response themselves."""

    name: str
    model: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class ActionInterfaces:
    """The interfaces of an action; ``names`` of the interfaces of models, separately for request and response."""

    request: Interface
    parameters: tuple[Interface, ...]
    response: Interface
    models: tuple[Interface, ...]
    sent_names: Mapping[str, str]
    received_names: Mapping[str, str]


def plan_interfaces(action: Action, ref: ActionRef) -> ActionInterfaces:
    """Plan the interfaces of an action: objects inside a request have the name of the action before their own."""
    prefix = ref.request.removesuffix("Request")
    taken = {ref.request, ref.response, *_TAKEN}
    sent = _name_models(action.request, prefix, taken)
    received = _name_models(action.response, "", {*taken, *sent.values()})
    return ActionInterfaces(
        Interface(ref.request, "", action.request.fields),
        _list_models(action.request, sent),
        Interface(ref.response, "", list_own_fields(action.response)),
        _list_models(action.response, received),
        sent,
        received,
    )


def list_own_fields(response: Payload) -> tuple[Field, ...]:
    """Return the fields of a response without those that every response has."""
    fields = response.fields
    return tuple(field for field in fields if field.name not in RESPONSE_ENVELOPE)


def _name_models(
    payload: Payload, prefix: str, taken: Collection[str]
) -> dict[str, str]:
    preferred = [(model.name, prefix + name_model(model)) for model in payload.models]
    return python_naming.assign_unique_names(preferred, taken)


def name_model(model: Model) -> str:
    """Return the name of a model, of one that is implied its path: ``Disks.N.Backup`` → ``DisksBackup``."""
    segments = model.name.split(".") if model.implicit else [model.name]
    parts = (segment for segment in segments if segment not in ("N", "n"))
    name = "".join(map(python_naming.preferred_class_name, parts))
    return name if name[:1].isalpha() else f"Model{name}"


def _list_models(payload: Payload, names: Mapping[str, str]) -> tuple[Interface, ...]:
    return tuple(
        Interface(names[model.name], model.name, model.fields)
        for model in payload.models
    )


def write_type(type_: Type, names: Mapping[str, str], text_type: str = "") -> str:
    """Return the type of a property; ``text_type`` is that of texts with known values."""
    match type_:
        case Scalar("string"):
            return text_type or "string"
        case Scalar("bool"):
            return "boolean"
        case Scalar():
            return "number"
        case ListOf(item):
            inner = write_type(item, names, text_type)
            return (
                f"readonly ({inner})[]"
                if " " in inner and inner.startswith("readonly")
                else f"readonly {inner}[]"
            )
        case Ref(model):
            return names[model]
        case Untyped("list"):
            return "readonly unknown[]"
        case Untyped("object"):
            return "Readonly<Record<string, unknown>>"
        case Untyped():
            return "unknown"


def write_known(field: Field) -> str:
    """Return the type of a text with the known values of a field, "" if it has none, or too many."""
    values = field.known_values.values if field.known_values else ()
    if not 0 < len(values) <= _MAX_CHOICES:
        return ""
    return f"Known<{' | '.join(map(format_string, dict.fromkeys(values)))}>"
