"""Compare two snapshots of the documentation: every change between them, each once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from docs2sdk.diff import action_changes, action_matching, product_changes
from docs2sdk.diff.action_changes import ActionVersion
from docs2sdk.diff.changes import Change
from docs2sdk.diff.rules import RULES
from docs2sdk.diff.snapshots import Snapshot
from docs2sdk.locations import Location, file_of_path
from docs2sdk.pages.checkout_layout import product_folder


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two snapshots and the changes between them, worst first.

    ``equivalent_pages`` are pages whose text changed and whose meaning did not.
    """

    old: Snapshot
    new: Snapshot
    changes: tuple[Change, ...]
    equivalent_pages: tuple[str, ...]

    def locate(self, change: Change) -> Location:
        """Return the place of a change, relative to the working directory or to the top of a repository."""
        return (self.new if change.new else self.old).locate(change.location)


def compare_snapshots(old: Snapshot, new: Snapshot) -> Comparison:
    """Compare two snapshots."""
    changes = find_changes(old, new)
    return Comparison(old, new, changes, _find_equivalent_pages(old, new, changes))


def find_changes(old: Snapshot, new: Snapshot) -> tuple[Change, ...]:
    """Return the changes between two snapshots, worst first."""
    unparsable = {
        path
        for path in {*old.unparsable, *new.unparsable}
        if _may_differ(path, old, new) and not _is_added_or_removed(path, old, new)
    }
    before, after = _drop_equal_services(old, new)
    matching = action_matching.match_actions(
        _list_comparable(before, after, unparsable),
        _list_comparable(after, before, unparsable),
    )
    changes = [
        *_find_unparsable_pages(old, new, unparsable),
        *action_matching.find_matching_changes(matching, old.is_page and new.is_page),
        *product_changes.find_product_changes(old, new, matching.renamed_services),
    ]
    for before_action, after_action in (*matching.pairs, *matching.renamed):
        if before_action != after_action:
            changes += action_changes.find_action_changes(before_action, after_action)
    return tuple(sorted(changes, key=lambda change: change.sort_key))


def _drop_equal_services(old: Snapshot, new: Snapshot) -> tuple[Snapshot, Snapshot]:
    """Return the snapshots without the services that are the same in both: most are, from one commit to the next."""
    services = {service.folder: service for service in old.services}
    equal = {
        service.folder
        for service in new.services
        if services.get(service.folder) == service and old.names is new.names
    }
    return _drop_services(old, equal), _drop_services(new, equal)


def _drop_services(snapshot: Snapshot, folders: set[str]) -> Snapshot:
    kept = (each for each in snapshot.services if each.folder not in folders)
    return replace(snapshot, services=tuple(kept))


def _find_equivalent_pages(
    old: Snapshot, new: Snapshot, changes: tuple[Change, ...]
) -> tuple[str, ...]:
    """Return the pages in both snapshots with different texts and no change."""
    changed = {
        location.file
        for change in changes
        for location in (change.old, change.new)
        if location
    }
    differing = (
        path
        for path, text in new.texts.items()
        if path in old.texts and old.texts[path] != text
    )
    return tuple(sorted(path for path in differing if path not in changed))


def _may_differ(path: str, old: Snapshot, new: Snapshot) -> bool:
    """Whether a page changed, or may have changed because it cannot be read."""
    before, after = (each.texts.get(file_of_path(path)) for each in (old, new))
    return before is None or before != after


def _is_added_or_removed(path: str, old: Snapshot, new: Snapshot) -> bool:
    """Whether a page is in one snapshot only, and its action, too: then its errors do not matter."""
    snapshots = [
        snapshot
        for snapshot in (old, new)
        if file_of_path(path) in snapshot.texts or path in snapshot.unparsable
    ]
    if len(snapshots) != 1:
        return False
    (snapshot,) = snapshots
    counterparts = _list_actions(new if snapshot is old else old)
    names = [
        name
        for name, version in _list_actions(snapshot).items()
        if version.action.location.path == path
    ]
    is_duplicate = any(page.path == path for page in snapshot.duplicates)
    return is_duplicate or any(name not in counterparts for name in names)


def _list_actions(snapshot: Snapshot) -> dict[str, ActionVersion]:
    return {
        action.name: ActionVersion(service.folder, action, snapshot.names)
        for service in snapshot.services
        for action in service.actions
    }


def _list_comparable(
    snapshot: Snapshot, counterpart: Snapshot, unparsable: set[str]
) -> dict[str, ActionVersion]:
    """Return the actions of a snapshot without those whose page is unparsable in either snapshot."""
    lost = {
        name
        for side in (snapshot, counterpart)
        for name, version in _list_actions(side).items()
        if version.action.location.path in unparsable
    }
    actions = _list_actions(snapshot)
    return {name: version for name, version in actions.items() if name not in lost}


def _find_unparsable_pages(
    old: Snapshot, new: Snapshot, paths: set[str]
) -> Iterator[Change]:
    """Yield the changed pages that cannot be compared, each with its first error."""
    names = {
        version.action.location.path: name
        for snapshot in (old, new)
        for name, version in _list_actions(snapshot).items()
    }
    rule = RULES["page-unparsable"]
    for path in sorted(paths):
        before, after = _first_error(old, path), _first_error(new, path)
        error = (new.unparsable.get(path) or old.unparsable[path])[0]
        is_new = path in new.unparsable
        yield Change(
            rule=rule,
            level=rule.level,
            service=product_folder(path),
            action=names.get(path, ""),
            payload="",
            path=path,
            old=None if is_new else error.location,
            new=error.location if is_new else None,
            before=before,
            after=after or f"old version: {before}",
        )


def _first_error(snapshot: Snapshot, path: str) -> str:
    errors = snapshot.unparsable.get(path)
    return f"{errors[0].code} {errors[0].message}" if errors else ""
