"""A number with its noun, as English has it."""

from __future__ import annotations


def counted(count: int, one: str, many: str = "") -> str:
    """Return ``1 change``, ``2 changes``; ``many`` is the plural where it is not that with an s: ``row was``, ``rows were``."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"
