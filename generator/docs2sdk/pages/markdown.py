"""Parses Markdown into blocks: headings, paragraphs, fences and tables, each with its line.

This module knows Markdown, but no API.  Only block structure is parsed.  Text stays as written, since inline rendering
loses ``24*60*60`` and ``<ip-address>``, and since inline rules are where hostile text costs time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.token import Token

# Far above the published pages (1,335 lines, 65 rows, 29 pipes and 11,378 characters in a line); such a page takes a second.
MAX_LINES = 20_000
MAX_LINE_LENGTH = 200_000
MAX_TEXT_LENGTH = 1_000_000
MAX_ROWS = 5_000
MAX_CELLS = 1_000
MAX_NESTING = 100

BLANK = " \t\u00a0\u3000"  # pads a cell; other white space is text


class Heading(NamedTuple):
    """``level`` from 1 to 6; ``column`` is where the text begins."""

    level: int
    text: str
    line: int
    column: int


class Paragraph(NamedTuple):
    """Source lines of a paragraph, list, quotation or piece of HTML; ``column`` is where the text begins."""

    text: str
    line: int
    column: int = 1


class Fence(NamedTuple):
    """A code block; ``line`` is that of the first line of its text."""

    info: str
    text: str
    line: int


class OpenFence(Fence):
    """A code block without a closing mark: it ends with the page."""

    __slots__ = ()


class Cell(NamedTuple):
    """The source of a table cell, with ``\\|`` read as ``|``; ``column`` is where the text begins."""

    text: str
    line: int
    column: int


class TableRow(NamedTuple):
    """The cells as written, even if their number differs from the header's."""

    cells: tuple[Cell, ...]
    line: int


class Table(NamedTuple):
    """A table; ``rows`` excludes the header and the line of dashes."""

    header: TableRow
    rows: tuple[TableRow, ...]


class LimitExceeded(NamedTuple):
    """The last block of a page that exceeds a limit: the message, and the line where parsing stopped."""

    message: str
    line: int


Block: TypeAlias = Heading | Paragraph | Fence | Table | LimitExceeded


def parse_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text with ``\\n`` newlines, in order.

    The last block is a ``LimitExceeded`` if the text exceeds a limit.
    """
    lines = text.split("\n")
    exceeded = _check_limits(lines)
    if exceeded:
        del lines[exceeded.line - 1 :]
    tokens = _MARKDOWN.parse("\n".join(lines))
    blocks = tuple(block for token in tokens for block in _make_blocks(token, lines))
    exceeded = _check_nesting(tokens) or exceeded
    return (*blocks, exceeded) if exceeded else blocks


def _block_parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table")
    markdown.block.ruler.at("table", _table_rule, {"alt": ["paragraph"]})
    markdown.core.ruler.enableOnly(["block"])
    # Definitions such as `[x]: y` would vanish from the blocks.
    markdown.block.ruler.disable("reference")
    return markdown


def _table_rule(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Find the lines of a table as the parser's own rule does, but do not split them into cells.

    The parser's rule pads every row to the header's length: a thousand columns with short rows would be millions of cells.
    """
    begins_here = table(state, first, last, True)
    if silent or not begins_here:
        return begins_here
    line = first + 2
    outer, state.parentType = state.parentType, "table"
    while line < last and not _ends_table(state, line, last):
        line += 1
    state.parentType = outer
    state.push("table", "table", 0).map = [first, line]
    state.line = line
    return True


def _ends_table(state: StateBlock, line: int, last: int) -> bool:
    return (
        state.isEmpty(line)
        or state.sCount[line] < state.blkIndent
        or state.is_code_block(line)
        or any(
            rule(state, line, last, True)
            for rule in state.md.block.ruler.getRules("blockquote")
        )
    )


_MARKDOWN = _block_parser()


def _check_limits(lines: list[str]) -> LimitExceeded | None:
    """Return the first limit that the lines exceed; called before anything is parsed."""
    length = rows = 0
    for number, line in enumerate(lines, start=1):
        length += len(line) + 1
        rows = rows + 1 if "|" in line else 0
        if number > MAX_LINES:
            return LimitExceeded(f"more than {MAX_LINES} lines", number)
        if len(line) > MAX_LINE_LENGTH:
            return LimitExceeded(
                f"a line of {len(line)} characters, at most {MAX_LINE_LENGTH}", number
            )
        if length > MAX_TEXT_LENGTH:
            return LimitExceeded(f"more than {MAX_TEXT_LENGTH} characters", number)
        if line.count("|") > MAX_CELLS:
            return LimitExceeded(f"a row of more than {MAX_CELLS} cells", number)
        if rows > MAX_ROWS:
            return LimitExceeded(f"a table of more than {MAX_ROWS} rows", number)
    return None


def _check_nesting(tokens: list[Token]) -> LimitExceeded | None:
    """Return where nesting reaches the parser's limit: the parser silently skips what is nested deeper."""
    for token in tokens:
        if token.level >= MAX_NESTING - 1 and token.map:
            return LimitExceeded(
                f"nested deeper than {MAX_NESTING // 2} levels", token.map[0] + 1
            )
    return None


def _make_blocks(token: Token, lines: list[str]) -> Iterator[Block]:
    """Yield the block of a top-level token; nested blocks stay part of its source text."""
    if token.level or not token.map or token.type not in _MAKERS:
        return
    yield from _MAKERS[token.type](token, lines)


def _heading(token: Token, lines: list[str]) -> Iterator[Heading]:
    assert token.map
    first, end = token.map
    if token.markup.startswith("#"):
        line = lines[first]
        text = line.lstrip()[len(token.markup) :].lstrip()
        yield Heading(
            int(token.tag[1]),
            _strip_closing_hashes(text),
            first + 1,
            len(line) - len(text) + 1,
        )
    else:
        source = "\n".join(lines[first : end - 1])
        above, column = _find_text(source)
        yield Heading(int(token.tag[1]), source.strip(), first + above + 1, column)


def _strip_closing_hashes(text: str) -> str:
    """Return a heading's text without the hashes that may follow it."""
    text = text.rstrip()
    bare = text.rstrip("#")
    return text if bare.rstrip() == bare != "" else bare.rstrip()


def _paragraph(token: Token, lines: list[str]) -> Iterator[Paragraph]:
    assert token.map
    source = "\n".join(lines[slice(*token.map)])
    text = source.strip()
    if text:
        above, column = _find_text(source)
        yield Paragraph(text, token.map[0] + above + 1, column)


def _find_text(source: str) -> tuple[int, int]:
    """Return the number of blank lines above a block's text, and the column of the text.

    Markdown does not treat U+3000 as blank, so a block may begin with it.
    """
    end = len(source) - len(source.lstrip())
    return source.count("\n", 0, end), end - source.rfind("\n", 0, end)


def _fence(token: Token, lines: list[str]) -> Iterator[Fence]:
    assert token.map
    opening = 1 if token.type == "fence" else 0
    first, end = token.map
    # The closing mark is the last line, which must not be the opening line.
    is_closed = not opening or (
        end - first > 1 and _closes(lines[end - 1], token.markup)
    )
    make = Fence if is_closed else OpenFence
    yield make(token.info.strip(), token.content, first + opening + 1)


def _closes(line: str, markup: str) -> bool:
    text = line.strip()
    return text.startswith(markup) and not text.strip(markup[0])


def _table(token: Token, lines: list[str]) -> Iterator[Table]:
    assert token.map
    first, end = token.map
    rows = (_row(lines[index], index + 1) for index in range(first + 2, end))
    yield Table(_row(lines[first], first + 1), tuple(rows))


def _row(line: str, number: int) -> TableRow:
    """Split a source line at its unescaped pipes; the parser's own cells are padded and cut to the header's number."""
    start = len(line) - len(line.lstrip())
    end = len(line.rstrip())
    pipes = [match.start() for match in _PIPE.finditer(line, start, end)]
    if pipes and pipes[0] == start:
        start = pipes.pop(0) + 1
    if pipes and pipes[-1] == end - 1:
        end = pipes.pop()
    starts = [start, *(pipe + 1 for pipe in pipes)]
    ends = [*pipes, end]
    cells = (_cell(line, number, *span) for span in zip(starts, ends, strict=True))
    return TableRow(tuple(cells), number)


def _cell(line: str, number: int, start: int, end: int) -> Cell:
    raw = line[start:end]
    text = raw.strip(BLANK)
    padding = len(raw) - len(raw.lstrip(BLANK)) if text else 0
    return Cell(text.replace("\\|", "|"), number, start + padding + 1)


_PIPE = re.compile(r"(?<!\\)\|")
_MAKERS: dict[str, Callable[[Token, list[str]], Iterator[Block]]] = {
    "heading_open": _heading,
    "table": _table,
    "fence": _fence,
    "code_block": _fence,
    "paragraph_open": _paragraph,
    "blockquote_open": _paragraph,
    "bullet_list_open": _paragraph,
    "ordered_list_open": _paragraph,
    "html_block": _paragraph,
}
