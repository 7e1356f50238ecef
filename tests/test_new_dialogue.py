"""``docs2sdk new`` on a terminal asks for what no option says, and takes only what is right."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
import trees
from click.testing import CliRunner
from docs2sdk.cli import main
from terminal import Terminal
from trees import snapshot

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("deadline")]

END = "\n"  # an empty line
END_OF_INPUT = "\x04"
# Questions, and what is answered.
DIALOGUE = (
    ("Title, as in", "查找\n"),
    ("Summary [查找]", END),
    ("> ", "Ids.N:strng!:编号\n"),  # refused, and asked again
    ("> ", "Ids.N:string!:编号\n"),
    ("> ", END),
    ("Fields of the response; RetCode, Action and Message come by themselves", ""),
    ("> ", "Data:array[Box]!:结果\n"),
    ("> ", END),
    ("Fields of the model Box", ""),
    ("> ", "Id:int!:编号\n"),
    ("> ", "Lid:Lid:盖\n"),
    ("> ", END),
    ("Fields of the model Lid", ""),
    ("> ", "Size:int:大小\n"),
    ("> ", END),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    trees.write(tmp_path / "specs", trees.PAGES)
    return tmp_path


def converse(folder: Path, last: str) -> Terminal:
    terminal = Terminal(["new", "alpha", "FindThing"], folder)
    for question, answer in DIALOGUE:
        terminal.answer(question, answer)
    terminal.answer("Write the page [Y/n]", last)
    return terminal


def test_the_page_says_what_was_answered(folder: Path) -> None:
    terminal = converse(folder, END)
    assert terminal.finish() == 0, terminal.shown
    assert 'did you mean "string"?' in terminal.shown
    assert "passed" in terminal.shown
    page = (folder / "specs/alpha-api/find_thing.md").read_text("utf-8")
    assert page.startswith("# 查找 - FindThing")
    for row in (
        "| **Ids.N** | string | 编号 |**Yes**|",
        "| **Data** | array[[*Box*](#Box)] | 结果 |**Yes**|",
        "| **Lid** | [*Lid*](#Lid) | 盖 |No|",
        "| **Size** | int | 大小 |No|",
    ):
        assert row in page


def test_the_command_that_is_shown_writes_the_same_page(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = converse(folder, "n\n")
    assert terminal.finish() == 2
    lines = terminal.shown.splitlines()
    program, *arguments = shlex.split(
        lines[lines.index("The same without questions:") + 1]
    )
    assert program == "docs2sdk"
    monkeypatch.chdir(folder)
    shown = CliRunner().invoke(main, [*arguments, "--dry-run"]).stdout
    assert converse(folder, END).finish() == 0
    assert (folder / "specs/alpha-api/find_thing.md").read_text("utf-8") == shown


def test_a_dialogue_that_is_left_changes_nothing(folder: Path) -> None:
    before = snapshot(folder)
    terminal = Terminal(["new", "alpha", "FindThing"], folder)
    terminal.answer("Title, as in", "查找\n")
    terminal.answer("Summary", END_OF_INPUT)
    assert terminal.finish() == 2
    assert terminal.shown.endswith("docs2sdk: nothing was written\n")
    assert snapshot(folder) == before


def test_an_action_that_exists_is_said_before_anything_is_asked(folder: Path) -> None:
    terminal = Terminal(["new", "alpha", "GetThing"], folder)
    assert terminal.finish() == 2
    assert "exists already" in terminal.shown
    assert "Title" not in terminal.shown


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--ask"], "--ask needs a terminal: use options, as in --title"),
        (["--ask", "--title", "查找"], "--ask needs a terminal"),
        ([], "nothing describes the action: use options, as in --title"),
    ],
)
def test_without_a_terminal_nobody_is_asked(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(folder)
    before = snapshot(folder)
    result = CliRunner().invoke(main, ["new", "alpha", "FindThing", *options])
    assert result.exit_code == 2
    assert message in result.stderr
    assert snapshot(folder) == before


def test_what_is_described_is_not_asked(folder: Path) -> None:
    terminal = Terminal(["new", "alpha", "FindThing", "--ask", "--title", "x"], folder)
    assert terminal.finish() == 2
    assert "leave the options out" in terminal.shown
