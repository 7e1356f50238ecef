"""Match the actions of two snapshots, and find which were added, removed, moved and renamed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from docs2sdk.diff import action_changes, python_symbols
from docs2sdk.diff.action_changes import ActionVersion, action_change
from docs2sdk.diff.changes import Change, describe_python_effect
from docs2sdk.diff.rules import RULES

# By the API's name.
ActionVersions: TypeAlias = Mapping[str, ActionVersion]
Pairs: TypeAlias = tuple[tuple[ActionVersion, ActionVersion], ...]


@dataclass(frozen=True, slots=True)
class ActionMatching:
    """The actions of two snapshots as pairs (old, new), and those without a partner.

    ``pairs`` have the same name; ``renamed`` pairs have the same page and the same definition.  ``renamed_services`` maps
    old folders to new ones.
    """

    pairs: Pairs
    renamed: Pairs
    removed: tuple[ActionVersion, ...]
    added: tuple[ActionVersion, ...]
    renamed_services: Mapping[str, str]


def match_actions(old: ActionVersions, new: ActionVersions) -> ActionMatching:
    """Match actions by name; the rest by page, if its definition is the same."""
    pairs = tuple((version, new[name]) for name, version in old.items() if name in new)
    removed = [version for name, version in old.items() if name not in new]
    added = [version for name, version in new.items() if name not in old]
    renamed = tuple(_match_renamed(removed, added))
    old_names = {before.action.name for before, _ in renamed}
    new_names = {after.action.name for _, after in renamed}
    return ActionMatching(
        pairs,
        renamed,
        tuple(version for version in removed if version.action.name not in old_names),
        tuple(version for version in added if version.action.name not in new_names),
        _find_renamed_services(old, new, pairs),
    )


def _match_renamed(
    removed: list[ActionVersion], added: list[ActionVersion]
) -> Iterator[tuple[ActionVersion, ActionVersion]]:
    by_file: dict[str, list[ActionVersion]] = defaultdict(list)
    for version in added:
        by_file[version.action.location.file].append(version)
    for version in removed:
        candidates = by_file[version.action.location.file]
        same = next((each for each in candidates if _is_same(version, each)), None)
        if same:
            candidates.remove(same)
            yield version, same


def _is_same(old: ActionVersion, new: ActionVersion) -> bool:
    """Whether two actions have the same definition."""
    return all(
        change.level == "docs"
        for change in action_changes.find_action_changes(old, new)
    )


def _find_renamed_services(
    old: ActionVersions, new: ActionVersions, pairs: Pairs
) -> dict[str, str]:
    """Return the services whose folder is gone and whose remaining actions are all in one new folder."""
    new_folders: dict[str, set[str]] = defaultdict(set)
    for before, after in pairs:
        new_folders[before.service].add(after.service)
    old_services = {version.service for version in old.values()}
    new_services = {version.service for version in new.values()}
    return {
        folder: next(iter(folders))
        for folder, folders in new_folders.items()
        if len(folders) == 1
        and folder not in new_services
        and not folders & old_services
    }


def find_matching_changes(
    matching: ActionMatching, are_pages: bool
) -> Iterator[Change]:
    """Yield the added, removed, moved and renamed actions.  For two single pages (``are_pages``) paths are not compared."""
    for version in matching.removed:
        yield action_change("action-removed", version, None)
    for version in matching.added:
        yield action_change("action-added", None, version)
    for before, after in matching.renamed:
        names = before.action.name, after.action.name
        yield action_change("action-renamed", before, after, *names)
    if not are_pages:
        for before, after in matching.pairs:
            yield from _compare_paths(before, after, matching.renamed_services)
        yield from _find_service_changes(matching)


def _compare_paths(
    before: ActionVersion, after: ActionVersion, renamed_services: Mapping[str, str]
) -> Iterator[Change]:
    if before.service != after.service:
        if before.service not in renamed_services:
            folders = before.service, after.service
            yield action_change("action-moved", before, after, *folders)
    elif before.action.location.path != after.action.location.path:
        paths = before.action.location.path, after.action.location.path
        yield action_change("page-renamed", before, after, *paths)


def _find_service_changes(matching: ActionMatching) -> Iterator[Change]:
    rule = RULES["service-renamed"]
    for old_folder, new_folder in sorted(matching.renamed_services.items()):
        moved = [pair for pair in matching.pairs if pair[0].service == old_folder]
        before, after = min(moved, key=lambda pair: pair[1].action.location)
        symbols = (
            python_symbols.service_symbol(old_folder, before.names),
            python_symbols.service_symbol(new_folder, after.names),
        )
        yield Change(
            rule=rule,
            level=rule.level,
            service=new_folder,
            action="",
            payload="",
            path=old_folder,
            old=before.action.location,
            new=after.action.location,
            before=old_folder,
            after=new_folder,
            python=describe_python_effect(rule.id, *symbols, old_folder, new_folder),
        )
