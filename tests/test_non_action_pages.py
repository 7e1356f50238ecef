"""Pages that give no action: those that should, those whose tables are passed over, and true prose."""

from __future__ import annotations

import pytest
from docs2sdk.pages import action_headings
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.pages.page_sources import Source
from small_pages import modern, row

LONG = "C" + "reate" * 40
NEITHER = "there is neither a request section (### 请求参数) nor a response section (### 响应字段)"
COLUMNS = (
    "| 名称 | 类型 | 必填 | 描述 |\n|---|---|---|---|\n| Name | String | 否 | 名称 |\n"
)
CUT = modern().split("### 公共参数")[0]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("创建 - CreateBox", "CreateBox", id="a title"),
        pytest.param("创建-CreateBox ", "CreateBox", id="a dash without blanks"),
        pytest.param("耗时5-10秒 - CreateBox", "CreateBox", id="several dashes"),
        pytest.param("签名 - Sign", "Sign", id="one word behind a dash"),
        pytest.param("CreateBox", "CreateBox", id="a bare name"),
        pytest.param("2.1、CreateBox", "CreateBox", id="a number before it"),
        pytest.param("SSL - DescribeSSLV2", "DescribeSSLV2", id="a number within it"),
        pytest.param("DescribeSSLV2", "DescribeSSLV2", id="a number at its end"),
        pytest.param("Sign", "", id="a bare word"),
        pytest.param("FAQ", "", id="capitals"),
        pytest.param("创建 - createBox", "", id="a small letter first"),
        pytest.param("创建 - Create Box", "", id="two words"),
        pytest.param("CreateBox -", "", id="nothing behind the dash"),
        pytest.param("说" * 196 + "-Box", "Box", id="as long as allowed"),
        pytest.param("说" * 197 + "-Box", "", id="too long"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_names_of_actions_in_headings_and_links(text: str, name: str) -> None:
    assert action_headings.read_action_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# 创建 - CreateBox", id="a title"),
        pytest.param("# 签名 - Sign\n", id="a title with a name of one word"),
        pytest.param(
            "# 创建-CreateBox\n\n创建一个箱子。\n\n!> 注意", id="an introduction"
        ),
        pytest.param(CUT.replace("DoThing", "CreateBox"), id="cut before its sections"),
        pytest.param("# 创建 - CreateBox\n\n## 示例\n\n暂无\n\na\n\nb", id="a heading"),
        pytest.param(f"# 创建 - CreateBox\n\n{COLUMNS}", id="a table of parameters"),
        pytest.param(f"# 签名 - Sign\n\na\n\nb\n\n\t{row('A')}", id="a lost row"),
    ],
)
def test_a_page_that_names_an_action_and_gives_none_is_an_error(text: str) -> None:
    parsed = parse_page(Source("a/x.md", text))
    name = "Sign" if "Sign" in text else "CreateBox"
    message = f'the title names the action "{name}", and {NEITHER}'
    (finding,) = parsed.diagnostics
    assert (finding.location.line, finding.code) == (1, "D102")
    assert finding.message.partition(";")[0] == message
    assert (parsed.kind, parsed.title_action, parsed.action) == ("prose", name, None)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "# 更新日志 - ChangeLog\n\n2015-06-09\n\n> 完善\n\n2015-11-03\n\n> 添加",
            id="a log of changes",
        ),
        pytest.param("# 说明 - Description\n\n请选择。", id="a name of one word"),
        pytest.param(
            "# 说明 - UseOfBoxes\n\n# 单机\n\n[CreateBox](api/x/create_box)",
            id="several headings",
        ),
        pytest.param("# 字段规范\n\n## 示例\n\ntext", id="a title without a name"),
        pytest.param("# CreateBox — 创建\n\n## 接口说明\n\ntext", id="another dash"),
        pytest.param("", id="an empty page"),
    ],
)
def test_prose_is_no_finding(text: str) -> None:
    parsed = parse_page(Source("a/x.md", text))
    assert (parsed.kind, parsed.title_action, parsed.diagnostics) == ("prose", "", ())


@pytest.mark.parametrize(
    ("text", "line", "columns", "below"),
    [
        pytest.param(
            f"# 创建\n\n## 请求参数\n\n{COLUMNS}\n## 响应参数\n\n{COLUMNS}",
            5,
            "名称, 类型, 必填, 描述",
            "## 请求参数 and ## 响应参数",
            id="headings that come near",
        ),
        pytest.param(
            "# 箱子\n\n## 属性\n\n| Field | Data Type |\n|---|---|\n| A | int |\n",
            5,
            "Field, Data Type",
            "## 属性",
            id="the heading above",
        ),
        pytest.param(
            f"# 箱子\n\n## {'属' * 40}\n\n| Field | Data Type |\n|---|---|\n| A | int |\n",
            5,
            "Field, Data Type",
            f"## {'属' * 40}",
            id="a heading of just the longest length",
        ),
        pytest.param(
            f"# 箱子\n\n## {'属' * 41}\n\n| Field | Data Type |\n|---|---|\n| A | int |\n",
            5,
            "Field, Data Type",
            f"## {'属' * 40}…",
            id="a heading that is longer",
        ),
        pytest.param(
            "| **参数** | `数据类型` | "
            + " | ".join("abcdefgh")
            + f" |\n|{'-|' * 10}\n",
            1,
            "**参数**, `数据类型`, a, b, c, d, e, f, …",
            "no heading",
            id="many columns, and no heading",
        ),
    ],
)
def test_a_table_that_is_passed_over_is_one_warning(
    text: str, line: int, columns: str, below: str
) -> None:
    parsed = parse_page(Source("a/x.md", text))
    read = "参数名, 类型, 描述信息, 必填 below ### 请求参数 and ### 响应字段"
    (finding,) = parsed.diagnostics
    assert (finding.location.line, finding.code) == (line, "D113")
    assert finding.message == (
        f"a table with the columns {columns} below {below} is not read; read are {read}"
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "# 机型\n\n| 名称 | 说明 |\n|---|---|\n| N | x |\n", id="names only"
        ),
        pytest.param(
            "# 机型\n\n| 类型 | 说明 |\n|---|---|\n| N | x |\n", id="types only"
        ),
    ],
)
def test_other_tables_of_prose_are_no_finding(text: str) -> None:
    assert parse_page(Source("a/x.md", text)).diagnostics == ()


def test_the_parameters_that_all_actions_have_are_no_finding() -> None:
    assert (
        parse_page(Source("summary/public.md", f"# 公共参数\n\n{COLUMNS}")).diagnostics
        == ()
    )


SECTIONS = "### 请求参数\n\n{}\n\n### 响应字段\n\n{}\n\n".format(
    "| 参数名 | 类型 | 描述信息 | 必填 |\n|-|-|-|-|",
    "| 字段名 | 类型 | 描述信息 | 必填 |\n|-|-|-|-|",
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            modern(
                [row("A", "array[[*UHostSet*](#UHostSet)]")],
                request_models=[("UHostSet", [row("B")])],
            ),
            id="a model above the response",
        ),
        pytest.param(
            modern().replace("## 示例", "## HowToUse\n\ntext\n\n## 示例"),
            id="another heading of several words",
        ),
    ],
)
def test_one_action_is_one_action(text: str) -> None:
    parsed = parse_page(Source("a/x.md", text))
    assert parsed.action
    assert parsed.diagnostics == ()
