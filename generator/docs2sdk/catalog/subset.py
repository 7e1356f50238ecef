"""Part of a catalog: the services and actions that were asked for by name, and the findings that concern them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from docs2sdk.catalog import overlays, selection
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages.layout import folder_of
from docs2sdk.refusals import Refusal
from docs2sdk.schema import Service

# How many names a message lists where none is near.
_MOST = 12


class NotFound(Refusal):
    """A service or action that the pages do not have; the message says which, and what is near."""


@dataclass(frozen=True, slots=True)
class Subset:
    """Services with the actions that were asked for, and what was found in their pages and overlays."""

    services: tuple[Service, ...]
    findings: tuple[Diagnostic, ...]


def select(
    read: Catalog,
    named: Mapping[str, str],
    services: Collection[str],
    actions: Collection[str],
) -> Subset:
    """Return what was asked for; no names mean everything.  ``named`` are the packages of all folders.

    A service is called by its folder or by its package's name, an action as on the wire.  NotFound for a name that no
    page has; a service whose pages all have errors is there, without actions.
    """
    check_services(read, named, services)
    folders = {
        folder
        for folder, name in named.items()
        if not services or folder in services or name in services
    }
    chosen = tuple(one for one in read.services if one.folder in folders)
    found = concerning(read.diagnostics, read, folders if services else None)
    if not actions:
        return Subset(chosen, tuple(found))
    _check_actions(chosen, actions)
    kept = tuple(_with_actions(chosen, set(actions)))
    pages = {action.place.path for service in kept for action in service.actions}
    return Subset(kept, tuple(one for one in found if _is_among(one, pages)))


def concerning(
    diagnostics: Iterable[Diagnostic], read: Catalog, chosen: Collection[str] | None
) -> tuple[Diagnostic, ...]:
    """Return the diagnostics about the folders that were chosen, in order; about all, if ``chosen`` is None."""
    return tuple(
        one
        for one in sorted(diagnostics)
        if chosen is None or concerns(one.place.path, read, chosen)
    )


def concerns(path: str, read: Catalog, chosen: Collection[str]) -> bool:
    """Whether a page, or an overlay, is of the folders that were chosen, and not of others."""
    if not path.endswith(overlays.SUFFIX):
        return folder_of(path) in chosen
    others = {service.folder for service in read.services} - set(chosen)
    return not overlays.is_for(path, others)


def check_services(
    read: Catalog, named: Mapping[str, str], services: Collection[str]
) -> None:
    """NotFound for a service that is neither a folder nor a package; ``named`` are the packages of all folders."""
    for service in services:
        if service not in {*named, *named.values()}:
            out = selection.leaves_out(read, service)
            why = "\ninclude and exclude leave it out" if out else ""
            raise NotFound(_message("service", service, named.values()) + why)


def _check_actions(services: Iterable[Service], actions: Iterable[str]) -> None:
    known = {action.wire for service in services for action in service.actions}
    for action in actions:
        if action not in known:
            raise NotFound(_message("action", action, known))


def _with_actions(services: Iterable[Service], wanted: set[str]) -> Iterator[Service]:
    for service in services:
        kept = tuple(action for action in service.actions if action.wire in wanted)
        if kept:
            yield replace(service, actions=kept)


def _is_among(finding: Diagnostic, pages: set[str]) -> bool:
    path = finding.place.path
    return path in pages or path.endswith(overlays.SUFFIX)


def _message(what: str, name: str, known: Iterable[str]) -> str:
    import difflib  # Hardly any run has misspelled something, and it takes a while.

    there = sorted(known)
    by_fold = {one.casefold(): one for one in there}
    fold = name.casefold()
    near = [fold] if fold in by_fold else difflib.get_close_matches(fold, by_fold, n=3)
    if near:
        meant = " or ".join(by_fold[one] for one in near)
        return f"there is no {what} {name!r}; did you mean {meant}?"
    more = f" and {len(there) - _MOST} more" if len(there) > _MOST else ""
    return f"there is no {what} {name!r}; there are: {', '.join(there[:_MOST])}{more}"
