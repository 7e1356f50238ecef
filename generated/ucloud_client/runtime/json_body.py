"""Parses the body of a response as JSON, within limits of bytes and of values.

Bytes alone say little about the work: eight kilobytes of gzip are eight megabytes of ``{},``, and those are half a gigabyte of
Python objects.  What has more values than a response can need is refused before anything is made of it.
"""

# isort: skip_file
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .transport import MAX_BODY_BYTES

# Objects and arrays: the 4,000 listeners that the largest body has room for have 188,000.
MAX_CONTAINERS = MAX_BODY_BYTES // 40
# One for every 8 bytes.
MAX_VALUES = MAX_BODY_BYTES // 8

# A string, or the beginning of one.
_STRING = re.compile(rb'"[^"]*(?:"|\Z)')
_PIECE = 2**16


def is_too_large(body: bytes) -> bool:
    """Whether a body has more bytes or more values than the response of an action."""
    if len(body) > MAX_BODY_BYTES:
        return True
    if len(body) <= MAX_CONTAINERS or _has_few_values([body]):
        return False
    # Rarely: commas and brackets may be part of a long text.
    return not _has_few_values([*_cut_strings(body)])


def _has_few_values(pieces: list[bytes]) -> bool:
    """Whether the values of a body are few enough, if none of its strings has a comma or a bracket."""
    containers = sum(piece.count(b"{") + piece.count(b"[") for piece in pieces)
    commas = sum(piece.count(b",") for piece in pieces)
    return containers <= MAX_CONTAINERS and commas <= MAX_VALUES


def _cut_strings(body: bytes) -> Iterator[bytes]:
    """Yield a body without its strings, in pieces: all at once it would take half a gigabyte."""
    body = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    is_inside = False
    for start in range(0, len(body), _PIECE):
        piece = b'"' * is_inside + body[start : start + _PIECE]
        is_inside = piece.count(b'"') % 2 == 1
        yield _STRING.sub(b"", piece)


def parse_object(body: bytes) -> dict[str, Any] | None:
    """Return the JSON object in a body, None if there is none."""
    import json

    try:
        values = json.loads(body, parse_constant=_reject_constant)
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def _reject_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
