"""A run that makes only what is stale ends in the same bytes, and says the same, as one that makes everything."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import trees
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_pages import row
from trees import snapshot

from generator import digests, installed
from generator.config import Settings
from generator.diagnostics import Diagnostic
from generator.output import manifest, pipeline, shortcut, telling
from generator.pages import inputs
from generator.python import render
from generator.refusals import Refusal

pytestmark = pytest.mark.slow

TODAY = date(2026, 1, 1)


@dataclass
class World:
    """A documentation, its output, and all that a run depends on."""

    folder: Path
    settings: Settings
    template: str = ""
    today: date = TODAY

    @property
    def specs(self) -> Path:
        return self.settings.specs

    @property
    def out(self) -> Path:
        return self.settings.out


Edit = Callable[[World], None]


def writes(path: str, text: str) -> Edit:
    return lambda world: void(trees.write(world.specs, {path: text}))


def removes(path: str) -> Edit:
    return lambda world: (world.specs / path).unlink(missing_ok=True)


def void(_: object) -> None:
    return None


def moves(old: str, new: str) -> Edit:
    def move(world: World) -> None:
        if (world.specs / old).exists():
            (world.specs / new).parent.mkdir(exist_ok=True)
            (world.specs / old).rename(world.specs / new)

    return move


def deletes(path: str) -> Edit:
    def delete(world: World) -> None:
        if (world.out / path).is_dir():
            shutil.rmtree(world.out / path)
        else:
            (world.out / path).unlink(missing_ok=True)

    return delete


def sets(**values: object) -> Edit:
    def change(world: World) -> None:
        world.settings = world.settings._replace(**values)  # type: ignore[arg-type]

    return change


def template(text: str) -> Edit:
    return lambda world: setattr(world, "template", text)


def on(day: date) -> Edit:
    return lambda world: setattr(world, "today", day)


def reverts(world: World) -> None:
    shutil.rmtree(world.specs)
    trees.write(world.specs, trees.PAGES)


def nothing(world: World) -> None:
    pass


GET, OTHER = "alpha-api/get_thing.md", "beta-api/get_other.md"
LINK = "[GetThing]({})\n"
CORRECTION = """[[correction]]
action = "GetThing"
{}
reason = "so it is"
"""
ERRORS = "| 错误码 | 描述 |\n|---|---|\n| {} | 出错了 |\n"

EDITS: dict[str, Edit] = {
    "nothing": nothing,
    "reword a page": writes(GET, trees.page("GetThing").replace("Does", "Did")),
    "add a field": writes(GET, trees.page("GetThing", [*trees.THING, row("More")])),
    "add blank lines": writes(OTHER, trees.page("GetOther") + "\n\n"),
    "rename an action": writes(GET, trees.page("FindThing")),
    "break a row": writes(GET, trees.page("GetThing", [row("ThingId", "strng")])),
    "break a page": writes(
        OTHER, "# 标题 - GetOther\n\n### 请求参数\n\n### 响应字段\n"
    ),
    "make a page unreadable": writes(OTHER, "\0"),
    "name a field like a word": writes(OTHER, trees.page("GetOther", [row("class")])),
    "add a page": writes("alpha-api/add.md", trees.page("AddThing")),
    "add a page of a name that differs in case": writes(
        "alpha-api/add2.md", trees.page("ADDThing")
    ),
    "add a rival": writes("beta-api/rival.md", trees.page("GetThing")),
    "add a product": writes("alpha/new.md", trees.page("NewThing")),
    "remove a page": removes(GET),
    "remove another page": removes(OTHER),
    "remove a rival": removes("beta-api/rival.md"),
    "remove a product": removes("alpha/new.md"),
    "rename a page": moves(GET, "alpha-api/got_thing.md"),
    "move a page to another product": moves(GET, "beta-api/get_thing.md"),
    "rename a page back": moves("alpha-api/got_thing.md", GET),
    "title a product": writes(
        "beta-api/_sidebar.md", trees.SIDEBAR.format("Beta 产品")
    ),
    "link to a page": writes("alpha-api/index.md", LINK.format("get_thing")),
    "link to the rival": writes("beta-api/index.md", LINK.format("beta-api/rival")),
    "link to a product": writes("README.md", LINK.format("beta-api/index")),
    "unlink": removes("alpha-api/index.md"),
    "explain a code": writes("alpha-api/error_code.md", ERRORS.format(8039)),
    "explain another code": writes("alpha-api/error_code.md", ERRORS.format(8040)),
    "explain a code of all": writes("summary/codes.md", ERRORS.format(171)),
    "break the codes": writes("alpha-api/error_code.md", ERRORS.format("eight")),
    "deprecate": writes("overlays/alpha.toml", CORRECTION.format("deprecated = true")),
    "hide": writes("overlays/alpha.toml", CORRECTION.format("hidden = true")),
    "deprecate for a while": writes(
        "overlays/alpha.toml",
        CORRECTION.format("deprecated = true\nexpires = 2026-06-30"),
    ),
    "correct what is not there": writes(
        "overlays/beta.toml", CORRECTION.format("read_only = true")
    ),
    "write a bad overlay": writes("overlays/beta.toml", "[[correction"),
    "drop an overlay": removes("overlays/alpha.toml"),
    "drop the other overlay": removes("overlays/beta.toml"),
    "wait half a year": on(date(2026, 7, 1)),
    "go back in time": on(TODAY),
    "delete a module": deletes("ucloud_client/alpha/get_thing.py"),
    "delete a shared module": deletes("ucloud_client/client.py"),
    "delete a folder": deletes("ucloud_client/beta"),
    "delete the tests": deletes("tests"),
    "delete the names": deletes("names.lock"),
    "delete the manifest": deletes(manifest.NAME),
    "rename the package": sets(package="renamed"),
    "name the package back": sets(package="ucloud_client"),
    "release": sets(version="0.2.0"),
    "leave a service out": sets(exclude=("beta",)),
    "leave an action out": sets(exclude=("alpha.Get*",)),
    "leave out what is not there": sets(exclude=("gamma",)),
    "leave nothing out": sets(exclude=()),
    "run for one service": sets(services=("alpha",)),
    "run for all services": sets(services=()),
    "change a template": template("Made by a test."),
    "change the template again": template("Made by another test."),
    "change the template back": template(""),
    "revert everything": reverts,
}


@contextmanager
def templates(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the program have another template, and another digest with it."""
    folder = world.folder / "templates"
    shutil.copytree(installed.templates(), folder, dirs_exist_ok=True)
    file = folder / "package/service/action.py.j2"
    if world.template:
        file.write_text(f"# {world.template}\n{file.read_text('utf-8')}", "utf-8")
    build = digests.digest(world.template)
    with monkeypatch.context() as patch:
        patch.setattr(installed, "templates", lambda: folder)
        patch.setattr(digests, "generator", lambda: build)
        patch.setattr("generator.output.proof.generator", lambda: build)
        render._environment.cache_clear()
        yield
    render._environment.cache_clear()


def run(world: World, full: bool) -> tuple[tuple[Diagnostic, ...], str]:
    """Run as the command does; return what it says of the pages, and why it refused if it did."""
    try:
        found = inputs.read(world.settings)
        done = None if full else shortcut.generate(world.settings, found, world.today)
        if done:
            return telling.diagnostics(done[0].new), ""
        report = pipeline.generate(
            world.settings, True, lambda *_: None, world.today, full=full, found=found
        )
    except Refusal as refusal:
        return (), str(refusal)
    return report.diagnostics, ""


def apart(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in both ways from the same state, and go on with one of the results."""
    copy = world.folder / "copy"
    if world.out.exists():
        shutil.copytree(world.out, copy)
    with templates(world, monkeypatch):
        said = run(world, full=False)
        everything = replace(world, settings=world.settings._replace(out=copy))
        assert run(everything, full=True) == said
    if world.out.exists():
        assert snapshot(world.out) == snapshot(copy)
        shutil.rmtree(copy)


def through(edits: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        specs = trees.write(folder / "specs", trees.PAGES)
        world = World(folder, Settings(specs, folder / "out"))
        apart(world, monkeypatch)
        for edit in edits:
            EDITS[edit](world)
            apart(world, monkeypatch)


@pytest.mark.parametrize(
    "edit", ["add a field", "add a rival", "change a template", "delete a folder"]
)
def test_after_an_edit(edit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    through([edit], monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit_and_its_reversion(
    edit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    through([edit, "nothing", "revert everything"], monkeypatch)


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(sorted(EDITS)), max_size=7))
def test_after_any_edits(monkeypatch: pytest.MonkeyPatch, edits: list[str]) -> None:
    through(edits, monkeypatch)
