"""Several actions on a page, in whole runs: each has its own files, and a fault costs one of them only."""

from __future__ import annotations

from pathlib import Path

import building
import pytest
import trees
from click.testing import CliRunner
from docs2sdk.build import output_folder
from docs2sdk.build.run_report import RunReport
from docs2sdk.catalog.catalog import build_catalog
from docs2sdk.cli import main
from docs2sdk.config import Settings
from docs2sdk.diff import comparison, snapshots
from docs2sdk.editor import analysis, page_targets, project, quick_fixes
from docs2sdk.pages import page_sources
from docs2sdk.pages.page_folders import PageFolders
from docs2sdk.pages.page_parser import parse_pages
from docs2sdk.trace import lookup

SECTIONS = """
### 请求参数

| 名称 | 类型 | 必填 | 描述 |
|---|---|---|---|
| BoxName | String | 是 | 名称 |

### 响应参数

| 名称 | 类型 | 描述 |
|---|---|---|
| RetCode | Integer | 返回码 |
| BoxId | String | 箱子 |
"""
CREATE, DROP = f"## 1 创建 - CreateBox\n{SECTIONS}", f"## 2 删除 - DropBox\n{SECTIONS}"
PAGE = f"# 箱子\n\n{CREATE}\n{DROP}"
SHARED = "box-api/box.md"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    trees.write(tmp_path / "specs", {SHARED: PAGE})
    return Settings((tmp_path / "specs",), tmp_path / "out")


def run(settings: Settings, page: str) -> RunReport:
    trees.write(settings.specs[0], {SHARED: page})
    return building.generate(settings)


def modules(settings: Settings) -> list[str]:
    files = (settings.out / "ucloud_client/box").glob("[a-z]*.py")
    return sorted(file.stem for file in files)


def test_each_action_has_a_module_a_test_and_entries(settings: Settings) -> None:
    report = building.generate(settings)
    assert report.added == ("CreateBox", "DropBox")
    assert report.kinds == {"variant": 1}
    assert modules(settings) == ["create_box", "drop_box"]
    pages = output_folder.read_output(settings.out).manifest.pages
    assert pages[f"{SHARED}#CreateBox"] == (
        "ucloud_client/box/create_box.py",
        "tests/box/test_create_box.py",
    )
    assert building.check(settings).drift == ()


@pytest.mark.parametrize("use_cache", [True, False])
def test_a_second_run_writes_nothing(settings: Settings, use_cache: bool) -> None:
    building.generate(settings)
    assert building.generate(settings, use_cache=use_cache).written == ()


@pytest.mark.parametrize(
    ("page", "retained", "removed"),
    [
        pytest.param(PAGE.replace(DROP, ""), (), ("DropBox",), id="a section removed"),
        pytest.param(
            PAGE.replace("| BoxName | String | 是 |", "| BoxName | Strang | 是 |", 1),
            ("CreateBox",),
            (),
            id="a row is wrong",
        ),
        pytest.param(
            PAGE.replace("## 2 删除 - DropBox", "## 2 删除"),
            ("CreateBox", "DropBox"),
            (),
            id="a heading lost its name",
        ),
        pytest.param(
            PAGE.replace("### 响应参数", "```\n### 响应参数", 1),
            ("CreateBox", "DropBox"),
            (),
            id="a code block hides the rest of the page",
        ),
        pytest.param("# 箱子\n", (), (), id="nothing is left"),
    ],
)
def test_what_becomes_of_the_last_output(
    settings: Settings, page: str, retained: tuple[str, ...], removed: tuple[str, ...]
) -> None:
    building.generate(settings)
    if page == "# 箱子\n":
        trees.write(
            settings.specs[0], {"box-api/other.md": PAGE.replace("Box", "Case")}
        )
        removed = ("CreateBox", "DropBox")
    report = run(settings, page)
    assert report.retained == retained
    assert report.removed == removed


def test_the_first_of_two_actions_keeps_its_identity(settings: Settings) -> None:
    alone = f"# 创建 - CreateBox\n{SECTIONS}"
    run(settings, alone)
    assert run(settings, f"{alone}\n{DROP}").written
    pages = output_folder.read_output(settings.out).manifest.pages
    assert sorted(pages) == [SHARED, f"{SHARED}#DropBox"]


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        pytest.param(f"{SHARED}#DropBox", ["create_box"], id="one action"),
        pytest.param("box.md#Drop*", ["create_box"], id="a pattern of actions"),
        pytest.param("box.Drop*", ["create_box"], id="its name"),
    ],
)
def test_settings_exclude_single_actions(
    settings: Settings, pattern: str, left: list[str]
) -> None:
    building.generate(settings._replace(exclude=(pattern,)))
    assert modules(settings) == left


def test_an_overlay_hides_all_actions_of_a_page(settings: Settings) -> None:
    hide = '[[correction]]\npage = "box-api/box.md"\nhidden = true\nreason = "drafts"\n'
    other = {"box-api/other.md": PAGE.replace("Box", "Case")}
    trees.write(settings.specs[0], {"overlays/box.toml": hide} | other)
    building.generate(settings)
    assert modules(settings) == ["create_case", "drop_case"]


def test_another_page_of_the_same_action_is_shadowed(settings: Settings) -> None:
    trees.write(
        settings.specs[0], {"box-api/old.md": PAGE.replace("DropBox", "ListBox")}
    )
    report = building.generate(settings)
    assert modules(settings) == ["create_box", "drop_box", "list_box"]
    (finding,) = [each for each in report.diagnostics if each.code == "D107"]
    assert str(finding).startswith("box-api/old.md:3:11: warning[D107]")


def test_a_line_of_the_page_leads_to_its_action(settings: Settings) -> None:
    report = building.generate(settings)
    assert report.catalog
    number = PAGE.split("\n").index("## 2 删除 - DropBox") + 3
    base, output = PageFolders(settings.specs[0]), output_folder.read_output(
        settings.out
    )
    page = settings.specs[0] / SHARED
    target = lookup.find_in_file(report.catalog, output, base, page, number)
    assert target.action_name == "DropBox"


def test_an_editor_knows_all_actions_of_a_page(settings: Settings) -> None:
    opened = PAGE.replace(DROP, DROP.replace("BoxId | String", "BoxId | Strng"))
    read = analysis.analyze_project(project.load_project(settings), {SHARED: opened})
    (diagnostic,) = read.diagnostics[SHARED]
    assert (diagnostic.code, diagnostic.location.path) == ("D203", f"{SHARED}#DropBox")
    lines = opened.split("\n")
    assert [fix.title for fix in quick_fixes.find_fixes(SHARED, lines, diagnostic)]
    number = lines.index("## 2 删除 - DropBox") + 1
    target = page_targets.find_target(read, SHARED, number)
    assert target
    assert target.action.name == "DropBox"


@pytest.mark.parametrize("command", ["new", "infer"])
def test_an_action_that_shares_its_page_exists_already(
    settings: Settings, tmp_path: Path, command: str
) -> None:
    recorded = tmp_path / "one.jsonl"
    recorded.write_text('{"RetCode": 0}\n', "utf-8")
    words = [command, "box", "DropBox", "--specs", str(settings.specs[0])]
    words += [str(recorded)] if command == "infer" else ["--title", "x"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert "the action DropBox exists already" in result.stderr


def test_diff_points_at_the_heading() -> None:
    changes = comparison.find_changes(snapshot(PAGE), snapshot(PAGE.replace(DROP, "")))
    (change,) = changes
    assert change.rule.id == "action-removed"
    assert (
        str(change.location)
        == f"{SHARED}:{PAGE[: PAGE.index(DROP)].count(chr(10)) + 1}:11"
    )


def test_diff_finds_a_renamed_action_of_a_page() -> None:
    new = PAGE.replace("DropBox", "RemoveBox")
    (change,) = comparison.find_changes(snapshot(PAGE), snapshot(new))
    assert (change.rule.id, change.before, change.after) == (
        "action-renamed",
        "DropBox",
        "RemoveBox",
    )


def snapshot(text: str) -> snapshots.Snapshot:
    sources = (page_sources.Source(SHARED, text),)
    tree = page_sources.SourceTree(PageFolders(Path()), sources, ())
    return snapshots.from_catalog(build_catalog(tree, parse_pages(sources[0])), tree)


def test_addresses_of_settings_are_in_the_output(settings: Settings) -> None:
    building.generate(
        settings._replace(
            site="https://docs.example.com/api/", base_url="https://api.example.com"
        )
    )
    package = settings.out / "ucloud_client"
    module = (package / "box/drop_box.py").read_text("utf-8")
    assert "Page: https://docs.example.com/api/box-api/box\n" in module
    runtime = (package / "runtime/settings.py").read_text("utf-8")
    assert 'BASE_URL = "https://api.example.com"\n' in runtime
    assert "https://api.example.com" in (settings.out / "README.md").read_text("utf-8")


def test_a_folder_may_stand_nowhere(settings: Settings) -> None:
    building.generate(settings._replace(sites=(("box-api", ""),)))
    module = settings.out / "ucloud_client/box/drop_box.py"
    assert "Page:" not in module.read_text("utf-8")
