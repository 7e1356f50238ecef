"""Document text to Python source: nothing becomes code, nothing is lost, nothing hides, and black agrees."""

from __future__ import annotations

import ast
import unicodedata
from typing import Any

import black
import pytest
from black.mode import TargetVersion
from black.strings import str_width
from docs2sdk import python_literals
from docs2sdk.python import formatting
from docs2sdk.python_literals import (
    INDENT,
    JSON,
    Call,
    Identifier,
    Value,
    format_annotation,
    format_assignment,
    format_class_head,
    format_declaration,
    format_docstring,
    format_import,
    format_literal,
    format_string,
    format_table,
)
from hypothesis import given, settings
from hypothesis import strategies as st

MODE = black.Mode(target_versions={TargetVersion.PY311})

PAYLOADS = {
    "closing quotes and a statement": '"""\nimport os\n"""',
    "single closing quotes and a statement": "'''\nimport os\n'''",
    "escaped closing quotes": '\\"""\nimport os',
    "trailing backslash": "C:\\",
    "two trailing backslashes": "C:\\\\",
    "trailing quote": 'say "yes"',
    "leading quote": '"yes" is said',
    "quote alone": '"',
    "two quotes": '""',
    "three quotes": '"""',
    "four quotes": '""""',
    "seven quotes": '"' * 7,
    "backslash and quote at the end": '\\"',
    "backslash and three quotes": '\\"""',
    "single quotes": "it's 'so'",
    "both quotes": '"it\'s"',
    "named character": "C:\\users\\N{DASH}\\x41\\u0041\\101",
    "carriage return": "a\rimport os",
    "vertical tab": "a\x0bimport os",
    "form feed": "a\x0cimport os",
    "file separators": "a\x1c\x1d\x1e\x1fb",
    "next line": "a\x85import os",
    "line separator": "a\u2028import os",
    "paragraph separator": "a\u2029import os",
    "NUL": "a\x00b",
    "type comment": "x # type: ignore",
    "format comment": "# fmt: off",
    "coding line": "# -*- coding: utf-7 -*-",
    "jinja expression": "{{ 7*7 }}",
    "jinja statement": "{% include '/etc/passwd' %}",
    "shell expansion": "${x} `id` $(id)",
    "format field": "{0.__class__} %(x)s %s {x!r}",
    "bidirectional override": "a\u202eb\u2066c\u2069",
    "Arabic letter mark": "a\u061cb",
    "zero width": "a\u200bb\u200cc\u200dd\u2060e",
    "byte-order mark": "\ufeffa\ufeff",
    "lone surrogates": "a\ud800b\udfff",
    "private use": "a\ue000b",
    "noncharacter": "a\uffffb",
    "tag characters": "a\U000e0041b",
    "filler without ink": "a\u3164b\uffa0c\u2800d",
    "variation selector": "a\ufe0fb\U000e0100c",
    "ANSI escape": "\x1b[31mred\x1b[0m",
    "OSC escape": "\x1b]8;;http://x\x07y",
    "workflow command": "::error::x",
    "script": "<script>alert(1)</script>",
    "RST directive": ".. raw:: html\n\n   <b>",
    "ideographic space": "a\u3000b",
    "no-break space": "a\xa0b",
    "tab": "a\tb",
    "f-string": "{__import__('os')}",
    "emoji": "😀",
    "plane 2": "𠀀",
    "combining": "e\u0301",
}
payloads = pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS.keys())

# Characters from every corner, the awkward ones often.
chars = st.characters() | st.sampled_from("\"'\\\n\r\t{}#% 中，😀\u2028\ufeff\ud800")
texts = st.text(chars, max_size=30)


def blackened(source: str) -> str:
    return black.format_str(source, mode=MODE)


def assert_nothing_hides(source: str) -> None:
    for char in source:
        assert char in "\n " or char.isprintable()
        assert (
            unicodedata.category(char) not in ("Cc", "Cf", "Zl", "Zp") or char == "\n"
        )


@payloads
def test_string(text: str) -> None:
    source = format_string(text)
    assert ast.literal_eval(source) == text
    assert "\n" not in source
    assert_nothing_hides(source)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        pytest.param("", '""', id="empty"),
        pytest.param("中文，text", '"中文，text"', id="readable text stays"),
        pytest.param('say "yes"', "'say \"yes\"'", id="other quotes"),
        pytest.param('"it\'s"', "'\"it\\'s\"'", id="more double than single"),
        pytest.param("it's", '"it\'s"', id="single quote"),
        pytest.param("\"'", '"\\"\'"', id="as many of both"),
        pytest.param("a\\b", '"a\\\\b"', id="backslash"),
        pytest.param("a\nb\tc\rd", '"a\\nb\\tc\\rd"', id="named controls"),
        pytest.param(
            "\x00\x85\u2028\ue000", '"\\x00\\x85\\u2028\\ue000"', id="escapes"
        ),
        pytest.param("\U000e0041", '"\\U000e0041"', id="long escape"),
        pytest.param("a\u3000b", '"a\\u3000b"', id="a space that is none"),
        pytest.param("{{ x }}", '"{{ x }}"', id="braces"),
    ],
)
def test_string_as_written(text: str, source: str) -> None:
    assert format_string(text) == source


@given(texts)
def test_every_string_comes_back(text: str) -> None:
    source = format_string(text)
    assert ast.literal_eval(source) == text
    assert_nothing_hides(source)


def kept(text: str) -> str:
    """Return what a docstring keeps of a text: all but white space at the edges, at line ends, and a common margin."""
    unified = text.strip().replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    first, *others = [line.rstrip() for line in unified.split("\n")]
    margins = [len(line) - len(line.lstrip(" ")) for line in others if line]
    margin = min(margins, default=0)
    return "\n".join([first, *(line[margin:] for line in others)])


def read(source: str, indent: str) -> str:
    """Return what a docstring says, without its indentation."""
    value = ast.literal_eval(source)
    assert isinstance(value, str)
    if "\n" not in source:
        return value.removesuffix(" ") if value.endswith('" ') else value
    first, *others, last = value.split("\n")
    assert last == indent
    assert all(line.startswith(indent) for line in others if line)
    return "\n".join([first, *(line[len(indent) :] for line in others)])


def in_place(source: str, indent: str) -> str:
    """Return a module that has a docstring at an indentation: its own, a class's or a function's."""
    if not indent:
        return f"{source}\n\nx = 1\n"
    outer = "" if indent == INDENT else f"class A:\n{INDENT}def f(self) -> None:\n"
    return f"{outer or 'class A:' + chr(10)}{indent}{source}\n\n{indent}x = 1\n"


@pytest.mark.parametrize(
    "indent", ["", INDENT, INDENT * 2], ids=["module", "class", "method"]
)
@payloads
def test_docstring(text: str, indent: str) -> None:
    assert_docstring(text, indent)


def assert_docstring(text: str, indent: str) -> None:
    source = format_docstring(text, indent)
    assert read(source, indent) == kept(text)
    assert_nothing_hides(source)
    module = in_place(source, indent)
    (only,) = [
        node for node in ast.walk(ast.parse(module)) if isinstance(node, ast.Expr)
    ]
    assert isinstance(only.value, ast.Constant)
    assert blackened(module) == module


lines = st.lists(
    texts | st.sampled_from(["", "  a", "    a: b", "\ta", " "]), max_size=5
)


@settings(deadline=None)
@given(texts | lines.map("\n".join), st.sampled_from(["", INDENT, INDENT * 2]))
def test_every_docstring_comes_back_and_black_leaves_it(text: str, indent: str) -> None:
    assert_docstring(text, indent)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        pytest.param("", '""""""', id="empty"),
        pytest.param("One line.", '"""One line."""', id="one line"),
        pytest.param("  One line. \n", '"""One line."""', id="white space around"),
        pytest.param("a\n\nb", '"""a\n\n    b\n    """', id="paragraphs"),
        pytest.param("a\r\nb\rc", '"""a\n    b\n    c\n    """', id="every newline"),
        pytest.param("a \t\nb", '"""a\n    b\n    """', id="white space at line ends"),
        pytest.param(
            "a\n  b\n   c", '"""a\n    b\n     c\n    """', id="common margin"
        ),
        pytest.param('"a"', '"""\\"a" """', id="quotes at the edges"),
        pytest.param('a "b" c', '"""a "b" c"""', id="quotes inside"),
        pytest.param('a """', '"""a \\"\\"\\" """', id="three quotes at the end"),
        pytest.param('a"""b', '"""a\\"\\"\\"b"""', id="three quotes inside"),
        pytest.param("a\\", '"""a\\\\"""', id="backslash at the end"),
        pytest.param("中文\u3000，", '"""中文\\u3000，"""', id="a space that is none"),
    ],
)
def test_docstring_as_written(text: str, source: str) -> None:
    assert format_docstring(text, INDENT) == source


def test_what_is_visible_is_so_in_this_python_too() -> None:
    shown = [
        char for char in map(chr, range(0x10000)) if format_string(char)[1:-1] == char
    ]
    assert len(shown) > 40_000
    assert_nothing_hides("".join(shown))


def test_widths_are_black_s() -> None:
    shown = [
        char
        for char in map(chr, range(0x3000, 0xFFFF))
        if format_string(char)[1:-1] == char
    ]
    shown += "é→①─☎♥★⌚☰〜ｱＡ가ﾞ𠀀e\u0301あ\u3099"
    wrong = [
        char
        for char in shown
        if python_literals.display_width(f"a{char}") - 1 != str_width(char)
    ]
    assert wrong == []


def test_younger_characters_leave_as_escapes_in_every_python() -> None:
    assert format_string("😀ẞ") == '"\\U0001f600\\u1e9e"'


long = "x" * 50
cjk = "中" * 25


@pytest.mark.parametrize(
    ("item", "source"),
    [
        pytest.param({}, "x = {}", id="empty object"),
        pytest.param([], "x = []", id="empty list"),
        pytest.param((), "x = ()", id="empty tuple"),
        pytest.param(("a",), 'x = ("a",)', id="tuple of one"),
        pytest.param(
            {"a": [1, None, True]}, 'x = {"a": [1, None, True]}', id="one line"
        ),
        pytest.param([-1.5, 1e16, 1e-07], "x = [-1.5, 1e16, 1e-07]", id="numbers"),
        pytest.param(["x" * 80], f'x = ["{"x" * 80}"]', id="88 columns"),
        pytest.param(["x" * 81], f'x = [\n    "{"x" * 81}",\n]', id="89 columns"),
        pytest.param(
            ["中" * 40], f'x = ["{"中" * 40}"]', id="88 columns of wide characters"
        ),
        pytest.param(
            ["中" * 40, 1],
            f'x = [\n    "{"中" * 40}",\n    1,\n]',
            id="91 columns of them",
        ),
        pytest.param(
            {"a": {"b": long, "c": []}},
            f'x = {{"a": {{"b": "{long}", "c": []}}}}',
            id="nested, in one line",
        ),
        pytest.param(
            {"a": {"b": long, "c": [long]}},
            f'x = {{\n    "a": {{\n        "b": "{long}",\n        "c": ["{long}"],\n    }},\n}}',
            id="nested, broken where it must be",
        ),
        pytest.param(
            {"a": {"b": cjk, "c": [1, 2, 3]}, "d": None},
            f'x = {{\n    "a": {{"b": "{cjk}", "c": [1, 2, 3]}},\n    "d": None,\n}}',
            id="inner one fits in its line",
        ),
        pytest.param(
            Call("A.B", (("b", Call("C", ())), ("", Identifier("d")))),
            "x = A.B(b=C(), d)",
            id="calls and names",
        ),
        pytest.param(
            Call("A", (("b", long), ("c", long))),
            f'x = A(\n    b="{long}",\n    c="{long}",\n)',
            id="broken call",
        ),
    ],
)
def test_assignment_as_written(item: Value, source: str) -> None:
    assert format_assignment("x", item) == source


@pytest.mark.parametrize(("after", "fits"), [(0, True), (1, False)])
def test_room_is_left_behind_a_value(after: int, fits: bool) -> None:
    assert (format_literal(["x" * 76], "", 8, after) == f'["{"x" * 76}"]') is fits


@pytest.mark.parametrize(
    ("names", "indent", "source"),
    [
        pytest.param(["b"], "", "from a import b", id="one line"),
        pytest.param(
            ["b" * 35, "c" * 37],
            "",
            f"from a import {'b' * 35}, {'c' * 37}",
            id="88 columns",
        ),
        pytest.param(
            ["b" * 35, "c" * 38],
            "",
            f"from a import (\n    {'b' * 35},\n    {'c' * 38},\n)",
            id="89 columns",
        ),
        pytest.param(
            ["b" * 35, "c" * 37],
            INDENT,
            f"from a import (\n        {'b' * 35},\n        {'c' * 37},\n    )",
            id="indented",
        ),
    ],
)
def test_import_as_written(names: list[str], indent: str, source: str) -> None:
    assert format_import("a", names, indent) == source


# Words as long as lines can be when they are about to break.
words = st.builds(
    lambda char, count, end: char * count + end,
    st.sampled_from(["a", "中", "é", '"', "\\", "あ\u3099", "☰"]),
    st.integers(0, 44),
    st.sampled_from(["", "'", "\n", "，", "。b"]),
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    words,
    texts,
)
values: st.SearchStrategy[JSON] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)
identifiers = st.integers(1, 60).map(lambda count: "x" * count)
calls: st.SearchStrategy[Any] = st.recursive(
    values,
    lambda inner: st.builds(
        lambda name, arguments: Call(name, tuple(arguments)),
        st.sampled_from(["A", "CreateUHostInstance.Disks", "B" * 40]),
        st.lists(
            st.tuples(identifiers, inner), max_size=3, unique_by=lambda pair: pair[0]
        ),
    )
    | st.lists(inner, max_size=3),
    max_leaves=6,
)


def stored(source: str) -> str:
    """Return a module as it would be stored."""
    return formatting.format_module(source, "x.py", "none of the templates")


@settings(deadline=None, max_examples=200)
@given(
    identifiers | st.sampled_from(["RESPONSE_EXAMPLE", "ACTION: ClassVar[str]"]),
    values,
    st.integers(0, 2),
)
def test_black_leaves_every_assignment(target: str, item: JSON, depth: int) -> None:
    outer = "".join(f"{INDENT * level}class A:\n" for level in range(depth))
    module = f"{outer}{format_assignment(target, item, INDENT * depth)}\n"
    assert blackened(stored(module)) == stored(module)
    body = ast.walk(ast.parse(module))
    (value,) = [
        node.value for node in body if isinstance(node, (ast.Assign, ast.AnnAssign))
    ]
    assert value
    assert ast.literal_eval(value) == item


# Words that fit into a line wherever they stand.
short = st.text(chars.filter(str.isprintable), max_size=12)
modest: st.SearchStrategy[JSON] = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | short,
    lambda inner: st.lists(inner) | st.dictionaries(short, inner),
    max_leaves=15,
)


@settings(deadline=None)
@given(modest)
def test_black_is_not_needed_where_words_fit(item: JSON) -> None:
    module = f"{format_assignment('EXAMPLE: dict[str, Any]', item)}\n"
    assert blackened(module) == module


@pytest.mark.parametrize("indent", ["", INDENT])
@pytest.mark.parametrize("length", range(60, 90))
def test_black_is_not_needed_for_a_string_that_is_assigned(
    length: int, indent: str
) -> None:
    outer = "class A:\n" if indent else ""
    module = f"{outer}{format_assignment('EXAMPLE', 'x' * length, indent)}\n"
    assert blackened(module) == module == stored(module)


@pytest.mark.parametrize("annotation", ["{}", "{} | None", "list[A.{}] | None"])
@pytest.mark.parametrize("length", range(20, 81))
def test_black_leaves_a_declaration_with_a_long_annotation(
    length: int, annotation: str
) -> None:
    call = Call("param", (("", "VeryLongName"), ("default", None), ("repr", False)))
    hint = annotation.replace("{}", "B" * (length - len(annotation) + 2))
    module = f"class A:\n{format_declaration('name', hint, call, INDENT)}\n"
    assert blackened(module) == module


ACCEPTED = [
    "Do.{} | Do.{}.Dict",
    "Do.{} | Do.{}.Dict | None",
    "Sequence[Do.{} | Do.{}.Dict]",
    "Sequence[Do.{} | Do.{}.Dict] | None",
    "Sequence[Sequence[Do.{} | Do.{}.Dict]] | None",
]


@pytest.mark.parametrize("annotation", ACCEPTED)
@pytest.mark.parametrize("length", range(5, 75))
def test_black_leaves_what_callers_may_pass(length: int, annotation: str) -> None:
    call = Call("param", (("", "Name"), ("default", None)))
    hint = annotation.replace("{}", "B" * length)
    lines = [
        format_declaration("name", hint, call, INDENT),
        format_annotation("key", hint, INDENT),
        format_annotation("required_key", f"Required[{hint}]", INDENT),
    ]
    module = "\n".join(["class A:", *lines, ""])
    assert blackened(module) == module


@pytest.mark.parametrize("base", ["{}", "Paged[{}, {}]"])
@pytest.mark.parametrize("length", range(10, 75))
def test_black_leaves_a_class_with_a_long_base(length: int, base: str) -> None:
    head = format_class_head("Action", base.format("B" * length, "C" * length))
    module = f"{head}\n{INDENT}x = 1\n"
    assert blackened(module) == module


# A line of a table has no white space at its ends, and no line break.
lines = st.text(chars).map(lambda text: "".join(text.split())).filter(bool)


@settings(deadline=None)
@given(st.lists(lines, min_size=1, max_size=4), st.sampled_from(["", INDENT]))
def test_black_leaves_every_table(rows: list[str], indent: str) -> None:
    outer = "class A:\n" if indent else ""
    module = f"{outer}{indent}TABLE = {format_table(rows, indent)}\n"
    assert blackened(module) == module == stored(module)
    (table,) = [
        node.value
        for node in ast.walk(ast.parse(module))
        if isinstance(node, ast.Assign)
    ]
    assert ast.literal_eval(table) == "".join(f"\n{indent}{row}" for row in rows)


@settings(deadline=None)
@given(calls)
def test_black_leaves_every_returned_call(item: Value) -> None:
    source = format_literal(item, INDENT, len(f"{INDENT}return "))
    module = f"def f() -> A:\n{INDENT}return {source}\n"
    assert blackened(stored(module)) == stored(module)


@settings(deadline=None)
@given(st.lists(identifiers, min_size=1, max_size=3), st.sampled_from(["", INDENT]))
def test_black_leaves_every_import(names: list[str], indent: str) -> None:
    outer = "if TYPE_CHECKING:\n" if indent else ""
    module = f"{outer}{indent}{format_import('..a.b', names, indent)}\n\nx = 1\n"
    assert blackened(stored(module)) == stored(module)
