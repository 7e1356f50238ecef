"""Builds the strings of an action's module, for ``action.py.j2``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from docs2sdk.protocol import PARAMETERS_FROM_SETTINGS
from docs2sdk.python import docstrings
from docs2sdk.python.class_plan import ActionClasses, AttributePlan, ClassPlan
from docs2sdk.python_literals import (
    INDENT,
    Call,
    Value,
    format_annotated,
    format_annotation,
    format_assignment,
    format_class_head,
    format_declaration,
    format_docstring,
)
from docs2sdk.schema import Action, Pagination, references
from docs2sdk.targets import plain_text
from docs2sdk.targets.page_addresses import UCLOUD, Sites


def build_module_values(
    action: Action, classes: ActionClasses, sites: Sites = UCLOUD
) -> dict[str, Any]:
    """Return the strings of an action's module."""
    request, *parameters = _build_sent_classes(action, classes, sites)
    received = (classes.response, *classes.models)
    return {
        "docstring": format_docstring(
            docstrings.describe_module(
                f"{action.name}: {plain_text.one_line(action.title)}",
                action.location.path,
            )
        ),
        "imports": _list_imports(action, classes),
        "exported": format_assignment("__all__", _list_exported(classes)),
        "request": request,
        "parameters": parameters,
        "received": [_build_received_class(action, cls, sites) for cls in received],
    }


def _list_exported(classes: ActionClasses) -> list[str]:
    """Return the names at the top level of the module; objects inside a request are inside its class."""
    exported = (classes.request, classes.response, *classes.models)
    return sorted(cls.name for cls in exported)


def _list_imports(action: Action, classes: ActionClasses) -> list[str]:
    attributes = [attribute for cls in classes for attribute in cls.attributes]
    typing = {"ClassVar"}
    if action.body == "json" or any(
        attribute.literal_values for attribute in attributes
    ):
        typing.add("Literal")
    if any("Any" in attribute.annotation for attribute in attributes):
        typing.add("Any")
    inner = [attribute for cls in classes.parameters for attribute in cls.attributes]
    if classes.parameters:
        typing.add("TypedDict")
    if not all(attribute.is_optional for attribute in inner):
        typing.add("Required")
    sent = (*classes.request.attributes, *inner)
    has_lists = any("Sequence[" in _annotate_accepted(attribute) for attribute in sent)
    fields = [*(["param"] if attributes else []), "request_class", "response_class"]
    bases = {"Response"}
    bases |= {"Parameters"} if classes.parameters else set()
    bases |= {"Model"} if classes.models else set()
    bases |= set() if action.pagination else {"Request"}
    return [
        *(["from collections.abc import Sequence"] if has_lists else []),
        f"from typing import {', '.join(sorted(typing))}",
        "",
        f"from ..runtime.fields import {', '.join(fields)}",
        f"from ..runtime.models import {', '.join(sorted(bases))}",
        *(
            ["from ..runtime.paging import PagedRequest, Paging"]
            if action.pagination
            else []
        ),
    ]


def _build_sent_classes(
    action: Action, classes: ActionClasses, sites: Sites
) -> Iterator[dict[str, Any]]:
    """Yield the values of the request, then those of the objects inside it."""
    request = classes.request
    inner = {group.model: group.name for group in classes.parameters}
    arguments = _describe_attributes(request, inner, sites)
    yield {
        "head": format_class_head(request.name, _name_request_base(action, classes)),
        "docstring": format_docstring(
            docstrings.describe_request(action, arguments, sites), INDENT
        ),
        "constants": _list_constants(action),
        "attributes": _declare_parameters(request, INDENT),
    }
    for cls in classes.parameters:
        arguments = _describe_attributes(cls, inner, sites)
        text = docstrings.describe_object(cls.model, action, arguments)
        yield {
            "name": cls.name.removeprefix(f"{request.name}."),
            "docstring": format_docstring(text, INDENT * 2),
            "attributes": _declare_parameters(cls, INDENT * 2),
            "typed_keys": [_declare_key(attribute) for attribute in cls.attributes],
        }


def _declare_parameters(cls: ClassPlan, indent: str) -> list[str]:
    return [
        _declare_attribute(
            attribute,
            _annotate_accepted(attribute),
            [*_list_checks(attribute)],
            indent,
        )
        for attribute in cls.attributes
    ]


def _annotate_accepted(attribute: AttributePlan) -> str:
    """Return the annotation of what callers may pass: for objects inside a request dictionaries, too."""
    if not any(references(attribute.field.type)):
        return attribute.annotation
    # ``list[DoThing.Disks] | None``; a list of objects is no list of objects or dictionaries, but a sequence is.
    plain = attribute.annotation.removesuffix(" | None")
    depth = plain.count("list[")
    cls = plain.removeprefix("list[" * depth).removesuffix("]" * depth)
    accepted = f"{'Sequence[' * depth}{cls} | {cls}.Dict{']' * depth}"
    return f"{accepted} | None" if attribute.is_optional else accepted


def _declare_key(attribute: AttributePlan) -> str:
    """Return the declaration of the key of a dictionary."""
    annotation = _annotate_accepted(attribute)
    if not attribute.is_optional:
        annotation = f"Required[{annotation}]"
    return format_annotation(attribute.name, annotation, INDENT * 3).lstrip()


def _build_received_class(
    action: Action, cls: ClassPlan, sites: Sites
) -> dict[str, Any]:
    if cls.role == "model":
        base, about = "Model", docstrings.describe_object(cls.model, action)
    else:
        base, about = "Response", f"Response of {action.name}."
    return {
        "head": format_class_head(cls.name, base),
        "docstring": format_docstring(about, INDENT),
        "attributes": [
            {
                "source": _declare_attribute(
                    attribute, attribute.annotation, [], INDENT
                ),
                "docstring": _format_description(attribute, sites),
            }
            for attribute in cls.attributes
        ],
    }


def _format_description(attribute: AttributePlan, sites: Sites) -> str:
    text = docstrings.describe_field(attribute.field, sites=sites)
    return format_docstring(text, INDENT) if text else ""


def _name_request_base(action: Action, classes: ActionClasses) -> str:
    response = classes.response.name
    if action.pagination is None:
        return f"Request[{response}]"
    return f"PagedRequest[{response}, {_annotate_item(action.pagination, classes)}]"


def _annotate_item(paging: Pagination, classes: ActionClasses) -> str:
    """Return the annotation of the items in an action's paginated list."""
    annotations = {
        attribute.field.name: attribute.annotation
        for attribute in classes.response.attributes
    }
    plain = annotations[paging.items].removesuffix(" | None")
    return plain.removeprefix("list[").removesuffix("]")


def _describe_attributes(
    cls: ClassPlan, inner: Mapping[str, str], sites: Sites
) -> list[tuple[str, str]]:
    """Return the Python names of parameters, each with its description; ``inner`` names the class of each model."""
    return [
        (attribute.name, _describe_parameter(attribute, inner, sites))
        for attribute in cls.attributes
    ]


def _describe_parameter(
    attribute: AttributePlan, inner: Mapping[str, str], sites: Sites
) -> str:
    field = attribute.field
    is_filled = attribute.has_client_default
    setting = PARAMETERS_FROM_SETTINGS[field.name] if is_filled else ""
    see = next((inner[model] for model in references(field.type)), "")
    return docstrings.describe_field(field, setting=setting, see=see, sites=sites)


def _list_constants(action: Action) -> list[str]:
    encoding = format_assignment(
        'ENCODING: ClassVar[Literal["form", "json"]]', action.body
    )
    reason = plain_text.one_line(action.deprecated.message) if action.deprecated else ""
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
    # The sizes of pages are documentation: the client leaves them to the service and the caller.
    names = ("limit", "offset", "items", "total")
    roles = ((role, getattr(paging, role)) for role in names)
    call = Call("Paging", tuple((role, wire) for role, wire in roles if wire))
    return format_assignment("PAGING: ClassVar[Paging]", call, INDENT).lstrip()


def _declare_read_only(action: Action) -> list[str]:
    """Return what an overlay says; for other actions the runtime decides by the verb."""
    if action.read_only is None:
        return []
    return [format_assignment("READ_ONLY: ClassVar[bool | None]", action.read_only)]


def _declare_attribute(
    attribute: AttributePlan,
    annotation: str,
    checks: Iterable[tuple[str, Value]],
    indent: str,
) -> str:
    """Return the declaration of an attribute for a line at ``indent``, without the indent."""
    arguments: list[tuple[str, Value]] = [("", attribute.field.name)]
    if attribute.is_optional:
        arguments.append(("default", None))
    if attribute.has_client_default:
        arguments.append(("required", True))
    if attribute.is_secret:
        arguments.append(("repr", False))
    call = Call("param", (*arguments, *checks))
    name = attribute.name
    if attribute.literal_values:
        choices = attribute.literal_values
        return format_annotated(name, choices, annotation, call, indent).lstrip()
    return format_declaration(name, annotation, call, indent).lstrip()


def _list_checks(attribute: AttributePlan) -> Iterator[tuple[str, Value]]:
    """Yield the arguments by which the runtime checks a parameter, warns of it, or encodes it."""
    field = attribute.field
    if attribute.max_items:
        yield "max_items", attribute.max_items
    if field.deprecated:
        yield "deprecated", plain_text.one_line(field.deprecated.message)
    if field.content_encoding == "base64":
        yield "content_encoding", field.content_encoding
