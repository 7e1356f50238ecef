"""Repositories that are damaged, incomplete or huge: one line, exit code 2, in bounded time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import small_repositories as repositories
from click.testing import CliRunner, Result
from docs2sdk.cli import main
from docs2sdk.diff import git_objects
from docs2sdk.diff.git import Limit
from small_repositories import DO, git

pytestmark = [pytest.mark.usefixtures("deadline"), pytest.mark.slow]


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def check_one_line(result: Result, *words: str) -> None:
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("docs2sdk: ")
    assert result.stderr.count("\n") == 1
    assert [word for word in words if word not in result.stderr] == [], result.stderr


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository, which is the working folder."""
    folder = repositories.make(tmp_path / "repo")
    monkeypatch.chdir(folder)
    return folder


LIMITS = {"files": Limit(1000, 1), "bytes": Limit(50, 10)}


@pytest.mark.parametrize("limit", LIMITS.values(), ids=LIMITS)
@pytest.mark.parametrize("command", ["diff git:v1.0.0 specs", "history specs"])
def test_a_revision_of_too_many_files_is_refused(
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    limit: Limit,
) -> None:
    monkeypatch.setattr(git_objects, "MAX_LISTING", limit)
    check_one_line(run(*command.split()), "more than", ":PATH names a folder")


def test_a_revision_of_as_many_files_as_may_be_is_read(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_objects, "MAX_LISTING", Limit(1000, 2))
    result = run("diff", "git:v1.0.0", "specs")
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_tree_of_ten_thousand_million_files_is_refused(repository: Path) -> None:
    id = git(repository, "rev-parse", f"HEAD:specs/{DO}").strip()
    kind = "100644 blob"
    for _ in range(10):
        lines = "".join(f"{kind} {id}\t{name}.md\n" for name in "abcdefghij")
        id = git(repository, "mktree", stdin=lines.encode()).strip()
        kind = "040000 tree"
    check_one_line(run("diff", f"git:{id}:.", "specs"), "more than", "git:")


def test_git_that_does_not_end_is_stopped(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(repository / ".git" / "pipe")
    git(repository, "config", "--add", "include.path", "../.git/pipe")
    monkeypatch.setattr("docs2sdk.diff.git.SECONDS", 0.2)
    check_one_line(run("history", "specs"), "more than 0.2 seconds", "git fsck")


MISSING = {
    "a page": (f"HEAD:specs/{DO}", ["git lacks 1 file of ", f"specs/{DO} first"]),
    "a folder": ("HEAD:specs/thing-api", ["git: "]),
    "a commit": ("HEAD", ["HEAD"]),
}


@pytest.mark.parametrize(("name", "words"), MISSING.values(), ids=MISSING)
@pytest.mark.parametrize(
    "command", ["diff git:v1.0.0 git:HEAD", "history specs --since v1.0.0"]
)
def test_a_missing_object_is_told_in_one_line(
    repository: Path, name: str, words: list[str], command: str
) -> None:
    repositories.object_file(repository, name).unlink()
    check_one_line(run(*command.split()), *words)


def test_an_object_that_no_page_needs_may_be_missing(repository: Path) -> None:
    (repository / "specs" / "picture.png").write_bytes(b"picture")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "picture")
    repositories.object_file(repository, "HEAD:specs/picture.png").unlink()
    result = run("diff", "git:HEAD", "specs")
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_damaged_page_is_told_in_one_line(repository: Path) -> None:
    file = repositories.object_file(repository, f"HEAD:specs/{DO}")
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:30])
    check_one_line(
        run("diff", "git:v1.0.0", "git:HEAD"),
        "git: ",
        "; the clone is partial or damaged",
    )


def test_a_clone_without_contents_is_told_in_one_line(
    repository: Path, tmp_path: Path
) -> None:
    options = ("--bare", "--filter=blob:none")
    location = repositories.clone(repository, tmp_path / "partial", *options)
    repository.rename(tmp_path / "moved")
    check_one_line(run("history", location), "the clone is partial", "--filter")


SHALLOW = {
    "history": "history specs",
    "an older revision": "diff git:v1.0.0 specs",
    "what is before a revision": "diff git:HEAD~1 git:HEAD",
    "a changelog": "changelog",
    "history since an older revision": "history specs --since HEAD~1",
}


@pytest.fixture
def shallow(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a clone with the last commit only, which is the working folder."""
    options = ("--depth=1", "--no-tags")
    folder = repositories.clone(repository, tmp_path / "shallow", *options)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("command", SHALLOW.values(), ids=SHALLOW)
def test_what_a_shallow_clone_lacks_is_told_with_the_remedy(
    shallow: Path, command: str
) -> None:
    remedy = "; this is a shallow clone: git fetch --unshallow --tags gets the rest (in GitHub Actions: fetch-depth: 0)\n"
    check_one_line(run(*command.split()), remedy)


def test_what_a_shallow_clone_has_is_read(shallow: Path) -> None:
    assert run("diff", "git:HEAD", "specs").exit_code == 0
    (shallow / "specs" / DO).write_text("")
    git(shallow, "commit", "-q", "-a", "-m", "emptied")
    result = run("history", "specs", "--since", "HEAD~1")
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_repository_without_a_commit_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "init", "-q")
    monkeypatch.chdir(tmp_path)
    check_one_line(run("history", "."), f"HEAD of {tmp_path} is no commit")
