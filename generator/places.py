"""Where something stands in a page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: page path relative to the specs folder (``/`` separators), line and column from 1."""

    path: str
    line: int
    column: int = 1
