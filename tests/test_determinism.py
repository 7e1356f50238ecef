"""Same input, same bytes: whatever the hash seed, the folder, the locale, the time zone or the number of processes."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, Self

import building
import pytest
import trees
from docs2sdk import workers
from docs2sdk.build.run_report import RunReport
from docs2sdk.config import Settings
from trees import snapshot

pytestmark = pytest.mark.slow

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
    committed = generated(root / "generated")
    assert committed == usual, "run make sdk"


def test_the_committed_manifest_says_what_the_pages_give(
    docs2sdk: Command, root: Path, tmp_path: Path
) -> None:
    shutil.copytree(root / "generated", tmp_path / "out")
    before = snapshot(tmp_path / "out")
    assert docs2sdk("generate", "specs", "--out", tmp_path / "out").returncode == 0
    assert snapshot(tmp_path / "out") == before, "run make sdk"


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


class Listing(list["os.DirEntry[str]"]):
    """What ``os.scandir`` gives, in an order of ours."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture(params=[False, True], ids=["forwards", "backwards"])
def order(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Have folders listed in the order of names or in the opposite one, and say so."""
    backwards: bool = request.param
    scandir, listdir = os.scandir, os.listdir

    def scanned(path: Any) -> Listing:
        with scandir(path) as entries:
            return Listing(
                sorted(entries, key=lambda entry: entry.name, reverse=backwards)
            )

    monkeypatch.setattr(os, "scandir", scanned)
    monkeypatch.setattr(
        os, "listdir", lambda path: sorted(listdir(path), reverse=backwards)
    )
    return backwards


@pytest.mark.usefixtures("order")
def test_the_order_of_files_on_disk_does_not_matter(
    usual: dict[str, str], root: Path, tmp_path: Path
) -> None:
    assert made(root / "specs", tmp_path / "out") == usual


@pytest.mark.slow
def test_the_order_of_folders_does_not_matter_to_the_whole_documentation(
    order: bool, whole: RunReport, tmp_path: Path
) -> None:
    listed = [folder.name for folder in os.scandir(whole.base.first) if folder.is_dir()]
    assert len(listed) > 30
    assert listed == sorted(listed, reverse=order)
    assert made(whole.base.first, tmp_path / "out", package="published") == texts(whole)


def texts(whole: RunReport) -> dict[str, str]:
    """Return the package that was made of the whole documentation."""
    return generated(whole.out)


@pytest.mark.slow
def test_nothing_around_matters_to_the_whole_documentation(
    docs2sdk: Command, whole: RunReport, tmp_path: Path
) -> None:
    result = docs2sdk(
        *(
            "generate",
            os.path.relpath(whole.base.first, tmp_path),
            "--out",
            "elsewhere",
        ),
        *("--package", "published", "--jobs", "1", "--json"),
        cwd=tmp_path,
        PYTHONHASHSEED="1",
        LC_ALL="C",
        LANG="tr_TR.UTF-8",
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
        TZ="Pacific/Chatham",
        HOME="/nonexistent",
    )
    assert result.returncode == 0, result.stderr
    assert generated(tmp_path / "elsewhere") == texts(whole)
    assert told(json.loads(result.stdout)["pages"]) == pages(whole.base.first)


def told(reports: list[dict[str, Any]]) -> list[str]:
    """Return the pages of a report."""
    return sorted(report["path"] for report in reports)


def pages(folder: Path) -> list[str]:
    """Return every page below a folder, found in another way than the program finds them."""
    return sorted(
        os.path.relpath(os.path.join(location, name), folder)
        for location, _, names in os.walk(folder)
        for name in names
        if name.endswith(".md") and "/." not in os.path.join(location, name)
    )


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_number_of_processes_does_not_matter(
    jobs: int,
    usual: dict[str, str],
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "MIN_PARALLEL_PAGES", 1)
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
    ],
)
def test_an_edit_that_says_nothing_changes_nothing(
    edit: Callable[[str], str], documentation: Path, tmp_path: Path
) -> None:
    before = made(documentation, tmp_path / "out")
    trees.write(documentation, {path: edit(text) for path, text in trees.PAGES.items()})
    assert made(documentation, tmp_path / "out") == before


def made(
    specs: Path, out: Path, jobs: int = 1, package: str = "ucloud_client"
) -> dict[str, str]:
    settings = Settings((specs,), out, package, jobs=jobs)
    report = building.generate(settings)
    assert not report.errors
    return snapshot(out)


def test_blank_lines_change_nothing(documentation: Path, tmp_path: Path) -> None:
    before = made(documentation, tmp_path / "out")
    trees.write(
        documentation, {path: f"{text}\n\n" for path, text in trees.PAGES.items()}
    )
    assert made(documentation, tmp_path / "out") == before
