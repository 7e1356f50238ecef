"""Finds where a description contradicts itself or the type of its row, which a reader would have to guess about."""

from __future__ import annotations

import re

from docs2sdk.pages import known_values
from docs2sdk.pages.cells import CellFault
from docs2sdk.pages.known_values import ListedValues
from docs2sdk.pages.prose_facts import Phrase

_WORDS = re.compile("[A-Za-z]+")
# A number with a unit (``2000M``) is no word.
_WORD = r"[A-Za-z].*"


def check_default(text: str, default: Phrase) -> CellFault | None:
    """Return that a default is none of the values of a string that a description announces.

    A list with such a default is not read: so it is read without the default.
    """
    listed = known_values.find_announced_values(_cut(text, default), "string")
    if listed is None or default.text in listed.values:
        return None
    message = f'the default "{default.text}" is none of the values: {_quote(listed)}'
    return CellFault("D218", message, default.offset)


def _cut(text: str, phrase: Phrase) -> str:
    at = text.find(phrase.text, phrase.offset)
    end = at + len(phrase.text) if at >= 0 else phrase.offset
    return text[: phrase.offset] + " " * (end - phrase.offset) + text[end:]


def check_whole_values(text: str) -> CellFault | None:
    """Return that the description of an int, in which no numbers were found, lists words as its values."""
    if len(_WORDS.findall(text)) < 2:
        return None
    listed = known_values.find_values(text, "string")
    if listed is None or not all(re.fullmatch(_WORD, value) for value in listed.values):
        return None
    return CellFault("D219", f"an int has the values {_quote(listed)}", listed.offset)


def _quote(listed: ListedValues) -> str:
    return ", ".join(f'"{value}"' for value in listed.values[:8])
