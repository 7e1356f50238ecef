"""Text for terminals: what a page or a server says moves no cursor, and Chinese is aligned by its width."""

# isort: skip_file
from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any

from ..errors import printable

# What ``errors.printable`` escapes, beyond what JSON does.
_UNPRINTABLE = ("Cc", "Cf", "Cs", "Zl", "Zp")
# Chinese may be broken between any two characters.
_WORD = re.compile(r"[\x21-\u2e7f]+|\s+|.", re.DOTALL)


def measure_width(text: str) -> int:
    """Return how many columns a printable text takes: two for each Chinese character."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 1 + _is_wide(char) for char in text
    )


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in ("W", "F")


def pad(text: str, width: int) -> str:
    """Return the text with blanks up to a width."""
    return text + " " * (width - measure_width(text))


def wrap(text: str, width: int) -> list[str]:
    """Return the printable lines of a text, none wider than the width unless a single word is."""
    paragraphs = map(printable, text.split("\n"))
    return [line for each in paragraphs for line in _wrap_paragraph(each, width)]


def _wrap_paragraph(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in _WORD.findall(text):
        if line.strip() and measure_width(line + word) > width:
            yield line.rstrip()
            line = "" if word.isspace() else word
        else:
            line += word
    yield line.rstrip()


def format_json(value: Any, is_ascii: bool) -> str:
    """Return indented JSON; escapes what no terminal may get, and all but ASCII if that is all that it can show."""
    text = json.dumps(value, indent=2, ensure_ascii=is_ascii)
    if text.isascii() and "\x7f" not in text:
        return text
    return "\n".join(
        "".join(_escape(char) for char in line) if not line.isprintable() else line
        for line in text.split("\n")
    )


def _escape(char: str) -> str:
    is_shown = unicodedata.category(char) not in _UNPRINTABLE
    return char if is_shown else json.dumps(char)[1:-1].replace("\x7f", r"\u007f")


def print_text(text: str) -> None:
    """Print a printable text; what the encoding of the output lacks is escaped."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding))


def print_json(value: Any) -> None:
    """Print JSON values."""
    encoding = (sys.stdout.encoding or "utf-8").lower()
    print(format_json(value, is_ascii=not encoding.startswith("utf")))
