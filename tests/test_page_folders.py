"""Several folders of pages: later ones add actions and replace pages; every path stays that of a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import building
import pytest
import trees
from click.testing import CliRunner, Result
from docs2sdk.cli import main
from docs2sdk.config import Settings
from docs2sdk.locations import Location
from docs2sdk.pages.page_folders import PageFolders, PagePart
from small_pages import row
from trees import snapshot

Run = Callable[..., Result]

JSON = {"generate": ["--json"], "check": ["--format", "json"]}

INDEX = "# API 索引\n\n| API | 描述信息 |\n|:---|:---|\n|[{0}](api/{1})|标题|\n"
FIRST = trees.PAGES | {
    "alpha-api/index.md": INDEX.format("GetThing", "alpha-api/get_thing"),
}
OVERLAY = """
[[correction]]
action = "{}"
parameter = "Size"
required = true
reason = "the API refuses requests without it"
"""
BROKEN_ROW = [row("ThingId", "no type")]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    trees.write(tmp_path / "published", FIRST)
    (tmp_path / "ours").mkdir()
    text = "[tool.docs2sdk]\nspecs = ['published', 'ours']\nout = 'sdk'\n"
    (tmp_path / "pyproject.toml").write_text(text, "utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def findings() -> list[str]:
    """Return path, line and code of what lint finds."""
    document = json.loads(run("lint", "--format", "json").stdout)
    return [
        f"{each['path']}:{each['line']} {each['code']}" for each in document["findings"]
    ]


def actions() -> dict[str, list[str]]:
    services: dict[str, list[str]] = json.loads(run("generate", "--json").stdout)[
        "services"
    ]
    return services


def test_later_folders_add_actions_and_products(home: Path) -> None:
    more = {
        "alpha-api/find_thing.md": trees.page("FindThing"),
        "gamma-api/get_new.md": trees.page("GetNew"),
    }
    trees.write(home / "ours", more)
    assert actions() == {
        "alpha-api": ["DropThing", "FindThing", "GetThing"],
        "beta-api": ["GetOther", "MakeOther"],
        "gamma-api": ["GetNew"],
    }
    assert run("check").exit_code == 0


def test_the_output_is_that_of_one_folder_with_all_pages(home: Path) -> None:
    own = {
        "alpha-api/find_thing.md": trees.page("FindThing"),
        "alpha-api/get_thing.md": trees.page("GetThing", [row("ThingId")]),
        "alpha-api/index.md": INDEX.format("FindThing", "alpha-api/find_thing"),
        "overlays/beta.toml": OVERLAY.format("GetOther"),
    }
    trees.write(home / "ours", own)
    whole = FIRST | own
    whole["alpha-api/index.md"] = FIRST["alpha-api/index.md"] + (
        "|[FindThing](api/alpha-api/find_thing)|标题|\n"
    )
    building.generate(Settings((trees.write(home / "whole", whole),), home / "one"))
    assert run("generate").exit_code == 0
    assert snapshot(home / "sdk") == snapshot(home / "one")


def test_a_page_of_the_same_path_is_replaced_and_told(home: Path) -> None:
    replacing = trees.page("GetThing", [row("ThingId"), row("Colour")])
    trees.write(home / "ours", {"alpha-api/get_thing.md": replacing})
    # The page of the first folder is not even read.
    trees.write(home / "published", {"alpha-api/get_thing.md": "no page"})
    assert findings() == ["ours/alpha-api/get_thing.md:1 D107"]
    result = run("generate", "--verbose")
    assert "this page is used instead of the one in published" in result.stderr
    module = home / "sdk/ucloud_client/alpha/get_thing.py"
    assert "colour: str" in module.read_text("utf-8")


def test_an_action_of_the_same_name_is_replaced_whatever_the_ranks(home: Path) -> None:
    # The index of the first folder links to its page, and its path comes first.
    own = {"zeta-api/thing.md": trees.page("GetThing", [row("ThingId"), row("Colour")])}
    trees.write(home / "ours", own)
    assert findings() == ["published/alpha-api/get_thing.md:1 D107"]
    assert "is in a later folder of pages" in run("generate", "--verbose").stderr
    assert actions()["zeta-api"] == ["GetThing"]


def test_paths_are_those_of_files(home: Path) -> None:
    own = {
        "alpha-api/find_thing.md": trees.page("FindThing", BROKEN_ROW),
        "alpha-api/index.md": INDEX.format("FindThing", "alpha-api/find_thing") + "\0",
        "overlays/alpha.toml": OVERLAY.format("Nothing"),
    }
    trees.write(home / "ours", own)
    assert sorted(findings()) == [
        "ours/alpha-api/find_thing.md:19 D204",
        "ours/alpha-api/index.md:6 D004",
        "ours/overlays/alpha.toml:3 D601",
    ]
    errors = run("generate").stderr
    assert "ours/alpha-api/find_thing.md:19:" in errors
    for command in ("generate", "check"):
        document = json.loads(run(command, *JSON[command]).stdout)
        root = Path(document["root"])
        paths = [root / each["path"] for each in document["diagnostics"]]
        assert {path.resolve() for path in paths} >= {
            home / "ours" / path for path in own
        }
        assert all(path.is_file() for path in paths)


def test_a_cached_report_names_the_files_as_they_are_now(home: Path) -> None:
    warned = {"alpha-api/find_thing.md": trees.page("FindThing", BROKEN_ROW)}
    trees.write(home / "published", warned)
    assert "published/alpha-api/find_thing.md:19" in run("generate").stderr
    trees.write(home / "ours", warned)
    (home / "published/alpha-api/find_thing.md").unlink()
    for _ in range(2):
        assert "ours/alpha-api/find_thing.md:19" in run("generate").stderr
    trees.write(home / "published", warned)
    assert "D107" in run("generate").stderr
    (home / "published/alpha-api/find_thing.md").unlink()
    assert "D107" not in run("generate").stderr


def test_a_command_line_may_name_several_folders(home: Path) -> None:
    (home / "pyproject.toml").unlink()
    added = {"alpha-api/find_thing.md": trees.page("FindThing")}
    trees.write(home / "ours", added)
    folders = ("published", "ours")
    assert run("generate", *folders, "--out", "sdk").exit_code == 0
    assert run("check", *folders, "--out", "sdk").stdout == "sdk: up to date\n"
    assert "FindThing" in run("schema", *folders).stdout
    assert run("docs", *folders, "--out", "site").exit_code == 0
    assert (home / "site/docs/services/alpha/find_thing.md").is_file()
    asked = ["why", "FindThing", "--specs", "published", "--specs", "ours"]
    assert "ours/alpha-api/find_thing.md:1" in run(*asked, "--out", "sdk").stdout


def test_why_knows_the_pages_of_all_folders(home: Path) -> None:
    trees.write(home / "ours", {"alpha-api/find_thing.md": trees.page("FindThing")})
    run("generate")
    for path in ("ours/alpha-api/find_thing.md", "published/alpha-api/drop_thing.md"):
        assert f"{path}:1:" in run("why", path).stdout
    replaced = {"alpha-api/drop_thing.md": trees.page("DropThing")}
    trees.write(home / "ours", replaced)
    answer = run("why", "published/alpha-api/drop_thing.md").stdout
    assert "ours/alpha-api/drop_thing.md:1:" in answer


def test_overlays_of_all_folders_apply(home: Path) -> None:
    trees.write(home / "published", {"overlays/alpha.toml": OVERLAY.format("GetThing")})
    trees.write(home / "ours", {"overlays/alpha.toml": OVERLAY.format("DropThing")})
    document = json.loads(run("generate", "--json").stdout)
    corrected = [item["target"] for item in document["corrections"]]
    assert corrected == ["DropThing.Size", "GetThing.Size"]
    text = (home / "pyproject.toml").read_text("utf-8")
    listed = text + "overlays = ['published/overlays']\n"
    (home / "pyproject.toml").write_text(listed, "utf-8")
    assert json.loads(run("generate", "--json").stdout)["counts"]["corrections"] == 1
    both = ["--overlays", "published/overlays", "--overlays", "ours/overlays"]
    document = json.loads(run("generate", "--json", *both).stdout)
    assert document["counts"]["corrections"] == 2


def test_corrections_of_two_folders_may_not_contradict_each_other(home: Path) -> None:
    for folder in ("published", "ours"):
        trees.write(home / folder, {"overlays/alpha.toml": OVERLAY.format("GetThing")})
    assert "published/overlays/alpha.toml:5 D604" in findings()


def test_new_writes_into_the_last_folder(home: Path) -> None:
    before = snapshot(home / "published")
    result = run("new", "alpha", "FindThing", "--title", "查找")
    assert result.exit_code == 0, result.output
    assert {*snapshot(home / "ours")} == {
        "alpha-api",
        "alpha-api/find_thing.md",
        "alpha-api/index.md",
    }
    assert snapshot(home / "published") == before
    result = run("new", "alpha", "GetThing", "--title", "获取")
    assert (result.exit_code, "exists already" in result.stderr) == (2, True)


def test_init_takes_the_last_folder_for_the_example(home: Path) -> None:
    assert run("init").exit_code == 0
    assert (home / "ours/greenhouse-api/describe_plants.md").is_file()
    assert run("check").exit_code == 1
    assert run("generate").exit_code == 0


MISTAKES = [
    pytest.param(["published", "ours/.."], "must be apart", id="one in the other"),
    pytest.param(["ours", "./ours"], "named twice", id="one twice"),
    pytest.param(["published", "gone"], "cannot read gone", id="one is missing"),
    pytest.param(
        ["published", "ours/alpha-api"], "no folder per product", id="a product"
    ),
    pytest.param(["published", "ours", "."], "must be apart", id="the output"),
]


@pytest.mark.parametrize(("folders", "message"), MISTAKES)
def test_a_mistake_is_one_line_and_writes_nothing(
    home: Path, folders: list[str], message: str
) -> None:
    trees.write(home / "ours", {"alpha-api/find_thing.md": trees.page("FindThing")})
    before = snapshot(home)
    result = run("generate", *folders, "--out", "sdk")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert message in result.stderr
    assert snapshot(home) == before


def test_a_line_of_joined_navigation_is_that_of_its_file() -> None:
    parts = {"a/index.md": (PagePart(1, 0), PagePart(8, 2))}
    base = PageFolders(Path("/w/x"), (Path("/w/y"), Path("/w/z")), parts)
    assert base.resolve(Location("a/index.md", 7, 3)) == Location("a/index.md", 7, 3)
    joined = Location("a/index.md", 9, 3)
    assert base.resolve(joined) == Location("../z/a/index.md", 2, 3)
    assert base.resolve(Location("a/other.md", 9)) == Location("a/other.md", 9)
