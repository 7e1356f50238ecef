"""Text of pages becomes comments, strings and names of TypeScript, and never code."""

from __future__ import annotations

import json

import pytest
from docs2sdk.errors import UnsafeCodeError
from docs2sdk.python_literals import JSON
from docs2sdk.typescript import allowed_lines, source_text
from docs2sdk.typescript.source_text import (
    format_comment,
    format_key,
    format_literal,
    format_property,
    format_string,
    format_tag,
)
from hypothesis import given
from hypothesis import strategies as st

ACTION = "typescript/src/service/action.ts.j2"
TEST = "typescript/tests/service/action.test.ts.j2"

texts = st.text() | st.text("*/@{}`$\\\"'\n\r\u2028\u202e<>-; ", max_size=20)
values: st.SearchStrategy[JSON] = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(texts)
def test_a_string_is_one_line_that_says_the_same(text: str) -> None:
    source = format_string(text)
    assert source.isprintable()
    assert json.loads(source) == text


@given(texts)
def test_a_comment_ends_where_it_should(text: str) -> None:
    lines = format_comment(text)
    code = "\n".join(["", *lines, ""])
    assert code.count("*/") == bool(lines)
    allowed_lines.check_text("file.ts", code, ACTION)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        (" \n ", []),
        ("一句话", ["/** 一句话 */"]),
        ("one\n\n two", ["/**", " * one", " *", " * two", " */"]),
        ("a */ b", [r"/** a *\/ b */"]),
        ("@deprecated by a page", [r"/** \@deprecated by a page */"]),
        ("mail me@example.com", ["/** mail me@example.com */"]),
        ("{@link x}", [r"/** {\@link x} */"]),
        ("hidden \u202e text", [r"/** hidden \u{202e} text */"]),
        (
            f"About\n\n{format_tag('deprecated', 'use */ other')}",
            ["/**", " * About", " *", r" * @deprecated use *\/ other", " */"],
        ),
    ],
)
def test_comments(text: str, lines: list[str]) -> None:
    assert format_comment(text) == lines


@pytest.mark.parametrize(
    ("name", "declared", "key"),
    [
        ("TaskIdSet", "TaskIdSet", "TaskIdSet"),
        ("class", "class", "class"),
        ("2fa", '"2fa"', '"2fa"'),
        ("a-b", '"a-b"', '"a-b"'),
        ("__proto__", "__proto__", '["__proto__"]'),
        ('"}; evil(', '"\\"}; evil("', '"\\"}; evil("'),
    ],
)
def test_names_of_properties(name: str, declared: str, key: str) -> None:
    assert (format_property(name), format_key(name)) == (declared, key)


@given(values)
def test_a_literal_has_only_lines_that_are_data(value: JSON) -> None:
    line = f"const responseExample = {format_literal(value)};"
    allowed_lines.check_text("file.ts", line, TEST)


def test_a_long_literal_has_a_line_for_each_element() -> None:
    value: JSON = {"Short": [1, 2], "Long": ["x" * 60, "y" * 60]}
    lines = format_literal(value).split("\n")
    assert max(map(len, lines)) <= source_text.WIDTH
    assert lines[1] == "  Short: [1, 2],"


@pytest.mark.parametrize(
    "line",
    [
        "evil();",
        "  readonly Name?: string; evil();",
        '  readonly "Name": typeof evil();',
        "  readonly Name: Evil(1);",
        "  name: evil(),",
        "  name: `text`,",
        '  "a": "b" + evil,',
        "  [evil]: 1,",
        'import evil from "evil";',
        'import { a } from "https://evil/";',
        "export const x: ActionDefinition<A, B> = {}; evil();",
        "/** a */ evil();",
        "  // comment",
        "/* evil */",
        "  name: 1,\u2028evil()",
        "@evil",
    ],
)
def test_a_line_that_no_template_writes_is_refused(line: str) -> None:
    for template in (
        ACTION,
        TEST,
        "typescript/src/service/index.ts.j2",
        "typescript/src/errorCodes.ts.j2",
    ):
        with pytest.raises(UnsafeCodeError, match=r"file\.ts:2"):
            allowed_lines.check_text("file.ts", f"\n{line}\n", template)


@pytest.mark.parametrize(
    "line",
    [
        f"export type Mine = {'A' * 500} & B;",
        f"  readonly a: {'string | ' * 200}evil(x);",
        f"  {'1' * 500}n,",
        f"  {'true, ' * 300}evil(),",
        f'  "{"a" * 500}" + evil,',
    ],
)
def test_a_long_line_that_no_template_writes_is_refused_at_once(
    line: str, deadline: None
) -> None:
    for template in (ACTION, TEST, "typescript/src/service/index.ts.j2"):
        with pytest.raises(UnsafeCodeError):
            allowed_lines.check_text("file.ts", f"\n{line}\n", template)


def test_code_behind_the_end_of_a_long_comment_is_refused() -> None:
    with pytest.raises(UnsafeCodeError, match=r"file\.ts:3"):
        allowed_lines.check_text("file.ts", "/**\n * a\n */ evil();\n", ACTION)
