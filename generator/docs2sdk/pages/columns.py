"""Recognizes tables of parameters by the names of their columns, in any order, and describes the columns of other tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from docs2sdk.pages.markdown import Cell, Table, TableRow
from docs2sdk.schema import Dialect

# The headers of the columns, each with its spellings in the published pages and in other documents.
_NAMES = frozenset(
    [
        "参数名",
        "字段名",
        "名称",
        "参数",
        "字段",
        "参数名称",
        "字段名称",
        "name",
        "parameter",
        "parametername",
        "field",
        "fieldname",
    ]
)
_TYPES = frozenset(["类型", "数据类型", "参数类型", "字段类型", "type", "datatype"])
_DESCRIPTIONS = frozenset(
    [
        "描述信息",
        "描述",
        "说明",
        "参数说明",
        "参数描述",
        "字段说明",
        "字段描述",
        "含义",
        "description",
    ]
)
_REQUIRED = frozenset(
    ["必填", "必选", "是否必填", "是否必选", "是否必须", "required", "mandatory"]
)
_EXAMPLES = frozenset(["示例值", "示例", "样例", "example", "examplevalue"])
_LEGACY_COLUMNS = ("Parameter name", "Type", "Description", "Required")
_MODERN_COLUMNS = ("类型", "描述信息", "必填")
_FIRST_COLUMN = {"request": "参数名", "response": "字段名"}

_DECORATION = re.compile(r"[\s*_`]")

_MAX_COLUMNS, _MAX_WIDTH = 8, 20


class Layout(NamedTuple):
    """Which cells of a row hold what: the number of columns, and the index of each; None for a column that is missing."""

    width: int
    name: int
    type: int
    description: int
    required: int | None
    example: int | None


def find_layout(table: Table, dialect: Dialect) -> Layout | None:
    """Return the layout of a table of parameters, by the names of its columns; None for every other table.

    The published pages always say what is required, so there a table without this column is a broken one.
    """
    name, type_, description, required, example = _find_columns(table.header)
    if name is None or type_ is None or description is None:
        return None
    if required is None and dialect != "variant":
        return None
    width = len(table.header.cells)
    return Layout(width, name, type_, description, required, example)


def _find_columns(header: TableRow) -> tuple[int | None, ...]:
    """Return the index of the first cell that is name, type, description, required and example; None for one that is missing."""
    names = [_normalize(cell) for cell in header.cells]
    kinds = (_NAMES, _TYPES, _DESCRIPTIONS, _REQUIRED, _EXAMPLES)
    return tuple(
        next((i for i, name in enumerate(names) if name in kind), None)
        for kind in kinds
    )


def has_similar_columns(cells: Sequence[Cell]) -> bool:
    """Whether header cells include two of a name, a type and a required column, in any known spelling."""
    names = {_normalize(cell) for cell in cells}
    kinds = (_NAMES, _TYPES, _REQUIRED)
    return sum(not names.isdisjoint(kind) for kind in kinds) >= 2


def has_name_and_type(table: Table) -> bool:
    """Whether a table has a name column and a type column, in any known spelling."""
    names = {_normalize(cell) for cell in table.header.cells}
    return not (names.isdisjoint(_NAMES) or names.isdisjoint(_TYPES))


def identify_columns(header: TableRow) -> tuple[int | None, ...] | None:
    """Return the numbers of the cells that are name, type, description and required, in any known spelling; None if missing.

    None if there is no name or no type, if two cells are the same, or if one is none of these.
    """
    *numbers, _ = _find_columns(header)
    identified = [number for number in numbers if number is not None]
    is_usable = numbers[0] is not None and numbers[1] is not None
    is_whole = len(identified) == len(header.cells)
    return tuple(numbers) if is_usable and is_whole else None


def _normalize(cell: Cell) -> str:
    """Return a header as the names above are spelled; a text that is too long for one as it is."""
    return _normalize_text(cell.text) if len(cell.text) < 40 else cell.text


@lru_cache(maxsize=1_000)
def _normalize_text(text: str) -> str:
    return _DECORATION.sub("", text).lower()


def describe_columns(header: TableRow) -> str:
    """Return the headers of a table for a message, shortened."""
    names = [_shorten(cell.text) for cell in header.cells[:_MAX_COLUMNS]]
    more = ["…"] if len(header.cells) > _MAX_COLUMNS else []
    return ", ".join(names + more)


def _shorten(text: str) -> str:
    return text if len(text) <= _MAX_WIDTH else f"{text[:_MAX_WIDTH]}…"


def describe_expected_columns(dialect: Dialect, section: str) -> str:
    """Return the headers that a table of a request or response section should have, for a message."""
    if dialect == "legacy":
        return ", ".join(_LEGACY_COLUMNS)
    return ", ".join((_FIRST_COLUMN[section], *_MODERN_COLUMNS))
