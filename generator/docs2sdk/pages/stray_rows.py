"""Finds rows outside tables: after an indent, a list mark, a quote, a fence, a tag or a blank line.

Markdown parses such a line as code, list, paragraph, heading or HTML, so every line outside a table is examined, whatever
its block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.message_text import pluralize
from docs2sdk.pages import cells, columns
from docs2sdk.pages.markdown import Block, Cell, Fence, Heading, Paragraph

# What may precede a row: white space, quote, list and heading marks, a check box, tags.
_PREFIX = re.compile(
    r"(?:[\s>]|[-*+](?=[\s|])|[0-9]{1,9}[.)]|#{1,6}(?=\s)|\[[ xX]\](?=\s)|</?[A-Za-z][^<>]*>)*"
)
_BEGINS_WITH_PIPE = re.compile(r"[\s>]*\|")
_PIPE = re.compile(r"(?<!\\)\|")
_HTML_TABLE = re.compile(r"<(?:table|t[rdh])\b", re.IGNORECASE)
_YES_OR_NO = frozenset(["yes", "no", "是", "否"])


def find_rows(block: Block) -> Iterator[int]:
    """Yield the numbers of the lines of a block that are rows of a table, or HTML of one; none for a table."""
    match block:
        case Fence():
            yield from _find_rows_in_fence(block)
        case Heading() if is_row(block.text):
            yield block.line
        case Paragraph() if _has_pipe(block.text) or "<" in block.text:
            for number, line in _lines(block):
                if is_row(line) or _HTML_TABLE.search(line):
                    yield number


def find_rows_in_prose(block: Block) -> Iterator[int]:
    """Like ``find_rows``, for a block outside the sections of parameters: fences and HTML have no rows there."""
    if isinstance(block, Heading) and is_row(block.text):
        yield block.line
    if isinstance(block, Paragraph) and _has_pipe(block.text):
        yield from (number for number, line in _lines(block) if is_row(line))


def _find_rows_in_fence(fence: Fence) -> Iterator[int]:
    if not _has_pipe(fence.info) and not _has_pipe(fence.text):
        return
    # A row after three backticks is the info string of a fence.
    if is_certain_row(fence.info):
        yield fence.line - 1
    for number, line in enumerate(fence.text.split("\n"), start=fence.line):
        if is_certain_row(line):
            yield number


def _lines(paragraph: Paragraph) -> Iterator[tuple[int, str]]:
    text = remove_comments(paragraph.text)
    return enumerate(text.split("\n"), start=paragraph.line)


def remove_comments(text: str) -> str:
    """Return a text without the comments that are closed in it; the number of lines stays the same."""
    kept: list[str] = []
    begin = 0
    while (opening := text.find("<!--", begin)) >= 0:
        end = text.find("-->", opening)
        if end < 0:
            break
        kept += text[begin:opening], "\n" * text.count("\n", opening, end)
        begin = end + len("-->")
    return "".join((*kept, text[begin:]))


def is_row(line: str) -> bool:
    """Whether a line of prose is a row of a table: it begins with a pipe, or its cells are those of a row."""
    if not _has_pipe(line):
        return False
    return bool(_BEGINS_WITH_PIPE.match(line)) or is_certain_row(line)


def _has_pipe(text: str) -> bool:
    # Nearly no text has one, which saves the closer examination.
    return "|" in text or "｜" in text


def is_certain_row(line: str) -> bool:
    """Whether a line, after any marks, is a row: pipes separate a name from a type or a yes or no, or headers of columns.

    A pipe alone is not enough: commands and choices of values have some, too.
    """
    if not _has_pipe(line):
        return False
    text = line.replace("｜", "|")
    text = text[_end_of_prefix(text) :].strip()
    inner = text.removeprefix("|").removesuffix("|")
    parts = [part.strip() for part in _PIPE.split(inner)]
    if len(parts) < 2:
        return text.startswith("|") and text.endswith("|") and len(text) > 2
    return (text.startswith("|") and len(parts) > 2) or _are_cells_of_row(parts)


def strip_prefix(line: str) -> str:
    """Return a line without the marks that may precede a row."""
    return line[_end_of_prefix(line) :].strip()


def _end_of_prefix(text: str) -> int:
    match = _PREFIX.match(text)
    return match.end() if match else 0


def _are_cells_of_row(parts: list[str]) -> bool:
    first, *others = parts
    if columns.has_similar_columns([Cell(part, 1, 1) for part in parts]):
        return True
    if len(parts) > 2 and _is_type(others[0]):
        return True
    has_evidence = any(_is_type(part) or _is_required(part) for part in others)
    return has_evidence and not isinstance(
        cells.read_name(first.strip("`")), cells.CellFault
    )


def _is_type(text: str) -> bool:
    _, fault = cells.read_type(text.strip("`"))
    return fault is None or fault.code == "D212"


def _is_required(text: str) -> bool:
    return text.strip("*").lower() in _YES_OR_NO


def report_lost_rows(path: str, numbers: Iterable[int]) -> tuple[Diagnostic, ...]:
    """Return one diagnostic for all lost rows of a region, by their line numbers; none if there are no rows."""
    lines = sorted(numbers)
    if not lines:
        return ()
    message = f"{pluralize(len(lines), 'row')} not read, up to line {lines[-1]}"
    return (Diagnostic(Location(path, lines[0]), "D216", message),)
