"""What the tests of an action are made of: which are there, and what they send, expect and import."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

import pytest
from docs2sdk.python import action_test_context, class_plan
from docs2sdk.schema import (
    Action,
    Deprecation,
    Field,
    ListOf,
    MaxItems,
    Pagination,
    Ref,
)
from small_schemas import (
    BOOL,
    INT,
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
OLD = Deprecation("use New", PLACE)


def values(tested: Action) -> dict[str, Any]:
    decided = class_plan.plan_classes(tested)
    return action_test_context.build_test_values(
        tested, decided, "client", "things", "do_thing"
    )


def asks(*fields: Field, **changes: Any) -> Action:
    return action(side(*fields), **changes)


def value(assignment: str) -> Any:
    """Return what an assignment assigns."""
    (statement,) = ast.parse(assignment).body
    assert isinstance(statement, ast.AnnAssign)
    assert statement.value
    return ast.literal_eval(statement.value)


ENDLESS = action(
    side(needed("Box", Ref("Box")), models=(model("Box", needed("Box", Ref("Box"))),)),
    response_example=example('{"RetCode": 0}'),
)
THINGS = ("full", "example", "filled", "limited", "deprecated", "answer", "paged")

PARTS: list[Any] = [
    pytest.param(action(), {"full"}, False, id="nothing but the action"),
    pytest.param(asks(needed("Name")), {"full"}, True, id="a required parameter"),
    pytest.param(asks(needed("Zone")), {"full", "filled"}, True, id="one of settings"),
    pytest.param(
        asks(field("Zone")), {"full"}, False, id="an optional one of settings"
    ),
    pytest.param(
        asks(replace(field("Ids", ListOf(STRING)), max_items=MaxItems(9, PLACE))),
        {"full", "limited"},
        True,
        id="a limit",
    ),
    pytest.param(
        asks(replace(field("Name"), deprecated=OLD)),
        {"full", "deprecated"},
        True,
        id="a deprecated parameter",
    ),
    pytest.param(action(deprecated=OLD), {"full", "deprecated"}, True, id="deprecated"),
    pytest.param(
        asks(field("Name"), request_example=example(f"{START}&Name=a")),
        {"full", "example"},
        False,
        id="a request example",
    ),
    pytest.param(
        asks(request_example=example("See above.")), {"full"}, False, id="no example"
    ),
    pytest.param(
        asks(response_example=example('{"RetCode": 0}')),
        {"full", "answer"},
        False,
        id="a response example",
    ),
    pytest.param(
        asks(response_example=example('{"RetCode": 230}')),
        {"full", "answer"},
        True,
        id="an example of a refusal",
    ),
    pytest.param(ENDLESS, set(), True, id="no request can be made"),
]


@pytest.mark.parametrize(("tested", "parts", "pytest_too"), PARTS)
def test_an_action_has_the_tests_that_it_gives_occasion_for(
    tested: Action, parts: set[str], pytest_too: bool
) -> None:
    strings = values(tested)
    assert {part for part in THINGS if strings[part]} == parts
    assert strings["pytest"] is pytest_too


OBJECTS = side(
    needed("Name"),
    field("Disks", many("Disks")),
    models=(
        group(
            "Disks",
            needed("Size", INT),
            replace(field("Ids", ListOf(STRING)), max_items=MaxItems(3, PLACE)),
        ),
    ),
)


def test_what_is_required_is_of_a_class_as_users_reach_it() -> None:
    strings = values(action(OBJECTS))
    required = '[(DoThing, "name"), (DoThing.Disks, "size")]'
    assert " ".join(strings["required"].split()) == required
    assert strings["limited"] == '[(DoThing.Disks, "ids", 3)]'


IMPORTED = [
    pytest.param(action(OBJECTS), {}, "DoThing", id="what it reaches"),
    pytest.param(
        action(OBJECTS),
        {"request:Disks": "OldDisk"},
        "DoThing, OldDisk",
        id="what is called otherwise than the request",
    ),
]


@pytest.mark.parametrize(("tested", "existing", "imported"), IMPORTED)
def test_a_test_imports_what_it_names(
    tested: Action, existing: dict[str, str], imported: str
) -> None:
    decided = class_plan.plan_classes(tested, existing)
    strings = action_test_context.build_test_values(
        tested, decided, "client", "things", "do_thing"
    )
    assert strings["imported"] == f"from client.things.do_thing import {imported}"


SENT: list[Any] = [
    pytest.param("form", {"Disks.0.Size": "2", "Disks.0.On": "true"}, id="form"),
    pytest.param("json", {"Disks": [{"Size": 2, "On": True}]}, id="JSON body"),
]


@pytest.mark.parametrize(("encoding", "sent"), SENT)
def test_an_example_is_sent_as_the_action_encodes_it(
    encoding: str, sent: dict[str, Any]
) -> None:
    table = side(
        field("Disks", many("Disks")),
        models=(group("Disks", field("Size", INT), field("On", BOOL)),),
    )
    request = example(f"{START}&Disks.0.Size=2&Disks.0.On=true")
    tested = action(table, body=encoding, request_example=request)
    made = values(tested)["example"]
    assert value(made["sent"]) == {"Action": "DoThing", **sent}
    source = "return DoThing(disks=[DoThing.Disks(size=2, on=True)])"
    assert made["source"] == source


def test_what_the_client_encodes_is_given_as_text_and_sent_in_base64() -> None:
    table = replace(field("Password"), content_encoding="base64")
    request = example(f"{START}&Password=YWI=")
    made = values(asks(table, request_example=request))["example"]
    assert made["source"] == 'return DoThing(password="ab")'
    assert value(made["sent"]) == {"Action": "DoThing", "Password": "YWI="}


ABOUT = [
    pytest.param("&Name=a", [], id="as it stands"),
    pytest.param(
        "&Name=a&X=1&Y=2",
        ["Left out, since the table has no place for it: X, Y."],
        id="more than the table has",
    ),
    pytest.param(
        "&X=1",
        [
            "Left out, since the table has no place for it: X.",
            "Added, since the table requires it: Name.",
        ],
        id="less than the table requires",
    ),
]


@pytest.mark.parametrize(("query", "about"), ABOUT)
def test_a_test_says_how_an_example_differs_from_its_table(
    query: str, about: list[str]
) -> None:
    tested = asks(needed("Name"), request_example=example(START + query))
    docstring = ast.literal_eval(values(tested)["example"]["docstring"])
    paragraphs = [" ".join(part.split()) for part in docstring.strip().split("\n\n")]
    assert paragraphs == ["The request example of the page.", *about]


ANSWERS: list[Any] = [
    pytest.param('{"RetCode": 0, "Count": 1}', "", [], id="as the table says"),
    pytest.param('{"RetCode": 0, "Count": "x"}', "", ["type Count"], id="another type"),
    pytest.param('{"RetCode": 230}', "APIError", None, id="a refusal"),
]


@pytest.mark.parametrize(("text", "error", "deviations"), ANSWERS)
def test_an_answer_is_expected_with_its_deviations_or_its_error(
    text: str, error: str, deviations: list[str] | None
) -> None:
    answer = side(RET_CODE, field("Count", INT))
    built = values(action(response=answer, response_example=example(text)))["answer"]
    source = built["deviations"]
    assert built["error"] == error
    assert (value(source) if source else None) == deviations


DEPRECATED = [
    pytest.param(
        action(
            side(replace(field("Old"), deprecated=OLD), field("New")), deprecated=OLD
        ),
        ["DoThing", "DoThing: old (Old)"],
        id="the action and a parameter",
    ),
    pytest.param(
        action(
            side(
                field("Set", many("Set")),
                models=(group("Set", replace(field("Old"), deprecated=OLD)),),
            )
        ),
        ["DoThingSet: old (Old)"],
        id="inside an object",
    ),
]


@pytest.mark.parametrize(("tested", "warnings"), DEPRECATED)
def test_the_full_request_warns_of_everything_that_is_deprecated(
    tested: Action, warnings: list[str]
) -> None:
    call = ast.parse(values(tested)["deprecated"], mode="eval").body
    assert isinstance(call, ast.Call)
    assert ast.literal_eval(call.args[1]) == warnings


def pages(limit: Any, offset: Any, item: Any) -> Action:
    return asks(
        field("Limit", limit),
        field("Offset", offset),
        response=side(
            RET_CODE,
            field("Set", ListOf(item)),
            field("Total", INT),
            models=(model("Row", field("On", BOOL)), model("Named", field("Id"))),
        ),
        pagination=Pagination("Limit", "Offset", "Set", "Total"),
    )


WALKS = [
    pytest.param(pages(INT, INT, STRING), "limit=2, offset=0", id="numbers"),
    pytest.param(
        pages(STRING, INT, STRING), 'limit="2", offset=0', id="a number as text"
    ),
    pytest.param(pages(INT, INT, Ref("Named")), "limit=2, offset=0", id="objects"),
    pytest.param(pages(INT, INT, BOOL), "", id="items that are all alike"),
    pytest.param(pages(INT, INT, Ref("Row")), "", id="objects that are all alike"),
]


@pytest.mark.parametrize(("tested", "start"), WALKS)
def test_pages_are_walked_through_if_items_can_differ(
    tested: Action, start: str
) -> None:
    call = " ".join(values(tested)["paged"].split())
    assert (f"request=replace(full(), {start})" in call) is bool(start)
    assert ('items="Set", total="Total"' in call) is bool(start)
    assert bool(call) is bool(start)
