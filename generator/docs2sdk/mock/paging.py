"""Which part of a long list a call asks for."""

from __future__ import annotations

from typing import TypeVar

from docs2sdk.python_literals import JSON
from docs2sdk.schema import Pagination
from docs2sdk.values.sample_values import JSONObject

T = TypeVar("T")


def select_page(items: list[T], pagination: Pagination, tree: JSONObject) -> list[T]:
    """Return the part of a list that the parameters of a call ask for; the limit that the page states holds."""
    default, largest = pagination.default_limit, pagination.max_limit
    limit = _read_number(tree.get(pagination.limit))
    if limit is None:
        limit = default.value if default else len(items)
    limit = min(limit, largest.value) if largest else limit
    offset = _read_number(tree.get(pagination.offset)) or 0
    return items[offset : offset + limit]


def _read_number(value: JSON) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
