"""The location of something in a page."""

from __future__ import annotations

from typing import NamedTuple


class Location(NamedTuple):
    """A path relative to the folder of products, with ``/``, and line and column, counted from 1 in characters."""

    path: str
    line: int
    column: int = 1
