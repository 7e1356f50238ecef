"""Finds where a description contradicts itself or the type of its row, which a reader would have to guess about."""

from __future__ import annotations

import re
from functools import lru_cache

from docs2sdk.pages import defaults, known_values
from docs2sdk.pages.cells import CellFault
from docs2sdk.pages.prose_facts import Phrase
from docs2sdk.schema import ScalarKind

# A number with a unit (``2000M``) is no word.
_WORD = r"[A-Za-z].*"


@lru_cache(maxsize=8_192)
def find_contradiction(text: str, kind: ScalarKind) -> CellFault | None:
    """Return what is wrong with a description of a row of type ``kind``: a default that is no value, or values of a string."""
    if kind == "string":
        return _check_default(text)
    return _check_values(text) if kind == "int" else None


def _check_default(text: str) -> CellFault | None:
    default = defaults.find_default(text, "string")
    if default is None:
        return None
    # A list with a default that is not among its values is not read: so it is read without the default.
    rest = _cut(text, default)
    listed = known_values.find_announced_values(rest, "string")
    if listed is None or default.text in listed.values:
        return None
    values = ", ".join(f'"{value}"' for value in listed.values[:8])
    message = f'the default "{default.text}" is none of the values: {values}'
    return CellFault("D218", message, default.offset)


def _cut(text: str, phrase: Phrase) -> str:
    at = text.find(phrase.text, phrase.offset)
    end = at + len(phrase.text) if at >= 0 else phrase.offset
    return text[: phrase.offset] + " " * (end - phrase.offset) + text[end:]


def _check_values(text: str) -> CellFault | None:
    listed = known_values.find_values(text, "string")
    if listed is None or not all(re.fullmatch(_WORD, value) for value in listed.values):
        return None
    values = ", ".join(f'"{value}"' for value in listed.values[:8])
    return CellFault("D219", f"an int has the values {values}", listed.offset)
