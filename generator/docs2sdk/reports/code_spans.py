"""Words of pages in Markdown: in a code span nothing is a link, a mention or markup."""

from __future__ import annotations

import re

from docs2sdk.diagnostics import printable


def code(words: str) -> str:
    """Return a code span that holds what it is given, on one line."""
    plain = " ".join(printable(words).split())
    longest = max(map(len, re.findall("`+", plain)), default=0)
    fence = "`" * (longest + 1)
    edge = " " * (plain[:1] == "`" or plain[-1:] == "`")
    return f"{fence}{edge}{plain}{edge}{fence}"


def in_table(words: str) -> str:
    """Return the same for the cell of a table."""
    return code(words).replace("|", r"\|")
