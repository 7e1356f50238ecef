"""Two snapshots → every change between them, once: what appeared, went and moved, and what changed where it stayed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docs2sdk.drift import actions, matching, products
from docs2sdk.drift.actions import Member
from docs2sdk.drift.changes import Change
from docs2sdk.drift.rules import RULES
from docs2sdk.drift.snapshots import Snapshot
from docs2sdk.pages.layout import folder_of
from docs2sdk.places import Place


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from the old pages to the new ones, worst first; ``silent`` are pages whose changes mean nothing."""

    old: Snapshot
    new: Snapshot
    changes: tuple[Change, ...]
    silent: tuple[str, ...]

    def at(self, change: Change) -> Place:
        """Return where to look for a change, from where the reader stands or from the top of a repository."""
        return (self.new if change.new else self.old).at(change.place)


def compare(old: Snapshot, new: Snapshot) -> Comparison:
    """Compare two snapshots; neither is changed."""
    found = changes(old, new)
    return Comparison(old, new, found, _silent(old, new, found))


def changes(old: Snapshot, new: Snapshot) -> tuple[Change, ...]:
    """Return what changed, worst first."""
    unclear = {
        path
        for path in {*old.unclear, *new.unclear}
        if _differs(path, old, new) and not _is_alone(path, old, new)
    }
    matched = matching.match(_clear(old, new, unclear), _clear(new, old, unclear))
    same = (*matched.pairs, *matched.renamed)
    found = [
        *_unclear(old, new, unclear),
        *matching.changes(matched, old.is_page and new.is_page),
        *products.compare(old, new, matched.homes),
        *(change for pair in same for change in actions.compare(*pair)),
    ]
    return tuple(sorted(found, key=lambda change: change.order))


def _silent(old: Snapshot, new: Snapshot, found: tuple[Change, ...]) -> tuple[str, ...]:
    """Return the pages in both that read otherwise and for which nothing is reported."""
    told = {
        place.path for change in found for place in (change.old, change.new) if place
    }
    differing = (
        path
        for path, text in new.texts.items()
        if path in old.texts and old.texts[path] != text
    )
    return tuple(sorted(path for path in differing if path not in told))


def _differs(path: str, old: Snapshot, new: Snapshot) -> bool:
    """Whether a page changed, so far as that can be told: one that cannot be read may have."""
    before, after = old.texts.get(path), new.texts.get(path)
    return before is None or before != after


def _is_alone(path: str, old: Snapshot, new: Snapshot) -> bool:
    """Whether a page came or went, and its action with it or none: whatever is wrong with it, that is clear."""
    sides = [one for one in (old, new) if path in one.texts or path in one.unclear]
    if len(sides) != 1:
        return False
    (here,) = sides
    other = _members(new if here is old else old)
    wires = [
        wire
        for wire, member in _members(here).items()
        if member.action.place.path == path
    ]
    is_copy = any(copy.path == path for copy in here.copies)
    return is_copy or any(wire not in other for wire in wires)


def _members(snapshot: Snapshot) -> dict[str, Member]:
    return {
        action.wire: Member(service.folder, action, snapshot.names)
        for service in snapshot.services
        for action in service.actions
    }


def _clear(one: Snapshot, other: Snapshot, unclear: set[str]) -> dict[str, Member]:
    """Return the actions of one snapshot but for those of unclear pages, there or in the other."""
    lost = {
        wire
        for snapshot in (one, other)
        for wire, member in _members(snapshot).items()
        if member.action.place.path in unclear
    }
    return {wire: member for wire, member in _members(one).items() if wire not in lost}


def _unclear(old: Snapshot, new: Snapshot, paths: set[str]) -> Iterator[Change]:
    """Yield the pages that changed and cannot be compared, each with its first error."""
    wires = {
        member.action.place.path: wire
        for snapshot in (old, new)
        for wire, member in _members(snapshot).items()
    }
    for path in sorted(paths):
        before, after = _reason(old, path), _reason(new, path)
        finding = (new.unclear.get(path) or old.unclear[path])[0]
        is_new = path in new.unclear
        yield Change(
            rule=RULES["page-unclear"],
            level=RULES["page-unclear"].level,
            service=folder_of(path) or path,
            action=wires.get(path, ""),
            side="",
            path=path,
            old=None if is_new else finding.place,
            new=finding.place if is_new else None,
            before=before,
            after=after or f"before, {before}",
            python=RULES["page-unclear"].python,
        )


def _reason(snapshot: Snapshot, path: str) -> str:
    found = snapshot.unclear.get(path)
    return f"{found[0].code} {found[0].message}" if found else ""
