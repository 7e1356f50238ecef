"""Patterns of pages' paths, as settings and overlays have them: from the folder of the products, with wildcards."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from docs2sdk import likeness


def is_path(pattern: str) -> bool:
    """Whether a pattern is one of pages' paths, not of services and actions."""
    return "/" in pattern or pattern.endswith(".md")


def matches(pattern: str, path: str) -> bool:
    """Whether a path matches a pattern; one without ``/`` is about the file's name in whatever folder."""
    text = path if "/" in pattern else path.rpartition("/")[2]
    return fnmatchcase(text, pattern)


def hint(pattern: str, paths: Iterable[str]) -> str:
    """Return the end of a message about a pattern of paths that matches none: what was meant, "" if nothing is near.

    People copy paths as messages print them, which begin where they stand and not at the folder of the products.
    """
    for path in (known := sorted(paths)):
        if pattern.endswith(f"/{path}"):
            return f'; did you mean "{path}"?'
    return likeness.hint(pattern, known)
