"""Format text of pages and values as TypeScript source; no other module does.

Every result is a string literal, a comment, a property name or a nested literal.  Characters that could hide or reorder text
in an editor (controls, bidirectional marks, separators) are escaped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from docs2sdk.python_literals import JSON

INDENT = "  "
WIDTH = 120

_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
# What would end a comment, or be read as a tag of TSDoc or a link: `@` after white space or `{`.
_COMMENT_END = re.compile(r"\*(?=/)")
_TAG = re.compile(r"(?<![^\s{(])@(?=[A-Za-z])")


def format_string(text: str) -> str:
    """Return a string literal of the text, on one line, in double quotes."""
    return _escape(json.dumps(text, ensure_ascii=False))


def _escape(source: str) -> str:
    if source.isprintable():
        return source
    return "".join(
        char if char.isprintable() else json.dumps(char)[1:-1] for char in source
    )


def format_comment(text: str, indent: str = "") -> list[str]:
    """Return the lines of a documentation comment with the text; none for a text without words."""
    lines = [_prose(line) for line in text.strip().splitlines()]
    if not any(lines):
        return []
    if len(lines) == 1:
        return [f"{indent}/** {lines[0]} */"]
    body = [f"{indent} * {line}".rstrip() for line in lines]
    return [f"{indent}/**", *body, f"{indent} */"]


def format_tag(tag: str, text: str) -> str:
    """Return a tag of a documentation comment with its text on one line; ``format_comment`` leaves it as it is."""
    return f"\0{tag} {' '.join(text.split())}"


def _prose(line: str) -> str:
    is_tag, line = line.startswith("\0"), line.strip("\0 \t\r\f\v")
    escaped = _COMMENT_END.sub(r"*\\", line)
    escaped = _TAG.sub(r"\\@", escaped)
    visible = "".join(map(_show, escaped))
    return f"@{visible}" if is_tag else visible


def _show(char: str) -> str:
    return char if char.isprintable() else f"\\u{{{ord(char):x}}}"


def format_property(name: str) -> str:
    """Return the name of a property as an interface declares it: quoted unless it is an identifier."""
    return name if _IDENTIFIER.fullmatch(name) else format_string(name)


def format_key(name: str) -> str:
    """Return the name of a property as an object literal has it: ``__proto__`` would set the prototype instead."""
    return '["__proto__"]' if name == "__proto__" else format_property(name)


def format_literal(
    value: JSON, indent: str = "", before: int = 0, after: int = 1
) -> str:
    """Return the source of a value for a line at ``indent``; ``before`` and ``after`` are the columns needed around it."""
    flat = _format_flat(value)
    inner = [*_list_elements(value)]
    if before + len(flat) + after <= WIDTH or not inner:
        return flat
    opening, closing = ("[", "]") if isinstance(value, list) else ("{", "}")
    deeper = indent + INDENT
    lines = (
        f"{deeper}{key}{format_literal(item, deeper, len(deeper) + len(key))},"
        for key, item in inner
    )
    return "\n".join((opening, *lines, f"{indent}{closing}"))


def _format_flat(value: JSON) -> str:
    match value:
        case str():
            return format_string(value)
        case list():
            return f"[{', '.join(map(_format_flat, value))}]"
        case dict():
            return _braces(
                f"{key}{_format_flat(item)}" for key, item in _list_elements(value)
            )
        case _:
            return json.dumps(value)


def _braces(parts: Iterable[str]) -> str:
    joined = ", ".join(parts)
    return f"{{ {joined} }}" if joined else "{}"


def _list_elements(value: JSON) -> Iterator[tuple[str, JSON]]:
    """Yield what stands before each element of a list or object, and the element."""
    if isinstance(value, Mapping):
        yield from ((f"{format_key(key)}: ", item) for key, item in value.items())
    elif isinstance(value, list):
        yield from (("", item) for item in value)
