"""Builds the strings of an action's tests, for ``action.test.ts.j2``: typed values, and what is sent of them.

The values come from the schema, and what is sent of them is written out here and not by the runtime: where the two differ, a
generated test fails.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from docs2sdk.python_literals import JSON
from docs2sdk.schema import Action, Field, Payload, references
from docs2sdk.targets.client import ActionRef
from docs2sdk.targets.page_facts import is_setting, max_items, reads
from docs2sdk.typescript.action_refs import service_property
from docs2sdk.typescript.interfaces import list_own_fields
from docs2sdk.typescript.samples import make_sample
from docs2sdk.typescript.source_text import format_literal, format_origin
from docs2sdk.validation import mismatches
from docs2sdk.values import base64_values, example_values, sample_values
from docs2sdk.values.sample_values import JSONObject

# The largest integer whose neighbours JavaScript tells apart.
_MAX_INTEGER = 2**53 - 1


def build_test_values(action: Action, ref: ActionRef) -> dict[str, Any]:
    """Return the strings of an action's tests."""
    values = _collect_values(action)
    tests = [*_list_tests(action, values)]
    types = {
        "request": ref.request,
        "example": ref.request,
        "answer": f"Answer<{ref.response}>",
    }
    call = f"(client, values) => client.{service_property(ref.service)}.{ref.method}(values)"
    return {
        "origin": format_origin(action.location.path),
        "tests": ", ".join(sorted(test.partition("(")[0] for test in tests)),
        "types": "Answer, Call" if "answer" in values else "Call",
        "is_callable": bool(values),
        "name": ref.method,
        "request": ref.request,
        "response": ref.response,
        "module": f"../../src/{ref.service}/{ref.method}.js",
        "call": f"const call: Call<{ref.request}, {ref.response}> = {call};",
        "constants": [
            _declare(name, types.get(name, ""), value) for name, value in values.items()
        ],
        "statements": tests,
    }


def _collect_values(action: Action) -> dict[str, JSON]:
    """Return the values of the tests by name; none if no request can be made."""
    request = make_sample(action.request, action.request.fields, is_sent=True)
    example = example_values.read_request(action)
    response = example_values.read_response(action.response_example)
    values: dict[str, JSON] = {
        "request": request,
        # The client refuses numbers that have lost digits.
        "example": example.values if example and _is_exact(example.values) else None,
        "answer": _make_answer(action),
        "responseExample": response if _is_exact(response) else json.dumps(response),
    }
    if request is None:
        return {}
    return {name: value for name, value in values.items() if value is not None}


def _list_tests(action: Action, values: Mapping[str, JSON]) -> Iterator[str]:
    request, example = values.get("request"), values.get("example")
    if not isinstance(request, dict):
        yield f"testNames(definition, {format_literal(_list_names(action))});"
    else:
        expected = format_literal(_describe_request(action, request))
        yield f"testRequest(definition, call, request, {expected});"
    if isinstance(example, dict):
        sent = format_literal(_list_sent(action, example))
        yield f"testExample(definition, call, example, {sent});"
    if "answer" in values:
        yield "testAnswer(definition, call, request, answer);"
    response = example_values.read_response(action.response_example)
    if response is not None and "request" in values:
        yield _test_response_example(action, response)


def _is_exact(value: JSON) -> bool:
    """Whether JavaScript has all numbers of a value without loss; one that has not is written as JSON text."""
    if isinstance(value, (dict, list)):
        return all(map(_is_exact, value.values() if isinstance(value, dict) else value))
    return not isinstance(value, int) or abs(value) <= _MAX_INTEGER


def _list_names(action: Action) -> JSONObject:
    """Return the names of an action that cannot be called, since a required parameter contains itself."""
    response = list_own_fields(action.response)
    return {
        "request": [field.name for field in action.request.fields],
        "response": [field.name for field in response],
    }


def _test_response_example(action: Action, response: JSONObject) -> str:
    """Return the test of the page's example: it is an error, or deviates from the tables at some places."""
    if error := mismatches.expected_error(response):
        name = format_literal(error)
        return f"testErrorExample(definition, call, request, responseExample, {name});"
    deviations: list[JSON] = [
        f"{difference.kind} {difference.path}"
        for difference in mismatches.find_mismatches(action.response, response)
    ]
    expected = format_literal(deviations)
    return (
        f"testResponseExample(definition, call, request, responseExample, {expected});"
    )


def _declare(name: str, type_text: str, value: JSON) -> str:
    head = f"const {name}{f': {type_text}' if type_text else ''} = "
    return f"{head}{format_literal(value, '', len(head))};"


def _make_answer(action: Action) -> JSONObject | None:
    fields = list_own_fields(action.response)
    sample = make_sample(action.response, fields, is_sent=False)
    return None if sample is None else {"RetCode": 0, **sample}


def _describe_request(action: Action, request: JSONObject) -> dict[str, Any]:
    """Return what is sent of the request, and which parameters are checked, by their paths in it."""
    rows = [*_list_rows(action.request, action.request.fields, request, (), set())]
    own = [field for field in action.request.fields if is_setting(field)]
    checks: dict[str, Any] = {
        "required": [path for path, field in rows if field.required],
        "settings": [field.name for field in own],
        "limits": [
            [path, max_items(field)] for path, field in rows if max_items(field)
        ],
    }
    stated = {name: value for name, value in checks.items() if value}
    return {"sent": _list_sent(action, request), "reads": reads(action), **stated}


def _list_rows(
    payload: Payload,
    fields: tuple[Field, ...],
    values: JSONObject,
    path: tuple[JSON, ...],
    seen: set[str],
) -> Iterator[tuple[list[JSON], Field]]:
    """Yield each field that has a value, with its path; those of a model where it occurs first."""
    for field in fields:
        if field.name not in values:
            continue
        inner, value = (*path, field.name), values[field.name]
        yield [*inner], field
        while isinstance(value, list):
            inner, value = (*inner, 0), value[0]
        for model in {*references(field.type)} - seen:
            assert isinstance(value, dict)
            seen.add(model)
            rows = payload.model(model).fields
            yield from _list_rows(payload, rows, value, inner, seen)


def _list_sent(action: Action, values: JSONObject) -> JSONObject:
    """Return the parameters as they are sent, but for those that sign them."""
    encoded = base64_values.encode_request(action.request, values)
    sent = encoded if action.body == "json" else sample_values.flatten(encoded)
    return {"Action": action.name, **sent}
