"""Finds descriptions that want a parameter in base64: a hint only, since they seldom say who encodes it."""

from __future__ import annotations

import re

_WORD = re.compile(r"base64", re.IGNORECASE)
_MAX_LENGTH = 5_000


def wants_base64(description: str) -> bool:
    """Whether a description speaks of base64, other than inside a quotation, such as a part of a JSON text."""
    match = _WORD.search(description, 0, _MAX_LENGTH)
    return match is not None and description.count('"', 0, match.start()) % 2 == 0
