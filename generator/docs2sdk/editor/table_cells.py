"""The cells of a table row in an open text, whether or not the row is complete."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from docs2sdk.editor.text_positions import OpenText, TextSpan
from docs2sdk.pages import columns, markdown, page_structure
from docs2sdk.pages.markdown import BLANK, Block, Table
from docs2sdk.pages.sections import Section

NAME, TYPE, DESCRIPTION, REQUIRED = range(4)

_PIPE = re.compile(r"(?<!\\)\|")


class TableCell(NamedTuple):
    """A cell of a line: its number from 0, and the offsets at which it begins and ends between the pipes."""

    number: int
    start: int
    end: int

    def span_text(self, line: str, number: int) -> TextSpan:
        """Return where the text of the cell is, without padding, in the line of this number."""
        content = line[self.start : self.end]
        text = content.strip(BLANK)
        start = self.start + (content.index(text) if text else min(1, len(content)))
        return TextSpan(number, start + 1, number, start + len(text) + 1)


class ParameterCell(NamedTuple):
    """A cell of a table of parameters, and the names of the models that its section defines."""

    cell: TableCell
    models: tuple[str, ...]


def list_cells(line: str) -> Iterator[TableCell]:
    """Yield the cells of a line; one without a pipe behind it goes to the end of the line."""
    ends = [match.start() for match in _PIPE.finditer(line)]
    start = number = 0
    for end in [*ends, len(line)]:
        is_outside = number == 0 and start == 0 and not line[:end].strip()
        if not is_outside:
            yield TableCell(number, start, end)
            number += 1
        start = end + 1


def find_cell(line: str, column: int) -> TableCell:
    """Return the cell of a line at a column."""
    listed = list(list_cells(line)) or [TableCell(0, 0, len(line))]
    return next((cell for cell in listed if column - 1 <= cell.end), listed[-1])


def find_parameter_cell(
    path: str, text: OpenText, line: int, column: int
) -> ParameterCell | None:
    """Return the cell at a place in a row of a table of parameters; None elsewhere, and in the header."""
    blocks = markdown.parse_blocks("\n".join(text.lines))
    if not find_table(blocks, line):
        return None
    cell = find_cell(text.get_line(line), column)
    return ParameterCell(cell, _list_models(path, blocks, line))


def find_table(blocks: tuple[Block, ...], line: int) -> Table | None:
    """Return the table of parameters that has a row in a line."""
    for block in blocks:
        if not isinstance(block, Table) or not columns.find_layout(block, "variant"):
            continue
        if any(row.line == line for row in block.rows):
            return block
    return None


def _list_models(path: str, blocks: tuple[Block, ...], line: int) -> tuple[str, ...]:
    section = find_section(path, blocks, line)
    return tuple(model.heading.text for model in section.models) if section else ()


def find_section(path: str, blocks: tuple[Block, ...], line: int) -> Section | None:
    """Return the request or response section that a line is in."""
    above = [
        section
        for page in page_structure.read_structures(path, blocks)
        for section in (page.request, page.response)
        if section and section.heading.line < line
    ]
    return max(above, key=lambda section: section.heading.line, default=None)
