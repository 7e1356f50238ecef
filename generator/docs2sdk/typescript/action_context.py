"""Builds the strings of an action's module, for ``action.ts.j2``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docs2sdk.schema import Action, Field
from docs2sdk.targets.client import ActionRef
from docs2sdk.targets.page_addresses import Sites
from docs2sdk.targets.page_facts import is_setting
from docs2sdk.typescript import definitions, descriptions
from docs2sdk.typescript.interfaces import (
    ActionInterfaces,
    Interface,
    plan_interfaces,
    write_known,
    write_type,
)
from docs2sdk.typescript.source_text import (
    INDENT,
    format_comment,
    format_literal,
    format_origin,
    format_property,
)


def build_module_values(action: Action, ref: ActionRef, sites: Sites) -> dict[str, Any]:
    """Return the strings of an action's module."""
    interfaces = plan_interfaces(action, ref)
    built = [*_build_interfaces(action, interfaces, sites)]
    uses_known = any(
        "Known<" in item["declaration"]
        for interface in built
        for item in interface["properties"]
    )
    imported = ["ActionDefinition", "ApiResponse", *(["Known"] if uses_known else [])]
    return {
        "origin": format_origin(action.location.path),
        "imported": ", ".join(imported),
        "interfaces": built,
        "name": ref.method,
        "request": ref.request,
        "response": ref.response,
        "definition": [
            f"{key}: {format_literal(value, INDENT, len(key) + 4)}"
            for key, value in definitions.define_action(action, interfaces).items()
        ],
    }


def _build_interfaces(
    action: Action, interfaces: ActionInterfaces, sites: Sites
) -> Iterator[dict[str, Any]]:
    sent, received = interfaces.sent_names, interfaces.received_names
    about = descriptions.describe_request(action, sites)
    properties = [
        _build_property(
            field,
            sent,
            descriptions.describe_field(field, sites, is_sent=True),
            is_optional=is_setting(field),
            is_sent=True,
        )
        for field in _order_fields(interfaces.request)
    ]
    yield _build_interface(interfaces.request.name, "", about, properties)
    yield from (
        _build_model(action, model, sent, sites, is_sent=True)
        for model in interfaces.parameters
    )
    response = interfaces.response
    properties = _build_properties(response, received, sites)
    yield _build_interface(
        response.name, "ApiResponse", f"Response of {action.name}.", properties
    )
    yield from (
        _build_model(action, model, received, sites) for model in interfaces.models
    )


def _order_fields(interface: Interface) -> list[Field]:
    """Return the parameters, required ones first, as readers and completion lists expect."""
    return sorted(
        interface.fields,
        key=lambda field: not field.required or is_setting(field),
    )


def _build_model(
    action: Action,
    model: Interface,
    names: Mapping[str, str],
    sites: Sites,
    *,
    is_sent: bool = False,
) -> dict[str, Any]:
    about = f"`{model.model}` of {action.name}."
    properties = _build_properties(model, names, sites, is_sent=is_sent)
    return _build_interface(model.name, "", about, properties)


def _build_properties(
    interface: Interface,
    names: Mapping[str, str],
    sites: Sites,
    *,
    is_sent: bool = False,
) -> list[dict[str, Any]]:
    return [
        _build_property(
            field, names, descriptions.describe_field(field, sites), is_sent=is_sent
        )
        for field in interface.fields
    ]


def _build_property(
    field: Field,
    names: Mapping[str, str],
    about: str,
    *,
    is_optional: bool = False,
    is_sent: bool = False,
) -> dict[str, Any]:
    """Return a property; one that is sent may be undefined, too, which the runtime drops."""
    is_optional = is_optional or not field.required
    type_text = write_type(field.type, names, write_known(field))
    if is_optional and is_sent and type_text != "unknown":
        type_text += " | undefined"
    mark = "?" if is_optional else ""
    return {
        "comment": format_comment(about, INDENT),
        "declaration": f"readonly {format_property(field.name)}{mark}: {type_text};",
    }


def _build_interface(
    name: str, base: str, about: str, properties: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return an interface; one without properties of its own is a name for another type, as linters want it."""
    extends = f" extends {base}" if base else ""
    alias = f"export type {name} = {base or 'Record<string, never>'};"
    return {
        "comment": format_comment(about),
        "head": f"export interface {name}{extends} {{" if properties else alias,
        "properties": properties,
        "has_body": bool(properties),
    }
