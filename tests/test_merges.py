"""Branches that git merges: each was generated, and what one of them says may mean something for what the other made."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import trees
from click.testing import CliRunner, Result
from small_pages import row
from trees import snapshot

from generator.cli import main

pytestmark = pytest.mark.slow

CODES = "| 错误码 | 描述 |\n|---|---|\n| {} | 出错了 |\n"
OVERLAY = '[[correction]]\naction = "{}"\n{}\nreason = "so"\n'
SETTINGS = '[tool.docs2sdk]\nspecs = "specs"\nout = "out"\njobs = 1\n{}\n'
MORE = trees.page("GetThing", [*trees.THING, row("More")])
# Lines between those that change, so that git sees no conflict where there is one in meaning.
BESIDE = {
    f"specs/{folder}/k{number}.md": "# prose\n"
    for folder in ("alpha-api", "beta-api", "gamma-api", "summary")
    for number in range(3)
}
BASE = {
    **{f"specs/{path}": text for path, text in trees.PAGES.items()},
    **BESIDE,
    "specs/alpha-api/index.md": "[x](get_thing)\n",
    "specs/alpha-api/internal_a.md": trees.page("InternalA"),
    "pyproject.toml": SETTINGS.format(""),
}

MERGES: dict[str, tuple[Mapping[str, str], Mapping[str, str]]] = {
    "nothing to do with each other": (
        {"specs/alpha-api/get_thing.md": MORE},
        {"specs/beta-api/zz.md": trees.page("GetZed")},
    ),
    "codes, and the first action beside them": (
        {"specs/gamma-api/error_code.md": CODES.format(8039)},
        {"specs/gamma-api/zz.md": trees.page("GetGamma")},
    ),
    "a title, and the first action below it": (
        {"specs/gamma-api/_sidebar.md": trees.SIDEBAR.format("Gamma 产品")},
        {"specs/gamma-api/zz.md": trees.page("GetGamma")},
    ),
    "a link, and the page that it leads to": (
        {"specs/alpha-api/index.md": "[x](get_thing)\n[y](zz)\n"},
        {"specs/alpha-api/zz.md": trees.page("GetZed")},
    ),
    "codes for all on two pages": (
        {"specs/summary/a.md": CODES.format(171)},
        {"specs/summary/z.md": CODES.format(172)},
    ),
    "two actions of a service": (
        {"specs/alpha-api/aa.md": trees.page("GetAThing")},
        {"specs/alpha-api/zz.md": trees.page("GetZed")},
    ),
    "a page, and a correction of it": (
        {"specs/alpha-api/get_thing.md": MORE},
        {"specs/overlays/alpha.toml": OVERLAY.format("GetThing", 'deprecated = "no"')},
    ),
    "a page, and that it is hidden": (
        {"specs/alpha-api/get_thing.md": MORE},
        {"specs/overlays/alpha.toml": OVERLAY.format("GetThing", "hidden = true")},
    ),
    "a pattern, and an action that it leaves out": (
        {"pyproject.toml": SETTINGS.format('exclude = ["*.*Internal*"]')},
        {"specs/beta-api/zz.md": trees.page("ZInternal")},
    ),
    "the package's name, and a service": (
        {"pyproject.toml": SETTINGS.format('package = "other"')},
        {"specs/gamma-api/zz.md": trees.page("GetGamma")},
    ),
    "a service for the README to show, and one before it": (
        {"specs/aa-api/zz.md": trees.page("GetZed")},
        {"specs/ab-api/zz.md": trees.page("GetYed")},
    ),
    "two pages of one action": (
        {"specs/alpha-api/aa.md": trees.page("GetZed")},
        {"specs/beta-api/zz.md": trees.page("GetZed")},
    ),
}


def git(*words: str) -> int:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    run = ["git", *who, *words]
    return subprocess.run(run, capture_output=True, check=False).returncode


def command(*words: str) -> Result:
    result = CliRunner().invoke(main, words)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def commit(branch: str, files: Mapping[str, str]) -> None:
    """Write files, generate and commit it all on a new branch."""
    assert git("checkout", "-qb", branch) == 0
    trees.write(Path(), files)
    assert command("generate").exit_code == 0
    assert (git("add", "-A"), git("commit", "-qm", branch)) == (0, 0)


@pytest.mark.parametrize("side", ["ours", "theirs"])
@pytest.mark.parametrize(("one", "other"), MERGES.values(), ids=list(MERGES))
def test_what_was_merged_is_told_truly_and_mended(
    one: Mapping[str, str],
    other: Mapping[str, str],
    side: str,
    tmp_path: Path,
    monkeypatch: Any,
) -> None:
    monkeypatch.chdir(tmp_path)
    git("init", "-q")
    commit("base", BASE)
    commit("one", one)
    git("checkout", "-q", "base")
    commit("other", other)
    git("merge", "-q", "--no-edit", "-X", side, "one")
    trees.write(Path(), {**one, **other})  # the pages are as both want them
    shutil.copytree("out", "whole")
    told = command("check").exit_code
    assert told == command("check", "--full").exit_code
    done = command("generate")
    if (
        done.exit_code
    ):  # git has mixed the lines of both in one file, which is as good as edited
        assert (told, "stand in the way" in done.stderr) == (1, True)
        assert command("generate", "--force").exit_code == 0
    assert command("generate", "--full", "--force", "--out", "whole").exit_code == 0
    assert snapshot(Path("out")) == snapshot(Path("whole"))
    # Not 0 where git has kept a file of one side that the other side's overlay takes away.
    assert command("check").exit_code == command("check", "--full").exit_code
