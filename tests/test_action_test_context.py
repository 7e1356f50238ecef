"""What the tests of an action are made of: which of them there are, and its page's tables and examples."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import pytest
from docs2sdk.python import action_test_context, class_plan
from docs2sdk.schema import (
    Action,
    Deprecation,
    Field,
    KnownValues,
    ListOf,
    MaxItems,
    Pagination,
    Ref,
)
from small_schemas import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    LIST,
    OBJECT,
    PLACE,
    RET_CODE,
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
OLD = Deprecation('use "New"', PLACE)


def build_strings(
    tested: Action, existing: dict[str, str] | None = None
) -> dict[str, Any]:
    planned = class_plan.plan_classes(tested, existing or {})
    return action_test_context.build_test_values(tested, planned)


def read_constants(
    tested: Action, existing: dict[str, str] | None = None
) -> dict[str, Any]:
    """Return the constants of the tests but for the request's name; Python's own parser finds nothing else in them."""
    request, *constants = build_strings(tested, existing)["constants"]
    assert request == f'REQUEST = "{(existing or {}).get("request", "DoThing")}"'
    module = ast.parse("\n".join(constants))
    return {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }


def read_rows(table: str) -> list[str]:
    """Return the rows of a table, with one blank between cells."""
    return [" ".join(line.split()) for line in table.split("\n")[1:]]


def asks(*fields: Field, **changes: Any) -> Action:
    return action(side(*fields), **changes)


ENDLESS = side(
    needed("Box", Ref("Box")), models=(model("Box", needed("Box", Ref("Box"))),)
)
EVERYTHING = asks(
    field("Zone"),
    replace(field("Ids", ListOf(STRING)), max_items=MaxItems(9, PLACE)),
    replace(field("Name"), deprecated=OLD),
    request_example=example(f"{START}&Name=a"),
    response_example=example('{"RetCode": 0}'),
)
BASES: list[Any] = [
    pytest.param(action(), "Page", id="nothing but the action"),
    pytest.param(asks(needed("Name")), "Page", id="a parameter"),
    pytest.param(asks(field("Zone")), "Settings", id="one of settings"),
    pytest.param(asks(field("Zone", INT)), "Page", id="one only named like a setting"),
    pytest.param(
        asks(replace(field("Ids", ListOf(STRING)), max_items=MaxItems(9, PLACE))),
        "Limits",
        id="a limit",
    ),
    pytest.param(
        asks(replace(field("Name"), deprecated=OLD)),
        "Deprecations",
        id="a deprecated parameter",
    ),
    pytest.param(action(deprecated=OLD), "Deprecations", id="a deprecated action"),
    pytest.param(
        asks(field("Name"), request_example=example(f"{START}&Name=a")),
        "RequestExample",
        id="a request example",
    ),
    pytest.param(asks(request_example=example("See above.")), "Page", id="no example"),
    pytest.param(
        asks(response_example=example('{"RetCode": 0}')),
        "ResponseExample",
        id="a response example",
    ),
    pytest.param(
        asks(response_example=example('{"RetCode": 230}')),
        "ErrorExample",
        id="an example of an error",
    ),
    pytest.param(
        EVERYTHING,
        "RequestExample, ResponseExample, Settings, Limits, Deprecations",
        id="several",
    ),
    pytest.param(action(ENDLESS), "Tables", id="no request can be made"),
    pytest.param(
        action(ENDLESS, response_example=example('{"RetCode": 0}')),
        "Tables",
        id="no request can be made for an example",
    ),
]


@pytest.mark.parametrize(("tested", "bases"), BASES)
def test_an_action_has_the_tests_that_its_page_gives_occasion_for(
    tested: Action, bases: str
) -> None:
    strings = build_strings(tested)
    assert strings["head"] == f"class TestPage({bases}):"
    names = ", ".join(sorted(bases.split(", ")))
    assert strings["imported"] == f"from ..page import {names}"


ROWS: list[Any] = [
    pytest.param(needed("Name"), "name Name string yes", id="required"),
    pytest.param(field("Name"), "name Name string no", id="optional"),
    pytest.param(needed("Zone"), "zone Zone string setting", id="a required setting"),
    pytest.param(field("Zone"), "zone Zone string no", id="an optional setting"),
    pytest.param(needed("Zone", INT), "zone Zone int yes", id="no setting by its type"),
    pytest.param(field("X", FLOAT), "x X float no", id="float"),
    pytest.param(field("X", BOOL), "x X bool no", id="bool"),
    pytest.param(
        field("X", ListOf(ListOf(INT))), "x X array[array[int]] no", id="lists"
    ),
    pytest.param(field("X", ANY), "x X anything no", id="anything"),
    pytest.param(field("X", LIST), "x X array[anything] no", id="a list of anything"),
    pytest.param(field("X", OBJECT), "x X object no", id="an object"),
    pytest.param(
        replace(field("Ids", LIST), max_items=MaxItems(9, PLACE)),
        "ids Ids array[anything] no max_items=9",
        id="a limit",
    ),
    pytest.param(
        replace(field("Ids"), max_items=MaxItems(9, PLACE)),
        "ids Ids string no",
        id="a limit of no list",
    ),
    pytest.param(
        replace(field("Data"), content_encoding="base64"),
        "data Data string no base64",
        id="base64",
    ),
    pytest.param(
        replace(field("Old"), deprecated=OLD),
        r'old Old string no deprecated="use \"New\""',
        id="deprecated",
    ),
    pytest.param(
        replace(field("Type"), known_values=KnownValues(("b c", "a"), PLACE)),
        'type Type string no values=["a","b c"]',
        id="known values",
    ),
    pytest.param(
        needed("Password"), "password Password string yes secret", id="a secret"
    ),
]


@pytest.mark.parametrize(("parameter", "row"), ROWS)
def test_a_row_says_what_the_page_says_of_a_parameter(
    parameter: Field, row: str
) -> None:
    assert read_rows(read_constants(asks(parameter))["PARAMETERS"]) == [row]


OBJECTS = side(
    field("Disks", many("Disks")),
    needed("Name"),
    models=(group("Disks", needed("Zone"), field("Box", Ref("Box"))), group("Box")),
)


def test_objects_stand_below_their_names_and_rows_in_the_order_of_the_page() -> None:
    table = read_constants(action(OBJECTS))["PARAMETERS"]
    assert read_rows(table) == [
        "disks Disks array[Disks] no",
        "name Name string yes",
        "Disks:",
        "zone Zone string yes",
        "box Box Box no",
        "Box:",
    ]


def test_an_object_that_requires_itself_is_marked_in_requests() -> None:
    box = model("Box", needed("Box", Ref("Box")))
    both = side(field("Boxes", many("Box")), models=(box,))
    constants = read_constants(action(both, response=both))
    rows = {name: read_rows(constants[name]) for name in ("PARAMETERS", "FIELDS")}
    assert rows["PARAMETERS"][0] == "boxes Boxes array[Box] no endless"
    assert rows["FIELDS"][0] == "boxes Boxes array[Box] no"


def test_fields_of_every_response_are_not_in_the_table() -> None:
    response = side(RET_CODE, field("Action"), needed("Name"))
    constants = read_constants(action(response=response))
    assert read_rows(constants["FIELDS"]) == ["name Name string yes"]
    assert "PARAMETERS" not in constants


def test_a_longer_name_moves_only_its_own_row() -> None:
    long = "AParameterWithALongName"
    short = build_strings(asks(field("X"), field("Y")))["constants"][1].split("\n")
    moved = build_strings(asks(field("X"), field(long)))["constants"][1].split("\n")
    assert short[1] == moved[1]
    assert long in moved[2]


DIFFERENT: list[Any] = [
    pytest.param(action(), {}, {}, id="as most actions"),
    pytest.param(action(), {"request": "Do"}, {"ACTION": "DoThing"}, id="class"),
    pytest.param(
        action(), {"response": "Done"}, {"RESPONSE": "Done"}, id="response class"
    ),
    pytest.param(action(body="json"), {}, {"ENCODING": "json"}, id="JSON"),
    pytest.param(action(read_only=False), {}, {"READ_ONLY": False}, id="changes"),
    pytest.param(
        action(deprecated=OLD), {}, {"DEPRECATED": 'use "New"'}, id="deprecated"
    ),
]


@pytest.mark.parametrize(("tested", "existing", "constants"), DIFFERENT)
def test_constants_say_what_is_not_as_with_most_actions(
    tested: Action, existing: dict[str, str], constants: dict[str, Any]
) -> None:
    assert read_constants(tested, existing) == constants


SENT: list[Any] = [
    pytest.param("form", {"Disks.0.Size": "2", "Disks.0.On": "true"}, id="form"),
    pytest.param("json", {"Disks": [{"Size": 2, "On": True}]}, id="JSON body"),
]


@pytest.mark.parametrize(("encoding", "sent"), SENT)
def test_an_example_is_written_as_it_is_sent(
    encoding: str, sent: dict[str, Any]
) -> None:
    table = side(
        field("Disks", many("Disks")),
        models=(group("Disks", field("Size", INT), field("On", BOOL)),),
    )
    request = example(f"{START}&Disks.0.Size=2&Disks.0.On=true")
    tested = action(table, body=encoding, request_example=request)
    text = read_constants(tested)["REQUEST_EXAMPLE"]
    values = json.loads(text) if encoding == "json" else dict(parse_qsl(text))
    assert values == {"Action": "DoThing", **sent}


@pytest.mark.parametrize("value", ["%41", "a&b", "a+b c", "a=b", "中文", "\u2028", "#"])
def test_an_example_reads_as_what_the_page_has(value: str) -> None:
    request = example(f'{{"Action": "DoThing", "Name": {json.dumps(value)}}}')
    text = read_constants(asks(field("Name"), request_example=request))[
        "REQUEST_EXAMPLE"
    ]
    assert parse_qsl(text) == [("Action", "DoThing"), ("Name", value)]


def test_what_the_client_encodes_is_in_base64_in_the_example() -> None:
    table = replace(field("Password"), content_encoding="base64")
    request = example(f"{START}&Password=YWI=")
    text = read_constants(asks(table, request_example=request))["REQUEST_EXAMPLE"]
    assert text == "Action=DoThing&Password=YWI="


CHANGES = [
    pytest.param("&Name=a", "", id="as it stands"),
    pytest.param(
        "&Name=a&X=1&Y=2",
        "Left out, since the table has no place for it: X, Y.",
        id="more than the table has",
    ),
    pytest.param(
        "&X=1",
        "Left out, since the table has no place for it: X. Added, since the table requires it: Name.",
        id="less than the table requires",
    ),
]


@pytest.mark.parametrize(("query", "changes"), CHANGES)
def test_the_tests_say_how_an_example_differs_from_the_page_s(
    query: str, changes: str
) -> None:
    tested = asks(needed("Name"), request_example=example(START + query))
    docstrings = [
        ast.literal_eval(source)
        for source in build_strings(tested)["constants"]
        if source.startswith('"')
    ]
    assert docstrings == [changes] * bool(changes)


RESPONSES: list[Any] = [
    pytest.param('{"RetCode": 0, "Count": 1}', {}, id="as the table says"),
    pytest.param(
        '{"RetCode": 0, "Count": "x"}',
        {"DEVIATIONS": '["type Count"]'},
        id="another type",
    ),
    pytest.param('{"RetCode": 230}', {"ERROR": "APIError"}, id="an error"),
]


@pytest.mark.parametrize(("text", "outcome"), RESPONSES)
def test_a_response_is_expected_with_its_deviations_or_its_error(
    text: str, outcome: dict[str, Any]
) -> None:
    response = side(RET_CODE, field("Count", INT))
    tested = action(response=response, response_example=example(text))
    constants = read_constants(tested)
    del constants["FIELDS"]
    assert json.loads(constants.pop("RESPONSE_EXAMPLE")) == json.loads(text)
    assert constants == outcome


def pages(item: Any, limit: Any = INT) -> Action:
    return asks(
        field("Limit", limit),
        field("Offset", INT),
        response=side(
            RET_CODE,
            field("Set", ListOf(item)),
            field("Total", INT),
            models=(
                model("Row", field("On", BOOL), field("Row", Ref("Row"))),
                model("Named", field("Id")),
            ),
        ),
        pagination=Pagination("Limit", "Offset", "Set", "Total"),
    )


ITEMS = [
    pytest.param(STRING, "Pages", id="texts"),
    pytest.param(Ref("Named"), "Pages", id="objects"),
    pytest.param(ListOf(ANY), "Pages", id="lists of anything"),
    pytest.param(BOOL, "Page", id="items that are all alike"),
    pytest.param(Ref("Row"), "Page", id="objects that are all alike"),
]


@pytest.mark.parametrize(("item", "bases"), ITEMS)
def test_pages_are_walked_through_if_items_can_differ(item: Any, bases: str) -> None:
    assert build_strings(pages(item))["head"] == f"class TestPage({bases}):"


def test_rows_say_how_they_take_part_in_pagination() -> None:
    constants = read_constants(pages(STRING))
    assert read_rows(constants["PARAMETERS"]) == [
        "limit Limit int no paging=limit",
        "offset Offset int no paging=offset",
    ]
    assert read_rows(constants["FIELDS"])[:2] == [
        "set Set array[string] no paging=items",
        "total Total int no paging=total",
    ]
