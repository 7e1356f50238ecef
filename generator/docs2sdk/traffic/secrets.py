"""Masks values that must not be shown: keys, signatures, tokens, passwords, phone numbers, addresses of e-mail.

A value is recognized by its name or by its shape.  A masked value keeps its type.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import Any

from docs2sdk import protocol
from docs2sdk.pages import cells
from docs2sdk.python_literals import JSON
from docs2sdk.traffic.bodies import FormText

MASK = "***"
# Wider than what the client hides: a draft can do without a value, and who reads it need not know what a name means.
_NAMES = re.compile(
    r"secret|public_?key|access_?key|api_?key|signature|credential|cookie|session_?key"
    r"|password|passwd|private_?key|token|user_?data|init_?script|policy"
    r"|phone|mobile|e_?mail|ssh_?key|auth(?:orization)?$|pwd",
    re.IGNORECASE,
)
_PHONE = r"(?<![0-9A-Za-z])(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9A-Za-z])|\+[0-9][0-9 -]{8,18}[0-9]"
_SHAPES = re.compile(
    rf"(?P<phone>{_PHONE})"
    r"|[^\s@\"'<>]+@[^\s@\"'<>]+\.[A-Za-z]{2,}"  # e-mail
    r"|-----BEGIN |\beyJ[\w-]+\.[\w-]+"  # keys, tokens
    r"|(?i:bearer|basic)\s+\S{8,}"
    r"|\w+://[^/\s:@]+:[^/\s@]+@"
    r"|(?i:password|passwd|secret|token|private_?key|access_?key)[\"']?\s*[:=]"
    r"|\b[0-9A-Fa-f]{32,}\b"
)
_LONG_WORD = re.compile(r"[A-Za-z0-9+/_=~.-]{20,}")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_DIGITS = re.compile(r"-?[0-9]{1,10}")
_MAX_SEARCHED = 100_000


def mask_values(value: JSON, name: str = "") -> tuple[JSON, Counter[str]]:
    """Return a value with everything in it masked that must not be shown, and how often that was by the names of rows."""
    counts: Counter[str] = Counter()
    return _mask(value, name, False, counts), counts


def _mask(value: JSON, name: str, is_inside: bool, counts: Counter[str]) -> JSON:
    is_named = is_inside or is_secret_name(name)
    if isinstance(value, dict):
        return {key: _mask(item, key, is_named, counts) for key, item in value.items()}
    if isinstance(value, list):
        return [_mask(item, name, is_named, counts) for item in value]
    masked = _mask_scalar(value, is_named)
    if masked is not value:
        counts[name if is_row_name(name) else "other names"] += 1
    return masked


def _mask_scalar(value: Any, is_named: bool) -> JSON:
    if value is None or isinstance(value, bool) or value in ("", "true", "false"):
        return value  # type: ignore[no-any-return]
    if not isinstance(value, str):
        hidden = is_named or find_shape(str(value))
        return type(value)(0) if hidden else value  # type: ignore[no-any-return]
    shape = find_shape(value)
    if not is_named and not shape:
        return value
    is_number = shape != "phone" and _DIGITS.fullmatch(value)
    text = "0" if is_number else MASK
    return FormText(text) if isinstance(value, FormText) else text


@lru_cache(10_000)  # names repeat in every sample
def is_secret_name(name: str) -> bool:
    """Whether the value of that name must not be shown."""
    return _NAMES.search(name) is not None or protocol.is_secret(name)


def find_shape(text: str) -> str:
    """Return ``phone`` or ``secret`` if a text has the shape of something that must not be shown, else ""."""
    if len(text) > _MAX_SEARCHED:
        return "secret"
    match = _SHAPES.search(text)
    if match:
        return "phone" if match["phone"] else "secret"
    words = _LONG_WORD.findall(_UUID.sub("", text))
    return "secret" if any(map(_is_random, words)) else ""


def _is_random(word: str) -> bool:
    """Whether a long word looks as if a machine had made it up: its letters and digits change often."""
    classes = [_classify(char) for char in word]
    return len(set(classes)) > 1 and _count_changes(word) > len(word) / 3


def _classify(char: str) -> str:
    return "A" if char.isupper() else "a" if char.islower() else "0"


def _count_changes(word: str) -> int:
    return sum(a != b for a, b in pairwise(map(_classify, word)))


@lru_cache(10_000)
def is_row_name(key: str) -> bool:
    """Whether a key can be the name of a row: it is an identifier, and no value in the place of one."""
    if cells.check_identifier(key) or key in ("N", "n"):
        return False
    return not _SHAPES.search(key) and not _is_random_name(key)


def is_parameter_name(key: str) -> bool:
    """Whether a key can be the dotted name of a parameter, and is no value in the place of one."""
    return not _SHAPES.search(key) and not any(map(_is_random_name, key.split(".")))


def _is_random_name(name: str) -> bool:
    """As ``_is_random``, for names: the longest published ones have 32 letters, one digit, and change seldom."""
    digits = sum(map(str.isdigit, name))
    length = len(name)
    is_mixed = digits > 2 or _count_changes(name) > 0.45 * length
    return length >= 16 and (is_mixed or (length >= 24 and digits > 1))
