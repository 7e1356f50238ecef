"""One page's text to what it says."""

from __future__ import annotations

from generator import markdown
from generator.interpret import Interpretation, interpret
from generator.page import recognise
from generator.sources import Source


def read_page(source: Source) -> Interpretation:
    """Text → blocks → page → action."""
    return interpret(recognise(source.path, markdown.parse(source.text)))
