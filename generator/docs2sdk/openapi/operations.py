"""Actions → operations of OpenAPI.

Every request goes to one address, and OpenAPI wants an address for each operation: the path is ``/#Action``.  A fragment is
never sent, so that the requests of other generators' clients arrive where they have to.
"""

from __future__ import annotations

from collections.abc import Iterator

from docs2sdk.openapi import payload_schemas
from docs2sdk.openapi.code_samples import list_samples
from docs2sdk.openapi.example_limits import is_within_limits
from docs2sdk.openapi.payload_schemas import COMPONENTS, Schemas
from docs2sdk.python.class_plan import ActionClasses
from docs2sdk.python_literals import JSON
from docs2sdk.schema import Action, Field, ListOf, references
from docs2sdk.targets.client import ActionRef, PackageInfo
from docs2sdk.targets.page_addresses import complete_links, page_url
from docs2sdk.validation import response
from docs2sdk.values import base64_values, example_values
from docs2sdk.values.sample_values import JSONObject

_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"


def name_path(action: Action) -> str:
    """Return the path of an action's operation."""
    return f"/#{action.name}"


def build_schemas(
    action: Action, classes: ActionClasses, package: PackageInfo
) -> Schemas:
    """Return the schemas of an action's operation, for the components of a document."""
    request = payload_schemas.build_request(action, classes, COMPONENTS, package.sites)
    root = request[payload_schemas.name_request(action)]
    properties, required = root["properties"], root.get("required", [])
    assert isinstance(properties, dict)
    assert isinstance(required, list)
    name: JSONObject = {"type": "string", "const": action.name}
    root["properties"] = {"Action": name, **properties}
    root["required"] = ["Action", *required]
    return request | payload_schemas.build_response(
        action, classes, COMPONENTS, package.sites
    )


def build_operation(
    action: Action, classes: ActionClasses, ref: ActionRef, package: PackageInfo
) -> JSONObject:
    """Return the operation of an action; ``ref`` and ``classes`` say how the client of ``package`` calls it."""
    operation: JSONObject = {
        "operationId": action.name,
        "tags": [ref.service],
        "summary": action.title or action.name,
        "description": "\n\n".join(_list_texts(action, package)),
        "deprecated": True,
        "externalDocs": {"url": page_url(action.location.path, package.sites)},
        "requestBody": {"required": True, "content": _build_body(action)},
        "responses": _build_responses(action),
        "x-codeSamples": list_samples(action, classes, ref, package),
        "x-pagination": _describe_pagination(action),
    }
    if not action.deprecated:
        del operation["deprecated"]
    return {key: value for key, value in operation.items() if _is_stated(value)}


def _is_stated(value: JSON) -> bool:
    return value not in ("", [], {}, {"url": ""})


def _list_texts(action: Action, package: PackageInfo) -> Iterator[str]:
    texts = [action.summary] if action.summary != action.title else []
    if action.deprecated:
        texts.append(action.deprecated.message)
    page = action.location.path
    for text in dict.fromkeys([*texts, *action.notes, *action.warnings]):
        yield complete_links(text, page, package.sites)


def _build_body(action: Action) -> JSONObject:
    media: JSONObject = {
        "schema": {"$ref": COMPONENTS + payload_schemas.name_request(action)}
    }
    example = _find_request_example(action)
    if example:
        media["example"] = example
    if action.body == "json":
        return {_JSON: media}
    flattened = {
        field.name: _describe_flattening(field)
        for field in action.request.fields
        if isinstance(field.type, ListOf) or any(references(field.type))
    }
    return {_FORM: media | {"encoding": flattened} if flattened else media}


def _describe_flattening(field: Field) -> JSON:
    """Return how a parameter with parts is sent, for which OpenAPI has no style: ``Disks.0.Size=20``."""
    names = field.name + (".0" if isinstance(field.type, ListOf) else "")
    inner = ".Name" if any(references(field.type)) else ""
    return {"x-flattening": names + inner}


def _find_request_example(action: Action) -> JSONObject | None:
    """Return the page's example as it is sent, if its tables have all of it and it has all that they require."""
    example = example_values.read_request(action)
    if example is None or example.left_out or example.added:
        return None
    request = action.request
    if not is_within_limits(request, request.fields, example.values):
        return None
    sent = base64_values.encode_request(request, example.values)
    return {"Action": action.name, **sent}


def _build_responses(action: Action) -> JSONObject:
    name = payload_schemas.name_response(action)
    media: JSONObject = {"schema": {"$ref": COMPONENTS + name}}
    example = example_values.read_response(action.response_example)
    if example is not None and _agrees(action, example):
        media["example"] = example
    success: JSONObject = {"description": "RetCode is 0.", "content": {_JSON: media}}
    return {"200": success, "default": {"$ref": "#/components/responses/Error"}}


def _agrees(action: Action, example: JSONObject) -> bool:
    """Whether an answer is one of the action; the tables' checks do not ask for what every answer has."""
    is_whole = all(
        field.name in example for field in action.response.fields if field.required
    )
    contradictions = response.find_contradictions(action, example)
    return is_whole and not _holds_null(example) and not any(contradictions)


def _holds_null(value: JSON) -> bool:
    """Whether there is a null, which an answer may have anywhere, and no table mentions."""
    if isinstance(value, dict):
        return any(map(_holds_null, value.values()))
    if isinstance(value, list):
        return any(map(_holds_null, value))
    return value is None


def _describe_pagination(action: Action) -> JSONObject:
    page = action.pagination
    if page is None:
        return {}
    names: JSONObject = {
        "limit": page.limit,
        "offset": page.offset,
        "items": page.items,
    }
    if page.total:
        names["total"] = page.total
    for key, number in (
        ("default-limit", page.default_limit),
        ("max-limit", page.max_limit),
    ):
        if number:
            names[key] = number.value
    return names
