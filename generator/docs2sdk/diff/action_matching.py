"""Match the actions of two snapshots, and find which were added, removed, moved and renamed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from docs2sdk.diff import action_changes, action_similarity, python_symbols
from docs2sdk.diff.action_changes import ActionVersion, action_change
from docs2sdk.diff.changes import Change
from docs2sdk.diff.rules import RULES

# By the API's name.
ActionVersions: TypeAlias = Mapping[str, ActionVersion]
Pairs: TypeAlias = tuple[tuple[ActionVersion, ActionVersion], ...]

# More than one candidate is none, so that there is no need to look at many.
_MAX_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class ActionMatching:
    """The actions of two snapshots as pairs (old, new), and those without a partner.

    ``pairs`` have the same name; ``renamed`` pairs have nearly the same definition.  ``renamed_services`` maps old folders to
    new ones.
    """

    pairs: Pairs
    renamed: Pairs
    removed: tuple[ActionVersion, ...]
    added: tuple[ActionVersion, ...]
    renamed_services: Mapping[str, str]


def match_actions(old: ActionVersions, new: ActionVersions) -> ActionMatching:
    """Match actions by name; the rest by their definitions, in the same service or in one that was renamed."""
    pairs = tuple((version, new[name]) for name, version in old.items() if name in new)
    removed = [version for name, version in old.items() if name not in new]
    added = [version for name, version in new.items() if name not in old]
    scopes = _Scopes.read(old, new, pairs)
    renamed = tuple(_match_renamed(removed, added, scopes))
    old_names = {before.action.name for before, _ in renamed}
    new_names = {after.action.name for _, after in renamed}
    return ActionMatching(
        pairs,
        renamed,
        tuple(version for version in removed if version.action.name not in old_names),
        tuple(version for version in added if version.action.name not in new_names),
        _find_renamed_services(old, new, (*pairs, *renamed)),
    )


@dataclass(frozen=True, slots=True)
class _Scopes:
    """Where a renamed action of a service may be now: ``renamed_services`` as far as names tell, ``gone`` and ``new`` ones."""

    renamed_services: Mapping[str, str]
    gone: frozenset[str]
    new: frozenset[str]

    @classmethod
    def read(cls, old: ActionVersions, new: ActionVersions, pairs: Pairs) -> _Scopes:
        old_services = {version.service for version in old.values()}
        new_services = {version.service for version in new.values()}
        return cls(
            _find_renamed_services(old, new, pairs),
            frozenset(old_services - new_services),
            frozenset(new_services - old_services),
        )

    def contain(self, old: ActionVersion, new: ActionVersion) -> bool:
        """Whether both actions are in the same service, or in two that may be versions of one."""
        if old.service in self.renamed_services:
            return self.renamed_services[old.service] == new.service
        is_renamed = old.service in self.gone and new.service in self.new
        return old.service == new.service or is_renamed


def _match_renamed(
    removed: Sequence[ActionVersion], added: Sequence[ActionVersion], scopes: _Scopes
) -> Iterator[tuple[ActionVersion, ActionVersion]]:
    """Yield the pairs of which each is the only candidate of the other: on the same page, or else by what it does."""
    # No action has the name of an old and of a new one.
    matched: set[str] = set()
    for list_keys, are_same in (
        (_list_page, _are_same_on_page),
        (_list_identities, _are_similar),
    ):
        old_left, new_left = (
            [version for version in side if version.action.name not in matched]
            for side in (removed, added)
        )
        pairs = [
            (old, new)
            for old, new in _find_candidates(old_left, new_left, list_keys)
            if scopes.contain(old, new) and are_same(old, new)
        ]
        counts = Counter(version.action.name for pair in pairs for version in pair)
        for pair in pairs:
            names = {version.action.name for version in pair}
            if all(counts[name] == 1 for name in names):
                matched |= names
                yield pair


def _find_candidates(
    removed: Sequence[ActionVersion],
    added: Sequence[ActionVersion],
    list_keys: Callable[[ActionVersion], Iterable[Hashable]],
) -> Pairs:
    """Return the pairs that share a key; a key that many share tells nothing."""
    by_key: dict[Hashable, list[ActionVersion]] = defaultdict(list)
    for version in added:
        for key in list_keys(version):
            by_key[key].append(version)
    pairs = {
        (old.action.name, new.action.name): (old, new)
        for old in removed
        for key in list_keys(old)
        for new in by_key.get(key, ())[:_MAX_CANDIDATES]
    }
    return tuple(pairs.values())


def _list_page(version: ActionVersion) -> Iterable[Hashable]:
    return (version.action.location.file,)


def _list_identities(version: ActionVersion) -> Iterable[Hashable]:
    return action_similarity.list_identities(version.action)


def _are_same_on_page(old: ActionVersion, new: ActionVersion) -> bool:
    """Whether two actions of one page have the same definition, or are similar."""
    changes = action_changes.find_action_changes(old, new)
    is_equal = all(
        change.level == "docs" or change.rule.id.endswith("-python-name-changed")
        for change in changes
    )
    shared = {*_list_identities(old)} & {*_list_identities(new)}
    return is_equal or (bool(shared) and _are_similar(old, new))


def _are_similar(old: ActionVersion, new: ActionVersion) -> bool:
    return action_similarity.have_similar_tables(old.action, new.action)


def _find_renamed_services(
    old: ActionVersions, new: ActionVersions, pairs: Pairs
) -> dict[str, str]:
    """Return the services whose folder is gone and most of whose remaining actions are in one new folder."""
    new_folders: dict[str, Counter[str]] = defaultdict(Counter)
    for before, after in pairs:
        new_folders[before.service][after.service] += 1
    old_services = {version.service for version in old.values()}
    new_services = {version.service for version in new.values()}
    renamed = {}
    for folder, counts in new_folders.items():
        new_folder, count = counts.most_common(1)[0]
        is_most = 2 * count > counts.total()
        if is_most and folder not in new_services and new_folder not in old_services:
            renamed[folder] = new_folder
    return renamed


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
        if renamed_services.get(before.service) != after.service:
            folders = before.service, after.service
            yield action_change("action-moved", before, after, *folders)
    elif before.action.location.path != after.action.location.path:
        paths = before.action.location.path, after.action.location.path
        yield action_change("page-renamed", before, after, *paths)


def _find_service_changes(matching: ActionMatching) -> Iterator[Change]:
    rule = RULES["service-renamed"]
    for old_folder, new_folder in sorted(matching.renamed_services.items()):
        pairs = (*matching.pairs, *matching.renamed)
        moved = [pair for pair in pairs if pair[0].service == old_folder]
        before, after = min(moved, key=lambda pair: pair[1].action.location)
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
            old_symbol=python_symbols.service_symbol(old_folder, before.names),
            new_symbol=python_symbols.service_symbol(new_folder, after.names),
        )
