"""Reads the text of an example: the parameters of a URL or a JSON body, or the JSON of a response.

A text that is too long or nested too deep counts as unreadable.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from docs2sdk.python_literals import JSON

MAX_LENGTH = 200_000
MAX_DEPTH = 40  # published examples nest up to eight deep

_BODY = re.compile(r"\s*(curl\b[^{]*)?(?P<body>\{.*\})", re.DOTALL)
# What ``str.splitlines`` and a URL's ``&`` separate.
_PART = re.compile(r"[^&\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


class Parameter(NamedTuple):
    """A parameter as written; ``offset`` is where its key begins, or where the JSON body begins that it is in."""

    key: str
    value: JSON
    offset: int


class Body(NamedTuple):
    """A JSON body within an example, perhaps in a curl command, and the offset at which it begins."""

    text: str
    offset: int


def parse_json(text: str) -> JSON:
    """Return the value of a JSON text; None if it is not JSON, or nothing that a test can hold."""
    if len(text) > MAX_LENGTH:
        return None
    try:
        value: JSON = json.loads(
            text,
            object_pairs_hook=_parse_object,
            parse_constant=parse_finite,
            parse_float=parse_finite,
            parse_int=_parse_int,
        )
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return None if is_nested_deeper(value, MAX_DEPTH) else value


def find_body(text: str) -> Body | None:
    """Return the JSON body of a request example that has one."""
    match = _BODY.match(text) if len(text) <= MAX_LENGTH else None
    return Body(match["body"], match.start("body")) if match else None


def parse_parameters(text: str) -> list[Parameter]:
    """Return the parameters of a request example: a URL with ``&K=V`` lines, or a JSON body, perhaps in a curl command."""
    if len(text) > MAX_LENGTH:
        return []
    body = find_body(text)
    if body:
        value = parse_json(body.text)
        pairs = value.items() if isinstance(value, dict) else ()
        return [Parameter(key, item, body.offset) for key, item in pairs]
    return list(_parse_query(text))


def _parse_query(text: str) -> Iterator[Parameter]:
    # A text without "?" is a query itself.
    start = text.find("?") + 1 if text.partition("?")[2] else 0
    for part in _PART.finditer(text, start):
        padded = part[0]
        key, equals, value = padded.strip().partition("=")
        if equals:
            offset = part.start() + len(padded) - len(padded.lstrip())
            yield Parameter(key.strip(), value, offset)


def is_nested_deeper(value: JSON, limit: int) -> bool:
    """Whether objects and lists are nested deeper than ``limit`` levels."""
    if not isinstance(value, (dict, list)):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return limit == 0 or any(is_nested_deeper(item, limit - 1) for item in inner)


def _parse_object(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key occurs twice")
    return dict(pairs)


def parse_finite(digits: str) -> float:
    """Return a number of a JSON text; ValueError for one out of range, and for ``NaN``, which is not JSON."""
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number out of range")
    return number


def _parse_int(digits: str) -> int:
    if len(digits) > 40:
        raise ValueError("an integer of more than 40 digits")
    return int(digits)
