"""``docs2sdk changelog`` and ``docs2sdk history``, run on small repositories; which version comes next."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trees
from click.testing import CliRunner, Result
from docs2sdk import workers
from docs2sdk.cli import main
from docs2sdk.diff import history, repositories, versions
from docs2sdk.diff.inputs import InputOptions
from docs2sdk.diff.rules import ChangeLevel
from docs2sdk.pages import page_parser
from pages import page

pytestmark = pytest.mark.slow

DO, GET = "thing-api/do_thing.md", "thing-api/get_thing.md"
FIRST = {
    DO: page(request=["Size | int | how much | No"]),
    GET: page(title="标题 - GetThing"),
}
REWORDED = FIRST | {DO: page(request=["Size | int | how very much | No"])}
STRICTER = FIRST | {DO: page(request=["Size | int | how much | Yes"])}
MORE = STRICTER | {"thing-api/drop_thing.md": page(title="标题 - DropThing")}
SIDEBAR = '<div class="sidebar_title">[x](http://e) @all</div>\n'

Repository = Callable[..., str]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Return git, run in a repository that is the working directory; pages lie in ``specs``."""
    folder = tmp_path / "repo"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def git(*arguments: str) -> str:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.com")
        command = ["git", *who, *arguments]
        return subprocess.run(
            command, check=True, capture_output=True, text=True
        ).stdout

    git("init", "-q", "-b", "main")
    return git


def commit(git: Repository, pages: dict[str, str], message: str) -> str:
    """Make the pages those of a commit, and return its id."""
    subprocess.run(["rm", "-rf", "specs"], check=True)
    trees.write(Path("specs"), pages)
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", message)
    return git("rev-parse", "HEAD").strip()


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


NEXT: dict[str, tuple[str, list[ChangeLevel], str]] = {
    "nothing changed": ("1.2.3", [], "1.2.3"),
    "documentation": ("1.2.3", ["docs"], "1.2.4"),
    "more than before": ("1.2.3", ["docs", "additive"], "1.3.0"),
    "a risk": ("1.2.3", ["risky"], "1.3.0"),
    "a break": ("1.2.3", ["docs", "additive", "breaking"], "2.0.0"),
    "a break before 1.0": ("0.2.3", ["breaking"], "0.3.0"),
    "more before 1.0": ("0.2.3", ["additive"], "0.2.4"),
    "documentation before 1.0": ("0.2.3", ["docs"], "0.2.4"),
}


@pytest.mark.parametrize(("version", "levels", "after"), NEXT.values(), ids=NEXT)
def test_the_version_to_come(
    version: str, levels: list[ChangeLevel], after: str
) -> None:
    before = versions.parse_version(version)
    assert before
    assert str(versions.next_version(before, levels)) == after


TAGS = {
    "a plain version": ("1.2.3", "1.2.3"),
    "with a v": ("v1.2.3", "1.2.3"),
    "of two numbers": ("v1.2", "1.2.0"),
    "with a name": ("client-1.2.3", "1.2.3"),
    "with a name that has a number": ("py3-1.2.3", "1.2.3"),
    "no version": ("latest", "None"),
    "a candidate": ("v1.2.3-rc1", "None"),
    "a candidate of two numbers": ("v2.0.0-rc1.2", "None"),
    "a build": ("v2.0.0-1.0", "None"),
    "four numbers": ("1.2.3.4", "None"),
}


@pytest.mark.parametrize(("tag", "version"), TAGS.values(), ids=TAGS)
def test_the_version_of_a_tag(tag: str, version: str) -> None:
    assert str(versions.parse_version(tag)) == version


def test_a_changelog_begins_at_the_last_release(repository: Repository) -> None:
    commit(repository, FIRST, "first")
    repository("tag", "v0.9.0")
    repository("tag", "v0.10.0")
    repository("tag", "unrelated")
    commit(repository, STRICTER, "stricter")
    repository("switch", "-q", "-c", "other")
    repository("tag", "v3.0.0")
    repository("switch", "-q", "main")
    repository("reset", "-q", "--hard", "HEAD~1")
    trees.write(Path("specs"), MORE)
    output = run("changelog").stdout
    assert output.startswith("## 0.11.0\n\nSince `v0.10.0`.\n")
    breaking, added = output.index("#### Breaking"), output.index("#### Added")
    line = "- `DoThing`: `Size`: optional → required; `DoThing(size=…)` becomes mandatory\n"
    assert breaking < output.index(line) < added
    assert added < output.index("- `DropThing`: added; `client.thing.drop_thing(…)` is")


def test_a_changelog_between_two_revisions_in_chinese(repository: Repository) -> None:
    commit(repository, FIRST, "first")
    repository("tag", "v1.0.0")
    commit(repository, REWORDED, "reworded")
    output = run("changelog", "git:v1.0.0", "git:HEAD", "--lang", "zh").stdout
    assert output.startswith("## 1.0.1\n\n自 `v1.0.0` 以来的变更。\n")
    assert output.endswith("\n仅文档中的说明与示例有改动。\n")


def test_a_changelog_of_nothing_keeps_the_version(repository: Repository) -> None:
    commit(repository, FIRST, "first")
    repository("tag", "v1.0.0")
    output = run("changelog").stdout
    assert output == "## 1.0.0\n\nSince `v1.0.0`.\n\nNo change of the API.\n"


def test_only_tags_of_the_pattern_are_releases(repository: Repository) -> None:
    commit(repository, FIRST, "first")
    repository("tag", "client-1.0.0")
    commit(repository, STRICTER, "stricter")
    repository("tag", "docs-7.0.0")
    repository("config", "column.ui", "always")
    repository("tag", "client-0.1.0")
    assert run("changelog", "--tags", "client-*").stdout.startswith("## 2.0.0\n")


def test_a_changelog_without_a_release_says_what_to_do(repository: Repository) -> None:
    commit(repository, FIRST, "first")
    result = run("changelog")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "docs2sdk changelog git:REV" in result.stderr


@pytest.mark.parametrize("arguments", [[], ["git:v1.0.0"]], ids=["nothing", "OLD"])
def test_a_changelog_of_pages_that_nobody_named_says_what_to_do(
    repository: Repository, arguments: list[str]
) -> None:
    commit(repository, FIRST, "first")
    repository("tag", "v1.0.0")
    repository("mv", "specs", "pages")
    result = run("changelog", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "specs: No such file or directory; give OLD and NEW, or" in result.stderr
    assert "[tool.docs2sdk]" in result.stderr
    assert run("changelog", "git:v1.0.0:specs", "pages").exit_code == 0


UNCLEAR = {"en": "## Unreleased\n", "zh": "## 未发布\n"}


@pytest.mark.parametrize("lang", UNCLEAR)
def test_a_changelog_has_no_version_if_a_page_has_errors(
    repository: Repository, lang: str
) -> None:
    commit(repository, FIRST, "first")
    repository("tag", "v0.1.0")
    trees.write(Path("specs"), STRICTER | {GET: page(title="get thing")})
    result = run("changelog", "--lang", lang, "--out", "changes.md")
    text = Path("changes.md").read_text("utf-8")
    assert text.startswith(UNCLEAR[lang])
    assert "`DoThing(size=…)`" in text
    assert result.exit_code == run("diff", "git:v0.1.0", "specs").exit_code == 2
    assert "the next version is unknown" in result.stderr


AUDIENCES: dict[str, tuple[dict[str, str], list[str], list[str]]] = {
    "users read nothing of documentation": (
        REWORDED | {GET: page(title="标题 - GetThing", request=["A | int | a | No"])},
        ["--for", "users"],
        [
            "### `thing-api`",
            "#### Added",
            "- `GetThing`: `A`: added (optional `int`); ",
        ],
    ),
    "users read that there is nothing for them": (
        REWORDED,
        [],
        ["Only descriptions and examples changed."],
    ),
    "maintainers read everything, with fingerprints": (
        REWORDED,
        ["--for", "maintainers"],
        ["### `thing-api`", "#### Documentation", "- `DoThing`: `Size`: description "],
    ),
}


@pytest.mark.parametrize(
    ("pages", "arguments", "lines"), AUDIENCES.values(), ids=AUDIENCES
)
def test_a_changelog_is_for_its_readers(
    repository: Repository,
    pages: dict[str, str],
    arguments: list[str],
    lines: list[str],
) -> None:
    commit(repository, FIRST, "first")
    repository("tag", "v1.0.0")
    trees.write(Path("specs"), pages)
    text = run("changelog", *arguments).stdout
    written = [line for line in text.split("\n")[3:] if line]
    assert [line[: len(start)] for line, start in zip(written, lines, strict=True)] == (
        lines
    )
    fingerprint = re.compile(r"\(`description-changed [0-9a-f]{24}`\)$", re.MULTILINE)
    assert bool(fingerprint.search(text)) == ("maintainers" in arguments)


def test_a_changelog_leaves_out_what_was_accepted(repository: Repository) -> None:
    commit(repository, FIRST, "first")
    repository("tag", "v1.0.0")
    trees.write(Path("specs"), STRICTER)
    Path("pyproject.toml").write_text(
        '[tool.docs2sdk.diff.levels]\nrequest-parameter-became-required = "risky"\n'
    )
    assert run("changelog").stdout.startswith("## 1.1.0\n")


def test_words_of_pages_are_inert_in_a_changelog(repository: Repository) -> None:
    commit(repository, FIRST, "first")
    repository("tag", "v1.0.0")
    trees.write(Path("specs"), STRICTER | {"thing-api/_sidebar.md": SIDEBAR})
    heading = next(
        line for line in run("changelog").stdout.split("\n") if line.startswith("### ")
    )
    assert heading == "### `[x](http://e) @all` (`thing-api`)"


def test_history_tells_each_commit(repository: Repository) -> None:
    first = commit(repository, FIRST, "first")
    Path("other.txt").write_text("no page")
    repository("add", "-A")
    repository("commit", "-q", "-m", "no page")
    second = commit(repository, REWORDED, "reworded")
    third = commit(repository, MORE, "stricter \x1b[31mand more")
    result = run("history", "specs")
    assert result.exit_code == 0
    lines = result.stdout.split("\n")
    assert [line[:12] for line in lines if line[:1] not in " "] == [
        *(commit_id[:12] for commit_id in (first, second, third)),
    ]
    assert "    thing-api: 2 × action-added" in lines
    assert "    thing-api: 1 × description-changed" in lines
    assert "    thing-api: 1 × request-parameter-became-required" in lines
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize("part", ["specs/thing-api", f"specs/{DO}"])
def test_history_of_a_part_tells_overlays_at_their_commit(
    repository: Repository, part: str
) -> None:
    commit(repository, FIRST, "first")
    text = '[[correction]]\naction = "DoThing"\nparameter = "Size"\nrequired = true\n'
    overlay = {"overlays/thing.toml": f'{text}reason = "so"\n'}
    commit(repository, FIRST | overlay, "overlay")
    commit(repository, REWORDED | overlay, "reworded")
    steps = map(
        json.loads, run("history", part, "--format", "json").stdout.splitlines()
    )
    rules = {
        step["subject"]: [change["rule"] for change in step["changes"]]
        for step in steps
    }
    assert rules["overlay"] == ["request-parameter-became-required"]
    assert rules["reworded"] == ["description-changed"]


def test_history_since_a_revision_as_json(repository: Repository) -> None:
    first = commit(repository, FIRST, "first")
    second = commit(repository, STRICTER, "stricter")
    output = run("history", "specs", "--since", first, "--format", "json").stdout
    (step,) = map(json.loads, output.splitlines())
    assert (step["commit"], step["actions"]) == (second, 2)
    assert step["changes"] == [
        {
            "service": "thing-api",
            "rule": "request-parameter-became-required",
            "count": 1,
        }
    ]


@pytest.mark.parametrize("since", ["", "-x", "nothing", "HEAD^{tree}"])
def test_history_since_no_revision_is_refused(
    repository: Repository, since: str
) -> None:
    commit(repository, FIRST, "first")
    result = run("history", "specs", "--since", since)
    assert (result.exit_code, result.stdout) == (2, "")


NO_HISTORY: list[Any] = [
    pytest.param(
        ["../nope"],
        2,
        "docs2sdk: cannot read ../nope: No such file or directory\n",
        id="a missing folder outside",
    ),
    pytest.param(
        ["nope"],
        2,
        "docs2sdk: cannot read nope: No such file or directory\n",
        id="a missing folder inside",
    ),
    pytest.param(
        ["nope", "--since", "HEAD"],
        2,
        "docs2sdk: cannot read nope: No such file or directory\n",
        id="a missing folder, since a revision",
    ),
    pytest.param(
        [
            "..",
        ],
        2,
        "docs2sdk: ..: git: fatal: not a git",
        id="no repository",
    ),
    pytest.param(["new"], 0, "no commit touched new\n", id="a folder of no commit"),
    pytest.param(
        ["specs", "--since", "HEAD"],
        0,
        "no commit after HEAD touched specs\n",
        id="nothing since",
    ),
    pytest.param(["gone"], 0, "", id="a folder that was there once"),
]


@pytest.mark.parametrize(("arguments", "code", "says"), NO_HISTORY)
def test_where_there_is_no_history_the_reason_is_told(
    repository: Repository, arguments: list[str], code: int, says: str
) -> None:
    trees.write(Path("overlays"), {"thing.toml": ""})
    commit(repository, FIRST, "first")
    trees.write(Path("gone"), FIRST)
    commit(repository, FIRST, "to be gone")
    subprocess.run(["rm", "-r", "gone"], check=True)
    trees.write(Path("new"), FIRST)
    result = run("history", *arguments)
    assert result.exit_code == code
    assert result.stderr.startswith(says)
    assert bool(result.stdout) == (arguments == ["gone"])
    assert "--repo" not in result.stderr


def test_history_reads_only_what_a_commit_touched(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(repository, FIRST, "first")
    commit(repository, STRICTER, "stricter")
    commit(repository, FIRST, "back")
    interpreted: list[str] = []

    def counted(source: page_parser.Source) -> object:
        interpreted.append(source.path)
        return page_parser.parse_pages(source)

    monkeypatch.setattr("docs2sdk.diff.inputs.parse_pages", counted)
    repo = repositories.find_repository(Path("specs"))
    options = InputOptions((Path("specs"),))
    paths = (repo.path,)
    with workers.open_pool(1) as pool:
        commits = history.list_commits(repo, paths, None)
        steps = list(
            history.replay_commits(repo, paths, commits, options, pool, lambda *_: None)
        )
    assert [len(step.comparison.changes) for step in steps] == [2, 1, 1]
    assert sorted(interpreted) == [DO, DO, GET]
