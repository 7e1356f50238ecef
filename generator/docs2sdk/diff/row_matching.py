"""Match the rows of an old table with the rows of the new one."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from docs2sdk.schema import Field

Fields: TypeAlias = Sequence[Field]
FieldPair: TypeAlias = tuple[Field, Field]
# Returns equal values for fields of equal types.
TypeKey: TypeAlias = Callable[[Field], Hashable]

_PUNCTUATION = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class RowMatching:
    """The rows of two tables as pairs (old, new), and those without a partner.

    ``kept`` pairs have the same name, ``case_changed`` names differ in capitals only, ``renamed`` pairs have different
    names.  ``moved`` is the first kept pair out of order, None if the order is the same.
    """

    kept: tuple[FieldPair, ...]
    case_changed: tuple[FieldPair, ...]
    renamed: tuple[FieldPair, ...]
    removed: tuple[Field, ...]
    added: tuple[Field, ...]
    moved: FieldPair | None


def match_rows(
    old: Fields, new: Fields, old_type_key: TypeKey, new_type_key: TypeKey
) -> RowMatching:
    """Match the rows of two tables.

    A row is renamed if it has the same type (by the type keys), the same neighbours and nearly the same description, and is
    the only one; all other rows without a partner were removed or added.
    """
    fields_by_name = {field.name: field for field in new}
    kept = tuple(
        (field, fields_by_name[field.name])
        for field in old
        if field.name in fields_by_name
    )
    names = {field.name for field, _ in kept}
    left_old = [field for field in old if field.name not in names]
    left_new = [field for field in new if field.name not in names]
    case_changed = _match_case_changed(left_old, left_new)
    left_old, left_new = _drop_matched(left_old, left_new, case_changed)
    # A row whose capitals changed is as good a neighbour as a kept row.
    old_names = {old_field.name: old_field.name for old_field, _ in kept} | {
        new_field.name: old_field.name for old_field, new_field in case_changed
    }
    old_slots = _list_slots(
        old, {name: name for name in old_names.values()}, left_old, old_type_key
    )
    new_slots = _list_slots(new, old_names, left_new, new_type_key)
    renamed = _match_renamed(old_slots, new_slots)
    left_old, left_new = _drop_matched(left_old, left_new, renamed)
    return RowMatching(
        kept,
        case_changed,
        renamed,
        tuple(left_old),
        tuple(left_new),
        _find_moved(kept, new),
    )


def _drop_matched(
    old: list[Field], new: list[Field], pairs: Iterable[FieldPair]
) -> tuple[list[Field], list[Field]]:
    pairs = tuple(pairs)
    old_names = {old_field.name for old_field, _ in pairs}
    new_names = {new_field.name for _, new_field in pairs}
    return (
        [field for field in old if field.name not in old_names],
        [field for field in new if field.name not in new_names],
    )


def _match_case_changed(old: Fields, new: Fields) -> tuple[FieldPair, ...]:
    # Of several names that differ in capitals only, the first on both sides match.
    unmatched = {field.name.lower(): field for field in new[::-1]}
    pairs = []
    for field in old:
        new_field = unmatched.pop(field.name.lower(), None)
        if new_field:
            pairs.append((field, new_field))
    return tuple(pairs)


# A row without a partner, and what it shares with its partner if it was renamed: neighbours and type.
_Slot: TypeAlias = tuple[Field, Hashable]


def _list_slots(
    table: Fields, old_names: Mapping[str, str], left: Fields, type_key: TypeKey
) -> list[_Slot]:
    names = {field.name for field in left}
    above = _nearest_matched(table, old_names)
    below = _nearest_matched(table[::-1], old_names)
    return [
        (field, (above[field.name], below[field.name], type_key(field)))
        for field in table
        if field.name in names
    ]


def _nearest_matched(table: Fields, old_names: Mapping[str, str]) -> dict[str, str]:
    """Return the old name of the nearest matched row before each row, "" if there is none."""
    nearest = {}
    last = ""
    for field in table:
        nearest[field.name] = last
        last = old_names.get(field.name, last)
    return nearest


def _match_renamed(old: Sequence[_Slot], new: Sequence[_Slot]) -> tuple[FieldPair, ...]:
    """Pair rows with equal descriptions in their order; then those left that are alone in their place, if one was extended."""
    same = [
        pair
        for old_fields, new_fields in _group(
            ((field, (key, field.description)) for field, key in old),
            ((field, (key, field.description)) for field, key in new),
        )
        # If there are more on one side, nobody knows which of them are the old ones.
        if len(old_fields) == len(new_fields)
        for pair in zip(old_fields, new_fields, strict=True)
    ]
    matched = {field.name for pair in same for field in pair}
    left = (
        (slot for slot in slots if slot[0].name not in matched) for slots in (old, new)
    )
    extended = (
        (old_fields[0], new_fields[0])
        for old_fields, new_fields in _group(*left)
        if len(old_fields) == len(new_fields) == 1
        and _is_extended(old_fields[0], new_fields[0])
    )
    return (*same, *extended)


def _group(
    old: Iterable[_Slot], new: Iterable[_Slot]
) -> Iterable[tuple[list[Field], list[Field]]]:
    """Return the rows of both sides that share a key."""
    groups: dict[Hashable, tuple[list[Field], list[Field]]] = {}
    for side, slots in enumerate((old, new)):
        for field, key in slots:
            groups.setdefault(key, ([], []))[side].append(field)
    return groups.values()


def _is_extended(old: Field, new: Field) -> bool:
    """Whether the description of one row is the beginning of the other's, up to a punctuation mark."""
    shorter, longer = sorted((_normalize(old), _normalize(new)), key=len)
    return bool(shorter) and f"{longer},".startswith(f"{shorter},")


def _normalize(field: Field) -> str:
    """Return a description without what may change with a name: the name, white space and the kind of punctuation."""
    words = "".join(field.description.replace(field.name, "").lower().split())
    return _PUNCTUATION.sub(",", words).strip(",")


def _find_moved(kept: Sequence[FieldPair], new: Fields) -> FieldPair | None:
    names = {field.name for field, _ in kept}
    new_order = [field for field in new if field.name in names]
    positions = zip(kept, new_order, strict=True)
    return next((pair for pair, field in positions if pair[1].name != field.name), None)
