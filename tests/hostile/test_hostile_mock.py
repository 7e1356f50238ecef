"""What the pages of ``docs2sdk mock`` make of hostile pages: the same elements as of harmless ones, but for their texts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import mock_server
import pytest
import trees
from docs2sdk.mock import browser_pages
from docs2sdk.mock.browser_calls import BrowserCalls
from docs2sdk.mock.documentation import Documentation
from docs2sdk.mock.local_api import LocalAPI, MockOptions
from hostile_pages import Row
from hostile_rows import MENDED, SAFE
from test_hostile_pages import hidden, pages, shape

pytestmark = pytest.mark.slow

ROWS = {"safe": SAFE, "mended": MENDED}


class Outline(HTMLParser):
    """The elements of a page with the names of their attributes, and what a browser would run or load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.addresses += [value or "" for name, value in attrs if name == "href"]


def read(folder: Path, rows: Mapping[str, Row], hostile: bool) -> Documentation:
    return mock_server.read(trees.write(folder / "specs", pages(rows, hostile)))


def render(documentation: Documentation) -> dict[str, str]:
    shown = {
        name: browser_pages.render_action(documentation, name)
        for name in documentation.actions
    }
    return shown | {"": browser_pages.render_index(documentation)}


@pytest.mark.parametrize("name", ROWS)
def test_a_page_loads_and_hides_nothing(name: str, tmp_path: Path) -> None:
    documentation = read(tmp_path, ROWS[name], hostile=True)
    for action, text in render(documentation).items():
        outline = Outline(text)
        assert hidden(text) == [], action
        tags = [tag for tag, _ in outline.elements]
        assert tags.count("script") == tags.count("style") == 1
        assert not {*tags} & {"img", "iframe", "svg", "link", "object", "base"}
        assert not [
            names
            for _, names in outline.elements
            if any(each.startswith("on") for each in names)
        ]
        assert all(each.startswith("/") for each in outline.addresses)


def test_hostile_texts_change_texts_only(tmp_path: Path) -> None:
    fine = render(read(tmp_path / "fine", SAFE, hostile=False))
    hostile = render(read(tmp_path / "hostile", SAFE, hostile=True))
    assert fine.keys() == hostile.keys()
    for name, text in fine.items():
        assert Outline(text).elements == Outline(hostile[name]).elements, name


@pytest.mark.parametrize("name", ROWS)
def test_calls_are_answered_and_written_as_harmless_code(
    name: str, tmp_path: Path
) -> None:
    documentation = read(tmp_path, ROWS[name], hostile=True)
    calls = BrowserCalls(documentation, LocalAPI(documentation, MockOptions()))
    attack = "\");import os;os.system('x')#\n</script>$(x)`x`'"
    for action in documentation.actions:
        values = dict.fromkeys(
            (field.name for field in documentation.load(action).request.fields), attack
        )
        body = json.dumps({"action": action, "values": values}).encode()
        shown: dict[str, Any] = calls.call(body)[0]
        assert "import os" not in str(shape(shown["python"])).replace(repr(attack), "")
        assert shown["status"] == 200
