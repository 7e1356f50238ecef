"""``include`` and ``exclude``: what a pattern means, what is left out, and that it is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import trees
from click.testing import Result
from docs2sdk.catalog import catalog, selection
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.catalog.selection import Selection
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.pages.page_folders import PageFolders
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.pages.page_sources import Source, SourceTree
from small_pages import row

Run = Callable[..., Result]

# Actions that cannot be read, one of which has no name, and two products whose names look alike.
NO_TABLES = "# 标题 - Lost\n\n## 定义\n\n### 请求参数\n\n### 响应字段\n"
NAMELESS = NO_TABLES.replace(" - Lost", "")
PAGES = {
    **trees.PAGES,
    "alpha-api/lost.md": NO_TABLES,
    "alpha-api/nameless.md": NAMELESS,
    "vpc2.0-api/get_net.md": trees.page("GetNet"),
    "vpc-api/old_net.md": trees.page("OldNet"),
    "README.md": "# 产品\n",
}
ALPHA, BETA = {"GetThing", "DropThing"}, {"GetOther", "MakeOther"}
ALL = {*ALPHA, *BETA, "GetNet", "OldNet"}


def build(pages: dict[str, str], *unreadable: Diagnostic) -> Catalog:
    sources = tuple(Source(path, text) for path, text in sorted(pages.items()))
    return catalog.build_catalog(
        SourceTree(PageFolders(Path()), sources, unreadable), map(parse_page, sources)
    )


@pytest.fixture(scope="module")
def read() -> Catalog:
    return build(PAGES)


def wanted(include: str, exclude: str) -> Selection:
    return Selection(tuple(include.split()), tuple(exclude.split()))


CHOICES = [
    pytest.param("", "", ALL, id="no patterns"),
    pytest.param("alpha", "", ALPHA, id="a package"),
    pytest.param("alpha-api", "", ALPHA, id="a folder"),
    pytest.param("alpha beta-api", "", ALPHA | BETA, id="two services"),
    pytest.param("*", "", ALL, id="everything by name"),
    pytest.param("vpc2.0-api", "", {"GetNet"}, id="a folder with a dot"),
    pytest.param("vpc2_0", "", {"GetNet"}, id="its package"),
    pytest.param("vpc2.0-api.GetNet", "", {"GetNet"}, id="its action"),
    pytest.param("vpc*", "", {"GetNet", "OldNet"}, id="services that begin alike"),
    pytest.param("[ab]*", "", ALPHA | BETA, id="a set of letters"),
    pytest.param("beta.MakeOther", "", {"MakeOther"}, id="an action"),
    pytest.param("*.Get*", "", {"GetThing", "GetOther", "GetNet"}, id="a verb"),
    pytest.param("Alpha", "", set(), id="case counts"),
    pytest.param("GetThing", "", set(), id="an action without its service"),
    pytest.param("", "alpha", ALL - ALPHA, id="without a service"),
    pytest.param("", "beta.Make*", ALL - {"MakeOther"}, id="without some actions"),
    pytest.param("", "*", set(), id="without anything"),
    pytest.param("alpha", "alpha.Drop*", {"GetThing"}, id="exclude comes last"),
    pytest.param("alpha.Drop*", "alpha", set(), id="whatever include says"),
    pytest.param("alpha-api/drop_thing.md", "", {"DropThing"}, id="a page"),
    pytest.param("*/get_*.md", "", {"GetThing", "GetOther", "GetNet"}, id="paths"),
    pytest.param("get_*.md", "", {"GetThing", "GetOther", "GetNet"}, id="files"),
    pytest.param("net.md", "", set(), id="half a file's name"),
    pytest.param("alpha/drop_thing.md", "", set(), id="a package is no folder"),
    pytest.param("", "beta-api/[gm]*.md", ALL - BETA, id="without some pages"),
    pytest.param("beta", "beta-api/make_*.md", {"GetOther"}, id="less a page"),
]


@pytest.mark.parametrize(("include", "exclude", "expected"), CHOICES)
def test_what_is_wanted(
    include: str, exclude: str, expected: set[str], read: Catalog
) -> None:
    chosen = selection.apply_selection(read, wanted(include, exclude))
    left = {item.name for service in chosen.services for item in service.actions}
    assert left == {*chosen.not_in_index} == expected
    assert all(service.actions for service in chosen.services)
    excluded = {item.action for item in chosen.excluded if item.action}
    assert excluded - {"Lost"} == ALL - expected
    assert all(item.reason for item in chosen.excluded)
    assert chosen.pages == read.pages


# Patterns, and whether the page of the action that cannot be read is told, and that of which no name is known.
UNREAD: dict[str, tuple[str, str, bool, bool]] = {
    "wanted": ("", "", True, True),
    "the service is wanted in part": ("alpha.Get*", "", False, True),
    "the service is excluded in part": ("", "alpha.Get*", True, True),
    "the service is excluded": ("", "alpha", False, False),
    "the service is not included": ("beta.*", "", False, False),
    "the name in the title is excluded": ("", "alpha.Lost", False, True),
    "the name in the title is included": ("alpha-api.L*", "", True, True),
    "one path is excluded": ("", "alpha-api/lost.md", False, True),
    "paths are excluded": ("", "alpha-api/*.md", False, False),
    "one path is included": ("alpha-api/nameless.md", "", False, True),
    "paths of the service are included": ("alpha-api/get_*.md", "", False, True),
    "paths of another service are included": ("beta-api/get_*.md", "", False, False),
}


@pytest.mark.parametrize(
    ("include", "exclude", "lost", "nameless"), UNREAD.values(), ids=UNREAD
)
def test_a_page_that_cannot_be_read_is_left_out_by_what_is_known_of_it(
    include: str, exclude: str, lost: bool, nameless: bool, read: Catalog
) -> None:
    chosen = selection.apply_selection(read, wanted(include, exclude))
    excluded = {item.path for item in chosen.excluded}
    locations = {finding.location.path for finding in chosen.diagnostics}
    for path, told in (
        ("alpha-api/lost.md", lost),
        ("alpha-api/nameless.md", nameless),
    ):
        assert (path in chosen.broken, path in locations) == (told, told)
        assert (path in excluded) != told


NO_TEXT = Diagnostic(Location("alpha-api/bytes.md", 1), "D002", "no text")


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        pytest.param("alpha.Before", "alpha-api/bytes.md", id="a file without text"),
        pytest.param("alpha.Old*", "alpha-api/nameless.md", id="a page without name"),
        pytest.param("alpha.Earlier", "alpha-api/lost.md", id="a page of another name"),
    ],
)
def test_the_last_run_knows_of_which_action_a_page_was(pattern: str, path: str) -> None:
    known = {
        "alpha-api/bytes.md": "Before",
        "alpha-api/nameless.md": "OldName",
        "alpha-api/lost.md": "Earlier",
        "alpha-api/get_thing.md": "Earlier",
    }
    built = build(PAGES, NO_TEXT)
    chosen = selection.apply_selection(built, wanted("", pattern), known)
    assert [item.path for item in chosen.excluded] == [path]
    assert built.broken - chosen.broken == {path}
    assert not list(
        selection.find_unmatched_patterns(chosen, wanted("", pattern), known)
    )
    assert list(selection.find_unmatched_patterns(built, wanted("", pattern)))


def test_a_broken_page_of_an_action_goes_with_the_good_one() -> None:
    twin = {"alpha-api/old.md": NO_TABLES.replace("Lost", "GetThing")}
    chosen = selection.apply_selection(
        build(PAGES | twin), wanted("", "alpha.GetThing")
    )
    assert [(item.path, item.action) for item in chosen.excluded] == [
        ("alpha-api/get_thing.md", "GetThing"),
        ("alpha-api/old.md", "GetThing"),
    ]
    assert {finding.code for finding in chosen.diagnostics} == {"D102", "D103"}


def test_a_page_of_error_codes_that_is_left_out_explains_none() -> None:
    pages = {
        "alpha-api/error_code.md": "# 错误码\n\n| 错误码 | 说明 |\n|---|---|\n| 7 | 坏 |\n",
        "summary/error_code.md": "# 错误码\n\n| 错误码 | 说明 |\n|---|---|\n| 8 | 坏 |\n",
    }
    built = build(PAGES | pages)
    assert (len(built.error_codes["alpha-api"]), len(built.common_error_codes)) == (
        1,
        1,
    )
    chosen = selection.apply_selection(built, wanted("", "*/error_code.md"))
    assert (chosen.error_codes, chosen.common_error_codes) == ({}, ())
    assert not any(service.errors for service in chosen.services)
    kept = selection.apply_selection(built, wanted("", "alpha.Get*"))
    assert (kept.error_codes, kept.common_error_codes) == (
        built.error_codes,
        built.common_error_codes,
    )


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        pytest.param("alpha beta.Get*", "*.Make*", [], id="all match"),
        pytest.param(
            "alhpa alpha",
            "",
            ['include: "alhpa" matches no service and no action'],
            id="a typing error",
        ),
        pytest.param(
            "alpha",
            "beta beta.Make beta-api/get.md",
            [
                'exclude: "beta.Make" matches no service and no action',
                'exclude: "beta-api/get.md" matches no page; did you mean "beta-api/get_other.md"?',
            ],
            id="half a name, and half a path",
        ),
        pytest.param(
            "alpha",
            "specs/beta-api/get_other.md nothing/x.md",
            [
                'exclude: "specs/beta-api/get_other.md" matches no page; did you mean "beta-api/get_other.md"?',
                'exclude: "nothing/x.md" matches no page',
            ],
            id="a path from elsewhere",
        ),
    ],
)
def test_a_pattern_that_matches_nothing_is_told(
    include: str, exclude: str, expected: list[str], read: Catalog
) -> None:
    patterns = wanted(include, exclude)
    assert list(selection.find_unmatched_patterns(read, patterns)) == expected
    chosen = selection.apply_selection(read, patterns)
    assert list(selection.find_unmatched_patterns(chosen, patterns)) == expected


def chosen(folder: Path, text: str) -> None:
    (folder / "pyproject.toml").write_text(f"[tool.docs2sdk]\n{text}\n", "utf-8")


def test_what_is_left_out_is_reported_and_removed(
    run: Run, documentation: Path, tmp_path: Path
) -> None:
    module = tmp_path / "generated/ucloud_client/alpha/drop_thing.py"
    assert run(documentation).exit_code == 0
    assert module.exists()
    chosen(tmp_path, 'exclude = ["alpha.Drop*", "beta", "gamma"]')
    trees.write(
        documentation, {"beta-api/make_other.md": trees.page("X", [row("A", "strng")])}
    )
    report = json.loads(run(documentation, "--json").stdout)
    assert report["services"] == {"alpha-api": ["GetThing"]}
    assert report["excluded"] == [
        {
            "action": "DropThing",
            "path": "alpha-api/drop_thing.md",
            "reason": 'excluded by "alpha.Drop*"',
        },
        {
            "action": "GetOther",
            "path": "beta-api/get_other.md",
            "reason": 'excluded by "beta"',
        },
        {
            "action": "X",
            "path": "beta-api/make_other.md",
            "reason": 'excluded by "beta"',
        },
    ]
    assert report["diagnostics"] == []
    assert report["unmatched_patterns"] == [
        'exclude: "gamma" matches no service and no action'
    ]
    assert len(report["pages"]) == len(trees.PAGES)
    assert not module.exists()
    assert not (tmp_path / "generated/ucloud_client/beta").exists()
    result = run(documentation)
    assert result.exit_code == 0
    assert "excluded  3 pages by include and exclude\n" in result.stdout
    assert '[tool.docs2sdk] exclude: "gamma" matches no service' in result.stderr


def test_a_service_that_is_left_out_takes_no_name_from_others(
    run: Run, documentation: Path, tmp_path: Path
) -> None:
    trees.write(documentation, {"alpha/more.md": trees.page("More")})
    chosen(tmp_path, 'exclude = ["alpha.More"]')
    run(documentation)
    assert (tmp_path / "generated/ucloud_client/alpha/get_thing.py").exists()


def test_service_chooses_among_what_is_wanted(
    run: Run, documentation: Path, tmp_path: Path
) -> None:
    chosen(tmp_path, 'include = ["alpha", "beta.Get*"]')
    assert run(documentation, "--service", "beta").exit_code == 0
    made = sorted(path.name for path in tmp_path.glob("generated/ucloud_client/*/*.py"))
    assert "get_other.py" in made
    assert not {"make_other.py", "get_thing.py"} & {*made}
    chosen(tmp_path, 'exclude = ["beta"]')
    result = run(documentation, "--service", "beta", "--out", "other")
    assert result.exit_code == 2
    assert "there is no service 'beta'" in result.stderr
    assert "there are: alpha\ninclude and exclude leave it out" in result.stderr


def test_to_leave_everything_out_is_a_mistake(
    run: Run, documentation: Path, tmp_path: Path
) -> None:
    run(documentation)
    before = trees.snapshot(tmp_path / "generated")
    chosen(tmp_path, 'include = ["gamma"]')
    result = run(documentation)
    assert result.exit_code == 2
    assert "include and exclude leave nothing of" in result.stderr
    assert trees.snapshot(tmp_path / "generated") == before
