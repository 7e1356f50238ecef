"""What the words of a command line may be: the names of commands and options, and the error for others."""

# isort: skip_file
from __future__ import annotations

from collections.abc import Iterable

from ..lazy import suggest


class UsageError(Exception):
    """A wrong command line; nothing was sent."""


def to_word(name: str) -> str:
    """Return the word that stands for a Python name on the command line."""
    return name.replace("_", "-")


def unknown_word_error(kind: str, word: str, candidates: Iterable[str]) -> UsageError:
    """Return the error for an unknown word, with the nearest one."""
    return UsageError(f"no {kind} {word!r}{suggest(word, candidates)}")
