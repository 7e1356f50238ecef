"""``docs2sdk watch``: every save is followed by the output that ``generate`` would write, and by what it changed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import building
import pytest
import trees
from click.testing import CliRunner, Result
from docs2sdk import folders
from docs2sdk.cli import main
from docs2sdk.config import Settings
from docs2sdk.errors import UnreadableInput
from docs2sdk.watch.session import Update, WatchSession
from random_edits import Editor
from small_pages import row
from trees import snapshot

INDEX = "# API 索引\n\n| API | 描述信息 |\n|:---|:---|\n"
OVERLAY = """
[[correction]]
action = "GetThing"
parameter = "Size"
required = true
reason = "the API refuses requests without it"
"""


def make_session(specs: tuple[Path, ...], out: Path) -> WatchSession:
    settings = Settings(specs, out)
    return WatchSession(lambda: settings)


def update(session: WatchSession) -> Update | None:
    return session.update(lambda *_: None)


def list_changes(result: Update | None) -> list[str]:
    assert result
    assert result.comparison
    return [f"{each.rule.id} {each.action}" for each in result.comparison.changes]


@pytest.mark.slow
def test_1000_random_edits_leave_the_bytes_of_a_cold_run(tmp_path: Path) -> None:
    specs = trees.write(tmp_path / "specs", trees.PAGES), tmp_path / "ours"
    specs[1].mkdir()
    session, editor = make_session(specs, tmp_path / "out"), Editor([*specs], 1)
    update(session)
    names = set()
    for number in range(1, 1001):
        names.add(editor.edit())
        if number % 250 == 0:
            editor.mend()
        elif number % 4:  # several saves at once
            continue
        with suppress(UnreadableInput):  # no action is left
            update(session)
        if number % 250 == 0:
            cold = tmp_path / f"cold{number}"
            building.generate(Settings(specs, cold), use_cache=False)
            assert snapshot(tmp_path / "out") == snapshot(cold)
    assert len(names) == 8, "every kind of edit was made"


@pytest.mark.slow
def test_changes_are_those_of_diff(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    specs = trees.write(tmp_path / "specs", trees.PAGES)
    session, editor = make_session((specs,), tmp_path / "generated"), Editor(
        [specs], 7, False
    )
    update(session)
    compared = 0
    for _ in range(50):
        shutil.rmtree(tmp_path / "old", ignore_errors=True)
        shutil.copytree(specs, tmp_path / "old")
        name = editor.edit()
        result = update(session)
        if result is None:
            continue
        command = ["diff", "old", "specs", "--format", "json"]
        document = json.loads(CliRunner().invoke(main, command).stdout)
        expected = [f"{each['rule']} {each['action']}" for each in document["changes"]]
        assert sorted(list_changes(result)) == sorted(expected), name
        compared += len(expected)
    assert compared > 20


EDITS: list[object] = [
    pytest.param(
        {"alpha-api/get_thing.md": trees.page("GetThing", [row("ThingId")])},
        ["request-parameter-removed GetThing"] * 2
        + ["request-parameter-became-optional GetThing"],
        id="a row is edited",
    ),
    pytest.param(
        {"alpha-api/find_thing.md": trees.page("FindThing")},
        ["action-added FindThing"],
        id="a page is added",
    ),
    pytest.param(
        {"alpha-api/get_thing.md": None},
        ["action-removed GetThing"],
        id="a page is removed",
    ),
    pytest.param(
        {
            "alpha-api/get_thing.md": None,
            "alpha-api/thing.md": trees.page("GetThing"),
        },
        ["page-renamed GetThing"],
        id="a page is renamed",
    ),
    pytest.param(
        {
            "alpha-api/get_thing.md": None,
            "beta-api/get_thing.md": trees.page("GetThing"),
        },
        ["action-moved GetThing"],
        id="a page is moved",
    ),
    pytest.param(
        {
            **dict.fromkeys(path for path in trees.PAGES if "alpha" in path),
            **{
                path.replace("alpha", "omega"): text
                for path, text in trees.PAGES.items()
                if "alpha" in path
            },
        },
        ["service-renamed "],
        id="a folder is renamed",
    ),
    pytest.param(
        {"overlays/alpha.toml": OVERLAY},
        ["request-parameter-became-required GetThing"],
        id="an overlay is added",
    ),
    pytest.param(
        {"alpha-api/index.md": INDEX + "|[GetThing](api/alpha-api/get_thing)|标题|\n"},
        ["action-index-changed GetThing"],
        id="an index is added",
    ),
    pytest.param(
        {"alpha-api/_sidebar.md": trees.SIDEBAR.format("Other")},
        ["service-title-changed "],
        id="a title is changed",
    ),
    pytest.param(
        {"alpha-api/zz.md": trees.page("GetThing")},
        ["page-duplicated GetThing"],
        id="a page is copied",
    ),
    pytest.param(
        {"alpha-api/get_thing.md": "# 标题 - GetThing\n"},
        ["page-unparsable GetThing"],
        id="a page is broken",
    ),
    pytest.param(
        {"alpha-api/get_thing.md": trees.PAGES["alpha-api/get_thing.md"] + "\n"},
        [],
        id="nothing but white space",
    ),
]


@pytest.mark.parametrize(("edit", "changes"), EDITS)
def test_an_update_tells_what_changed_in_meaning(
    edit: dict[str, str | None], changes: list[str], tmp_path: Path
) -> None:
    specs = trees.write(tmp_path / "specs", trees.PAGES)
    session = make_session((specs,), tmp_path / "out")
    update(session)
    assert update(session) is None
    for path, text in edit.items():
        if text is None:
            (specs / path).unlink()
        else:
            trees.write(specs, {path: text})
    result = update(session)
    assert result
    assert {*result.changed} == {*edit}
    told = [each for each in list_changes(result) if "example" not in each]
    assert sorted(told) == sorted(changes)
    assert update(session) is None


def test_diagnostics_are_those_of_the_page_and_new_ones_elsewhere(
    tmp_path: Path,
) -> None:
    specs = trees.write(
        tmp_path / "specs",
        trees.PAGES | {"beta-api/bad.md": trees.page("Bad", [row("A", "no type")])},
    )
    session = make_session((specs,), tmp_path / "out")
    first = update(session)
    assert first
    assert [item.location.path for item in first.diagnostics] == ["beta-api/bad.md"]
    page = {"alpha-api/get_thing.md": trees.page("GetThing", [row("B", "no type")])}
    trees.write(specs, page)
    result = update(session)
    assert result
    assert {item.location.path for item in result.diagnostics} == {*page}
    # This page comes before the other one, which is not edited, and is now not used.
    trees.write(specs, {"alpha-api/a.md": trees.page("GetThing")})
    result = update(session)
    assert result
    assert [item.code for item in result.diagnostics] == ["D107"]
    assert result.diagnostics[0].location.path == "alpha-api/get_thing.md"


def test_places_are_those_of_the_folder_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    specs = trees.write(tmp_path / "specs", trees.PAGES), tmp_path / "ours"
    specs[1].mkdir()
    session = make_session(specs, tmp_path / "out")
    update(session)
    page = trees.page("GetThing", [row("ThingId")])
    trees.write(specs[1], {"alpha-api/get_thing.md": page})
    result = update(session)
    assert result
    assert result.comparison
    places = {
        result.comparison.locate(each).path
        for each in result.comparison.changes
        if each.new
    }
    assert places == {"ours/alpha-api/get_thing.md"}


def test_an_update_that_failed_is_made_up_for(tmp_path: Path) -> None:
    specs = trees.write(tmp_path / "specs", trees.PAGES)
    session = make_session((specs,), tmp_path / "out")
    update(session)
    shutil.move(specs, tmp_path / "away")
    with pytest.raises(UnreadableInput):
        update(session)
    shutil.move(tmp_path / "away", specs)
    assert update(session) is None
    trees.write(specs, {"alpha-api/new.md": trees.page("New")})
    with folders.lock_folder(tmp_path / "out"), pytest.raises(Exception, match="using"):
        update(session)
    assert list_changes(update(session)) == ["action-added New"]


def test_without_a_cache_folder_an_edit_parses_no_other_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "out"))
    specs = trees.write(tmp_path / "specs", trees.PAGES)
    session = make_session((specs,), tmp_path / "out")
    update(session)
    trees.write(specs, {"alpha-api/new.md": trees.page("New")})
    parsed = []

    def count(source: object) -> object:
        parsed.append(source)
        return parse_pages(source)

    from docs2sdk.pages import page_cache

    parse_pages: Callable[[object], object] = page_cache.parse_pages  # type: ignore[assignment]
    monkeypatch.setattr(page_cache, "parse_pages", count)
    update(session)
    assert len(parsed) == 1


@pytest.fixture
def home(tmp_path: Path) -> Path:
    trees.write(tmp_path / "specs", trees.PAGES)
    (tmp_path / "pyproject.toml").write_text("[tool.docs2sdk]\nout = 'sdk'\n", "utf-8")
    return tmp_path


@pytest.fixture
def process(home: Path, root: Path) -> Iterator[subprocess.Popen[str]]:
    """Return a running ``docs2sdk watch``, both of its outputs in one."""
    environment = os.environ | {"PYTHONPATH": str(root / "generator"), "CI": "true"}
    with subprocess.Popen(
        [sys.executable, "-m", "docs2sdk", "watch"],
        cwd=home,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as started:
        # A line that never comes ends the test, too.
        limit = threading.Timer(100, started.kill)
        limit.start()
        try:
            yield started
        finally:
            limit.cancel()
            started.kill()


def read_until(beginning: str, output: IO[str]) -> list[str]:
    """Return the lines until one begins like this."""
    lines: list[str] = []
    for line in output:
        lines.append(line.rstrip("\n"))
        if line.startswith(beginning):
            return lines
    raise AssertionError(f"no line begins with {beginning!r}: {lines}")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_session_in_a_terminal(home: Path, process: subprocess.Popen[str]) -> None:
    output = process.stdout
    assert output
    read_until("watching  specs", output)
    page, part = home / "specs/alpha-api/get_thing.md", home / "specs/alpha-api/.part"
    # An editor that writes the file.
    page.write_text(trees.page("GetThing", [row("ThingId")]), "utf-8")
    time_and_page, *lines, last = read_until("wrote", output)
    assert time_and_page[8:] == "  specs/alpha-api/get_thing.md"
    assert "specs/alpha-api/get_thing.md:20:3: breaking[request-" in "\n".join(lines)
    assert last.startswith("wrote     4 files to sdk; 3 changes in 1 service (")
    # One that renames another file to it.
    part.write_text(trees.page("GetThing", [row("ThingId", "no type")]), "utf-8")
    part.replace(page)
    told = "\n".join(read_until("wrote", output))
    assert "specs/alpha-api/get_thing.md:19:" in told
    assert ": warning[D204] " in told
    # Settings that cannot be read, for a while; then others.
    settings = home / "pyproject.toml"
    text = settings.read_text("utf-8")
    settings.write_text("[", "utf-8")
    failure, _ = read_until("Going on", output)
    assert failure.startswith("docs2sdk: ")
    assert "pyproject.toml: " in failure
    settings.write_text(f"{text}exclude = ['beta']\n", "utf-8")
    assert read_until("wrote", output)[0].endswith("  settings")
    # A folder that is away for a while, as with git.
    (home / "specs").rename(home / "away")
    read_until("docs2sdk: cannot read ", output)
    (home / "away").rename(home / "specs")
    read_until("watching", output)
    page.write_text(trees.PAGES["alpha-api/get_thing.md"], "utf-8")
    read_until("wrote     4 files to sdk", output)
    # A file that someone edited is in the way; the pages go on.
    module = home / "sdk/ucloud_client/alpha/get_thing.py"
    code = module.read_text("utf-8")
    module.write_text(f"{code}# mine\n", "utf-8")
    page.write_text(trees.page("GetThing", [row("Colour")]), "utf-8")
    read_until("docs2sdk: nothing was written", output)
    module.write_text(code, "utf-8")
    page.write_text(trees.page("GetThing", [row("Size")]), "utf-8")
    read_until("wrote     4 files to sdk", output)
    process.send_signal(signal.SIGINT)
    rest = output.read()
    assert process.wait() == 130
    assert rest == "docs2sdk: interrupted\n"
    names = {path.name for path in home.iterdir()}
    assert names == {"specs", "sdk", "pyproject.toml"}
    building.generate(Settings((home / "specs",), home / "cold", exclude=("beta",)))
    assert snapshot(home / "sdk") == snapshot(home / "cold")


MISTAKES = [
    pytest.param(["nowhere"], "cannot read nowhere", id="no pages"),
    pytest.param(["specs", "--out", "specs"], "must be apart", id="output is input"),
    pytest.param(
        ["specs", "--service", "x"], "no service 'x'", id="an unknown service"
    ),
]


@pytest.mark.parametrize(("arguments", "message"), MISTAKES)
def test_a_mistake_at_first_ends_it(
    arguments: list[str], message: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    before = snapshot(home)
    result: Result = CliRunner().invoke(main, ["watch", *arguments])
    assert (result.exit_code, message in result.stderr) == (2, True), result.output
    assert snapshot(home) == before
