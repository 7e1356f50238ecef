"""Where the examples of a page contradict its tables, with the location of each in the page.

For the maintainers of the pages only: no example changes the schema or prevents the client from being generated.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.schema import Action, Example
from docs2sdk.validation import request, response
from docs2sdk.values import json_offsets
from docs2sdk.values.example_values import read_response


def check_examples(action: Action, page: str) -> Iterator[Diagnostic]:
    """Yield what the examples of an action contradict; ``page`` is the text that the action was read from."""
    lines = page.split("\n")
    if action.request_example:
        yield from _check_request(action, action.request_example, lines)
    if action.response_example:
        yield from _check_response(action, action.response_example, lines)


def _check_request(
    action: Action, example: Example, lines: list[str]
) -> Iterator[Diagnostic]:
    source = _ExampleSource.locate(example, lines)
    seen: set[tuple[str, str]] = set()
    for code, message, offset in request.find_contradictions(action, example.text):
        if (code, message) not in seen:
            seen.add((code, message))
            yield Diagnostic(source.find_location(offset), code, message)


def _check_response(
    action: Action, example: Example, lines: list[str]
) -> Iterator[Diagnostic]:
    answer = read_response(example)
    if answer is None:
        return
    source = _ExampleSource.locate(example, lines)
    root = json_offsets.scan(example.text)
    for contradiction in response.find_contradictions(action, answer):
        offsets = json_offsets.follow(root, contradiction.steps)
        location = source.find_location(
            offsets.key if contradiction.at_key else offsets.value
        )
        yield Diagnostic(location, contradiction.code, contradiction.message)


class _ExampleSource(NamedTuple):
    """An example's text, where it begins, and the column of the page at which each line begins: indents were removed."""

    text: str
    start: Location
    columns: tuple[int, ...]

    @classmethod
    def locate(cls, example: Example, lines: list[str]) -> _ExampleSource:
        texts = example.text.split("\n")
        page_lines = lines[example.location.line - 1 :][: len(texts)]
        columns = (
            len(line) - len(text) + 1 if line.endswith(text) else 1
            for text, line in zip(texts, page_lines, strict=False)
        )
        return cls(example.text, example.location, tuple(columns))

    def find_location(self, offset: int) -> Location:
        """Return the location in the page of an offset in the text."""
        line = self.text.count("\n", 0, offset)
        column = offset - (self.text.rfind("\n", 0, offset) + 1)
        first = self.columns[line] if line < len(self.columns) else 1
        return Location(self.start.path, self.start.line + line, first + column)
