"""Quote text of pages in Markdown as code spans, in which links, mentions and markup have no effect."""

from __future__ import annotations

import re

from docs2sdk.diagnostics import escape_unprintable


def quote_code(words: str) -> str:
    """Return a code span of the text, on one line."""
    plain = " ".join(escape_unprintable(words).split())
    longest = max(map(len, re.findall("`+", plain)), default=0)
    fence = "`" * (longest + 1)
    edge = " " * (plain[:1] == "`" or plain[-1:] == "`")
    return f"{fence}{edge}{plain}{edge}{fence}"


def quote_in_table(words: str) -> str:
    """Return a code span of the text for a table cell."""
    return quote_code(words).replace("|", r"\|")
