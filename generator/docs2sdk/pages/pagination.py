"""Recognizes a paginated action by its parameters and fields."""

from __future__ import annotations

from docs2sdk.schema import (
    Field,
    Pagination,
    Payload,
    Scalar,
    StatedNumber,
    is_list,
)


def find_pagination(request: Payload, response: Payload) -> Pagination | None:
    """Return how an action paginates, None if that is not certain: it takes ``Limit`` and ``Offset``, and returns one list."""
    parameters = {field.name for field in request.fields if _is_count(field)}
    offsets = parameters & {"Offset", "OffSet"}
    lists = [field.name for field in response.fields if is_list(field.type)]
    if "Limit" not in parameters or len(offsets) != 1 or len(lists) != 1:
        return None
    totals = {field.name for field in response.fields if _is_count(field)}
    total = "TotalCount" if "TotalCount" in totals else None
    limit = next(field for field in request.fields if field.name == "Limit")
    return Pagination(
        limit.name,
        offsets.pop(),
        lists[0],
        total,
        _find_page_size(limit),
        _find_largest_size(limit),
    )


def _find_page_size(limit: Field) -> StatedNumber | None:
    """Return the size of a page for a request without ``Limit``; a default of 0 says nothing about it."""
    default = limit.default
    if default is None or not default.value.isdigit() or not int(default.value):
        return None
    return StatedNumber(int(default.value), default.location)


def _find_largest_size(limit: Field) -> StatedNumber | None:
    maximum = limit.maximum
    return StatedNumber(maximum.value, maximum.location) if maximum else None


def _is_count(field: Field) -> bool:
    return field.type in (Scalar("int"), Scalar("string"))
