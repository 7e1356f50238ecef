"""The rows of tables in generated tests: which class and attribute a line is about."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

# The tables of a test, each with the payload that it describes.
_TABLES: dict[str, Literal["request", "response"]] = {
    'PARAMETERS = """': "request",
    'FIELDS = """': "response",
}
_CLASS = re.compile(r"    ([A-Za-z_][\w.]*):\Z")
_ROW = re.compile(r"    ([a-z_][a-z0-9_]*) ")


class TestedRow(NamedTuple):
    """A row of a table: its payload, the class that it names ("" for the payload's own) and the attribute ("" if none)."""

    payload: Literal["request", "response"]
    cls: str
    attribute: str


def find_row(text: str, line: int) -> TestedRow | None:
    """Return the row on a line of a test, None if the line is in no table."""
    payload: Literal["request", "response"] | None = None
    cls = ""
    for number, content in enumerate(text.split("\n"), 1):
        start = content.strip()
        if start in _TABLES:
            payload, cls = _TABLES[start], ""
        row = _ROW.match(content)
        if heading := _CLASS.match(content):
            cls = heading[1]
        if number == line:
            if payload is None or not (row or heading):
                return None
            return TestedRow(payload, cls, row[1] if row else "")
        if '"""' in content and start not in _TABLES:
            payload = None
    return None
