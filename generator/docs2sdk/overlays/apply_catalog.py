"""Apply overlays to a catalog: each correction to its action, in whichever product that is.

The name of a file says which product it is for; only if that product was read, an action that does not exist is an
error.  Corrections for products and actions that were not read are ignored, so that one folder of overlays serves a whole
checkout as well as the folder of a single product.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase
from typing import NamedTuple

from docs2sdk.catalog.catalog import Catalog
from docs2sdk.catalog.page_action_names import find_names_by_page
from docs2sdk.catalog.page_removal import remove_pages
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.message_text import did_you_mean
from docs2sdk.overlays import apply_action
from docs2sdk.overlays.apply_action import CorrectedAction, correct_action
from docs2sdk.overlays.hidden_pages import find_hidden_pages
from docs2sdk.overlays.overlay_files import Correction, Overlay, OverlayFault
from docs2sdk.pages import cells, path_patterns
from docs2sdk.pages.checkout_layout import product_folder
from docs2sdk.pages.page_sources import SourceTree
from docs2sdk.schema import Action, Service


def correct_catalog(
    catalog: Catalog,
    tree: SourceTree,
    overlays: Sequence[Overlay],
    today: date,
    previous_actions: Mapping[str, str] | None = None,
    load_action: Callable[[Action], Action] = lambda action: action,
) -> Catalog:
    """Return the catalog with its actions corrected, and without hidden pages and their diagnostics.

    ``today`` decides which corrections have expired.  ``previous_actions`` (path → action) are those of the last run, for
    pages that cannot be read any more; ``load_action`` completes an action that is loaded in part only.

    ``uncorrected`` of the result are the pages of actions with a correction that is malformed, has expired, or has no
    target or effect: their last good output is better than what they would give now.
    """
    targets = _Targets.of_catalog(catalog, tree, previous_actions or {})
    builtin = [overlay for overlay in overlays if overlay.is_builtin]
    overlays = [overlay for overlay in overlays if not overlay.is_builtin]
    faults = [fault for item in overlays for fault in _find_faults(item, targets)]
    results = _correct_actions(overlays, builtin, targets, today, load_action)
    hiding = _find_page_corrections(overlays, results)
    hidden = find_hidden_pages(hiding, targets.names, today)
    diagnostics = [
        *(fault.diagnostic for fault in faults),
        *(
            diagnostic
            for item in overlays
            for diagnostic in _check_targets(item, targets)
        ),
        *(
            diagnostic
            for result in results.values()
            for diagnostic in result.diagnostics
        ),
        *hidden.diagnostics,
    ]
    applied = [item for result in results.values() for item in result.applied]
    applied += [item for item in hidden.applied if item.action not in results]
    changed = replace(
        catalog,
        services=tuple(_replace_actions(catalog.services, results)),
        diagnostics=tuple(
            sorted((*_drop_encoded(catalog.diagnostics, results), *diagnostics))
        ),
        uncorrected=frozenset(_find_uncorrected(overlays, targets, results)),
        corrections=tuple(sorted(applied, key=lambda correction: correction.location)),
        hidden=tuple(page for _, page in sorted(hidden.pages.items())),
    )
    return remove_pages(changed, hidden.pages)


def _correct_actions(
    overlays: Iterable[Overlay],
    builtin: Iterable[Overlay],
    targets: _Targets,
    today: date,
    load_action: Callable[[Action], Action],
) -> dict[str, CorrectedAction]:
    """Return the corrected actions by name; the built-in overlays come last."""
    results = {
        wire: correct_action(load_action(targets.actions[wire]), corrections, today)
        for wire, corrections in _group_by_action(overlays, targets).items()
    }
    for wire, corrections in _group_by_action(builtin, targets).items():
        action = load_action(targets.actions[wire])
        result = results.get(wire, CorrectedAction(action, (), None, ()))
        results[wire] = apply_action.apply_builtin(result, corrections, today)
    return results


def _drop_encoded(
    diagnostics: Iterable[Diagnostic], results: Mapping[str, CorrectedAction]
) -> Iterator[Diagnostic]:
    """Yield the diagnostics without those about parameters in base64 of which a correction says who encodes them."""
    decided = {
        location
        for result in results.values()
        for location in apply_action.locate_encodings(result)
    }
    for diagnostic in diagnostics:
        if diagnostic.code != "D221" or diagnostic.location not in decided:
            yield diagnostic


class _Targets(NamedTuple):
    """What corrections may change: actions, and the folders of those, by wire name; products that were read completely.

    ``names`` are the names of each page's action, by path: see ``page_action_names``.
    """

    actions: Mapping[str, Action]
    action_folders: Mapping[str, str]
    names: Mapping[str, frozenset[str]]
    read_folders: frozenset[str]
    is_checkout: bool

    @classmethod
    def of_catalog(
        cls, catalog: Catalog, tree: SourceTree, previous_actions: Mapping[str, str]
    ) -> _Targets:
        pages = () if tree.scope == "page" else tree.pages
        return cls(
            {
                action.name: action
                for service in catalog.services
                for action in service.actions
            },
            {
                action.name: service.folder
                for service in catalog.services
                for action in service.actions
            },
            find_names_by_page(catalog, previous_actions),
            frozenset(product_folder(page.path) for page in pages),
            tree.scope == "checkout",
        )

    def find_pages(self, overlay: Overlay) -> Iterator[str]:
        """Yield the pages of the actions in the product that an overlay is named after."""
        for wire, folder in self.action_folders.items():
            if overlay.is_for_folders((folder,)):
                yield self.actions[wire].location.path


def _group_by_action(
    overlays: Iterable[Overlay], targets: _Targets
) -> dict[str, list[Correction]]:
    groups: dict[str, list[Correction]] = defaultdict(list)
    for overlay in overlays:
        for correction in overlay.corrections:
            if correction.action in targets.actions:
                groups[correction.action].append(correction)
    return groups


def _find_uncorrected(
    overlays: Iterable[Overlay],
    targets: _Targets,
    results: Mapping[str, CorrectedAction],
) -> Iterator[str]:
    """Yield the pages of the actions of which a correction could not be applied."""
    for overlay in overlays:
        yield from _find_faulty_pages(overlay, targets)
    for result in results.values():
        if result.diagnostics:
            yield result.action.location.path


def _find_faults(overlay: Overlay, targets: _Targets) -> Iterator[OverlayFault]:
    """Yield the faults of a file that concern the pages that were read."""
    is_relevant = targets.is_checkout or overlay.is_for_folders(targets.read_folders)
    for fault in overlay.faults:
        if is_relevant or fault.action in targets.actions:
            yield fault


def _find_faulty_pages(overlay: Overlay, targets: _Targets) -> Iterator[str]:
    """Yield the pages of the actions that malformed corrections change; all of the product if the action is unknown."""
    for fault in _find_faults(overlay, targets):
        if fault.action is None:
            yield from targets.find_pages(overlay)
        elif fault.action in targets.actions:
            yield targets.actions[fault.action].location.path


def _check_targets(overlay: Overlay, targets: _Targets) -> Iterator[Diagnostic]:
    """Yield corrections without target; of an overlay named after no product, in which product its actions are."""
    if overlay.is_for_folders(targets.read_folders):
        for correction in overlay.corrections:
            if correction.target_kind == "page":
                yield from _check_page(correction, targets)
            else:
                yield from _check_action(correction, targets)
    elif targets.is_checkout:
        folder_of_action = targets.action_folders
        names = overlay.actions & folder_of_action.keys()
        folders = sorted({folder_of_action[name] for name in names})
        if folders:
            message = (
                f"there is no product {cells.quote(overlay.service)}; "
                f"the actions are in {', '.join(folders)}"
            )
            yield Diagnostic(Location(overlay.path, 1), "D605", message)


def _check_action(correction: Correction, targets: _Targets) -> Iterator[Diagnostic]:
    """Yield a diagnostic if no page names the action; an action whose page cannot be read exists, and is ignored."""
    if correction.action in targets.actions:
        return
    names = frozenset().union(*targets.names.values())
    if correction.action not in names:
        hint = did_you_mean(correction.action, sorted(names))
        message = f"there is no action {cells.quote(correction.action)}{hint}"
        yield Diagnostic(correction.locate_key("action"), "D601", message)


def _check_page(correction: Correction, targets: _Targets) -> Iterator[Diagnostic]:
    """Yield a diagnostic if no page has such a path, and all pages that may have it were read."""
    pattern, slash, _ = correction.page_pattern.rpartition("/")
    is_read = any(fnmatchcase(folder, pattern) for folder in targets.read_folders)
    paths = targets.names.keys()
    if (targets.is_checkout or not slash or is_read) and not any(
        path_patterns.matches_path(correction.page_pattern, path) for path in paths
    ):
        hint = path_patterns.suggest_path(correction.page_pattern, paths)
        message = f"there is no page {cells.quote(correction.page_pattern)}{hint}"
        yield Diagnostic(correction.locate_key("page"), "D601", message)


def _find_page_corrections(
    overlays: Iterable[Overlay], results: Mapping[str, CorrectedAction]
) -> Iterator[Correction]:
    """Yield the corrections that may hide pages: those of unread actions and of pages, and those that hid their action."""
    for overlay in overlays:
        for correction in overlay.corrections:
            result = results.get(correction.action)
            if result is None or result.hidden_by is correction:
                yield correction


def _replace_actions(
    services: Iterable[Service], results: Mapping[str, CorrectedAction]
) -> Iterator[Service]:
    for service in services:
        actions = (
            results[action.name].action if action.name in results else action
            for action in service.actions
        )
        yield replace(service, actions=tuple(actions))
