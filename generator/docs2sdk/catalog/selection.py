"""What of a catalog is wanted: ``include`` and ``exclude`` of the settings, patterns of services, actions and pages.

A pattern is a service, by its folder or its package's name (``uhost-api``, ``uhost``), a service and an action
(``uhost.Describe*``), or a page by its path from the folder of the products (``uhost-api/describe_*.md``; it has a ``/`` or
ends in ``.md``, and is a file's name in whatever folder without a ``/``).  ``*``, ``?`` and ``[…]`` mean what they mean for
file names, and case counts.  Without ``include`` everything is wanted; ``exclude`` has the last word.

An action that cannot be read is found by the name that its page is known to be about: see ``page_names``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import NamedTuple

from docs2sdk import names
from docs2sdk.catalog import page_names, path_patterns, removal
from docs2sdk.catalog.catalog import Catalog, Excluded
from docs2sdk.pages import layout


class Selection(NamedTuple):
    """The patterns of the settings."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def against_page(self, path: str, *actions: str | None) -> str:
        """Return why a page is not wanted, "" if it is; ``actions`` are the names of its action, if any.

        What belongs to no product alone is left out only by its path.
        """
        known = frozenset(filter(None, actions))
        if layout.product_of(path) and not self._includes(path, known):
            return "not included"
        matching = (one for one in self.exclude if _matches(one, path, known))
        return next((f'excluded by "{one}"' for one in matching), "")

    def _includes(self, path: str, actions: Collection[str]) -> bool:
        """Whether a page is included, or lies beside what is, and is of no action that is known."""
        if not self.include or any(
            _matches(one, path, actions) for one in self.include
        ):
            return True
        folder = layout.product_of(path)
        return not actions and any(_concerns(one, folder) for one in self.include)


def select(
    read: Catalog, wanted: Selection, known: Mapping[str, str] | None = None
) -> Catalog:
    """Return the catalog without what is not wanted: neither generated nor complained of, but accounted for.

    ``known`` says by path which action a page gave in the last run, for pages that cannot be read any more.
    """
    if wanted == Selection():
        return read
    actions = page_names.actions_of(read, known or {})
    reasons = {
        path: reason
        for path, names in sorted(actions.items())
        if (reason := wanted.against_page(path, *names))
    }
    excluded = (
        Excluded(path, min(actions[path], default=None), reasons[path])
        for path in sorted(_worth_telling(read, actions) & reasons.keys())
    )
    return replace(removal.without(read, reasons), excluded=tuple(excluded))


def unmatched(
    read: Catalog, wanted: Selection, known: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Yield that a pattern matches nothing at all among the pages; the arguments are those of ``select``."""
    actions = page_names.actions_of(read, known or {})
    for setting, patterns in (("include", wanted.include), ("exclude", wanted.exclude)):
        for pattern in patterns:
            if not any(_matches(pattern, *page) for page in actions.items()):
                yield f'{setting}: "{pattern}" matches {_nothing(pattern, actions)}'


def leaves_out(read: Catalog, service: str) -> bool:
    """Whether a service, by folder or package name, has pages of actions that are not wanted."""
    folders = {layout.product_of(page.path) for page in read.excluded}
    return any(service in (folder, names.service(folder)) for folder in folders)


def _worth_telling(
    read: Catalog, actions: Mapping[str, Collection[str]]
) -> frozenset[str]:
    """Return the pages of actions, and those with errors."""
    of_actions = {page.path for page in read.pages if page.kind in layout.ACTIONS}
    named = {path for path, names in actions.items() if names}
    return read.broken | of_actions | named


def _nothing(pattern: str, paths: Iterable[str]) -> str:
    if path_patterns.is_path(pattern):
        return f"no page{path_patterns.hint(pattern, paths)}"
    return "no service and no action"


def _matches(pattern: str, path: str, actions: Collection[str]) -> bool:
    if path_patterns.is_path(pattern):
        return path_patterns.matches(pattern, path)
    folder = layout.product_of(path)
    services = (folder, names.service(folder)) if folder else ()
    of_actions = (f"{one}.{action}" for one in services for action in actions)
    return any(fnmatchcase(one, pattern) for one in (*services, *of_actions))


def _concerns(pattern: str, folder: str) -> bool:
    """Whether a pattern includes some actions or pages of a folder by name."""
    if path_patterns.is_path(pattern):
        return fnmatchcase(folder, pattern.rpartition("/")[0] or "*")
    service = pattern.rpartition(".")[0]
    return any(fnmatchcase(one, service) for one in (folder, names.service(folder)))
