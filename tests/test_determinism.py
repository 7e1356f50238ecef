"""Same input, same bytes: whatever the hash seed, the folder, the locale, the time zone or the number of processes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import trees
from trees import snapshot

from generator import pipeline, workers
from generator.config import Settings

Command = Callable[..., "CompletedProcess[str]"]

CACHES = {"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"}


def generated(folder: Path) -> dict[str, str]:
    """Return what lies in an output folder, less what other programs leave there."""
    found = snapshot(folder)
    return {
        path: text for path, text in found.items() if not {*path.split("/")} & CACHES
    }


@pytest.fixture(scope="module")
def usual(
    docs2sdk: Command, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """Return what our own pages give, made from the repository's folder."""
    out = tmp_path_factory.mktemp("usual") / "out"
    assert docs2sdk("generate", "specs", "--out", out, cwd=root).returncode == 0
    return snapshot(out)


def test_what_is_committed_is_what_the_pages_give(
    usual: dict[str, str], root: Path
) -> None:
    assert generated(root / "generated") == usual, "run make sdk"


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({}, id="once more"),
        pytest.param({"PYTHONHASHSEED": "0"}, id="no hash seed"),
        pytest.param({"PYTHONHASHSEED": "4294967295"}, id="the largest hash seed"),
        pytest.param(
            {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            id="a locale without Chinese",
        ),
        pytest.param(
            {"LC_ALL": "C.utf8", "TZ": "Pacific/Chatham", "LANG": "tr_TR.UTF-8"},
            id="another locale and time zone",
        ),
        pytest.param({"HOME": "/nonexistent", "USER": "somebody"}, id="another user"),
    ],
)
def test_the_environment_does_not_matter(
    environment: dict[str, str],
    docs2sdk: Command,
    usual: dict[str, str],
    root: Path,
    tmp_path: Path,
) -> None:
    result = docs2sdk(
        "generate", "specs", "--out", tmp_path / "out", cwd=root, **environment
    )
    assert result.returncode == 0, result.stderr
    assert snapshot(tmp_path / "out") == usual


@pytest.mark.parametrize("absolute", [True, False], ids=["absolute", "relative"])
def test_the_place_does_not_matter(
    absolute: bool, docs2sdk: Command, usual: dict[str, str], root: Path, tmp_path: Path
) -> None:
    specs = root / "specs" if absolute else os.path.relpath(root / "specs", tmp_path)
    assert docs2sdk("generate", specs, cwd=tmp_path).returncode == 0
    assert snapshot(tmp_path / "generated") == usual


def test_the_order_of_files_on_disk_does_not_matter(
    usual: dict[str, str], root: Path, tmp_path: Path
) -> None:
    for file in sorted((root / "specs").rglob("*.md"), reverse=True):
        copy = tmp_path / "specs" / file.relative_to(root / "specs")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, copy)
    assert made(tmp_path / "specs", tmp_path / "out") == usual


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_number_of_processes_does_not_matter(
    jobs: int,
    usual: dict[str, str],
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "_FEW", 1)
    assert made(root / "specs", tmp_path / "out", jobs) == usual


def test_an_earlier_run_does_not_matter(
    usual: dict[str, str], root: Path, documentation: Path, tmp_path: Path
) -> None:
    made(documentation, tmp_path / "out")
    assert made(root / "specs", tmp_path / "out") == usual


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(lambda text: "\ufeff" + text, id="byte-order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="Windows newlines"),
        pytest.param(lambda text: text + "\n\n", id="blank lines at the end"),
    ],
)
def test_an_edit_that_says_nothing_changes_nothing(
    edit: Callable[[str], str], documentation: Path, tmp_path: Path
) -> None:
    before = made(documentation, tmp_path / "out")
    trees.write(documentation, {path: edit(text) for path, text in trees.PAGES.items()})
    assert made(documentation, tmp_path / "out") == before


def made(specs: Path, out: Path, jobs: int = 1) -> dict[str, str]:
    settings = Settings(specs, out, jobs=jobs)
    report = pipeline.generate(settings, force=False, progress=lambda *_: None)
    assert not report.failed
    return snapshot(out)
