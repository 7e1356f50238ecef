"""Builds the strings of an action's module, for ``action.py.j2``."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from docs2sdk.protocol import PARAMETERS_FROM_SETTINGS
from docs2sdk.python import docstrings
from docs2sdk.python.class_plan import ActionClasses, AttributePlan, ClassPlan
from docs2sdk.python_literals import (
    INDENT,
    Call,
    Value,
    format_annotated,
    format_assignment,
    format_class_head,
    format_docstring,
    format_string,
)
from docs2sdk.schema import Action, Pagination


def build_module_values(action: Action, classes: ActionClasses) -> dict[str, Any]:
    """Return the strings of an action's module."""
    return {
        "docstring": format_docstring(
            docstrings.describe_module(
                f"{action.name}: {docstrings.one_line(action.title)}",
                action.location.path,
            )
        ),
        "imports": _list_imports(action, classes),
        "exported": format_assignment("__all__", sorted(cls.name for cls in classes)),
        "classes": [_build_class(action, classes, cls) for cls in classes],
    }


_BASES = {
    "request": "Request",
    "parameters": "Parameters",
    "response": "Response",
    "model": "Model",
}
_REQUEST_DECORATOR = "@dataclass(frozen=True, slots=True, kw_only=True)"
_TYPE = "type_"
_RESPONSE_DECORATOR = "@dataclass(slots=True, kw_only=True)"


def _list_imports(action: Action, classes: ActionClasses) -> list[str]:
    attributes = [attribute for cls in classes for attribute in cls.attributes]
    typing = {"ClassVar"}
    if action.body == "json" or any(
        attribute.literal_values for attribute in attributes
    ):
        typing.add("Literal")
    if any("Any" in attribute.annotation for attribute in attributes):
        typing.add("Any")
    paged = action.pagination is not None
    bases = {_BASES[cls.role] for cls in classes} - ({"Request"} if paged else set())
    return [
        *([f"from builtins import type as {_TYPE}"] if _hides_type(classes) else []),
        f"from dataclasses import dataclass{', field' if attributes else ''}",
        f"from typing import {', '.join(sorted(typing))}",
        "",
        *(["from ..runtime.fields import param"] if attributes else []),
        f"from ..runtime.models import {', '.join(sorted(bases))}",
        *(["from ..runtime.paging import PagedRequest, Paging"] if paged else []),
    ]


def _hides_type(classes: ActionClasses) -> bool:
    """Whether a parameter is called ``type`` and hides the builtin inside its class."""
    return any(attribute.name == "type" for attribute in classes.request.attributes)


def _build_class(
    action: Action, classes: ActionClasses, cls: ClassPlan
) -> dict[str, Any]:
    is_request = cls.role == "request"
    is_sent = cls.role in ("request", "parameters")
    base = _name_request_base(action, classes) if is_request else _BASES[cls.role]
    return {
        "decorator": _REQUEST_DECORATOR if is_sent else _RESPONSE_DECORATOR,
        "head": format_class_head(cls.name, base),
        "docstring": format_docstring(_describe_class(action, cls), INDENT),
        "constants": _list_constants(action) if is_request else [],
        "aliases": [f"{short} = {full}" for short, full in cls.aliases],
        "attributes": [
            {
                "source": _build_attribute(attribute, is_sent),
                "docstring": format_docstring(_describe_attribute(attribute), INDENT),
            }
            for attribute in cls.attributes
        ],
        "response": classes.response.name if is_request else "",
        "type": _TYPE if _hides_type(classes) else "type",
    }


def _name_request_base(action: Action, classes: ActionClasses) -> str:
    response = format_string(classes.response.name)
    if action.pagination is None:
        return f"Request[{response}]"
    return f"PagedRequest[{response}, {format_string(_annotate_item(action.pagination, classes))}]"


def _annotate_item(paging: Pagination, classes: ActionClasses) -> str:
    """Return the annotation of the items in an action's paginated list."""
    annotations = {
        attribute.field.name: attribute.annotation
        for attribute in classes.response.attributes
    }
    plain = annotations[paging.items].removesuffix(" | None")
    return plain.removeprefix("list[").removesuffix("]")


def _describe_class(action: Action, cls: ClassPlan) -> str:
    match cls.role:
        case "request":
            arguments = [
                (attribute.name, _describe_attribute(attribute))
                for attribute in cls.attributes
            ]
            return docstrings.describe_request(action, arguments)
        case "response":
            return f"Response of {action.name}."
        case _:
            return f"``{cls.model}`` of {action.name}."


def _describe_attribute(attribute: AttributePlan) -> str:
    field = attribute.field
    is_filled = attribute.has_client_default
    setting = PARAMETERS_FROM_SETTINGS[field.name] if is_filled else ""
    return docstrings.describe_field(field, setting=setting)


def _list_constants(action: Action) -> list[str]:
    encoding = format_assignment(
        'ENCODING: ClassVar[Literal["form", "json"]]', action.body
    )
    reason = docstrings.one_line(action.deprecated.message) if action.deprecated else ""
    return [
        format_assignment("ACTION: ClassVar[str]", action.name),
        *([encoding] if action.body == "json" else []),
        *([_declare_paging(action.pagination)] if action.pagination else []),
        *_declare_read_only(action),
        *(
            [format_assignment("DEPRECATED: ClassVar[str]", reason, INDENT).lstrip()]
            if reason
            else []
        ),
    ]


def _declare_paging(paging: Pagination) -> str:
    names = dataclasses.asdict(paging).items()
    call = Call("Paging", tuple((role, wire) for role, wire in names if wire))
    return format_assignment("PAGING: ClassVar[Paging]", call, INDENT).lstrip()


def _declare_read_only(action: Action) -> list[str]:
    """Return what an overlay says; for other actions the runtime decides by the verb."""
    if action.read_only is None:
        return []
    return [format_assignment("READ_ONLY: ClassVar[bool | None]", action.read_only)]


def _build_attribute(attribute: AttributePlan, is_sent: bool) -> str:
    wire: list[tuple[str, Value]] = [("", attribute.field.name)]
    if attribute.has_client_default:
        wire.append(("required", True))
    if is_sent:
        wire.extend(_list_checks(attribute))
    arguments: list[tuple[str, Value]] = [("metadata", Call("param", tuple(wire)))]
    if attribute.is_secret:
        arguments.insert(0, ("repr", False))
    if attribute.is_optional:
        arguments.insert(0, ("default", None))
    call = Call("field", tuple(arguments))
    if attribute.literal_values:
        name, annotation = attribute.name, attribute.annotation
        return format_annotated(
            name, attribute.literal_values, annotation, call, INDENT
        ).lstrip()
    target = f"{attribute.name}: {attribute.annotation}"
    return format_assignment(target, call, INDENT).lstrip()


def _list_checks(attribute: AttributePlan) -> Iterator[tuple[str, Value]]:
    """Yield the arguments by which the runtime checks a parameter, warns of it, or encodes it."""
    field = attribute.field
    if attribute.max_items:
        yield "max_items", attribute.max_items
    if field.deprecated:
        yield "deprecated", docstrings.one_line(field.deprecated.message)
    if field.content_encoding == "base64":
        yield "content_encoding", field.content_encoding
