"""The only place that turns document text into Python source.

What leaves here is a string literal, a docstring or a nested literal that evaluates to the text or value that came in.
Characters that could hide or reorder text in an editor (controls, bidirectional marks, separators) leave as escapes.
The layout is black's: one line where it fits, else one element a line with a trailing comma.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

WIDTH = 88
INDENT = "    "


@dataclass(frozen=True, slots=True)
class Call:
    """A call to stand in a literal; ``name`` and the keywords are Python names already, "" marks a positional one."""

    name: str
    arguments: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A Python name that stands for itself."""

    name: str


JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"
Value: TypeAlias = (
    "bool | int | float | str | Sequence[Value] | dict[str, JSON] | Call | Name | None"
)


def string(text: str) -> str:
    """Return a one-line literal of the text, in the quotes that need fewer escapes (double ones if equal)."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    return quote + "".join(_escape(char, quote) for char in text) + quote


def docstring(text: str, indent: str = "") -> str:
    """Return a docstring of the text, its further lines indented; white space at line ends is dropped."""
    lines = [_docstring_line(line.rstrip()) for line in _lines(text.strip())]
    if len(lines) == 1:
        return f'"""{_closed(lines[0])}"""'
    body = [f"{indent}{line}" if line else "" for line in lines[1:]]
    return "\n".join([f'"""{lines[0]}', *body, f'{indent}"""'])


def literal(item: Value, indent: str = "", before: int = 0, after: int = 0) -> str:
    """Return the source of a value for a line at ``indent``.

    ``before`` columns of that line are taken, ``after`` must stay free behind the value.
    """
    flat = _flat(item)
    if before + display_width(flat) + after <= WIDTH or not _elements(item):
        return flat
    inner = indent + INDENT
    opening, closing = _brackets(item)
    lines = [
        inner + prefix + literal(element, inner, len(inner) + display_width(prefix), 1)
        for prefix, element in _elements(item)
    ]
    return "\n".join([opening, *(f"{line}," for line in lines), indent + closing])


def assignment(target: str, item: Value, indent: str = "") -> str:
    """Return ``target = value`` (or ``target: type = value``), indented."""
    head = f"{indent}{target} = "
    return head + literal(item, indent, display_width(head))


def imported(module: str, names: Sequence[str], indent: str = "") -> str:
    """Return a ``from`` import for a line at ``indent``, on one line where it fits; all names are Python's already."""
    flat = f"from {module} import {', '.join(names)}"
    if len(indent) + len(flat) <= WIDTH:
        return flat
    lines = [f"{indent}{INDENT}{name}," for name in names]
    return "\n".join([f"from {module} import (", *lines, f"{indent})"])


def display_width(text: str) -> int:
    """Return the columns that black counts for a text: two for East Asian wide characters."""
    if text.isascii():
        return len(text)
    return sum(
        (
            2
            if unicodedata.east_asian_width(char) in "WF"
            else not unicodedata.combining(char)
        )
        for char in text
    )


def _elements(item: Value) -> list[tuple[str, Value]]:
    """Return what stands between the brackets of a value: prefix and element each; nothing for a plain value."""
    if isinstance(item, Call):
        return [(f"{name}=" if name else "", value) for name, value in item.arguments]
    if isinstance(item, dict):
        return [(f"{string(key)}: ", value) for key, value in item.items()]
    if isinstance(item, (list, tuple)):
        return [("", element) for element in item]
    return []


def _brackets(item: Value) -> tuple[str, str]:
    if isinstance(item, Call):
        return f"{item.name}(", ")"
    if isinstance(item, dict):
        return "{", "}"
    return ("(", ")") if isinstance(item, tuple) else ("[", "]")


def _flat(item: Value) -> str:
    if isinstance(item, str):
        return string(item)
    if isinstance(item, Name):
        return item.name
    if isinstance(item, (Call, dict, list, tuple)):
        opening, closing = _brackets(item)
        parts = [prefix + _flat(element) for prefix, element in _elements(item)]
        comma = "," if isinstance(item, tuple) and len(parts) == 1 else ""
        return f"{opening}{', '.join(parts)}{comma}{closing}"
    return repr(item)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"))
_NAMED = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _escape(char: str, quote: str) -> str:
    return f"\\{char}" if char == quote else _NAMED.get(char) or _visible(char)


def _docstring_line(line: str) -> str:
    plain = "".join(
        " " if char == "\t" else "\\\\" if char == "\\" else _visible(char)
        for char in line
    )
    plain = plain.replace('"""', '\\"\\"\\"')
    return f"\\{plain}" if plain.startswith('"') else plain


def _closed(line: str) -> str:
    # Black adds a space where the text ends in a quote; an escape keeps the text as it is.
    return f"{line[:-1]}\\x22" if line.endswith('"') else line


def _visible(char: str) -> str:
    code = ord(char)
    if char == " " or unicodedata.category(char) not in _HIDDEN:
        return char
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
