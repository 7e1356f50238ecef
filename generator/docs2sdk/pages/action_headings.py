"""Recognizes headings that name actions, and the headings that are written as bold lines.

A heading names an action by its words (``2 删除 - DeleteBox``, ``DeleteBox — 删除``, ``DeleteBox``), and describes one if a
request or response section stands below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from docs2sdk.pages import cells, columns, similar_headings, stray_rows
from docs2sdk.pages.markdown import Block, Heading, Paragraph, Table
from docs2sdk.pages.sections import SectionName

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)*[.、)]?\s*")
_NAME = re.compile(r"[A-Z][A-Za-z0-9]*")
# Several capitalized words, as in `CreateBox`, not `Overview` or `FAQ`.
_COMPOUND = re.compile(r"[A-Z][A-Za-z0-9]*[a-z0-9][A-Z][A-Za-z0-9]*")
_DASH = re.compile(r"[-–—―－]+")
_BOLD = re.compile(r"\s*\*\*([^*\n]+)\*\*\s*[:：]?\s*")
# Below every level of headings: a bold line belongs to the heading above it.
BOLD_LEVEL = 7

_MAX_LENGTH = 200


class HeadingAction(NamedTuple):
    """The action that a heading names, the offset of the name in the heading's text, and the other words."""

    name: str
    offset: int
    title: str


@dataclass(slots=True)
class ActionHeading:
    """A heading that names an action, its place among the blocks, and the parameter sections below it."""

    index: int
    heading: Heading
    name: str
    sections: set[SectionName] = field(default_factory=set)


def read_heading(text: str) -> HeadingAction | None:
    """Return the action that a heading names, None if it names none: before or after a dash, or as all of its text."""
    if len(text) > _MAX_LENGTH:
        return None
    number = _NUMBER.match(text)
    begin = number.end() if number else 0
    dashes = list(_DASH.finditer(text, begin))
    if not dashes:
        return _take_name(text, begin, len(text), "", _COMPOUND)
    first, last = dashes[0], dashes[-1]
    before, after = text[begin : last.start()].strip(), text[first.end() :].strip()
    # A word of prose may stand on the other side of the dash: `CreateBox — 创建 GPU`, `创建 GPU - CreateBox`.
    return (
        _take_name(text, last.end(), len(text), before, _COMPOUND)
        or (after and _take_name(text, begin, first.start(), after, _COMPOUND))
        or (before and _take_name(text, last.end(), len(text), before, _NAME))
        or None
    )


def _take_name(
    text: str, begin: int, end: int, title: str, form: re.Pattern[str]
) -> HeadingAction | None:
    """Return the name in a piece of a heading's text, None if it has another form."""
    piece = text[begin:end]
    name = piece.strip()
    if not form.fullmatch(name):
        return None
    return HeadingAction(name, begin + len(piece) - len(piece.lstrip()), title)


def read_action_name(text: str) -> str:
    """Return the action that a heading or the text of a link names, "" if none: ``2 删除 - DeleteBox``, ``DeleteBox``."""
    action = read_heading(text.strip())
    return action.name if action else ""


def is_compound_name(name: str) -> bool:
    """Whether a name consists of several capitalized words, as hardly any word of prose does."""
    return bool(_COMPOUND.fullmatch(name))


def find_action_headings(blocks: Iterable[Block]) -> list[ActionHeading]:
    """Return the headings that describe an action: they name one, and have a request or response section below them.

    A section is below the last such heading of its own level or a higher one.  A bare name right above a table of parameters
    is a model's.
    """
    page = tuple(blocks)
    candidates: list[ActionHeading] = []
    enclosing: list[ActionHeading] = []
    for index, heading in enumerate(page):
        if not isinstance(heading, Heading) or stray_rows.is_row(heading.text):
            continue
        while enclosing and enclosing[-1].heading.level > heading.level:
            enclosing.pop()
        section = similar_headings.recognize_section(heading.text)
        if section in ("request", "response"):
            if enclosing:
                enclosing[-1].sections.add(section)
        elif (
            not section
            and (name := read_action_name(heading.text))
            and not _is_model(page, index)
        ):
            candidates.append(ActionHeading(index, heading, name))
            enclosing.append(candidates[-1])
    return [action for action in candidates if action.sections]


def _is_model(page: tuple[Block, ...], index: int) -> bool:
    heading = page[index]
    assert isinstance(heading, Heading)
    is_bare = not cells.check_identifier(heading.text)
    return is_bare and has_parameters_below(page, index)


def has_parameters_below(page: tuple[Block, ...], index: int) -> bool:
    """Whether the first table below a heading, if there is one before the next heading, has parameters."""
    for block in page[index + 1 :]:
        if isinstance(block, Heading):
            return False
        if isinstance(block, Table):
            return columns.find_layout(block, "variant") is not None
    return False


def raise_bold_lines(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks with a heading for each bold line that has the words of one: a section's, an action's, a model's."""
    above_table = {i - 1 for i, block in enumerate(blocks) if isinstance(block, Table)}
    return tuple(
        piece
        for index, block in enumerate(blocks)
        for piece in _split_paragraph(block, index in above_table)
    )


def _split_paragraph(block: Block, is_above_table: bool) -> Iterator[Block]:
    if not isinstance(block, Paragraph) or "**" not in block.text:
        yield block
        return
    lines = block.text.split("\n")
    kept: list[str] = []
    begin = block.line
    for number, text in enumerate(lines, start=1):
        may_be_model = is_above_table and number == len(lines)
        heading = _read_bold_line(text, block.line + number - 1, may_be_model)
        if heading:
            yield from _make_paragraph(kept, begin)
            yield heading
            kept, begin = [], heading.line + 1
        else:
            kept.append(text)
    yield from _make_paragraph(kept, begin) if begin > block.line else [block]


def _read_bold_line(text: str, line: int, may_be_model: bool) -> Heading | None:
    match = _BOLD.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    if not match:
        return None
    words = match[1].strip()
    is_heading = (
        similar_headings.recognize_section(words)
        or read_action_name(words)
        or (may_be_model and not cells.check_identifier(words))
    )
    column = match.start(1) + len(match[1]) - len(match[1].lstrip()) + 1
    return Heading(BOLD_LEVEL, words, line, column) if is_heading else None


def _make_paragraph(lines: list[str], line: int) -> Iterator[Paragraph]:
    text = "\n".join(lines)
    if text.strip():
        skipped = len(text) - len(text.lstrip())
        yield Paragraph(text.strip(), line + text.count("\n", 0, skipped))
