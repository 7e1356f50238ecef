"""What an answer says against the response tables of its action: an example of the page, or one that was recorded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from docs2sdk.literals import JSON
from docs2sdk.pages.cells import quoted
from docs2sdk.schema import Action, ListOf, Scalar, Untyped
from docs2sdk.values import conformance
from docs2sdk.values.conformance import Difference
from docs2sdk.values.json_places import Steps
from docs2sdk.values.samples import Tree

_INDEX = re.compile(r"\[[0-9]+\]")


class Contradiction(NamedTuple):
    """A code of ``diagnostics.CODES`` and a message; ``steps`` lead there in the answer's own keys and indices.

    It is about the key there, or else about the value: of what is missing, the object that lacks it.  ``row`` leads to
    it in the tables, to the row of that name; of what they do not have, to the row of the object that has it.
    """

    code: str
    message: str
    steps: Steps
    at_key: bool
    row: tuple[str, ...]


def contradictions(action: Action, answer: Tree) -> Iterator[Contradiction]:
    """Yield what an answer says against its tables, once where the elements of a list are all alike.

    A refusal (another RetCode than 0) says nothing of the tables.
    """
    if conformance.outcome(answer) == "APIError":
        return
    said: set[tuple[str, str]] = set()
    for one in conformance.differences(action.response, answer):
        found = _contradiction(one, answer)
        if (found.code, found.message) not in said:
            said.add((found.code, found.message))
            yield found


def _contradiction(difference: Difference, answer: Tree) -> Contradiction:
    steps, path = difference.steps, _INDEX.sub("", difference.path)
    name, row = quoted(path), tuple(path.split("."))
    match difference.kind:
        case "unknown":
            message = f"the tables have no {name}"
            return Contradiction("D409", message, steps, True, _holder(difference))
        case "type":
            message = f"{name} is {_kind(_value(answer, steps))}, {_declared(difference)} in the tables"
            return Contradiction("D410", message, steps, False, row)
        case "missing":
            message = f"{name} is required, and the answer lacks it"
            return Contradiction("D411", message, steps, False, row)
        case _:
            key = quoted(str(steps[-1]))
            message = f"the key {key} is {name} in the tables"
            return Contradiction("D412", message, steps, True, row)


def _holder(unknown: Difference) -> tuple[str, ...]:
    """Return the names that lead to the object of a key that may hold dots and brackets itself."""
    above = unknown.path.removesuffix(str(unknown.steps[-1])).removesuffix(".")
    return tuple(_INDEX.sub("", above).split(".")) if above else ()


def _value(value: JSON, steps: Steps) -> JSON:
    for step in steps:
        if isinstance(value, dict):
            value = value[str(step)]
        elif isinstance(value, list):
            value = value[int(step)]
    return value


def _kind(value: JSON) -> str:
    kinds = {bool: "a bool", int: "an int", float: "a float", str: "a string"}
    return kinds.get(type(value)) or (
        "an array" if isinstance(value, list) else "an object"
    )


def _declared(difference: Difference) -> str:
    match difference.declared:
        case Scalar(kind):
            return "an int" if kind == "int" else f"a {kind}"
        case ListOf() | Untyped("list"):
            return "an array"
        case _:
            return "an object"
