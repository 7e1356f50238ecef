"""Overlays → the catalog as corrected: each correction finds its action wherever that is generated.

A file is named after the product that it is for, which says when an action that does not exist is a mistake.  What is
for a product that was not read, and for no action that was, is not considered: one folder of overlays serves a whole
checkout and a single product's folder alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase
from typing import NamedTuple

from docs2sdk import likeness
from docs2sdk.catalog import hiding, page_names, path_patterns, removal
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.catalog.corrected import Corrected, corrected
from docs2sdk.catalog.overlays import Correction, Fault, Overlay
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages import cells
from docs2sdk.pages.layout import folder_of
from docs2sdk.pages.sources import Tree
from docs2sdk.places import Place
from docs2sdk.schema import Action, Service


def apply(
    read: Catalog,
    tree: Tree,
    overlays: Sequence[Overlay],
    today: date,
    known: Mapping[str, str] | None = None,
    complete: Callable[[Action], Action] = lambda action: action,
) -> Catalog:
    """Return the catalog with its actions corrected; ``today`` decides which corrections have expired.

    ``known`` says by path which action a page gave in the last run, for pages that cannot be read any more; ``complete``
    loads the whole of an action of which only the head is loaded.

    ``uncorrected`` are then the pages of actions that lack a correction, since it is malformed, has expired, names
    nothing or changes nothing: their last good output is better than what they would give now.  What was found in hidden
    pages is dropped.
    """
    targets = _Targets.of(read, tree, known or {})
    faults = [fault for one in overlays for fault in _considered(one, targets)]
    lost = {page for one in overlays for page in _without_correction(one, targets)}
    results = {
        wire: corrected(complete(targets.actions[wire]), group, today)
        for wire, group in _by_action(overlays, targets).items()
    }
    lost |= {one.action.place.path for one in results.values() if one.diagnostics}
    whole = hiding.hide(_hiding(overlays, results), targets.names, today)
    found = [
        *(fault.finding for fault in faults),
        *(finding for one in overlays for finding in _misplaced(one, targets)),
        *(finding for one in results.values() for finding in one.diagnostics),
        *whole.diagnostics,
    ]
    done = [correction for one in results.values() for correction in one.applied]
    done += [one for one in whole.applied if one.action not in results]
    result = replace(
        read,
        services=tuple(_services(read.services, results)),
        diagnostics=tuple(sorted((*read.diagnostics, *found))),
        uncorrected=frozenset(lost),
        corrections=tuple(sorted(done, key=lambda correction: correction.place)),
        hidden=tuple(one for _, one in sorted(whole.pages.items())),
    )
    return removal.without(result, whole.pages)


class _Targets(NamedTuple):
    """What was read: the actions and their folders by wire name, and the folders that were read as a whole.

    ``names`` are all pages by path, with the names of their action: see ``page_names``.
    """

    actions: Mapping[str, Action]
    homes: Mapping[str, str]
    names: Mapping[str, frozenset[str]]
    folders: frozenset[str]
    is_checkout: bool

    @classmethod
    def of(cls, read: Catalog, tree: Tree, known: Mapping[str, str]) -> _Targets:
        found = [(one.folder, act) for one in read.services for act in one.actions]
        pages = () if tree.scope == "page" else tree.pages
        return cls(
            {action.wire: action for _, action in found},
            {action.wire: folder for folder, action in found},
            page_names.actions_of(read, known),
            frozenset(folder_of(page.path) for page in pages),
            tree.scope == "checkout",
        )

    def pages_of(self, overlay: Overlay) -> Iterator[str]:
        """Yield the pages of the actions in the product that an overlay is named after."""
        for wire, folder in self.homes.items():
            if overlay.is_for((folder,)):
                yield self.actions[wire].place.path


def _by_action(
    overlays: Iterable[Overlay], targets: _Targets
) -> dict[str, list[Correction]]:
    found: dict[str, list[Correction]] = defaultdict(list)
    for overlay in overlays:
        for correction in overlay.corrections:
            if correction.action in targets.actions:
                found[correction.action].append(correction)
    return found


def _considered(overlay: Overlay, targets: _Targets) -> Iterator[Fault]:
    """Yield what is wrong with a file as far as that concerns what was read."""
    is_for_us = targets.is_checkout or overlay.is_for(targets.folders)
    for fault in overlay.faults:
        if is_for_us or fault.action in targets.actions:
            yield fault


def _without_correction(overlay: Overlay, targets: _Targets) -> Iterator[str]:
    """Yield the pages of the actions that malformed corrections are about, or may be."""
    for fault in _considered(overlay, targets):
        if fault.action is None:
            yield from targets.pages_of(overlay)
        elif fault.action in targets.actions:
            yield targets.actions[fault.action].place.path


def _misplaced(overlay: Overlay, targets: _Targets) -> Iterator[Diagnostic]:
    """Yield the corrections that name nothing, or else that the file is not named after the product of its actions."""
    if overlay.is_for(targets.folders):
        for correction in overlay.corrections:
            if correction.part == "page":
                yield from _no_page(correction, targets)
            else:
                yield from _no_action(correction, targets)
    elif targets.is_checkout:
        homes = {
            targets.homes[wire] for wire in overlay.actions if wire in targets.homes
        }
        if homes:
            message = (
                f"there is no product {cells.quoted(overlay.service)}; "
                f"the actions are in {', '.join(sorted(homes))}"
            )
            yield Diagnostic(Place(overlay.path, 1), "D605", message)


def _no_action(correction: Correction, targets: _Targets) -> Iterator[Diagnostic]:
    """Yield that no page has the action; one that cannot be read cannot be corrected, and is no mistake."""
    if correction.action in targets.actions:
        return
    names = frozenset().union(*targets.names.values())
    if correction.action not in names:
        hint = likeness.hint(correction.action, sorted(names))
        message = f"there is no action {cells.quoted(correction.action)}{hint}"
        yield Diagnostic(correction.at("action"), "D601", message)


def _no_page(correction: Correction, targets: _Targets) -> Iterator[Diagnostic]:
    """Yield that no page has such a path, if all pages that may have it were read."""
    folder, inside, _ = correction.page.rpartition("/")
    is_read = any(fnmatchcase(one, folder) for one in targets.folders)
    paths = targets.names.keys()
    if (targets.is_checkout or not inside or is_read) and not any(
        path_patterns.matches(correction.page, path) for path in paths
    ):
        hint = path_patterns.hint(correction.page, paths)
        message = f"there is no page {cells.quoted(correction.page)}{hint}"
        yield Diagnostic(correction.at("page"), "D601", message)


def _hiding(
    overlays: Iterable[Overlay], results: Mapping[str, Corrected]
) -> Iterator[Correction]:
    """Yield the corrections that may hide pages: of actions that could be corrected, those that could be carried out."""
    for overlay in overlays:
        for correction in overlay.corrections:
            result = results.get(correction.action)
            if result is None or result.hidden_by is correction:
                yield correction


def _services(
    services: Iterable[Service], results: Mapping[str, Corrected]
) -> Iterator[Service]:
    for service in services:
        actions = (
            results[action.wire].action if action.wire in results else action
            for action in service.actions
        )
        yield replace(service, actions=tuple(actions))
