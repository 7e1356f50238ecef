"""Where the examples of a page contradict its tables, each at its place in the example.

Evidence for who maintains the pages: no example changes the schema, and the client is generated whatever they say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.places import Place
from docs2sdk.schema import Action, Example
from docs2sdk.values import answer_contradictions, json_places, request_contradictions
from docs2sdk.values.examples import read_response


def findings(action: Action, page: str) -> Iterator[Diagnostic]:
    """Yield what the examples contradict; ``page`` is the text that the action was read from."""
    lines = page.split("\n")
    if action.request_example:
        yield from _of_request(action, action.request_example, lines)
    if action.response_example:
        yield from _of_response(action, action.response_example, lines)


def _of_request(
    action: Action, example: Example, lines: list[str]
) -> Iterator[Diagnostic]:
    origin = _Origin.of(example, lines)
    said: set[tuple[str, str]] = set()
    for one in request_contradictions.contradictions(action, example.text):
        if (one.code, one.message) not in said:
            said.add((one.code, one.message))
            yield Diagnostic(origin.place(one.offset), one.code, one.message)


def _of_response(
    action: Action, example: Example, lines: list[str]
) -> Iterator[Diagnostic]:
    answer = read_response(example)
    if answer is None:
        return
    origin, spots = _Origin.of(example, lines), json_places.scan(example.text)
    for one in answer_contradictions.contradictions(action, answer):
        spot = json_places.follow(spots, one.steps)
        place = origin.place(spot.key if one.at_key else spot.value)
        yield Diagnostic(place, one.code, one.message)


class _Origin(NamedTuple):
    """An example's text, and in which columns of the page its lines begin: an indented block lost its indentation."""

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
