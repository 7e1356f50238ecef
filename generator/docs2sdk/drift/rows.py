"""Which row of an old table is which row of the new one."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from docs2sdk.schema import Field

Fields: TypeAlias = Sequence[Field]
# What two rows of one type have in common.
Sort: TypeAlias = Callable[[Field], Hashable]


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two tables, row by row: ``kept`` have the same name, ``recased`` other capitals, ``renamed`` another name.

    ``moved`` is the first kept row that is out of its place, before and after; None if all stand in the same order.
    """

    kept: tuple[tuple[Field, Field], ...]
    recased: tuple[tuple[Field, Field], ...]
    renamed: tuple[tuple[Field, Field], ...]
    removed: tuple[Field, ...]
    added: tuple[Field, ...]
    moved: tuple[Field, Field] | None


def pair(old: Fields, new: Fields, old_sort: Sort, new_sort: Sort) -> Pairing:
    """Pair the rows of two tables.

    Renamed is a row of the same type and the same description between the same neighbours, by ``old_sort`` and
    ``new_sort``, which give equal values for equal types; whatever else has no partner was removed or added.
    """
    by_wire = {field.wire: field for field in new}
    kept = tuple((field, by_wire[field.wire]) for field in old if field.wire in by_wire)
    names = {field.wire for field, _ in kept}
    left_old = [field for field in old if field.wire not in names]
    left_new = [field for field in new if field.wire not in names]
    recased = _recased(left_old, left_new)
    left_old, left_new = _without(left_old, left_new, recased)
    # A row in other capitals is a neighbour like one that has its name still.
    known = {one.wire: one.wire for one, _ in kept} | {
        other.wire: one.wire for one, other in recased
    }
    renamed = _renamed(
        _slots(old, {wire: wire for wire in known.values()}, left_old, old_sort),
        _slots(new, known, left_new, new_sort),
    )
    left_old, left_new = _without(left_old, left_new, renamed)
    return Pairing(
        kept, recased, renamed, tuple(left_old), tuple(left_new), _moved(kept, new)
    )


def _without(
    old: list[Field], new: list[Field], pairs: Iterable[tuple[Field, Field]]
) -> tuple[list[Field], list[Field]]:
    pairs = tuple(pairs)
    gone = {one.wire for one, _ in pairs}
    come = {other.wire for _, other in pairs}
    return (
        [field for field in old if field.wire not in gone],
        [field for field in new if field.wire not in come],
    )


def _recased(old: Fields, new: Fields) -> tuple[tuple[Field, Field], ...]:
    # Of several that differ in capitals only the first, on both sides.
    waiting = {field.wire.lower(): field for field in new[::-1]}
    pairs = []
    for field in old:
        other = waiting.pop(field.wire.lower(), None)
        if other:
            pairs.append((field, other))
    return tuple(pairs)


# A row without a partner, and what it has in common with one that was renamed.
_Slot: TypeAlias = tuple[Field, Hashable]


def _slots(
    table: Fields, known: Mapping[str, str], left: Fields, sort: Sort
) -> list[_Slot]:
    wires = {field.wire for field in left}
    above = _nearest(table, known)
    below = _nearest(table[::-1], known)
    return [
        (field, (above[field.wire], below[field.wire], field.doc, sort(field)))
        for field in table
        if field.wire in wires
    ]


def _nearest(table: Fields, known: Mapping[str, str]) -> dict[str, str]:
    found = {}
    last = ""
    for field in table:
        found[field.wire] = last
        last = known.get(field.wire, last)
    return found


def _renamed(old: list[_Slot], new: list[_Slot]) -> tuple[tuple[Field, Field], ...]:
    waiting: dict[Hashable, deque[Field]] = defaultdict(deque)
    for field, slot in new:
        waiting[slot].append(field)
    return tuple(
        (field, waiting[slot].popleft()) for field, slot in old if waiting[slot]
    )


def _moved(
    kept: Sequence[tuple[Field, Field]], new: Fields
) -> tuple[Field, Field] | None:
    names = {field.wire for field, _ in kept}
    now = [field for field in new if field.wire in names]
    places = zip(kept, now, strict=True)
    return next((pair for pair, at in places if pair[1].wire != at.wire), None)
