"""Headings that come near: what a page lacks, which line may have been meant, and blocks that hide headings."""

from __future__ import annotations

import pytest
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.pages.page_sources import Source
from small_pages import RET_CODE, legacy, modern, row

REQUEST, RESPONSE = "### 请求参数", "### 响应字段"
AT = {
    heading: modern().split("\n").index(heading) + 1 for heading in (REQUEST, RESPONSE)
}
NEITHER = f"neither a request section ({REQUEST}) nor a response section ({RESPONSE})"


def findings(text: str) -> list[str]:
    parsed = parse_page(Source("a/x.md", text))
    assert parsed.action is None
    return [str(finding).removeprefix("a/x.md:") for finding in parsed.diagnostics]


@pytest.mark.parametrize(
    ("heading", "wrong", "hint"),
    [
        pytest.param(
            REQUEST,
            "### 请求參数",
            '"请求參数"; did you mean "请求参数"?',
            id="another character",
        ),
        pytest.param(
            REQUEST,
            "### 请求參數",
            '"请求參數"; did you mean "请求参数"?',
            id="traditional characters",
        ),
        pytest.param(
            RESPONSE,
            "### 响应字端",
            '"响应字端"; did you mean "响应字段"?',
            id="a typing error",
        ),
        pytest.param(
            REQUEST,
            "###请求参数",
            '"###请求参数"; did you mean "### 请求参数"?',
            id="no blank behind the hashes",
        ),
        pytest.param(
            REQUEST,
            "### 请求参数（Request Parameters）",
            '"请求参数（Request Parameters）"; did you mean "请求参数"?',
            id="more words",
        ),
    ],
)
def test_a_heading_that_comes_near_is_named_at_its_line(
    heading: str, wrong: str, hint: str
) -> None:
    text = modern(
        [row("A", "array[[*M*](#M)]")], [RET_CODE], request_models=[("M", [row("B")])]
    )
    line = text.split("\n").index(heading) + 1
    (finding,) = findings(text.replace(heading, wrong))
    section = "request" if heading == REQUEST else "response"
    assert finding.startswith(f"{line}:")
    assert finding.endswith(
        f"error[D102] there is no {section} section ({heading}); line {line} has {hint}"
    )


def test_two_headings_that_come_near_are_one_error_at_the_first() -> None:
    text = modern([row("A")]).replace(REQUEST, "### 请求參数")
    line = AT[RESPONSE] + 1
    (finding,) = findings(text.replace(RESPONSE, "### 响应字端"))
    assert finding == (
        f'{AT[REQUEST]}:5: error[D102] the title names the action "DoThing", and there is {NEITHER};'
        f' line {AT[REQUEST]} has "请求參数"; did you mean "请求参数"?;'
        f' line {line} has "响应字端"; did you mean "响应字段"?'
    )


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        pytest.param(
            modern().replace(REQUEST, "### 甲乙"),
            f"there is no request section ({REQUEST})",
            id="modern",
        ),
        pytest.param(
            legacy().replace("# Response Elements", "# 甲乙"),
            "there is no response section (# Response Elements)",
            id="legacy",
        ),
    ],
)
def test_without_one_the_error_is_at_the_title(text: str, missing: str) -> None:
    assert findings(text) == [f"1:1: error[D102] {missing}"]


def test_an_example_that_is_missing_is_a_warning() -> None:
    parsed = parse_page(
        Source("a/x.md", modern().replace("### 响应示例", "### 响应示列"))
    )
    assert parsed.action
    (finding,) = parsed.diagnostics
    assert (finding.code, finding.severity) == ("D115", "warning")
    assert finding.message.endswith('has "响应示列"; did you mean "响应示例"?')


@pytest.mark.parametrize(
    ("opening", "what"),
    [
        pytest.param("<!--", "the comment", id="a comment"),
        pytest.param("```", "the code block", id="a code block"),
        pytest.param("~~~~ x", "the code block", id="a code block of tildes"),
        pytest.param("<pre>", "the element <pre>", id="HTML taken as it is"),
    ],
)
@pytest.mark.parametrize("heading", ["## 定义", RESPONSE, "## 示例"])
def test_what_never_ends_is_one_error_where_it_begins(
    opening: str, what: str, heading: str
) -> None:
    text = modern([row("A")]).replace(heading, f"{opening}\n\n{heading}")
    line = text.split("\n").index(opening) + 1
    assert findings(text) == [
        f"{line}:1: error[D114] {what} does not end before the next section"
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            modern(response_example="```json\n{}").rstrip("\n"), id="a last example"
        ),
        pytest.param(modern(intro="<!-- a note -->\n\nDoes."), id="a comment"),
        pytest.param(
            modern(intro="```\n# a comment of a shell\n```"), id="a code block"
        ),
    ],
)
def test_what_hides_nothing_is_no_finding(text: str) -> None:
    parsed = parse_page(Source("a/x.md", text))
    assert parsed.action
    assert parsed.diagnostics == ()
