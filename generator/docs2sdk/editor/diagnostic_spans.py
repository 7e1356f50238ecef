"""Where an editor underlines a diagnostic, and the other lines that its message names."""

from __future__ import annotations

import re
from typing import NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.editor import table_cells
from docs2sdk.editor.text_positions import OpenText, TextSpan
from docs2sdk.locations import Location

_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"?')
_WORD = re.compile(r"[{\[]|[^\s,&=\]}]+")
# A message about rows that were not read names the last one.
_LAST_LINE = re.compile(r"up to line ([0-9]{1,9})\Z")
# Messages name an earlier occurrence by its line, with its page if that is another one.
_NAMED_LINES = re.compile(
    r"\bline (?P<line>[0-9]{1,9}) of (?P<page>\S+\.md)\b"
    r"|\bat (?P<path>\S+?\.md):(?P<at>[0-9]{1,9})(?::[0-9]{1,9})?"
    r"|\balready defined by (?P<chosen>\S+\.md)\b"
    r"|(?<!up to )\bline (?P<own>[0-9]{1,9})\b"
)
# Codes of examples: what is underlined is a key or a value, not a cell.
_EXAMPLES = "D4"


class RelatedLocation(NamedTuple):
    """A location that a message names; ``text`` is what the message says there."""

    location: Location
    text: str


def find_span(diagnostic: Diagnostic, text: OpenText) -> TextSpan:
    """Return what a diagnostic is about: the rest of its cell, key, value or line, from its location on."""
    _, line, column = diagnostic.location
    content = text.get_line(line)
    last = _LAST_LINE.search(diagnostic.message)
    if last and line < int(last[1]) <= len(text.lines):
        end = int(last[1])
        return TextSpan(line, column, end, len(text.get_line(end)) + 1)
    end_column = _find_end(diagnostic.code, content, column)
    return TextSpan(line, column, line, max(end_column, column))


def _find_end(code: str, line: str, column: int) -> int:
    if code.startswith(_EXAMPLES):
        pattern = _JSON_STRING if line[column - 1 : column] == '"' else _WORD
        match = pattern.match(line, column - 1)
        return match.end() + 1 if match else column
    is_of_cell = column > 1 and "|" in line
    end = table_cells.find_cell(line, column).end if is_of_cell else len(line)
    return len(line[:end].rstrip()) + 1


def find_related(diagnostic: Diagnostic) -> tuple[RelatedLocation, ...]:
    """Return the locations that a message names."""
    path = diagnostic.location.file
    return tuple(
        RelatedLocation(
            Location(
                match["page"] or match["path"] or match["chosen"] or path,
                int(match["line"] or match["at"] or match["own"] or 1),
            ),
            match[0],
        )
        for match in _NAMED_LINES.finditer(diagnostic.message)
    )
