"""Blocks to pages: kinds, titles, sections, and what no section takes."""

from __future__ import annotations

import pytest
from docs2sdk.locations import Location
from docs2sdk.pages.markdown import parse_blocks
from docs2sdk.pages.page_structure import PageStructure, PageTitle, read_structure
from docs2sdk.pages.sections import LocatedText, Section
from hypothesis import given
from hypothesis import strategies as st
from small_pages import FIRST_ROW, HEADER, legacy, modern, row


def read(text: str, path: str = "a/x.md") -> PageStructure:
    return read_structure(path, parse_blocks(text))


def findings(page: PageStructure) -> list[str]:
    return [
        f"{finding.location.line}:{finding.location.column} {finding.code}"
        for finding in page.diagnostics
    ]


def plain(page: PageStructure) -> tuple[list[str], list[str], list[str]]:
    """Return introduction, notes and warnings without their places."""
    intro, notes, warnings = (
        [text.text for text in texts]
        for texts in (page.intro, page.notes, page.warnings)
    )
    return intro, notes, warnings


def names(section: Section | None) -> list[str]:
    assert section
    return [parameter.row.cells[0].text.strip("*") for parameter in section.rows]


REST = "# 标题 - Copy\n\n```\n{}\n```\n"


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        pytest.param("a/x.md", modern(), "modern", id="modern"),
        pytest.param("a/x.md", legacy(), "legacy", id="legacy"),
        pytest.param(
            "a/x.md", "### 响应字段", "modern", id="modern without its request heading"
        ),
        pytest.param(
            "a/x.md",
            "# Response Elements",
            "legacy",
            id="legacy without its request heading",
        ),
        pytest.param(
            "a/x.md",
            "### 请求参数（Request Parameters）",
            "prose",
            id="a longer heading",
        ),
        pytest.param("a/x.md", "## 请求参数", "prose", id="a heading of another level"),
        pytest.param(
            "a/x.md", "```\n### 请求参数\n```", "prose", id="a heading in a fence"
        ),
        pytest.param(
            "a/x.md",
            "# 更新日志 - ChangeLog\n\n2015-06-09\n\n> mended",
            "prose",
            id="a title with a dash",
        ),
        pytest.param("a/x.md", "", "prose", id="nothing"),
        pytest.param(
            "a/x.md", REST.format("PUT /<object> HTTP/1.1"), "rest", id="REST"
        ),
        pytest.param(
            "a/x.md",
            REST.format("  GET /?list&prefix=<prefix>"),
            "rest",
            id="REST without a version",
        ),
        pytest.param(
            "a/x.md", REST.format("GET it /now"), "prose", id="no request line"
        ),
        pytest.param(
            "a/x.md",
            "PUT /<object> HTTP/1.1",
            "prose",
            id="a request line outside a fence",
        ),
        pytest.param(
            "a/x.md",
            modern(intro="```\nGET /a HTTP/1.1\n```"),
            "modern",
            id="an action that shows a request",
        ),
        pytest.param(
            "a/x.md",
            "# 上传 - PutThing\n\n# Requests Syntax\n\n```\nPUT /thing HTTP/1.1\n```\n\n"
            "# Request Headers\n\n|Parameter name|Type|Description|Required|\n|-|-|-|-|\n"
            "|Authorization|String|x|Yes|\n\n# Response Elements\n\n|Name|Type|\n|-|-|\n",
            "rest",
            id="REST with response elements",
        ),
        pytest.param(
            "a/x.md",
            legacy().replace("# Request Parameters", "# Request Example", 1),
            "legacy",
            id="an action without its request heading, whose example is a URL",
        ),
        pytest.param(
            "a/x.md",
            legacy(intro="```\nGET /a HTTP/1.1\n```").replace(
                "# Request Parameters", "# Request Paramters"
            ),
            "legacy",
            id="an action with a misspelled heading that shows a request",
        ),
        pytest.param(
            "a/x.md",
            modern().replace(
                "## 示例", "## 附录\n\n```\nGET /a HTTP/1.1\n```\n\n## 示例"
            ),
            "modern",
            id="an action that shows a request in a section of its own",
        ),
        pytest.param("README.md", modern(), "navigation", id="README"),
        pytest.param("a/index.md", modern(), "navigation", id="index"),
        pytest.param("a/_sidebar.md", "", "navigation", id="sidebar"),
        pytest.param("a/_glossary.md", "", "navigation", id="glossary"),
        pytest.param("a/error_code.md", "", "error_codes", id="error codes"),
        pytest.param(
            "a/get_index.md", "", "prose", id="a name that ends like navigation"
        ),
    ],
)
def test_kinds(path: str, text: str, kind: str) -> None:
    page = read(text, path)
    assert page.kind == kind
    codes = [finding.code for finding in page.diagnostics]
    if kind not in ("modern", "legacy"):
        assert codes == (["D101"] if kind == "rest" else [])


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("标题 - DoThing", ("标题", "DoThing", 8), id="spaced dash"),
        pytest.param("标题-DoThing", ("标题", "DoThing", 6), id="bare dash"),
        pytest.param(
            "耗时5-10秒 - DoThing",
            ("耗时5-10秒", "DoThing", 13),
            id="last of several dashes",
        ),
        pytest.param("标题  -DoThing ", ("标题", "DoThing", 8), id="odd spaces"),
        pytest.param("标题", ("标题", "", 3), id="no dash"),
        pytest.param("标题 -", ("标题 -", "", 3), id="nothing behind the dash"),
    ],
)
def test_titles(title: str, expected: tuple[str, str, int]) -> None:
    text, action, column = expected
    assert read(modern(title=title)).title == PageTitle(
        text, action, Location("a/x.md", 1, column), 1, 3
    )


def test_a_title_of_two_lines_says_where_its_action_stands() -> None:
    page = read(modern().replace("# 标题 - DoThing", "标题\n耗时 - DoThing\n==="))
    assert page.title == PageTitle(
        "标题\n耗时", "DoThing", Location("a/x.md", 2, 6), 1, 1
    )


def test_the_title_of_a_legacy_page_is_no_section() -> None:
    page = read("# Request Parameters\n\n# 标题-DoThing\n")
    assert page.title
    assert page.title.action == "DoThing"


def test_a_page_without_a_title() -> None:
    assert read(modern().split("\n", 1)[1]).title is None


@pytest.mark.parametrize(
    ("text", "request_names", "response_names", "model_names"),
    [
        pytest.param(
            modern(
                [row("A"), row("B")],
                [row("C")],
                request_models=[("M", [row("X")])],
                response_models=[("N", [row("Y")]), ("O", [])],
            ),
            ["A", "B"],
            ["C"],
            [["M"], ["N", "O"]],
            id="modern",
        ),
        pytest.param(
            legacy(["|A|string||No|"], ["|C|string||No|"], response_models=[("N", [])]),
            ["A"],
            ["C"],
            [[], ["N"]],
            id="legacy",
        ),
        pytest.param(modern([], []), [], [], [[], []], id="tables without rows"),
    ],
)
def test_sections(
    text: str,
    request_names: list[str],
    response_names: list[str],
    model_names: list[list[str]],
) -> None:
    page = read(text)
    assert names(page.request) == request_names
    assert names(page.response) == response_names
    assert page.request
    assert page.response
    models = [
        [model.heading.text for model in section.models]
        for section in (page.request, page.response)
    ]
    assert models == model_names
    assert findings(page) == []


def test_the_rows_of_a_model_are_its_own() -> None:
    page = read(
        modern([row("A")], request_models=[("M", [row("X")]), ("N", [row("Y")])])
    )
    assert page.request
    assert [
        [parameter.row.cells[0].text for parameter in model.rows]
        for model in page.request.models
    ] == [["**X**"], ["**Y**"]]


def test_texts_and_callouts() -> None:
    intro = "one\nline\n\nand two\n\n?> a note\nof two lines\n!> a warning\n?>bare\n\n<!-- ?> hidden -->"
    page = read(modern(intro=intro))
    assert page.intro == (LocatedText("one\nline", 5, 1), LocatedText("and two", 8, 1))
    assert page.notes == (
        LocatedText("a note\nof two lines", 10, 4),
        LocatedText("bare", 13, 3),
    )
    assert page.warnings == (LocatedText("a warning", 12, 4),)


def test_callouts_below_the_tables_of_a_legacy_page_belong_to_it() -> None:
    text = legacy(intro="says\n\n!> careful").replace(
        "\n# Response", "\n?> remember\n\n# Response", 1
    )
    page = read(text)
    assert plain(page) == (["says"], ["remember"], ["careful"])


def test_the_introduction_of_a_modern_page_may_stand_below_its_title() -> None:
    page = read(modern().replace("## 简介\n\n", ""))
    assert plain(page)[0] == ["Does a thing."]


def test_examples_are_the_first_fences() -> None:
    page = read(
        modern(
            request_example="text\n\n```\nfirst\n```\n\n```\nsecond\n```",
            response_example="暂无",
        )
    )
    assert page.request_example
    assert page.request_example.text == "first\n"
    assert page.response_example is None


USAGE = "## 使用方法\n\n- [x](y)\n\n### 步骤\n\n|a|\n|-|\n|1|\n\n| b |\n\n?> note\n\n### 更多\n\n| 参数名 |\n\n"
UNKNOWN = "## 附录\n\ntext\n\n?> note\n\n#### M\n\n"


@pytest.mark.parametrize(
    "extra",
    [
        pytest.param(USAGE, id="how-to boilerplate"),
        pytest.param(UNKNOWN, id="an unknown section"),
    ],
)
@pytest.mark.parametrize(
    "before", ["## 定义", "### 响应字段", "## 示例", "### 响应示例"]
)
def test_other_sections_change_nothing(extra: str, before: str) -> None:
    text = modern([row("A")], request_models=[("N", [row("X")])])
    assert shape(read(text.replace(before, extra + before, 1))) == shape(read(text))


def shape(page: PageStructure) -> object:
    """Return everything of a page but its line numbers."""
    sections = [section for section in (page.request, page.response) if section]
    return (
        page.title and page.title.action,
        plain(page),
        [names(section) for section in sections],
        [
            [(model.heading.text, len(model.rows)) for model in section.models]
            for section in sections
        ],
        [
            example and example.text
            for example in (page.request_example, page.response_example)
        ],
        [finding.code for finding in page.diagnostics],
    )


FOREIGN = "| 参数 | 描述信息 | 单位 |\n|---|---|---|\n| **CPU** | x | % |\n"
# The line of the heading that follows a request table of one row.
BELOW = FIRST_ROW + 2
PARAMETERS = HEADER + row("X") + "\n"


@pytest.mark.parametrize(
    ("before", "extra", "expected"),
    [
        pytest.param(
            "### 响应字段",
            f"\n{FOREIGN}\n",
            [f"{BELOW + 1}:3 D111"],
            id="a table of other columns",
        ),
        pytest.param(
            "## 定义", f"{PARAMETERS}\n", ["7:3 D112"], id="a table in the introduction"
        ),
        pytest.param(
            "### 响应字段",
            f"### 附录\n\n{PARAMETERS}\n",
            [f"{BELOW}:5 D112"],
            id="unknown section",
        ),
        pytest.param(
            "### 响应字段",
            f"#### 数据模型\n\n{PARAMETERS}\n",
            [f"{BELOW + 2}:3 D112"],
            id="a model without a name",
        ),
        pytest.param(
            "### 响应字段",
            f"{row('B')}\n{row('C')}\n\n",
            [f"{BELOW}:1 D216"],
            id="rows below a blank line",
        ),
        pytest.param("## 定义", f"> {row('B')}\n\n", ["7:1 D216"], id="a quoted row"),
        pytest.param(
            "## 定义", f"<!-- {row('B')}\n{row('B')} -->\n\n", [], id="a commented row"
        ),
        pytest.param(
            "### 公共参数",
            "### 公共参数\n\n| x |\n\n",
            [],
            id="a row among the common parameters",
        ),
        pytest.param(
            "### 响应字段",
            f"### 请求参数\n\n{PARAMETERS}\n",
            [f"{BELOW}:5 D105"],
            id="a doubled section",
        ),
    ],
)
def test_what_no_section_takes_is_reported(
    before: str, extra: str, expected: list[str]
) -> None:
    text = modern([row("A")]).replace(before, extra + before, 1)
    assert findings(read(text)) == expected


def test_the_rows_of_a_doubled_section_are_all_read() -> None:
    page = read(
        modern([row("A")]).replace(
            "### 响应字段", f"### 请求参数\n\n{PARAMETERS}\n### 响应字段"
        )
    )
    assert names(page.request) == ["A", "X"]


def test_a_page_past_a_limit_has_no_sections() -> None:
    page = read(modern() + "x" * 300_000)
    assert (page.kind, page.complete, page.request) == ("modern", False, None)
    assert [finding.code for finding in page.diagnostics] == ["D211"]


HEADINGS = [
    "# 标题 - DoThing",
    "## 简介",
    "## 使用方法",
    "### 请求参数",
    "#### 数据模型",
    "#### M",
    "### 响应字段",
    "### 请求示例",
]
LEGACY_HEADINGS = [
    "# Request Parameters",
    "## M",
    "# Response Elements",
    "# Request Example",
]
OTHER_LINES = [
    "",
    HEADER + row("A"),
    FOREIGN,
    row("B"),
    "text",
    "?> note",
    "```",
    "<!--",
    "-->",
]


@given(
    st.lists(st.sampled_from(HEADINGS + LEGACY_HEADINGS + OTHER_LINES)).map("\n".join)
)
def test_any_order_of_known_lines_is_a_page_with_findings_inside_it(text: str) -> None:
    page = read(text)
    count = len(text.split("\n"))
    assert all(1 <= finding.location.line <= count for finding in page.diagnostics)


@pytest.mark.parametrize(
    ("text", "offset", "position"),
    [
        pytest.param("ab", 1, (5, 4), id="in the first line"),
        pytest.param("a\nb", 2, (6, 1), id="in the second line"),
        pytest.param("\nb", 1, (6, 1), id="behind a line that is empty"),
    ],
)
def test_a_character_of_a_text_has_a_position(
    text: str, offset: int, position: tuple[int, int]
) -> None:
    assert LocatedText(text, 5, 3).position(offset) == position
