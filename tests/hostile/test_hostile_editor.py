"""Hostile pages in an editor: the server goes on, whatever a page holds and however it is typed."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import page_editor
import pytest
import trees
from hostile_rows import MENDED, REFUSED, SAFE
from page_editor import OpenedFile, PageEditor

pytestmark = pytest.mark.slow

# Far above what a page takes on a busy machine, far below what it would take without limits.
MOST_SECONDS = 20
LONG = "| **A** | strng | text | Maybe |\n"
LARGE = {
    "10⁶ rows": LONG * 1_000_000,
    "a long line": "x" * 5_000_000,
    "as many rows as a page may have": trees.page("DoThing").replace(
        "### 响应字段", LONG * 4_900 + "\n### 响应字段"
    ),
    "groups of rows": trees.page(
        "DoThing", [f"| A{n}.N.B.N.C | int | a | No |" for n in range(2_000)]
    ),
    "a row of a thousand cells": trees.page("DoThing", ["|a" * 999 + "|"]),
    "deep quotations": ">" * 5_000 + " a",
    "deep lists": "array[" * 50_000,
    "deep JSON": trees.page("DoThing").replace('"n"', "[" * 50_000),
    "lone surrogates": trees.page("DoThing", ["| \ud800 | \udfff | \ud83d | No |"]),
}


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageEditor]:
    folder = tmp_path_factory.mktemp("hostile")
    trees.write(folder / "specs", trees.PAGES)
    with page_editor.start(folder) as editor:
        yield editor
        assert editor.messages == []


@pytest.fixture
def page(editor: PageEditor) -> Iterator[OpenedFile]:
    """Return a page without a fault, which a test may write as it likes."""
    folder = editor.folder
    page = editor.open(folder / "specs/alpha-api/get_thing.md")
    yield page
    page.close()
    page.publish()


def ask_everything(page: OpenedFile) -> None:
    """Ask all that an editor asks, at several places."""
    end = len(page.text)
    for offset in {0, end // 3, end // 2, end}:
        if page.text[offset - 1 : offset + 1] != "\r\n":
            for method in ("hover", "definition", "completion"):
                page.ask_at(method, offset)
    document = {"textDocument": {"uri": page.uri}, "context": {"diagnostics": []}}
    whole = {"start": page.position(0), "end": page.position(end)}
    page.editor.ask("textDocument/codeAction", document | {"range": whole})


ROWS = REFUSED | SAFE | MENDED


@pytest.mark.parametrize("name", ROWS)
def test_a_hostile_page_is_answered(page: OpenedFile, name: str) -> None:
    row = ROWS[name]
    page.edit(0, len(page.text), row.make("DoThing", row.text))
    page.publish()
    ask_everything(page)


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_a_large_page_is_answered_in_bounded_time(page: OpenedFile, text: str) -> None:
    begin = time.monotonic()
    page.edit(0, len(page.text), text)
    page.publish()
    ask_everything(page)
    assert time.monotonic() - begin < MOST_SECONDS


# Newlines of the protocol and characters that are none, in one and two units of UTF-16, and pieces of pages.
PIECES = (
    *("\n", "\r\n", "\r", "\u2028", "\x0b", "\x85", "\ufeff", "\0", "\ud800"),
    *("😀", "中文", "é", "|", "| **A** | int | 说明 | No |\n", "`", "```\n", "*", "#"),
    *("<!--", "-->", "array[", "]", "[*X*](#X)", "**Yes**", " ", ""),
)


def type_at_random(page: OpenedFile, rng: random.Random) -> None:
    """Make one edit that a person may make: insert, delete or replace some characters."""
    ends = [rng.randrange(len(page.text) + 1)]
    ends.append(min(ends[0] + rng.choice((0, 0, 0, 1, 2, 9)), len(page.text)))
    if all(page.text[end - 1 : end + 1] != "\r\n" for end in ends):
        page.edit(*ends, rng.choice(PIECES))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_a_thousand_random_edits_give_what_the_last_text_gives(
    tmp_path: Path, encoding: str
) -> None:
    specs = trees.write(tmp_path / "specs", trees.PAGES)
    rng = random.Random(encoding)
    with page_editor.start(tmp_path, encodings=[encoding]) as editor:
        page = editor.open(specs / "alpha-api/get_thing.md")
        for _ in range(1_000):
            type_at_random(page, rng)
        typed = page.publish()
    with page_editor.start(tmp_path, encodings=[encoding]) as editor:
        assert editor.open(page.file, page.text).publish() == typed
    assert typed
