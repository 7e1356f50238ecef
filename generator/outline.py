"""What a run is to make: which services and actions the package will have, which are made anew, and what stays.

An action stays as it was last made if its page has errors now but had none then, or if the run is for other services
only.  Its index entry comes from the manifest then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from generator import plan
from generator.catalog import Catalog
from generator.manifest import Manifest, Record
from generator.plan import Entry, ServiceEntry
from generator.schema import Action


@dataclass(frozen=True, slots=True)
class Outline:
    """``services`` with all their actions, ``fresh`` actions to make, ``staying`` records by page."""

    services: tuple[tuple[ServiceEntry, tuple[Entry, ...]], ...]
    fresh: tuple[tuple[Action, Entry], ...]
    staying: Mapping[str, Record]


def decide(read: Catalog, old: Manifest, wanted: Collection[str]) -> Outline:
    """Decide from the pages as read and the manifest of the last run; ``wanted`` services by folder or package name."""
    present = {page.path for page in read.pages} | read.broken
    folders = {_folder(page) for page in present & old.pages.keys()}
    packages = plan.packages(folders | {service.folder for service in read.services})
    chosen = {
        folder
        for folder, package in packages.items()
        if not wanted or {folder, package} & {*wanted}
    }
    staying = {
        page: record
        for page, record in old.pages.items()
        if page in present
        and (_folder(page) not in chosen or (page in read.broken and record.clean))
    }
    fresh = _fresh(read, chosen, staying)
    services = []
    made: list[tuple[Action, Entry]] = []
    for folder, package in sorted(packages.items()):
        actions = {
            action.wire: action
            for action in fresh
            if _folder(action.place.path) == folder
        }
        kept = [
            record.entry for page, record in staying.items() if _folder(page) == folder
        ]
        entries = plan.entries(actions.values(), package, kept)
        made += [
            (actions[entry.action], entry)
            for entry in entries
            if entry.action in actions
        ]
        if entries:
            title = read.titles.get(folder) or folder
            services.append((ServiceEntry(folder, package, title), entries))
    return Outline(tuple(services), tuple(made), staying)


def _fresh(
    read: Catalog, chosen: Collection[str], staying: Mapping[str, Record]
) -> list[Action]:
    kept: Iterable[str] = {record.entry.action for record in staying.values()}
    return [
        action
        for service in read.services
        if service.folder in chosen
        for action in service.actions
        if action.wire not in kept
    ]


def _folder(page: str) -> str:
    return page.partition("/")[0]
