"""Text of the schema → the Markdown that ``pages`` reads as that text: the inverse of ``cells.read_text``."""

from __future__ import annotations

import re

_LINE_BREAK = "<br />"
# What reading changes outside code spans: a backslash before a mark or before the line break that follows it, a backtick
# that would begin another code span, and a line break that is meant as text.
_READ_OTHERWISE = re.compile(
    r"(?P<code>`[^`\n]*`)|`|\\(?=[!-/:-@\[-`{-~\n]|\Z)|<(?=/?br */?>)", re.IGNORECASE
)
# What makes more than a paragraph of a line that begins with it.
_LINE_START = re.compile(
    r"[-#>+*=~|<?!:_]|`{3,}(?=[^`]*$)|\[[ xX]\](?=\s)|[0-9]{1,9}(?P<number>[.)])"
)
_SINGLE_BREAK = re.compile(r"(?<!\n)\n(?!\n)")
_PARAGRAPH_END = re.compile(r"(?<!\n)\n\n(?!\n)")


def write_cell(text: str) -> str:
    """Return a text as the source of a table cell."""
    return write_inline(text).replace("|", "\\|")


def write_inline(text: str) -> str:
    """Return a text as Markdown without line ends, for places where no character has a meaning by its position."""
    return _READ_OTHERWISE.sub(_escape, text).replace("\n", _LINE_BREAK)


def write_line(text: str) -> str:
    """Return a text as one line, which begins no list, heading, table or anything else."""
    line = write_inline(text)
    start = _LINE_START.match(line)
    if not start:
        return line
    at = start.start("number") if start["number"] else 0
    return f"{line[:at]}\\{line[at:]}"


def write_paragraph(text: str) -> str:
    """Return a text as one paragraph: its lines stay lines, and empty lines become line breaks."""
    return "\n".join(map(write_line, _SINGLE_BREAK.split(text)))


def write_paragraphs(text: str) -> str:
    """Return a text whose paragraphs are separated by empty lines."""
    return "\n\n".join(map(write_paragraph, _PARAGRAPH_END.split(text)))


def _escape(match: re.Match[str]) -> str:
    return match[0] if match["code"] else f"\\{match[0]}"
