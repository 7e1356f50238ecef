"""Which runs take the short way: those of which the manifest proves that a few pages are all that there is to look at.

That both ways end in the same bytes is shown in ``test_incremental``.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
import trees
from click.testing import CliRunner, Result
from small_pages import legacy, row
from trees import snapshot

from generator import config
from generator.cli import main
from generator.digests import digest_of_bytes
from generator.output import holding, manifest, names_lock, renewal, shortcut
from generator.pages import inputs

pytestmark = pytest.mark.slow

TODAY = date(2026, 1, 1)
Texts = Mapping[str, str]

GET, OTHER = "specs/alpha-api/get_thing.md", "specs/beta-api/get_other.md"
GETTING = trees.page("GetThing")
MORE = trees.page("GetThing", [*trees.THING, row("More")])
OVERLAY = '[[correction]]\naction = "{}"\nread_only = true\nreason = "so it is"\n'
CODES = "\n### 错误码\n\n| 错误码 | 描述 |\n|---|---|\n| 8039 | 出错了 |\n"
BASE = {
    **{f"specs/{path}": text for path, text in trees.PAGES.items()},
    "specs/beta-api/make_thing.md": trees.page("DropThing"),
    "specs/con-api/get_con.md": trees.page("GetCon"),
    "specs/delta-api/error_code.md": CODES,
    "specs/delta-api/get_all.md": trees.page("GetAll"),
    "specs/overlays/beta.toml": OVERLAY.format("MakeOther"),
    "pyproject.toml": '[tool.docs2sdk]\nspecs = "specs"\nout = "out"\njobs = 1\n',
}


def reworded(text: str) -> str:
    return text.replace("Does", "Did")


# What is written over what is there, and the pages that are renewed then: none on the whole way.
EDITS: dict[str, tuple[Texts, list[str]]] = {
    "words": ({GET: reworded(GETTING)}, [GET]),
    "a comment": ({GET: f"{GETTING}\n<!-- so -->\n"}, [GET]),
    "a parameter": ({GET: MORE}, [GET]),
    "two pages": ({GET: MORE, OTHER: trees.page("GetOther", [])}, [GET, OTHER]),
    "a warning": ({GET: trees.page("GetThing", [row("class")])}, [GET]),
    "a page whose product has codes": (
        {"specs/delta-api/get_all.md": reworded(trees.page("GetAll"))},
        ["specs/delta-api/get_all.md"],
    ),
    "another action": ({GET: trees.page("FindThing")}, []),
    "the action in other letters": ({GET: trees.page("GETThing")}, []),
    "an error": ({GET: trees.page("GetThing", [row("A", "strng")])}, []),
    "no action": ({GET: "# 说明\n"}, []),
    "no text": ({GET: "\0"}, []),
    "a legacy page": (
        {GET: legacy(title="标题-GetThing")},
        [],
    ),
    "a rival": ({"specs/alpha-api/drop_thing.md": trees.page("DropThing", [])}, []),
    "its rival": ({"specs/beta-api/make_thing.md": trees.page("DropThing", [])}, []),
    "a corrected action": (
        {"specs/beta-api/make_other.md": trees.page("MakeOther", [])},
        [],
    ),
    "the first page of a product with another name": (
        {"specs/con-api/get_con.md": trees.page("GetCon", [])},
        [],
    ),
    "navigation": ({"specs/alpha-api/_sidebar.md": trees.SIDEBAR.format("X")}, []),
    "codes": ({"specs/delta-api/error_code.md": CODES.replace("8039", "8040")}, []),
    "a new page": ({"specs/alpha-api/new.md": trees.page("NewThing")}, []),
    "a page, and a new one": (
        {GET: MORE, "specs/alpha-api/new.md": trees.page("NewThing")},
        [],
    ),
    "a page, and an overlay": (
        {GET: MORE, "specs/overlays/alpha.toml": OVERLAY.format("GetThing")},
        [],
    ),
    "a page, and the settings": (
        {GET: MORE, "pyproject.toml": BASE["pyproject.toml"] + 'version = "9.9.9"\n'},
        [],
    ),
    "a page, and a file of the output": (
        {GET: MORE, "out/ucloud_client/beta/get_other.py": "# mine\n"},
        [],
    ),
    "a page, and the names": ({GET: MORE, "out/names.lock": "# none\n"}, []),
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with its output, from where the command is run."""
    monkeypatch.chdir(tmp_path)
    trees.write(tmp_path, BASE)
    assert run("generate").exit_code == 0
    return tmp_path


@pytest.fixture
def read(noted: Callable[[object], list[str]]) -> list[str]:
    """Return the list of the pages that are read on the short way from now on."""
    return noted(renewal)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def taken() -> bool:
    settings = config.load(Path.cwd(), {})
    return shortcut.rehearse(settings, inputs.read(settings), TODAY) is not None


@pytest.mark.parametrize(("edit", "pages"), EDITS.values(), ids=EDITS)
def test_the_short_way_is_taken(
    edit: Texts, pages: list[str], project: Path, read: list[str]
) -> None:
    assert taken()
    trees.write(project, edit)
    assert taken() == bool(pages)
    assert [f"specs/{page}" for page in read] == pages or not pages


def test_what_was_done_shortly_is_told_as_on_the_whole_way(project: Path) -> None:
    trees.write(project, {GET: MORE})
    shutil.copytree(project / "out", project / "whole")
    short = run("generate")
    whole = run("generate", "--full", "--out", "whole")
    assert short.stdout == whole.stdout.replace("whole", "out")
    assert "wrote     3 files" in short.stdout
    assert short.stderr.splitlines() == findings(whole)
    assert snapshot(project / "out") == snapshot(project / "whole")
    assert run("check").stdout == "out: in step\n"


def findings(result: Result) -> list[str]:
    """Return the lines on standard error but those of progress."""
    return [line for line in result.stderr.splitlines() if "[" in line]


@pytest.mark.parametrize("edit", ["words", "a comment", "a parameter", "two pages"])
@pytest.mark.parametrize("how", ["--diff", "--json"])
def test_a_check_says_the_same_on_both_ways(edit: str, how: str, project: Path) -> None:
    trees.write(project, EDITS[edit][0])
    short, whole = run("check", how), run("check", how, "--full")
    assert (short.exit_code, short.stdout) == (1, whole.stdout)


def test_a_name_that_cannot_be_used_is_told_with_its_place(project: Path) -> None:
    """Somebody may have changed both the lock and what the manifest says of it."""
    lock, known = project / "out" / names_lock.NAME, project / "out" / manifest.NAME
    there = names_lock.glance(project / "out")
    assert there
    lines = there.actions["GetThing"]
    bad = lines.replace("/Size size", "/Size class")
    change(lock, lines, bad)
    change(known, names_lock.digest_of(lines), names_lock.digest_of(bad))
    assert taken()
    trees.write(project, {GET: MORE})
    done = run("generate")
    assert done.exit_code == 2
    at = re.escape(str(Path("out") / names_lock.NAME))
    assert re.search(f"{at}:[0-9]+: GetThing/request/Size cannot be", done.stderr)


def test_more_pages_are_left_to_several_processes(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shortcut, "_FEW", 1)
    trees.write(project, EDITS["words"][0])
    assert taken()
    trees.write(project, EDITS["two pages"][0])
    assert not taken()


def test_nothing_is_written_while_somebody_looks_on(project: Path) -> None:
    trees.write(project, {GET: MORE})
    before = snapshot(project / "out")
    with holding.watched(project / "out"):
        done = run("generate")
    assert done.exit_code == 2
    assert "another run of docs2sdk is at work there" in done.stderr
    assert snapshot(project / "out") == before
    assert run("generate").exit_code == 0


TESTS = "tests/alpha/test_get_thing.py"
MODULE = f"ucloud_client/alpha/{Path(TESTS).name.removeprefix('test_')}"


@pytest.mark.parametrize("edit", ["words", "nothing"])
@pytest.mark.parametrize("files", [[MODULE], [MODULE, TESTS, "tests/beta/__init__.py"]])
def test_a_line_of_the_manifest_with_other_files_is_mended(
    edit: str, files: list[str], project: Path
) -> None:
    out = project / "out"
    document = json.loads((out / manifest.NAME).read_text("utf-8"))
    line = document["pages"]["alpha-api/get_thing.md"]["made"]["files"]
    line.update({one: digest_of_bytes((out / one).read_bytes()) for one in files})
    for path in {*line} - {*files}:
        del line[path]
    (out / manifest.NAME).write_text(json.dumps(document), "utf-8")
    trees.write(project, EDITS[edit][0] if edit in EDITS else {})
    assert not taken()
    assert run("check").exit_code == 1
    assert run("generate").exit_code == 0
    assert run("check", "--full").stdout == "out: in step\n"


HIDDEN = "specs/beta-api/make_other.md"
HIDE = '[[correction]]\naction = "MakeOther"\nhidden = true\nreason = "gone"\n'


@pytest.mark.parametrize("edit", ["words", "nothing"])
def test_a_shared_line_of_the_manifest_that_lacks_a_file_is_mended(
    edit: str, project: Path
) -> None:
    known = project / "out" / manifest.NAME
    document = json.loads(known.read_text("utf-8"))
    del document["shared"]["package"]["files"]["README.md"]
    known.write_text(json.dumps(document), "utf-8")
    trees.write(project, EDITS[edit][0] if edit in EDITS else {})
    assert not taken()
    assert run("check").exit_code == 1
    assert run("generate").exit_code == 0
    assert run("check", "--full").stdout == "out: in step\n"


def test_an_error_that_an_overlay_hides_is_an_error_on_both_ways(project: Path) -> None:
    broken = trees.page("MakeOther", [row("A", "strng")])
    trees.write(project, {"specs/overlays/beta.toml": HIDE, HIDDEN: broken})
    assert run("generate").exit_code == 1
    assert taken()
    assert run("generate").exit_code == 1
    trees.write(project, {GET: MORE})
    assert taken()
    assert [run(*words).exit_code for words in (["check"], ["generate"])] == [2, 1]
    assert run("generate", "--full").exit_code == 1


def test_where_overlays_lie_is_not_in_the_output(project: Path) -> None:
    before = snapshot(project / "out")
    (project / "specs/overlays").rename(project / "corrections")
    settings = project / "pyproject.toml"
    settings.write_text(BASE["pyproject.toml"] + 'overlays = "corrections"\n')
    assert taken()
    assert run("generate", "--full").exit_code == 0
    assert snapshot(project / "out") == before


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
