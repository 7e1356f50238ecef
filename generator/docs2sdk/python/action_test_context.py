"""Builds the strings of an action's tests, for ``test_action.py.j2``."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

from docs2sdk.python import docstrings
from docs2sdk.python.class_plan import (
    ActionClasses,
    AttributePlan,
    ClassPlan,
    build_constructor_call,
)
from docs2sdk.python_literals import (
    INDENT,
    JSON,
    Call,
    Identifier,
    Value,
    format_assignment,
    format_docstring,
    format_import,
    format_literal,
)
from docs2sdk.schema import Action
from docs2sdk.validation import mismatches
from docs2sdk.values import base64_values, example_values, sample_values
from docs2sdk.values.sample_values import JSONObject


def build_test_values(
    action: Action, classes: ActionClasses, package: str, service: str, method: str
) -> dict[str, Any]:
    """Return the strings; ``package``, ``service`` and ``method`` are the names that lead to the module under test.

    If no request can be constructed (a required parameter contains itself), most tests are left out.
    """
    required = _list_required(classes)
    tree = sample_values.make_request(action.request)
    full = _build_full_request(action, classes, tree)
    limited = _list_limited(classes, tree)
    deprecated = _assert_deprecated(action, classes, tree)
    filled = _list_filled(classes) if full else ""
    answer = _build_response_example(action) if full else None
    everything = sample_values.make_response(action.response, action.name)
    paged = full and _assert_paged(action, classes, everything, service, method)
    tested = {name for name, _ in required} | {name for name, _, _ in limited}
    used = {classes.request.name} | {name for name in tested if "." not in name}
    return {
        "docstring": format_docstring(
            docstrings.describe_module(f"Tests of {action.name}", action.location.path)
        ),
        "imported": format_import(f"{package}.{service}.{method}", sorted(used)),
        "package": package,
        "agreement": _assert_agreement(service, method),
        "request": classes.request.name,
        "example": _build_request_example(action, classes),
        "full": full,
        "required": _format_rows(required),
        "filled": filled,
        "paged": paged,
        "limited": _format_rows(limited),
        "deprecated": deprecated,
        "answer": answer,
        "pytest": bool(required or filled or limited or deprecated)
        or bool(answer and answer["error"]),
        "full_response": format_assignment("FULL_RESPONSE: dict[str, Any]", everything),
    }


def _assert_agreement(service: str, method: str) -> str:
    arguments: list[tuple[str, Value]] = [
        ("service", service),
        ("method", method),
        ("request", Call("full", ())),
        ("answer", Identifier("FULL_RESPONSE")),
    ]
    return format_literal(
        Call("support.assert_agree", tuple(arguments)), INDENT, len(INDENT)
    )


def _assert_paged(
    action: Action,
    classes: ActionClasses,
    everything: JSONObject,
    service: str,
    method: str,
) -> str:
    """Return the assertion that iterates over three pages; "" if the action has no pages, or all its items would be equal."""
    paging = action.pagination
    if paging is None or not _can_differ(everything.get(paging.items)):
        return ""
    names = dataclasses.asdict(paging).items()
    attributes = {
        attribute.field.name: attribute for attribute in classes.request.attributes
    }
    start: list[tuple[str, Value]] = [
        (
            attributes[wire].name,
            str(count) if "str" in attributes[wire].annotation else count,
        )
        for wire, count in ((paging.limit, 2), (paging.offset, 0))
    ]
    arguments: list[tuple[str, Value]] = [
        ("service", service),
        ("method", method),
        ("request", Call("replace", (("", Call("full", ())), *start))),
        ("answer", Identifier("FULL_RESPONSE")),
        *((role, wire) for role, wire in names if wire),
    ]
    return format_literal(
        Call("support.assert_paged", tuple(arguments)), INDENT, len(INDENT)
    )


def _can_differ(item: JSON) -> bool:
    """Whether a sample holds a text or a number, so that another sample could differ from it."""
    if isinstance(item, dict):
        return any(map(_can_differ, item.values()))
    if isinstance(item, list):
        return any(map(_can_differ, item))
    return isinstance(item, (str, int, float)) and not isinstance(item, bool)


def _list_required(classes: ActionClasses) -> list[tuple[str, str]]:
    return [
        (cls.name, attribute.name)
        for cls in (classes.request, *classes.parameters)
        for attribute in cls.attributes
        if not attribute.is_optional
    ]


def _format_rows(rows: Sequence[tuple[str, *tuple[str | int, ...]]]) -> str:
    """Return the parameters of a test: a list of tuples whose first item names a class."""
    parameters = [(Identifier(name), *values) for name, *values in rows]
    return format_literal(parameters, INDENT, 4, 1) if rows else ""


def _find_filled_in(
    classes: ActionClasses, tree: JSONObject | None
) -> Iterator[tuple[ClassPlan, AttributePlan]]:
    """Yield the attributes that have a value in a request, at any depth, each with its class."""
    by_wire = {cls.model: cls for cls in classes.parameters}
    waiting = [(classes.request, tree or {})]
    while waiting:
        cls, values = waiting.pop()
        for attribute in cls.attributes:
            value = values.get(attribute.field.name)
            if value is not None:
                yield cls, attribute
                objects = example_values.find_objects(attribute.field.type, value)
                waiting += [(by_wire[model], inner) for model, inner in objects]


def _list_limited(
    classes: ActionClasses, tree: JSONObject | None
) -> list[tuple[str, str, int]]:
    limits = {
        (cls.name, attribute.name, attribute.max_items)
        for cls, attribute in _find_filled_in(classes, tree)
        if attribute.max_items
    }
    return sorted(limits)


def _assert_deprecated(
    action: Action, classes: ActionClasses, tree: JSONObject | None
) -> str:
    """Return the assertion of the warnings that constructing the full request raises; "" if there are none."""
    subjects = {
        f"{cls.name}: {attribute.name} ({attribute.field.name})"
        for cls, attribute in _find_filled_in(classes, tree)
        if attribute.field.deprecated
    }
    if action.deprecated:
        subjects.add(action.name)
    if tree is None or not subjects:
        return ""
    call = Call(
        "support.assert_deprecated", (("", Identifier("full")), ("", sorted(subjects)))
    )
    return format_literal(call, INDENT, len(INDENT))


def _list_filled(classes: ActionClasses) -> str:
    filled: list[Value] = [
        (attribute.name, attribute.field.name)
        for attribute in classes.request.attributes
        if attribute.has_client_default
    ]
    return format_literal(filled, INDENT, 4, 1) if filled else ""


def _build_request_example(
    action: Action, classes: ActionClasses
) -> dict[str, str] | None:
    example = example_values.read_request(action)
    if example is None:
        return None
    about = ["The request example of the page."]
    if example.left_out:
        about.append(
            f"Left out, since the table has no place for it: {', '.join(example.left_out)}."
        )
    if example.added:
        about.append(f"Added, since the table requires it: {', '.join(example.added)}.")
    sample = _build_request_sample(classes, example.values, action, "EXAMPLE_SENT")
    return sample | {"docstring": format_docstring("\n\n".join(about), INDENT)}


def _build_full_request(
    action: Action, classes: ActionClasses, tree: JSONObject | None
) -> dict[str, str] | None:
    return (
        None
        if tree is None
        else _build_request_sample(classes, tree, action, "FULL_SENT")
    )


def _build_request_sample(
    classes: ActionClasses, tree: JSONObject, action: Action, name: str
) -> dict[str, str]:
    call = build_constructor_call(classes, tree)
    values = base64_values.encode_request(action.request, tree)
    sent = values if action.body == "json" else sample_values.flatten(values)
    everything: JSONObject = {"Action": action.name, **sent}
    return {
        "source": f"return {format_literal(call, INDENT, len(INDENT) + len('return '))}",
        "sent": format_assignment(f"{name}: dict[str, Any]", everything),
    }


def _build_response_example(action: Action) -> dict[str, str] | None:
    answer = example_values.read_response(action.response_example)
    if answer is None:
        return None
    differences = [
        f"{difference.kind} {difference.path}"
        for difference in mismatches.find_mismatches(action.response, answer)
    ]
    outcome = mismatches.expected_error(answer)
    return {
        "example": format_assignment("EXAMPLE_RESPONSE: dict[str, Any]", answer),
        "deviations": (
            format_assignment("EXAMPLE_DEVIATIONS: list[str]", differences)
            if outcome == ""
            else ""
        ),
        "error": outcome,
    }
