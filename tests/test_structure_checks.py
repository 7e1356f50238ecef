"""Tables of an action page: their columns, the headings above them, and the models that rows need."""

from __future__ import annotations

import pytest
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.pages.page_sources import Source
from small_pages import HEADER, RESPONSE_HEADER, RET_CODE, legacy, modern, row

ITEM = row("Item", "[*Item*](#Item)")
ITEMS = row("Items", "array[[*Item*](#Item)]")
DISK = row("Disk", "[*Disk*](#Disk)")
PAGE = modern(
    [row("A")],
    [RET_CODE, ITEM, ITEMS, DISK],
    response_models=[("Item", [row("Id")]), ("Disk", [row("Size", "int")])],
)
SWAPPED = (
    "| 参数名 | 类型 | 描术信息 | 必填 |\n|---|---|---|---|\n| B | int | x | No |\n"
)


def findings(text: str, mark: str) -> list[str]:
    """Return the findings, with lines counted from the first line that begins with the mark."""
    lines = text.split("\n")
    first = next(number for number, line in enumerate(lines) if line.startswith(mark))
    parsed = parse_page(Source("a/x.md", text))
    return [
        f"{finding.location.line - first - 1}:{finding.location.column} {finding.severity}[{finding.code}] {finding.message}"
        for finding in parsed.diagnostics
    ]


def test_the_page_is_whole() -> None:
    assert findings(PAGE, "#") == []


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        pytest.param(
            PAGE.replace(f"{HEADER}{row('A')}\n", SWAPPED, 1),
            "### 请求参数",
            "2:3 error[D109] the columns are 参数名, 类型, 描术信息, 必填;"
            " expected 参数名, 类型, 描述信息, 必填",
            id="misspelled columns of a request",
        ),
        pytest.param(
            PAGE.replace(f"#### Item\n\n{RESPONSE_HEADER}", f"#### Item\n\n{SWAPPED}"),
            "#### Item",
            "2:3 error[D109] the columns are 参数名, 类型, 描术信息, 必填;"
            " expected 字段名, 类型, 描述信息, 必填",
            id="misspelled columns of a model",
        ),
        pytest.param(
            PAGE.replace("### 响应字段", f"{SWAPPED}\n### 响应字段"),
            "| 参数名 | 类型 | 描术",
            "0:3 error[D109] the columns are 参数名, 类型, 描术信息, 必填;"
            " expected 参数名, 类型, 描述信息, 必填",
            id="misspelled columns of a second table",
        ),
        pytest.param(
            legacy().replace("|Parameter name|Type|", "|Param|Type|", 1),
            "# Request Parameters",
            "1:2 error[D109] the columns are Param, Type, Description, Required;"
            " expected Parameter name, Type, Description, Required",
            id="a misspelled column of a legacy page",
        ),
        pytest.param(
            PAGE.replace("#### Disk", "text"),
            "text",
            "2:3 error[D112] a second table of parameters stands below one heading, after line",
            id="a model that lost its heading",
        ),
        pytest.param(
            PAGE.replace("#### Disk", "##### Disk"),
            "##### Disk",
            '0:7 error[D112] "Disk" is on no level of models, and a table of parameters stands below it',
            id="a model on a level too low",
        ),
        pytest.param(
            PAGE.replace("#### Item", "### Item"),
            "### Item",
            '0:5 error[D112] a table of parameters below "Item" belongs to no section',
            id="a model on a level too high, and what stands behind it",
        ),
        pytest.param(
            PAGE.replace("#### Item\n", ""),
            "#### 数据模型",
            '4:3 error[D112] a table of parameters below "数据模型" belongs to no model',
            id="the first model without its heading",
        ),
        pytest.param(
            PAGE.replace(
                f"#### Disk\n\n{RESPONSE_HEADER}{row('Size', 'int')}\n", "#### Disk\n"
            ),
            "#### Disk",
            '0:6 error[D102] no table for the model "Disk"',
            id="a model without its table",
        ),
        pytest.param(
            PAGE.replace("#### Item", "#### Itme"),
            "| **Item**",
            '0:14 error[D205] the page defines no model "Item", which 1 other row needs, too;'
            ' line 33 has "Itme"; did you mean "Item"?',
            id="a misspelled model that two rows need",
        ),
        pytest.param(
            PAGE.replace("#### Item", "#### Item（旧）"),
            "| **Item**",
            '0:14 error[D205] the page defines no model "Item", which 1 other row needs, too;'
            ' line 33 has "Item（旧）"; did you mean "Item"?',
            id="a model with more words",
        ),
        pytest.param(
            PAGE.replace("#### Item", "#### 甲"),
            "| **Item**",
            '0:14 error[D205] the page defines no model "Item", which 1 other row needs, too;'
            ' line 33 has "甲"; did you mean "Item"?',
            id="a model with another name that cannot be one",
        ),
        pytest.param(
            PAGE.split("#### 数据模型")[0],
            "# ",
            "0:1 error[D102] the page ends before its models, and there is neither a request"
            " example section (### 请求示例) nor a response example section (### 响应示例)",
            id="a page cut before its models",
        ),
        pytest.param(
            PAGE.split("## 示例")[0],
            "# ",
            "0:1 warning[D115] there is neither a request example section (### 请求示例)"
            " nor a response example section (### 响应示例)",
            id="a page cut before its examples",
        ),
    ],
)
def test_a_fault_is_one_finding(text: str, mark: str, expected: str) -> None:
    (finding,) = findings(text, mark)
    assert finding[: len(expected)] == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            PAGE.replace("### 公共参数\n\n", ""), id="the client's own parameters"
        ),
        pytest.param(
            PAGE.replace("#### Item", "##### 说明\n\ntext\n\n#### Item"),
            id="a heading of prose",
        ),
        pytest.param(
            legacy(["|A|array|x|No|"], intro="").partition("# Request Example")[0],
            id="a page without introduction and examples",
        ),
    ],
)
def test_no_fault_is_no_error(text: str) -> None:
    parsed = parse_page(Source("a/x.md", text))
    assert parsed.action
    assert {finding.code for finding in parsed.diagnostics} <= {"D210"}
