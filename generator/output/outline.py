"""What a run is to make: which services and actions the package will have, which are made anew, and what stays.

An action stays as it was last made if its page has errors now but had none then (or gives no action at all any more), and
if the run is for other services only.  Its index entry comes from the manifest then.  So does a module of error codes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from generator.catalog.catalog import Catalog
from generator.output.manifest import Manifest
from generator.output.names_lock import NOTHING, Lock
from generator.output.records import SERVICE, Record, Shared
from generator.pages.layout import folder_of, is_common
from generator.python import plan
from generator.python.entries import Entry
from generator.python.plan import ServiceEntry
from generator.schema import Action, ErrorCode


@dataclass(frozen=True, slots=True)
class Outline:
    """What to make, and what to leave.

    ``folders`` that the run is for; ``services`` with all their actions; ``fresh`` actions to make; ``staying`` records by
    page, and of those the ones ``kept`` only because their page broke; the RetCodes that services have in ``common``, and
    the modules of RetCodes that stay (``staying_errors``, by path); the names ``given`` in earlier runs.
    """

    folders: frozenset[str]
    services: tuple[tuple[ServiceEntry, tuple[Entry, ...]], ...]
    fresh: tuple[tuple[Action, Entry], ...]
    staying: Mapping[str, Record]
    kept: tuple[Entry, ...]
    common: tuple[ErrorCode, ...]
    staying_errors: Mapping[str, Shared]
    given: Lock


def packages(
    read: Catalog, old: Manifest, wanted: Collection[str], given: Lock
) -> dict[str, str]:
    """Name the folders that the package has: folder → package name.

    These are the folders with actions, or with pages that should be some; and all that there were, where the run is only
    for the ``wanted``.
    """
    excluded = {page.path for page in read.excluded}
    tried = {page.path for page in read.pages if page.kind in ("modern", "legacy")}
    broken = read.broken
    before = {page for page in old.pages if wanted or is_lost(page, broken)}
    known = (tried - excluded) | before | broken
    pages = (page for page in known if page.endswith(".md"))
    found = {folder_of(page) for page in pages if "/" in page}
    folders = found | {service.folder for service in read.services}
    return plan.packages(folders, given.packages)


def decide(
    read: Catalog,
    old: Manifest,
    wanted: Collection[str],
    package: str,
    given: Lock = NOTHING,
) -> Outline:
    """Decide from the pages as read, and from the manifest and the names of the last run.

    ``wanted`` are services by folder or package name, none for all; ``package`` is the import name of the whole.
    """
    named = packages(read, old, wanted, given)
    in_place = {
        page: record
        for page, record in old.pages.items()
        if _module(package, named, page, record) in record.files
    }
    # Every use of it goes through all findings.
    broken = read.broken
    chosen = _chosen(named, wanted, old.pages.keys() - in_place.keys())
    staying = {
        page: record
        for page, record in in_place.items()
        if folder_of(page) not in chosen or _worth_keeping(page, record, read, broken)
    }
    services = []
    fresh: list[tuple[Action, Entry]] = []
    for folder, name in sorted(named.items()):
        actions = _fresh(read, folder, staying) if folder in chosen else {}
        kept = [entry for page, entry in _entries(staying) if folder_of(page) == folder]
        entries = plan.entries(actions.values(), name, kept, given.actions)
        fresh += [(actions[one.page], one) for one in entries if one.page in actions]
        if entries:
            title = _title(folder, read, old, broken)
            errors = read.errors.get(folder, ()) if folder in chosen else ()
            services.append((ServiceEntry(folder, name, title, errors), entries))
    kept = [entry for page, entry in _entries(staying) if folder_of(page) in chosen]
    untold = set(_untold(read, package, [one for one, _ in services], chosen))
    return Outline(
        folders=chosen,
        services=tuple(services),
        fresh=tuple(fresh),
        staying=staying,
        kept=tuple(kept),
        common=read.common,
        staying_errors={path: old.shared[path] for path in untold & old.shared.keys()},
        given=given,
    )


def _title(folder: str, read: Catalog, old: Manifest, broken: AbstractSet[str]) -> str:
    """Return what a product is called: by its navigation, as it was if that has become unreadable, or by its folder."""
    title = read.titles.get(folder)
    if not title and is_lost(f"{folder}/_sidebar.md", broken):
        before = old.shared.get(SERVICE + folder)
        title = before and before.title
    return title or folder


def _untold(
    read: Catalog,
    package: str,
    services: Collection[ServiceEntry],
    chosen: Collection[str],
) -> Iterator[str]:
    """Yield the modules of RetCodes that this run cannot tell: of services that it is not for, or of a broken page."""
    for one in services:
        lost = is_lost(f"{one.folder}/error_code.md", read.broken)
        if one.folder not in chosen or (lost and not one.errors):
            yield plan.errors_path(package, one.package)
    partial = any(one.folder not in chosen for one in services)
    lost = any(is_common(path) for path in read.broken)
    if (partial or lost) and not read.common:
        yield plan.errors_path(package)


def _module(package: str, named: Mapping[str, str], page: str, record: Record) -> str:
    """Return where the package would look for the module of a page's last output."""
    return f"{package}/{named.get(folder_of(page))}/{record.entry.method}.py"


def _chosen(
    named: Mapping[str, str], wanted: Collection[str], displaced: Collection[str]
) -> frozenset[str]:
    """Return the folders that the run is for: those wanted, and those whose modules have to move."""
    moving = {folder_of(page) for page in displaced}
    return frozenset(
        folder
        for folder, name in named.items()
        if not wanted or folder in wanted or name in wanted or folder in moving
    )


def _worth_keeping(
    page: str, record: Record, read: Catalog, broken: AbstractSet[str]
) -> bool:
    """Whether the last output of a page is better than what it would give now."""
    if not is_lost(page, broken):
        return False
    readable = any(
        action.place.path == page
        for service in read.services
        for action in service.actions
    )
    return record.clean or not readable


def is_lost(page: str, broken: AbstractSet[str]) -> bool:
    """Whether a page has errors, or lies in a folder that could not be read."""
    return page in broken or any(page.startswith(f"{path}/") for path in broken)


def _fresh(
    read: Catalog, folder: str, staying: Mapping[str, Record]
) -> dict[str, Action]:
    """Return the actions of a folder that are to be made, by page."""
    taken = {record.entry.action for record in staying.values()}
    return {
        action.place.path: action
        for service in read.services
        for action in service.actions
        if service.folder == folder
        and action.place.path not in staying
        and action.wire not in taken
    }


def _entries(records: Mapping[str, Record]) -> Iterator[tuple[str, Entry]]:
    return ((page, record.entry) for page, record in records.items())
