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
from typing import NamedTuple

from generator import likeness
from generator.catalog.catalog import Catalog, Hidden
from generator.catalog.corrected import Corrected, corrected
from generator.catalog.overlays import Correction, Fault, Overlay
from generator.diagnostics import Diagnostic
from generator.pages import cells
from generator.pages.sources import Tree
from generator.places import Place
from generator.schema import Action, Service


def apply(
    read: Catalog,
    tree: Tree,
    overlays: Sequence[Overlay],
    today: date,
    complete: Callable[[Action], Action] = lambda action: action,
) -> Catalog:
    """Return the catalog with its actions corrected; ``today`` decides which corrections have expired.

    ``complete`` loads the whole of an action of which only the head is loaded.

    ``uncorrected`` are then the pages of actions that lack a correction, since it is malformed, has expired, names
    nothing or changes nothing: their last good output is better than what they would give now.
    """
    known = _Known.of(read, tree)
    faults = [fault for one in overlays for fault in _considered(one, known)]
    lost = {page for one in overlays for page in _without_correction(one, known)}
    results = {
        wire: corrected(complete(known.actions[wire]), group, today)
        for wire, group in _by_action(overlays, known).items()
    }
    lost |= {one.action.place.path for one in results.values() if one.diagnostics}
    hidden = {wire: one.hidden_by for wire, one in results.items() if one.hidden_by}
    found = [
        *(fault.finding for fault in faults),
        *(finding for one in overlays for finding in _misplaced(one, known)),
        *(finding for one in results.values() for finding in one.diagnostics),
    ]
    done = (correction for one in results.values() for correction in one.applied)
    return replace(
        read,
        services=tuple(_services(read.services, results)),
        unlisted=tuple(wire for wire in read.unlisted if wire not in hidden),
        diagnostics=tuple(sorted((*read.diagnostics, *found))),
        uncorrected=frozenset(lost),
        corrections=tuple(sorted(done, key=lambda correction: correction.place)),
        hidden=tuple(
            Hidden(wire, known.actions[wire].place.path, by.reason)
            for wire, by in sorted(hidden.items())
        ),
    )


class _Known(NamedTuple):
    """What was read: the actions and their folders by wire name, and the folders that were read as a whole."""

    actions: Mapping[str, Action]
    homes: Mapping[str, str]
    folders: frozenset[str]
    is_checkout: bool

    @classmethod
    def of(cls, read: Catalog, tree: Tree) -> _Known:
        found = [(one.folder, act) for one in read.services for act in one.actions]
        pages = () if tree.scope == "page" else tree.pages
        return cls(
            {action.wire: action for _, action in found},
            {action.wire: folder for folder, action in found},
            frozenset(page.path.partition("/")[0] for page in pages),
            tree.scope == "checkout",
        )

    def pages_of(self, overlay: Overlay) -> Iterator[str]:
        """Yield the pages of the actions in the product that an overlay is named after."""
        for wire, folder in self.homes.items():
            if overlay.is_for((folder,)):
                yield self.actions[wire].place.path


def _by_action(
    overlays: Iterable[Overlay], known: _Known
) -> dict[str, list[Correction]]:
    found: dict[str, list[Correction]] = defaultdict(list)
    for overlay in overlays:
        for correction in overlay.corrections:
            if correction.action in known.actions:
                found[correction.action].append(correction)
    return found


def _considered(overlay: Overlay, known: _Known) -> Iterator[Fault]:
    """Yield what is wrong with a file as far as that concerns what was read."""
    is_for_us = known.is_checkout or overlay.is_for(known.folders)
    for fault in overlay.faults:
        if is_for_us or fault.action in known.actions:
            yield fault


def _without_correction(overlay: Overlay, known: _Known) -> Iterator[str]:
    """Yield the pages of the actions that malformed corrections are about, or may be."""
    for fault in _considered(overlay, known):
        if fault.action is None:
            yield from known.pages_of(overlay)
        elif fault.action in known.actions:
            yield known.actions[fault.action].place.path


def _misplaced(overlay: Overlay, known: _Known) -> Iterator[Diagnostic]:
    """Yield the corrections that name no action, or else that the file is not named after their product."""
    if overlay.is_for(known.folders):
        for correction in overlay.corrections:
            if correction.action not in known.actions:
                yield _no_action(correction, known)
    elif known.is_checkout:
        homes = {known.homes[wire] for wire in overlay.actions if wire in known.homes}
        if homes:
            message = (
                f"there is no product {cells.quoted(overlay.service)}; "
                f"the actions are in {', '.join(sorted(homes))}"
            )
            yield Diagnostic(Place(overlay.path, 1), "D605", message)


def _no_action(correction: Correction, known: _Known) -> Diagnostic:
    hint = likeness.hint(correction.action, known.actions)
    message = f"there is no action {cells.quoted(correction.action)}{hint}"
    return Diagnostic(correction.at("action"), "D601", message)


def _services(
    services: Iterable[Service], results: Mapping[str, Corrected]
) -> Iterator[Service]:
    for service in services:
        actions = [_result(action, results) for action in service.actions]
        kept = tuple(action for action in actions if action)
        if kept:
            yield replace(service, actions=kept)


def _result(action: Action, results: Mapping[str, Corrected]) -> Action | None:
    result = results.get(action.wire)
    if result is None:
        return action
    return None if result.hidden_by else result.action
