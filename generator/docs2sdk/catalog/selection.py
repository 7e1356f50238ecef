"""Apply the settings ``include`` and ``exclude``, patterns of services, actions and pages, to a catalog.

A pattern is a service, by its folder or its package's name (``uhost-api``, ``uhost``), a service and an action
(``uhost.Describe*``), or a page by its path relative to the folder of the products (``uhost-api/describe_*.md``: it has a
``/`` or ends in ``.md``; without a ``/`` it is a file's name in any folder).  ``*``, ``?`` and ``[…]`` are those of shell
patterns; case counts.  Without ``include`` everything is included; ``exclude`` takes precedence.

An action that cannot be read is matched by the names that are known for its page: see ``page_action_names``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import NamedTuple

from docs2sdk import python_naming
from docs2sdk.catalog.catalog import Catalog, ExcludedPage
from docs2sdk.catalog.page_action_names import find_names_by_page
from docs2sdk.catalog.page_removal import remove_pages
from docs2sdk.pages import checkout_layout, path_patterns


class Selection(NamedTuple):
    """The patterns of the settings ``include`` and ``exclude``."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def explain_exclusion(self, path: str, *actions: str | None) -> str:
        """Return why a page is excluded, "" if it is not; ``actions`` are the names of its action, if any.

        A page that belongs to no single product is excluded by its path only.
        """
        names = frozenset(filter(None, actions))
        if checkout_layout.owning_product(path) and not self._includes(path, names):
            return "not included"
        matches = (
            pattern for pattern in self.exclude if _matches(pattern, path, names)
        )
        return next((f'excluded by "{pattern}"' for pattern in matches), "")

    def _includes(self, path: str, actions: Collection[str]) -> bool:
        """Whether a page is included, or names no action and lies in a folder with included pages."""
        if not self.include or any(
            _matches(pattern, path, actions) for pattern in self.include
        ):
            return True
        folder = checkout_layout.owning_product(path)
        return not actions and any(
            _may_match_in(pattern, folder) for pattern in self.include
        )


def apply_selection(
    catalog: Catalog,
    patterns: Selection,
    previous_actions: Mapping[str, str] | None = None,
) -> Catalog:
    """Return the catalog without excluded pages, their actions and diagnostics; ``Catalog.excluded`` lists them.

    ``previous_actions`` (path → action) are those of the last run, for pages that cannot be read any more.
    """
    if patterns == Selection():
        return catalog
    actions = find_names_by_page(catalog, previous_actions or {})
    reasons = {
        path: reason
        for path, action_names in sorted(actions.items())
        if (reason := patterns.explain_exclusion(path, *action_names))
    }
    excluded = (
        ExcludedPage(path, min(actions[path], default=None), reasons[path])
        for path in sorted(_find_relevant(catalog, actions) & reasons.keys())
    )
    return replace(remove_pages(catalog, reasons), excluded=tuple(excluded))


def find_unmatched_patterns(
    catalog: Catalog,
    patterns: Selection,
    previous_actions: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """Yield a message for each pattern that matches no page at all; the arguments are those of ``apply_selection``."""
    actions = find_names_by_page(catalog, previous_actions or {})
    for setting in ("include", "exclude"):
        for pattern in getattr(patterns, setting):
            if not any(_matches(pattern, *page) for page in actions.items()):
                nothing = _describe_no_match(pattern, actions)
                yield f'{setting}: "{pattern}" matches {nothing}'


def is_excluded_service(catalog: Catalog, service: str) -> bool:
    """Whether a service, given as folder or package name, has excluded pages."""
    folders = {checkout_layout.owning_product(page.path) for page in catalog.excluded}
    return python_naming.is_service(service, folders)


def _find_relevant(
    catalog: Catalog, actions: Mapping[str, Collection[str]]
) -> frozenset[str]:
    """Return the pages that are reported if they are excluded: those of actions, and those with errors."""
    of_actions = {
        page.path for page in catalog.pages if page.kind in checkout_layout.ACTION_KINDS
    }
    with_name = {path for path, action_names in actions.items() if action_names}
    return catalog.broken | of_actions | with_name


def _describe_no_match(pattern: str, paths: Iterable[str]) -> str:
    if path_patterns.is_path_pattern(pattern):
        return f"no page{path_patterns.suggest_path(pattern, paths)}"
    return "no service and no action"


def _matches(pattern: str, path: str, actions: Collection[str]) -> bool:
    if path_patterns.is_path_pattern(pattern):
        return path_patterns.matches_path(pattern, path)
    folder = checkout_layout.owning_product(path)
    services = (folder, python_naming.package_name(folder)) if folder else ()
    of_actions = (f"{service}.{action}" for service in services for action in actions)
    return any(fnmatchcase(name, pattern) for name in (*services, *of_actions))


def _may_match_in(pattern: str, folder: str) -> bool:
    """Whether a pattern may match single actions or pages of a folder."""
    if path_patterns.is_path_pattern(pattern):
        return fnmatchcase(folder, pattern.rpartition("/")[0] or "*")
    service = pattern.rpartition(".")[0]
    return any(
        fnmatchcase(name, service)
        for name in (folder, python_naming.package_name(folder))
    )
