"""What the tests of an action say: the strings for ``test_action.py.j2``."""

from __future__ import annotations

from typing import Any

from generator import classes, conformance, docs, examples, samples
from generator.classes import Classes
from generator.literals import (
    INDENT,
    Call,
    Name,
    Value,
    assignment,
    docstring,
    imported,
    literal,
)
from generator.samples import Tree
from generator.schema import Action


def values(
    action: Action, decided: Classes, package: str, service: str, method: str
) -> dict[str, Any]:
    """Return the strings; ``package``, ``service`` and ``method`` are the names that lead to the module under test."""
    required = _required(decided)
    filled = _filled(decided)
    answer = _answer_example(action)
    used = {decided.request.name} | {name for name, _ in required if "." not in name}
    return {
        "docstring": docstring(
            docs.module(f"Tests of {action.wire}", action.place.path)
        ),
        "imported": imported(f"{package}.{service}.{method}", sorted(used)),
        "package": package,
        "agreement": _agreement(service, method),
        "request": decided.request.name,
        "example": _request_example(action, decided),
        "full": _request_sample(
            decided, samples.request(action.request), action, "FULL_SENT"
        ),
        "required": (
            literal([(Name(cls), name) for cls, name in required], INDENT, 4, 1)
            if required
            else ""
        ),
        "filled": filled,
        "answer": answer,
        "pytest": bool(required or filled or (answer and answer["error"])),
        "full_response": assignment(
            "FULL_RESPONSE: dict[str, Any]",
            samples.response(action.response, action.wire),
        ),
    }


def _agreement(service: str, method: str) -> str:
    arguments: list[tuple[str, Value]] = [
        ("service", service),
        ("method", method),
        ("request", Call("full", ())),
        ("answer", Name("FULL_RESPONSE")),
    ]
    return literal(Call("support.assert_agree", tuple(arguments)), INDENT, len(INDENT))


def _required(decided: Classes) -> list[tuple[str, str]]:
    return [
        (classes.reached(cls, decided.request.name), attribute.name)
        for cls in (decided.request, *decided.parameters)
        for attribute in cls.attributes
        if not attribute.optional
    ]


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
            f"Left out, since the table has no such parameter: {', '.join(example.left_out)}."
        )
    if example.added:
        about.append(f"Added, since the table requires it: {', '.join(example.added)}.")
    sample = _request_sample(decided, example.tree, action, "EXAMPLE_SENT")
    return sample | {"docstring": docstring("\n\n".join(about), INDENT)}


def _request_sample(
    decided: Classes, tree: Tree, action: Action, name: str
) -> dict[str, str]:
    call = classes.construct(decided, tree)
    sent = tree if action.encoding == "json" else samples.flat(tree)
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
        for difference in conformance.differences(action.response, answer)
    ]
    outcome = conformance.outcome(answer)
    return {
        "example": assignment("EXAMPLE_RESPONSE: dict[str, Any]", answer),
        "deviations": (
            assignment("EXAMPLE_DEVIATIONS: list[str]", found) if outcome == "" else ""
        ),
        "error": outcome,
    }
