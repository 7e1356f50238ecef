"""Quote a page at a place: the row of a table with its column headings, or the line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TypeAlias

from docs2sdk.diff.snapshots import Snapshot
from docs2sdk.locations import Location
from docs2sdk.pages import cells, markdown
from docs2sdk.pages.markdown import Table, TableRow

# Pairs of the heading of a column ("" if there is none) and the text of the cell.
Cells: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Quotations:
    """The pages of a snapshot; ``rows`` caches the rows of the pages that were quoted, by path and line."""

    snapshot: Snapshot
    rows: dict[str, dict[int, Cells]] = field(default_factory=dict)

    def find_row(self, location: Location) -> Cells:
        """Return the row at a place, empty if there is none or the page is not available."""
        if location.path not in self.rows:
            self.rows[location.path] = dict(_parse_rows(self._page_text(location)))
        return self.rows[location.path].get(location.line, ())

    def find_line(self, location: Location) -> Cells:
        """Return the line at a place, without a heading; empty if the page is not available."""
        line = "".join(
            self._page_text(location).split("\n")[location.line - 1 : location.line]
        )
        return (("", line.strip()),) if line.strip() else ()

    def _page_text(self, location: Location) -> str:
        return self.snapshot.texts.get(location.file, "")


def _parse_rows(text: str) -> Iterator[tuple[int, Cells]]:
    for block in markdown.parse_blocks(text):
        if isinstance(block, Table):
            yield from (
                (row.line, _pair_cells(block.header, row)) for row in block.rows
            )


def _pair_cells(header: TableRow, row: TableRow) -> Cells:
    """Pair the cells of a row with their headings; missing cells are "", and so are the headings of surplus cells."""
    headings, texts = _shown_texts(header), _shown_texts(row)
    return tuple(zip_longest(headings, texts, fillvalue=""))


def _shown_texts(row: TableRow) -> tuple[str, ...]:
    return tuple(cells.read_display_text(cell.text) for cell in row.cells)
