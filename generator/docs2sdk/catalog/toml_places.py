"""Where the tables and keys of a TOML text stand: tomllib reads values and forgets their places."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

# Line and column, both from 1; a table's own under "".
At: TypeAlias = tuple[int, int]
Table: TypeAlias = Mapping[str, At]

# What may hold anything comes first, so that nothing is found inside strings and comments.  Compiled where there is an overlay.
_TOKEN = (
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|#[^\n]*'
    r"|^[ \t]*(?:\[\[[ \t]*(?P<array>[^\]\n]*?)[ \t]*\]\]|(?P<table>\[)(?=[^\[\n]*\][ \t]*(?:#|$))"
    r"|(?P<key>[\w-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*')[ \t]*=)"
    r"|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'"
)


def of_array(text: str, name: str) -> tuple[Table, ...]:
    """Return where the keys of each ``[[name]]`` stand, in order; the text must be valid TOML with ``\\n`` newlines.

    Keys before the first table are none of them; nor are those of other tables.
    """
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    found: list[dict[str, At]] = []
    current: dict[str, At] = {}
    for offset, kind, word in _marks(text):
        line = bisect.bisect_right(starts, offset)
        at = (line, offset - starts[line - 1] + 1)
        if kind == "key":
            current.setdefault(word, at)
            continue
        current = {"": at}
        if kind == "array" and word == name:
            found.append(current)
    return tuple(found)


def _marks(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield offset, kind and name of every line that begins a table or gives a key a value."""
    for match in re.finditer(_TOKEN, text, re.DOTALL | re.MULTILINE):
        kind = match.lastgroup
        if kind:
            begin = match.end() - len(match[0].lstrip(" \t"))
            yield begin, kind, match[kind].strip("\"'")
