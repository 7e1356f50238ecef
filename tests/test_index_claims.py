"""Pages that give no action though something else knows it: an index, an earlier run; and runs that find none."""

from __future__ import annotations

from pathlib import Path

import pytest
from docs2sdk.catalog import catalog
from docs2sdk.catalog.catalog import Catalog, PageReport
from docs2sdk.catalog.missing_actions import (
    describe_pages,
    explain_missing_action,
)
from docs2sdk.pages.page_folders import PageFolders
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.pages.page_sources import Source, SourceTree
from small_pages import modern, row

NEITHER = "there is neither a request section (### 请求参数) nor a response section (### 响应字段)"
INDEX = "# API 索引\n\n| API | 描述信息 |\n|---|---|\n|[CreateBox](api/x-api/create_box)|创建|\n"
SIDEBAR = "- **API**\n    - [创建-CreateBox](api/x-api/create_box)\n"


def build(pages: dict[str, str]) -> Catalog:
    sources = tuple(Source(path, text) for path, text in sorted(pages.items()))
    return catalog.build_catalog(
        SourceTree(PageFolders(Path("base")), sources, ()),
        [parse_page(source) for source in sources],
    )


def errors(built: Catalog) -> list[str]:
    return [str(item) for item in built.diagnostics if item.severity == "error"]


def report(built: Catalog, path: str = "x-api/create_box.md") -> PageReport:
    return next(page for page in built.pages if page.path == path)


@pytest.mark.parametrize(
    ("index", "text", "line"),
    [
        pytest.param({"x-api/index.md": INDEX}, INDEX, 5, id="an index"),
        pytest.param({"x-api/_sidebar.md": SIDEBAR}, SIDEBAR, 2, id="a sidebar"),
        pytest.param({"_sidebar.md": SIDEBAR}, SIDEBAR, 2, id="the root's sidebar"),
        pytest.param(
            {"x-api/index.md": "[CreateBox](./create_box.md?id=a#b)"},
            "",
            1,
            id="a link within the folder",
        ),
        pytest.param(
            {"x-api/index.md": "[CreateBox](/api/x-api/create_box.html)"},
            "",
            1,
            id="a link to the site",
        ),
    ],
)
@pytest.mark.parametrize(
    "page",
    [
        pytest.param("", id="empty"),
        pytest.param("\n\n  \n", id="blank lines"),
        pytest.param("创建一个箱子。\n", id="no title"),
        pytest.param(
            "# 创建箱子\n\na\n\nb\n\nc\n\n## d\n", id="a title without a name"
        ),
    ],
)
def test_a_page_that_an_index_names_and_that_gives_no_action_is_an_error(
    index: dict[str, str], text: str, line: int, page: str
) -> None:
    built = build({"x-api/create_box.md": page} | index)
    ((path, _),) = index.items()
    (error,) = errors(built)
    assert error.startswith("x-api/create_box.md:1:")
    assert error.endswith(
        f'error[D102] line {line} of {path} names the action "CreateBox" for this page, and {NEITHER}'
    )
    assert (report(built).action, report(built).expected_action) == (None, "CreateBox")
    assert built.broken == {"x-api/create_box.md"}


@pytest.mark.parametrize(
    ("index", "page"),
    [
        pytest.param("[FAQ](api/x-api/create_box)", "", id="a word of capitals"),
        pytest.param("[Overview](api/x-api/create_box)", "", id="one word"),
        pytest.param("[创建箱子](api/x-api/create_box)", "", id="no name"),
        pytest.param("[CreateBox](api/y-api/create_box)", "", id="another page"),
        pytest.param("[CreateBox][api/x-api/create_box]", "", id="no link"),
        pytest.param(
            "[日志 - ChangeLog](api/x-api/create_box)",
            "# 日志 - ChangeLog\n\n2015\n\n> 完善\n",
            id="prose beyond doubt",
        ),
        pytest.param(
            INDEX, "# 上传 - CreateBox\n\n```\nPUT /box HTTP/1.1\n```\n", id="REST"
        ),
    ],
)
def test_other_links_make_no_page_an_actions(index: str, page: str) -> None:
    built = build({"x-api/create_box.md": page, "x-api/index.md": index})
    assert errors(built) == []
    assert report(built).expected_action == ""


def test_what_the_title_says_is_not_said_once_more() -> None:
    built = build(
        {"x-api/create_box.md": "# 创建 - CreateBox", "x-api/index.md": INDEX}
    )
    (error,) = errors(built)
    assert 'the title names the action "CreateBox"' in error


def test_a_broken_page_without_a_name_has_that_of_its_index() -> None:
    page = modern(title="创建箱子")
    built = build({"x-api/create_box.md": page, "x-api/index.md": INDEX})
    assert [error.split("[")[1][:4] for error in errors(built)] == ["D103"]
    assert report(built).expected_action == "CreateBox"


@pytest.mark.parametrize(
    ("page", "location", "reason"),
    [
        pytest.param("", "1:1", NEITHER, id="empty"),
        pytest.param("\n# 创建箱子\n", "2:1", NEITHER, id="a title without a name"),
        pytest.param(
            "```\nPUT /box HTTP/1.1\n```\n", "1:1", "now it is a REST page", id="REST"
        ),
        pytest.param(
            "# 日志 - ChangeLog\n\n2015\n\n> 完善\n",
            "1:1",
            "now it is a page of prose",
            id="prose beyond doubt",
        ),
    ],
)
def test_a_page_that_gave_an_action_before_says_why_it_gives_none(
    page: str, location: str, reason: str
) -> None:
    page_report = report(build({"x-api/create_box.md": page}))
    assert str(explain_missing_action(page_report, "CreateBox")) == (
        f"x-api/create_box.md:{location}: error[D102] the page gave the action"
        f' "CreateBox" before and gives none now: {reason}'
    )


THREE_KINDS = "1 page of error codes, 1 broken page of an action, 1 REST page"
NEEDS = "a page of an action has a title `# … - ActionName`, and below ### 请求参数 and ### 响应字段 a table each"


@pytest.mark.parametrize(
    ("pages", "lines"),
    [
        pytest.param({}, ["no page (*.md) was read"], id="no page"),
        pytest.param(
            {"a/create_foo.md": "# 创建\n\ntext\n"},
            [
                "1 page was read, and none gives an action: 1 page of prose",
                f"a/create_foo.md: {NEITHER}",
            ],
            id="a first try",
        ),
        pytest.param(
            {f"a/{number}.md": "# 创建" for number in range(4)} | {"a/index.md": "x"},
            [
                "5 pages were read, and none gives an action: 4 pages of prose, 1 page of navigation"
            ],
            id="many pages",
        ),
        pytest.param(
            {
                "a/x.md": modern([row("A")]).replace("### 请求参数", "### 甲"),
                "a/error_code.md": "",
                "a/z.md": "```\nGET /x HTTP/1.1\n```",
            },
            [f"3 pages were read, and none gives an action: {THREE_KINDS}"],
            id="other kinds",
        ),
    ],
)
def test_a_run_without_actions_says_what_it_found(
    pages: dict[str, str], lines: list[str]
) -> None:
    assert describe_pages(build(pages).pages).split("\n") == [*lines, NEEDS]
