"""Recognizes the kind of a page, and divides an action page into its sections.  Cells stay as written."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, TypeAlias

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.pages import action_headings, non_action_pages, sections, structure_checks
from docs2sdk.pages.checkout_layout import NAVIGATION_FILES
from docs2sdk.pages.markdown import Block, Fence, Heading, LimitExceeded
from docs2sdk.pages.sections import LocatedText, Section
from docs2sdk.schema import Dialect

PageKind: TypeAlias = Literal[
    "modern", "legacy", "rest", "navigation", "error_codes", "prose"
]

_KIND_OF_FILE: dict[str, PageKind] = {
    **dict.fromkeys(NAVIGATION_FILES, "navigation"),
    "error_code.md": "error_codes",
}
_REQUEST_LINE = re.compile(r"\s*(?:GET|PUT|POST|HEAD|DELETE) /\S*(?: HTTP/1\.1)?\s*")


class PageTitle(NamedTuple):
    """``# title - action``, split at the last dash; ``action`` is empty if there is no dash or nothing after it.

    ``location`` is that of the action, or of the title if it has no action; ``line`` and ``column`` are those of the title.
    """

    text: str
    action: str
    location: Location
    line: int
    column: int


class PageStructure(NamedTuple):
    """A page: the sections of an action page, the ``blocks`` of every other page.

    ``complete`` is false if the sections must not be read: the page exceeds a limit or describes several actions.
    ``ends_early`` is true if the page has no section of examples.  ``no_action_reason`` is why a page of prose gives no
    action, as ``non_action_pages.check_page`` returns it.
    """

    path: str
    kind: PageKind
    title: PageTitle | None = None
    intro: tuple[LocatedText, ...] = ()
    notes: tuple[LocatedText, ...] = ()
    warnings: tuple[LocatedText, ...] = ()
    request: Section | None = None
    response: Section | None = None
    request_example: Fence | None = None
    response_example: Fence | None = None
    blocks: tuple[Block, ...] = ()
    complete: bool = True
    diagnostics: tuple[Diagnostic, ...] = ()
    no_action_reason: Diagnostic | None = None
    ends_early: bool = False


def read_structure(path: str, blocks: tuple[Block, ...]) -> PageStructure:
    """Return the page of these blocks, with diagnostics about its structure."""
    kind = _detect_kind(path, blocks)
    if blocks and isinstance(blocks[-1], LimitExceeded):
        location = Location(path, blocks[-1].line)
        diagnostic = Diagnostic(location, "D211", blocks[-1].message)
        return PageStructure(path, kind, complete=False, diagnostics=(diagnostic,))
    match kind:
        case "modern" | "legacy":
            return _read_action_page(path, kind, blocks)
        case "rest":
            diagnostic = Diagnostic(Location(path, 1), "D101", "not an Action API")
            return PageStructure(path, kind, diagnostics=(diagnostic,))
        case "prose":
            return _read_prose_page(path, blocks)
        case _:
            return PageStructure(path, kind, blocks=blocks)


def _detect_kind(path: str, blocks: tuple[Block, ...]) -> PageKind:
    name = path.rpartition("/")[2]
    if name in _KIND_OF_FILE:
        return _KIND_OF_FILE[name]
    dialect = sections.detect_dialect(blocks)
    if dialect:
        return "rest" if _is_rest(blocks, dialect) else dialect
    return "rest" if any(map(_shows_request_line, blocks)) else "prose"


def _is_rest(blocks: tuple[Block, ...], dialect: Dialect) -> bool:
    """Whether a page with a section of an action describes an HTTP method and path instead.

    Such a page has no request section, and its request line is in a section of its own, not in the introduction or an
    example.
    """
    parts = sections.split_sections(blocks, dialect)
    return not sections.select_parts(parts, "request") and any(
        _shows_request_line(block)
        for part in sections.select_parts(parts, "unknown")
        for block in part.blocks
    )


def _shows_request_line(block: Block) -> bool:
    return isinstance(block, Fence) and any(
        _REQUEST_LINE.fullmatch(line) for line in block.text.split("\n")
    )


def _read_prose_page(path: str, blocks: tuple[Block, ...]) -> PageStructure:
    """Return a page without an action; with a title only if that names the action that the page should give."""
    checked = non_action_pages.check_page(path, blocks)
    heading = non_action_pages.find_top_heading(blocks)
    title = _read_title(path, heading) if heading and checked.action else None
    return PageStructure(
        path,
        "prose",
        title=title,
        blocks=blocks,
        diagnostics=checked.diagnostics,
        no_action_reason=checked.no_action_reason,
    )


def _read_action_page(
    path: str, dialect: Dialect, blocks: tuple[Block, ...]
) -> PageStructure:
    heading = sections.find_title(blocks, dialect)
    title = _read_title(path, heading) if heading else None
    several = action_headings.find_multiple_actions(path, blocks)
    if several:
        return PageStructure(
            path, dialect, title=title, complete=False, diagnostics=(several,)
        )
    parts = sections.split_sections(blocks, dialect)
    intro, request, response = (
        sections.select_parts(parts, name) for name in ("intro", "request", "response")
    )
    texts = [*intro, *request, *response]
    return PageStructure(
        path=path,
        kind=dialect,
        title=title,
        intro=sections.collect_texts(intro, ""),
        notes=sections.collect_texts(texts, "?"),
        warnings=sections.collect_texts(texts, "!"),
        request=sections.read_section(request),
        response=sections.read_section(response),
        request_example=sections.find_fence(
            sections.select_parts(parts, "request_example")
        ),
        response_example=sections.find_fence(
            sections.select_parts(parts, "response_example")
        ),
        diagnostics=structure_checks.check_structure(path, blocks, parts, dialect),
        ends_early=not sections.select_parts(
            parts, "request_example", "response_example"
        ),
    )


def _read_title(path: str, heading: Heading) -> PageTitle:
    text, dash, action = heading.text.rpartition("-")
    name = action.strip()
    begin = heading.line, heading.column
    if not dash or not name:
        return PageTitle(heading.text, "", Location(path, *begin), *begin)
    # A title that is underlined may have several lines.
    at = LocatedText(heading.text, *begin).position(len(text) + 1 + action.index(name))
    return PageTitle(text.strip(), name, Location(path, *at), *begin)
