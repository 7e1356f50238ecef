"""Recognizes the kind of a page, and divides each of its actions into sections.  Cells stay as written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location, path_of_heading
from docs2sdk.pages import (
    action_headings,
    non_action_pages,
    sections,
    similar_headings,
    structure_checks,
    variant_pages,
)
from docs2sdk.pages.checkout_layout import NAVIGATION_FILES
from docs2sdk.pages.markdown import Block, Fence, Heading, LimitExceeded
from docs2sdk.pages.sections import (
    LocatedText,
    Section,
    SectionName,
    SectionPart,
)
from docs2sdk.pages.variant_pages import ActionBlocks
from docs2sdk.schema import Dialect

PageKind: TypeAlias = Literal[
    "modern", "legacy", "variant", "rest", "navigation", "error_codes", "prose"
]

_KIND_OF_FILE: dict[str, PageKind] = {
    **dict.fromkeys(NAVIGATION_FILES, "navigation"),
    "error_code.md": "error_codes",
}
_WIRE = re.compile(r"\s*(?:https?://|curl\b|\{|\?|Action=)")
_REQUEST_LINE = re.compile(r"\s*(?:GET|PUT|POST|HEAD|DELETE) /\S*(?: HTTP/1\.1)?\s*")


class PageTitle(NamedTuple):
    """``# title - action``; ``action`` is empty if the title names none.

    ``location`` is that of the action, or of the title if it has no action; ``line`` and ``column`` are those of the title.
    """

    text: str
    action: str
    location: Location
    line: int
    column: int


class PageStructure(NamedTuple):
    """A page, or one action of a page: the sections of an action, the ``blocks`` of every other page.

    ``path`` is a page's own, or that of ``locations.path_of_heading`` for an action whose heading is not the page's first.
    ``complete`` is false if the sections must not be read: the page exceeds a limit.
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


def read_structures(path: str, blocks: tuple[Block, ...]) -> tuple[PageStructure, ...]:
    """Return the page of these blocks, or each of its actions if it has several, with diagnostics about their structure."""
    name = path.rpartition("/")[2]
    if name in _KIND_OF_FILE:
        kind = _KIND_OF_FILE[name]
        return (
            _check_limit(path, kind, blocks)
            or PageStructure(path, kind, blocks=blocks),
        )
    dialect = sections.detect_dialect(blocks)
    is_rest = _is_rest(blocks, dialect) if dialect else _has_request_line(blocks)
    kind = "rest" if is_rest else dialect or "prose"
    exceeded = _check_limit(path, kind, blocks)
    if exceeded:
        return (exceeded,)
    if is_rest:
        return (_make_rest_page(path),)
    if dialect and _is_exact(path, blocks, dialect):
        return (_read_action_page(path, dialect, blocks),)
    actions = variant_pages.split_page(blocks)
    if actions and _has_request_line(blocks):
        return (_make_rest_page(path),)
    if actions:
        return tuple(_read_variant_actions(path, blocks, actions))
    if dialect:
        return (_read_action_page(path, dialect, blocks),)
    return (_read_prose_page(path, blocks),)


def read_structure(path: str, blocks: tuple[Block, ...]) -> PageStructure:
    """Return the page of these blocks, which has at most one action."""
    (structure,) = read_structures(path, blocks)
    return structure


def _make_rest_page(path: str) -> PageStructure:
    diagnostic = Diagnostic(Location(path, 1), "D101", "not an Action API")
    return PageStructure(path, "rest", diagnostics=(diagnostic,))


def _check_limit(
    path: str, kind: PageKind, blocks: tuple[Block, ...]
) -> PageStructure | None:
    """Return the structure of a page that exceeds a limit, None for other pages."""
    if not blocks or not isinstance(blocks[-1], LimitExceeded):
        return None
    location = Location(path, blocks[-1].line)
    diagnostic = Diagnostic(location, "D211", blocks[-1].message)
    return PageStructure(path, kind, complete=False, diagnostics=(diagnostic,))


def _is_exact(path: str, blocks: tuple[Block, ...], dialect: Dialect) -> bool:
    """Whether a page is in the published layout: it has a title, both sections, and no other action."""
    title = sections.find_title(blocks, dialect)
    names = {part.name for part in sections.split_sections(blocks, dialect)}
    return (
        title is not None
        and bool(_read_title(path, title).action)
        and names.issuperset(similar_headings.PARAMETER_SECTIONS)
        and len(action_headings.find_action_headings(blocks)) < 2
    )


def _read_variant_actions(
    path: str, blocks: tuple[Block, ...], actions: tuple[ActionBlocks, ...]
) -> Iterator[PageStructure]:
    """Yield the actions of a page in another layout; of two with one name the first."""
    lines: dict[str, int] = {}
    repeated: dict[str, list[Diagnostic]] = {}
    structures = []
    top = next((block for block in blocks if isinstance(block, Heading)), None)
    for action in actions:
        heading = action.heading
        name = action_headings.read_action_name(heading.text)
        is_first = top is not None and heading.line == top.line
        at = path if is_first else path_of_heading(path, name)
        if name in lines:
            message = (
                f'"{name}" is described in line {lines[name]} already; this is not read'
            )
            location = Location(at, heading.line, heading.column)
            repeated.setdefault(name, []).append(Diagnostic(location, "D107", message))
            continue
        lines[name] = heading.line
        structures.append((name, _read_variant_action(at, action)))
    for name, structure in structures:
        more = repeated.get(name, ())
        yield structure._replace(diagnostics=(*structure.diagnostics, *more))


def _read_variant_action(path: str, action: ActionBlocks) -> PageStructure:
    structure = _read_action_page(path, "variant", action.blocks)
    above = structure_checks.check_preface(path, action.preface)
    title = _read_variant_title(path, action.heading)
    # A heading that is only a name is explained by the line below it.
    line = next((text.text for text in structure.intro if "\n" not in text.text), "")
    return structure._replace(
        diagnostics=(*above, *structure.diagnostics),
        title=title._replace(text=title.text or line or title.action),
    )


def _read_variant_title(path: str, heading: Heading) -> PageTitle:
    action = action_headings.read_heading(heading.text)
    assert action
    location = Location(path, heading.line, heading.column + action.offset)
    return PageTitle(action.title, action.name, location, heading.line, heading.column)


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


def _has_request_line(blocks: tuple[Block, ...]) -> bool:
    """Whether a page shows an HTTP method and path, other than in the example of an action."""
    return any(
        _shows_request_line(block)
        for block in blocks
        if not (isinstance(block, Fence) and "Action=" in block.text)
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
        request_example=_find_example(parts, "request_example", dialect),
        response_example=_find_example(parts, "response_example", dialect),
        diagnostics=structure_checks.check_structure(path, blocks, parts, dialect),
        ends_early=not sections.select_parts(
            parts, "request_example", "response_example"
        ),
    )


def _find_example(
    parts: list[SectionPart], name: SectionName, dialect: Dialect
) -> Fence | None:
    """Return the code block of an example; in variant pages the first that is no program: programs call a client's methods."""
    fences = sections.find_fences(sections.select_parts(parts, name))
    return next((f for f in fences if dialect != "variant" or _is_wire(f)), None)


def _is_wire(fence: Fence) -> bool:
    """Whether a code block may be a URL, a curl command or JSON."""
    return bool(_WIRE.match(fence.text))


def _read_title(path: str, heading: Heading) -> PageTitle:
    text, dash, action = heading.text.rpartition("-")
    name = action.strip()
    begin = heading.line, heading.column
    if not dash or not name:
        return PageTitle(heading.text, "", Location(path, *begin), *begin)
    # A title that is underlined may have several lines.
    at = LocatedText(heading.text, *begin).position(len(text) + 1 + action.index(name))
    return PageTitle(text.strip(), name, Location(path, *at), *begin)
