"""What is made anew, what stays, what goes: decided from the pages as they are and the manifest of the last run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path

import pytest
import trees
from click.testing import Result
from small_pages import row

from generator.catalog import catalog
from generator.diagnostics import Diagnostic
from generator.output import outline
from generator.output.manifest import Manifest
from generator.output.outline import Outline
from generator.output.pipeline import read_page
from generator.output.records import SERVICE, Record, Shared
from generator.pages.sources import Source, Tree
from generator.places import Place

GET, DROP = "alpha-api/get_thing.md", "alpha-api/drop_thing.md"
OTHER, MAKE = "beta-api/get_other.md", "beta-api/make_other.md"

# The action is read, but one field is not what it was.
BAD_ROW = trees.page("GetThing", [row("ThingId", "strng")])
# No action is read at all.
NO_TABLES = "# 标题 - GetThing\n\n## 定义\n\n### 请求参数\n\n### 响应字段\n"


def read(
    pages: Mapping[str, str] = trees.PAGES, unreadable: str | None = None
) -> catalog.Catalog:
    lost = [Diagnostic(Place(unreadable, 1), "D001", "no")] if unreadable else []
    found = tuple(Source(path, text) for path, text in sorted(pages.items()))
    tree = Tree(Path(), found, tuple(lost))
    return catalog.build(tree, map(read_page, tree.pages))


def recorded(decided: Outline, clean: bool = True) -> Manifest:
    """Return the manifest of a run that made everything."""
    return Manifest(
        {
            entry.page: Record(
                entry, clean, {f"package/{entry.service}/{entry.method}.py": "0" * 64}
            )
            for _, entry in decided.fresh
        }
    )


OLD = recorded(outline.decide(read(), Manifest(), (), "package"))


def changed(**pages: str | None) -> dict[str, str]:
    """Return the small documentation with pages replaced or removed."""
    names = {"get": GET, "drop": DROP, "other": OTHER, "make": MAKE}
    found = {**trees.PAGES, **{names[name]: text for name, text in pages.items()}}
    return {path: text for path, text in found.items() if text is not None}


def summary(decided: Outline) -> dict[str, set[str]]:
    """Return the actions that are made, that stay, and that stay for want of a better page."""
    return {
        "made": {action.wire for action, _ in decided.fresh},
        "stays": {record.entry.action for record in decided.staying.values()},
        "kept": {entry.action for entry in decided.kept},
    }


@pytest.mark.parametrize(
    ("unreadable", "title"),
    [
        pytest.param("alpha-api/_sidebar.md", "Alpha 产品", id="unreadable"),
        pytest.param("alpha-api", "Alpha 产品", id="in an unreadable folder"),
        pytest.param(None, "alpha-api", id="gone"),
    ],
)
def test_a_product_keeps_its_title_while_nobody_can_read_it(
    unreadable: str | None, title: str
) -> None:
    pages = dict(trees.PAGES)
    del pages["alpha-api/_sidebar.md"]
    old = replace(OLD, shared={f"{SERVICE}alpha-api": Shared({}, title="Alpha 产品")})
    decided = outline.decide(read(pages, unreadable), old, (), "package")
    services = {service.folder: service.title for service, _ in decided.services}
    assert services["alpha-api"] == title


ALL = {"GetThing", "DropThing", "GetOther", "MakeOther"}
ALPHA, BETA = {"GetThing", "DropThing"}, {"GetOther", "MakeOther"}
THING = {"GetThing"}


NONE: frozenset[str] = frozenset()


def result(
    made: set[str], stays: AbstractSet[str] = NONE, kept: AbstractSet[str] = NONE
) -> dict[str, AbstractSet[str]]:
    return {"made": made, "stays": stays, "kept": kept}


@pytest.mark.parametrize(
    ("pages", "wanted", "old", "expected"),
    [
        pytest.param(trees.PAGES, (), Manifest(), result(ALL), id="the first run"),
        pytest.param(trees.PAGES, (), OLD, result(ALL), id="the second run"),
        pytest.param(
            trees.PAGES, ("alpha",), OLD, result(ALPHA, BETA), id="one service by name"
        ),
        pytest.param(
            trees.PAGES, ("beta-api",), OLD, result(BETA, ALPHA), id="by folder"
        ),
        pytest.param(
            trees.PAGES, ("alpha", "beta"), OLD, result(ALL), id="two services"
        ),
        pytest.param(
            trees.PAGES, ("alpha",), Manifest(), result(ALPHA), id="one, at first"
        ),
        pytest.param(
            changed(get=None), (), OLD, result(ALL - THING), id="a page was removed"
        ),
        pytest.param(
            changed(get=None),
            ("beta",),
            OLD,
            result(BETA, ALPHA),
            id="a page of another service was removed",
        ),
        pytest.param(
            changed(get=None, drop=None),
            ("beta",),
            OLD,
            result(BETA, ALPHA),
            id="all pages of another service were removed",
        ),
        pytest.param(
            changed(get=BAD_ROW),
            (),
            OLD,
            result(ALL - THING, THING, THING),
            id="a row broke",
        ),
        pytest.param(
            changed(get=NO_TABLES),
            (),
            OLD,
            result(ALL - THING, THING, THING),
            id="a page broke",
        ),
        pytest.param(
            changed(get=BAD_ROW),
            ("beta",),
            OLD,
            result(BETA, ALPHA),
            id="a row of another service broke",
        ),
        pytest.param(
            changed(get=BAD_ROW),
            (),
            Manifest(),
            result(ALL),
            id="a broken row from the beginning",
        ),
        pytest.param(
            changed(get=NO_TABLES),
            (),
            Manifest(),
            result(ALL - THING),
            id="a broken page from the beginning",
        ),
        pytest.param(
            changed(get=BAD_ROW.replace("GetThing", "FindThing")),
            (),
            OLD,
            result(ALL - THING, THING, THING),
            id="a page broke and was renamed",
        ),
        pytest.param(
            {**changed(get=NO_TABLES), "alpha-api/second.md": trees.page("GetThing")},
            (),
            OLD,
            result(ALL - THING, THING, THING),
            id="a page broke and another one says the same",
        ),
        pytest.param(
            {**changed(get=None), "alpha-api/second.md": trees.page("GetThing")},
            (),
            OLD,
            result(ALL),
            id="a page was moved",
        ),
    ],
)
def test_what_is_made_and_what_stays(
    pages: Mapping[str, str], wanted: tuple[str, ...], old: Manifest, expected: object
) -> None:
    assert summary(outline.decide(read(pages), old, wanted, "package")) == expected


def test_what_was_never_good_is_made_anew_while_it_can_be() -> None:
    old = recorded(outline.decide(read(), Manifest(), (), "package"), clean=False)
    again = outline.decide(read(changed(get=BAD_ROW)), old, (), "package")
    assert summary(again) == result(ALL)
    lost = outline.decide(read(changed(get=NO_TABLES)), old, (), "package")
    assert summary(lost) == result(ALL - THING, THING, THING)


@pytest.mark.parametrize("unreadable", ["alpha-api", GET])
def test_what_cannot_be_read_is_not_taken_for_removed(unreadable: str) -> None:
    pages = {
        path: text
        for path, text in trees.PAGES.items()
        if not path.startswith(unreadable)
    }
    decided = outline.decide(read(pages, unreadable), OLD, (), "package")
    lost = THING if unreadable == GET else ALPHA
    assert summary(decided) == result(ALL - lost, lost, lost)


@pytest.mark.parametrize("wanted", [(), ("alpha",)], ids=["all", "one service"])
def test_another_package_name_moves_everything(wanted: tuple[str, ...]) -> None:
    decided = outline.decide(read(), OLD, wanted, "renamed")
    assert summary(decided) == result(ALL)


def test_a_service_that_gets_another_name_is_moved_whole() -> None:
    pages = {**trees.PAGES, "alpha/more.md": trees.page("More")}
    decided = outline.decide(read(pages), OLD, ("beta",), "package")
    assert summary(decided) == result(ALL)
    named = {service.folder: service.package for service, _ in decided.services}
    assert named == {"alpha-api": "alpha_2", "beta-api": "beta"}


def test_what_stays_is_in_the_index_under_its_old_names() -> None:
    decided = outline.decide(read(changed(get=NO_TABLES)), OLD, (), "package")
    listed = {
        service.package: [entry.method for entry in entries]
        for service, entries in decided.services
    }
    assert listed == {
        "alpha": ["drop_thing", "get_thing"],
        "beta": ["get_other", "make_other"],
    }


def test_a_service_is_named_by_its_navigation() -> None:
    decided = outline.decide(read(), Manifest(), (), "package")
    titles = [service.title for service, _ in decided.services]
    assert titles == ["Alpha 产品", "beta-api"]


def written(result: Result) -> list[str]:
    """Return the paths that a run says to have written."""
    assert result.exit_code == 0, result.stderr
    return list(json.loads(result.stdout)["files"]["written"])


@pytest.mark.parametrize(
    ("edit", "files"),
    [
        pytest.param(
            {GET: trees.page("GetThing").replace("Does a thing.", "Does it.")},
            ["ucloud_client/alpha/get_thing.py"],
            id="a sentence",
        ),
        pytest.param(
            {GET: trees.page("GetThing", [*trees.THING, row("More")])},
            [
                "names.lock",
                "tests/alpha/test_get_thing.py",
                "ucloud_client/alpha/get_thing.py",
            ],
            id="a parameter",
        ),
        pytest.param(
            {"alpha-api/add_thing.md": trees.page("AddThing")},
            [
                "names.lock",
                "tests/alpha/test_add_thing.py",
                "ucloud_client/alpha/__init__.py",
                "ucloud_client/alpha/_service.py",
                "ucloud_client/alpha/add_thing.py",
            ],
            id="a page",
        ),
    ],
)
def test_one_page_one_diff(
    edit: dict[str, str],
    files: list[str],
    run: Callable[..., Result],
    documentation: Path,
) -> None:
    run(documentation)
    trees.write(documentation, edit)
    assert written(run(documentation, "--json")) == files
