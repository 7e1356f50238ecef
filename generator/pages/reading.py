"""One page's text to what it says."""

from __future__ import annotations

from generator.pages import markdown
from generator.pages.interpret import Interpretation, interpret
from generator.pages.page import recognise
from generator.pages.sources import Source


def read_page(source: Source) -> Interpretation:
    """Text → blocks → page → action."""
    return interpret(recognise(source.path, markdown.parse(source.text)))
