"""What may stand in a cell that is being written: types, links to the models of the section, Yes and No."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from docs2sdk.editor import table_cells
from docs2sdk.editor.table_cells import REQUIRED, TYPE
from docs2sdk.editor.text_positions import OpenText, TextSpan

_SCALARS = ("string", "int", "float", "boolean")
_MARKUP = re.compile(r"[^a-z0-9_]+")


class Completion(NamedTuple):
    """A text for a cell, and the part of the page that it replaces; ``typed`` is what stands there up to the cursor."""

    text: str
    detail: str
    span: TextSpan
    typed: str


def complete_cell(
    path: str, text: OpenText, line: int, column: int
) -> list[Completion]:
    """Return the texts that fit what is typed in the cell at a place, the best first."""
    place = table_cells.find_parameter_cell(path, text, line, column)
    if not place:
        return []
    content = text.get_line(line)
    span = place.cell.span_text(content, line)
    span = span._replace(
        column=min(span.column, column), end_column=max(span.end_column, column)
    )
    typed = content[span.column - 1 : column - 1]
    candidates = [*_list_candidates(place.cell.number, place.models)]
    matches = [each for each in candidates if _normalize(typed) in _normalize(each[0])]
    matches.sort(key=lambda each: not _normalize(each[0]).startswith(_normalize(typed)))
    return [Completion(words, detail, span, typed) for words, detail in matches]


def _list_candidates(cell: int, models: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if cell == TYPE:
        yield from ((name, "type") for name in _SCALARS)
        for model in models:
            yield link_model(model), f"model {model}"
            yield f"array[{link_model(model)}]", f"list of {model}"
        yield from ((f"array[{name}]", "list") for name in _SCALARS)
        yield "object", "type"
    elif cell == REQUIRED:
        yield "**Yes**", "required"
        yield "No", "optional"


def link_model(model: str) -> str:
    """Return the link to a model as type cells have it."""
    return f"[*{model}*](#{model})"


def _normalize(text: str) -> str:
    return _MARKUP.sub("", text.lower())
