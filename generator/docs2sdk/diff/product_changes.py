"""Find the changes of services besides their actions: titles, error codes, duplicated pages and folders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from docs2sdk.catalog.duplicate_pages import ShadowedPage
from docs2sdk.diff.changes import Change
from docs2sdk.diff.rules import RULES
from docs2sdk.diff.snapshots import Snapshot
from docs2sdk.locations import Location, file_of_path
from docs2sdk.message_text import pluralize
from docs2sdk.pages.checkout_layout import product_folder
from docs2sdk.schema import ErrorCode, Service


def find_product_changes(
    old: Snapshot, new: Snapshot, renamed_services: Mapping[str, str]
) -> Iterator[Change]:
    """Yield the changes of services; ``renamed_services`` maps old folders to new ones."""
    old_services: dict[str, list[Service]] = defaultdict(list)
    for service in old.services:
        folder = renamed_services.get(service.folder, service.folder)
        old_services[folder].append(service)
    for service in new.services:
        if service.folder in old_services:
            merged = old_services[service.folder]
            yield from _compare_titles(merged, service, old, new)
            yield from _compare_error_codes(merged, service)
    # A schema file does not list the pages that are not used.
    if old.texts and new.texts:
        for duplicate in _find_duplicates(new, old):
            yield _added_duplicate(duplicate)
        for duplicate in _find_duplicates(old, new):
            yield _removed_duplicate(duplicate)


@dataclass(frozen=True, slots=True)
class _Duplicate:
    """A page, or a whole folder, that repeats others; ``kind`` is what its rules begin with."""

    kind: str
    folder: str
    path: str
    action: str
    location: Location
    description: str


def _added_duplicate(duplicate: _Duplicate) -> Change:
    return _product_change(
        f"{duplicate.kind}-duplicated",
        duplicate.folder,
        duplicate.path,
        new=duplicate.location,
        after=duplicate.description,
        action=duplicate.action,
    )


def _removed_duplicate(duplicate: _Duplicate) -> Change:
    return _product_change(
        f"{duplicate.kind}-duplicate-removed",
        duplicate.folder,
        duplicate.path,
        old=duplicate.location,
        before=duplicate.description,
        action=duplicate.action,
    )


def _product_change(
    rule: str,
    service: str,
    path: str,
    *,
    old: Location | None = None,
    new: Location | None = None,
    before: str = "",
    after: str = "",
    action: str = "",
) -> Change:
    return Change(
        RULES[rule],
        RULES[rule].level,
        service,
        action,
        "",
        path,
        old,
        new,
        before,
        after,
    )


def _compare_titles(
    merged: Sequence[Service], new: Service, old_pages: Snapshot, new_pages: Snapshot
) -> Iterator[Change]:
    """Yield the change if a service's title differs from each of the services that it was merged from."""
    old, *_ = merged
    # Without a title in its navigation a service is titled by its folder.
    has_title = old.title != old.folder or new.title != new.folder
    if has_title and new.title not in [service.title for service in merged]:
        yield _product_change(
            "service-title-changed",
            new.folder,
            "",
            old=_navigation_place(old, old_pages),
            new=_navigation_place(new, new_pages),
            before=old.title,
            after=new.title,
        )


def _navigation_place(service: Service, pages: Snapshot) -> Location | None:
    path = f"{service.folder}/_sidebar.md"
    # A schema file has no pages, and does not say which there were.
    return Location(path, 1) if path in pages.texts or not pages.texts else None


def _compare_error_codes(merged: Iterable[Service], new: Service) -> Iterator[Change]:
    before = {error.code: error for old in merged for error in old.errors}
    after = {error.code: error for error in new.errors}
    for code in sorted({*before, *after}):
        yield from _compare_error_code(
            new.folder, str(code), before.get(code), after.get(code)
        )


def _compare_error_code(
    folder: str, code: str, old: ErrorCode | None, new: ErrorCode | None
) -> Iterator[Change]:
    before, after = _describe_error(old), _describe_error(new)
    if old and new and before == after:
        return
    verb = "description-changed" if old and new else "added" if new else "removed"
    yield _product_change(
        f"error-code-{verb}",
        folder,
        code,
        old=old.location if old else None,
        new=new.location if new else None,
        before=before,
        after=after,
    )


def _describe_error(error: ErrorCode | None) -> str:
    return ": ".join(filter(None, (error.message, error.meaning))) if error else ""


def _find_duplicates(snapshot: Snapshot, counterpart: Snapshot) -> Iterator[_Duplicate]:
    """Yield the duplicates that are in one snapshot only; a folder that holds nothing else is one duplicate.

    Actions that are in one snapshot only are left out: they are reported as added or removed.
    """
    actions = {
        action.name for service in counterpart.services for action in service.actions
    }
    kept_folders = {product_folder(path) for path in counterpart.texts}
    used_folders = {service.folder for service in snapshot.services}
    folders: dict[str, list[ShadowedPage]] = defaultdict(list)
    for page in snapshot.duplicates:
        if file_of_path(page.path) not in counterpart.texts and page.action in actions:
            folders[product_folder(page.path)].append(page)
    for folder, pages in sorted(folders.items()):
        if folder in kept_folders | used_folders:
            yield from (_page_duplicate(folder, page) for page in pages)
        else:
            yield _service_duplicate(folder, pages)


def _page_duplicate(folder: str, page: ShadowedPage) -> _Duplicate:
    location = Location(page.path, 1)
    description = f"{page.path} duplicates {page.chosen}"
    return _Duplicate("page", folder, page.path, page.action, location, description)


def _service_duplicate(folder: str, pages: list[ShadowedPage]) -> _Duplicate:
    originals = sorted({product_folder(page.chosen) for page in pages})
    actions = pluralize(len(pages), "action")
    description = f"{folder} duplicates {actions} of {', '.join(originals)}"
    location = Location(pages[0].path, 1)
    return _Duplicate("service", folder, folder, "", location, description)
