"""Text to blocks: structure, rows as written, exact places, bounded time."""

from __future__ import annotations

import pytest
from docs2sdk.pages import markdown
from docs2sdk.pages.markdown import (
    Fence,
    Heading,
    LimitExceeded,
    Paragraph,
    Table,
    TableRow,
    parse_blocks,
)
from hypothesis import example, given
from hypothesis import strategies as st
from timing import seconds


@pytest.mark.parametrize(
    ("text", "block"),
    [
        pytest.param("# a", Heading(1, "a", 1, 3), id="heading"),
        pytest.param(
            "\n  ###   a b ##  ",
            Heading(3, "a b", 2, 9),
            id="heading with closing hashes",
        ),
        pytest.param("# C#", Heading(1, "C#", 1, 3), id="a hash that closes nothing"),
        pytest.param("# `*a_", Heading(1, "`*a_", 1, 3), id="no inline marks"),
        pytest.param("## ", Heading(2, "", 1, 4), id="empty heading"),
        pytest.param("a\n---", Heading(2, "a", 1, 1), id="underlined heading"),
        pytest.param("a\nb", Paragraph("a\nb", 1), id="paragraph"),
        pytest.param(
            "\u3000\n \u3000a\n---", Heading(2, "a", 2, 3), id="blanks above a heading"
        ),
        pytest.param("\u3000\n a", Paragraph("a", 2, 2), id="blanks above a text"),
        pytest.param("[a]: b", Paragraph("[a]: b", 1), id="a link definition is text"),
        pytest.param("> a\n> b", Paragraph("> a\n> b", 1), id="quotation"),
        pytest.param("- a\n  - b", Paragraph("- a\n  - b", 1), id="list"),
        pytest.param(
            "<!-- a\n\n# b -->", Paragraph("<!-- a\n\n# b -->", 1), id="comment"
        ),
        pytest.param("\n```js\n a\nb\n```", Fence("js", " a\nb\n", 3), id="fence"),
        pytest.param("```\na", Fence("", "a", 2), id="fence without an end"),
        pytest.param("    a", Fence("", "a\n", 1), id="indented code"),
    ],
)
def test_blocks(text: str, block: markdown.Block) -> None:
    assert parse_blocks(text) == (block,)


def rows(text: str) -> list[list[tuple[str, int]]]:
    """Return the cells of every row of the one table with their columns, the header first."""
    tables = [block for block in parse_blocks(text) if isinstance(block, Table)]
    assert len(tables) == 1
    return [
        [(cell.text, cell.column) for cell in row.cells]
        for row in (tables[0].header, *tables[0].rows)
    ]


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        pytest.param("| 1 | 2 |", [("1", 3), ("2", 7)], id="as many as the header"),
        pytest.param("|1|", [("1", 2)], id="too few"),
        pytest.param("| 1 | 2 | 3 |", [("1", 3), ("2", 7), ("3", 11)], id="too many"),
        pytest.param("1 | 2", [("1", 1), ("2", 5)], id="no outer pipes"),
        pytest.param("  | 1 | 2", [("1", 5), ("2", 9)], id="indented, open end"),
        pytest.param("||  |", [("", 2), ("", 3)], id="blank cells"),
        pytest.param(r"| a \| b | c |", [("a | b", 3), ("c", 12)], id="escaped pipe"),
        pytest.param(r"| a \|", [(r"a |", 3)], id="escaped pipe at the end"),
        pytest.param(
            r"| `a|b` |", [("`a", 3), ("b`", 6)], id="a code span does not hide a pipe"
        ),
        pytest.param(
            "|\u3000标\u00a0|\t2\t|", [("标", 3), ("2", 7)], id="wide and other blanks"
        ),
        pytest.param(
            "| \u2003a | b\u2003 |",
            [("\u2003a", 3), ("b\u2003", 8)],
            id="white space that is text",
        ),
        pytest.param(
            "|a  b|24*60*60|", [("a  b", 2), ("24*60*60", 7)], id="source, not rendered"
        ),
        pytest.param("text", [("text", 1)], id="text without a blank line before it"),
    ],
)
def test_rows_are_as_written(row: str, cells: list[tuple[str, int]]) -> None:
    assert rows(f"|a|b|\n|:--|--:|\n{row}\n")[1] == cells


def test_a_table_ends_at_a_blank_line_or_a_heading() -> None:
    text = "intro\n|a|\n|-|\n|1|\n# h\n\n|b|\n|-|\n\n|2|"
    blocks = parse_blocks(text)
    assert [type(block) for block in blocks] == [
        Paragraph,
        Table,
        Heading,
        Table,
        Paragraph,
    ]
    table = blocks[1]
    assert isinstance(table, Table)
    assert [row.line for row in (table.header, *table.rows)] == [2, 4]
    assert blocks[4] == Paragraph("|2|", 10)


def test_a_table_in_a_list_stays_text() -> None:
    assert parse_blocks("- a\n\n  |b|\n  |-|\n  |1|") == (
        Paragraph("- a\n\n  |b|\n  |-|\n  |1|", 1),
    )


def test_a_table_in_a_list_ends_where_the_list_does() -> None:
    expected = (Paragraph("- |a|\n  |-|", 1), Paragraph("|b|", 3))
    assert parse_blocks("- |a|\n  |-|\n|b|") == expected


def test_only_newlines_end_lines() -> None:
    text = "a\rb\x0c\u2028\x85c\n# d"
    assert parse_blocks(text) == (Paragraph(text[:-4], 1), Heading(1, "d", 2, 3))


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param("\n" * 30_000, 20_001, "20000 lines", id="lines"),
        pytest.param("a\n" + "b" * 200_001, 2, "200001 characters", id="line"),
        pytest.param(
            ("b" * 999 + "\n") * 1_001, 1001, "1000000 characters", id="length"
        ),
        pytest.param("# a\n" + "|a|\n" * 6_000, 5_002, "5000 rows", id="rows"),
        pytest.param("# a\n" + "|a" * 1_001, 2, "1000 cells", id="cells"),
        pytest.param(">" * 5_000, 1, "50 levels", id="nesting"),
    ],
)
def test_limits_end_the_blocks(text: str, line: int, message: str) -> None:
    last = parse_blocks(text)[-1]
    assert isinstance(last, LimitExceeded)
    assert last.line == line
    assert message in last.message


@pytest.mark.parametrize("excess", [0, 1], ids=["the longest line", "one more"])
def test_a_line_as_long_as_the_limit_is_read(excess: int) -> None:
    length = markdown.MAX_LINE_LENGTH + excess
    (block,) = parse_blocks("b" * length)
    assert isinstance(block, LimitExceeded if excess else Paragraph)


def test_what_stands_before_a_limit_is_read() -> None:
    assert parse_blocks("# a\n" + "b" * 300_000)[0] == Heading(1, "a", 1, 3)


def test_as_many_rows_as_allowed() -> None:
    blocks = parse_blocks("|a|\n|-|\n" + "|1|\n" * (markdown.MAX_ROWS - 2))
    assert isinstance(blocks[0], Table)
    assert len(blocks) == 1
    assert len(blocks[0].rows) == markdown.MAX_ROWS - 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("*a_" * 20_000, id="emphasis"),
        pytest.param("[" * 20_000, id="brackets"),
        pytest.param("`" * 20_000, id="backticks"),
        pytest.param(">" * 5_000, id="quotations"),
        pytest.param(
            "\n".join(">" * depth for depth in range(1_000)),
            id="quotations, deeper and deeper",
        ),
        pytest.param(
            "\n".join(" " * 2 * depth + "- a" for depth in range(600)),
            id="lists, deeper and deeper",
        ),
        pytest.param(
            ("|a" * 999 + "\n" + "|-" * 999 + "\n|1" * 65 + "\n\n") * 200,
            id="wide tables",
        ),
        pytest.param("a|b\n-|-\n" * 9_000, id="many tables"),
        pytest.param(
            "# " + " " * 190_000 + "x" + " " * 9_000 + "#", id="a heading of blanks"
        ),
        pytest.param("|" + " " * 190_000 + "x|\n|-|", id="a cell of blanks"),
        pytest.param("|\\" * 90_000 + "\n|-|", id="escapes"),
        pytest.param("<!-- \n\n" * 9_000, id="comments that do not end"),
        pytest.param("```\n" * 20_000, id="fences"),
    ],
)
def test_time_is_bounded(text: str) -> None:
    """Nothing that a page can hold costs much more, letter for letter, than the tables that pages are made of."""
    table = "|a|b|\n|-|-|\n" + "|1|2|\n" * 900
    assert seconds_a_letter(text) < 5 * seconds_a_letter(table)


def seconds_a_letter(text: str) -> float:
    """Return how long a letter of a text takes."""
    return seconds(lambda: parse_blocks(text)) / len(text)


LINES = st.lists(
    st.sampled_from(
        [
            "",
            "# a",
            "## 请求参数",
            "|a|b|",
            "|-|-|",
            "| a \\| b",
            "a|b",
            "> x",
            "- y",
            "    z",
            "```",
            "<div>",
            "---",
            "\u3000",
            "1. |",
        ]
    )
    | st.text(max_size=20)
)


@given(LINES.map("\n".join) | st.text())
@example("\r|a|\n|-|\n")
@example("|")
@example("\u3000\n|a|b|\n---")
def test_any_text_gives_blocks_inside_it(text: str) -> None:
    lines = text.split("\n")
    for block in parse_blocks(text):
        for line, column in locations(block):
            assert 1 <= line <= len(lines) + 1
            assert 1 <= column <= len([*lines, ""][line - 1]) + 1


@given(LINES.map("\n".join) | st.text())
def test_cells_stand_where_they_say(text: str) -> None:
    lines = text.split("\n")
    tables = (block for block in parse_blocks(text) if isinstance(block, Table))
    for cell in (
        cell
        for table in tables
        for row in (table.header, *table.rows)
        for cell in row.cells
    ):
        assert (
            lines[cell.line - 1][cell.column - 1 :]
            .replace("\\|", "|")
            .startswith(cell.text)
        )


def locations(block: markdown.Block) -> list[tuple[int, int]]:
    match block:
        case Heading():
            return [(block.line, block.column)]
        case Table():
            return [
                location
                for row in (block.header, *block.rows)
                for location in row_places(row)
            ]
        case _:
            return [(block.line, 1)]


def row_places(row: TableRow) -> list[tuple[int, int]]:
    return [(row.line, 1), *((cell.line, cell.column) for cell in row.cells)]
