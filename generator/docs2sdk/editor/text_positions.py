"""Converts between positions in an open text, as the protocol counts them, and lines and columns of locations.

The protocol counts lines from 0 and characters in units of an encoding; locations count both from 1, in characters.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

Encoding: TypeAlias = Literal["utf-8", "utf-16", "utf-32"]

# The newlines of the protocol, which are also those of pages; other white space is text.
_NEWLINE = re.compile(r"\r\n|\n|\r")
_BYTE_ORDER_MARK = "\ufeff"


class TextPosition(NamedTuple):
    """A position as the protocol writes it."""

    line: int
    character: int


class TextSpan(NamedTuple):
    """A part of a page: its first character and the one behind it, both with line and column counted from 1."""

    line: int
    column: int
    end_line: int
    end_column: int


class OpenText(NamedTuple):
    """The lines of an open text without their newlines; ``has_mark``: a byte-order mark, which no column counts, precedes them."""

    lines: tuple[str, ...]
    has_mark: bool
    encoding: Encoding

    def get_line(self, number: int) -> str:
        """Return a line by its number from 1, "" if the text has no such line."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def to_position(self, line: int, column: int) -> TextPosition:
        """Return the position of a line and a column; the nearest one inside the text."""
        if line > len(self.lines):
            line, column = len(self.lines), len(self.lines[-1]) + 1
        index = max(line, 1) - 1
        before = self.lines[index][: max(column - 1, 0)]
        mark = _BYTE_ORDER_MARK if self.has_mark and index == 0 else ""
        return TextPosition(index, count_units(mark + before, self.encoding))

    def to_line_and_column(self, position: TextPosition) -> tuple[int, int]:
        """Return line and column of a position; the nearest ones inside the text."""
        index = min(max(position.line, 0), len(self.lines) - 1)
        mark = _BYTE_ORDER_MARK if self.has_mark and index == 0 else ""
        line = mark + self.lines[index]
        count = count_characters(line, position.character, self.encoding)
        return index + 1, max(count - len(mark), 0) + 1

    def cut(self, span: TextSpan) -> str:
        """Return the text of a span, with ``\\n`` newlines."""
        lines = list(self.lines[span.line - 1 : span.end_line])
        if not lines:
            return ""
        lines[-1] = lines[-1][: span.end_column - 1]
        lines[0] = lines[0][span.column - 1 :]
        return "\n".join(lines)


@lru_cache(maxsize=8)
def read_open_text(text: str, encoding: Encoding) -> OpenText:
    """Divide a text into lines."""
    has_mark = text.startswith(_BYTE_ORDER_MARK)
    lines = tuple(_NEWLINE.split(text.removeprefix(_BYTE_ORDER_MARK)))
    return OpenText(lines, has_mark, encoding)


def replace_part(
    text: str, start: TextPosition, end: TextPosition, new: str, encoding: Encoding
) -> str:
    """Return a text with the part between two positions replaced."""
    offsets = sorted(_find_offsets(text, (start, end), encoding))
    return f"{text[: offsets[0]]}{new}{text[offsets[1] :]}"


def _find_offsets(
    text: str, positions: tuple[TextPosition, ...], encoding: Encoding
) -> list[int]:
    newlines = list(_NEWLINE.finditer(text))
    starts = [0, *(newline.end() for newline in newlines)]
    ends = [*(newline.start() for newline in newlines), len(text)]
    offsets = []
    for line, character in positions:
        index = min(max(line, 0), len(starts) - 1)
        content = text[starts[index] : ends[index]]
        is_behind = line >= len(starts)
        count = count_characters(content, character, encoding)
        offsets.append(ends[index] if is_behind else starts[index] + count)
    return offsets


def count_units(text: str, encoding: Encoding) -> int:
    """Return the length of a text in units of an encoding."""
    if encoding == "utf-32" or text.isascii():
        return len(text)
    if encoding == "utf-8":
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(character > "\uffff" for character in text)


def count_characters(line: str, units: int, encoding: Encoding) -> int:
    """Return how many characters begin in the first units of a line, but not in the middle of one; at most all."""
    if encoding == "utf-32" or line.isascii():
        return min(max(units, 0), len(line))
    for count, character in enumerate(line):
        units -= count_units(character, encoding)
        if units < 0:
            return count
    return len(line)
