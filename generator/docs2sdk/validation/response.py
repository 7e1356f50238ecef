"""What a response (an example of a page, or a recorded one) contradicts in the response tables of its action."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from docs2sdk.pages.cells import quote
from docs2sdk.python_literals import JSON
from docs2sdk.schema import Action
from docs2sdk.validation import mismatches
from docs2sdk.validation.mismatches import Mismatch, describe_type
from docs2sdk.values.json_offsets import Steps
from docs2sdk.values.sample_values import JSONObject

_INDEX = re.compile(r"\[[0-9]+\]")


class ResponseContradiction(NamedTuple):
    """A code of ``diagnostics.CODES`` and a message, and where: ``steps`` are the response's own keys and indices.

    It concerns the key there if ``at_key``, else the value; of a missing field, the object that lacks it.  ``row`` is the
    path to its row in the tables; of an undeclared key, to the row of the object that holds it.
    """

    code: str
    message: str
    steps: Steps
    at_key: bool
    row: tuple[str, ...]


def find_contradictions(
    action: Action, response: JSONObject
) -> Iterator[ResponseContradiction]:
    """Yield what a response contradicts in the tables of its action, once where elements of a list repeat it.

    Nothing for an API error (RetCode other than 0): it need not have the fields of the tables; and nothing for null in a
    list, which the client reports, but which says nothing about the tables.
    """
    if mismatches.expected_error(response) == "APIError":
        return
    seen: set[tuple[str, str]] = set()
    for mismatch in mismatches.find_mismatches(action.response, response):
        if _is_null(mismatch, response):
            continue
        contradiction = _describe_mismatch(mismatch, response)
        if contradiction[:2] not in seen:
            seen.add(contradiction[:2])
            yield contradiction


def _is_null(mismatch: Mismatch, response: JSONObject) -> bool:
    return mismatch.kind == "type" and _value_at(response, mismatch.steps) is None


def _describe_mismatch(
    mismatch: Mismatch, response: JSONObject
) -> ResponseContradiction:
    steps, path = mismatch.steps, _INDEX.sub("", mismatch.path)
    name, row = quote(path), tuple(path.split("."))
    match mismatch.kind:
        case "unknown":
            message, holder = f"the tables have no {name}", _holder_path(mismatch)
            return ResponseContradiction("D409", message, steps, True, holder)
        case "type":
            actual = _describe_value(_value_at(response, steps))
            message = f"{name} is {actual}, but {describe_type(mismatch.declared)} in the tables"
            return ResponseContradiction("D410", message, steps, False, row)
        case "missing":
            message = f"{name} is required but missing from the response"
            return ResponseContradiction("D411", message, steps, False, row)
        case _:
            key = quote(str(steps[-1]))
            message = f"the key {key} is {name} in the tables"
            return ResponseContradiction("D412", message, steps, True, row)


def _holder_path(unknown: Mismatch) -> tuple[str, ...]:
    """Return the names that lead to the object of an unknown key, which may contain dots and brackets itself."""
    path = unknown.path.removesuffix(str(unknown.steps[-1])).removesuffix(".")
    return tuple(_INDEX.sub("", path).split(".")) if path else ()


def _value_at(value: JSON, steps: Steps) -> JSON:
    for step in steps:
        if isinstance(value, dict):
            value = value[str(step)]
        elif isinstance(value, list):
            value = value[int(step)]
    return value


def _describe_value(value: JSON) -> str:
    kinds = {bool: "a bool", int: "an int", float: "a float", str: "a string"}
    return kinds.get(type(value)) or (
        "an array" if isinstance(value, list) else "an object"
    )
