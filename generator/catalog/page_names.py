"""How settings and overlays name pages: by path with wildcards, or by the action that a page gives or is known to be about."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

from generator.catalog.catalog import Catalog


def actions_of(read: Catalog, known: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return every page by path, files without text included, with the names of its action.

    A page that gives an action has this name only.  Any other has the name in its title, and the name that is ``known`` by
    path from the last run; none if neither says one.
    """
    broken = {one.place.path for one in read.diagnostics} | read.uncorrected
    excluded = {one.path for one in read.excluded}
    hidden = {one.path for one in read.hidden}
    paths = {path for path in broken | excluded | hidden if path.endswith(".md")}
    names = {path: _names(known.get(path, "")) for path in paths}
    for page in read.pages:
        unread = _names(page.named, known.get(page.path, ""))
        names[page.path] = _names(page.action) if page.action else unread
    return names


def _names(*names: str) -> frozenset[str]:
    return frozenset(filter(None, names))


def is_path(pattern: str) -> bool:
    """Whether a pattern is one of pages' paths, not of services and actions."""
    return "/" in pattern or pattern.endswith(".md")


def matches_path(pattern: str, path: str) -> bool:
    """Whether a path matches a pattern; one without ``/`` is about the file's name in whatever folder."""
    text = path if "/" in pattern else path.rpartition("/")[2]
    return fnmatchcase(text, pattern)


def path_hint(pattern: str, paths: Mapping[str, object]) -> str:
    """Return the end of a message about a pattern of paths that matches none: what was meant, "" if nothing is near.

    People copy paths as messages print them, which begin where they stand and not at the folder of the products.
    """
    from generator import likeness

    for path in sorted(paths):
        if pattern.endswith(f"/{path}"):
            return f'; did you mean "{path}"?'
    return likeness.hint(pattern, paths)
