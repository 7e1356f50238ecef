"""The help of the command line for hostile pages: whatever they say, it is printed, and moves no cursor."""

from __future__ import annotations

import importlib
import unicodedata

import in_memory
import pytest
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.pages.page_sources import Source
from docs2sdk.schema import Action
from hostile_pages import said, said_in_lines
from hostile_rows import LINES, TEXTS

# Controls, formats, surrogates, and separators of lines.
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}

PAGES = [
    *(pytest.param(said("DoThing", text), id=name) for name, text in TEXTS.items()),
    *(
        pytest.param(said_in_lines("DoThing", text), id=name)
        for name, text in LINES.items()
    ),
]


def read(page: str) -> Action:
    """Return the action of a page."""
    action = parse_page(Source("thing-api/do_thing.md", page)).action
    assert action
    return action


@pytest.mark.parametrize("page", PAGES)
def test_the_help_of_a_hostile_page_is_printable(page: str) -> None:
    request = in_memory.module(read(page)).DoThing
    action_parser = importlib.import_module("probe.runtime.command.action_parser")
    parser = action_parser.ActionParser("command", request)
    text = parser.format_help()
    assert not HIDDEN & {*map(unicodedata.category, text.replace("\n", ""))}
    flags = [line.split()[0] for line in text.split("\n") if line.startswith("  --")]
    assert flags == parser.flags()
    assert "About" in text
    assert ("Parameter" in text) == ("Told" in text)
