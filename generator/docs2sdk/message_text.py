"""English text for messages: plurals, and the known word that a mistyped one is most like."""

from __future__ import annotations

from collections.abc import Iterable


def pluralize(count: int, singular: str, plural: str = "") -> str:
    """Return ``1 change``, ``2 changes``; pass ``plural`` where adding an s is not enough: ``row was``, ``rows were``."""
    return f"{count} {singular if count == 1 else plural or f'{singular}s'}"


def did_you_mean(word: str, known_words: Iterable[str]) -> str:
    """Return the end of a message, ``; did you mean "Zone"?``, or "" where no known word is similar."""
    matches = closest_matches(word, known_words)
    return f'; did you mean "{matches[0]}"?' if matches else ""


def closest_matches(word: str, known_words: Iterable[str]) -> list[str]:
    """Return a list of the one known word that is most like ``word``, an empty list where none is similar."""
    # Most runs meet no unknown word, and need not wait for this import.
    from difflib import get_close_matches

    return get_close_matches(word, known_words, n=1)
