"""Lines outside tables: which are rows of one, and which are prose."""

from __future__ import annotations

import pytest
from docs2sdk.pages import stray_rows
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.pages.page_sources import Source
from small_pages import HEADER, RET_CODE, modern, row

LAST = "| **Last** | string | 末 | No |"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(LAST, id="as it should be"),
        pytest.param("| b |", id="one cell between pipes"),
        pytest.param(f"\t{LAST}", id="behind a tab"),
        pytest.param(f"  - {LAST}", id="an item of a list in a list"),
        pytest.param(f"12) {LAST}", id="a numbered item"),
        pytest.param(f"- [x] {LAST}", id="an item with a box"),
        pytest.param(f"> > {LAST}", id="a quote in a quote"),
        pytest.param(f"<td><b>{LAST}", id="behind tags"),
        pytest.param("**Last** | string | 末 | No", id="without outer pipes"),
        pytest.param("- Last | string | 末", id="an item without outer pipes"),
        pytest.param("Last | strng | 末 | No", id="with a type that is unknown"),
        pytest.param("`Last` | array[string]", id="a name as code, and a type"),
        pytest.param("Data.N.Id | [*Item*](#Item)", id="a nested name and a model"),
        pytest.param("1x | int | 末", id="with a name that is not usable"),
        pytest.param("Last | 末 | **Yes**", id="without a type, but required"),
        pytest.param("参数名 | 类型 | 描述信息 | 必填", id="a header"),
        pytest.param("｜ Last ｜ string ｜ 末 ｜", id="between wide pipes"),
        pytest.param("|:---|:---|", id="the dashes below a header"),
    ],
)
def test_rows(line: str) -> None:
    assert stray_rows.is_row(line)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("", id="nothing"),
        pytest.param("?> 可选值为 a|b|c", id="a choice of values"),
        pytest.param("**绑定** | 解绑", id="words"),
        pytest.param("echo -n password1 | base64", id="a command"),
        pytest.param("cat list | sort | uniq", id="a longer command"),
        pytest.param(r"Last \| string \| No", id="escaped pipes"),
        pytest.param("Last string No", id="no pipe"),
        pytest.param("- **Last**: string", id="an item of prose"),
    ],
)
def test_prose(line: str) -> None:
    assert not stray_rows.is_row(line)


@pytest.mark.parametrize(
    ("line", "certain"),
    [
        pytest.param("||", False, id="two pipes are an operator"),
        pytest.param("| x |", True, id="one cell between pipes"),
        pytest.param("a || b", False, id="a choice of commands"),
        pytest.param("| Last | string |", True, id="a name and a type"),
    ],
)
def test_a_line_of_code_is_a_row_only_if_that_is_certain(
    line: str, certain: bool
) -> None:
    assert stray_rows.is_certain_row(line) is certain


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("a<!-- b -->c", "ac", id="one"),
        pytest.param("a<!-- b\n\n -->c\nd", "a\n\nc\nd", id="over three lines"),
        pytest.param("<!--a--><!--b-->c", "c", id="two"),
        pytest.param("a<!-- b", "a<!-- b", id="one without an end"),
        pytest.param("a --> b", "a --> b", id="an end alone"),
        pytest.param("<!-->b", "b", id="an end within its beginning"),
    ],
)
def test_comments_leave_as_many_lines(text: str, kept: str) -> None:
    assert stray_rows.remove_comments(text) == kept


def findings(text: str) -> list[str]:
    parsed = parse_page(Source("a/x.md", text))
    return [str(finding) for finding in parsed.diagnostics]


FIRST = modern(["MARK"]).split("\n").index("MARK") + 1


@pytest.mark.parametrize(
    ("request_rows", "line", "message"),
    [
        pytest.param(
            [row("A"), f"\t{row('B')}", row("C"), row("D")],
            FIRST + 1,
            f"3 rows not read, up to line {FIRST + 3}",
            id="rows behind one that is code are lost with it",
        ),
        pytest.param(
            [row("A"), "", row("B"), "", f"- {row('C')}"],
            FIRST + 2,
            f"2 rows not read, up to line {FIRST + 4}",
            id="two blocks of one section",
        ),
        pytest.param(
            [row("A"), "", "<table>", "<tr><td>B</td></tr>", "</table>"],
            FIRST + 2,
            f"2 rows not read, up to line {FIRST + 3}",
            id="a table in HTML",
        ),
        pytest.param(
            [row("A"), "", "~~~", row("B"), "~~~"],
            FIRST + 3,
            f"1 row not read, up to line {FIRST + 3}",
            id="a row in a code block",
        ),
    ],
)
def test_lost_rows_of_a_section_are_one_error(
    request_rows: list[str], line: int, message: str
) -> None:
    assert findings(modern(request_rows)) == [f"a/x.md:{line}:1: error[D216] {message}"]


def test_rows_that_are_lost_in_two_sections_are_two_errors() -> None:
    text = modern([row("A"), "", row("B")], [RET_CODE, f"\t{row('C')}"])
    lost = [text.split("\n").index(line) + 1 for line in (row("B"), f"\t{row('C')}")]
    assert findings(text) == [
        f"a/x.md:{line}:1: error[D216] 1 row not read, up to line {line}"
        for line in lost
    ]


@pytest.mark.parametrize(
    "prose",
    [
        pytest.param("?> 取值为 a|b|c，参见 `x | y`。", id="a callout with pipes"),
        pytest.param("- 一\n- 二 | 三\n", id="a list"),
        pytest.param(
            "```\necho password1 | base64\n```", id="a command in a code block"
        ),
        pytest.param("<div>\n说明\n</div>", id="HTML that is no table"),
        pytest.param(f"<!--\n{HEADER}{row('Old')}\n-->", id="a table in a comment"),
        pytest.param("> 注意\n> 一 | 二", id="a quote"),
    ],
)
def test_prose_in_a_section_is_no_finding(prose: str) -> None:
    text = modern([row("A")]).replace("### 响应字段", f"{prose}\n\n### 响应字段")
    assert findings(text) == []
