"""Published pages with one cell that says something hostile instead: they give what a harmless text there gives."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import in_memory
import pytest
from docs2sdk.pages import markdown, page_sources
from docs2sdk.pages.markdown import Heading, Table
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.pages.page_sources import Source
from docs2sdk.python.file_renderer import render_text
from docs2sdk.schema import Action
from hostile_rows import LINES, TEXTS
from hypothesis import given, settings
from hypothesis import strategies as st

# No name, no type, no yes or no, and no fact.
HARMLESS = "harmless text"
# One line each: a cell has no more.
PAYLOADS = [text.replace("|", "\\|") for text in TEXTS.values()] + [
    " ".join(text.split()) for text in LINES.values()
]
PAYLOADS += ["array[string]; import os", "[*Foo*](javascript:x)", "../../evil", "A..B"]

texts = st.sampled_from(PAYLOADS) | st.builds(
    "{} {}".format, st.sampled_from(PAYLOADS), st.sampled_from(PAYLOADS)
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a line of a page, from character ``start`` to before ``end``."""

    page: Source
    line: int
    start: int
    end: int

    def saying(self, text: str) -> Source:
        """Return the page with a text there."""
        lines = self.page.text.split("\n")
        line = lines[self.line - 1]
        # Blanks around it: a backslash in front of a pipe would make the pipe part of the cell.
        lines[self.line - 1] = f"{line[: self.start]} {text} {line[self.end :]}"
        return Source(self.page.path, "\n".join(lines))


def spots(page: Source) -> list[Spot]:
    """Return every cell below a header, and the words of the title."""
    found = []
    lines = page.text.split("\n")
    for block in markdown.parse_blocks(page.text):
        if isinstance(block, Table):
            for cell in (cell for row in block.rows for cell in row.cells):
                start = cell.column - 1
                written = len(cell.text) + cell.text.count("|")
                found.append(Spot(page, cell.line, start, start + written))
        elif isinstance(block, Heading) and block.level == 1 and "-" in block.text:
            start = block.column - 1
            end = lines[block.line - 1].rindex("-")
            found.append(Spot(page, block.line, start, max(start, end)))
    return found


@pytest.fixture(scope="module")
def published(corpus: Path) -> Callable[[], dict[str, Source]]:
    """Return what returns the published pages that give an action, by path; hypothesis prints what it is given."""
    heads = ("### 请求参数\n", "# Request Parameters\n")
    pages = {
        page.path: page
        for page in page_sources.read_source_tree(corpus).pages
        if any(head in page.text for head in heads)
    }
    assert len(pages) > 900
    return lambda: pages


def shapes(action: Action) -> list[str]:
    """Return the form of an action's modules and tests, in Python and in TypeScript, without what strings say."""
    return [
        *(shape(render_text(context)) for context in in_memory.build_contexts(action)),
        *map(in_memory.outline, in_memory.typescript(action).values()),
    ]


def shape(text: str) -> str:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)


def outcome(page: Source) -> list[str]:
    """Return the shapes that a page gives, none if it gives no action."""
    read = parse_page(page)
    for finding in read.diagnostics:
        str(finding).encode()
    return shapes(read.action) if read.action else []


@pytest.mark.slow
@settings(max_examples=300)
@given(st.data(), texts)
def test_a_hostile_cell_gives_what_a_harmless_one_gives(
    published: Callable[[], dict[str, Source]], data: st.DataObject, text: str
) -> None:
    path = data.draw(st.sampled_from([*published()]), "page")
    locations = spots(published()[path])
    spot = locations[data.draw(st.integers(0, len(locations) - 1), "spot")]
    assert outcome(spot.saying(text)) == outcome(spot.saying(HARMLESS))
