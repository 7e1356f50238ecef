"""Parses the text of a page into its action or error codes, with diagnostics."""

from __future__ import annotations

from docs2sdk.pages import markdown
from docs2sdk.pages.interpretation import ParsedPage, interpret_page
from docs2sdk.pages.page_sources import Source
from docs2sdk.pages.page_structure import read_structure


def parse_page(source: Source) -> ParsedPage:
    """Return what a page says: text → blocks → page → action."""
    return interpret_page(
        read_structure(source.path, markdown.parse_blocks(source.text))
    )
