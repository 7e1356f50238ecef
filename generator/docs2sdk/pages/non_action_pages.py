"""Checks pages that give no action: whether they should give one, and whether they have tables of parameters."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.pages import (
    action_headings,
    columns,
    similar_headings,
    stray_rows,
    unclosed_blocks,
)
from docs2sdk.pages.checkout_layout import is_common_page, product_folder
from docs2sdk.pages.markdown import Block, Heading, Paragraph, Table
from docs2sdk.schema import Dialect

_MAX_PARAGRAPHS = 2  # published introductions have one, three have two
_MAX_HEADINGS = 4


class NonActionPage(NamedTuple):
    """The result of checking a page that gives no action.

    ``action`` is the action that the title names, "" if it names none or the page is certainly prose.  ``no_action_reason``
    is why the page gives no action, None if it is certainly prose.
    """

    action: str
    no_action_reason: Diagnostic | None
    diagnostics: tuple[Diagnostic, ...]


def check_page(path: str, blocks: tuple[Block, ...]) -> NonActionPage:
    """Report what a page lacks to give the action that it names; of other pages, a table of parameters that is not read."""
    title = find_top_heading(blocks)
    action = (
        action_headings.read_action_name(title.text)
        if title and _has_dash(title)
        else ""
    )
    hidden = unclosed_blocks.find_unclosed_block(
        path, blocks, is_of_action=bool(action)
    )
    if hidden:
        return NonActionPage(action, hidden, (hidden,))
    if action and not _has_signs_of_action(action, blocks):
        return NonActionPage("", None, tuple(_report_unread_tables(path, blocks)))
    lack = _find_lack(path, blocks, title)
    if not action:
        return NonActionPage("", lack, tuple(_report_unread_tables(path, blocks)))
    message = f'the title names the action "{action}", and {lack.message}'
    if is_stub(blocks):
        folder = shlex.quote(product_folder(path) or "SERVICE")
        message += f"; docs2sdk new {folder} {action} --like ACTION completes the page"
    return NonActionPage(action, lack, (lack._replace(message=message),))


def is_stub(blocks: tuple[Block, ...]) -> bool:
    """Whether a page has a title that names an action, an introduction, and nothing else."""
    title = find_top_heading(blocks)
    if title is None or title != blocks[0] or not _has_dash(title):
        return False
    action = action_headings.read_action_name(title.text)
    return bool(action) and _is_bare(action, _without_introduction_heading(blocks))


def _without_introduction_heading(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(
        block
        for block in blocks
        if not isinstance(block, Heading)
        or similar_headings.recognize_section(block.text) != "intro"
    )


def find_top_heading(blocks: tuple[Block, ...]) -> Heading | None:
    """Return the first heading of level 1."""
    headings = (block for block in blocks if isinstance(block, Heading))
    return next((block for block in headings if block.level == 1), None)


def _has_dash(title: Heading) -> bool:
    return "-" in title.text


def _has_signs_of_action(action: str, blocks: tuple[Block, ...]) -> bool:
    """Whether a page whose title names an action seems to be meant as one: ``更新日志 - ChangeLog`` is not.

    Signs are the heading of a section, a table or row of parameters, or a page of only a title and an introduction.
    """
    headings = [block for block in blocks if isinstance(block, Heading)]
    return (
        any(similar_headings.recognize_section(heading.text) for heading in headings)
        or any(gap.line for gap in _find_gaps(blocks))
        or any(map(_has_parameters, blocks))
        or _is_bare(action, blocks)
    )


def _has_parameters(block: Block) -> bool:
    if isinstance(block, Table):
        return columns.has_similar_columns(block.header.cells)
    return any(True for _ in stray_rows.find_rows(block))


def _is_bare(action: str, blocks: tuple[Block, ...]) -> bool:
    """Whether a page has only a title and an introduction; below a name of a single word, which may title any page, no text."""
    _, *below = blocks
    callouts = [
        block
        for block in below
        if isinstance(block, Paragraph) and block.text.startswith(("?>", "!>"))
    ]
    texts = [
        block
        for block in below
        if isinstance(block, Paragraph) and not block.text.startswith((">", "?>", "!>"))
    ]
    if len(callouts) + len(texts) < len(below):
        return False
    limit = _MAX_PARAGRAPHS if action_headings.is_compound_name(action) else 0
    return len(texts) <= limit


def _find_gaps(blocks: tuple[Block, ...]) -> Iterator[similar_headings.MissingSections]:
    dialects: tuple[Dialect, ...] = ("modern", "legacy")
    for dialect in dialects:
        gap = similar_headings.find_missing_sections(blocks, dialect)
        if gap:
            yield gap


def _find_lack(
    path: str, blocks: tuple[Block, ...], title: Heading | None
) -> Diagnostic:
    """Report the missing sections, at a similar line, else at the title, else at the beginning of the page."""
    modern, legacy = _find_gaps(blocks)
    gap = legacy if legacy.line and not modern.line else modern
    location = Location(path, gap.line or (title.line if title else 1), gap.column)
    return Diagnostic(location, "D102", gap.text)


def _report_unread_tables(path: str, blocks: tuple[Block, ...]) -> Iterator[Diagnostic]:
    """Report the first table of parameters that is not read: its columns and heading, and those that would be read."""
    # The parameters in the summary are those of all actions, which the client implements itself.
    if is_common_page(path):
        return
    table = next(
        (
            block
            for block in blocks
            if isinstance(block, Table) and columns.has_name_and_type(block)
        ),
        None,
    )
    if not table:
        return
    modern: Dialect = "modern"
    read = " and ".join(
        similar_headings.format_heading(modern, section)
        for section in similar_headings.PARAMETER_SECTIONS
    )
    message = (
        f"a table with the columns {columns.describe_columns(table.header)} below"
        f" {_describe_headings(blocks, table)} is not read; read are"
        f" {columns.describe_expected_columns(modern, 'request')} below {read}"
    )
    location = Location(path, table.header.line, table.header.cells[0].column)
    yield Diagnostic(location, "D113", message)


def _describe_headings(blocks: tuple[Block, ...], table: Table) -> str:
    """Return the headings that resemble those of sections, else the one above the table, for a message."""
    headings = [block for block in blocks if isinstance(block, Heading)]
    near = [
        heading
        for heading in headings
        if similar_headings.recognize_section(heading.text)
        in similar_headings.PARAMETER_SECTIONS
    ]
    above = [heading for heading in headings if heading.line < table.header.line]
    shown = [_shorten(heading) for heading in near[:_MAX_HEADINGS] or above[-1:]]
    return " and ".join(shown) or "no heading"


def _shorten(heading: Heading) -> str:
    text = heading.text if len(heading.text) <= 40 else f"{heading.text[:40]}…"
    return f"{'#' * heading.level} {text}"
