"""What the tests of all pages share, in ``generated/tests``: tables as text, and values made from them."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from typing import Any

import pytest
from docs2sdk.python import class_plan, page_tables
from docs2sdk.python_literals import format_table
from docs2sdk.schema import Deprecation, KnownValues
from docs2sdk.targets import plain_text
from hypothesis import given
from hypothesis import strategies as st
from small_schemas import PLACE, action, field, side

from tests import samples, tables


def read_table(*lines: str) -> Any:
    return tables.Table("\n".join(lines), object)


ROWS = [
    pytest.param("a  A  string  yes", ("a", "A", "string", "yes", ()), id="plain"),
    pytest.param(
        r'a "A \"B" int no', ("a", 'A "B', "int", "no", ()), id="blanks and quotes"
    ),
    pytest.param(
        'a A string no max_items=3 deprecated="not \\"this\\" # one" secret',
        (
            *("a", "A", "string", "no"),
            ("max_items=3", 'deprecated="not \\"this\\" # one"', "secret"),
        ),
        id="remarks",
    ),
    pytest.param(
        'a A string no values=["x y","\u2028"]',
        ("a", "A", "string", "no", ('values=["x y","\u2028"]',)),
        id="known values",
    ),
]


@pytest.mark.parametrize(("line", "row"), ROWS)
def test_a_line_is_read_as_a_row(line: str, row: tuple[Any, ...]) -> None:
    assert read_table(line).rows == {"": [row]}


HOSTILE = st.text() | st.text("\\\"' \n{}#\u2028\u200bx=", min_size=1)


@pytest.mark.slow
@given(HOSTILE, st.lists(HOSTILE.filter(str.isascii), max_size=2))
def test_what_a_page_says_is_read_as_it_was_written(
    text: str, known_values: list[str]
) -> None:
    old = replace(field("Old"), deprecated=Deprecation(text, PLACE))
    known = replace(old, known_values=KnownValues(tuple(known_values), PLACE))
    tested = action(side(known, field("Next")))
    classes = class_plan.plan_classes(tested)
    lines = page_tables.write_parameters(tested, classes)
    table = read_table(ast.literal_eval(format_table(lines)))
    row, following = table.rows[""]
    assert (row.name, following.name) == ("old", "next")
    message = json.loads(row.find_remark("deprecated="))
    assert message == plain_text.one_line(text)
    literal_values = classes.request.attributes[0].literal_values
    assert json.loads(row.find_remark("values=") or "[]") == sorted(literal_values)


def test_rows_of_an_object_follow_its_name() -> None:
    rows = read_table("a A Disk no", "Disk:", "b B int no", "Empty:").rows
    assert [row.name for row in rows["Disk"]] == ["b"]
    assert rows["Empty"] == []


RESPONSES = [
    pytest.param(["a A Node no", "Node:", "n N Node no"], {"A": {}}, id="in itself"),
    pytest.param(
        ["a A Node no", "Node:", "n N array[Node] yes"],
        {"A": {"N": []}},
        id="a list that it requires",
    ),
    pytest.param(
        ["a A Node yes", "Node:", "n N Node yes"],
        {"A": {"N": None}},
        id="one that it requires",
    ),
    pytest.param(
        ["a A Node no", "b B array[Node] no", "Node:", "x X int no"],
        {"A": {"X": 1}, "B": [{"X": 2}]},
        id="at every place",
    ),
    pytest.param(
        ["a A array[array[int]] no"], {"A": [[1, 2]]}, id="a list inside a list"
    ),
]


@pytest.mark.parametrize(("lines", "tree"), RESPONSES)
def test_a_response_spells_out_an_object_but_not_inside_itself(
    lines: list[str], tree: dict[str, Any]
) -> None:
    assert samples.make_response(read_table(*lines)) == {"RetCode": 0} | tree


REQUESTS = [
    pytest.param(["a A Node no endless", "Node:", "n N Node yes"], {}, id="endless"),
    pytest.param(["a A array[array[int]] no"], {}, id="a list that cannot be sent"),
    pytest.param(
        ["a A Node yes", "b B int no", "Node:", "x X int yes", "y Y int no"],
        {"A": {"X": 2, "Y": 3}, "B": 1},
        id="optional parts",
    ),
    pytest.param(["a A array[int] no max_items=1"], {"A": [1]}, id="within limits"),
]


@pytest.mark.parametrize(("lines", "tree"), REQUESTS)
def test_a_request_has_every_parameter_that_can_be_sent(
    lines: list[str], tree: dict[str, Any]
) -> None:
    assert samples.make_request(read_table(*lines)) == tree


def test_a_request_can_have_its_required_parts_only() -> None:
    table = read_table(
        "a A Node yes", "b B int no", "Node:", "x X int yes", "y Y int no"
    )
    assert samples.make_request(table, only_required=True) == {"A": {"X": 1}}


@pytest.mark.parametrize(("levels", "width"), [(10, 10), (5000, 1)])
def test_fans_and_chains_of_objects_stay_small(levels: int, width: int) -> None:
    lines = ["a A M0 no"]
    for level in range(levels):
        lines.append(f"M{level}:")
        lines += [f"f{at} F{at} M{level + 1} no" for at in range(width)]
    table = read_table(*lines, f"M{levels}:")
    assert 20 < json.dumps(samples.make_response(table)).count("{") < 300


FLAT: list[Any] = [
    pytest.param("int", {"": "7"}, 7, id="int"),
    pytest.param("float", {"": "1.5"}, 1.5, id="float"),
    pytest.param("bool", {"": "false"}, False, id="bool"),
    pytest.param("string", {"": ""}, "", id="empty"),
    pytest.param("array[int]", {"1": "8", "0": "7", "2": "9"}, [7, 8, 9], id="list"),
    pytest.param("Disk", {"Size": "7"}, {"Size": 7}, id="object"),
    pytest.param("Disk", {}, {"Size": []}, id="object of an empty list"),
    pytest.param("array[Disk]", {"0.Size.0": "7"}, [{"Size": [7]}], id="objects"),
    pytest.param("anything", {"a.b": "x", "a": "y"}, {"a.b": "x", "a": "y"}, id="any"),
    pytest.param("object", {"Key": "x"}, {"Key": "x"}, id="any object"),
]


@pytest.mark.parametrize(("type_", "flat", "value"), FLAT)
def test_a_value_is_read_from_its_parameters(
    type_: str, flat: dict[str, str], value: Any
) -> None:
    size = "int" if flat == {"Size": "7"} else "array[int]"
    table = read_table(f"a A {type_} no", "Disk:", f"size Size {size} yes")
    sent = {f"A.{path}".removesuffix("."): text for path, text in flat.items()}
    decoded = samples.decode_request(table, {"Action": "Do", **sent}, "form")
    assert decoded == ({"A": value} if flat else {})
    if flat:
        assert samples.encode_request(table, decoded, "Do", "form") == {
            "Action": "Do",
            **sent,
        }
