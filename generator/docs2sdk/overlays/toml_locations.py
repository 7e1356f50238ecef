"""Line and column of the tables and keys in a TOML text, which tomllib does not give."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

# Line and column, both from 1.
Position: TypeAlias = tuple[int, int]
# The positions of a table's keys; the table's own is under "".
KeyPositions: TypeAlias = Mapping[str, Position]

# Strings and comments come first, so that nothing is matched inside them.  A text, since most runs read no overlay and need not compile it.
_TOKEN = (
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|#[^\n]*'
    r"|^[ \t]*(?:\[\[[ \t]*(?P<array>[^\]\n]*?)[ \t]*\]\]|(?P<table>\[)(?=[^\[\n]*\][ \t]*(?:#|$))"
    r"|(?P<key>[\w-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*')[ \t]*=)"
    r"|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'"
)


def locate_array_tables(text: str, name: str) -> tuple[KeyPositions, ...]:
    """Return the positions of the keys of each ``[[name]]`` table, in order.

    The text must be valid TOML with ``\\n`` newlines.  Keys before the first table, and keys of other tables, are left out.
    """
    line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
    arrays: list[dict[str, Position]] = []
    current: dict[str, Position] = {}
    for offset, kind, word in _iterate_tokens(text):
        line = bisect.bisect_right(line_starts, offset)
        position = (line, offset - line_starts[line - 1] + 1)
        if kind == "key":
            current.setdefault(word, position)
            continue
        current = {"": position}
        if kind == "array" and word == name:
            arrays.append(current)
    return tuple(arrays)


def _iterate_tokens(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield offset, kind (array, table, key) and name of every line that begins a table or assigns a key."""
    for match in re.finditer(_TOKEN, text, re.DOTALL | re.MULTILINE):
        kind = match.lastgroup
        if kind:
            begin = match.end() - len(match[0].lstrip(" \t"))
            yield begin, kind, match[kind].strip("\"'")
