"""Actions to services: which page wins, what is listed, which folders are usable."""

from __future__ import annotations

from pathlib import Path

import pytest
from docs2sdk.catalog import catalog
from docs2sdk.catalog.catalog import Catalog, PageReport
from docs2sdk.catalog.duplicate_pages import ShadowedPage
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.pages import interpretation, markdown, page_structure
from docs2sdk.pages.page_folders import PageFolders
from docs2sdk.pages.page_sources import Source, SourceTree
from small_pages import legacy, modern, row


def build(
    pages: dict[str, str],
    unreadable: tuple[Diagnostic, ...] = (),
    known: dict[str, str] | None = None,
) -> Catalog:
    sources = tuple(Source(path, text) for path, text in sorted(pages.items()))
    read = [
        interpretation.interpret_page(
            page_structure.read_structure(
                source.path, markdown.parse_blocks(source.text)
            )
        )
        for source in sources
    ]
    return catalog.build_catalog(
        SourceTree(PageFolders(Path("base")), sources, unreadable), read, known
    )


def index(*links: str) -> str:
    return "# API 索引\n\n" + "".join(f"|[DoThing]({link})|x|\n" for link in links)


def readme(*folders: str) -> str:
    return "".join(f"|x|[文档](/api/{folder}/)|\n" for folder in folders)


def listing(built: Catalog) -> dict[str, list[str]]:
    return {
        service.folder: [action.name for action in service.actions]
        for service in built.services
    }


def codes(built: Catalog) -> list[str]:
    return [f"{finding.location.path} {finding.code}" for finding in built.diagnostics]


def test_services_are_folders_with_their_actions_by_name() -> None:
    built = build(
        {
            "b-api/x.md": modern(title="x - GetZ"),
            "b-api/y.md": modern(title="y - GetA"),
            "a-api/z.md": modern(title="z - DoIt"),
            "a-api/_sidebar.md": '<div class="sidebar_title icon__a"> 产品 A </div>\n\n- [x](y)',
            "b-api/_sidebar.md": "no title",
        }
    )
    assert listing(built) == {"a-api": ["DoIt"], "b-api": ["GetA", "GetZ"]}
    assert [service.title for service in built.services] == ["产品 A", "b-api"]


@pytest.mark.parametrize(
    ("pages", "chosen", "reason"),
    [
        pytest.param(
            {
                "a/x.md": legacy(),
                "b/y.md": modern(),
                "a/index.md": index("api/a/x"),
                "README.md": readme("a"),
            },
            "b/y.md",
            "modern",
            id="modern over legacy, whatever links to it",
        ),
        pytest.param(
            {"a/x.md": modern(), "a/y.md": modern(), "a/index.md": index("api/a/y")},
            "a/y.md",
            "index",
            id="in the index",
        ),
        pytest.param(
            {
                "a/x.md": modern(),
                "b/x.md": modern(),
                "b/index.md": index("api/b/x"),
                "README.md": readme("a"),
            },
            "b/x.md",
            "index",
            id="the own index over the README",
        ),
        pytest.param(
            {"a/x.md": modern(), "b/x.md": modern(), "a/index.md": index("api/b/x")},
            "a/x.md",
            "first",
            id="the index of another folder does not count",
        ),
        pytest.param(
            {"a/x.md": modern(), "b/x.md": modern(), "README.md": readme("b")},
            "b/x.md",
            "README",
            id="in the README",
        ),
        pytest.param(
            {"a/x.md": modern(), "b/x.md": modern(), "b/README.md": readme("b")},
            "a/x.md",
            "first",
            id="the README of a product does not count",
        ),
        pytest.param(
            {"a/y.md": modern(), "a/x.md": modern()},
            "a/x.md",
            "first",
            id="nothing decides but the path",
        ),
        pytest.param(
            {"a/y.md": modern(), "B/z.md": modern()},
            "B/z.md",
            "first",
            id="code points order paths",
        ),
    ],
)
def test_one_page_speaks_for_an_action(
    pages: dict[str, str], chosen: str, reason: str
) -> None:
    built = build(pages)
    (action,) = (action for service in built.services for action in service.actions)
    assert action.location.path == chosen
    (shadowed,) = built.shadowed
    assert shadowed == ShadowedPage("DoThing", shadowed.path, chosen, shadowed.reason)
    (finding,) = built.diagnostics
    assert (finding.code, finding.location.path) == ("D107", shadowed.path)
    assert reason in shadowed.reason
    assert finding.message == str(shadowed)
    assert finding.message.endswith(f"{chosen}, which {shadowed.reason}")


def test_of_three_pages_two_lose() -> None:
    built = build({"c/x.md": modern(), "b/x.md": legacy(), "a/x.md": modern()})
    assert built.shadowed == (
        ShadowedPage("DoThing", "b/x.md", "a/x.md", "is a modern page"),
        ShadowedPage("DoThing", "c/x.md", "a/x.md", "comes first"),
    )


# A page of DoThing that cannot be read, in both dialects; one of which a row is wrong.
BROKEN = modern([row("B C")]).partition("### 响应字段")[0]
BROKEN_LEGACY = legacy(["|B C|string||No|"]).partition("# Response Elements")[0]
FAULTY = modern([row("B C")])
UNREADABLE = (Diagnostic(Location("a/x.md", 1), "D002", "no text"),)

TWINS = {
    "alone": ({"a/x.md": BROKEN}, [], ["a/x.md D102"], {}),
    "two of them": (
        {"a/x.md": BROKEN, "b/x.md": BROKEN_LEGACY},
        [],
        ["a/x.md D102", "b/x.md D102"],
        {},
    ),
    "legacy beside modern": (
        {"a/x.md": BROKEN_LEGACY, "b/y.md": modern()},
        ["b/y.md"],
        ["a/x.md D107"],
        {},
    ),
    "modern beside legacy": (
        {"a/x.md": BROKEN, "b/y.md": legacy()},
        ["b/y.md"],
        ["a/x.md D107"],
        {"DoThing": ("a/x.md",)},
    ),
    "both preferred, one behind": (
        {"a/x.md": BROKEN, "b/x.md": BROKEN, "c/x.md": modern(), "d/x.md": BROKEN},
        ["c/x.md"],
        ["a/x.md D107", "b/x.md D107", "d/x.md D107"],
        {"DoThing": ("a/x.md", "b/x.md")},
    ),
    "a wrong row in what is not used": (
        {"a/x.md": modern(), "b/x.md": FAULTY},
        ["a/x.md"],
        ["b/x.md D107"],
        {},
    ),
    "a wrong row in what is used": (
        {"a/x.md": FAULTY, "b/x.md": modern()},
        ["a/x.md"],
        ["a/x.md D202", "b/x.md D107"],
        {},
    ),
    "of another action": (
        {"a/x.md": BROKEN, "b/x.md": modern(title="标题 - GetIt")},
        ["b/x.md"],
        ["a/x.md D102"],
        {},
    ),
    "named by nothing": (
        {"a/x.md": BROKEN.replace(" - DoThing", ""), "b/x.md": modern()},
        ["b/x.md"],
        ["a/x.md D102", "a/x.md D103"],
        {},
    ),
    "cut below its title": (
        {"a/x.md": "# 标题 - DoThing\n", "b/x.md": modern()},
        ["b/x.md"],
        ["a/x.md D107"],
        {"DoThing": ("a/x.md",)},
    ),
}


@pytest.mark.parametrize(
    ("pages", "used", "expected", "preferred"), TWINS.values(), ids=TWINS
)
def test_a_page_whose_action_another_page_defines_is_never_an_error(
    pages: dict[str, str],
    used: list[str],
    expected: list[str],
    preferred: dict[str, tuple[str, ...]],
) -> None:
    built = build(pages)
    actions = [action for service in built.services for action in service.actions]
    assert [action.location.path for action in actions] == used
    assert codes(built) == expected
    assert built.preferred_broken_pages == preferred
    retained = {path for paths in preferred.values() for path in paths}
    assert built.broken & {shadowed.path for shadowed in built.shadowed} == retained


def test_a_page_that_is_not_used_says_how_much_is_wrong_with_it() -> None:
    built = build({"a/x.md": BROKEN, "b/y.md": legacy()})
    (finding,) = built.diagnostics
    assert finding.severity == "warning"
    assert finding.message == (
        'page not used: "DoThing" is already defined by b/y.md, which can be read; this page has 1 error'
    )


def test_the_last_run_knows_what_a_file_without_text_gave() -> None:
    pages = {"b/y.md": legacy()}
    assert codes(build(pages, UNREADABLE)) == ["a/x.md D002"]
    built = build(pages, UNREADABLE, known={"a/x.md": "DoThing"})
    assert codes(built) == ["a/x.md D107"]
    assert built.preferred_broken_pages == {"DoThing": ("a/x.md",)}
    assert codes(build(pages, UNREADABLE, known={"a/x.md": "GetIt"})) == ["a/x.md D002"]


@pytest.mark.parametrize("linked", ["a/x", "b/y"])
def test_an_action_stays_listed_while_its_linked_page_is_broken(linked: str) -> None:
    links = {"index.md": index(linked)}
    built = build({"a/x.md": BROKEN, "b/y.md": legacy()} | links)
    assert built.services[0].actions[0].in_index


def test_the_winner_does_not_depend_on_the_order_of_pages() -> None:
    pages = {
        "a/x.md": modern(),
        "b/x.md": modern(),
        "c/x.md": modern(title="b - GetIt"),
    }
    sources = tuple(Source(path, text) for path, text in pages.items())
    read = [
        interpretation.interpret_page(
            page_structure.read_structure(
                source.path, markdown.parse_blocks(source.text)
            )
        )
        for source in sources
    ]
    tree = SourceTree(PageFolders(Path()), sources, ())
    assert catalog.build_catalog(tree, read) == catalog.build_catalog(tree, read[::-1])


@pytest.mark.parametrize(
    ("file", "link", "listed"),
    [
        pytest.param("a/index.md", "api/a/x", True, id="as published"),
        pytest.param("a/index.md", "/api/a/x.md", True, id="rooted, with its ending"),
        pytest.param(
            "a/index.md",
            "https://docs.ucloud.cn/api/a/x?id=y",
            True,
            id="with the site and a query",
        ),
        pytest.param("a/index.md", "x.html#y", True, id="from its own folder"),
        pytest.param("a/index.md", "./x", True, id="from its own folder with a dot"),
        pytest.param("b/index.md", "api/a/x", True, id="another product's index"),
        pytest.param("index.md", "api/a/x", True, id="the root's index"),
        pytest.param("a/index.md", "api/a/xy", False, id="another page"),
        pytest.param(
            "a/index.md", "https://example.com/api/a/x", False, id="another site"
        ),
        pytest.param("b/index.md", "x", False, id="another folder's page"),
        pytest.param("a/_sidebar.md", "api/a/x", False, id="a sidebar is no index"),
        pytest.param("README.md", "api/a/x", False, id="a README is no index"),
    ],
)
def test_listed_is_what_an_index_links_to(file: str, link: str, listed: bool) -> None:
    built = build({"a/x.md": modern(), file: index(link)})
    assert [
        action.in_index for service in built.services for action in service.actions
    ] == [listed]
    assert built.not_in_index == (() if listed else ("DoThing",))


def test_an_action_is_listed_if_any_of_its_pages_is() -> None:
    built = build(
        {"a/x.md": modern(), "b/x.md": legacy(), "b/index.md": index("api/b/x")}
    )
    assert built.services[0].actions[0].in_index


@pytest.mark.parametrize(
    ("kept", "refused"), [("GetFoo", "getfoo"), ("getfoo", "GetFoo")]
)
def test_names_that_differ_in_case_only_are_refused_naming_both(
    kept: str, refused: str
) -> None:
    built = build(
        {
            "a/x.md": modern(title=f"x - {kept}"),
            "a/y.md": modern(title=f"y - {refused}"),
        }
    )
    assert listing(built) == {"a": [kept]}
    (finding,) = built.diagnostics
    assert finding.code == "D106"
    assert finding.location == Location("a/y.md", 1, 7)
    assert f'"{refused}"' in finding.message
    assert f'"{kept}" at a/x.md:1:7' in finding.message


def test_names_that_differ_in_case_only_may_stand_in_two_products() -> None:
    built = build(
        {"a/x.md": modern(title="x - GetFoo"), "b/y.md": modern(title="y - getfoo")}
    )
    assert listing(built) == {"a": ["GetFoo"], "b": ["getfoo"]}


@pytest.mark.parametrize(
    "folder",
    ["isms-api", "vpc2.0-api", "a", "console", "com10", "9_x", "Con", "nul.api"],
)
def test_folders_that_are_usable(folder: str) -> None:
    assert listing(build({f"{folder}/x.md": modern()})) == {folder: ["DoThing"]}


@pytest.mark.parametrize(
    "folder",
    [
        "..",
        ".",
        "a.",
        "a ",
        "a\nb",
        "a\x00",
        "a\u202eb",
        "产品",
        "-x",
        "a" * 129,
        "a%2fb",
    ],
)
def test_folders_that_are_not_usable(folder: str) -> None:
    built = build(
        {
            f"{folder}/x.md": modern(),
            f"{folder}/y.md": modern(title="y - GetY"),
            "ok/z.md": modern(title="z - Z"),
        }
    )
    assert listing(built) == {"ok": ["Z"]}
    assert codes(built) == [f"{folder}/x.md D108"]
    assert {report.action for report in built.pages} == {"DoThing", "GetY", "Z"}


def test_a_page_in_no_folder() -> None:
    assert codes(build({"x.md": modern()})) == ["x.md D108"]


def test_an_unusable_folder_takes_no_action_from_a_usable_one() -> None:
    assert listing(build({"-x/x.md": modern(), "z/x.md": legacy()})) == {
        "z": ["DoThing"]
    }


def test_every_page_is_accounted_for_once() -> None:
    pages = {
        "README.md": "",
        "a/index.md": index("api/a/x"),
        "a/x.md": modern(),
        "a/y.md": legacy(),
        "a/broken.md": modern(title="nothing"),
        "a/prose.md": "# text",
        "a/error_code.md": "",
        "a/rest.md": "```\nGET /x HTTP/1.1\n```",
    }
    assert build(pages).pages == (
        PageReport("README.md", "navigation", None),
        PageReport("a/broken.md", "modern", None),
        PageReport("a/error_code.md", "error_codes", None),
        PageReport("a/index.md", "navigation", None),
        PageReport("a/prose.md", "prose", None),
        PageReport("a/rest.md", "rest", None),
        PageReport("a/x.md", "modern", "DoThing", "DoThing"),
        PageReport("a/y.md", "legacy", "DoThing", "DoThing"),
    )


def test_findings_of_all_stages_come_in_order() -> None:
    unreadable = Diagnostic(Location("b/x.md", 1), "D001", "gone")
    built = build(
        {"c/x.md": modern([row("B C")]), "a/x.md": legacy(["|A|strng||No|"])},
        (unreadable,),
    )
    assert codes(built) == ["a/x.md D107", "b/x.md D001", "c/x.md D202"]
