"""Whether an action has come to page, or no longer does, and whether what became of its rows says so already."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docs2sdk.drift.changes import Change
from docs2sdk.schema import Pagination

# What becomes of a row that takes part, or comes to.
_EXPLAINING = re.compile(
    r"(parameter|field)-(added|removed|renamed|became-list|became-scalar)"
)
_COUNTING = {"int", "string"}
# To admit more than a number is additive, and the way back breaking; neither speaks of paging.
_WIDER = {"float", "anything"}


def compare(
    old: Pagination | None, new: Pagination | None, found: Iterable[Change]
) -> str:
    """Return the rule by which paging came or went; "" if neither, or if one of the changes ``found`` says so."""
    paging = new or old
    if paging is None or (old and new):
        return ""
    if any(_explains(change, paging) for change in found):
        return ""
    return "paging-gained" if new else "paging-lost"


def words(paging: Pagination | None) -> str:
    """Return the rows that take part."""
    if paging is None:
        return ""
    parts = (paging.limit, paging.offset, paging.items, paging.total)
    return ", ".join(filter(None, parts))


def _explains(change: Change, paging: Pagination) -> bool:
    states = {change.before, change.after}
    counts_once = len(states & _COUNTING) == 1 and not states & _WIDER
    is_retyped = change.rule.id.endswith("-retyped") and counts_once
    is_told = is_retyped or _EXPLAINING.search(change.rule.id)
    rows = {(change.side, change.path), (change.side, change.before)}
    return bool(is_told) and not rows.isdisjoint(_needed(paging, change))


def _needed(paging: Pagination, change: Change) -> Iterator[tuple[str, str | None]]:
    """Yield the rows without which an action does not page: half and name."""
    yield "request", paging.limit
    yield "request", paging.offset
    yield "response", paging.items
    if change.rule.id.startswith("response-field-became-"):
        yield "response", paging.total  # it need not be there, but is no second list
