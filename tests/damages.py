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
# Headings of documents in other layouts, which are read by their words.
OTHER_LAYOUTS = {
    *("## 请求参数", "#### 请求参数", "**请求参数**"),
    *("## 响应字段", "#### 响应字段", "### 响应参数"),
    *("## Request Parameters", "### Response Elements", "# Response Parameters"),
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
    """A damaged page: in which way, the text, and the line where its one finding is due; 0 if it is read as before."""

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
    return Damaged("two actions", _text(second), 0)


def misspell(lines: list[str]) -> Iterator[Damaged]:
    """Write each heading of a section as it should not be."""
    for number, line in enumerate(lines):
        for wrong in GRAMMAR.get(line.strip(), ()):
            changed = [*lines[:number], wrong, *lines[number + 1 :]]
            due = 0 if wrong in OTHER_LAYOUTS else number + 1
            yield Damaged(f"{line} as {wrong}", _text(changed), due)


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
    """Swap and add columns of each table, which are read by their names; leave out and misspell one."""
    for begin, end in tables(lines):
        rows = [_split(line) for line in lines[begin:end]]
        new = ["示例值", "---", *["x"] * (len(rows) - 2)]
        header = rows[0]
        for way, changed, due in (
            ("swapped", [[*row[:2], *reversed(row[2:])] for row in rows], 0),
            (
                "added",
                [[*row, cell] for row, cell in zip(rows, new, strict=True)],
                0,
            ),
            ("missing", [header[:3], rows[1][:3], *rows[2:]], begin + 1),
            (
                "misspelled",
                [[*header[:2], "描术信息", header[3]], *rows[1:]],
                begin + 1,
            ),
        ):
            table = [f"|{'|'.join(row)}|" for row in changed]
            text = _text([*lines[:begin], *table, *lines[end:]])
            yield Damaged(f"columns {way} in line {begin + 1}", text, due)


def _split(line: str) -> list[str]:
    """Return the cells of a row as they are written."""
    return re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))


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
