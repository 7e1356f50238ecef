"""Show the old and the new row of a page side by side, as an HTML table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from xml.etree.ElementTree import Element

from docs2sdk.diff.changes import Change
from docs2sdk.locations import Location
from docs2sdk.message_text import pluralize
from docs2sdk.reports.html import element
from docs2sdk.reports.quotations import Cells, Quotations

# How many characters are shown of a changed part, and of the unchanged text around it.
_MAX_CHANGED = 4_000
_MAX_CONTEXT = 300

# The unit of marking: a word, a number, or one character of a script without spaces between words.
_WORD = re.compile(r"[A-Za-z0-9_]+|[^A-Za-z0-9_]")

# Of the pages.
_LANGUAGE = "zh-CN"


def render_table(change: Change, old: Quotations, new: Quotations) -> Element | None:
    """Return the rows of both pages, or the line that a change is about; None if the pages are not available."""
    before, after = _quote_sides(change, old, new)
    if not before and not after:
        return None
    sides = [
        _render_heading(name, quotations, location)
        for name, quotations, location in (
            ("Old", old, change.old),
            ("New", new, change.new),
        )
        if location
    ]
    head = element("thead", element("tr", element("td"), *sides))
    if len(sides) == 2:
        lines = _render_pairs(before, after)
    else:
        name, cells = ("new", after) if change.new else ("old", before)
        lines = _render_single(name, cells)
    return element("table", head, element("tbody", *lines), class_="rows")


def render_row(cells: Cells) -> Element:
    """Return a row of one page, a line for each cell; of a line without a heading only the text."""
    lines = (
        _render_single("same", cells)
        if any(heading for heading, _ in cells)
        else (element("tr", _render_cell("same", _truncate(text))) for _, text in cells)
    )
    body = element("tbody", *lines)
    return element("table", body, class_="rows")


def _quote_sides(
    change: Change, old: Quotations, new: Quotations
) -> tuple[Cells, Cells]:
    before = old.find_row(change.old) if change.old else ()
    after = new.find_row(change.new) if change.new else ()
    if bool(before) == bool(change.old) and bool(after) == bool(change.new):
        return before, after
    if change.old and change.new:
        return _quote_state(change.before), _quote_state(change.after)
    return (
        old.find_line(change.old) if change.old else (),
        new.find_line(change.new) if change.new else (),
    )


def _quote_state(text: str) -> Cells:
    return (("", text),) if text else ()


def _render_heading(name: str, quotations: Quotations, location: Location) -> Element:
    snapshot = quotations.snapshot
    located = snapshot.locate(location)
    address = f"{snapshot.revision}:{located.path}:{located.line}".removeprefix(":")
    code = element("code", address)
    return element("th", name, " ", code, scope="col", class_=name.lower())


def _render_single(name: str, cells: Cells) -> Iterator[Element]:
    """Yield the lines of a row that is on one side only."""
    for heading, text in cells:
        yield element("tr", _render_label(heading), _render_cell(name, _truncate(text)))


def _render_pairs(before: Cells, after: Cells) -> Iterator[Element]:
    empty = ("", "")
    for old_cell, new_cell in zip_longest(before, after, fillvalue=empty):
        (old_heading, old), (new_heading, new) = old_cell, new_cell
        yield element(
            "tr", _render_label(new_heading or old_heading), *_render_cells(old, new)
        )


def _render_label(heading: str) -> Element:
    return element("th", heading, scope="row", lang=_LANGUAGE)


def _render_cells(old: str, new: str) -> Iterator[Element]:
    """Yield the cells of one line: one cell if both texts are the same, else two with the difference marked."""
    if old == new:
        same = _render_cell("same", _truncate(old))
        same.set("colspan", "2")
        yield same
        return
    before, after = _WORD.findall(old), _WORD.findall(new)
    start = _common_prefix(before, after)
    rest = _common_prefix(before[start:][::-1], after[start:][::-1])
    yield _render_cell(
        "old", *_mark_difference("del", before, start, len(before) - rest)
    )
    yield _render_cell("new", *_mark_difference("ins", after, start, len(after) - rest))


def _common_prefix(old: list[str], new: list[str]) -> int:
    """Return the number of words at the beginning that two texts have in common."""
    pairs = enumerate(zip(old, new, strict=False))
    differing = (index for index, (was, now) in pairs if was != now)
    return next(differing, min(len(old), len(new)))


def _render_cell(name: str, *content: Element | str) -> Element:
    return element("td", *content, class_=name, lang=_LANGUAGE)


def _mark_difference(
    tag: str, words: list[str], start: int, end: int
) -> Iterator[Element | str]:
    parts = (words[:start], words[start:end], words[end:])
    head, middle, tail = map("".join, parts)
    yield head if len(head) <= _MAX_CONTEXT else f"…{head[-_MAX_CONTEXT:]}"
    if middle:
        yield element(tag, _truncate(middle))
    yield tail if len(tail) <= _MAX_CONTEXT else f"{tail[:_MAX_CONTEXT]}…"


def _truncate(text: str) -> str:
    more = len(text) - _MAX_CHANGED
    left = pluralize(more, "more character")
    return f"{text[:_MAX_CHANGED]}… and {left}" if more > 0 else text
