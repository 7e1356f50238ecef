"""Finds what changed in meaning between two runs: only actions whose inputs differ are read in full and compared."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from docs2sdk.cache import Cache
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.diff import comparison, snapshots
from docs2sdk.diff.comparison import Comparison
from docs2sdk.diff.snapshots import Snapshot
from docs2sdk.locations import file_of_path
from docs2sdk.pages import run_inputs
from docs2sdk.pages.page_cache import PageCache
from docs2sdk.pages.run_inputs import Inputs
from docs2sdk.schema import Service
from docs2sdk.targets.existing_names import ExistingNames


@dataclass(frozen=True)
class RunState:
    """What a run read: its inputs, and the catalog that it made of them."""

    inputs: Inputs
    catalog: Catalog


def find_changed_paths(old: Inputs, new: Inputs) -> frozenset[str]:
    """Return the paths of the pages and overlays that differ, as keys of the catalog."""
    before, after = dict(_identify_files(old)), dict(_identify_files(new))
    paths = {*before, *after}
    return frozenset(path for path in paths if before.get(path) != after.get(path))


def _identify_files(inputs: Inputs) -> Iterator[tuple[str, tuple[int, str]]]:
    base, digests = inputs.file_tree.base, inputs.page_digests
    for file in inputs.file_tree.files:
        content = digests.get(file.path) or str(file.data)
        yield file.path, (base.find_number(file.path), content)
    for overlay in inputs.overlays:
        content = run_inputs.digest_overlay(overlay) or str(overlay)
        yield run_inputs.get_overlay_path(overlay), (0, content)


def compare_runs(old: RunState, new: RunState, names: ExistingNames) -> Comparison:
    """Return the changes in meaning from one run to the next; ``names`` are the Python names that the client has."""
    touched = _find_touched_actions(old, new)
    changed = find_changed_paths(old.inputs, new.inputs)
    before = _make_snapshot(old, touched, changed, names)
    after = _make_snapshot(new, touched, changed, names)
    return comparison.compare_snapshots(before, after)


def _find_touched_actions(old: RunState, new: RunState) -> frozenset[str]:
    """Return the names of the actions that may differ; all of a product if one moved, which may be the product's renaming."""
    before, after = dict(_identify_actions(old)), dict(_identify_actions(new))
    names = before.keys() | after.keys()
    touched = {name for name in names if before.get(name) != after.get(name)}
    shadowed = {*old.catalog.shadowed} ^ {*new.catalog.shadowed}
    touched |= {page.action for page in shadowed}
    folders = _find_folders(old.catalog), _find_folders(new.catalog)
    moved_folders = {
        side[name]
        for name in touched & folders[0].keys() & folders[1].keys()
        for side in folders
        if folders[0][name] != folders[1][name]
    }
    for side in folders:
        touched |= {name for name, folder in side.items() if folder in moved_folders}
    return frozenset(touched)


def _identify_actions(state: RunState) -> Iterator[tuple[str, object]]:
    """Yield the name of each action with all that decides what it means."""
    corrected = {correction.action for correction in state.catalog.corrections}
    digests = state.inputs.page_digests
    for service in state.catalog.services:
        for action in service.actions:
            location, whole = action.location, action.name in corrected and action
            digest = digests[location.file]
            yield action.name, (location.path, digest, action.in_index, whole)


def _find_folders(catalog: Catalog) -> Mapping[str, str]:
    return {
        action.name: service.folder
        for service in catalog.services
        for action in service.actions
    }


def _make_snapshot(
    state: RunState,
    touched: Collection[str],
    changed: Collection[str],
    names: ExistingNames,
) -> Snapshot:
    """Return a snapshot with the touched actions only, and with the errors of changed pages only."""
    services = tuple(_complete_services(state, touched))
    tree, catalog = state.inputs.tree, replace(state.catalog, services=services)
    prefix = os.path.relpath(tree.base.first).replace(os.sep, "/")
    snapshot = snapshots.from_catalog(catalog, tree, f"{prefix}/")
    unparsable = {
        path: errors
        for path, errors in snapshot.unparsable.items()
        if file_of_path(path) in changed
    }
    return replace(snapshot, unparsable=unparsable, names=names)


def _complete_services(state: RunState, touched: Collection[str]) -> Iterator[Service]:
    """Yield all services, with their touched actions in full."""
    pages = PageCache(state.inputs, Cache())
    for service in state.catalog.services:
        actions = (action for action in service.actions if action.name in touched)
        yield replace(service, actions=tuple(map(pages.load_full_action, actions)))
