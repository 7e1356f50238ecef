"""Where the examples of a page contradict its tables, each at its place in the example.

Evidence for who maintains the pages: no example changes the schema, and the client is generated whatever they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator import conformance, json_places
from generator.cells import quoted
from generator.conformance import Difference
from generator.diagnostics import Diagnostic
from generator.examples import read_response
from generator.literals import JSON
from generator.request_contradictions import Contradiction, contradictions
from generator.schema import Action, Example, Place

_INDEX = re.compile(r"\[[0-9]+\]")


def findings(action: Action, page: str) -> Iterator[Diagnostic]:
    """Yield what the examples contradict; ``page`` is the text that the action was read from."""
    lines = page.split("\n")
    for example, check in (
        (action.request_example, contradictions),
        (action.response_example, _of_response),
    ):
        if example:
            origin = _Origin.of(example, lines)
            for one in _once(check(action, example.text)):
                yield Diagnostic(origin.place(one.offset), one.code, one.message)


@dataclass(frozen=True, slots=True)
class _Origin:
    """An example's text, and where each of its lines begins in the page: an indented block lost its indentation."""

    text: str
    begin: Place
    columns: tuple[int, ...]

    @classmethod
    def of(cls, example: Example, lines: list[str]) -> _Origin:
        texts = example.text.split("\n")
        written = lines[example.place.line - 1 :][: len(texts)]
        columns = (
            len(line) - len(text) + 1 if line.endswith(text) else 1
            for text, line in zip(texts, written, strict=False)
        )
        return cls(example.text, example.place, tuple(columns))

    def place(self, offset: int) -> Place:
        """Return where an offset of the text stands in the page."""
        before = self.text.count("\n", 0, offset)
        column = offset - (self.text.rfind("\n", 0, offset) + 1)
        start = self.columns[before] if before < len(self.columns) else 1
        return Place(self.begin.path, self.begin.line + before, start + column)


def _once(found: Iterator[Contradiction]) -> Iterator[Contradiction]:
    """Pass on the first of several that say the same: the elements of a list are all alike."""
    said: set[tuple[str, str]] = set()
    for one in found:
        if (one.code, one.message) not in said:
            said.add((one.code, one.message))
            yield one


def _of_response(action: Action, text: str) -> Iterator[Contradiction]:
    answer = read_response(action.response_example)
    if answer is None:
        return
    spots = json_places.scan(text)
    for difference in conformance.differences(action.response, answer):
        spot = json_places.follow(spots, difference.steps)
        at_key = difference.kind in ("unknown", "case")
        code, message = _said(difference, _value(answer, difference.steps))
        yield Contradiction(spot.key if at_key else spot.value, code, message)


def _said(difference: Difference, value: JSON) -> tuple[str, str]:
    """Return code and message of a difference between an answer and the tables."""
    row = quoted(_INDEX.sub("", difference.path))
    match difference.kind:
        case "unknown":
            return "D409", f"the tables have no {row}"
        case "type":
            return (
                "D410",
                f"the value of {row} is {_kind(value)}, which its type is not",
            )
        case "missing":
            return "D411", f"{row} is required, and the example lacks it"
        case _:
            key = quoted(str(difference.steps[-1]))
            return "D412", f"the key {key} is {row} in the tables"


def _value(value: JSON, steps: tuple[str | int, ...]) -> JSON:
    for step in steps:
        if isinstance(value, dict):
            value = value[str(step)]
        elif isinstance(value, list):
            value = value[int(step)]
    return value


def _kind(value: JSON) -> str:
    kinds = {bool: "a bool", int: "an int", float: "a float", str: "a string"}
    return kinds.get(type(value)) or (
        "a list" if isinstance(value, list) else "an object"
    )
