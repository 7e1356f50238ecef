"""Recognizes how an action pages, by its parameters and fields."""

from __future__ import annotations

from docs2sdk.schema import Field, ListOf, Pagination, Scalar, Side, Untyped


def pagination(request: Side, response: Side) -> Pagination | None:
    """Return how an action pages where its tables leave no doubt: ``Limit``, ``Offset``, and one list in the answer."""
    parameters = {field.wire for field in request.fields if _counts(field)}
    offsets = parameters & {"Offset", "OffSet"}
    lists = [field.wire for field in response.fields if _is_list(field)]
    if "Limit" not in parameters or len(offsets) != 1 or len(lists) != 1:
        return None
    totals = {field.wire for field in response.fields if _counts(field)}
    total = "TotalCount" if "TotalCount" in totals else None
    return Pagination("Limit", offsets.pop(), lists[0], total)


def _counts(field: Field) -> bool:
    return field.type in (Scalar("int"), Scalar("string"))


def _is_list(field: Field) -> bool:
    return isinstance(field.type, ListOf) or field.type == Untyped("list")
