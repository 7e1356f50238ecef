"""Patterns of pages' paths in settings and overlays: relative to the folder of the products, with wildcards."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from docs2sdk.locations import file_of_path
from docs2sdk.message_text import did_you_mean


def is_path_pattern(pattern: str) -> bool:
    """Whether a pattern matches paths of pages; other patterns match services and actions."""
    return "/" in pattern or file_of_path(pattern).endswith(".md")


def matches_path(pattern: str, path: str) -> bool:
    """Whether a path matches a pattern; a pattern without ``/`` is compared with the file's name in any folder.

    A pattern without ``#`` matches all actions of a page.
    """
    if "#" not in pattern:
        path = file_of_path(path)
    text = path if "/" in pattern else path.rpartition("/")[2]
    return fnmatchcase(text, pattern)


def suggest_path(pattern: str, paths: Iterable[str]) -> str:
    """Return the end of a message about a pattern that matches no path: ``; did you mean "…"?``, "" if no path is similar.

    People copy paths from messages, where they are relative to the working directory and not to the folder of the products.
    """
    ordered = sorted(paths)
    for path in ordered:
        if pattern.endswith(f"/{path}"):
            return f'; did you mean "{path}"?'
    return did_you_mean(pattern, ordered)
