"""What the text of an example holds: the parameters of a URL or a JSON body, or an answer.

Bounded: a text that is too long, or nested too deep, holds nothing.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from docs2sdk.literals import JSON

MAX_EXAMPLE = 200_000
MAX_DEPTH = 40  # published examples nest up to eight deep

_BODY = re.compile(r"\s*(curl\b[^{]*)?(?P<body>\{.*\})", re.DOTALL)
# What ``str.splitlines`` and a URL's ``&`` separate.
_PART = re.compile(r"[^&\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


class Parameter(NamedTuple):
    """A parameter as written; ``offset`` is where its key begins, of a JSON body where the body begins."""

    key: str
    value: JSON
    offset: int


class Body(NamedTuple):
    """A JSON body within an example, which may stand in a curl command, and where it begins."""

    text: str
    offset: int


def value(text: str) -> JSON:
    """Return the JSON value that a text is; None if it is none that a test can hold."""
    if len(text) > MAX_EXAMPLE:
        return None
    try:
        read: JSON = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=finite,
            parse_float=finite,
            parse_int=_integer,
        )
        json.dumps(read, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return None if is_deeper(read, MAX_DEPTH) else read


def body(text: str) -> Body | None:
    """Return the JSON body of a request example that has one."""
    match = _BODY.match(text) if len(text) <= MAX_EXAMPLE else None
    return Body(match["body"], match.start("body")) if match else None


def parameters(text: str) -> list[Parameter]:
    """Return a request example's parameters: a URL with ``&K=V`` lines, or a JSON body, with or without its curl command."""
    if len(text) > MAX_EXAMPLE:
        return []
    posted = body(text)
    if posted:
        read = value(posted.text)
        pairs = read.items() if isinstance(read, dict) else ()
        return [Parameter(key, item, posted.offset) for key, item in pairs]
    return list(_of_url(text))


def _of_url(text: str) -> Iterator[Parameter]:
    # A text without a query is one itself.
    start = text.find("?") + 1 if text.partition("?")[2] else 0
    for part in _PART.finditer(text, start):
        padded = part[0]
        key, equals, given = padded.strip().partition("=")
        if equals:
            offset = part.start() + len(padded) - len(padded.lstrip())
            yield Parameter(key.strip(), given, offset)


def is_deeper(read: JSON, limit: int) -> bool:
    """Whether objects and lists stand in each other deeper than so many levels."""
    if not isinstance(read, (dict, list)):
        return False
    inner = read.values() if isinstance(read, dict) else read
    return limit == 0 or any(is_deeper(item, limit - 1) for item in inner)


def _object(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def finite(digits: str) -> float:
    """Return a number of a JSON text; ValueError for one out of range, and for ``NaN``, which is no JSON."""
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number out of range")
    return number


def _integer(digits: str) -> int:
    if len(digits) > 40:
        raise ValueError("an integer of more than 40 digits")
    return int(digits)
