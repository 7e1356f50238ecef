"""What the tests of an action say: the strings for ``test_action.py.j2``."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

from docs2sdk.literals import (
    INDENT,
    JSON,
    Call,
    Name,
    Value,
    assignment,
    docstring,
    imported,
    literal,
)
from docs2sdk.python import classes, docs
from docs2sdk.python.classes import Attribute, Class, Classes
from docs2sdk.schema import Action
from docs2sdk.validation import mismatches
from docs2sdk.values import base64_values, examples, sample_values
from docs2sdk.values.sample_values import Tree


def values(
    action: Action, decided: Classes, package: str, service: str, method: str
) -> dict[str, Any]:
    """Return the strings; ``package``, ``service`` and ``method`` are the names that lead to the module under test.

    Where no request can be made (a required parameter has no end), little is left to test.
    """
    required = _required(decided)
    tree = sample_values.make_request(action.request)
    full = _full_request(action, decided, tree)
    limited = _limited(decided, tree)
    deprecated = _deprecated(action, decided, tree)
    filled = _filled(decided) if full else ""
    answer = _answer_example(action) if full else None
    everything = sample_values.make_response(action.response, action.wire)
    paged = full and _paged(action, decided, everything, service, method)
    tested = {name for name, _ in required} | {name for name, _, _ in limited}
    used = {decided.request.name} | {name for name in tested if "." not in name}
    return {
        "docstring": docstring(
            docs.module(f"Tests of {action.wire}", action.place.path)
        ),
        "imported": imported(f"{package}.{service}.{method}", sorted(used)),
        "package": package,
        "agreement": _agreement(service, method),
        "request": decided.request.name,
        "example": _request_example(action, decided),
        "full": full,
        "required": _rows(required),
        "filled": filled,
        "paged": paged,
        "limited": _rows(limited),
        "deprecated": deprecated,
        "answer": answer,
        "pytest": bool(required or filled or limited or deprecated)
        or bool(answer and answer["error"]),
        "full_response": assignment("FULL_RESPONSE: dict[str, Any]", everything),
    }


def _agreement(service: str, method: str) -> str:
    arguments: list[tuple[str, Value]] = [
        ("service", service),
        ("method", method),
        ("request", Call("full", ())),
        ("answer", Name("FULL_RESPONSE")),
    ]
    return literal(Call("support.assert_agree", tuple(arguments)), INDENT, len(INDENT))


def _paged(
    action: Action, decided: Classes, everything: Tree, service: str, method: str
) -> str:
    """Return the assertion that walks through three pages; "" if there are none, or no items that differ."""
    paging = action.pagination
    if paging is None or not _can_differ(everything.get(paging.items)):
        return ""
    names = dataclasses.asdict(paging).items()
    given = {one.field.wire: one for one in decided.request.attributes}
    start: list[tuple[str, Value]] = [
        (given[wire].name, str(count) if "str" in given[wire].annotation else count)
        for wire, count in ((paging.limit, 2), (paging.offset, 0))
    ]
    arguments: list[tuple[str, Value]] = [
        ("service", service),
        ("method", method),
        ("request", Call("replace", (("", Call("full", ())), *start))),
        ("answer", Name("FULL_RESPONSE")),
        *((role, wire) for role, wire in names if wire),
    ]
    return literal(Call("support.assert_paged", tuple(arguments)), INDENT, len(INDENT))


def _can_differ(item: JSON) -> bool:
    """Whether a sample holds a text or a number that could be another."""
    if isinstance(item, dict):
        return any(map(_can_differ, item.values()))
    if isinstance(item, list):
        return any(map(_can_differ, item))
    return isinstance(item, (str, int, float)) and not isinstance(item, bool)


def _required(decided: Classes) -> list[tuple[str, str]]:
    return [
        (classes.reached(cls, decided.request.name), attribute.name)
        for cls in (decided.request, *decided.parameters)
        for attribute in cls.attributes
        if not attribute.optional
    ]


def _rows(rows: Sequence[tuple[str, *tuple[str | int, ...]]]) -> str:
    """Return the parameters of a test: the name of a class and more, in each row."""
    values = [(Name(name), *others) for name, *others in rows]
    return literal(values, INDENT, 4, 1) if rows else ""


def _given(decided: Classes, tree: Tree | None) -> Iterator[tuple[Class, Attribute]]:
    """Yield what a request gives a value to, at any depth."""
    by_wire = {cls.wire: cls for cls in decided.parameters}
    waiting = [(decided.request, tree or {})]
    while waiting:
        cls, values = waiting.pop()
        for attribute in cls.attributes:
            value = values.get(attribute.field.wire)
            if value is not None:
                yield cls, attribute
                found = examples.objects(attribute.field.type, value)
                waiting += [(by_wire[model], inner) for model, inner in found]


def _limited(decided: Classes, tree: Tree | None) -> list[tuple[str, str, int]]:
    found = {
        (classes.reached(cls, decided.request.name), attribute.name, attribute.most)
        for cls, attribute in _given(decided, tree)
        if attribute.most
    }
    return sorted(found)


def _deprecated(action: Action, decided: Classes, tree: Tree | None) -> str:
    """Return the assertion of the warnings that making the full request gives."""
    found = {
        f"{cls.name}: {attribute.name} ({attribute.field.wire})"
        for cls, attribute in _given(decided, tree)
        if attribute.field.deprecated
    }
    if action.deprecated:
        found.add(action.wire)
    if tree is None or not found:
        return ""
    call = Call("support.assert_deprecated", (("", Name("full")), ("", sorted(found))))
    return literal(call, INDENT, len(INDENT))


def _filled(decided: Classes) -> str:
    filled: list[Value] = [
        (attribute.name, attribute.field.wire)
        for attribute in decided.request.attributes
        if attribute.filled
    ]
    return literal(filled, INDENT, 4, 1) if filled else ""


def _request_example(action: Action, decided: Classes) -> dict[str, str] | None:
    example = examples.read_request(action)
    if example is None:
        return None
    about = ["The request example of the page."]
    if example.left_out:
        about.append(
            f"Left out, since the table has no place for it: {', '.join(example.left_out)}."
        )
    if example.added:
        about.append(f"Added, since the table requires it: {', '.join(example.added)}.")
    sample = _request_sample(decided, example.tree, action, "EXAMPLE_SENT")
    return sample | {"docstring": docstring("\n\n".join(about), INDENT)}


def _full_request(
    action: Action, decided: Classes, tree: Tree | None
) -> dict[str, str] | None:
    return None if tree is None else _request_sample(decided, tree, action, "FULL_SENT")


def _request_sample(
    decided: Classes, tree: Tree, action: Action, name: str
) -> dict[str, str]:
    call = classes.construct(decided, tree)
    values = base64_values.encode_request(action.request, tree)
    sent = values if action.encoding == "json" else sample_values.flatten(values)
    everything: Tree = {"Action": action.wire, **sent}
    return {
        "source": f"return {literal(call, INDENT, len(INDENT) + len('return '))}",
        "sent": assignment(f"{name}: dict[str, Any]", everything),
    }


def _answer_example(action: Action) -> dict[str, str] | None:
    answer = examples.read_response(action.response_example)
    if answer is None:
        return None
    found = [
        f"{difference.kind} {difference.path}"
        for difference in mismatches.find_mismatches(action.response, answer)
    ]
    outcome = mismatches.expected_error(answer)
    return {
        "example": assignment("EXAMPLE_RESPONSE: dict[str, Any]", answer),
        "deviations": (
            assignment("EXAMPLE_DEVIATIONS: list[str]", found) if outcome == "" else ""
        ),
        "error": outcome,
    }
