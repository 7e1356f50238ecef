"""``lint --since REV``: what the pages of a revision do not have yet."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import small_repositories as repositories
import trees
from click.testing import CliRunner, Result
from docs2sdk.cli import main
from small_repositories import DO, GET, git

CORRECTION = """
[[correction]]
action = "DoThing"
parameter = "{}"
required = true
reason = "the API refuses requests without it"
"""


def lint(*arguments: object) -> Result:
    result = CliRunner().invoke(main, ["lint", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository whose last commit has a warning on one page."""
    made = repositories.make(tmp_path / "repo")
    monkeypatch.chdir(made)
    edit(DO, "| int | how much |", "| ?? | how much |")
    git(made, "commit", "-q", "-a", "-m", "faulty")
    return made


def edit(path: str, old: str, new: str) -> None:
    page = Path("specs", path)
    text = page.read_text("utf-8")
    assert old in text
    page.write_text(text.replace(old, new), "utf-8")


def list_new(*arguments: object) -> list[str]:
    result = lint(*arguments, "--format", "json")
    return [
        f"{each['path']} {each['code']}"
        for each in json.loads(result.stdout)["findings"]
    ]


def move_lines(folder: Path) -> None:
    edit(DO, "## 简介\n", "## 简介\n\nMore words.\n")


def correct_nothing(folder: Path) -> None:
    trees.write(folder / "specs", {"overlays/thing.toml": CORRECTION.format("Nothing")})


CHANGES: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "nothing": (lambda folder: None, []),
    "lines that moved": (move_lines, []),
    "an overlay that corrects nothing": (
        correct_nothing,
        ["specs/overlays/thing.toml D601"],
    ),
    "a page that is no longer faulty": (
        lambda folder: edit(DO, "| ?? |", "| int |"),
        [],
    ),
}


@pytest.mark.parametrize(("change", "expected"), CHANGES.values(), ids=CHANGES)
def test_only_what_is_new_is_reported(
    folder: Path, change: Callable[[Path], object], expected: list[str]
) -> None:
    change(folder)
    assert list_new("specs", "--since", "HEAD") == expected


def test_what_an_earlier_revision_did_not_have_is_new(folder: Path) -> None:
    new = list_new("specs", "--since", "v1.0.0")
    # Since then a parameter is required that the example does not have, and a type is none.
    assert sorted(new) == [f"specs/{DO} D204", f"specs/{DO} D404"]
    assert len(list_new("specs")) > len(new)


def test_the_exit_code_is_that_of_what_is_new(folder: Path) -> None:
    edit(GET, "### 请求参数", "### 别的")
    git(folder, "commit", "-q", "-a", "-m", "broken")
    assert lint("specs").exit_code == 1
    assert lint("specs", "--since", "HEAD").exit_code == 0
    assert lint("specs", "--since", "HEAD~1").exit_code == 1


def test_a_revision_without_pages_has_no_finding(folder: Path) -> None:
    git(folder, "mv", "specs", "pages")
    assert list_new("pages", "--since", "HEAD") == list_new("pages") != []


def test_overlays_that_the_settings_name_are_reported_always(folder: Path) -> None:
    """They are those of today for both, so nobody knows which are new."""
    trees.write(folder, {"own/thing.toml": CORRECTION.format("Nothing")})
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "overlay")
    findings = list_new("specs", "--since", "HEAD", "--overlays", "own")
    assert findings == ["own/thing.toml D601"]


def test_the_baseline_keeps_its_entries(folder: Path) -> None:
    lint("specs", "--baseline", "known.json", "--update-baseline")
    result = lint("specs", "--baseline", "known.json", "--since", "HEAD")
    assert (result.exit_code, result.stderr.count("no longer found")) == (0, 0)


@pytest.mark.parametrize("revision", ["nothing", "-x", ""])
def test_a_revision_that_is_none_is_an_error(folder: Path, revision: str) -> None:
    result = lint("specs", "--since", revision)
    assert (result.exit_code, result.stdout) == (2, "")
    assert revision in result.stderr
