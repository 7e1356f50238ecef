"""Where in a JSON text each key and value stands, which the standard reader does not tell.

One pass without recursion, in time and memory linear in the text.  It reads no values and judges nothing: for a text that
is no JSON the places are those of what can be recognised.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

# The way to a value: keys and list indices.
Steps: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Offsets of a value and of its key (of the value again, where it has none), and the spots inside by key or index."""

    key: int
    value: int
    inner: dict[str | int, Spot] = field(default_factory=dict)


@dataclass(slots=True)
class _Open:
    """An object or list that is not closed yet; ``key`` is one that waits for its value."""

    spot: Spot
    is_list: bool
    key: str | None = None
    key_offset: int = 0


# A string that is not closed goes to the end of the text, lest it be tried again at every quote.
_TOKEN = re.compile(r"""[\[\]{}]|"(?:[^"\\]++|\\.)*+"?|[^\s,:\[\]{}"]+""", re.DOTALL)


def scan(text: str, begin: int = 0) -> Spot:
    """Return the place of the first value of a text, from ``begin`` on, with the places of all that it holds."""
    root = Spot(0, 0)
    waiting = [_Open(root, is_list=True)]
    for token in _TOKEN.finditer(text, begin):
        holder, first = waiting[-1], token[0][0]
        if first in "]}":
            del waiting[max(1, len(waiting) - 1) :]
        elif first == '"' and not holder.is_list and holder.key is None:
            holder.key, holder.key_offset = _text(token[0]), token.start()
        else:
            spot = _placed(holder, token.start())
            if first in "[{":
                waiting.append(_Open(spot, is_list=first == "["))
    return root.inner.get(0, root)


def follow(root: Spot, steps: Iterable[str | int]) -> Spot:
    """Return the spot that the steps lead to, or the last one on the way that is there."""
    for step in steps:
        if step not in root.inner:
            break
        root = root.inner[step]
    return root


def _placed(holder: _Open, offset: int) -> Spot:
    """Note a value in the object or list that holds it; of a key that stands twice the first counts."""
    at: str | int = len(holder.spot.inner) if holder.is_list else holder.key or ""
    spot = Spot(offset if holder.key is None else holder.key_offset, offset)
    holder.key = None
    return holder.spot.inner.setdefault(at, spot)


def _text(token: str) -> str:
    """Return the key that a string token means; as it is written, where it means none."""
    if "\\" not in token:
        return token.strip('"')
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return token.strip('"')
