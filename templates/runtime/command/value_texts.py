"""Reads values of parameters from the words of a command line: texts, numbers, JSON, and files that hold them."""

# isort: skip_file
from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from typing import Any

from ..fields import (
    Anything,
    Array,
    Boolean,
    Integer,
    Nested,
    Number,
    Shape,
    Text,
    WireField,
    fields_of,
)
from .usage import UsageError

_INTEGER = re.compile(r"[+-]?[0-9]{1,400}", re.ASCII)
_TRUTH = {"true": True, "false": False}


def read_value(field: WireField, words: Sequence[str]) -> Any:
    """Return the value of a parameter from the words after its option, one for each time that it is used."""
    if isinstance(field.shape, Array):
        items = [_read_items(field, field.shape.item, word) for word in words]
        return [item for some in items for item in some]
    if len(words) > 1:
        raise UsageError("is no list: give it once")
    return _read_word(field, field.shape, words[0])


def _read_items(field: WireField, shape: Shape, word: str) -> list[Any]:
    """Return the elements of a list that a word stands for: one, or all those of a JSON list of what is no scalar."""
    if isinstance(shape, (Text, Integer, Number, Boolean)):
        return [_read_word(field, shape, word)]
    value = _read_word(field, shape, word)
    return value if isinstance(value, list) else [value]


def _read_word(field: WireField, shape: Shape, word: str) -> Any:
    match shape:
        case Text():
            return read_source(word) if field.is_secret else word
        case Integer():
            return _read_integer(word)
        case Number():
            return _read_number(word)
        case Boolean():
            return _read_truth(word)
        case Anything():
            return _read_anything(read_source(word))
    return name_members(shape, _parse_json(read_source(word)))


def read_source(word: str) -> str:
    """Return the text in the file of ``@FILE``, of standard input for ``-``, else the word; ``@@x`` is ``@x``."""
    if word != "-" and not word.startswith("@"):
        return word
    if word.startswith("@@"):
        return word[1:]
    try:
        if word == "-":
            text = sys.stdin.buffer.read().decode()
        else:
            with open(word[1:], "rb") as file:
                text = file.read().decode()
    except OSError as error:
        # Without the name, which may be a secret that begins with @.
        problem = f"names a file that cannot be read ({error.strerror})"
        raise UsageError(f"{problem}; @@x stands for @x") from None
    except ValueError:
        raise UsageError("names a file that is not UTF-8") from None
    return text.removesuffix("\n").removesuffix("\r")


def name_members(shape: Shape, value: Any) -> Any:
    """Return JSON values with Python names in place of the API's; what has neither is left to the constructor."""
    if isinstance(value, list):
        item = shape.item if isinstance(shape, Array) else shape
        return [name_members(item, each) for each in value]
    if not isinstance(shape, Nested) or not isinstance(value, dict):
        return value
    members = {field.wire: field for field in fields_of(shape.cls)}
    members |= {field.name: field for field in fields_of(shape.cls)}
    named: dict[str, Any] = {}
    for key, item in value.items():
        member = members.get(key)
        name = member.name if member else key
        if name in named:
            raise UsageError(f"has {name} twice")
        named[name] = name_members(member.shape, item) if member else item
    return named


def _read_integer(word: str) -> int:
    if not _INTEGER.fullmatch(word):
        raise UsageError("must be an integer")
    return int(word)


def _read_number(word: str) -> float:
    try:
        return int(word) if _INTEGER.fullmatch(word) else float(word)
    except ValueError:
        raise UsageError("must be a number") from None


def _read_truth(word: str) -> bool:
    if word.lower() not in _TRUTH:
        raise UsageError("must be true or false")
    return _TRUTH[word.lower()]


def _read_anything(text: str) -> Any:
    """Return a value of an unknown type: what is no JSON is a text."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise UsageError(f"must be JSON: {error.msg} ({place})") from None
    except (ValueError, RecursionError):
        raise UsageError("must be JSON") from None
