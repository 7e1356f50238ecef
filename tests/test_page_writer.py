"""A page that is written is read as the same action."""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from any_schema import responses, sides
from docs2sdk.authoring import page_text
from docs2sdk.authoring.page_writer import write_page
from docs2sdk.locations import Location
from docs2sdk.pages import cells, markdown, page_parser, page_sources
from docs2sdk.pages.interpretation import ParsedPage
from docs2sdk.pages.model_references import find_reachable_models
from docs2sdk.pages.page_sources import Source
from docs2sdk.schema import Action, Field, ListOf, Model, Payload, Ref
from hypothesis import given
from hypothesis import strategies as st
from small_schemas import action as make_action

ROOT = Path(__file__).resolve().parent.parent
NOWHERE = Location("", 1)


def read(text: str) -> ParsedPage:
    return page_parser.parse_page(Source("thing-api/do_thing.md", text))


def unlocated(value: Any) -> Any:
    """Return a part of the schema with every location the same."""
    if isinstance(value, Location):
        return NOWHERE
    if isinstance(value, tuple):
        return tuple(map(unlocated, value))
    return rebuilt(value, unlocated) if dataclasses.is_dataclass(value) else value


def rebuilt(value: Any, change: Callable[[Any], Any]) -> Any:
    """Return a part of the schema with everything in it changed."""
    names = [field.name for field in dataclasses.fields(value)]
    return type(value)(*(change(getattr(value, name)) for name in names))


def modern(action: Action) -> Action:
    return unlocated(dataclasses.replace(action, dialect="modern"))  # type: ignore[no-any-return]


def actions(folder: Path) -> Iterator[tuple[str, Action]]:
    for source in page_sources.read_source_tree(folder).pages:
        action = page_parser.parse_page(source).action
        if action:
            yield source.path, action


def differences(folder: Path) -> tuple[int, dict[str, tuple[Any, Any]]]:
    found = {}
    number = 0
    for path, action in actions(folder):
        number += 1
        again = read(write_page(action)).action
        if again is None or modern(again) != modern(action):
            found[path] = modern(action), again and modern(again)
    return number, found


@pytest.mark.slow
def test_every_published_page_is_written_as_the_action_that_it_is(
    corpus: Path, tell: Callable[[str], None]
) -> None:
    """Legacy pages, too: as modern pages, and whatever is wrong in them."""
    number, different = differences(corpus)
    assert different == {}
    assert number > 900
    tell(f"{number} published actions were written as pages and read again")


def test_our_own_pages_are_written_as_the_actions_that_they_are() -> None:
    number, different = differences(ROOT / "specs")
    assert (number, different) == (30, {})
    written = [write_page(action) for _, action in actions(ROOT / "specs")]
    found = [diagnostic for page in written for diagnostic in read(page).diagnostics]
    # Overlays say who encodes these parameters.
    assert {diagnostic.code for diagnostic in found} == {"D221"}


def writable(payload: Payload) -> Payload:
    """Return a payload as pages can have it: with names for rows, and with the models that its fields lead to."""
    models = {model.name: model for model in payload.models}
    reached = find_reachable_models(payload.fields, models)
    kept = tuple(model for model in payload.models if model.name in reached)
    return renamed(Payload(payload.fields, kept))  # type: ignore[no-any-return]


def renamed(value: Any) -> Any:
    """Return a part of a payload whose names are those that rows can have: ``N`` is an index there."""
    if isinstance(value, Location):
        return value
    if isinstance(value, tuple):
        return tuple(map(renamed, value))
    if (
        value
        and isinstance(value, str)
        and (cells.check_identifier(value) or value in ("N", "n"))
    ):
        return f"X{zlib.crc32(value.encode())}"
    return (
        rebuilt(value, renamed)
        if isinstance(value, (Payload, Model, Field, Ref, ListOf))
        else value
    )


# Marks of Markdown, of cells and of callouts, and what they apply to.
PIECES = [
    *("\\", "`", "``", "```", "|", "<br />", "</br>", "<br>", "<!--", "-->", "<p>"),
    *("?>", "!>", "#", "# ", "- ", "1. ", "1) ", "> ", "---", "===", "* ", "~~~", ":-"),
    *(
        " ",
        "\n",
        "\n\n",
        "\n\n\n",
        "a",
        "字",
        "*",
        "_",
        "[x](#x)",
        "\u3000",
        "|-|",
        ".",
    ),
]
written = (
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join).map(cells.read_text)
)


@given(text=written)
def test_any_text_of_a_cell_is_read_again(text: str) -> None:
    table = f"| a | b |\n|---|---|\n| {page_text.write_cell(text)} | x |"
    (block,) = markdown.parse_blocks(table)
    assert isinstance(block, markdown.Table)
    (row,) = block.rows
    assert [cells.read_text(cell.text) for cell in row.cells] == [text, "x"]


@pytest.mark.slow
@given(
    request=sides(),
    response=responses,
    title=written,
    summary=written,
    callouts=st.lists(written.filter(bool), max_size=2),
)
def test_any_action_is_read_again(
    request: Payload,
    response: Payload,
    title: str,
    summary: str,
    callouts: list[str],
) -> None:
    action = dataclasses.replace(
        make_action(writable(request), response=writable(response)),
        title=title,
        summary=summary,
        notes=tuple(callouts),
        warnings=tuple(callouts),
        deprecated=None,
        pagination=None,
        body="json" if request.models else "form",
    )
    again = read(write_page(action)).action
    assert again
    assert modern(again) == dataclasses.replace(
        modern(action),
        body=again.body,
        deprecated=again.deprecated,
        pagination=again.pagination,
    )
