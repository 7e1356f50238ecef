"""``docs2sdk diff`` and ``docs2sdk rules``, run as a user runs them: inputs of every kind, formats, exit codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import building
import pytest
import trees
from click.testing import CliRunner, Result
from docs2sdk.cli import main
from docs2sdk.config import Settings
from docs2sdk.diff.rules import RULES
from docs2sdk.pages import input_files
from pages import page

OLD = {
    "thing-api/do_thing.md": page(request=["Size | int | how much | No"]),
    "thing-api/get_thing.md": page(title="标题 - GetThing"),
}
PATH = "thing-api/do_thing.md"
# One breaking change.
NEW = OLD | {PATH: page(request=["Size | int | how much | Yes"])}
MORE = OLD | {"thing-api/drop_thing.md": page(title="标题 - DropThing")}
BROKEN = OLD | {"thing-api/get_thing.md": page(title="get thing")}
FOUND = "breaking[request-parameter-became-required] request: Size: optional → required"
FINGERPRINT = "aa5811ea35e6368504a34d4d"


@pytest.fixture
def diff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Return the command, run in this process and in a folder of the test's own; it must never crash."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Result:
        result = CliRunner().invoke(main, ["diff", *map(str, arguments)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def git(tmp_path: Path) -> Callable[..., str]:
    """Return git, run in a repository at ``repo`` without the user's settings."""
    repo = tmp_path / "repo"
    repo.mkdir()

    def run(*arguments: str) -> str:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.com")
        command = ["git", *who, "-C", str(repo), *arguments]
        return subprocess.run(
            command, check=True, capture_output=True, text=True
        ).stdout

    run("init", "-q", "-b", "main")
    return run


def commit(git: Callable[..., str], folder: Path, pages: dict[str, str]) -> None:
    trees.write(folder, pages)
    git("add", "-A")
    git("commit", "-q", "-m", "pages")


def test_folders_are_compared(diff: Callable[..., Result], tmp_path: Path) -> None:
    trees.write(tmp_path / "old", OLD)
    trees.write(tmp_path / "new", NEW)
    result = diff("old", "new")
    action, first, second = result.stdout.splitlines()
    assert action == "thing-api DoThing"
    assert first.startswith("  new/thing-api/do_thing.md:")
    assert FOUND in first
    assert "DoThing(size=…) becomes mandatory" in first
    assert second == "found     1 change in 1 service (1 breaking)"
    assert result.exit_code == 0


def test_what_is_gone_is_shown_where_it_was(
    diff: Callable[..., Result], tmp_path: Path
) -> None:
    trees.write(tmp_path / "old", MORE)
    trees.write(tmp_path / "new", OLD)
    action, first, _ = diff("old", "new").stdout.splitlines()
    assert action == "thing-api DropThing"
    assert first.startswith("  old/thing-api/drop_thing.md:1:")


def test_two_pages_are_compared_wherever_they_lie(
    diff: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "a" / "x").mkdir(parents=True)
    (tmp_path / "b" / "y").mkdir(parents=True)
    (tmp_path / "a" / "x" / "old.md").write_text(OLD["thing-api/do_thing.md"], "utf-8")
    (tmp_path / "b" / "y" / "new.md").write_text(NEW["thing-api/do_thing.md"], "utf-8")
    lines = diff("a/x/old.md", "b/y/new.md").stdout.splitlines()
    assert len(lines) == 3
    assert FOUND in lines[1]


@pytest.mark.parametrize(
    ("fail_on", "new", "code"),
    [
        ("breaking", NEW, 1),
        ("any", NEW, 1),
        ("breaking", MORE, 0),
        ("risky", MORE, 0),
        ("additive", MORE, 1),
        ("any", OLD, 0),
        ("breaking", BROKEN, 2),
        ("risky", BROKEN, 1),
    ],
    ids=[
        "breaking is breaking",
        "anything is anything",
        "added is not breaking",
        "added is not risky",
        "added is additive",
        "nothing is nothing",
        "a broken page may be breaking",
        "a broken page is risky",
    ],
)
def test_exit_code(
    diff: Callable[..., Result],
    tmp_path: Path,
    fail_on: str,
    new: dict[str, str],
    code: int,
) -> None:
    trees.write(tmp_path / "old", OLD)
    trees.write(tmp_path / "new", new)
    assert diff("old", "new", "--fail-on", fail_on).exit_code == code


def test_json_tells_everything(diff: Callable[..., Result], tmp_path: Path) -> None:
    trees.write(tmp_path / "old", OLD)
    trees.write(tmp_path / "new", NEW)
    document = json.loads(diff("old", "new", "--format", "json").stdout)
    (change,) = document["changes"]
    at = {"path": "thing-api/do_thing.md", "line": 23, "column": 3}
    assert document["version"] == 1
    assert document["summary"] == {"breaking": 1, "risky": 0, "additive": 0, "docs": 0}
    assert document["equivalent_pages"] == []
    assert change == {
        "rule": "request-parameter-became-required",
        "level": "breaking",
        "service": "thing-api",
        "action": "DoThing",
        "payload": "request",
        "path": "Size",
        "old": at,
        "new": at,
        "before": "optional",
        "after": "required",
        "change": "Size: optional → required",
        "python": "DoThing(size=…) becomes mandatory",
        "fingerprint": FINGERPRINT,
    }


def test_revisions_are_read_without_a_checkout(
    diff: Callable[..., Result], git: Callable[..., str], tmp_path: Path
) -> None:
    repo = tmp_path / "repo"
    commit(git, repo / "docs", OLD)
    commit(git, repo / "docs", NEW)
    trees.write(repo / "docs", OLD)
    for old, new in [
        ("git:HEAD~1", "git:HEAD"),
        ("git:HEAD~1:docs", "git:main:docs"),
        ("git:HEAD~1:docs/thing-api", "git:HEAD:docs/thing-api"),
        (
            "git:HEAD~1:docs/thing-api/do_thing.md",
            "git:HEAD:docs/thing-api/do_thing.md",
        ),
    ]:
        lines = diff(old, new, "--repo", repo / "docs").stdout.splitlines()
        assert len(lines) == 3, (old, lines)
        assert FOUND in lines[1]
        assert lines[1].startswith(
            f"  {new[4:].split(':')[0]}:docs/thing-api/do_thing.md:"
        )


def test_a_revision_is_one_of_the_repository_that_holds_the_pages(
    diff: Callable[..., Result], git: Callable[..., str], tmp_path: Path
) -> None:
    commit(git, tmp_path / "repo" / "docs", OLD)
    trees.write(tmp_path / "repo" / "docs", NEW)
    assert FOUND in diff("git:HEAD", "repo/docs").stdout
    assert FOUND in diff("git:HEAD", "repo/docs/thing-api").stdout
    assert FOUND in diff("git:HEAD", "repo/docs/thing-api/do_thing.md").stdout


def test_a_repository_can_be_the_folder_of_products(
    diff: Callable[..., Result], git: Callable[..., str], tmp_path: Path
) -> None:
    commit(git, tmp_path / "repo", OLD)
    trees.write(tmp_path / "repo", NEW)
    assert FOUND in diff("git:HEAD", "repo").stdout


def test_a_repository_can_be_one_product(
    diff: Callable[..., Result], git: Callable[..., str], tmp_path: Path
) -> None:
    bare = {path.partition("/")[2]: text for path, text in OLD.items()}
    commit(git, tmp_path / "repo", bare)
    trees.write(
        tmp_path, {f"repo/{path.partition('/')[2]}": text for path, text in NEW.items()}
    )
    lines = diff("git:HEAD", "repo").stdout.splitlines()
    assert len(lines) == 3
    assert FOUND in lines[1]


def test_overlays_of_a_revision_hold_for_it(
    diff: Callable[..., Result], git: Callable[..., str], tmp_path: Path
) -> None:
    overlay = '[[correction]]\naction = "DoThing"\nparameter = "Size"\nrequired = true\nreason = "a test"\nexpires = 2020-01-01\n'
    commit(git, tmp_path / "repo", OLD | {"overlays/thing.toml": overlay})
    trees.write(tmp_path / "new", OLD)
    result = diff("git:HEAD", "new", "--repo", "repo")
    assert "request: Size: required → optional" in result.stdout


def test_a_link_in_a_revision_is_not_followed(
    diff: Callable[..., Result], git: Callable[..., str], tmp_path: Path
) -> None:
    repo = tmp_path / "repo"
    trees.write(repo, OLD)
    (repo / "thing-api" / "link.md").symlink_to("/etc/passwd")
    commit(git, repo, OLD)
    trees.write(tmp_path / "new", OLD)
    result = diff("git:HEAD", "new", "--repo", "repo")
    assert "page-unparsable" in result.stdout
    assert "a symbolic link, not a regular file" in result.stdout
    assert result.exit_code == 2


def test_a_file_of_a_revision_is_bounded(
    diff: Callable[..., Result],
    git: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    large = page(boilerplate="x" * 5000, title="标题 - BigThing")
    commit(git, tmp_path / "repo", OLD | {"thing-api/big.md": large})
    trees.write(tmp_path / "new", OLD)
    monkeypatch.setattr(input_files, "MAX_PAGE_BYTES", 5000)
    result = diff("git:HEAD", "new", "--repo", "repo")
    assert "thing-api/big.md:1:1: risky[page-unparsable]" in result.stdout
    assert "bytes, more than 5000" in result.stdout


@pytest.mark.parametrize(
    ("name", "is_reported"),
    [("a.md", True), ("z.md", False)],
    ids=["preferred", "behind"],
)
def test_a_broken_page_is_unclear_while_another_page_stands_in_for_it(
    name: str, is_reported: bool, diff: Callable[..., Result], tmp_path: Path
) -> None:
    whole = page(request=["Size | int | how much | No"])
    twin = {f"thing-api/{name}": whole}
    cut = {f"thing-api/{name}": whole.partition("### 响应字段")[0]}
    trees.write(tmp_path / "old", OLD | twin)
    trees.write(tmp_path / "new", OLD | cut)
    result = diff("old", "new")
    assert ("page-unparsable" in result.stdout) == is_reported
    assert "required" not in result.stdout


def test_hidden_folders_of_a_revision_hold_no_pages(
    diff: Callable[..., Result], git: Callable[..., str], tmp_path: Path
) -> None:
    hidden = {".github/drop_thing.md": MORE["thing-api/drop_thing.md"]}
    commit(git, tmp_path / "repo", OLD | hidden)
    trees.write(tmp_path / "new", OLD)
    assert "no change" in diff("git:HEAD", "new", "--repo", "repo").stdout


def test_a_bare_repository_has_revisions(
    diff: Callable[..., Result], git: Callable[..., str], tmp_path: Path
) -> None:
    commit(git, tmp_path / "repo" / "docs", OLD)
    commit(git, tmp_path / "repo" / "docs", NEW)
    git("clone", "-q", "--bare", str(tmp_path / "repo"), str(tmp_path / "bare.git"))
    arguments = ("git:HEAD~1:docs", "git:HEAD:docs", "--repo", "bare.git")
    assert FOUND in diff(*arguments).stdout


def test_who_names_no_path_is_told_which_one_was_looked_for(
    diff: Callable[..., Result],
    git: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commit(git, tmp_path / "repo" / "docs", OLD)
    monkeypatch.chdir(tmp_path / "repo")
    result = diff("git:HEAD", "git:HEAD")
    assert result.exit_code == 2
    assert "HEAD has no specs; git:HEAD:PATH names another path\n" in result.stderr
    assert diff("git:HEAD:docs", "git:HEAD:docs").exit_code == 0


@pytest.mark.parametrize(
    ("old", "says"),
    [
        ("git:--output=x", "'--output=x' is no revision"),
        ("git:", "'' is no revision"),
        ("git:nowhere", "there is no nowhere in /"),
        ("git:HEAD:nowhere", "HEAD has no nowhere\n"),
        ("git:HEAD:../..", "../.. leads out of the repository"),
        ("nowhere", "cannot read nowhere"),
        (
            "git:HEAD:thing-api",
            "cannot compare git:HEAD:thing-api, the folder of one service",
        ),
    ],
    ids=lambda text: text if text.startswith("git") else "",
)
def test_what_cannot_be_read_is_said(
    diff: Callable[..., Result],
    git: Callable[..., str],
    tmp_path: Path,
    old: str,
    says: str,
) -> None:
    commit(git, tmp_path / "repo", OLD)
    result = diff(old, "repo")
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


GONE = "No such file or directory"
NO_GIT = "git: fatal: not a git repository"
NO_REPOSITORY: list[Any] = [
    pytest.param(
        ["git:HEAD", "new"],
        ["docs2sdk: new: ", NO_GIT, "; --repo names the repository"],
        id="a folder in none",
    ),
    pytest.param(
        ["git:HEAD", "new", "--repo", "."],
        ["docs2sdk: .: ", NO_GIT],
        id="none where it was said to be",
    ),
    pytest.param(
        ["git:HEAD", "nope"],
        [f"docs2sdk: cannot read nope: {GONE}\n"],
        id="a missing folder, where there is none either",
    ),
    pytest.param(
        ["git:HEAD", "repo/nope"],
        [f"docs2sdk: cannot read repo/nope: {GONE}\n"],
        id="a missing folder of a repository",
    ),
    pytest.param(
        ["git:HEAD", "git:HEAD"],
        [f"specs: {GONE}; --repo names the repository\n"],
        id="two revisions, of nobody knows what",
    ),
    pytest.param(
        ["v1.0", "repo"],
        [f'cannot read v1.0: {GONE}; did you mean the revision "git:v1.0"?\n'],
        id="a revision that misses its git",
    ),
    pytest.param(
        ["repo", "v1.0:thing-api"],
        ['did you mean the revision "git:v1.0:thing-api"?\n'],
        id="a path of a revision that misses its git",
    ),
    pytest.param(
        ["v2.0", "repo"],
        [f"cannot read v2.0: {GONE}\n"],
        id="no revision at all",
    ),
    pytest.param(
        ["v1.0", "new"],
        [f"cannot read v1.0: {GONE}\n"],
        id="a revision of another repository",
    ),
]


@pytest.mark.parametrize(("arguments", "says"), NO_REPOSITORY)
def test_where_there_is_no_such_revision_the_real_fault_is_told(
    diff: Callable[..., Result],
    git: Callable[..., str],
    tmp_path: Path,
    arguments: list[str],
    says: list[str],
) -> None:
    commit(git, tmp_path / "repo", OLD)
    git("tag", "v1.0")
    trees.write(tmp_path / "new", NEW)
    result = diff(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert all(part in result.stderr for part in says), result.stderr
    assert ("--repo" in result.stderr) == any("--repo" in part for part in says)


def test_git_that_is_not_there_is_told(
    diff: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trees.write(tmp_path / "new", NEW)
    monkeypatch.setenv("PATH", str(tmp_path))
    result = diff("git:HEAD", "new")
    assert result.stderr == f"docs2sdk: cannot run git: {GONE}\n"


def test_a_hook_does_not_mislead(
    diff: Callable[..., Result],
    git: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commit(git, tmp_path / "repo", OLD)
    trees.write(tmp_path / "repo", NEW)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "another"))
    assert FOUND in diff("git:HEAD", "repo").stdout


def test_boilerplate_is_no_change(diff: Callable[..., Result], tmp_path: Path) -> None:
    trees.write(tmp_path / "old", {"a-api/a.md": page(boilerplate="one")})
    trees.write(tmp_path / "new", {"a-api/a.md": page(boilerplate="two")})
    assert diff("old", "new", "--fail-on", "any").stdout.splitlines() == [
        "found     no change in meaning",
        "unchanged 1 page edited without a change in meaning",
    ]


def test_every_rule_is_listed() -> None:
    listing = CliRunner().invoke(main, ["rules"]).stdout
    document = json.loads(CliRunner().invoke(main, ["rules", "--json"]).stdout)
    assert [rule["id"] for rule in document["rules"]] == list(RULES)
    for rule in RULES.values():
        assert f"  {rule.id}: {rule.meaning}" in listing.splitlines()


def test_a_schema_file_is_what_its_pages_were(
    diff: Callable[..., Result], tmp_path: Path
) -> None:
    trees.write(tmp_path / "old", OLD)
    trees.write(tmp_path / "new", NEW)
    for side in ("old", "new"):
        written = CliRunner().invoke(main, ["schema", side, "--out", f"{side}.json"])
        assert written.exit_code == 0
    both = [("old.json", "new"), ("old", "new.json"), ("old.json", "new.json")]
    for old, new in both:
        lines = diff(old, new).stdout.splitlines()
        assert len(lines) == 3, (old, new, lines)
        assert FOUND in lines[1]
    assert diff("old.json", "old").stdout == "found     no change in meaning\n"


@pytest.mark.parametrize("side", [("", "new"), ("new", "")], ids=["OLD", "NEW"])
def test_a_side_that_a_script_forgot_to_name_is_not_the_working_directory(
    side: tuple[str, str], diff: Callable[..., Result], tmp_path: Path
) -> None:
    trees.write(tmp_path / "new", NEW)
    result = diff(*side)
    assert result.exit_code == 2
    assert "the path is empty" in result.stderr


def test_a_schema_file_that_is_none_is_refused(
    diff: Callable[..., Result], tmp_path: Path
) -> None:
    trees.write(tmp_path / "new", NEW)
    (tmp_path / "old.json").write_text("[]", "utf-8")
    result = diff("old.json", "new")
    assert result.exit_code == 2
    assert "old.json: this is no schema of docs2sdk" in result.stderr


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("json", '{\n  "version": 1,'),
        ("sarif", '{\n  "$schema":'),
        ("markdown", "## API documentation: 1 change in 1 service (1 breaking)\n"),
        ("github", "::error file=new/thing-api/do_thing.md,line=23,col=3,"),
        ("junit", "<testsuites "),
        ("html", '<!DOCTYPE html>\n<html lang="en">'),
    ],
)
def test_every_format_goes_to_a_file(
    diff: Callable[..., Result], tmp_path: Path, form: str, begins: str
) -> None:
    trees.write(tmp_path / "old", OLD)
    trees.write(tmp_path / "new", NEW)
    printed = diff("old", "new", "--format", form).stdout
    assert printed.startswith(begins)
    result = diff("old", "new", "--format", form, "--out", "report")
    assert result.stdout == ""
    assert result.stderr == "wrote report: 1 change in 1 service (1 breaking)\n"
    assert (tmp_path / "report").read_text("utf-8") == printed


def test_settings_are_those_of_the_project(
    diff: Callable[..., Result], tmp_path: Path
) -> None:
    trees.write(tmp_path / "old", OLD)
    trees.write(tmp_path / "new", MORE | NEW)
    settings = '[tool.docs2sdk.diff]\nfail_on = "breaking"\naccepted = "drift.toml"\n'
    accepted = '[[accepted]]\nfingerprint = "{}"\nreason = "a test"\n'
    (tmp_path / "pyproject.toml").write_text(settings, "utf-8")
    (tmp_path / "drift.toml").write_text(accepted.format("0" * 16), "utf-8")
    result = diff("old", "new")
    assert result.exit_code == 1
    assert (
        "drift.toml:1:1: warning: 0000000000000000 (a test) matches no change"
        in result.stderr
    )
    (tmp_path / "drift.toml").write_text(accepted.format(FINGERPRINT), "utf-8")
    result = diff("old", "new")
    assert result.exit_code == 0
    assert "accepted  1 change" in result.stdout
    levels = '[tool.docs2sdk.diff.levels]\naction-added = "breaking"\n'
    (tmp_path / "pyproject.toml").write_text(settings + levels, "utf-8")
    assert diff("old", "new").exit_code == 1


def test_names_are_those_that_the_client_has(
    diff: Callable[..., Result], tmp_path: Path
) -> None:
    trees.write(tmp_path / "old", OLD)
    trees.write(tmp_path / "new", MORE | {PATH: NEW[PATH]})
    building.generate(Settings((tmp_path / "old",), tmp_path / "generated"))
    module = "ucloud_client/thing/do_thing.py"
    building.rename(tmp_path / "generated", module, "size:", "how_much:")
    output = diff("old", "new").stdout
    assert "DoThing(how_much=…) becomes mandatory" in output


def test_what_the_settings_exclude_is_not_compared(
    diff: Callable[..., Result], tmp_path: Path
) -> None:
    trees.write(tmp_path / "old", OLD)
    trees.write(tmp_path / "new", NEW)
    assert (
        CliRunner().invoke(main, ["schema", "old", "--out", "old.json"]).exit_code == 0
    )
    settings = '[tool.docs2sdk]\nexclude = ["thing.DoThing"]\n'
    (tmp_path / "pyproject.toml").write_text(settings, "utf-8")
    for old in ("old", "old.json"):
        assert "no change in meaning" in diff(old, "new").stdout


def test_a_comparison_needs_neither_templates_nor_black() -> None:
    program = (
        "import sys; from docs2sdk.cli import main\n"
        "try: main(['diff', 'specs', 'specs'])\n"
        "finally: print(*sys.modules)"
    )
    run = [sys.executable, "-c", program]
    here = Path(__file__).resolve().parents[2]
    result = subprocess.run(run, cwd=here, capture_output=True, text=True, check=True)
    assert result.stdout.startswith("found     no change in meaning\n")
    assert not {"jinja2", "black", "rich"} & set(result.stdout.split())


SETTINGS = '[tool.docs2sdk.diff]\nfail_on = "breaking"\naccepted = "drift.toml"\n'


@pytest.fixture
def breaking(diff: Callable[..., Result], tmp_path: Path) -> Callable[..., Result]:
    """Return the command on two folders with a breaking change, in a project that names a file of accepted changes."""
    trees.write(tmp_path / "old", OLD)
    trees.write(tmp_path / "new", NEW)
    (tmp_path / "pyproject.toml").write_text(SETTINGS, "utf-8")
    return lambda *arguments: diff("old", "new", *arguments)


def test_an_accepted_change_is_written_and_counts_at_once(
    breaking: Callable[..., Result], tmp_path: Path
) -> None:
    file = tmp_path / "drift.toml"
    result = breaking("--accept", FINGERPRINT, "--reason", 'we "always"\n send it')
    assert result.exit_code == 0
    assert result.stderr.endswith("drift.toml: accepted 1 change\n")
    assert "accepted  1 change" in result.stdout
    first = file.read_text("utf-8")
    assert first.startswith("[[accepted]]\n# request-parameter-became-required")
    assert tomllib.loads(first)["accepted"] == [
        {"fingerprint": FINGERPRINT, "reason": 'we "always" send it'}
    ]
    trees.write(tmp_path / "new", MORE | NEW)
    added = re.search(r"\(([0-9a-f]{24})\)$", breaking("-v").stdout, re.MULTILINE)
    assert added
    assert breaking("--accept", added[1], "--reason", "新增").exit_code == 0
    assert file.read_text("utf-8").startswith(first)
    assert "accepted  2 changes" in breaking().stdout


NOT_ACCEPTED: dict[str, tuple[list[str], str, str]] = {
    "no such change": (
        ["0" * 24, "--reason", "x"],
        "",
        "no change has the fingerprint",
    ),
    "no reason": ([FINGERPRINT], "", "--accept and --reason need each other"),
    "an empty reason": ([FINGERPRINT, "--reason", " "], "", "the reason must say why"),
    "an unprintable reason": ([FINGERPRINT, "--reason", "a\x1bb"], "", "must say why"),
    "accepted already": (
        [FINGERPRINT, "--reason", "x"],
        f'[[accepted]]\nfingerprint = "{FINGERPRINT}"\nreason = "r"\nexpires = 2020-01-01\n',
        "is already accepted in line 1",
    ),
    "a file that cannot be added to": (
        [FINGERPRINT, "--reason", "x"],
        "accepted = []\n",
        "drift.toml",
    ),
}


@pytest.mark.parametrize(
    ("arguments", "file", "message"), NOT_ACCEPTED.values(), ids=NOT_ACCEPTED
)
def test_what_cannot_be_accepted_is_refused_and_nothing_is_written(
    breaking: Callable[..., Result],
    tmp_path: Path,
    arguments: list[str],
    file: str,
    message: str,
) -> None:
    if file:
        (tmp_path / "drift.toml").write_text(file, "utf-8")
    result = breaking("--accept", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert (tmp_path / "drift.toml").exists() == bool(file)
    if file:
        assert (tmp_path / "drift.toml").read_text("utf-8") == file


def test_a_change_is_accepted_only_into_a_file_that_has_a_name(
    breaking: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").unlink()
    result = breaking("--accept", FINGERPRINT, "--reason", "x")
    assert result.exit_code == 2
    assert "name the file: --accepted FILE" in result.stderr
    accepted = ("--accept", FINGERPRINT, "--reason", "x", "--accepted", "new.toml")
    assert breaking(*accepted).exit_code == 0
    assert FINGERPRINT in (tmp_path / "new.toml").read_text("utf-8")


def test_a_file_of_older_fingerprints_says_what_they_would_be_now(
    breaking: Callable[..., Result], tmp_path: Path
) -> None:
    old = '[[accepted]]\nfingerprint = "aa5811ea73560eb4"\nreason = "old"\n'
    (tmp_path / "drift.toml").write_text(old, "utf-8")
    result = breaking()
    assert result.exit_code == 1
    words = (
        f"no longer matches; it would be {FINGERPRINT} (Size: optional → required) now"
    )
    assert words in result.stderr


def make_schema_with_half_a_pair(folder: Path) -> None:
    assert (
        CliRunner().invoke(main, ["schema", "old", "--out", "old.json"]).exit_code == 0
    )
    text = (folder / "old.json").read_text("utf-8").replace("how much", r"how \udc00")
    (folder / "old.json").write_text(text, "utf-8")


def make_huge_settings(folder: Path) -> None:
    with (folder / "pyproject.toml").open("wb") as file:
        file.truncate(3 << 30)


HOSTILE: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "a schema with half of a surrogate pair": (
        make_schema_with_half_a_pair,
        "old.json",
        "has half of a surrogate pair",
    ),
    "settings of 3 GB": (make_huge_settings, "old", "more than 1000000 bytes"),
}


@pytest.mark.parametrize("form", ["text", "json", "html", "markdown", "junit"])
@pytest.mark.parametrize(("make", "old", "message"), HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_read_ends_with_one_line_and_exit_code_two(
    diff: Callable[..., Result],
    tmp_path: Path,
    make: Callable[[Path], None],
    old: str,
    message: str,
    form: str,
) -> None:
    trees.write(tmp_path / "old", OLD)
    trees.write(tmp_path / "new", NEW)
    make(tmp_path)
    for arguments in ((old, "new"), ("new", old)):
        result = diff(*arguments, "--format", form, "--fail-on", "breaking")
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.count("\n") == 1
        assert message in result.stderr
