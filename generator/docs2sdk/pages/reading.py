"""Parses the text of a page into its action or error codes, with diagnostics."""

from __future__ import annotations

from docs2sdk.pages import markdown
from docs2sdk.pages.interpret import Interpretation, interpret
from docs2sdk.pages.page import recognise
from docs2sdk.pages.sources import Source


def read_page(source: Source) -> Interpretation:
    """Return what a page says: text → blocks → page → action."""
    return interpret(recognise(source.path, markdown.parse(source.text)))
