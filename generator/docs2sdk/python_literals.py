"""Format text of pages and values as Python source; no other module does.

Every result is a string literal, a docstring or a nested literal that evaluates to the text or value that was passed.
Characters that could hide or reorder text in an editor (controls, bidirectional marks, separators) are escaped.
The layout is black's: one line where it fits, else one element per line with a trailing comma.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

WIDTH = 88
INDENT = "    "


@dataclass(frozen=True, slots=True)
class Call:
    """A call within a literal; ``name`` and the keywords must be Python names, "" marks a positional argument."""

    name: str
    arguments: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Identifier:
    """A Python name, written as it is."""

    name: str


JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"
DictValue: TypeAlias = "Mapping[str, JSON] | Mapping[int, str]"
Value: TypeAlias = (
    "bool | int | float | str | Sequence[Value] | DictValue | Call | Identifier | None"
)


def format_string(text: str) -> str:
    """Return a literal of the text on one line, in the quotes that need fewer escapes, double ones if equal."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    return quote + text.translate(_ESCAPES[quote]) + quote


def format_docstring(text: str, indent: str = "") -> str:
    """Return a docstring of the text; lines after the first are indented by ``indent``.

    White space around the text and at line ends is dropped, and so is the common indentation of the lines after the first.
    A quote at the end of a single line gets a space behind it, as black has it.
    """
    first, *others = _lines(text.strip())
    if not others:
        closing = " " if first.endswith('"') else ""  # a quote before the quotes
        return f'"""{_prose(first)}{closing}"""'
    body = textwrap.dedent("\n".join(_prose(line) for line in others))
    return f'"""{_prose(first)}\n{textwrap.indent(body, indent)}\n{indent}"""'


def format_literal(
    item: Value, indent: str = "", before: int = 0, after: int = 0
) -> str:
    """Return the source of a value for a line at ``indent``.

    ``before`` is the number of columns before the value, ``after`` that of columns needed after it.
    """
    flat = _flat(item)
    if before + display_width(flat) + after <= WIDTH or not _elements(item):
        return flat
    inner = indent + INDENT
    opening, closing = _brackets(item)
    lines = [
        inner
        + prefix
        + format_literal(element, inner, len(inner) + display_width(prefix), 1)
        for prefix, element in _elements(item)
    ]
    return "\n".join([opening, *(f"{line}," for line in lines), indent + closing])


def format_assignment(target: str, item: Value, indent: str = "") -> str:
    """Return ``target = value`` (or ``target: type = value``), indented; a string in brackets if it fits only there."""
    head, inner = f"{indent}{target} = ", indent + INDENT
    source = format_literal(item, indent, display_width(head))
    width = display_width(source)
    if isinstance(item, str) and len(inner) + width <= WIDTH < len(head) + width:
        return f"{head}(\n{inner}{source}\n{indent})"
    return head + source


def format_table(lines: Sequence[str], indent: str = "") -> str:
    """Return a string of several lines, none of them with white space at its ends, indented; it begins with a line break."""
    *others, last = lines
    # A quote before the closing ones.
    end = '\\"' if last.endswith('"') else ""
    texts = [*map(_prose, others), _prose(last[: -len(end) // 2 or None]) + end]
    body = "".join(f"\n{indent}{line}" for line in texts)
    return f'"""{body}"""'


def format_declaration(
    name: str, annotation: str, item: Value, indent: str = ""
) -> str:
    """Return ``name: annotation = value``, indented; in brackets stands the value if that is enough, else the annotation."""
    line = format_assignment(f"{name}: {annotation}", item, indent)
    if display_width(line.split("\n", 1)[0]) <= WIDTH:
        return line
    inner = indent + INDENT
    opening, closing = f"{indent}{name}: {annotation} = (", f"{indent})"
    if len(opening) <= WIDTH:
        return f"{opening}\n{inner}{format_literal(item, inner, len(inner))}\n{closing}"
    head = f"{_break_annotation(name, annotation, indent)} = "
    return head + format_literal(item, indent, len(f"{closing} = "))


def format_annotation(name: str, annotation: str, indent: str = "") -> str:
    """Return ``name: annotation``, indented, with breaks where it is too long."""
    line = f"{indent}{name}: {annotation}"
    return line if len(line) <= WIDTH else _break_annotation(name, annotation, indent)


def _break_annotation(name: str, annotation: str, indent: str) -> str:
    """Return a declaration whose annotation stands on lines of its own, in its brackets or in parentheses."""
    outer, opening, rest = annotation.partition("[")
    if outer in ("Required", "Sequence") and rest.endswith("]"):
        head, inside, closing = f"{outer}{opening}", rest[:-1], "]"
    else:
        head, inside, closing = "(", annotation, ")"
    lines = _break_type(inside, indent + INDENT)
    return "\n".join([f"{indent}{name}: {head}", *lines, f"{indent}{closing}"])


def _break_type(annotation: str, indent: str, before: str = "") -> Iterator[str]:
    """Yield the lines of a type: one if it fits, else one for each alternative, or those of what is in brackets."""
    alternatives = _split_union(annotation)
    outer, opening, rest = annotation.partition("[")
    if len(f"{indent}{before}{annotation}") <= WIDTH:
        yield f"{indent}{before}{annotation}"
    elif len(alternatives) > 1:
        for index, alternative in enumerate(alternatives):
            yield from _break_type(alternative, indent, "| " if index else before)
    elif opening:
        yield f"{indent}{before}{outer}["
        yield from _break_type(rest.removesuffix("]"), indent + INDENT)
        yield f"{indent}]"
    else:
        yield f"{indent}{before}{annotation}"


def _split_union(annotation: str) -> list[str]:
    """Return the alternatives of a type: ``Sequence[A | B] | None`` has two."""
    alternatives: list[str] = []
    for part in annotation.split(" | "):
        if alternatives and alternatives[-1].count("[") > alternatives[-1].count("]"):
            alternatives[-1] += f" | {part}"
        else:
            alternatives.append(part)
    return alternatives


def format_annotated(
    name: str, choices: Sequence[str], others: str, item: Value, indent: str = ""
) -> str:
    """Return ``name: Literal["a", "b"] | others = value``, indented: one line, or one choice per line in brackets."""
    hint = f"Literal[{', '.join(map(format_string, choices))}] | {others}"
    line = format_assignment(f"{name}: {hint}", item, indent)
    if display_width(line.split("\n", 1)[0]) <= WIDTH:
        return line
    inner, innermost = indent + INDENT, indent + INDENT * 2
    values = [f"{innermost}{format_string(choice)}," for choice in choices]
    rest = [f"{inner}| {hint}" for hint in others.split(" | ")]
    head = [f"{indent}{name}: (", f"{inner}Literal[", *values, f"{inner}]", *rest]
    closing = f"{indent}) = "
    last = closing + format_literal(item, indent, display_width(closing))
    return "\n".join([*head, last])


def format_import(module: str, names: Sequence[str], indent: str = "") -> str:
    """Return a ``from`` import for a line at ``indent``, on one line where it fits; all names must be Python names."""
    flat = f"from {module} import {', '.join(names)}"
    if len(indent) + len(flat) <= WIDTH:
        return flat
    lines = [f"{indent}{INDENT}{name}," for name in names]
    return "\n".join([f"from {module} import (", *lines, f"{indent})"])


def format_class_head(name: str, base: str) -> str:
    """Return the first line of a class, or the first lines; both must be Python names, the base may have names in ``[]``."""
    flat = f"class {name}({base}):"
    if len(flat) <= WIDTH:
        return flat
    return f"class {name}(\n{INDENT}{_format_base(base)}\n):"


def _format_base(base: str) -> str:
    """Return a base class for a line at one indent: the names in its brackets on one line more, or on one each."""
    generic, bracket, names = base.removesuffix("]").partition("[")
    if len(INDENT + base) <= WIDTH or not bracket:
        return base
    inner = INDENT * 2
    if len(inner + names) > WIDTH:
        names = names.replace(", ", f",\n{inner}") + ","
    return f"{generic}[\n{inner}{names}\n{INDENT}]"


def display_width(text: str) -> int:
    """Return the columns that black counts for a text: two for East Asian wide characters."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@cache
def _columns(char: str) -> int:
    wide = _UNICODE.east_asian_width(char) in "WF" and not _UNICODE.combining(char)
    return 2 if wide or char in _WIDENED else 1


def _elements(item: Value) -> list[tuple[str, Value]]:
    """Return prefix and value of each element between the brackets of a value; none for a scalar."""
    if isinstance(item, Call):
        return [(f"{name}=" if name else "", value) for name, value in item.arguments]
    if isinstance(item, dict):
        return [(f"{_flat(key)}: ", value) for key, value in item.items()]
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
        return format_string(item)
    if isinstance(item, Identifier):
        return item.name
    if isinstance(item, (Call, dict, list, tuple)):
        opening, closing = _brackets(item)
        parts = [prefix + _flat(element) for prefix, element in _elements(item)]
        comma = "," if isinstance(item, tuple) and len(parts) == 1 else ""
        return f"{opening}{', '.join(parts)}{comma}{closing}"
    return repr(item).replace("e+", "e")


def _lines(text: str) -> list[str]:
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return [line.rstrip() for line in unified.split("\n")]


# Every Python has the database of Unicode 3.2, so the output does not depend on the version of Python.
# Later characters are escaped.
_UNICODE = unicodedata.ucd_3_2_0
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"))
# Symbols that became wide in later versions.
_WIDENED = frozenset("⌚⌛◽◾☰☱☲☳☴☵☶☷♈♉♊♋♌♍♎♏♐♑♒♓")
# Letters, marks, signs and symbols that are invisible.
_INKLESS = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0"
) | frozenset(map(chr, range(0xFE00, 0xFE10)))
_NAMED: dict[str, str] = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# Quotes that could end a docstring, or make its opening quotes four.
_CROWDED_QUOTE = re.compile(r'^"|"(?=")|(?<=")"')


def _prose(line: str) -> str:
    return _CROWDED_QUOTE.sub(r'\\"', line.translate(_IN_PROSE))


def _visible(char: str) -> str:
    code = ord(char)
    hidden = _UNICODE.category(char) in _HIDDEN or char in _INKLESS
    if char == " " or not hidden:
        return char
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


class _EscapeTable(dict[int, str]):
    """The escapes of characters for ``str.translate``; those not in it are computed once and kept."""

    def __missing__(self, code: int) -> str:
        self[code] = _visible(chr(code))
        return self[code]


def _table(named: Mapping[str, str]) -> _EscapeTable:
    return _EscapeTable((ord(char), text) for char, text in named.items())


_ESCAPES = {quote: _table(_NAMED | {quote: f"\\{quote}"}) for quote in "'\""}
_IN_PROSE = _table({"\t": " ", "\\": "\\\\"})
