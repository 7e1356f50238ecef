"""Parses the text of a page into its actions or error codes, with diagnostics."""

from __future__ import annotations

from docs2sdk.pages import markdown
from docs2sdk.pages.interpretation import ParsedPage, interpret_page
from docs2sdk.pages.page_sources import Source
from docs2sdk.pages.page_structure import read_structures


def parse_pages(source: Source) -> tuple[ParsedPage, ...]:
    """Return what a file says: text → blocks → page → action.

    A page with several actions gives one result for each, whose path has the action's heading.
    """
    structures = read_structures(source.path, markdown.parse_blocks(source.text))
    return tuple(map(interpret_page, structures))


def parse_page(source: Source) -> ParsedPage:
    """Return what a file says that is a page with at most one action."""
    (page,) = parse_pages(source)
    return page
