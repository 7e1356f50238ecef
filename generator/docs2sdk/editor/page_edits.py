"""Edits of a page, and the text that they make of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from docs2sdk.editor.text_positions import TextSpan


class PageEdit(NamedTuple):
    """A part of a page and the text that replaces it."""

    span: TextSpan
    text: str


class QuickFix(NamedTuple):
    """Edits that mend one diagnostic; ``is_preferred``: lint knows that this is meant, and does not only allow it."""

    title: str
    edits: tuple[PageEdit, ...]
    is_preferred: bool = True


def replace_in_line(line: int, start: int, end: int, text: str) -> PageEdit:
    """Return the edit that replaces the characters from one offset of a line to another."""
    return PageEdit(TextSpan(line, start + 1, line, end + 1), text)


def replace_line(lines: Sequence[str], line: int, text: str) -> PageEdit:
    """Return the edit that replaces a whole line."""
    return replace_in_line(line, 0, len(lines[line - 1]), text)


def delete_line(line: int) -> PageEdit:
    """Return the edit that deletes a line with its newline."""
    return PageEdit(TextSpan(line, 1, line + 1, 1), "")


def apply_edits(lines: Sequence[str], edits: Iterable[PageEdit]) -> str:
    """Return the text of a page, given as its lines, after edits that do not overlap."""
    text = "\n".join(lines)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for span, new in sorted(edits, reverse=True):
        begin = starts[span.line - 1] + span.column - 1
        end = starts[span.end_line - 1] + span.end_column - 1
        text = f"{text[:begin]}{new}{text[end:]}"
    return text
