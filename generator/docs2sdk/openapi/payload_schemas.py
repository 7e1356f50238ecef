"""Requests and responses → schemas that refer to each other by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from docs2sdk.openapi.field_schemas import build_field
from docs2sdk.protocol import RESPONSE_ENVELOPE
from docs2sdk.python.class_plan import ActionClasses, ClassPlan
from docs2sdk.python_literals import JSON
from docs2sdk.schema import Action, Field, Payload
from docs2sdk.targets.page_addresses import Sites, complete_links
from docs2sdk.values.sample_values import JSONObject

# Name → schema.  Names have letters, digits and underscores only.
Schemas: TypeAlias = dict[str, JSONObject]

COMPONENTS = "#/components/schemas/"
DEFINITIONS = "#/$defs/"
_ENVELOPE_TYPES: Mapping[str, JSONObject] = {
    "RetCode": {"type": "integer", "format": "int64"},
    "Action": {"type": "string"},
    "Message": {"type": "string"},
}


def name_request(action: Action) -> str:
    """Return the name of a request's schema."""
    return f"{action.name}Request"


def name_response(action: Action) -> str:
    """Return the name of a response's schema."""
    return f"{action.name}Response"


def build_request(
    action: Action, classes: ActionClasses, root: str, sites: Sites
) -> Schemas:
    """Return the schemas of a request, its own first; references to them begin with ``root``."""
    names = _name_models(name_request(action), classes.parameters)
    return _SchemaBuilder(action.request, names, root, sites, is_sent=True).build()


def build_response(
    action: Action, classes: ActionClasses, root: str, sites: Sites
) -> Schemas:
    """Return the schemas of a response, its own first; references to them begin with ``root``."""
    names = _name_models(name_response(action), classes.models)
    schemas = _SchemaBuilder(action.response, names, root, sites, is_sent=False).build()
    _complete_envelope(schemas[names[""]])
    return schemas


def _name_models(root: str, classes: Iterable[ClassPlan]) -> dict[str, str]:
    """Name the schemas of a payload, "", and of its models: as the Python class, behind the name of the payload's."""
    inner = {cls.model: f"{root}_{cls.name.rpartition('.')[2]}" for cls in classes}
    return {"": root, **inner}


class _SchemaBuilder(NamedTuple):
    """A payload, the names of its schemas by model, and what a reference to one begins with."""

    payload: Payload
    names: Mapping[str, str]
    root: str
    sites: Sites
    is_sent: bool

    def build(self) -> Schemas:
        """Return the schemas, that of the payload itself first."""
        parts = [("", self.payload.fields)]
        parts += [(model.name, model.fields) for model in self.payload.models]
        return {self.names[name]: self._build_object(fields) for name, fields in parts}

    def _build_object(self, fields: tuple[Field, ...]) -> JSONObject:
        properties: JSONObject = {
            field.name: self._build_field(field) for field in fields
        }
        required: list[JSON] = [field.name for field in fields if field.required]
        schema: JSONObject = {"type": "object", "properties": properties}
        return {**schema, "required": required} if required else schema

    def _build_field(self, field: Field) -> JSONObject:
        references = {model: self.root + name for model, name in self.names.items()}
        page = field.location.path
        text = complete_links(field.description, page, self.sites)
        described = replace(field, description=text)
        return build_field(self.payload, described, references, self.is_sent)


def _complete_envelope(schema: JSONObject) -> None:
    """Add what every response has to the schema of one whose page leaves it out."""
    properties = schema["properties"]
    assert isinstance(properties, dict)
    for name in RESPONSE_ENVELOPE:
        properties.setdefault(name, {**_ENVELOPE_TYPES[name]})
