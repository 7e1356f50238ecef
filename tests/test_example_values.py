"""A page's examples as values that fit its tables: what becomes a test, what is left out, what is added."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from docs2sdk.schema import Field, ListOf, MaxItems, Model, Payload, Ref
from docs2sdk.values import example_values
from docs2sdk.values.example_values import RequestExample
from docs2sdk.values.sample_values import JSONObject
from small_schemas import (
    INT,
    PLACE,
    STRING,
    action,
    example,
    field,
    group,
    many,
    model,
    needed,
    side,
)

START = "https://api.ucloud.cn/?Action=DoThing"


def read(text: str, request: Payload) -> RequestExample | None:
    return example_values.read_request(action(request, request_example=example(text)))


def rows(*fields: Field, models: tuple[Model, ...] = ()) -> Payload:
    return side(*fields, models=models)


NAMES = ListOf(STRING)
DISKS = rows(
    field("Disks", many("Disks")),
    models=(group("Disks", field("Size", INT), needed("Type")),),
)
FIRST_TWO = replace(field("Names", NAMES), max_items=MaxItems(2, PLACE))

FITTING = [
    pytest.param("&Size=1&Name=a", {"Name": "a", "Size": 1}, id="in the table's order"),
    pytest.param("&Names.0=a&Names.1=b", {"Names": ["a", "b"]}, id="counted from 0"),
    pytest.param("&Names.1=a&Names.2=b", {"Names": ["a", "b"]}, id="counted from 1"),
    pytest.param("&Names.7=b&Names.2=a", {"Names": ["a", "b"]}, id="in any order"),
    pytest.param(
        "&PublicKey=k&Signature=s&SecurityToken=t&Action=Other",
        {},
        id="what the client sets itself, even where a table has it",
    ),
]


@pytest.mark.parametrize(("query", "tree"), FITTING)
def test_what_fits_the_table_is_taken(query: str, tree: JSONObject) -> None:
    table = rows(
        field("Name"), field("Size", INT), field("Names", NAMES), field("Signature")
    )
    parsed = read(START + query, table)
    assert parsed == RequestExample(tree, (), ())
    assert [*parsed.values] == [*tree]


LEFT_OUT: list[Any] = [
    pytest.param("&X=1", rows(field("Name")), {}, ["X"], id="no such row"),
    pytest.param("&Size=big", rows(field("Size", INT)), {}, ["Size"], id="no number"),
    pytest.param(
        "&Name=a&Name=b", rows(field("Name")), {"Name": "a"}, ["Name"], id="given twice"
    ),
    pytest.param(
        "&X=1&X=2&Y=3", rows(field("Name")), {}, ["X", "Y"], id="each named once"
    ),
    pytest.param(
        "&Disks.0.Type=a&Disks.0.Colour=red",
        DISKS,
        {"Disks": [{"Type": "a"}]},
        ["Disks.0.Colour"],
        id="within an object",
    ),
    pytest.param(
        "&Names.0=a&Names.1=b&Names.2=c&Names.3=d",
        rows(FIRST_TWO),
        {"Names": ["a", "b"]},
        ["Names.2", "Names.3"],
        id="more than the list may have",
    ),
    pytest.param(
        "&Box.Names.0=a&Box.Names.1=b&Box.Names.2=c",
        rows(field("Box", Ref("Box")), models=(group("Box", FIRST_TWO),)),
        {"Box": {"Names": ["a", "b"]}},
        ["Box.Names.2"],
        id="more than a list within an object may have",
    ),
    pytest.param(
        "&Password=a!",
        rows(replace(field("Password"), content_encoding="base64")),
        {},
        ["Password"],
        id="what is to be base64 and is none",
    ),
]


@pytest.mark.parametrize(("query", "table", "tree", "left_out"), LEFT_OUT)
def test_what_does_not_fit_is_left_out_and_named(
    query: str, table: Payload, tree: JSONObject, left_out: list[str]
) -> None:
    assert read(START + query, table) == RequestExample(tree, tuple(left_out), ())


def test_what_the_page_encodes_is_as_a_user_gives_it() -> None:
    table = rows(replace(field("Password"), content_encoding="base64"))
    assert read(f"{START}&Password=YWI=", table) == RequestExample(
        {"Password": "ab"}, (), ()
    )


ADDED: list[Any] = [
    pytest.param("", rows(needed("Name"), field("Size")), ["Name"], id="a parameter"),
    pytest.param("&Size=1", rows(needed("Size", INT)), [], id="nothing is lacking"),
    pytest.param("&Disks.0.Size=1", DISKS, ["Disks.Type"], id="a part of an object"),
    pytest.param(
        "&Disks.0.Size=1&Disks.1.Size=1", DISKS, ["Disks.Type"], id="each named once"
    ),
    pytest.param("", DISKS, [], id="a part of what is not given"),
    pytest.param(
        "&Size=big", rows(needed("Size", INT)), ["Size"], id="what was left out"
    ),
]


@pytest.mark.parametrize(("query", "table", "added"), ADDED)
def test_what_the_table_requires_is_added_and_named(
    query: str, table: Payload, added: list[str]
) -> None:
    parsed = read(START + query, table)
    assert parsed is not None
    assert parsed.added == tuple(added)


ENDLESS = model("Box", needed("Box", Ref("Box")))

NOTHING: list[Any] = [
    pytest.param("", rows(), id="nothing"),
    pytest.param("See above.", rows(), id="a sentence"),
    pytest.param(
        START, rows(needed("Box", Ref("Box")), models=(ENDLESS,)), id="no end"
    ),
    pytest.param(
        f"{START}&Set.Name=a",
        rows(
            field("Set", Ref("Set")),
            models=(
                group("Set", field("Name"), needed("Box", Ref("Box"))),
                ENDLESS,
            ),
        ),
        id="no end within an object",
    ),
]


@pytest.mark.parametrize(("text", "table"), NOTHING)
def test_what_gives_no_request_is_reported_where_it_stands(
    text: str, table: Payload
) -> None:
    assert read(text, table) is None
    broken = action(table, request_example=example(text))
    (finding,) = example_values.find_unreadable(broken)
    assert (finding.code, finding.location) == ("D402", PLACE)


ANSWERS = [
    pytest.param('{"RetCode": 0, "X": [1]}', {"RetCode": 0, "X": [1]}, id="an object"),
    pytest.param("[1]", None, id="a list"),
    pytest.param('"x"', None, id="a text"),
    pytest.param('{"RetCode": 0', None, id="no JSON"),
    pytest.param("", None, id="nothing"),
]


@pytest.mark.parametrize(("text", "tree"), ANSWERS)
def test_an_answer_is_an_object_or_reported(text: str, tree: JSONObject | None) -> None:
    assert example_values.read_response(example(text)) == tree
    findings = example_values.find_unreadable(action(response_example=example(text)))
    assert [finding.code for finding in findings] == ([] if tree else ["D401"])


def test_a_page_without_examples_has_nothing_to_report() -> None:
    assert example_values.read_request(action()) is None
    assert example_values.read_response(None) is None
    assert list(example_values.find_unreadable(action())) == []


BOX = Ref("Box")
OBJECTS: list[Any] = [
    pytest.param(BOX, {"A": 1}, [("Box", {"A": 1})], id="an object"),
    pytest.param(
        ListOf(ListOf(BOX)),
        [[{"A": 1}], [], [{"A": 2}]],
        [("Box", {"A": 1}), ("Box", {"A": 2})],
        id="lists of lists",
    ),
    pytest.param(BOX, "x", [], id="no object where one should be"),
    pytest.param(ListOf(BOX), {"A": 1}, [], id="no list where one should be"),
    pytest.param(ListOf(BOX), [None, {"A": 1}], [("Box", {"A": 1})], id="a gap"),
    pytest.param(STRING, {"A": 1}, [], id="an object where none should be"),
]


@pytest.mark.parametrize(("type_", "value", "objects"), OBJECTS)
def test_the_objects_of_a_value(type_: Any, value: Any, objects: list[Any]) -> None:
    assert list(example_values.find_objects(type_, value)) == objects
