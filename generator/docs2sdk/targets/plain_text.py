"""Text of pages on one line."""

from __future__ import annotations

import re

from docs2sdk.diagnostics import escape_unprintable

_MARKUP = re.compile(r"[\\`*_\[\]<>&|]")


def one_line(text: str) -> str:
    """Return the text with each run of white space replaced by one space."""
    return " ".join(text.split())


def escape_markdown(text: str) -> str:
    """Return a line of Markdown that shows a text literally, with invisible characters as escapes."""
    return escape_unprintable(_MARKUP.sub(r"\\\g<0>", one_line(text)))
