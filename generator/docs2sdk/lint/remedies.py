"""Suggest what to do about pages with errors: lines that commands print below these errors."""

from __future__ import annotations

import glob
import json
import shlex
from collections.abc import Callable, Iterable

# How many pages a line names.
_MAX_NAMED = 10


def suggest_remedies(broken: Iterable[str], shown: Callable[[str], str]) -> list[str]:
    """Return a line that says how to inspect broken pages and how to exclude them; none without a broken page.

    ``broken`` are paths of findings; those of overlays and folders are ignored.  ``shown`` makes a path relative to the
    working directory.
    """
    pages = _pages(broken)
    if not pages:
        return []
    first = shlex.quote(shown(pages[0]))
    which = "" if len(pages) == 1 else " with this one"
    return [
        f"docs2sdk lint {first} shows what is wrong{which}; {suggest_exclusion(pages)}"
    ]


def suggest_exclusion(broken: Iterable[str]) -> str:
    """Return the line of the settings that excludes broken pages, "" without a broken page."""
    pages = _pages(broken)
    if not pages:
        return ""
    # A name may hold what is a wildcard in patterns.
    patterns = [json.dumps(glob.escape(page), ensure_ascii=False) for page in pages]
    listing = ", ".join(patterns[:_MAX_NAMED])
    more = ", …" if len(pages) > _MAX_NAMED else ""
    what = "it" if len(pages) == 1 else f"these {len(pages)} pages"
    return f"to go on without {what}: exclude = [{listing}{more}] in [tool.docs2sdk]"


def _pages(broken: Iterable[str]) -> list[str]:
    return sorted({path for path in broken if path.endswith(".md")})
