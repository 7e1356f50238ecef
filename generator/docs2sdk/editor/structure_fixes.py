"""Quick fixes of headings, tables and blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.editor import page_edits, table_cells
from docs2sdk.editor.page_edits import PageEdit, QuickFix
from docs2sdk.pages import cells, columns, markdown, similar_headings, stray_rows
from docs2sdk.pages.cells import CellFault
from docs2sdk.pages.markdown import Heading, Table

_HINT = re.compile(r'line ([0-9]{1,9}) has ".*?"; did you mean "(.*?)"\?')
_HEADING = re.compile(r"(\s{0,3}#{1,6}\s*)(.*?)(?:\s+#+)?\s*")
_OPENINGS = re.compile(
    r"\s*(?:(?P<fence>`{3,}|~{3,})|(?P<comment><!--)|<(?P<tag>script|pre|style|textarea)\b)",
    re.IGNORECASE,
)
_EXPECTED = re.compile(r"; expected (.+)\Z")
_LAST_LINE = re.compile(r"up to line ([0-9]{1,9})\Z")
_MODEL_MARKS = ("####", "##")
_DELIMITERS = "|:---|:---|:---|:---|"
# What a cell of a missing column says: a row that says nothing is not required.
_DEFAULTS = ("", "", "", "No")


def fix_heading(lines: Sequence[str], diagnostic: Diagnostic) -> Iterator[QuickFix]:
    """Suggest the headings that the message says are meant."""
    hints = [(int(line), words) for line, words in _HINT.findall(diagnostic.message)]
    if hints and all(line <= len(lines) for line, _ in hints):
        edits = [_rewrite_heading(lines, line, words) for line, words in hints]
        title = ", ".join(f'"{words}"' for _, words in hints)
        yield QuickFix(f"Write {title}", tuple(edits))


def _rewrite_heading(lines: Sequence[str], line: int, words: str) -> PageEdit:
    """Return the edit that makes a line this heading; ``words`` without marks keep those of the line."""
    heading = _HEADING.fullmatch(lines[line - 1])
    if words.startswith("#") or not heading:
        return page_edits.replace_line(lines, line, words)
    return page_edits.replace_in_line(line, heading.start(2), heading.end(2), words)


def fix_heading_level(
    lines: Sequence[str], diagnostic: Diagnostic
) -> Iterator[QuickFix]:
    """Suggest the level of models for the heading of a table, if it can be the name of one."""
    blocks = markdown.parse_blocks("\n".join(lines))
    headings = [block.line for block in blocks if isinstance(block, Heading)]
    above = [line for line in headings if line <= diagnostic.location.line]
    line = above[-1] if above else 1
    heading = _HEADING.fullmatch(lines[line - 1])
    if heading and cells.check_identifier(heading[2]) is None:
        for marks in _MODEL_MARKS:
            edit = page_edits.replace_in_line(line, 0, heading.end(1), f"{marks} ")
            yield QuickFix(f'Write "{marks} {heading[2]}"', (edit,))


def fix_columns(lines: Sequence[str], diagnostic: Diagnostic) -> Iterator[QuickFix]:
    """Suggest the columns of parameters for a table that has them under other names, in another order, or lacks one."""
    expected = _EXPECTED.search(diagnostic.message)
    table = _find_table(lines, diagnostic.location.line)
    order = columns.identify_columns(table.header) if table else None
    if not expected or not table or not order:
        return
    headers = expected[1].split(", ")
    edits = [page_edits.replace_line(lines, table.header.line, _join(headers))]
    delimiters = table.header.line + 1
    if len(_read_cells(lines[delimiters - 1])) != len(headers):
        edits.append(page_edits.replace_line(lines, delimiters, _DELIMITERS))
    rows = {row.line: _read_cells(lines[row.line - 1]) for row in table.rows}
    if all(_is_row(texts) for texts in rows.values()):
        # Only the header is wrong.
        yield QuickFix(f"Write the columns {expected[1]}", tuple(edits))
        return
    for line, texts in rows.items():
        if len(texts) != len(table.header.cells):
            return
        chosen = [
            default if number is None else texts[number]
            for number, default in zip(order, _DEFAULTS, strict=True)
        ]
        if not _is_row(chosen):
            return
        edits.append(page_edits.replace_line(lines, line, _join(chosen)))
    yield QuickFix(f"Write the columns {expected[1]}", tuple(edits))


def _is_row(texts: Sequence[str]) -> bool:
    """Whether texts are the cells of a row of parameters."""
    if len(texts) != len(_DEFAULTS):
        return False
    _, type_fault = cells.read_type(texts[1])
    is_required = cells.read_required(texts[3])
    return not type_fault and not isinstance(is_required, CellFault)


def _find_table(lines: Sequence[str], line: int) -> Table | None:
    for block in markdown.parse_blocks("\n".join(lines)):
        if isinstance(block, Table) and block.header.line == line:
            return block
    return None


def _read_cells(line: str) -> list[str]:
    listed = table_cells.list_cells(line)
    texts = [line[cell.start : cell.end].strip(markdown.BLANK) for cell in listed]
    # Behind the last pipe there is no cell.
    return texts if line.rstrip()[-1:] != "|" else texts[:-1]


def _join(texts: Sequence[str]) -> str:
    return f"| {' | '.join(texts)} |"


def fix_unclosed_block(
    lines: Sequence[str], diagnostic: Diagnostic
) -> Iterator[QuickFix]:
    """Suggest to close a block before the heading of the next section."""
    first = diagnostic.location.line
    opening = _OPENINGS.match(lines[first - 1])
    following = (
        number
        for number in range(first + 1, len(lines) + 1)
        if _is_section(lines[number - 1])
    )
    end = next(following, None)
    if not opening or end is None:
        return
    while end - 1 > first and not lines[end - 2].strip():
        end -= 1
    tag = opening["tag"]
    closing = f"</{tag}>" if tag else opening["fence"] or "-->"
    last = len(lines[end - 2])
    edit = page_edits.replace_in_line(end - 1, last, last, f"\n{closing}")
    yield QuickFix(f'Close it with "{closing}" after line {end - 1}', (edit,))


def _is_section(line: str) -> bool:
    text = line.strip()
    is_heading = text.startswith("#")
    return is_heading and similar_headings.recognize_section(text) is not None


def fix_lost_rows(lines: Sequence[str], diagnostic: Diagnostic) -> Iterator[QuickFix]:
    """Suggest to put rows right below their table, without what precedes them."""
    first = diagnostic.location.line
    end = _LAST_LINE.search(diagnostic.message)
    last = min(int(end[1]), len(lines)) if end else first
    above = first - 1
    while above > 0 and not lines[above - 1].strip():
        above -= 1
    is_below_table = above > 0 and lines[above - 1].lstrip().startswith("|")
    edits = []
    for number in range(above + 1 if is_below_table else first, last + 1):
        line = lines[number - 1]
        if not line.strip():
            edits.append(page_edits.delete_line(number))
            continue
        row = stray_rows.strip_prefix(line).replace("｜", "|")
        if not stray_rows.is_row(row):
            return
        row = row if row.startswith("|") else f"| {row}"
        if row != line:
            edits.append(page_edits.replace_line(lines, number, row))
    yield QuickFix("Put the rows right below the table", tuple(edits))
