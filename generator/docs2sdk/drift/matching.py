"""Which action of the old pages is which of the new ones, and what came, went and moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from docs2sdk.drift import actions, symbols
from docs2sdk.drift.actions import Member, told
from docs2sdk.drift.changes import Change, in_python
from docs2sdk.drift.rules import RULES

Members = Mapping[str, Member]
Pairs = tuple[tuple[Member, Member], ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """``pairs`` have one name, ``renamed`` one page and one definition; ``homes`` are renamed products, old to new."""

    pairs: Pairs
    renamed: Pairs
    removed: tuple[Member, ...]
    added: tuple[Member, ...]
    homes: Mapping[str, str]


def match(old: Members, new: Members) -> Matching:
    """Match actions by name; what is left over, by its page, if that defines what it did."""
    pairs = tuple((member, new[wire]) for wire, member in old.items() if wire in new)
    removed = [member for wire, member in old.items() if wire not in new]
    added = [member for wire, member in new.items() if wire not in old]
    renamed = tuple(_renamed(removed, added))
    gone = {before.action.wire for before, _ in renamed}
    come = {after.action.wire for _, after in renamed}
    return Matching(
        pairs,
        renamed,
        tuple(member for member in removed if member.action.wire not in gone),
        tuple(member for member in added if member.action.wire not in come),
        _homes(old, new, pairs),
    )


def _renamed(
    removed: list[Member], added: list[Member]
) -> Iterator[tuple[Member, Member]]:
    by_path = {member.action.place.path: member for member in added}
    for member in removed:
        other = by_path.get(member.action.place.path)
        if other and all(
            change.level == "docs" for change in actions.compare(member, other)
        ):
            yield member, other


def _homes(old: Members, new: Members, pairs: Pairs) -> dict[str, str]:
    """Return the products that were renamed: every action that is left of one is in one that was not there."""
    moved: dict[str, set[str]] = defaultdict(set)
    for before, after in pairs:
        moved[before.service].add(after.service)
    were = {member.service for member in old.values()}
    are = {member.service for member in new.values()}
    return {
        folder: next(iter(homes))
        for folder, homes in moved.items()
        if len(homes) == 1 and folder not in are and not homes & were
    }


def changes(matching: Matching, are_pages: bool) -> Iterator[Change]:
    """Yield what came, went, moved and was renamed; of a single page (``are_pages``) nobody asks where it is kept."""
    for member in matching.removed:
        yield told("action-removed", member, None)
    for member in matching.added:
        yield told("action-added", None, member)
    for before, after in matching.renamed:
        yield told(
            "action-renamed", before, after, before.action.wire, after.action.wire
        )
    if not are_pages:
        for before, after in matching.pairs:
            yield from _moved(before, after, matching.homes)
        yield from _products(matching)


def _moved(before: Member, after: Member, homes: Mapping[str, str]) -> Iterator[Change]:
    if before.service != after.service:
        if before.service not in homes:
            yield told("action-moved", before, after, before.service, after.service)
    elif before.action.place.path != after.action.place.path:
        paths = before.action.place.path, after.action.place.path
        yield told("page-renamed", before, after, *paths)


def _products(matching: Matching) -> Iterator[Change]:
    rule = RULES["service-renamed"]
    for folder, home in sorted(matching.homes.items()):
        moved = [pair for pair in matching.pairs if pair[0].service == folder]
        before, after = min(moved, key=lambda pair: pair[1].action.place)
        words = (
            symbols.service(folder, before.names),
            symbols.service(home, after.names),
        )
        yield Change(
            rule=rule,
            level=rule.level,
            service=home,
            action="",
            side="",
            path=folder,
            old=before.action.place,
            new=after.action.place,
            before=folder,
            after=home,
            python=in_python(rule.id, *words, folder, home),
        )
