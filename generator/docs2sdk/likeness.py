"""What was meant by a word that is not known."""

from __future__ import annotations

from collections.abc import Iterable


def hint(word: str, known: Iterable[str]) -> str:
    """Return the end of a message, ``; did you mean "Zone"?``, with the known word that is most like it, "" if none is."""
    close = nearest(word, known)
    return f'; did you mean "{close[0]}"?' if close else ""


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Return the known word that is most like a word, alone in a list; an empty list if none is."""
    # Most runs meet no unknown word, and need not wait for it.
    from difflib import get_close_matches

    return get_close_matches(word, known, n=1)
