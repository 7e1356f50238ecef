"""Nothing that is printed is a workflow command, wherever its text comes from.

The readers: GitHub's runner (actions/runner, ActionCommand.cs) trims a line and looks for ``::`` at its beginning, and looks for
``##[`` anywhere; Azure Pipelines looks for ``##vso[``.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
import trees
from click.testing import CliRunner
from docs2sdk import console
from docs2sdk.cli import main
from docs2sdk.lint.findings import Finding, FindingRule
from docs2sdk.locations import Location
from docs2sdk.reports import findings_junit, findings_markdown, html
from hypothesis import given
from hypothesis import strategies as st
from small_pages import row

# What C#'s String.Trim removes, as far as a file's name or a page can have it.
SPACES = ["", " ", "\t", "\u00a0", "\u3000", "\u2003", "\v", "\f", "\x85"]
COMMANDS = ["::error::x", "::stop-commands::t", "##[error]x", "a ##vso[task]x", "###[x"]
TEXTS = [f"{space}{command}" for space in SPACES for command in COMMANDS]
HOSTILE = st.lists(
    st.sampled_from([*SPACES, *COMMANDS, "\n", "\r", "a", ":", "#", "["])
).map("".join)


def is_command(line: str) -> bool:
    return line.strip().startswith("::") or "##[" in line or "##vso[" in line


def find_commands(text: str) -> list[str]:
    lines = text.replace("\r", "\n").split("\n")
    return [line for line in lines if is_command(line)]


def print_to(capture: pytest.CaptureFixture[str], work: Callable[[], None]) -> str:
    work()
    captured = capture.readouterr()
    return captured.out + captured.err


PRINTERS: dict[str, Callable[[str], None]] = {
    "a line": console.echo,
    "a warning": console.warn,
    "an error": console.echo_errors,
    "a report": console.write,
    "a report in UTF-8": lambda text: console.write(text, is_utf8=True),
    "JSON": lambda text: console.write_json({"text": text, text: 1}),
}


@pytest.mark.parametrize("printer", PRINTERS.values(), ids=PRINTERS)
def test_no_printer_prints_a_command(
    printer: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    for text in TEXTS:
        printed = print_to(capsys, lambda text=text: printer(f"a\n{text}\n"))
        assert find_commands(printed) == [], text


@given(HOSTILE)
def test_json_says_the_same_after_it_was_escaped(text: str) -> None:
    dumped = console.dump_json([text])
    assert json.loads(dumped) == [text]
    assert find_commands(dumped) == []


def _finding(text: str) -> Finding:
    rule = FindingRule("D203", "The type is unknown.", "Use a type.")
    return Finding(Location(text or "p", 1), rule, "error", text, "f")


@given(HOSTILE)
def test_markup_says_the_same_after_it_was_escaped(text: str) -> None:
    page = html.render_page(
        "t", html.element("body", html.element("pre", text)), style="", script=""
    )
    assert find_commands(page) == []
    suites = findings_junit.render([_finding(text)], "lint", ["error"])
    assert find_commands(suites) == []
    assert ElementTree.fromstring(suites).findall(".//failure")


@given(HOSTILE)
def test_a_table_of_findings_is_no_command(text: str) -> None:
    assert find_commands(findings_markdown.render([_finding(text)], "t")) == []


def commit(folder: Path, message: str) -> None:
    """Commit everything in a folder."""
    nobody = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", message]):
        subprocess.run(["git", *nobody, *words], cwd=folder, check=True)


FOLDERS = [name for name in TEXTS if "\v" not in name and "\f" not in name]


@pytest.mark.skipif(os.name == "nt", reason="such names are not allowed there")
@pytest.mark.parametrize(
    "command",
    [
        "lint",
        "lint --format json",
        "lint --format markdown",
        "lint --format sarif",
        "lint --format junit",
        "generate",
        "generate --verbose",
        "generate --json",
        "check --diff",
        "check --format junit",
        "schema",
        "docs",
        "diff git:HEAD",
        "diff git:HEAD --format markdown",
        "diff git:HEAD --format html",
        "diff git:HEAD --format junit",
        "diff git:HEAD --format json",
        "changelog git:HEAD",
        "history specs",
        "history specs --format json",
        "lint --format html",
    ],
)
def test_no_command_prints_a_workflow_command(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pages = dict(trees.PAGES)
    trees.write(tmp_path / "specs", pages)
    commit(tmp_path, "first")
    for number, name in enumerate(FOLDERS):
        pages[f"{name}-api/do.md"] = trees.PAGES["alpha-api/get_thing.md"].replace(
            "GetThing", f"GetThing{number}"
        )
    trees.write(tmp_path / "specs", pages)
    page = tmp_path / "specs" / "alpha-api" / "get_thing.md"
    text = page.read_text("utf-8")
    for name in TEXTS[:9]:
        text += f"\n{row(name.strip(), name.strip())}\n{name}\n"
    page.write_text(text, "utf-8")
    if command.startswith("history"):
        commit(tmp_path, "::error::second")
    result = CliRunner().invoke(main, command.split())
    assert result.exit_code in (0, 1, 2), result.exception
    assert find_commands(result.output) == []
