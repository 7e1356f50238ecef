"""Strategies: actions, and pages that write them in the layouts of documents that are not published."""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

from hypothesis import strategies as st

Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]


class Row(NamedTuple):
    """A parameter or field: its dotted name, a scalar or a model as its type, whether it is a list, and required."""

    name: str
    type: str
    is_list: bool
    required: bool


class Table(NamedTuple):
    """An action: the rows of its request, of its response and of its models."""

    action: str
    request: tuple[Row, ...]
    response: tuple[Row, ...]
    models: tuple[tuple[str, tuple[Row, ...]], ...]


class Layout(NamedTuple):
    """How a document writes an action: the words of columns and of sections, and forms with places to fill in."""

    columns: tuple[str, str, str, str]
    request: str
    response: str
    model: str
    title: str
    yes_and_no: tuple[str, str]
    types: dict[str, str]
    list_form: str
    has_required: bool = True


_PLAIN = {"string": "string", "int": "int", "float": "float", "bool": "bool"}
_CAPITALS = {"string": "String", "int": "Integer", "float": "Double", "bool": "Boolean"}
_SIZED = {"string": "String", "int": "Uint32", "float": "Float", "bool": "Bool"}
_ENGLISH = ("Parameter name", "Type", "Description", "Required")
_MODERN = ("参数名", "类型", "描述信息", "必填")
LAYOUTS = {
    "GPU sharing": Layout(
        ("名称", "类型", "描述", "必填"),
        "## 请求参数",
        "## 响应参数",
        "### {} 结构",
        "CreateIt — 创建 GPU",
        ("是", "否"),
        _CAPITALS,
        "Array of {}",
        has_required=False,
    ),
    "GPU sharing, the other words": Layout(
        ("名称", "类型", "描述", "必填"),
        "## 请求参数",
        "## 返回参数",
        "### {} 元素",
        "CreateIt — 创建",
        ("是", "否*"),
        _SIZED,
        "Array&lt;{}&gt;",
        has_required=False,
    ),
    "containers": Layout(
        _ENGLISH,
        "### Request Parameters",
        "### Response Elements",
        "#### {}",
        "创建-CreateIt",
        ("**Yes**", "No"),
        _PLAIN,
        "{}[]",
    ),
    "devices": Layout(
        _ENGLISH,
        "### 请求参数",
        "### 响应参数",
        "## {}",
        "CreateIt",
        ("**Yes**", "No"),
        _PLAIN,
        "array<{}>",
    ),
    "private cloud, old": Layout(
        _ENGLISH,
        "**Request Parameters**",
        "**Response Elements**",
        "**{}**",
        "1.2 创建 - CreateIt",
        ("**Yes**", "No"),
        _PLAIN,
        "array[{}]",
    ),
    "private cloud, new": Layout(
        _MODERN,
        "### 请求参数",
        "### 响应字段",
        "#### {}",
        "3 创建 - CreateIt",
        ("**Yes**", "No"),
        _PLAIN,
        "array[{}]",
        has_required=False,
    ),
}

_names = st.from_regex(
    r"[A-Z][a-z]{1,5}[0-9]?",
    fullmatch=True,
    alphabet=string.ascii_letters + string.digits,
)
_scalars = st.sampled_from(sorted(_PLAIN))


@st.composite
def tables(draw: Draw, action: str) -> Table:
    """Draw an action: the request has groups and lists, and every model of the response is referred to once."""
    models = [f"{name}Info" for name in draw(st.lists(_names, max_size=3, unique=True))]
    request = [*_rows(draw), *_groups(draw)]
    tables = [list(_rows(draw)) for _ in range(len(models) + 1)]
    for at, model in enumerate(models):
        holder = tables[draw(st.integers(0, at))]
        holder.append(Row(f"{model}Set", model, draw(st.booleans()), False))
    named = zip(models, tables[1:], strict=True)
    return Table(
        action,
        tuple(request),
        (Row("RetCode", "int", False, False), *tables[0]),
        tuple(
            (name, (Row("Id", "string", False, False), *rows)) for name, rows in named
        ),
    )


def _rows(draw: Draw) -> tuple[Row, ...]:
    names = draw(st.lists(_names, max_size=4, unique=True))
    return tuple(
        Row(f"{name}Value", draw(_scalars), draw(st.booleans()), draw(st.booleans()))
        for name in names
    )


def _groups(draw: Draw) -> tuple[Row, ...]:
    names = draw(st.lists(_names, max_size=3, unique=True))
    return tuple(
        Row(f"Disks.N.{name}", draw(_scalars), False, draw(st.booleans()))
        for name in names
    )


@st.composite
def pages(draw: Draw, layout: Layout, table: Table, heading: str) -> str:
    """Draw a page of an action: the order of columns is arbitrary, and some are columns of other things."""
    title = layout.title.replace("CreateIt", table.action)
    half = len(table.request) // 2
    deeper = "#" * (layout.request.count("#") + 1)
    parts = [
        f"{heading} {title}\n\n做一件事。\n",
        f"{layout.request}\n",
        _write_table(draw, layout, table.request[:half], True),
    ]
    if layout.request.startswith("#"):
        parts.append(f"{deeper} 其他参数\n")
        parts.append(_write_table(draw, layout, table.request[half:], True))
    else:
        parts[-1] = _write_table(draw, layout, table.request, True)
    parts += [
        f"{layout.response}\n",
        _write_table(draw, layout, table.response, layout.has_required),
    ]
    for name, rows in table.models:
        parts.append(f"{layout.model.format(name)}\n")
        parts.append(_write_table(draw, layout, rows, layout.has_required))
    return "\n".join(parts)


def _write_table(
    draw: Draw, layout: Layout, rows: Sequence[Row], has_required: bool
) -> str:
    columns = [0, 1, 2, 3] if has_required else [0, 1, 2]
    order = draw(st.permutations([*columns, *draw(st.sampled_from([[], [4]]))]))
    header = [(*layout.columns, "备注")[column] for column in order]
    lines = [header, ["---"] * len(header)]
    for row in rows:
        cells = (*_write_row(layout, row), "x")
        lines.append([cells[column] for column in order])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _write_row(layout: Layout, row: Row) -> tuple[str, str, str, str]:
    written = layout.types.get(row.type, row.type)
    type_ = layout.list_form.format(written) if row.is_list else written
    yes, no = layout.yes_and_no
    return row.name, type_, "说明", yes if row.required else no
