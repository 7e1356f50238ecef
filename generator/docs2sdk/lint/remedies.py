"""What to do about pages with errors: the lines that commands print below these errors."""

from __future__ import annotations

import glob
import json
import shlex
from collections.abc import Callable, Iterable

# How many pages a line names.
_MAX_NAMED = 10


def remedies(broken: Iterable[str], shown: Callable[[str], str]) -> list[str]:
    """Return how to see what is wrong with broken pages and how to go on without them; nothing without a broken page.

    ``broken`` are paths as findings have them, of which overlays and folders are passed over; ``shown`` turns one into the
    path from where the user stands.
    """
    pages = _pages(broken)
    if not pages:
        return []
    first = shlex.quote(shown(pages[0]))
    which = "" if len(pages) == 1 else " with this one"
    return [f"docs2sdk lint {first} shows what is wrong{which}; {exclusion(pages)}"]


def exclusion(broken: Iterable[str]) -> str:
    """Return how to go on without broken pages, "" without one: the line for the settings."""
    pages = _pages(broken)
    if not pages:
        return ""
    # A name may hold what is a wildcard in patterns.
    patterns = [json.dumps(glob.escape(page), ensure_ascii=False) for page in pages]
    named = ", ".join(patterns[:_MAX_NAMED])
    more = ", …" if len(pages) > _MAX_NAMED else ""
    what = "it" if len(pages) == 1 else f"these {len(pages)} pages"
    return f"to go on without {what}: exclude = [{named}{more}] in [tool.docs2sdk]"


def _pages(broken: Iterable[str]) -> list[str]:
    return sorted({path for path in broken if path.endswith(".md")})
