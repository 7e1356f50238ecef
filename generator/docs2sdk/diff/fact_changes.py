"""Find what changed in facts about a value: its default, its range or length, its unit.

A rule fires only where both versions state the fact: a fact that appears or disappears is a change of words.
"""

from __future__ import annotations

from collections.abc import Iterator

from docs2sdk.diff.schema_changes import NOUN, FieldRow, PayloadName, SchemaChange
from docs2sdk.schema import Bound, Field, StatedNumber
from docs2sdk.targets import fact_phrases


def find_value_changes(
    payload: PayloadName, old: FieldRow, new: FieldRow
) -> Iterator[SchemaChange]:
    """Yield the changes between two versions of a row; those that mean something for its payload."""
    if payload == "request":
        yield from _compare_defaults(old, new)
        yield from _compare_ranges(old, new)
    yield from _compare_units(payload, old, new)


def _compare_defaults(old: FieldRow, new: FieldRow) -> Iterator[SchemaChange]:
    before, after = old.field.default, new.field.default
    if before and after and before.value != after.value:
        rule = "request-parameter-default-changed"
        yield _change(rule, old, new, before.value, after.value)


def _compare_units(
    payload: PayloadName, old: FieldRow, new: FieldRow
) -> Iterator[SchemaChange]:
    before, after = _describe_unit(old.field), _describe_unit(new.field)
    if before and after and before != after:
        yield _change(f"{NOUN[payload]}-unit-changed", old, new, before, after)


def _describe_unit(field: Field) -> str:
    """Return the unit of a number or the format of a time, "" if the page states neither."""
    stated = field.unit or field.format
    return stated.value if stated else ""


def _compare_ranges(old: FieldRow, new: FieldRow) -> Iterator[SchemaChange]:
    """Yield the change of a range, and of a length; a range that moved is narrowed, which is worse."""
    is_narrower = _narrows(old.field, new.field)
    if is_narrower or _narrows(new.field, old.field):
        verb = "narrowed" if is_narrower else "widened"
        before = fact_phrases.describe_range(old.field)
        after = fact_phrases.describe_range(new.field)
        yield _change(f"request-parameter-range-{verb}", old, new, before, after)


def _narrows(old: Field, new: Field) -> bool:
    """Whether a number or a length that one field allows is beyond a bound that both state."""
    return (
        _excludes(old.minimum, new.minimum, is_upper=False)
        or _excludes(old.maximum, new.maximum, is_upper=True)
        or _is_beyond(old.min_length, new.min_length, is_upper=False)
        or _is_beyond(old.max_length, new.max_length, is_upper=True)
    )


def _excludes(old: Bound | None, new: Bound | None, *, is_upper: bool) -> bool:
    """Whether a number that the old bound allows is beyond the new one, and none that is legal beyond it."""
    if not old or not new:
        return False
    first, last = (new.value + 1, old.value) if is_upper else (old.value, new.value - 1)
    limit = _sign(new.value, is_upper=is_upper)
    beyond = {n for n in old.also if _sign(n, is_upper=is_upper) > limit}
    is_long = last - first >= len(new.also)
    return is_long or not {*range(first, last + 1), *beyond} <= {*new.also}


def _is_beyond(
    old: StatedNumber | None, new: StatedNumber | None, *, is_upper: bool
) -> bool:
    if not old or not new:
        return False
    limits = (_sign(old.value, is_upper=is_upper), _sign(new.value, is_upper=is_upper))
    return limits[0] > limits[1]


def _sign(number: int, *, is_upper: bool) -> int:
    """Return a number so that the greater is the more permissive bound."""
    return number if is_upper else -number


def _change(
    rule: str, old: FieldRow, new: FieldRow, before: str, after: str
) -> SchemaChange:
    return SchemaChange(rule, old.element, new.element, before, after)
