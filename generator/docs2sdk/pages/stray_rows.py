"""Rows that stand outside a table: behind an indent, a list mark, a quote, a fence, a tag or a blank line.

What Markdown makes of such a line differs (code, list, paragraph, heading, HTML).  So each line that no table holds is
looked at, whatever block it is in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docs2sdk.counting import counted
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages import cells, columns
from docs2sdk.pages.markdown import Block, Cell, Fence, Heading, Paragraph
from docs2sdk.places import Place

# What may stand before a row: white space, quote, list and heading marks, a check box, tags.
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
            yield from _in_fence(block)
        case Heading() if is_row(block.text):
            yield block.line
        case Paragraph() if _has_pipe(block.text) or "<" in block.text:
            for number, line in _lines(block):
                if is_row(line) or _HTML_TABLE.search(line):
                    yield number


def find_rows_in_prose(block: Block) -> Iterator[int]:
    """Yield the same of a block outside the sections of parameters, where fences and HTML are nobody's rows."""
    if isinstance(block, Heading) and is_row(block.text):
        yield block.line
    if isinstance(block, Paragraph) and _has_pipe(block.text):
        yield from (number for number, line in _lines(block) if is_row(line))


def _in_fence(fence: Fence) -> Iterator[int]:
    if not _has_pipe(fence.info) and not _has_pipe(fence.text):
        return
    # A row behind three backticks opens a fence, and is its info string.
    if is_certain_row(fence.info):
        yield fence.line - 1
    for number, line in enumerate(fence.text.split("\n"), start=fence.line):
        if is_certain_row(line):
            yield number


def _lines(paragraph: Paragraph) -> Iterator[tuple[int, str]]:
    text = remove_comments(paragraph.text)
    return enumerate(text.split("\n"), start=paragraph.line)


def remove_comments(text: str) -> str:
    """Return a text with as many lines, without the comments that end in it."""
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
    """Whether a line of prose is a row of a table: it begins with a pipe, or its cells say so."""
    if not _has_pipe(line):
        return False
    return bool(_BEGINS_WITH_PIPE.match(line)) or is_certain_row(line)


def _has_pipe(text: str) -> bool:
    # Nearly every text has none, and need not be looked at more closely.
    return "|" in text or "｜" in text


def is_certain_row(line: str) -> bool:
    """Whether what stands behind any mark is a row: pipes part a name from a type or a yes or no, or titles of columns.

    A pipe alone is too little: a command has some, and so has a choice of values.
    """
    if not _has_pipe(line):
        return False
    text = line.replace("｜", "|")
    text = text[_end_of_prefix(text) :].strip()
    inner = text.removeprefix("|").removesuffix("|")
    parts = [part.strip() for part in _PIPE.split(inner)]
    if len(parts) < 2:
        return text.startswith("|") and text.endswith("|") and len(text) > 2
    return (text.startswith("|") and len(parts) > 2) or _are_cells(parts)


def _end_of_prefix(text: str) -> int:
    match = _PREFIX.match(text)
    return match.end() if match else 0


def _are_cells(parts: list[str]) -> bool:
    first, *others = parts
    if columns.has_similar_columns([Cell(part, 1, 1) for part in parts]):
        return True
    if len(parts) > 2 and _is_type(others[0]):
        return True
    says = any(_is_type(part) or _is_required(part) for part in others)
    return says and not isinstance(cells.name(first.strip("`")), cells.Fault)


def _is_type(text: str) -> bool:
    _, fault = cells.type_(text.strip("`"))
    return fault is None or fault.code == "D212"


def _is_required(text: str) -> bool:
    return text.strip("*").lower() in _YES_OR_NO


def report_lost_rows(path: str, numbers: Iterable[int]) -> tuple[Diagnostic, ...]:
    """Return one finding for the lines of a piece of a page that are lost rows, none if there are none."""
    lines = sorted(numbers)
    if not lines:
        return ()
    message = f"{counted(len(lines), 'row')} not read, up to line {lines[-1]}"
    return (Diagnostic(Place(path, lines[0]), "D216", message),)
