"""What stood in the old page beside what stands in the new one, as a table of HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from xml.etree.ElementTree import Element

from docs2sdk.counting import counted
from docs2sdk.drift.changes import Change
from docs2sdk.places import Place
from docs2sdk.reports.markup import element
from docs2sdk.reports.quotations import Cells, Quotations

# As much of a text is shown as changed, and of what stayed as much around it.
_MOST = 4_000
_AROUND = 300

# What is marked as changed is whole: a word or a number, or one sign of a script that puts no spaces between words.
_WORD = re.compile(r"[A-Za-z0-9_]+|[^A-Za-z0-9_]")

# That of the pages.
_LANGUAGE = "zh-CN"


def table(change: Change, old: Quotations, new: Quotations) -> Element | None:
    """Return the row of both pages, or what else the change is about; None if no page is at hand that says it."""
    before, after = _quoted(change, old, new)
    if not before and not after:
        return None
    sides = [
        _heading(name, quotations, place)
        for name, quotations, place in (
            ("Old", old, change.old),
            ("New", new, change.new),
        )
        if place
    ]
    head = element("thead", element("tr", element("td"), *sides))
    if len(sides) == 2:
        lines = _paired(before, after)
    else:
        lines = _alone("new", after) if change.new else _alone("old", before)
    return element("table", head, element("tbody", *lines), class_="rows")


def _quoted(change: Change, old: Quotations, new: Quotations) -> tuple[Cells, Cells]:
    before = old.row(change.old) if change.old else ()
    after = new.row(change.new) if change.new else ()
    if bool(before) == bool(change.old) and bool(after) == bool(change.new):
        return before, after
    if change.old and change.new:
        return _whole(change.before), _whole(change.after)
    return (
        old.line(change.old) if change.old else (),
        new.line(change.new) if change.new else (),
    )


def _whole(text: str) -> Cells:
    return (("", text),) if text else ()


def _heading(name: str, quotations: Quotations, place: Place) -> Element:
    snapshot = quotations.snapshot
    at = snapshot.at(place)
    where = f"{snapshot.revision}:{at.path}:{at.line}".removeprefix(":")
    code = element("code", where)
    return element("th", name, " ", code, scope="col", class_=name.lower())


def _alone(name: str, cells: Cells) -> Iterator[Element]:
    """Yield the lines of what is on one side only."""
    for heading, text in cells:
        yield element("tr", _label(heading), _cell(name, _cut(text)))


def _paired(before: Cells, after: Cells) -> Iterator[Element]:
    nothing = ("", "")
    for (was, old), (is_, new) in zip_longest(before, after, fillvalue=nothing):
        yield element("tr", _label(is_ or was), *_both(old, new))


def _label(heading: str) -> Element:
    return element("th", heading, scope="row", lang=_LANGUAGE)


def _both(old: str, new: str) -> Iterator[Element]:
    """Yield the cells of one line: one if it stayed, else two in which what differs is marked."""
    if old == new:
        same = _cell("same", _cut(old))
        same.set("colspan", "2")
        yield same
        return
    before, after = _WORD.findall(old), _WORD.findall(new)
    start = _alike(before, after)
    rest = _alike(before[start:][::-1], after[start:][::-1])
    yield _cell("old", *_marked("del", before, start, len(before) - rest))
    yield _cell("new", *_marked("ins", after, start, len(after) - rest))


def _alike(one: list[str], other: list[str]) -> int:
    """Return how many words two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    differ = (at for at, (a, b) in pairs if a != b)
    return next(differ, min(len(one), len(other)))


def _cell(name: str, *content: Element | str) -> Element:
    return element("td", *content, class_=name, lang=_LANGUAGE)


def _marked(
    tag: str, words: list[str], start: int, end: int
) -> Iterator[Element | str]:
    parts = (words[:start], words[start:end], words[end:])
    head, middle, tail = map("".join, parts)
    yield head if len(head) <= _AROUND else f"…{head[-_AROUND:]}"
    if middle:
        yield element(tag, _cut(middle))
    yield tail if len(tail) <= _AROUND else f"{tail[:_AROUND]}…"


def _cut(text: str) -> str:
    more = len(text) - _MOST
    left = counted(more, "more character")
    return f"{text[:_MOST]}… and {left}" if more > 0 else text
