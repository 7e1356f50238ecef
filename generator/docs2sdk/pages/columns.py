"""Recognizes tables of parameters by their columns, and describes the columns of other tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docs2sdk.pages.markdown import Cell, Table, TableRow
from docs2sdk.schema import Dialect

# The headers of a table of parameters, in the order of its columns, each with its spellings.
_PARAMETER_COLUMNS = (
    frozenset({"参数名", "字段名", "parameter name"}),
    frozenset({"类型", "type"}),
    frozenset({"描述信息", "description"}),
    frozenset({"必填", "required"}),
)
_LEGACY_COLUMNS = ("Parameter name", "Type", "Description", "Required")
_MODERN_COLUMNS = ("类型", "描述信息", "必填")
_FIRST_COLUMN = {"request": "参数名", "response": "字段名"}

# Headers for these columns in other documents: such a table has parameters, but is not read.
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
_REQUIRED = frozenset(
    ["必填", "必选", "是否必填", "是否必选", "是否必须", "required", "mandatory"]
)
_DESCRIPTIONS = frozenset(
    [
        *("描述信息", "描述", "说明", "备注", "description"),
        *("参数描述", "参数说明", "字段描述", "字段说明"),
    ]
)
_DECORATION = re.compile(r"[\s*_`]")

_MAX_COLUMNS, _MAX_WIDTH = 8, 20


def has_parameter_columns(table: Table) -> bool:
    """Whether a table has exactly the columns of a table of parameters, in their order."""
    cells = [cell.text.lower() for cell in table.header.cells]
    return len(cells) == len(_PARAMETER_COLUMNS) and all(
        cell in spellings
        for cell, spellings in zip(cells, _PARAMETER_COLUMNS, strict=True)
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
    kinds = (_NAMES, _TYPES, _DESCRIPTIONS, _REQUIRED)
    names = [_normalize(cell) for cell in header.cells]
    numbers = [
        next((i for i, name in enumerate(names) if name in kind), None)
        for kind in kinds
    ]
    identified = [number for number in numbers if number is not None]
    is_usable = numbers[0] is not None and numbers[1] is not None
    return tuple(numbers) if is_usable and len(identified) == len(names) else None


def _normalize(cell: Cell) -> str:
    return _DECORATION.sub("", cell.text).lower()


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
