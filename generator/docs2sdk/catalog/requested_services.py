"""Find the services and actions that a command was asked for by name, and the diagnostics about them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from docs2sdk import python_naming
from docs2sdk.catalog import selection
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.errors import UserError
from docs2sdk.overlays import overlay_files
from docs2sdk.pages.checkout_layout import owning_product, product_folder
from docs2sdk.pages.input_files import FileTree
from docs2sdk.schema import Service

_MAX_LISTED = 12  # names in a message, if none is similar


class NotFound(UserError):
    """A service or action that no page has; the message names it, and those that are similar."""


@dataclass(frozen=True, slots=True)
class RequestedServices:
    """Services with the requested actions, and the diagnostics of their pages and overlays."""

    services: tuple[Service, ...]
    diagnostics: tuple[Diagnostic, ...]


def select_requested(
    catalog: Catalog,
    packages: Mapping[str, str],
    services: Collection[str],
    actions: Collection[str],
) -> RequestedServices:
    """Return the requested services and actions; no names mean all.

    ``packages`` are the package names of all folders.  ``services`` are folders or package names, ``actions`` wire names.
    NotFound for a name that no page has; a service whose pages all have errors is found, and has no actions.
    """
    check_services(catalog, packages, services)
    folders = {
        folder
        for folder, package in packages.items()
        if not services or folder in services or package in services
    }
    chosen = tuple(service for service in catalog.services if service.folder in folders)
    diagnostics = filter_diagnostics(
        catalog.diagnostics, catalog, folders if services else None
    )
    if not actions:
        return RequestedServices(chosen, diagnostics)
    _check_actions(chosen, actions)
    kept = tuple(_filter_actions(chosen, set(actions)))
    pages = {action.location.path for service in kept for action in service.actions}
    about_pages = (
        diagnostic for diagnostic in diagnostics if _is_about(diagnostic, pages)
    )
    return RequestedServices(kept, tuple(about_pages))


def filter_diagnostics(
    diagnostics: Iterable[Diagnostic], catalog: Catalog, folders: Collection[str] | None
) -> tuple[Diagnostic, ...]:
    """Return the diagnostics about these folders, in order; all of them if ``folders`` is None."""
    return tuple(
        diagnostic
        for diagnostic in sorted(diagnostics)
        if folders is None
        or concerns_folders(diagnostic.location.path, catalog, folders)
    )


def concerns_folders(path: str, catalog: Catalog, folders: Collection[str]) -> bool:
    """Whether a page is in one of these folders, or an overlay is named after no product outside of them."""
    if not path.endswith(overlay_files.OVERLAY_SUFFIX):
        return product_folder(path) in folders
    unrelated = {service.folder for service in catalog.services} - set(folders)
    return not overlay_files.is_for_folders(path, unrelated)


def check_services(
    catalog: Catalog, packages: Mapping[str, str], services: Collection[str]
) -> None:
    """NotFound for a service that is neither a folder nor a package; ``packages`` are the package names of all folders."""
    for service in services:
        if service not in {*packages, *packages.values()}:
            is_excluded = selection.is_excluded_service(catalog, service)
            why = "\ninclude and exclude leave it out" if is_excluded else ""
            message = _describe_unknown("service", service, packages.values())
            raise NotFound(message + why)


def check_folders(
    tree: FileTree, packages: Mapping[str, str], services: Collection[str]
) -> None:
    """NotFound for a service that can have no page in a tree, so that no page is parsed in vain.

    ``packages`` are the package names that an output has, by folder; others follow from the names of the folders.
    """
    folders = {owning_product(file.path) for file in tree.files} - {""}
    for service in services:
        # Folders whose names are alike have packages with numbers: vpc_2.
        plain = re.sub(r"_[0-9]+$", "", service)
        is_known = any(
            python_naming.is_service(name, folders) for name in (service, plain)
        )
        if not is_known and service not in packages.values():
            names = map(python_naming.package_name, folders)
            raise NotFound(_describe_unknown("service", service, names))


def _check_actions(services: Iterable[Service], actions: Iterable[str]) -> None:
    names = {action.name for service in services for action in service.actions}
    for action in actions:
        if action not in names:
            raise NotFound(_describe_unknown("action", action, names))


def _filter_actions(services: Iterable[Service], names: set[str]) -> Iterator[Service]:
    for service in services:
        actions = tuple(action for action in service.actions if action.name in names)
        if actions:
            yield replace(service, actions=actions)


def _is_about(diagnostic: Diagnostic, pages: set[str]) -> bool:
    path = diagnostic.location.path
    return path in pages or path.endswith(overlay_files.OVERLAY_SUFFIX)


def _describe_unknown(what: str, name: str, names: Iterable[str]) -> str:
    import difflib  # Imported here, since it takes a while and is needed for misspelled names only.

    ordered = sorted(names)
    by_fold = {known_name.casefold(): known_name for known_name in ordered}
    fold = name.casefold()
    near = [fold] if fold in by_fold else difflib.get_close_matches(fold, by_fold, n=3)
    if near:
        suggestions = " or ".join(by_fold[match] for match in near)
        return f"there is no {what} {name!r}; did you mean {suggestions}?"
    rest = len(ordered) - _MAX_LISTED
    more = f" and {rest} more" if rest > 0 else ""
    listing = ", ".join(ordered[:_MAX_LISTED])
    return f"there is no {what} {name!r}; there are: {listing}{more}"
