"""Tables of error codes to RetCodes with their meanings.

They stand on the ``error_code.md`` of a product, and once for all products on a page of the summary.  The published pages
have two columns (code, Chinese meaning) and may pad rows with blank cells; a column for the API's own message is known by
its header, any other column is part of the meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docs2sdk.counting import counted
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages import cells, stray_rows, structure_checks
from docs2sdk.pages.layout import is_common
from docs2sdk.pages.markdown import Block, Cell, Paragraph, Row, Table
from docs2sdk.pages.page import Page
from docs2sdk.places import Place
from docs2sdk.schema import ErrorCode

_CODE = re.compile(r"(\*\*|`|)(?P<code>-?[0-9]{1,18})\1")
_CODE_COLUMNS = ("错误码", "错误代码", "返回码", "retcode", "errorcode", "code")
_MESSAGE_COLUMNS = ("英文", "message", "english")


def read_error_codes(page: Page, found: list[Diagnostic]) -> tuple[ErrorCode, ...]:
    """Return the codes of a page by code, none for most; what is wrong with its rows is appended to ``found``.

    Any table of an ``error_code.md`` counts that has integers in its first column or says that it should; of other pages
    in the summary's folder only a table of which both is true.
    """
    if page.kind == "error_codes":
        found.extend(_unread(page))
        counts = _may_be_codes
    elif page.kind == "prose" and is_common(page.path):
        counts = _must_be_codes
    else:
        return ()
    tables = filter(counts, _tables(page.blocks))
    rows = (code for table in tables for code in _codes(page.path, table, found))
    return merged(rows, found)


def merged(
    codes: Iterable[ErrorCode], found: list[Diagnostic]
) -> tuple[ErrorCode, ...]:
    """Return the codes in their order as numbers; of a code that stands twice the first, with a finding for the other."""
    first: dict[int, ErrorCode] = {}
    for code in codes:
        earlier = first.setdefault(code.code, code)
        if earlier is not code:
            found.append(_repetition(code, earlier))
    return tuple(first[code] for code in sorted(first))


def _repetition(code: ErrorCode, earlier: ErrorCode) -> Diagnostic:
    line, path = earlier.place.line, earlier.place.path
    where = f"in line {line}" if path == code.place.path else f"at {path}:{line}"
    if (code.message, code.meaning) == (earlier.message, earlier.meaning):
        return Diagnostic(code.place, "D207", f"{code.code} stands {where} already")
    message = f"{code.code} stands {where} already and means something else"
    return Diagnostic(code.place, "D502", message)


def _tables(blocks: Iterable[Block]) -> Iterator[Table]:
    return (block for block in blocks if isinstance(block, Table))


def _may_be_codes(table: Table) -> bool:
    return len(table.header.cells) > 1 and (_says_codes(table) or _has_integers(table))


def _must_be_codes(table: Table) -> bool:
    return len(table.header.cells) > 1 and _says_codes(table) and _has_integers(table)


def _says_codes(table: Table) -> bool:
    return _plain(table.header.cells[0]) in _CODE_COLUMNS


def _has_integers(table: Table) -> bool:
    return any(_CODE.fullmatch(row.cells[0].text) for row in table.rows)


def _plain(cell: Cell) -> str:
    """Return a header cell's text as the column names above are spelled."""
    return re.sub(r"[\s_*]", "", cell.text).lower()


def _unread(page: Page) -> Iterator[Diagnostic]:
    """Yield what of an ``error_code.md`` is no table of codes, though it looks like a table."""
    if page.complete and not any(map(_may_be_codes, _tables(page.blocks))):
        yield Diagnostic(Place(page.path, 1), "D503", "the page lists no error code")
    for block in page.blocks:
        if isinstance(block, Paragraph):
            rows = stray_rows.find_rows_in_prose(block)
            yield from stray_rows.report_lost_rows(page.path, rows)
        elif isinstance(block, Table) and not _may_be_codes(block):
            yield structure_checks.report_unread_table(page.path, block)


def _codes(path: str, table: Table, found: list[Diagnostic]) -> Iterator[ErrorCode]:
    columns = [_plain(cell) for cell in table.header.cells]
    while len(columns) > 2 and not columns[-1]:
        columns.pop()
    for row in table.rows:
        code = _code(path, row, columns)
        if isinstance(code, Diagnostic):
            found.append(code)
        else:
            yield code


def _code(path: str, row: Row, columns: list[str]) -> ErrorCode | Diagnostic:
    """Return what a row says, or why it says nothing; blank cells behind the last column are padding."""
    number, expected = len(row.cells), len(columns)
    if number < expected or any(cell.text for cell in row.cells[expected:]):
        message = f"{counted(number, 'cell')} instead of {expected}"
        return Diagnostic(Place(path, row.line), "D201", message)
    head, place = row.cells[0], _place(path, row.cells[0])
    match = _CODE.fullmatch(head.text)
    if not match:
        return Diagnostic(place, "D501", f"no integer: {cells.quoted(head.text)}")
    message, meaning = _texts(row, columns)
    if not message and not meaning:
        return Diagnostic(place, "D501", f"{match['code']} has no meaning")
    return ErrorCode(int(match["code"]), message, meaning, place)


def _texts(row: Row, columns: list[str]) -> tuple[str, str]:
    """Return what a row says behind the code: in columns for the API's own message, and in all others."""
    texts: tuple[list[str], list[str]] = ([], [])
    for cell, column in zip(row.cells[1:], columns[1:], strict=False):
        texts[column not in _MESSAGE_COLUMNS].append(cells.doc(cell.text))
    message, meaning = ("\n".join(filter(None, parts)) for parts in texts)
    return message, meaning


def _place(path: str, cell: Cell) -> Place:
    return Place(path, cell.line, cell.column)
