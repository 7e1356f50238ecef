"""Recognizes a paginated action by its parameters and fields."""

from __future__ import annotations

from docs2sdk.schema import Field, Pagination, Payload, Scalar, is_list


def find_pagination(request: Payload, response: Payload) -> Pagination | None:
    """Return how an action paginates, None if that is not certain: it takes ``Limit`` and ``Offset``, and returns one list."""
    parameters = {field.name for field in request.fields if _is_count(field)}
    offsets = parameters & {"Offset", "OffSet"}
    lists = [field.name for field in response.fields if is_list(field.type)]
    if "Limit" not in parameters or len(offsets) != 1 or len(lists) != 1:
        return None
    totals = {field.name for field in response.fields if _is_count(field)}
    total = "TotalCount" if "TotalCount" in totals else None
    return Pagination("Limit", offsets.pop(), lists[0], total)


def _is_count(field: Field) -> bool:
    return field.type in (Scalar("int"), Scalar("string"))
