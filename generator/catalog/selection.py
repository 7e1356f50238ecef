"""What of a catalog is wanted: ``include`` and ``exclude`` of the settings, patterns of services and of actions.

A pattern is a service, by its folder or its package's name (``uhost-api``, ``uhost``), or a service and an action
(``uhost.Describe*``); ``*``, ``?`` and ``[…]`` mean what they mean for file names, and case counts.  Without ``include``
everything is wanted; ``exclude`` has the last word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import NamedTuple

from generator.catalog.catalog import Catalog, Excluded
from generator.pages import layout
from generator.python import names
from generator.schema import Service


class Selection(NamedTuple):
    """The patterns of the settings."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def against(self, folder: str, action: str | None) -> str:
        """Return why an action is not wanted, "" if it is; None: what lies in a product's folder besides its actions."""
        found = any(_matches(one, folder, action) for one in self.include)
        if self.include and not found and not (action is None and self._some(folder)):
            return "not included"
        return next(
            (
                f'excluded by "{one}"'
                for one in self.exclude
                if _matches(one, folder, action)
            ),
            "",
        )

    def against_page(self, path: str, action: str | None) -> str:
        """Return the same of a page's action; "" for what belongs to no product alone."""
        folder = _folder(path)
        return self.against(folder, action) if folder else ""

    def _some(self, folder: str) -> bool:
        """Whether some actions of a folder are included by name."""
        services = (one.rpartition(".")[0] for one in self.include)
        return any(_matches(service, folder, None) for service in services)


def select(read: Catalog, wanted: Selection) -> Catalog:
    """Return the catalog without what is not wanted: neither generated nor complained of, but accounted for."""
    if wanted == Selection():
        return read
    gone = _gone(read, wanted)
    pages = [
        page for page in read.pages if page.path in gone and page.kind in layout.ACTIONS
    ]
    services = tuple(_left(read.services, gone))
    left = {action.wire for service in services for action in service.actions}
    return replace(
        read,
        services=services,
        unlisted=tuple(wire for wire in read.unlisted if wire in left),
        diagnostics=tuple(
            finding for finding in read.diagnostics if finding.place.path not in gone
        ),
        uncorrected=read.uncorrected - gone.keys(),
        excluded=tuple(Excluded(one.path, one.action, gone[one.path]) for one in pages),
    )


def unmatched(read: Catalog, wanted: Selection) -> Iterator[str]:
    """Yield that a pattern matches nothing at all among the pages."""
    known = {(_folder(page.path), page.action) for page in read.pages}
    for setting, patterns in (("include", wanted.include), ("exclude", wanted.exclude)):
        for pattern in patterns:
            if not any(_matches(pattern, *one) for one in known):
                yield f'{setting}: "{pattern}" matches no service and no action'


def leaves_out(read: Catalog, service: str) -> bool:
    """Whether a service, by folder or package name, has pages of actions that are not wanted."""
    folders = {_folder(page.path) for page in read.excluded}
    return any(service in (folder, names.service(folder)) for folder in folders)


def _gone(read: Catalog, wanted: Selection) -> dict[str, str]:
    """Return the paths that are not wanted, with the reason: pages, and what could not be read."""
    actions: Mapping[str, str | None] = {page.path: page.action for page in read.pages}
    found = {finding.place.path for finding in read.diagnostics}
    reasons = {
        path: wanted.against_page(path, actions.get(path))
        for path in {*actions, *found, *read.uncorrected}
    }
    return {path: reason for path, reason in reasons.items() if reason}


def _left(services: Iterable[Service], gone: Collection[str]) -> Iterator[Service]:
    for service in services:
        left = tuple(one for one in service.actions if one.place.path not in gone)
        if left:
            yield replace(service, actions=left)


def _folder(path: str) -> str:
    """Return the product's folder of a path, "" for what belongs to no product alone: overlays, common codes, README."""
    folder, inside, _ = path.partition("/")
    of_all = layout.is_common(path) or path.endswith(".toml")
    return "" if of_all or (not inside and path.endswith(".md")) else folder


def _matches(pattern: str, folder: str, action: str | None) -> bool:
    services = (folder, names.service(folder))
    spelled = [*services, *(f"{one}.{action}" for one in services if action)]
    return bool(folder) and any(fnmatchcase(one, pattern) for one in spelled)
