"""What a page says at a place, to be quoted: the row of a table by its columns, or the line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TypeAlias

from docs2sdk.drift.snapshots import Snapshot
from docs2sdk.pages import cells, markdown
from docs2sdk.pages.markdown import Row, Table
from docs2sdk.places import Place

# The heading of a column ("" where there is none), and what stands there.
Cells: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Quotations:
    """The pages of a snapshot; each is parsed when it is first quoted."""

    snapshot: Snapshot
    known: dict[str, dict[int, Cells]] = field(default_factory=dict)

    def row(self, place: Place) -> Cells:
        """Return the row that begins at a place, empty if none does or the page is not at hand."""
        if place.path not in self.known:
            self.known[place.path] = dict(_rows(self._text(place)))
        return self.known[place.path].get(place.line, ())

    def line(self, place: Place) -> Cells:
        """Return the line at a place, without a heading; empty if the page is not at hand."""
        line = "".join(self._text(place).split("\n")[place.line - 1 : place.line])
        return (("", line.strip()),) if line.strip() else ()

    def _text(self, place: Place) -> str:
        return self.snapshot.texts.get(place.path, "")


def _rows(text: str) -> Iterator[tuple[int, Cells]]:
    for block in markdown.parse(text):
        if isinstance(block, Table):
            yield from ((row.line, _cells(block.header, row)) for row in block.rows)


def _cells(header: Row, row: Row) -> Cells:
    """Pair a row's cells with their headings; missing ones are empty, and more than there are headings have none."""
    headings, texts = _texts(header), _texts(row)
    return tuple(zip_longest(headings, texts, fillvalue=""))


def _texts(row: Row) -> tuple[str, ...]:
    return tuple(cells.shown(cell.text) for cell in row.cells)
