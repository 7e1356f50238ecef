"""Find whether an action gained or lost pagination, unless a change of its rows already says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docs2sdk.diff.changes import Change
from docs2sdk.schema import Pagination

# Changes of a row that explain why an action gained or lost pagination.
_EXPLAINING = re.compile(
    r"(parameter|field)-(added|removed|renamed|became-list|became-single)"
)
_COUNTER_TYPES = {"int", "string"}
# Widening a counter to these types is additive and the reverse breaking; neither says anything about pagination.
_WIDER_TYPES = {"float", "anything"}


def find_pagination_rule(
    old: Pagination | None, new: Pagination | None, row_changes: Iterable[Change]
) -> str:
    """Return the rule by which pagination changed; "" if it did not, or if one of the row changes explains it."""
    pagination = new or old
    if pagination is None or (old and new):
        return ""
    if any(_explains(change, pagination) for change in row_changes):
        return ""
    return "pagination-added" if new else "pagination-removed"


def describe_pagination(pagination: Pagination | None) -> str:
    """Return the names of the rows that pagination uses, "" if there is none."""
    if pagination is None:
        return ""
    parts = (pagination.limit, pagination.offset, pagination.items, pagination.total)
    return ", ".join(filter(None, parts))


def _explains(change: Change, pagination: Pagination) -> bool:
    states = {change.before, change.after}
    is_counter_once = len(states & _COUNTER_TYPES) == 1 and not states & _WIDER_TYPES
    is_type_change = change.rule.id.endswith("-type-changed") and is_counter_once
    explains = is_type_change or _EXPLAINING.search(change.rule.id)
    rows = {(change.payload, change.path), (change.payload, change.before)}
    return bool(explains) and not rows.isdisjoint(_needed_rows(pagination, change))


def _needed_rows(
    pagination: Pagination, change: Change
) -> Iterator[tuple[str, str | None]]:
    """Yield the rows that pagination needs: payload and name."""
    yield "request", pagination.limit
    yield "request", pagination.offset
    yield "response", pagination.items
    if change.rule.id.startswith("response-field-became-"):
        yield "response", pagination.total  # as a list it would be a second one
