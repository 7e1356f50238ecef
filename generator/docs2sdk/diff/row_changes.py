"""Find what changed in one row besides its name and type: required, maximum, known values, deprecation, description."""

from __future__ import annotations

from collections.abc import Iterator

from docs2sdk.diff.fact_changes import find_value_changes
from docs2sdk.diff.schema_changes import (
    NOUN,
    FieldRow,
    PayloadName,
    SchemaChange,
    describe_requirement,
)
from docs2sdk.diff.type_changes import list_item
from docs2sdk.schema import Field, KnownValues, MaxItems


def find_row_changes(
    payload: PayloadName, old: FieldRow, new: FieldRow
) -> Iterator[SchemaChange]:
    """Yield the changes between two versions of a row; its name and its type are compared elsewhere."""
    fact_changes = list(_find_fact_changes(payload, old, new))
    yield from _compare_required(payload, old, new)
    yield from _compare_content_encoding(payload, old, new)
    yield from fact_changes
    before, after = old.field.description, new.field.description
    # A fact changes with the description that it is read from: that is one change, not two.
    if not fact_changes:
        yield from _compare("description-changed", old, new, before, after)


def _compare(
    rule: str, old: FieldRow, new: FieldRow, before: str, after: str
) -> Iterator[SchemaChange]:
    if before != after:
        yield SchemaChange(rule, old.element, new.element, before, after)


def _compare_required(
    payload: PayloadName, old: FieldRow, new: FieldRow
) -> Iterator[SchemaChange]:
    before, after = describe_requirement(old.field), describe_requirement(new.field)
    yield from _compare(f"{NOUN[payload]}-became-{after}", old, new, before, after)


def _compare_content_encoding(
    payload: PayloadName, old: FieldRow, new: FieldRow
) -> Iterator[SchemaChange]:
    # Overlays set a content encoding for parameters only.
    if payload == "request":
        rule = f"{NOUN[payload]}-content-encoding-changed"
        before = old.field.content_encoding or "plain"
        after = new.field.content_encoding or "plain"
        yield from _compare(rule, old, new, before, after)


def _find_fact_changes(
    payload: PayloadName, old: FieldRow, new: FieldRow
) -> Iterator[SchemaChange]:
    """Yield the changes of facts that are read from the description."""
    yield from _compare_max_items(payload, old, new)
    yield from _compare_known_values(payload, old, new)
    yield from find_value_changes(payload, old, new)
    yield from _compare_deprecation(payload, old, new)


def _compare_max_items(
    payload: PayloadName, old: FieldRow, new: FieldRow
) -> Iterator[SchemaChange]:
    if not (list_item(old.field.type) and list_item(new.field.type)):
        return  # the type became a list or single: that is the change
    before, after = _get_max_items(old.field.max_items), _get_max_items(
        new.field.max_items
    )
    verb = "decreased" if after < before else "increased"
    rule = f"{NOUN[payload]}-max-items-{'changed' if payload == 'response' else verb}"
    yield from _compare(
        rule, old, new, _describe_max_items(before), _describe_max_items(after)
    )


def _get_max_items(limit: MaxItems | None) -> float:
    return limit.value if limit else float("inf")


def _describe_max_items(count: float) -> str:
    return "any number of" if count == float("inf") else f"at most {count:.0f}"


def _compare_known_values(
    payload: PayloadName, old: FieldRow, new: FieldRow
) -> Iterator[SchemaChange]:
    if _follow_from_type(old.field, new.field):
        return  # the type changed: that is the change
    before = _list_known_values(old.field.known_values)
    after = _list_known_values(new.field.known_values)
    if set(before) != set(after):
        verb = _choose_known_values_verb(payload, set(before), set(after))
        rule = f"{NOUN[payload]}-known-values-{verb}"
        yield from _compare(rule, old, new, _join(before), _join(after))


def _follow_from_type(old: Field, new: Field) -> bool:
    """Whether the same description was read for two types: known values are read for some types only."""
    is_read_from_page = all(
        field.known_values is None
        or field.known_values.location.path == field.location.path
        for field in (old, new)
    )
    return (
        is_read_from_page
        and old.description == new.description
        and old.type != new.type
    )


def _choose_known_values_verb(
    payload: PayloadName, before: set[str], after: set[str]
) -> str:
    """Return what happened to known values; if some were added and some removed, what is worse for the payload."""
    if not before or not after:
        return "documented"
    is_request = payload == "request"
    is_worse = before - after if is_request else after - before
    worse, better = ("removed", "added") if is_request else ("added", "removed")
    return worse if is_worse else better


def _list_known_values(known_values: KnownValues | None) -> tuple[str, ...]:
    return known_values.values if known_values else ()


def _join(values: tuple[str, ...]) -> str:
    return ", ".join(values) or "none"


def _compare_deprecation(
    payload: PayloadName, old: FieldRow, new: FieldRow
) -> Iterator[SchemaChange]:
    before, after = old.field.deprecated, new.field.deprecated
    noun = NOUN[payload]
    if after and not before:
        rule = f"{noun}-deprecated"
        yield SchemaChange(rule, old.element, new.element, "", after.message)
    elif before and not after:
        rule = f"{noun}-deprecation-removed"
        yield SchemaChange(rule, old.element, new.element, before.message, "")
    elif (
        before and after and old.field.description == new.field.description
    ):  # by an overlay
        rule = f"{noun}-deprecation-message-changed"
        yield from _compare(rule, old, new, before.message, after.message)
