"""``docs2sdk lsp`` as an editor meets it: a real client over standard streams.

From the issue: "for page authors, in any editor: diagnostics at the cell as one types, hover on a row shows the Python symbol
and type, go to the generated code and back, completion of types and model names in type cells, quick fixes where lint knows
the remedy."
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import page_editor
import pytest
import trees
from page_editor import OpenedFile, PageEditor, Shown
from small_pages import FIRST_ROW

GET, OTHER = "alpha-api/get_thing.md", "beta-api/get_other.md"
Start = Callable[..., PageEditor]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a project with the pages of ``trees.PAGES`` in ``specs``."""
    trees.write(tmp_path / "specs", trees.PAGES)
    (tmp_path / "pyproject.toml").write_text('[tool.docs2sdk]\nspecs = "specs"\n')
    return tmp_path


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Return the function that begins a session in the project; every session ends as an editor ends it."""
    with ExitStack() as stack:

        def begin(*options: object, **settings: object) -> PageEditor:
            session: AbstractContextManager[PageEditor] = page_editor.start(
                folder, *options, **settings  # type: ignore[arg-type]
            )
            return stack.enter_context(session)

        yield begin


def open_page(editor: PageEditor, folder: Path, path: str = GET) -> OpenedFile:
    return editor.open(folder / "specs" / path)


def test_a_page_without_fault_has_no_diagnostics(start: Start, folder: Path) -> None:
    assert open_page(start(), folder).diagnostics() == []


def test_a_diagnostic_is_at_its_cell_as_one_types(start: Start, folder: Path) -> None:
    page = open_page(start(), folder)
    page.replace("| int |", "| strng |")
    assert page.diagnostics() == [Shown("D203", "strng", FIRST_ROW + 1)]
    page.replace("| strng |", "| string |")
    assert page.diagnostics() == []


def test_a_diagnostic_says_what_to_do_and_where_to_read_more(
    start: Start, folder: Path
) -> None:
    page = open_page(start(), folder)
    page.replace("| int |", "| strng |")
    (item,) = page.publish()
    assert item["severity"] == 1
    assert item["source"] == "docs2sdk"
    first, second = item["message"].split("\n")
    assert first == 'unknown type "strng"; did you mean "string"?'
    assert second.startswith("Use a type that the format of pages has")
    assert item["codeDescription"]["href"].endswith("docs/pages.md#d203")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_positions_are_in_the_units_that_the_editor_wants(
    start: Start, folder: Path, encoding: str
) -> None:
    editor = start(encodings=[encoding])
    assert editor.encoding == encoding
    text = trees.page(
        "GetThing", [*trees.THING, "| **A** | int | 表情😀👍🏽 中文 | 不 |"]
    )
    page = editor.open(folder / "specs" / GET, text)
    assert page.diagnostics() == [Shown("D209", "不", FIRST_ROW + 3)]
    page.replace("😀", "😀🎉")
    page.replace("| 不 |", "| 𝔫𝔬 |")
    assert page.diagnostics() == [Shown("D209", "𝔫𝔬", FIRST_ROW + 3)]


@pytest.mark.parametrize("encodings", [(), ("utf-7",)])
def test_an_editor_that_says_nothing_of_use_gets_utf_16(
    start: Start, encodings: tuple[str, ...]
) -> None:
    assert start(encodings=encodings).encoding == "utf-16"
