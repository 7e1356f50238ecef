"""Reads the text of a cell: a dotted name, a type, ``Yes`` or ``No``, or prose.

The functions never raise.  What is wrong with a cell is a ``CellFault`` with the offset of the offending character, which the
caller turns into a location.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from docs2sdk.message_text import did_you_mean
from docs2sdk.pages.markdown import BLANK
from docs2sdk.schema import ListOf, Ref, Scalar, ScalarKind, Shape, Type, Untyped

MAX_NAME_DEPTH = 8  # published names have four levels, published types two
MAX_NAME_LENGTH = 128

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_INDEX = ("N", "n")
_SCALARS: dict[str, ScalarKind] = {
    "string": "string",
    "int": "int",
    "integer": "int",
    "long": "int",
    "float": "float",
    "double": "float",
    "bool": "bool",
    "boolean": "bool",
}
_SIZED = re.compile(r"(?P<int>int(?:8|16|32|64)|uint(?:8|16|32|64)?)|float(?:32|64)")
_MAPPING = re.compile(r"(?:map|dict)\s*[<\[].*[>\]]", re.DOTALL)
_UNTYPED: dict[str, Shape] = {
    "object": "object",
    "dict": "object",
    "map": "object",
    "array": "list",
    "list": "list",
}
# What is required on a condition cannot be required of every caller.
_REQUIRED = dict.fromkeys(("Yes", "是", "必填", "必选"), True) | dict.fromkeys(
    ("No", "否", "可选", "选填", "条件必填", "条件必选"), False
)
_TYPES = ("string", "int", "float", "boolean", "object", "array")
_REF = re.compile(
    r"\[(?P<star>\*?)(?P<text>[^\[\]*]*)(?P=star)\]\(#(?P<anchor>[^()]*)\)"
)
_FOREIGN_REF = re.compile(
    r"\[(?P<star>\*?)(?P<text>[^\[\]*]*)(?P=star)\]\([^()#:\s]+\.md(?:#[^()]*)?\)"
)
_LIST = re.compile(
    r"(?:array|list)(?:\s*\[(?P<square>.*)\]|\s*<(?P<angle>.*)>|\s+of\s+(?P<of>.*))",
    re.IGNORECASE | re.DOTALL,
)
# Code spans come first in the pattern so that nothing inside them is changed.
_MARKUP = re.compile(
    r"(?P<code>`[^`]*`)|(?P<newline></?br */?>)|\\(?P<escaped>[!-/:-@\[-`{-~])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with a cell: a code of ``diagnostics.CODES``, a message, and an offset in characters into the text."""

    code: str
    message: str
    offset: int = 0


class NameSegment(NamedTuple):
    """One level of a dotted name; ``Disks.N`` is a single, indexed segment."""

    name: str
    indexed: bool


def read_name(text: str) -> tuple[NameSegment, ...] | CellFault:
    """Return the segments of ``**Disks.N.Size**``; ``N`` or ``n`` is a list index and belongs to the segment before it."""
    begin, text = _strip_bold(text)
    offset = 0
    segments: list[NameSegment] = []
    for part in text.split("."):
        fault = _check_part(part, segments)
        if fault:
            # A missing last part is behind the text: the offending character is the dot before it.
            at = min(offset + fault.offset, max(len(text) - 1, 0))
            return CellFault(fault.code, fault.message, begin + at)
        if part in _INDEX:
            segments[-1] = NameSegment(segments[-1].name, indexed=True)
        else:
            segments.append(NameSegment(part, indexed=False))
        offset += len(part) + 1
    return tuple(segments)


def _check_part(part: str, before: list[NameSegment]) -> CellFault | None:
    if part in _INDEX:
        if not before or before[-1].indexed:
            return CellFault("D202", "an index must follow the name of a list")
        return None
    if len(before) == MAX_NAME_DEPTH:
        return CellFault("D211", f"nested deeper than {MAX_NAME_DEPTH} levels")
    return check_identifier(part)


def check_identifier(text: str) -> CellFault | None:
    """Return why a text cannot name a field or model, None if it can."""
    match = _IDENTIFIER.match(text)
    end = match.end() if match else 0
    if not text:
        return CellFault("D202", "a name is missing here")
    if end < len(text):
        what = "begin" if end == 0 else "go on"
        return CellFault("D202", f"a name cannot {what} with {quote(text[end])}", end)
    if len(text) > MAX_NAME_LENGTH:
        return CellFault(
            "D202", f"a name of {len(text)} characters, at most {MAX_NAME_LENGTH}"
        )
    return None


def read_type(text: str, models: Collection[str] = ()) -> tuple[Type, CellFault | None]:
    """Return the type in a type cell; a text that is no type gives an untyped value and a fault.

    ``models`` are the models of the page, which other documents name without a link.  A link whose text and anchor differ
    (D212), or which leads to another page (D210), has a fault, too, but keeps what is known of its type.
    """
    leaf = text.replace("&lt;", "<").replace("&gt;", ">").strip(BLANK)
    depth = 0
    while (item := _find_item(leaf)) is not None:
        leaf = item.strip(BLANK)
        depth += 1
        if depth > MAX_NAME_DEPTH:
            return Untyped("any"), CellFault(
                "D211", f"nested deeper than {MAX_NAME_DEPTH} levels"
            )
    type_, fault = _read_leaf(leaf, models)
    for _ in range(depth):
        type_ = ListOf(type_)
    return type_, fault


def is_mapping(text: str) -> bool:
    """Whether a type maps keys to values, so that no model describes the whole."""
    return text.lstrip()[:3].lower() == "map" or text.lstrip()[:4].lower() == "dict"


def _find_item(text: str) -> str | None:
    """Return the type of a list's elements as it is written: ``array[X]``, ``Array<X>``, ``Array of X``, ``X[]``."""
    is_list = text[:5].lower() == "array" or text[:4].lower() == "list"
    match = _LIST.fullmatch(text) if is_list else None
    if match:
        return match[match.lastgroup or 0]
    return text[:-2] if text.endswith("[]") else None


def _read_leaf(text: str, models: Collection[str]) -> tuple[Type, CellFault | None]:
    word = text.lower()
    if word in _SCALARS:
        return Scalar(_SCALARS[word]), None
    if sized := _SIZED.fullmatch(word):
        return Scalar("int" if sized["int"] else "float"), None
    if word in _UNTYPED:
        return Untyped(_UNTYPED[word]), None
    if _MAPPING.fullmatch(word):
        return Untyped("object"), None
    link = _REF.fullmatch(text)
    if link and not check_identifier(link["text"]):
        return Ref(link["text"]), _check_anchor(link["text"], link["anchor"])
    if text in models:
        return Ref(text), None
    if foreign := _FOREIGN_REF.fullmatch(text):
        message = f"{quote(foreign['text'])} is a model of another page"
        return Untyped("any"), CellFault("D210", message)
    if check_identifier(text):
        return Untyped("any"), CellFault(
            "D204", f"no type: {quote(text)}" if text else "the type is missing"
        )
    hint = did_you_mean(word, _TYPES)
    return Untyped("any"), CellFault("D203", f"unknown type {quote(text)}{hint}")


def _check_anchor(text: str, anchor: str) -> CellFault | None:
    # Some sites derive the anchor from the whole heading: `#box-结构`.
    begin, rest = anchor[: len(text)], anchor[len(text) :]
    if text == anchor or (begin == text.lower() and rest.startswith("-")):
        return None
    return CellFault(
        "D212", f"the link says {quote(text)} and leads to {quote(anchor)}"
    )


def read_required(text: str) -> bool | CellFault:
    """Return True for ``**Yes**``, ``Yes`` or ``是``, False for ``No`` or ``否``, and for what is required conditionally."""
    _, word = _strip_bold(text)
    # A star refers to a note below the table.
    word = word.removesuffix("*") if word[:1] in ("是", "否") else word
    if word in _REQUIRED:
        return _REQUIRED[word]
    return CellFault("D209", f'{quote(word)} is neither "Yes" nor "No"')


def read_text(text: str) -> str:
    """Return prose as plain lines: ``<br />`` is a newline, ``\\~`` is ``~``, code spans and links stay as they are."""
    plain = _MARKUP.sub(_replace_markup, text)
    return "\n".join(line.strip() for line in plain.split("\n")).strip()


def read_display_text(text: str) -> str:
    """Return a cell of any column for display: without the bold marks around it, and with links to models as their words."""
    return read_text(_REF.sub(lambda link: link["text"], _strip_bold(text)[1]))


def _replace_markup(match: re.Match[str]) -> str:
    if match["newline"]:
        return "\n"
    return match["code"] or match["escaped"]


def quote(text: str) -> str:
    """Return a text for a message: in quotes, at most 60 characters of it."""
    return f'"{text}"' if len(text) <= 60 else f'"{text[:60]}…"'


def _strip_bold(text: str) -> tuple[int, str]:
    """Return the offset where the text inside bold marks begins, and that text."""
    if len(text) >= 4 and text.startswith("**") and text.endswith("**"):
        return 2, text[2:-2]
    return 0, text
