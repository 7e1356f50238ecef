"""Several runs, one after the other, over pages that change in between: nothing is lost in silence, warm or cold."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import trees
from click.testing import CliRunner, Result
from docs2sdk.build import manifest
from docs2sdk.cli import main
from small_pages import row
from trees import snapshot

pytestmark = pytest.mark.slow

GET = "alpha-api/get_thing.md"
MODULE = "ucloud_client/alpha/get_thing.py"
CODES = "| 错误码 | 描述 |\n|---|---|\n| 8039 | 出错了 |\n"

Work = Callable[..., Result]


@pytest.fixture
def work(documentation: Path, monkeypatch: pytest.MonkeyPatch) -> Work:
    """Return the command, run where the small documentation lies, whose output is there."""
    monkeypatch.chdir(documentation.parent)

    def run(*words: str) -> Result:
        result = CliRunner().invoke(main, words)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    assert run("generate").exit_code == 0
    return run


def test_a_file_that_somebody_deleted_costs_no_action(work: Work) -> None:
    before = snapshot(Path("generated"))
    Path("generated/tests/alpha/test_get_thing.py").unlink()
    assert work("generate", "--service", "beta").exit_code == 0
    assert Path("generated", MODULE).exists()
    assert work("generate").exit_code == 0
    assert snapshot(Path("generated")) == before
    trees.write(Path("specs"), {"alpha-api/error_code.md": CODES})
    assert work("generate").exit_code == 0
    before = snapshot(Path("generated"))
    Path("generated/ucloud_client/alpha/_errors.py").unlink()
    assert work("generate", "--service", "beta").exit_code == 0
    assert snapshot(Path("generated")) == before


def test_a_module_that_is_no_python_any_more_is_a_conflict_for_every_run(
    work: Work,
) -> None:
    Path("generated", MODULE).write_text("x")
    before = snapshot(Path("generated"))
    for words in ((), ("--service", "beta")):
        result = work("generate", *words)
        assert result.exit_code == 2
        assert f"{MODULE}: edited by hand" in result.stderr
    assert snapshot(Path("generated")) == before


def test_text_of_a_page_is_no_conflict_of_git(work: Work) -> None:
    text = "x <<<<<<< HEAD\n=======\n>>>>>>> y"
    page = trees.page("GetThing", [row("Size", doc=text.replace("\n", " "))])
    trees.write(Path("specs"), {GET: page.replace("## 简介\n", f"## 简介\n\n{text}\n")})
    assert work("generate").exit_code == 0
    with Path("generated", MODULE).open("a") as module:
        module.write("# edited\n")
    assert work("generate").exit_code == 2


def test_a_manifest_in_another_layout_is_mended_by_a_warm_run(work: Work) -> None:
    file = Path("generated", manifest.NAME)
    before = file.read_text()
    file.write_text(json.dumps(json.loads(before), indent=8))
    assert work("check").exit_code == work("check", "--no-cache").exit_code == 1
    assert work("generate").exit_code == 0
    assert file.read_text() == before


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to become another user")
def test_a_cache_that_cannot_be_written_stops_no_run(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = os.access
    monkeypatch.setattr(
        os,
        "access",
        lambda path, mode: "docs2sdk/" not in f"{path}/" and access(path, mode),
    )
    trees.write(Path("specs"), {GET: trees.page("GetThing", [row("More")])})
    assert work("generate").exit_code == 0


def test_one_missing_section_in_a_baseline_does_not_adopt_the_other(work: Work) -> None:
    page = trees.page("GetThing")
    without = {
        heading: page.replace(f"{heading}\n", "")
        for heading in ("### 请求参数", "### 响应字段")
    }
    trees.write(Path("specs"), {GET: without["### 响应字段"]})
    words = ("lint", "--baseline", "known.json")
    assert work(*words, "--update-baseline").exit_code == 0
    assert work("generate", "--baseline", "known.json").exit_code == 0
    trees.write(Path("specs"), {GET: without["### 请求参数"]})
    assert work("generate", "--baseline", "known.json").exit_code == 1
    assert work("check", "--strict", "--baseline", "known.json").exit_code == 1


def test_a_renamed_title_of_a_broken_page_loses_nothing(work: Work) -> None:
    broken = trees.page("DropThing").partition("### 响应字段")[0]
    trees.write(Path("specs"), {GET: broken})
    result = work("generate")
    assert result.exit_code == 1
    assert "retained  1 action: GetThing" in result.stderr
    assert Path("generated", MODULE).exists()


def test_a_preferred_page_that_breaks_keeps_its_output_beside_a_twin(
    work: Work,
) -> None:
    before = Path("generated", MODULE).read_text()
    twin = trees.page("GetThing", [row("Other")])
    broken = trees.page("GetThing").partition("### 响应字段")[0]
    trees.write(Path("specs"), {GET: broken, "beta-api/get_thing.md": twin})
    assert work("generate").exit_code == 0
    assert Path("generated", MODULE).read_text() == before
    assert work("check", "--strict").exit_code == 0
    shutil.rmtree("generated")
    assert work("generate").exit_code == 0
    assert Path("generated/ucloud_client/beta/get_thing.py").exists()
