"""Reads tables of error codes into RetCodes with their meanings.

A product's table is in its ``error_code.md``; the table for all products is on a page of the summary.  The published
tables have two columns (code, Chinese meaning) and may pad rows with blank cells.  A column for the API's own message is
recognized by its header; every other column is part of the meaning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.message_text import pluralize
from docs2sdk.pages import cells, stray_rows, structure_checks
from docs2sdk.pages.checkout_layout import is_common_page
from docs2sdk.pages.markdown import Block, Cell, Paragraph, Table, TableRow
from docs2sdk.pages.page_structure import PageStructure
from docs2sdk.schema import ErrorCode

_CODE = re.compile(r"(\*\*|`|)(?P<code>-?[0-9]{1,18})\1")
_CODE_COLUMNS = ("错误码", "错误代码", "返回码", "retcode", "errorcode", "code")
_MESSAGE_COLUMNS = ("英文", "message", "english")


class ParsedErrorCodes(NamedTuple):
    """RetCodes in the order of their numbers, and what is wrong with the rows that they come from."""

    codes: tuple[ErrorCode, ...]
    diagnostics: tuple[Diagnostic, ...]


def read_error_codes(page: PageStructure) -> ParsedErrorCodes:
    """Return the codes of a page; most pages have none.

    In an ``error_code.md`` a table counts if its first column holds integers or has the header of codes; elsewhere in the
    summary's folder only if both hold.
    """
    if page.kind == "error_codes":
        codes, diagnostics = _read_tables(page, _may_be_codes)
        return ParsedErrorCodes(codes, (*_report_unread(page), *diagnostics))
    if page.kind == "prose" and is_common_page(page.path):
        return _read_tables(page, _must_be_codes)
    return ParsedErrorCodes((), ())


def _read_tables(
    page: PageStructure, counts: Callable[[Table], bool]
) -> ParsedErrorCodes:
    tables = filter(counts, _tables(page.blocks))
    rows = [row for table in tables for row in _read_rows(page.path, table)]
    codes, repetitions = merge_error_codes(
        row for row in rows if isinstance(row, ErrorCode)
    )
    faults = (row for row in rows if isinstance(row, Diagnostic))
    return ParsedErrorCodes(codes, (*faults, *repetitions))


def merge_error_codes(codes: Iterable[ErrorCode]) -> ParsedErrorCodes:
    """Return one row for each number, the first; with a diagnostic for every later row."""
    first: dict[int, ErrorCode] = {}
    repetitions: list[Diagnostic] = []
    for code in codes:
        earlier = first.setdefault(code.code, code)
        if earlier is not code:
            repetitions.append(_report_repetition(code, earlier))
    merged_codes = tuple(first[code] for code in sorted(first))
    return ParsedErrorCodes(merged_codes, tuple(repetitions))


def _report_repetition(code: ErrorCode, earlier: ErrorCode) -> Diagnostic:
    line, path = earlier.location.line, earlier.location.path
    where = f"in line {line}" if path == code.location.path else f"at {path}:{line}"
    if (code.message, code.meaning) == (earlier.message, earlier.meaning):
        return Diagnostic(code.location, "D207", f"{code.code} stands {where} already")
    message = f"{code.code} stands {where} already and means something else"
    return Diagnostic(code.location, "D502", message)


def _tables(blocks: Iterable[Block]) -> Iterator[Table]:
    return (block for block in blocks if isinstance(block, Table))


def _may_be_codes(table: Table) -> bool:
    return len(table.header.cells) > 1 and (
        _has_code_header(table) or _has_integers(table)
    )


def _must_be_codes(table: Table) -> bool:
    return (
        len(table.header.cells) > 1 and _has_code_header(table) and _has_integers(table)
    )


def _has_code_header(table: Table) -> bool:
    return _normalize_header(table.header.cells[0]) in _CODE_COLUMNS


def _has_integers(table: Table) -> bool:
    return any(_CODE.fullmatch(row.cells[0].text) for row in table.rows)


def _normalize_header(cell: Cell) -> str:
    """Return a header cell's text as the column names above are spelled."""
    return re.sub(r"[\s_*]", "", cell.text).lower()


def _report_unread(page: PageStructure) -> Iterator[Diagnostic]:
    """Report the tables and lost rows of an ``error_code.md`` that are not read, and a page without any code."""
    if page.complete and not any(map(_may_be_codes, _tables(page.blocks))):
        yield Diagnostic(Location(page.path, 1), "D503", "the page lists no error code")
    for block in page.blocks:
        if isinstance(block, Paragraph):
            rows = stray_rows.find_rows_in_prose(block)
            yield from stray_rows.report_lost_rows(page.path, rows)
        elif isinstance(block, Table) and not _may_be_codes(block):
            yield structure_checks.report_unread_table(page.path, block)


def _read_rows(path: str, table: Table) -> Iterator[ErrorCode | Diagnostic]:
    columns = [_normalize_header(cell) for cell in table.header.cells]
    while len(columns) > 2 and not columns[-1]:
        columns.pop()
    return (_read_row(path, row, columns) for row in table.rows)


def _read_row(path: str, row: TableRow, columns: list[str]) -> ErrorCode | Diagnostic:
    """Return a row's code, or what is wrong with the row; blank cells after the last column are padding."""
    number, expected = len(row.cells), len(columns)
    if number < expected or any(cell.text for cell in row.cells[expected:]):
        message = f"{pluralize(number, 'cell')} instead of {expected}"
        return Diagnostic(Location(path, row.line), "D201", message)
    cell = row.cells[0]
    location = Location(path, cell.line, cell.column)
    match = _CODE.fullmatch(cell.text)
    if not match:
        return Diagnostic(location, "D501", f"no integer: {cells.quote(cell.text)}")
    message, meaning = _read_texts(row, columns)
    if not message and not meaning:
        return Diagnostic(location, "D501", f"{match['code']} has no meaning")
    return ErrorCode(int(match["code"]), message, meaning, location)


def _read_texts(row: TableRow, columns: list[str]) -> tuple[str, str]:
    """Return the API's own message and the meaning: the texts of message columns, and of all others after the code."""
    texts: tuple[list[str], list[str]] = ([], [])
    for cell, column in zip(row.cells[1:], columns[1:], strict=False):
        texts[column not in _MESSAGE_COLUMNS].append(cells.read_text(cell.text))
    message, meaning = ("\n".join(filter(None, parts)) for parts in texts)
    return message, meaning
