"""Positions of the protocol, spans of diagnostics, and the locations that messages name."""

from __future__ import annotations

import pytest
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.editor import diagnostic_spans, text_positions
from docs2sdk.editor.text_positions import Encoding, TextPosition, TextSpan
from docs2sdk.locations import Location

PATH = "things-api/do_thing.md"

# A line, an encoding, and the position of each of its characters and of its end.
LINES: dict[str, tuple[str, Encoding, list[int]]] = {
    "letters": ("abc", "utf-16", [0, 1, 2, 3]),
    "Chinese in UTF-16": ("中a文", "utf-16", [0, 1, 2, 3]),
    "Chinese in UTF-8": ("中a文", "utf-8", [0, 3, 4, 7]),
    "an emoji in UTF-16": ("a😀b", "utf-16", [0, 1, 3, 4]),
    "an emoji in UTF-8": ("a😀b", "utf-8", [0, 1, 5, 6]),
    "an emoji in UTF-32": ("a😀b", "utf-32", [0, 1, 2, 3]),
    "half an emoji": ("\ud83dx", "utf-8", [0, 3, 4]),
    "white space that is no newline": ("a\u2028\x85b", "utf-16", [0, 1, 2, 3, 4]),
}


@pytest.mark.parametrize("case", LINES.values(), ids=LINES)
def test_a_column_is_a_position_and_back(case: tuple[str, Encoding, list[int]]) -> None:
    line, encoding, units = case
    text = text_positions.read_open_text(f"1\r\n{line}\r3", encoding)
    columns = range(1, len(line) + 2)
    positions = [text.to_position(2, column) for column in columns]
    assert positions == [TextPosition(1, unit) for unit in units]
    places = [text.to_line_and_column(position) for position in positions]
    assert places == [(2, column) for column in columns]


def test_a_position_inside_a_character_is_before_it() -> None:
    text = text_positions.read_open_text("a😀b", "utf-16")
    assert text.to_line_and_column(TextPosition(0, 2)) == (1, 2)


def test_a_byte_order_mark_has_a_position_and_no_column() -> None:
    text = text_positions.read_open_text("\ufeff# a\n# b", "utf-16")
    assert text.to_position(1, 1) == (0, 1)
    assert text.to_position(2, 1) == (1, 0)
    assert text.to_line_and_column(TextPosition(0, 0)) == (1, 1)
    assert text.to_line_and_column(TextPosition(0, 3)) == (1, 3)


OUTSIDE = {
    "before the text": ((0, 0), (0, 0)),
    "behind a line": ((1, 99), (0, 2)),
    "behind the last line": ((3, 1), (1, 3)),
    "far behind the text": ((99, 99), (1, 3)),
}


@pytest.mark.parametrize("case", OUTSIDE.values(), ids=OUTSIDE)
def test_a_place_outside_the_text_is_the_nearest_one(
    case: tuple[tuple[int, int], tuple[int, int]],
) -> None:
    place, expected = case
    text = text_positions.read_open_text("ab\nabc", "utf-16")
    assert text.to_position(*place) == expected


# A text, where the change begins and ends, the new part, and the text after it.
CHANGES = {
    "an insertion": ("ab", (0, 1), (0, 1), "x", "axb"),
    "a deletion": ("abc", (0, 1), (0, 2), "", "ac"),
    "a whole line": ("a\nb\nc", (1, 0), (2, 0), "", "a\nc"),
    "a newline of two characters": ("a\r\nb", (0, 1), (1, 0), "", "ab"),
    "after a lone carriage return": ("a\rb", (1, 0), (1, 1), "x", "a\rx"),
    "after an emoji": ("😀b", (0, 2), (0, 3), "x", "😀x"),
    "after a separator that is no newline": (
        "a\u2028b",
        (0, 2),
        (0, 3),
        "x",
        "a\u2028x",
    ),
    "at the end of the text": ("a\n", (1, 0), (1, 0), "x", "a\nx"),
    "behind the end of a line": ("a\nb", (0, 9), (0, 9), "x", "ax\nb"),
    "behind the last line": ("a\nb", (5, 0), (9, 9), "x", "a\nbx"),
    "an end before its start": ("abc", (0, 2), (0, 1), "x", "axc"),
    "an empty text": ("", (0, 0), (0, 0), "x", "x"),
}


@pytest.mark.parametrize("case", CHANGES.values(), ids=CHANGES)
def test_a_part_is_replaced(
    case: tuple[str, tuple[int, int], tuple[int, int], str, str],
) -> None:
    text, start, end, new, expected = case
    positions = TextPosition(*start), TextPosition(*end)
    assert text_positions.replace_part(text, *positions, new, "utf-16") == expected


# A line, a column, a code, and what is underlined.
SPANS = {
    "a type cell": ("| **A** | strng  | a |", 11, "D203", "strng"),
    "a character of a name": ("| **A-b** | int |", 6, "D202", "-b**"),
    "the last cell": ("| A | int | a | Maybe|", 17, "D209", "Maybe"),
    "a cell with an escaped pipe": ("| A | a\\|b | x |", 7, "D204", "a\\|b"),
    "a row without a pipe at its end": ("| A | strng", 7, "D203", "strng"),
    "a whole row": ("| A | int |  ", 1, "D201", "| A | int |"),
    "a heading": ("## 请求参數", 4, "D102", "请求参數"),
    "an empty cell": ("| A |  | a |", 6, "D204", ""),
    "a key of a URL": ("&A.N=1&B=2", 2, "D406", "A.N"),
    "a key of JSON": ('  "A b": 1,', 3, "D409", '"A b"'),
    "a number of JSON": ('{"A": 12}', 7, "D410", "12"),
    "an object of JSON": ('{"A": {"B": 1}}', 7, "D411", "{"),
}


@pytest.mark.parametrize("case", SPANS.values(), ids=SPANS)
def test_what_is_underlined(case: tuple[str, int, str, str]) -> None:
    line, column, code, underlined = case
    text = text_positions.read_open_text(f"\n{line}", "utf-16")
    diagnostic = Diagnostic(Location(PATH, 2, column), code, "")
    assert text.cut(diagnostic_spans.find_span(diagnostic, text)) == underlined


def test_rows_that_were_not_read_are_underlined_together() -> None:
    text = text_positions.read_open_text("a\n| b |\n| c |\nd", "utf-16")
    diagnostic = Diagnostic(Location(PATH, 2), "D216", "2 rows not read, up to line 3")
    assert diagnostic_spans.find_span(diagnostic, text) == TextSpan(2, 1, 3, 6)


def test_a_diagnostic_behind_the_text_has_no_length() -> None:
    text = text_positions.read_open_text("a", "utf-16")
    diagnostic = Diagnostic(Location(PATH, 7, 3), "D102", "")
    span = diagnostic_spans.find_span(diagnostic, text)
    assert text.to_position(span.end_line, span.end_column) == (0, 1)


MESSAGES = {
    "no other line": ('unknown type "strng"', []),
    "an earlier line": ('"A" stands in line 19 already', [(PATH, 19)]),
    "a similar heading": ('line 3 has "a"; did you mean "b"?', [(PATH, 3)]),
    "several headings": ("(GetA line 1, GetB line 30)", [(PATH, 1), (PATH, 30)]),
    "the last of several rows": ("2 rows not read, up to line 9", []),
    "a line of another page": (
        'line 4 of a-api/index.md names the action "X"',
        [("a-api/index.md", 4)],
    ),
    "a location in another page": (
        '"X" differs in case only from "x" at a-api/x.md:5:9',
        [("a-api/x.md", 5)],
    ),
    "another page": (
        'page not used: "X" is already defined by a-api/x.md, which comes first',
        [("a-api/x.md", 1)],
    ),
}


@pytest.mark.parametrize("case", MESSAGES.values(), ids=MESSAGES)
def test_the_lines_that_a_message_names(
    case: tuple[str, list[tuple[str, int]]],
) -> None:
    message, expected = case
    related = diagnostic_spans.find_related(
        Diagnostic(Location(PATH, 20), "D207", message)
    )
    assert [each.location[:2] for each in related] == expected
