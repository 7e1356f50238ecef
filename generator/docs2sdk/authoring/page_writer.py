"""Writes an action as a page of the modern dialect, which is read as that action."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docs2sdk.authoring.page_text import (
    write_cell,
    write_line,
    write_paragraph,
    write_paragraphs,
)
from docs2sdk.schema import (
    Action,
    Example,
    Field,
    ListOf,
    Model,
    Payload,
    Ref,
    Scalar,
    Type,
    Untyped,
    element_type,
)

# The first header of a table in a request and in a response.
REQUEST_NAMES, RESPONSE_NAMES = "参数名", "字段名"
_TABLE = "| {} | 类型 | 描述信息 | 必填 |\n|:---|:---|:---|:---|"
MODELS_HEADING = "#### 数据模型"
_NO_EXAMPLE = "暂无"
_BACKTICKS = re.compile(r"`{3,}")


def write_page(action: Action) -> str:
    """Return the Markdown of an action.

    Its facts come from its descriptions again, so that values of overlays (``python_name``, ``read_only``) are not written.
    """
    blocks = (
        f"# {write_line(action.title)} - {action.name}",
        *_write_introduction(action),
        "## 定义",
        "### 公共参数",
        _write_public_parameters(action.name),
        "### 请求参数",
        *_write_payload(action.request, REQUEST_NAMES),
        "### 响应字段",
        *_write_payload(action.response, RESPONSE_NAMES),
        "## 示例",
        "### 请求示例",
        _write_example(action.request_example, ""),
        "### 响应示例",
        _write_example(action.response_example, "json"),
    )
    return "\n\n".join(block for block in blocks if block) + "\n"


def add_empty_tables(text: str) -> str:
    """Return a page of a title and an introduction as the page of an action without parameters and fields."""
    request, response = _TABLE.format(REQUEST_NAMES), _TABLE.format(RESPONSE_NAMES)
    blocks = (text, "### 请求参数", request, "### 响应字段", response)
    return "\n\n".join(blocks) + "\n"


def _write_introduction(action: Action) -> Iterator[str]:
    yield "## 简介"
    yield write_paragraphs(action.summary)
    yield from (f"?> {write_paragraph(note)}" for note in action.notes)
    yield from (f"!> {write_paragraph(warning)}" for warning in action.warnings)


def _write_public_parameters(action: str) -> str:
    rows = (
        _write_row(
            "Action", "string", f"对应的 API 指令名称，当前 API 为 `{action}`", True
        ),
        _write_row("PublicKey", "string", "用户公钥", True),
        _write_row("Signature", "string", "根据公钥及 API 指令生成的用户签名", True),
    )
    return _write_table(REQUEST_NAMES, rows)


def _write_payload(payload: Payload, names: str) -> Iterator[str]:
    """Yield the table of a payload's fields, and the heading and table of each model that no rows imply."""
    models = [model for model in payload.models if not model.implicit]
    yield _write_table(names, write_rows(payload.fields, payload, names))
    if models:
        yield MODELS_HEADING
    yield from write_models(models, payload, names)


def write_models(
    models: Iterable[Model], payload: Payload, names: str
) -> Iterator[str]:
    """Yield the heading and the table of models; ``names`` is the first header."""
    for model in models:
        yield f"#### {model.name}"
        yield _write_table(names, write_rows(model.fields, payload, names))


def _write_table(names: str, rows: Iterable[str]) -> str:
    return "\n".join([_TABLE.format(names), *rows])


def write_rows(
    fields: Iterable[Field], payload: Payload, names: str, prefix: str = ""
) -> Iterator[str]:
    """Yield the rows of a table; the fields of a group have rows of their own.  ``prefix`` stands before all names."""
    groups = {model.name: model for model in payload.models if model.implicit}
    for field in fields:
        name = f"{prefix}{field.name}"
        is_list = isinstance(field.type, ListOf)
        item = element_type(field.type)
        if isinstance(item, Ref) and item.model in groups:
            below = f"{name}.N." if is_list else f"{name}."
            yield from write_rows(groups[item.model].fields, payload, names, below)
        elif is_list and names == REQUEST_NAMES:
            # A type that is a list itself already is the type of all elements together.
            whole = isinstance(item, ListOf) or item == Untyped("list")
            type_ = _write_type(field.type if whole else item)
            yield _write_row(f"{name}.N", type_, field.description, field.required)
        else:
            type_ = _write_type(field.type)
            yield _write_row(name, type_, field.description, field.required)


def _write_row(name: str, type_: str, description: str, required: bool) -> str:
    cells = f"**{name}**", type_, write_cell(description)
    return f"| {' | '.join(cells)} |{'**Yes**' if required else 'No'}|"


def _write_type(type_: Type) -> str:
    """Return a type cell; it is empty for a value of any type, which no cell can name."""
    match type_:
        case Scalar(kind):
            return kind if kind != "bool" else "boolean"
        case ListOf(item):
            return f"array[{_write_type(item)}]"
        case Ref(model):
            return f"[*{model}*](#{model})"
        case Untyped(shape):
            return {"any": "", "list": "array", "object": "object"}[shape]


def _write_example(example: Example | None, info: str) -> str:
    """Return an example in a fence that is longer than those in its text."""
    if example is None:
        return _NO_EXAMPLE
    longest = max(map(len, _BACKTICKS.findall(example.text)), default=2)
    fence = "`" * (longest + 1)
    text = example.text if example.text.endswith("\n") else f"{example.text}\n"
    return f"{fence}{info}\n{text}{fence}"
