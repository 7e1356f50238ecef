"""Offsets of the keys and values in a JSON text, which the standard library's reader does not return.

One pass without recursion, in time and memory linear in the text.  It parses no values and validates nothing: of a text
that is not JSON it returns the offsets of what it recognises.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

# The path to a value: keys and list indices.
Steps: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Offsets:
    """Offsets of a value and of its key (the value's, where it has none); ``inner`` are those inside by key or index."""

    key: int
    value: int
    inner: dict[str | int, Offsets] = field(default_factory=dict)


@dataclass(slots=True)
class _Container:
    """An object or list that is not closed yet; ``key`` is one whose value has not come yet."""

    offsets: Offsets
    is_list: bool
    key: str | None = None
    key_offset: int = 0


# A string that is not closed goes to the end of the text, lest it be tried again at every quote.
_TOKEN = re.compile(r"""[\[\]{}]|"(?:[^"\\]++|\\.)*+"?|[^\s,:\[\]{}"]+""", re.DOTALL)


def scan(text: str, start: int = 0) -> Offsets:
    """Return the offsets of the first value of a text after ``start``, with those of all that it holds."""
    root = Offsets(0, 0)
    containers = [_Container(root, is_list=True)]
    for token in _TOKEN.finditer(text, start):
        container, first = containers[-1], token[0][0]
        if first in "]}":
            del containers[max(1, len(containers) - 1) :]
        elif first == '"' and not container.is_list and container.key is None:
            container.key, container.key_offset = _read_key(token[0]), token.start()
        else:
            offsets = _add_value(container, token.start())
            if first in "[{":
                containers.append(_Container(offsets, is_list=first == "["))
    return root.inner.get(0, root)


def follow(root: Offsets, steps: Iterable[str | int]) -> Offsets:
    """Return the offsets of the value that the steps lead to, or of the last one on the way that exists."""
    for step in steps:
        if step not in root.inner:
            break
        root = root.inner[step]
    return root


def _add_value(container: _Container, offset: int) -> Offsets:
    """Record a value in the object or list that holds it; of a repeated key the first counts."""
    inner = container.offsets.inner
    step: str | int = len(inner) if container.is_list else container.key or ""
    key_offset = offset if container.key is None else container.key_offset
    container.key = None
    return inner.setdefault(step, Offsets(key_offset, offset))


def _read_key(token: str) -> str:
    """Return the text of a string token; the token as it is written, if it cannot be decoded."""
    if "\\" not in token:
        return token.strip('"')
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return token.strip('"')
