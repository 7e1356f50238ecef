"""What the documents show is what happens: every command and block is run as it stands, every page and correction is read."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from conftest import ROOT
from docs2sdk.cli import main
from docs2sdk.diagnostics import CODES
from docs2sdk.pages.reading import read_page
from docs2sdk.pages.sources import Source
from documents import (
    Block,
    list_documents,
    matches,
    read_blocks,
    read_commands,
    read_headings,
    read_lines_of_paragraphs,
    undo,
    write_file,
)

GRAMMAR = "docs/pages.md"

# The grammar: complete pages, pages that have a fault, and corrections of the page above them.


def _with_words(languages: str, has_code: bool) -> list[Block]:
    return [
        block
        for block in read_blocks(GRAMMAR)
        if block.language in languages.split()
        and bool(block.words)
        and bool(re.fullmatch(r"D\d+", block.words[-1])) == has_code
    ]


COMPLETE = _with_words("markdown", has_code=False)
OVERLAYS = _with_words("toml", has_code=False)
FAULTY = _with_words("markdown toml", has_code=True)
CORRECTIONS = _with_words("diff", has_code=True)
Lint = Callable[[dict[str, str]], list[tuple[str, str]]]


def files_for(code: str) -> dict[str, str]:
    """Return the complete pages by their paths, with the overlay where the code is about overlays."""
    blocks = COMPLETE + (OVERLAYS if code in ("D601", "D602", "D603", "D604") else [])
    return {block.words[0]: block.text for block in blocks}


@pytest.fixture
def lint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lint:
    """Return the command on some files: path → text gives path and code of every finding."""
    monkeypatch.chdir(tmp_path)

    def lint_files(files: dict[str, str]) -> list[tuple[str, str]]:
        for path, text in files.items():
            write_file(tmp_path, path, text)
        result = CliRunner().invoke(main, ["lint", ".", "--format", "json"])
        assert result.exit_code in (0, 1), result.output
        findings = json.loads(result.stdout)["findings"]
        return [(finding["path"], finding["code"]) for finding in findings]

    return lint_files


@pytest.mark.parametrize("code", ["D101", "D601"])
def test_complete_pages_have_no_fault(lint: Lint, code: str) -> None:
    assert lint(files_for(code)) == []


def test_complete_pages_give_their_actions() -> None:
    pages = [read_page(Source(block.words[0], block.text)) for block in COMPLETE]
    actions = [page.action.wire for page in pages if page.action]
    assert actions == ["CreateOrder", "ListBooks"]


@pytest.mark.parametrize("block", FAULTY, ids=lambda block: block.words[-1])
def test_a_faulty_page_gives_the_code_that_it_is_shown_for(
    lint: Lint, block: Block
) -> None:
    path, code = block.words
    assert {code for _, code in lint(files_for(code) | {path: block.text})} == {code}


@pytest.mark.parametrize("block", CORRECTIONS, ids=lambda block: block.words[0])
def test_a_correction_mends_the_code_that_it_is_shown_for(
    lint: Lint, block: Block
) -> None:
    files = files_for(block.words[0])
    undone = {path: undo(block, text) for path, text in files.items()}
    changed = {path: text for path, text in undone.items() if text is not None}
    assert len(changed) == 1, "the lines occur in one page, once"
    findings = lint(files | changed)
    assert {code for _, code in findings} == {block.words[0]}
    assert {path for path, _ in findings} == set(changed)


def test_every_code_has_a_heading_with_its_severity() -> None:
    text = (ROOT / GRAMMAR).read_text("utf-8")
    severities = dict(re.findall(r"^### (D\d+)\n\n(\w+)\. ", text, re.MULTILINE))
    expected = {code: entry.severity.capitalize() for code, entry in CODES.items()}
    assert severities == expected


def test_every_code_is_shown_but_those_of_files_and_names() -> None:
    shown = {block.words[-1] for block in [*CORRECTIONS, *FAULTY]}
    assert {*CODES} - shown == {f"D00{n}" for n in range(1, 7)} | {"D108", "D302"}
