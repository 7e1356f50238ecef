"""Ways to damage a page, each with the line where its one finding is due.  For tests that a page loses nothing in silence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

GRAMMAR = {
    "### 请求参数": (
        "### 请求參数",
        "### 请求参敉",
        "## 请求参数",
        "#### 请求参数",
        "###请求参数",
        "**请求参数**",
    ),
    "### 响应字段": (
        "### 响应字端",
        "## 响应字段",
        "#### 响应字段",
        "###响应字段",
        "### 响应参数",
    ),
    "# Request Parameters": (
        "# Request Paramters",
        "## Request Parameters",
        "#Request Parameters",
    ),
    "# Response Elements": (
        "# Response Element",
        "### Response Elements",
        "# Response Parameters",
    ),
}
PREFIXES = {
    "a tab": "\t",
    "four spaces": "    ",
    "a dash": "- ",
    "a star": "* ",
    "a plus": "+ ",
    "a number and a dot": "1. ",
    "a number and a parenthesis": "1) ",
    "a quote": "> ",
    "a blank line": "\n",
    "a comment": "\n<!-- x -->\n",
    "a comment before it": "<!-- x -->",
    "a heading mark": "# ",
    "a tag": "<div>",
    "a check box": "- [ ] ",
}
MARKS = (
    "x",
    "`",
    "\\",
    "**",
    "---",
    "<table>",
    "<pre>",
    "<!-- ",
    "```",
    "~~~",
    "|",
    "||",
    "\u3000",
)
_TABLE_HEADER = re.compile(r"\|?\s*(?:参数名|字段名|Parameter name)\s*\|")


class Damaged(NamedTuple):
    """A damaged page: in which way, the text, and the line where its one finding is due."""

    way: str
    text: str
    line: int


def damage(text: str) -> Iterator[Damaged]:
    """Yield a page of an action in every way that these tests know."""
    lines = text.split("\n")
    yield from cut(lines)
    yield from lose_headings(lines)
    yield add_action(lines)
    yield from misspell(lines)
    yield from swap_columns(lines)
    for table in tables(lines):
        yield from lose_rows(lines, table)


def _text(lines: list[str]) -> str:
    return "\n".join(lines)


def cut(lines: list[str]) -> Iterator[Damaged]:
    """Cut the page after each section that is needed, and behind its title."""
    title = next(n for n, line in enumerate(lines) if line.strip())
    yield Damaged("cut below the title", _text(lines[: title + 1]), title + 1)
    for number, line in enumerate(lines):
        if (
            number > title
            and re.match(r"#{1,3} ", line)
            and not _is_fenced(lines, number)
        ):
            yield Damaged(f"cut before {line}", _text(lines[:number]), title + 1)


def _is_fenced(lines: list[str], number: int) -> bool:
    return sum(line.startswith("```") for line in lines[:number]) % 2 == 1


def lose_headings(lines: list[str]) -> Iterator[Damaged]:
    """Take out the headings of the two sections that are needed."""
    title = next(number for number, line in enumerate(lines) if line.strip())
    for number, line in enumerate(lines):
        if line.strip() in GRAMMAR:
            rest = [*lines[:number], *lines[number + 1 :]]
            yield Damaged(f"without {line}", _text(rest), title + 1)


def add_action(lines: list[str]) -> Damaged:
    """Write another action below the page's own: the page once more, with another title."""
    title = next(number for number, line in enumerate(lines) if line.strip())
    second = [*lines, "# 另一件事 - DoOtherThing", *lines[title + 1 :]]
    return Damaged("two actions", _text(second), len(lines) + 1)


def misspell(lines: list[str]) -> Iterator[Damaged]:
    """Write each heading of a section as it should not be."""
    for number, line in enumerate(lines):
        for wrong in GRAMMAR.get(line.strip(), ()):
            changed = [*lines[:number], wrong, *lines[number + 1 :]]
            yield Damaged(f"{line} as {wrong}", _text(changed), number + 1)


class Tabled(NamedTuple):
    """The lines of a table, from that of its header to that behind its last row."""

    begin: int
    end: int


def tables(lines: list[str]) -> Iterator[Tabled]:
    """Yield the tables of parameters, without that of the common parameters."""
    below = ""
    for number, line in enumerate(lines):
        if line.startswith("#"):
            below = line
        if _TABLE_HEADER.match(line) and below.strip() != "### 公共参数":
            end = number + 2
            while end < len(lines) and lines[end].strip().startswith("|"):
                end += 1
            yield Tabled(number, end)


def swap_columns(lines: list[str]) -> Iterator[Damaged]:
    """Swap, leave out, add and misspell columns of each table."""
    for begin, _ in tables(lines):
        cells = lines[begin].strip().strip("|").split("|")
        dashes = lines[begin + 1].strip().strip("|").split("|")
        name, type_, doc, required = cells
        for way, header, ruler in (
            ("swapped", [name, type_, required, doc], dashes),
            ("missing", [name, type_, doc], dashes[:3]),
            ("added", [*cells, "示例值"], [*dashes, "---"]),
            ("misspelled", [name, type_, "描术信息", required], dashes),
        ):
            changed = [*lines]
            changed[begin : begin + 2] = [
                f"|{'|'.join(header)}|",
                f"|{'|'.join(ruler)}|",
            ]
            yield Damaged(
                f"columns {way} in line {begin + 1}", _text(changed), begin + 1
            )


def lose_rows(lines: list[str], table: Tabled) -> Iterator[Damaged]:
    """Take the last row of a table out of it, in each way; and the first, where it has two."""
    rows = range(table.begin + 2, table.end)
    for number in sorted({*rows[:1], *rows[-1:]}):
        for way, prefix in PREFIXES.items():
            line = number + 1 + prefix.count("\n")
            changed = [*lines[:number], prefix + lines[number], *lines[number + 1 :]]
            yield Damaged(f"line {number + 1} behind {way}", _text(changed), line)
        bare = lines[number].strip().strip("|").strip()
        for way, put in _REWRITTEN.items():
            before, text = put(bare)
            changed = [*lines[:number], text, *lines[number + 1 :]]
            yield Damaged(
                f"line {number + 1} as {way}", _text(changed), number + 1 + before
            )


_REWRITTEN: dict[str, Callable[[str], tuple[int, str]]] = {
    "bare text behind a blank line": lambda row: (1, f"\n{row}"),
    "an item without a pipe": lambda row: (0, f"- {row}"),
    "code": lambda row: (1, f"```\n| {row} |\n```"),
    "HTML": lambda row: (
        0,
        "<table><tr><td>" + "</td><td>".join(row.split("|")) + "</td></tr></table>",
    ),
}
