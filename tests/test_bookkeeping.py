"""What a page that was edited costs in a pull request, and what somebody who changes the output cannot hide."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import building
import pytest
from building import rename
from docs2sdk.build import manifest
from docs2sdk.config import Settings
from docs2sdk.digests import digest
from trees import snapshot

pytestmark = pytest.mark.slow


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    off = ["-c", "commit.gpgsign=false", "-c", "core.autocrlf=false"]
    run = ["git", "-C", str(folder), *who, *off, *words]
    done = subprocess.run(run, capture_output=True, check=True)
    return done.stdout.decode()


def committed(specs: Path, folder: Path, package: str) -> Settings:
    """Generate from a copy of these pages in a new repository, and commit it all."""
    shutil.copytree(specs, folder / "specs")
    settings = Settings((folder / "specs",), folder / "out", package)
    building.generate(settings)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "all")
    return settings


def changed(folder: Path) -> dict[str, tuple[int, int]]:
    """Return how many lines of each file of the output came and went since the commit, as ``git diff --numstat`` says."""
    git(folder, "add", "-A", "--intent-to-add")
    lines = git(folder, "diff", "--numstat", "--", "out").splitlines()
    found = (line.split("\t") for line in lines)
    return {path: (int(added), int(removed)) for added, removed, path in found}


def pages_of(root: Path, corpus: Path) -> dict[str, tuple[Path, str]]:
    """Return the two documentations, with an action's page each."""
    return {
        "our own pages": (root / "specs", "isms-api/get_isms_send_receipt.md"),
        "the whole documentation": (corpus, "uhost-api/describe_uhost_instance.md"),
    }


@pytest.mark.parametrize("which", ["our own pages", "the whole documentation"])
def test_a_description_costs_two_files_and_three_lines_of_bookkeeping(
    which: str, root: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    corpus = root
    if which != "our own pages":
        corpus = request.getfixturevalue("corpus")
    specs, page = pages_of(root, corpus)[which]
    settings = committed(specs, tmp_path, "published")
    edit_description(settings.specs[0] / page)
    building.generate(settings)
    found = changed(tmp_path)
    added, removed = found.pop(f"out/{manifest.NAME}")
    assert 1 <= len(found) <= 2, found
    assert max(added, removed) <= 3
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "edited")
    building.generate(settings)
    assert not git(tmp_path, "status", "--porcelain")


def edit_description(page: Path) -> None:
    """Add a word to the first description of the request's table."""
    lines = page.read_text("utf-8").splitlines(True)
    start = next(n for n, line in enumerate(lines) if "请求参数" in line)
    at = next(n for n in range(start, len(lines)) if lines[n].startswith("|:--")) + 1
    while "**Region**" in lines[at] or "**ProjectId**" in lines[at]:
        at += 1
    cells = lines[at].split("|")
    cells[3] = f" {cells[3].strip()} 更多 "
    lines[at] = "|".join(cells)
    page.write_text("".join(lines), "utf-8")


def blank_lines(text: str) -> str:
    return text.replace("\n\n", "\n\n\n") + "\n\n"


def windows_newlines(text: str) -> str:
    return text.replace("\n", "\r\n")


def byte_order_mark(text: str) -> str:
    return "\ufeff" + text


def spaces_at_the_ends(text: str) -> str:
    return text.replace("|\n", "|  \n")


def a_wider_table(text: str) -> str:
    return text.replace("|:---|", "|:-------|")


def a_remark(text: str) -> str:
    return f"{text}\n<!-- checked -->\n"


BOILERPLATE = [
    blank_lines,
    windows_newlines,
    byte_order_mark,
    spaces_at_the_ends,
    a_wider_table,
    a_remark,
]


@pytest.mark.parametrize("edit", BOILERPLATE)
def test_an_edit_that_says_nothing_changes_nothing(
    edit: Callable[[str], str], documentation: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "repository"
    folder.mkdir()
    settings = committed(documentation, folder, "package")
    for path in settings.specs[0].rglob("*_*.md"):
        text = path.read_bytes().decode()
        path.write_bytes(edit(text).encode())
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "edited")
    for use_cache in (True, False):
        report = building.generate(settings, use_cache=use_cache)
        assert not report.written
        assert not git(folder, "status", "--porcelain")
        assert not building.check(settings, use_cache=use_cache).drift


# What somebody changes together with its digest, so that the manifest says that it is ours.
BACK_DOORS = {
    "a module": "ucloud_client/alpha/get_thing.py",
    "a test": "tests/alpha/test_get_thing.py",
    "the runtime": "ucloud_client/runtime/protocol.py",
    "the client": "ucloud_client/client.py",
    "an index": "ucloud_client/alpha/_service.py",
    "an empty file": "ucloud_client/py.typed",
    "the project": "pyproject.toml",
    "a conftest that is none of ours": "tests/conftest.py",
}


@pytest.mark.parametrize("use_cache", [True, False], ids=["warm", "cold"])
@pytest.mark.parametrize("path", BACK_DOORS.values(), ids=list(BACK_DOORS))
def test_what_was_changed_together_with_its_digest_is_found(
    path: str,
    use_cache: bool,
    documentation: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The manifest says what is ours, and never that it is right: who can write the one can write the other."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    settings = Settings((documentation,), tmp_path / "out")
    building.generate(settings)
    assert not building.check(settings).drift
    before = snapshot(settings.out)
    put_back_door(settings.out, path)
    drift = building.check(settings, use_cache=use_cache).drift
    assert path in {one.path for one in drift}
    building.generate(settings, use_cache=use_cache)
    assert snapshot(settings.out) == before
    assert not building.check(settings, use_cache=use_cache).drift


def put_back_door(out: Path, path: str) -> None:
    code = "import os\nos.system('true')\n"
    file = out / path
    if not file.exists():
        file.write_text("")
        text = (out / manifest.NAME).read_text()
        empty = next(line for line in text.splitlines(True) if "py.typed" in line)
        line = empty.replace("ucloud_client/py.typed", path)
        (out / manifest.NAME).write_text(text.replace(empty, line + empty))
    if not file.read_text("utf-8"):
        # Others are empty, too: only this one's digest changes.
        text = (out / manifest.NAME).read_text()
        (line,) = (one for one in text.splitlines(True) if f'"{path}"' in one)
        old = line.split('"')[5]
        file.write_text(code)
        new = line.replace(old, digest(code))
        (out / manifest.NAME).write_text(text.replace(line, new))
    else:
        text = file.read_text("utf-8")
        rename(out, path, text, text + code)


def test_a_back_door_in_every_file_is_found(
    documentation: Path, tmp_path: Path
) -> None:
    """And no run believes what an earlier run said of another output."""
    settings = Settings((documentation,), tmp_path / "out")
    building.generate(settings)
    before = snapshot(settings.out)
    paths = [
        *manifest.load(settings.out / manifest.NAME)[0].files,
    ]
    for path in paths:
        put_back_door(settings.out, path)
    drift = building.check(settings).drift
    assert {one.path for one in drift} == {*paths}
    building.generate(settings)
    assert snapshot(settings.out) == before
