"""Plurals, and suggestions for unknown words."""

from __future__ import annotations

import pytest
from docs2sdk.message_text import did_you_mean, pluralize

COUNTS = {
    "none": ((0, "row"), "0 rows"),
    "one": ((1, "row"), "1 row"),
    "two": ((2, "row"), "2 rows"),
    "one, with its verb": ((1, "row was", "rows were"), "1 row was"),
    "none, with its verb": ((0, "row was", "rows were"), "0 rows were"),
    "two, with their verb": ((2, "row was", "rows were"), "2 rows were"),
}


@pytest.mark.parametrize(("arguments", "text"), COUNTS.values(), ids=COUNTS)
def test_pluralize(
    arguments: tuple[int, str] | tuple[int, str, str], text: str
) -> None:
    assert pluralize(*arguments) == text


SUGGESTIONS = {
    "a similar word": ("Zonee", '; did you mean "Zone"?'),
    "no similar word": ("Colour", ""),
}


@pytest.mark.parametrize(("word", "hint"), SUGGESTIONS.values(), ids=SUGGESTIONS)
def test_did_you_mean(word: str, hint: str) -> None:
    assert did_you_mean(word, ["Zone", "Region"]) == hint
