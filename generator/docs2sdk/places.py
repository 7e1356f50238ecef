"""Where something stands in a page."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """Where something stands: page path relative to the specs folder (``/`` separators), line and column from 1."""

    path: str
    line: int
    column: int = 1
