"""Documents that are not in the published layout: read whole, or not without an error."""

from __future__ import annotations

import time
from typing import Any

import layouts
import pytest
from docs2sdk.pages.interpretation import ParsedPage
from docs2sdk.pages.page_parser import parse_pages
from docs2sdk.pages.page_sources import Source
from docs2sdk.schema import Action, ListOf, Payload, Ref, Scalar, Type
from hypothesis import given
from hypothesis import strategies as st

NAMES = sorted(layouts.LAYOUTS)


def read(text: str) -> tuple[ParsedPage, ...]:
    return parse_pages(Source("x-api/box.md", text))


def describe(type_: Type) -> tuple[str, bool]:
    """Return the scalar or model of a type, and whether it is a list."""
    if isinstance(type_, ListOf):
        return describe(type_.item)[0], True
    assert isinstance(type_, Scalar | Ref)
    return (type_.type if isinstance(type_, Scalar) else type_.model), False


def collect(payload: Payload) -> set[tuple[str, str, str, bool, bool]]:
    tables = {"": payload.fields} | {each.name: each.fields for each in payload.models}
    return {
        (owner, field.name, *describe(field.type), field.required)
        for owner, fields in tables.items()
        for field in fields
        if field.type != ListOf(Ref("Disks.N"))
    }


def expect(action: Action, table: layouts.Table, has_required: bool) -> None:
    """Compare an action with what was written."""
    request = {
        ("Disks.N" if "." in row.name else "", row.name.rpartition(".")[2], *row[1:])
        for row in table.request
    }
    response = {
        (owner, row.name, row.type, row.is_list, row.required and has_required)
        for owner, rows in (("", table.response), *table.models)
        for row in rows
    }
    assert action.name == table.action
    assert collect(action.request) == request
    assert collect(action.response) == response


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_an_action_is_read_as_it_was_written(name: str, data: st.DataObject) -> None:
    layout = layouts.LAYOUTS[name]
    table = data.draw(layouts.tables("CreateBox"))
    # Exact headings below a title that names the action are a modern page, which cannot lack a column.
    title, heading = ("# 箱子\n\n", "##") if name == "private cloud, new" else ("", "#")
    (page,) = read(title + data.draw(layouts.pages(layout, table, heading)))
    assert page.action, page.diagnostics
    assert {each.code for each in page.diagnostics} <= {"D115"}
    expect(page.action, table, layout.has_required)


@pytest.mark.slow
@given(st.data())
def test_actions_of_all_layouts_share_a_page(data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=5))
    written = [
        (layouts.LAYOUTS[name], data.draw(layouts.tables(f"MakeBox{number}")))
        for number, name in enumerate(chosen)
    ]
    texts = [data.draw(layouts.pages(*each, "##")) for each in written]
    pages = read("\n".join(["# 箱子\n", *texts]))
    assert len(pages) == len(written)
    for page, (layout, table) in zip(pages, written, strict=True):
        assert page.action, page.diagnostics
        expect(page.action, table, layout.has_required)
        assert page.path == f"x-api/box.md#{table.action}"


REQUEST = (
    "| 名称 | 类型 | 必填 | 描述 |\n|---|---|---|---|\n| Name | String | 是 | 名称 |\n"
)
RESPONSE = "| 名称 | 类型 | 描述 |\n|---|---|---|\n| RetCode | Integer | 返回码 |\n"
SECTIONS = f"### 请求参数\n\n{REQUEST}\n### 响应参数\n\n{RESPONSE}\n"
BOTH = f"# 箱子\n\n## 1 创建 - CreateBox\n\n{SECTIONS}## 2 删除 - DropBox\n\n{SECTIONS}"


def codes(pages: tuple[ParsedPage, ...]) -> list[list[str]]:
    return [
        [f"{each.location.line} {each.code}" for each in page.diagnostics]
        for page in pages
    ]


def line(text: str, words: str, count: int = 1) -> int:
    """Return the number of the line that has the words for the count-th time."""
    numbers = [n for n, each in enumerate(text.split("\n"), 1) if words in each]
    return numbers[count - 1]


def names(pages: tuple[ParsedPage, ...]) -> list[str]:
    return [page.action.name if page.action else "" for page in pages]


def test_the_actions_of_a_page_have_their_own_places() -> None:
    pages = read(BOTH)
    assert names(pages) == ["CreateBox", "DropBox"]
    places = [page.action.location for page in pages if page.action]
    assert [place.line for place in places] == [3, line(BOTH, "DropBox")]
    assert [str(place) for place in places] == [
        f"x-api/box.md:3:{len('## 1 创建 - ') + 1}",
        f"x-api/box.md:{line(BOTH, 'DropBox')}:{len('## 2 删除 - ') + 1}",
    ]


def test_an_action_whose_heading_is_the_first_has_the_path_of_the_page() -> None:
    text = f"# CreateBox\n\n{SECTIONS}## DropBox\n\n{SECTIONS}"
    assert [page.path for page in read(text)] == [
        "x-api/box.md",
        "x-api/box.md#DropBox",
    ]


@pytest.mark.parametrize(
    ("text", "actions", "place", "code"),
    [
        pytest.param(
            BOTH.replace("## 2 删除 - DropBox\n", ""),
            [""],
            ("### 请求参数", 2),
            "D103",
            id="a heading is lost",
        ),
        pytest.param(
            BOTH.replace("# 箱子\n", f"# 箱子\n\n{SECTIONS}"),
            ["", "DropBox"],
            ("### 请求参数", 1),
            "D103",
            id="sections above the first heading",
        ),
        pytest.param(
            BOTH.replace("DropBox", "CreateBox"),
            ["CreateBox"],
            ("CreateBox", 2),
            "D107",
            id="an action twice",
        ),
        pytest.param(
            BOTH.replace(
                "| Name | String | 是 | 名称 |", "| Name | String | 名称 |", 1
            ),
            ["CreateBox", "DropBox"],
            ("| Name | String | 名称 |", 1),
            "D201",
            id="a row lacks a cell",
        ),
        pytest.param(
            BOTH.replace("### 响应参数", "### 额外参数", 1),
            ["", "DropBox"],
            ("创建 - CreateBox", 1),
            "D102",
            id="a section is missing",
        ),
        pytest.param(
            BOTH.replace("| 名称 | 类型 | 描述 |", "| 名称 | 类形 | 描述 |", 1),
            ["", "DropBox"],
            ("类形", 1),
            "D109",
            id="a column is misspelled",
        ),
        pytest.param(
            BOTH.replace("## 2 删除", f"## 其他\n\n{REQUEST}\n## 2 删除"),
            ["", "DropBox"],
            ("## 其他", 1),
            "D112",
            id="a table below a heading that is no section",
        ),
        pytest.param(
            BOTH.replace("## 2 删除", f"{RESPONSE}\n## 2 删除"),
            ["", "DropBox"],
            ("| 名称 | 类型 | 描述 |", 2),
            "D112",
            id="a second table below one heading",
        ),
        pytest.param(
            BOTH.replace("# 箱子\n", f"# 箱子\n\n{REQUEST}"),
            ["CreateBox", "DropBox"],
            ("| 名称 | 类型 | 必填 | 描述 |", 1),
            "D111",
            id="a table above all actions",
        ),
        pytest.param(
            BOTH.replace("## 2 删除", "| Size | Integer | 大小 |\n\n## 2 删除"),
            ["", "DropBox"],
            ("| Size |", 1),
            "D216",
            id="a row behind a blank line",
        ),
    ],
)
def test_what_is_not_read_is_a_finding_at_its_line(
    text: str, actions: list[str], place: tuple[str, int], code: str
) -> None:
    pages = read(text)
    assert names(pages) == actions
    found = [each for page in codes(pages) for each in page if "D115" not in each]
    assert found[0] == f"{line(text, *place)} {code}"
    assert {each.split()[1] for each in found} == {code}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param(
            f"# PutThing — 上传\n\n```\nPUT /thing HTTP/1.1\n```\n\n{SECTIONS}",
            "rest",
            id="a method and a path",
        ),
        pytest.param(
            f"# 如何请求\n\n## 请求参数\n\n{REQUEST}\n## 响应参数\n\n{RESPONSE}",
            "prose",
            id="no action's name",
        ),
        pytest.param(
            f"# CreateBox — 创建\n\n## 请求参数\n\n{REQUEST}",
            "prose",
            id="one section of two",
        ),
        pytest.param(
            "# CreateBox — 创建\n\n怎样创建箱子。\n\n没有参数。\n\n另见指南。\n",
            "prose",
            id="text",
        ),
    ],
)
def test_another_page_is_not_read_by_halves(text: str, kind: str) -> None:
    (page,) = read(text)
    assert (page.kind, page.action) == (kind, None)


def request_of(rows: str, example: str = "") -> Any:
    text = (
        f"# CreateBox — 创建\n\n## 请求参数\n\n| 名称 | 类型 | 必填 | 描述 | 示例值 |\n|---|---|---|---|---|\n{rows}"
        f"\n## 响应参数\n\n{RESPONSE}\n## 请求示例\n\n{example}\n\n## 响应示例\n\n暂无\n"
    )
    (page,) = read(text)
    assert page.action, page.diagnostics
    return page.action.request_example and page.action.request_example.text


@pytest.mark.parametrize(
    ("rows", "example", "expected"),
    [
        pytest.param(
            "| Action | String | 是 | x | `CreateBox` |\n| Name | String | 是 | x | `a b` |\n| Disks.N.Size | Integer | 否 | x | `5` |\n",
            "",
            "&Name=a b\n&Disks.0.Size=5\n",
            id="values and groups",
        ),
        pytest.param(
            '| Tags | Array of String | 否 | x | `["a","b"]` |\n| Sizes.N | Integer | 否 | x | 7 |\n',
            "",
            "&Tags.0=a\n&Tags.1=b\n&Sizes.0=7\n",
            id="lists",
        ),
        pytest.param(
            "| Name | String | 是 | x | a |\n| Size | Integer | 否 | x | 很大 |\n| Kind | String | 否 | x | — |\n| Note | String | 否 | x | 见下表 |\n",
            "",
            "&Name=a\n",
            id="what is no value is left out",
        ),
        pytest.param(
            "| Name | String | 是 | x | — |\n| Size | Integer | 否 | x | 1 |\n",
            "",
            None,
            id="a required value is missing",
        ),
        pytest.param(
            "| Name | String | 是 | x | a&b=c |\n", "", None, id="what ends a value"
        ),
    ],
)
def test_a_column_of_examples_is_the_request_example(
    rows: str, example: str, expected: str | None
) -> None:
    head = "https://api.ucloud.cn/?Action=CreateBox\n"
    assert request_of(rows, example) == (expected and head + expected)


def test_the_example_of_a_page_comes_before_its_column() -> None:
    rows = "| Name | String | 是 | x | a |\n"
    program = '```python\nclient.box().create_box({"Name": "b"})\n```\n'
    url = "https://api.ucloud.cn/?Action=CreateBox&Name=c\n"
    assert request_of(rows, f"{program}\n```\n{url}```") == url
    assert "&Name=a" in request_of(rows, program)


@pytest.mark.parametrize(
    ("rows", "models", "expected"),
    [
        pytest.param(
            {"": ["BoxSet array"], "BoxInfo": ["Memory object", "Links array"]},
            ["Memory", "LinkInfo"],
            {"BoxSet": "BoxInfo", "Memory": "Memory", "Links": "LinkInfo"},
            id="one way to reach all",
        ),
        pytest.param(
            {"": ["A object", "B object"]},
            ["FirstInfo", "OtherInfo"],
            {"A": "", "B": ""},
            id="two ways",
        ),
        pytest.param(
            {"": ["A object", "B object"]},
            ["FirstInfo"],
            {"A": "", "B": ""},
            id="one model for two rows",
        ),
        pytest.param(
            {"": ["A object"], "OuterInfo": ["B object", "C object"]},
            ["InnerInfo"],
            {"A": "OuterInfo", "B": "", "C": ""},
            id="certain for one row only",
        ),
        pytest.param(
            {"": ["A object"], "Outer": ["Outer object"]},
            [],
            {"A": "Outer", "Outer": ""},
            id="no model holds itself",
        ),
        pytest.param(
            {"": ["A Map<String,BoxInfo>"]},
            ["BoxInfo"],
            {"A": ""},
            id="a mapping is no model",
        ),
    ],
)
def test_rows_have_a_model_where_it_is_certain(
    rows: dict[str, list[str]], models: list[str], expected: dict[str, str]
) -> None:
    tables = rows | {name: ["Id string"] for name in models}
    text = f"# CreateBox\n\n### 请求参数\n\n{REQUEST}\n### 响应参数\n"
    for owner, cells in tables.items():
        heading = f"\n#### {owner}\n" if owner else ""
        body = "".join(f"| {' | '.join(each.split(' ', 1))} | x |\n" for each in cells)
        text += f"{heading}\n| 名称 | 类型 | 描述 |\n|---|---|---|\n{body}"
    (page,) = read(text)
    assert page.action, page.diagnostics
    payload = page.action.response
    fields = [*payload.fields, *(f for model in payload.models for f in model.fields)]
    found = {
        field.name: (
            describe(field.type)[0]
            if isinstance(field.type, Ref)
            or isinstance(getattr(field.type, "item", 0), Ref)
            else ""
        )
        for field in fields
        if field.name in expected
    }
    assert {name: model for name, model in expected.items() if name in found} == found
    assert found.keys() == expected.keys() or "" in expected.values()


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("## MakeBox - x\n" * 9_000, id="headings"),
        pytest.param("**请求参数**\n" * 15_000, id="bold lines"),
        pytest.param("**A" * 60_000, id="bold marks"),
        pytest.param(
            f"# CreateBox\n\n{SECTIONS}" + "Box 元素：\n\n" * 9_000, id="lines"
        ),
        pytest.param(f"# CreateBox\n\n{SECTIONS}" + "### Box\n" * 18_000, id="models"),
        pytest.param(
            BOTH.replace("String", "Array of " * 15_000, 1), id="lists of lists"
        ),
        pytest.param(BOTH.replace("String", "array" + " " * 150_000, 1), id="blanks"),
        pytest.param(BOTH.replace("String", "map<" * 40_000, 1), id="mappings"),
        pytest.param(f"# {'-' * 150_000} - CreateBox\n\n{SECTIONS}", id="dashes"),
        pytest.param(
            f"# CreateBox\n\n{SECTIONS}"
            + "".join(f"| A{n} | array | x |\n" for n in range(4_000))
            + "".join(
                f"\n#### M{n}\n\n{RESPONSE}| B{n} | object | x |\n"
                for n in range(1_500)
            ),
            id="rows and models without references",
        ),
    ],
)
def test_a_hostile_page_takes_linear_time(text: str) -> None:
    begin = time.process_time()
    read(text)
    once = time.process_time() - begin
    assert once < 5
