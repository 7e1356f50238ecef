"""A whole documentation with damaged pages: no action is lost, each damage is told once, and the run can be made green.

Published pages and our own are damaged in a copy, one way a page.  ``damages`` has the ways.
"""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import building
import damages
import pytest
import trees
from click.testing import CliRunner, Result
from docs2sdk.build.run_report import RunReport
from docs2sdk.cli import main
from docs2sdk.config import Settings
from docs2sdk.diagnostics import Diagnostic
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.slow


class Damage(NamedTuple):
    """What was done to a page, and the line where its one finding is due."""

    way: str
    path: str
    line: int


def findings(report: RunReport) -> set[Diagnostic]:
    return set(report.diagnostics)


def actions(out: Path) -> set[str]:
    """Return the modules of actions that the package has."""
    modules = (out / "ucloud_client").glob("*/[a-z]*.py")
    return {
        path.relative_to(out).as_posix()
        for path in modules
        if path.parts[-2] != "runtime"
    }


def ways(text: str) -> dict[str, damages.Damaged]:
    """Return the damages of a page, one of each kind: the numbers and names in it do not matter."""
    found: dict[str, damages.Damaged] = {}
    for damaged in damages.damage(text):
        found.setdefault(re.sub(r"line [0-9]+", "line", damaged.way), damaged)
    # Line 0 means that the page is read as before.
    return {way: one for way, one in found.items() if one.line and "示例" not in way}


def damage_pages(specs: Path, paths: list[str]) -> Iterator[Damage]:
    """Damage each page in another way; the last one is emptied, the one before it has a broken twin."""
    *others, twin, empty = paths
    choice = random.Random(7)
    used: set[str] = set()
    for path in others:
        options = ways((specs / path).read_text("utf-8"))
        way = choice.choice(sorted(options.keys() - used))
        used.add(way)
        (specs / path).write_text(options[way].text, "utf-8")
        yield Damage(way, path, options[way].line)
    text = (specs / twin).read_text("utf-8")
    broken = specs / Path(twin).with_name("zz_broken_twin.md")
    broken.write_text(text.partition("### 响应字段")[0], "utf-8")
    yield Damage("a broken twin", broken.relative_to(specs).as_posix(), 1)
    (specs / empty).write_text("", "utf-8")
    yield Damage("emptied", empty, 1)


def modern_pages(specs: Path) -> list[str]:
    """Return pages of actions that no other page defines, and that have rows on both sides and a model."""
    texts = {path: path.read_text("utf-8") for path in specs.rglob("*-api/*.md")}
    titles = [
        text.partition("\n")[0].rpartition("-")[2].strip() for text in texts.values()
    ]
    return sorted(
        path.relative_to(specs).as_posix()
        for (path, text), title in zip(texts.items(), titles, strict=True)
        if titles.count(title) == 1
        and "#### 数据模型" in text.partition("### 响应字段")[2]
        and text.partition("### 请求参数")[2].partition("### 响应字段")[0].count("\n|")
        > 4
    )


class Damaged(NamedTuple):
    """A copy of the documentation, its output from before, and what was damaged since."""

    settings: Settings
    before: RunReport
    done: tuple[Damage, ...]
    modules: set[str]


@pytest.fixture(scope="module")
def damaged(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Damaged:
    folder = tmp_path_factory.mktemp("damaged")
    shutil.copytree(corpus, folder / "specs")
    run = Settings((folder / "specs",), folder / "out", jobs=os.cpu_count() or 1)
    before = building.generate(run)
    paths = random.Random(10).sample(modern_pages(run.specs[0]), 20)
    done = tuple(damage_pages(run.specs[0], paths))
    return Damaged(run, before, done, actions(run.out))


def test_no_action_is_lost_and_each_damage_is_one_finding_at_its_line(
    damaged: Damaged, tell: Callable[[str], None]
) -> None:
    report = building.generate(damaged.settings)
    assert actions(damaged.settings.out) == damaged.modules
    assert report.removed == report.ungenerated == ()
    new = findings(report) - findings(damaged.before)
    gone = findings(damaged.before) - findings(report)
    assert {one.location.path for one in gone} <= {one.path for one in damaged.done}
    found = {one.location.path: (one.location.line, one.severity) for one in new}
    assert len(found) == len(new), sorted(map(str, new))
    expected = {
        one.path: (one.line, "warning" if one.way == "a broken twin" else "error")
        for one in damaged.done
    }
    assert found == expected
    tell(f"{len(new)} damages: {', '.join(one.way for one in damaged.done)}")


def test_check_is_green_and_names_what_is_retained(damaged: Damaged) -> None:
    building.generate(damaged.settings)
    report = building.check(damaged.settings)
    assert report.drift == ()
    assert len(report.retained) == len(damaged.done) - 1
    assert building.check(damaged.settings, use_cache=False).drift == ()


def command(run: Settings, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, str(run.specs[0]), "--out", str(run.out)])


def test_a_baseline_makes_the_run_green(
    damaged: Damaged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command(damaged.settings, "generate").exit_code == 1
    words = ["lint", str(damaged.settings.specs[0]), "--baseline", "known.json"]
    assert CliRunner().invoke(main, [*words, "--update-baseline"]).exit_code == 0
    setting = '[tool.docs2sdk.lint]\nbaseline = "known.json"\n'
    Path("pyproject.toml").write_text(setting, "utf-8")
    for words in (["generate"], ["check", "--strict"]):
        result = command(damaged.settings, *words)
        assert result.exit_code == 0, result.stderr


def test_excluding_the_damaged_pages_makes_the_run_green(
    damaged: Damaged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    listed = ", ".join(f'"{one.path}"' for one in damaged.done)
    Path("pyproject.toml").write_text(
        f"[tool.docs2sdk]\nexclude = [{listed}]\n", "utf-8"
    )
    shutil.copytree(damaged.settings.out, "out")
    run = damaged.settings._replace(out=tmp_path / "out")
    assert command(run, "generate").exit_code == 0
    assert command(run, "check", "--strict").exit_code == 0
    gone = len(damaged.modules) - len(actions(run.out))
    assert gone == len(damaged.done) - 1


LINES = st.lists(
    st.tuples(
        st.sampled_from(sorted(path for path in trees.PAGES if "_" in path[10:])),
        st.integers(0, 60),
        st.sampled_from([*damages.PREFIXES.values(), *damages.MARKS, None]),
    ),
    min_size=1,
    max_size=4,
)


@given(LINES)
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_random_damage_never_removes_a_module_without_an_error_that_names_its_page(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, int, str | None]]
) -> None:
    folder = tmp_path_factory.mktemp("random")
    specs = trees.write(folder / "specs", trees.PAGES)
    run = Settings((specs,), folder / "out", jobs=1)
    building.generate(run)
    before = actions(run.out)
    for path, number, prefix in edits:
        lines = (specs / path).read_text("utf-8").split("\n")
        at = number % len(lines)
        # A line is deleted, or all from there on, or gets a prefix.
        lines[at:] = (
            lines[at + 1 :]
            if prefix is None and number % 2
            else [] if prefix is None else [prefix + lines[at], *lines[at + 1 :]]
        )
        (specs / path).write_text("\n".join(lines), "utf-8")
    report = building.generate(run)
    lost = before - actions(run.out)
    named = {Path(one.location.path).stem for one in report.errors}
    # A title that was changed to that of another action is no loss: the page says so.
    renamed = {Path(path).stem for path in lost} - named
    assert len(renamed) <= len(report.added)
    shutil.rmtree(folder)
