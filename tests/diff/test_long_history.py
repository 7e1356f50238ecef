"""``history`` over thousands of revisions of the published pages: how long it takes, how much memory, the same result."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import long_history
import pytest
import small_repositories as repositories
import trees
from click.testing import CliRunner, Result
from docs2sdk.cli import main
from docs2sdk.diff import git_objects, revisions
from docs2sdk.diff.git import Limit
from docs2sdk.diff.repositories import find_repository
from docs2sdk.pages import page_sources
from docs2sdk.pages.page_parser import parse_pages
from small_repositories import DO, FIRST, GET, git

pytestmark = pytest.mark.slow

COUNT = 2000
# A revision may cost as much as to parse one in 40 of the published pages: 30 ms where that takes 1.2 s.
SHARE = 40
MEGABYTE = 1 << 20


class Run(NamedTuple):
    """What a run printed, its processor time with that of git, and the most memory that one of its processes had."""

    output: str
    seconds: float
    memory: int


# Another process, since resource usage is that of all children so far.
MEASURE = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, text=True, check=True)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
json.dump([done.stdout, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024], sys.stdout)
"""


def measure(*arguments: object) -> Run:
    command = [sys.executable, "-m", "docs2sdk", *map(str, arguments)]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *command],
        capture_output=True,
        text=True,
        check=True,
    )
    return Run(*json.loads(done.stdout))


def read_pages(folder: Path) -> dict[str, str]:
    return {
        source.path: source.text
        for source in page_sources.read_source_tree(folder).pages
    }


@pytest.mark.slow
def test_two_thousand_revisions_cost_little_each_and_no_memory(
    corpus: Path, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    tree = page_sources.read_source_tree(corpus)
    begin = time.process_time()
    for source in tree.pages:
        parse_pages(source)
    parsing = time.process_time() - begin
    pages = {source.path: source.text for source in tree.pages}
    long = long_history.make(tmp_path / "long", pages, COUNT)
    short = long_history.make(tmp_path / "short", pages, COUNT // 10)
    few = measure("history", short / "specs", "--jobs", 1)
    many = measure("history", long / "specs", "--jobs", 1)
    assert sum(line[:1] not in " " for line in many.output.splitlines()) == COUNT
    each = (many.seconds - few.seconds) / (COUNT - COUNT // 10)
    tell(
        f"history: {len(pages)} pages, {COUNT} revisions: {many.seconds:.0f} s of CPU, {each * 1000:.0f} ms a revision; "
        f"{many.memory // MEGABYTE} MB, of {COUNT // 10} revisions {few.memory // MEGABYTE} MB"
    )
    assert each < parsing / SHARE
    assert many.memory < few.memory + 20 * MEGABYTE


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


CACHES: dict[str, Callable[[Path], object]] = {
    "cold": lambda folder: None,
    "warm": lambda folder: run("lint", "specs"),
    "wrong": lambda folder: [
        file.write_bytes(b"SQLite format 3\0 no") for file in folder.rglob("*.sqlite")
    ],
}


@pytest.mark.slow
def test_every_page_gives_the_same_with_any_cache(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page is edited by one of the commits."""
    repository = long_history.make(tmp_path / "repo", read_pages(corpus), 40)
    for number, path in enumerate(sorted((repository / "specs").rglob("*.md"))):
        text = path.read_text("utf-8")
        path.write_text(text.replace("|string|", "|int|") + f"\n{number}\n", "utf-8")
    git(repository, "commit", "-q", "-a", "-m", "every page")
    monkeypatch.chdir(repository)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    outputs = []
    for prepare in CACHES.values():
        run("generate", "specs", "--out", tmp_path / "out")
        prepare(tmp_path / "cache")
        for _ in range(2):
            history = run("history", "specs", "--format", "json")
            compared = run("diff", "git:HEAD~1", "specs", "--format", "json")
            outputs.append((history.stdout, compared.stdout))
    assert len(set(outputs)) == 1
    assert outputs[0][0].count("\n") == 41


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = long_history.make(tmp_path / "repo", FIRST, 10)
    monkeypatch.chdir(folder)
    return folder


LIMITS = {
    "one commit at once": (revisions, "_BATCH", 1),
    "three commits at once": (revisions, "_BATCH", 3),
    "a listing of few files": (git_objects, "MAX_LISTING", Limit(1000, 7)),
    "few bytes at once": (revisions, "_MAX_BATCH_BYTES", 3000),
}


@pytest.mark.parametrize(("module", "name", "value"), LIMITS.values(), ids=LIMITS)
def test_commits_are_read_in_parts_where_all_are_too_much(
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    name: str,
    value: object,
) -> None:
    expected = run("history", "specs")
    monkeypatch.setattr(module, name, value)
    result = run("history", "specs")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == expected.stdout


@pytest.mark.usefixtures("deadline")
def test_a_commit_with_a_million_files_is_refused_at_once(repository: Path) -> None:
    id = git(repository, "rev-parse", f"HEAD:specs/{DO}").strip()
    kind = "100644 blob"
    for _ in range(6):
        lines = "".join(f"{kind} {id}\t{name}.md\n" for name in "abcdefghij")
        id = git(repository, "mktree", stdin=lines.encode()).strip()
        kind = "040000 tree"
    tree = git(repository, "mktree", stdin=f"040000 tree {id}\tspecs\n".encode())
    commit = git(repository, "commit-tree", tree.strip(), "-p", "HEAD", "-m", "bomb")
    git(repository, "update-ref", "HEAD", commit.strip())
    result = run("history", "specs")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"docs2sdk: {commit.strip()} has more than 200000")
    assert result.stderr.count("\n") == 1


def test_a_page_that_is_too_large_is_told_at_its_commit(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docs2sdk.pages.input_files.MAX_PAGE_BYTES", 5000)
    (repository / "specs" / GET).write_text("x" * 5001)
    git(repository, "commit", "-q", "-a", "-m", "large")
    *_, last = run("history", "specs", "--format", "json").stdout.splitlines()
    changes = json.loads(last)["changes"]
    assert [change["rule"] for change in changes] == ["page-unparsable"]


def test_a_service_keeps_what_other_commits_did_to_other_services(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A move between services is seen although all other services are left out of the comparison."""
    pages = {
        f"{name}-api/{name}.md": FIRST[DO].replace("DoThing", f"Do{name}")
        for name in "ABC"
    }
    folder = long_history.make(tmp_path / "repo", pages, 1)
    monkeypatch.chdir(folder)
    (folder / "specs" / "D-api").mkdir()
    os.rename(folder / "specs/A-api/A.md", folder / "specs/D-api/A.md")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "moved")
    *_, last = run("history", "specs", "--format", "json").stdout.splitlines()
    assert [change["rule"] for change in json.loads(last)["changes"]] == [
        "service-renamed"
    ]


def _write_something(folder: Path, choose: random.Random) -> None:
    """Add, change, remove or replace a file or a folder."""
    names = [
        "specs",
        "specs/a-api",
        "specs/b-api",
        "specs/a-api/deep",
        "other",
        "overlays",
    ]
    target = folder / choose.choice(names)
    action = choose.choice(["write", "write", "write", "remove", "replace"])
    if action != "write" and target.is_dir():
        shutil.rmtree(target)
    if action == "replace" and not target.exists() and target.parent.is_dir():
        target.write_text("a file where a folder was")
    if action == "write":
        for parent in (*reversed(target.parents), target):
            if parent.is_file():
                parent.unlink()
        target.mkdir(parents=True, exist_ok=True)
        file = target / choose.choice(
            ["x.md", "y.md", "overlays.md", "a.toml", "b.txt"]
        )
        if file.is_dir():
            shutil.rmtree(file)
        file.write_text(f"# {choose.random()}")


@pytest.mark.parametrize("seed", range(3))
def test_many_revisions_in_a_row_are_read_as_each_alone(
    tmp_path: Path, seed: int
) -> None:
    folder = tmp_path / "repo"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    choose = random.Random(seed)
    for number in range(30):
        _write_something(folder, choose)
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "--allow-empty", "-m", str(number))
    ids = git(folder, "rev-list", "--reverse", "HEAD").split()
    repository = find_repository(folder)
    for paths in ([""], ["specs"], ["specs/a-api"], ["specs/a-api/x.md"]):
        in_a_row = [*revisions.read_each(repository, ids, paths)]
        alone = [next(revisions.read_each(repository, [id], paths)) for id in ids]
        assert in_a_row == alone
        assert any(in_a_row) or paths[0].endswith(".md")


SETTINGS = '[tool.docs2sdk]\nspecs = ["docs/published", "docs/ours"]\n'
OURS = "other-api/list_things.md"


@pytest.fixture
def two_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository whose pages are in two folders that the settings name."""
    folder = tmp_path / "repo"
    trees.write(folder / "docs" / "published", FIRST)
    own = {OURS: FIRST[GET].replace("GetThing", "ListThings")}
    trees.write(folder / "docs" / "ours", own)
    (folder / "pyproject.toml").write_text(SETTINGS)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "first")
    git(folder, "tag", "v1.0.0")
    trees.write(folder / "docs" / "ours", {DO: repositories.STRICTER[DO]})
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "replaced")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("where", [".", "docs"])
def test_history_reads_the_folders_of_the_settings(
    two_folders: Path, where: str
) -> None:
    steps = run("history", where, "--format", "json").stdout.splitlines()
    first, second = map(json.loads, steps)
    assert [first["actions"], second["actions"]] == [3, 3]
    assert {change["service"] for change in first["changes"]} == {
        "thing-api",
        "other-api",
    }
    assert [change["rule"] for change in second["changes"]] == [
        "request-parameter-became-required"
    ]


def test_a_changelog_reads_the_folders_of_the_settings(two_folders: Path) -> None:
    result = run("changelog")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("## 2.0.0\n")
    assert "`Size`: optional → required" in result.stdout
    assert "ListThings" not in result.stdout


def test_history_of_one_folder_of_several_is_that_of_the_folder(
    two_folders: Path,
) -> None:
    (step,) = run("history", "docs/published", "--format", "json").stdout.splitlines()
    assert json.loads(step)["actions"] == 2


def test_a_clone_without_tags_is_told(two_folders: Path, tmp_path: Path) -> None:
    clone = repositories.clone(two_folders, tmp_path / "clone", "--no-tags")
    os.chdir(clone)
    result = run("changelog")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith(
        "; this clone has no tags: git fetch --tags gets them\n"
    )
