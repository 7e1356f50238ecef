"""Blocks to a page: which kind it is, and what stands in its sections.  Cells stay as written."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, TypeAlias

from generator.diagnostics import Diagnostic
from generator.pages import sections
from generator.pages.layout import NAVIGATION
from generator.pages.markdown import Block, Excess, Fence, Heading
from generator.pages.sections import Section, Text
from generator.places import Place
from generator.schema import Dialect

Kind: TypeAlias = Literal[
    "modern", "legacy", "rest", "navigation", "error_codes", "prose"
]

_KIND_OF_FILE: dict[str, Kind] = {
    **dict.fromkeys(NAVIGATION, "navigation"),
    "error_code.md": "error_codes",
}
_REQUEST_LINE = re.compile(r"\s*(?:GET|PUT|POST|HEAD|DELETE) /\S*(?: HTTP/1\.1)?\s*")


class Title(NamedTuple):
    """``# title - action``, split at the last dash; ``action`` is empty where nothing or no dash is there.

    ``place`` is that of the action, or of the whole where there is none; ``line``, ``column`` are where the title begins.
    """

    text: str
    action: str
    place: Place
    line: int
    column: int


class Page(NamedTuple):
    """A page: by its sections if it is an action's, else its ``blocks``; ``complete`` is false if a limit cut it short."""

    path: str
    kind: Kind
    title: Title | None = None
    intro: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()
    warnings: tuple[Text, ...] = ()
    request: Section | None = None
    response: Section | None = None
    request_example: Fence | None = None
    response_example: Fence | None = None
    blocks: tuple[Block, ...] = ()
    complete: bool = True
    diagnostics: tuple[Diagnostic, ...] = ()


def recognise(path: str, blocks: tuple[Block, ...]) -> Page:
    """Return the page; what is wrong with its structure is in ``diagnostics``."""
    kind = _kind(path, blocks)
    if blocks and isinstance(blocks[-1], Excess):
        finding = Diagnostic(Place(path, blocks[-1].line), "D211", blocks[-1].message)
        return Page(path, kind, complete=False, diagnostics=(finding,))
    if kind == "rest":
        finding = Diagnostic(Place(path, 1), "D101", "not an Action API")
        return Page(path, kind, diagnostics=(finding,))
    return (
        _action_page(path, kind, blocks)
        if kind == "modern" or kind == "legacy"
        else Page(path, kind, blocks=blocks)
    )


def _kind(path: str, blocks: tuple[Block, ...]) -> Kind:
    known = _KIND_OF_FILE.get(path.rpartition("/")[2]) or sections.dialect(blocks)
    if known:
        return known
    lines = (
        line
        for block in blocks
        if isinstance(block, Fence)
        for line in block.text.split("\n")
    )
    return "rest" if any(_REQUEST_LINE.fullmatch(line) for line in lines) else "prose"


def _action_page(path: str, dialect: Dialect, blocks: tuple[Block, ...]) -> Page:
    parts = sections.split(blocks, dialect)
    intro, request, response = (
        sections.named(parts, name) for name in ("intro", "request", "response")
    )
    told = [*intro, *request, *response]
    heading = sections.title(blocks, dialect)
    return Page(
        path=path,
        kind=dialect,
        title=_title(path, heading) if heading else None,
        intro=sections.texts(intro, ""),
        notes=sections.texts(told, "?"),
        warnings=sections.texts(told, "!"),
        request=sections.section(request),
        response=sections.section(response),
        request_example=sections.first_fence(sections.named(parts, "request_example")),
        response_example=sections.first_fence(
            sections.named(parts, "response_example")
        ),
        diagnostics=tuple(sorted(sections.findings(path, parts))),
    )


def _title(path: str, heading: Heading) -> Title:
    text, dash, action = heading.text.rpartition("-")
    wire = action.strip()
    begin = heading.line, heading.column
    if not dash or not wire:
        return Title(heading.text, "", Place(path, *begin), *begin)
    # A title that is underlined may have several lines.
    at = Text(heading.text, *begin).position(len(text) + 1 + action.index(wire))
    return Title(text.strip(), wire, Place(path, *at), *begin)
