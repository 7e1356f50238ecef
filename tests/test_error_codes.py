"""Pages to RetCodes: which tables count, what rows say, and an account of every row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from docs2sdk.catalog import catalog
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.locations import Location
from docs2sdk.pages.interpretation import ParsedPage, interpret_page
from docs2sdk.pages.markdown import parse_blocks
from docs2sdk.pages.page_folders import PageFolders
from docs2sdk.pages.page_sources import Source, SourceTree, read_source_tree
from docs2sdk.pages.page_structure import read_structure
from docs2sdk.schema import ErrorCode
from docs2sdk.targets.error_meanings import BUILT_IN
from small_pages import modern

FILE = "error_code.md"
PATH = f"thing-api/{FILE}"
HEADER = "| 错误码 | 中文 |\n|---|---|\n"
THREE = "| RetCode | Message | 描述 |\n|---|---|---|\n"


def read(text: str, path: str = PATH) -> ParsedPage:
    return interpret_page(read_structure(path, parse_blocks(text)))


def read_meanings(parsed: ParsedPage) -> dict[int, tuple[str, str]]:
    return {code.code: (code.message, code.meaning) for code in parsed.error_codes}


def findings(parsed: ParsedPage) -> list[str]:
    return [
        f"{finding.location.line}:{finding.location.column} {finding.code} {finding.message}"
        for finding in parsed.diagnostics
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            f"### UHost 错误码列表 \n\n{HEADER}| 8006   | 重置失败。      |\n",
            {8006: ("", "重置失败。")},
            id="two columns below a heading of level 3",
        ),
        pytest.param(
            "# UMem 错误码\n\n| 错误码 | 中文   \n|---|--|\n|20000|创建失败|\n|20001|b|\n",
            {20000: ("", "创建失败"), 20001: ("", "b")},
            id="a heading of level 1 and a header without its last pipe",
        ),
        pytest.param(
            "| 错误码 | 中文\n|---|--|\n| 4051 | a |      |\n| 4052 | b |\n",
            {4051: ("", "a"), 4052: ("", "b")},
            id="rows padded with a blank third cell",
        ),
        pytest.param(
            "| 错误码 | 中文 | |\n|---|---|---|\n| 4051 | a |\n",
            {4051: ("", "a")},
            id="a header padded with a blank third cell",
        ),
        pytest.param(
            f"{THREE}| 8039 | UHost not found | 主机不存在 |\n",
            {8039: ("UHost not found", "主机不存在")},
            id="three columns, one of them the message",
        ),
        pytest.param(
            "| Error Code | 中文 | English |\n|---|---|---|\n| 1 | 甲 | a |\n",
            {1: ("a", "甲")},
            id="the message in the last column",
        ),
        pytest.param(
            "| 返回码 | 说明 | 处理建议 |\n|---|---|---|\n| 1 | a | b |\n| 2 | c | |\n",
            {1: ("", "a\nb"), 2: ("", "c")},
            id="a third column of another kind belongs to the meaning",
        ),
        pytest.param(
            f"{THREE}| 8039 | UHost not found | |\n",
            {8039: ("UHost not found", "")},
            id="a message without a meaning",
        ),
        pytest.param(
            f"{HEADER}| 9 | a |\n| 10 | b |\n| -3 | c |\n| **8** | d |\n| `7` | e |\n",
            {n: ("", text) for n, text in zip((-3, 7, 8, 9, 10), "cedab", strict=True)},
            id="sorted as numbers; negative, bold and quoted ones",
        ),
        pytest.param(
            f"#### A\n\n{HEADER}| 1 | a |\n\n#### B\n\n{HEADER}| 2 | b |\n",
            {1: ("", "a"), 2: ("", "b")},
            id="two tables",
        ),
        pytest.param(
            "| 编号 | 中文 |\n|---|---|\n| 1 | a |\n",
            {1: ("", "a")},
            id="an unknown header above integers",
        ),
        pytest.param(
            f"{HEADER}| 1 | a\\|b\\~c<br />d |\n",
            {1: ("", "a|b~c\nd")},
            id="markup in a cell",
        ),
    ],
)
def test_a_row_gives_a_code(text: str, expected: dict[int, tuple[str, str]]) -> None:
    parsed = read(text)
    assert (parsed.kind, read_meanings(parsed), findings(parsed)) == (
        "error_codes",
        expected,
        [],
    )
    assert [code.code for code in parsed.error_codes] == sorted(expected)


def test_a_code_knows_its_place() -> None:
    parsed = read(f"# x\n\n{HEADER}|   8006 | a |\n")
    assert parsed.error_codes == (ErrorCode(8006, "", "a", Location(PATH, 5, 5)),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            f"{HEADER}| 1 | a |\n| 4xx | b |\n",
            ['4:3 D501 no integer: "4xx"'],
            id="a code that is no integer",
        ),
        pytest.param(
            f"{HEADER}| 1 | a |\n| 2000-2009 | b |\n| ４ | c |\n",
            ['4:3 D501 no integer: "2000-2009"', '5:3 D501 no integer: "４"'],
            id="a range, and digits that are not ASCII",
        ),
        pytest.param(
            f"{HEADER}| 1 | a |\n| 2 |  |\n",
            ["4:3 D501 2 has no meaning"],
            id="a code without a meaning",
        ),
        pytest.param(
            f"{HEADER}| 1 | a |\n| 2 |\n| 3 | b | c |\n",
            ["4:1 D201 1 cell instead of 2", "5:1 D201 3 cells instead of 2"],
            id="too few cells, and too many that say something",
        ),
        pytest.param(
            f"{HEADER}| 1 | a |\n| 1 | b |\n",
            ["4:3 D502 1 stands in line 3 already and means something else"],
            id="a code with two meanings",
        ),
        pytest.param(
            f"{HEADER}| 1 | a |\n| 1 | a |\n",
            ["4:3 D207 1 stands in line 3 already"],
            id="the same row twice",
        ),
        pytest.param(
            f"{HEADER}| 1 | a |\n\n| 2 | b |\n| 3 | c |\n",
            ["5:1 D216 2 rows not read, up to line 6"],
            id="rows behind a blank line",
        ),
        pytest.param(
            f"{HEADER}| 1 | a |\n\n| 地域 | 代号 |\n|---|---|\n| 北京 | cn-bj2 |\n",
            ["5:3 D111 1 row was not read"],
            id="another table",
        ),
    ],
)
def test_every_other_row_gives_a_finding(text: str, expected: list[str]) -> None:
    parsed = read(text)
    assert (read_meanings(parsed), findings(parsed)) == ({1: ("", "a")}, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", ["1:1 D503"], id="an empty page"),
        pytest.param("# 错误码\n\n敬请期待\n", ["1:1 D503"], id="no table"),
        pytest.param(
            "| 错误码 |\n|---|\n| 1 |\n", ["1:1 D503", "1:3 D111"], id="one column"
        ),
        pytest.param(HEADER, [], id="a table without rows"),
        pytest.param(f"{'x' * 300_000}\n{HEADER}| 1 | a |\n", ["1:1 D211"], id="huge"),
    ],
)
def test_a_page_without_codes_says_so(text: str, expected: list[str]) -> None:
    parsed = read(text)
    codes = [" ".join(finding.split(" ")[:2]) for finding in findings(parsed)]
    assert (parsed.error_codes, codes) == ((), expected)


PARAMETERS = "| 字段名 | 类型 |\n|---|---|\n| **RetCode** | int |\n\n"


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        pytest.param(
            "summary/public.md",
            f"# 快速开始\n\n{PARAMETERS}### 错误码说明\n\n"
            "| RetCode | 描述 |\n|:---|:---|\n| 110 | 超时 |\n| x | y |\n",
            ({110: ("", "超时")}, ['12:3 D501 no integer: "x"']),
            id="the table of the summary, whatever stands above it",
        ),
        pytest.param(
            "summary/other.md",
            "| 状态 | 描述 |\n|---|---|\n| 1 | a |\n",
            ({}, []),
            id="integers under another name",
        ),
        pytest.param(
            "summary/other.md",
            "| RetCode | 描述 |\n|---|---|\n| 非零 | 失败 |\n",
            ({}, []),
            id="a column of codes without an integer",
        ),
        pytest.param(
            "thing-api/notes.md",
            "| RetCode | 描述 |\n|---|---|\n| 110 | 超时 |\n",
            ({}, []),
            id="prose of a product",
        ),
        pytest.param(
            "summary/index.md",
            "| RetCode | 描述 |\n|---|---|\n| 110 | 超时 |\n",
            ({}, []),
            id="navigation",
        ),
    ],
)
def test_of_other_pages_only_the_summary_has_codes(
    path: str, text: str, expected: tuple[dict[int, tuple[str, str]], list[str]]
) -> None:
    parsed = read(text, path)
    assert (read_meanings(parsed), findings(parsed)) == expected


def build(pages: dict[str, str]) -> Catalog:
    sources = tuple(Source(path, text) for path, text in sorted(pages.items()))
    # The order of reading must not matter.
    read_pages = [read(source.text, source.path) for source in reversed(sources)]
    return catalog.build_catalog(
        SourceTree(PageFolders(Path("base")), sources, ()), read_pages
    )


def table(**meanings: str) -> str:
    return HEADER + "".join(f"| {c[1:]} | {text} |\n" for c, text in meanings.items())


def test_codes_go_to_the_service_of_their_folder() -> None:
    built = build(
        {
            "a-api/x.md": modern(title="x - GetA"),
            "a-api/error_code.md": table(_2000="a"),
            "b-api/x.md": modern(title="x - GetB"),
            "b-api/error_code.md": table(_2000="b", _150="own"),
            "c-api/x.md": modern(title="x - GetC"),
            "summary/public.md": table(_150="common"),
        }
    )
    assert {
        service.folder: {code.code: code.meaning for code in service.errors}
        for service in built.services
    } == {"a-api": {2000: "a"}, "b-api": {2000: "b", 150: "own"}, "c-api": {}}
    assert [(code.code, code.meaning) for code in built.common_error_codes] == [
        (150, "common")
    ]
    assert sorted(built.error_codes) == ["a-api", "b-api"]
    assert built.diagnostics == ()


def test_of_two_pages_the_first_by_path_is_right() -> None:
    built = build(
        {
            "a-api/x.md": modern(),
            "a-api/error_code.md": table(_1="right", _2="b"),
            "a-api/more/error_code.md": table(_1="other", _2="b", _3="c"),
        }
    )
    (service,) = built.services
    assert [code.meaning for code in service.errors] == ["right", "b", "c"]
    at = "stands at a-api/error_code.md"
    assert [
        (finding.code, finding.message.partition(":")[0])
        for finding in built.diagnostics
    ] == [("D502", f"1 {at}"), ("D207", f"2 {at}")]


def test_codes_beside_no_action_are_reported() -> None:
    built = build({"a-api/error_code.md": table(_1="a", _2="b")})
    (finding,) = built.diagnostics
    assert built.services == ()
    assert (str(finding.location.path), finding.location.line) == (
        "a-api/error_code.md",
        3,
    )
    assert finding.code == "D504"
    assert finding.message.startswith("2 error codes")


DASHES = re.compile(r"[|:\- ]*-{2}[|:\- ]*")


def written_rows(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield each row's line, its header's line, its first cell and the rest, by plain line splits."""
    head = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if "|" not in line:
            head = 0
        elif DASHES.fullmatch(line):
            head = number - 1
        elif head:
            first, _, rest = line.strip().removeprefix("|").partition("|")
            yield number, head, first.strip(), rest.rstrip("| ").strip()


def test_every_row_of_the_published_pages_is_a_code_or_a_finding(corpus: Path) -> None:
    pages = [
        page
        for page in read_source_tree(corpus).pages
        if page.path.endswith("/" + FILE)
    ]
    rows, count = 0, 0
    distinct: set[int] = set()
    for page in pages:
        parsed = read(page.text, page.path)
        codes = {code.location.line: code for code in parsed.error_codes}
        lines = {finding.location.line for finding in parsed.diagnostics}
        for number, head, first, rest in written_rows(page.text):
            rows += 1
            if number in codes:
                # What Markdown escapes comes without the backslash.
                plain = codes[number].meaning.replace("\\", "")
                assert first == str(codes[number].code), f"{page.path}:{number}"
                assert plain == rest.replace("\\", ""), f"{page.path}:{number}"
            else:
                assert lines & {number, head}, f"{page.path}:{number} is nowhere"
        count += len(lines)
        distinct |= {code.code for code in parsed.error_codes}
    print(
        f"{len(pages)} pages, {rows} rows, {len(distinct)} distinct codes, {count} findings"
    )
    assert len(distinct) > 500


def test_the_published_common_codes_are_those_that_are_built_in(corpus: Path) -> None:
    text = (corpus / "summary" / "public.md").read_text("utf-8")
    parsed = read(text, "summary/public.md")
    assert findings(parsed) == []
    assert [code.code for code in parsed.error_codes] == sorted(BUILT_IN)
    assert all(code.meaning for code in parsed.error_codes)
