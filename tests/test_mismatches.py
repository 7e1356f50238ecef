"""Where a response differs from its tables: as a table of cases, and compared with the client's own decoding."""

from __future__ import annotations

import json
from typing import Any

import any_schema
import in_memory
import pytest
import sample_trees
from docs2sdk.python_literals import JSON
from docs2sdk.schema import ListOf, Payload, Ref, Type
from docs2sdk.validation import mismatches
from docs2sdk.values.sample_values import JSONObject
from hypothesis import given, settings
from hypothesis import strategies as st
from runtime import protocol
from runtime.errors import APIError, UCloudError
from runtime.models import Request, Response
from runtime.options import resolve
from runtime.transport import HTTPResponse
from small_schemas import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    LIST,
    OBJECT,
    RET_CODE,
    STRING,
    action,
    field,
    many,
    model,
    needed,
    side,
)

PRICE = model("Price", needed("Amount", FLOAT), field("Parts", many("Price")))


def find(response: Payload, answer: JSONObject) -> list[str]:
    return [
        f"{mismatch.kind} {mismatch.path}"
        for mismatch in mismatches.find_mismatches(response, answer)
    ]


@pytest.mark.parametrize(
    ("type_", "value", "fits"),
    [
        pytest.param(STRING, "", True, id="empty text"),
        pytest.param(STRING, 7, False, id="number for text"),
        pytest.param(STRING, True, False, id="truth value for text"),
        pytest.param(INT, 7, True, id="integer"),
        pytest.param(INT, 7.0, False, id="whole float for integer"),
        pytest.param(INT, "7", False, id="digits for integer"),
        pytest.param(INT, False, False, id="truth value for integer"),
        pytest.param(FLOAT, 7.5, True, id="float"),
        pytest.param(FLOAT, 7, True, id="integer for float"),
        pytest.param(FLOAT, 1e999, False, id="infinity for float"),
        pytest.param(FLOAT, True, False, id="truth value for float"),
        pytest.param(BOOL, True, True, id="truth value"),
        pytest.param(BOOL, 1, False, id="one for truth value"),
        pytest.param(BOOL, "true", False, id="word for truth value"),
        pytest.param(ANY, [{"a": 1}], True, id="anything"),
        pytest.param(LIST, [1, "a"], True, id="list of anything"),
        pytest.param(LIST, {}, False, id="object for list"),
        pytest.param(OBJECT, {"a": []}, True, id="object of anything"),
        pytest.param(OBJECT, [], False, id="list for object"),
        pytest.param(ListOf(INT), [], True, id="empty list"),
        pytest.param(LIST, [1, None], True, id="null in a list of anything"),
        pytest.param(ListOf(INT), {"0": 1}, False, id="object for list of integers"),
        pytest.param(ListOf(ListOf(INT)), [[1], []], True, id="list of lists"),
        pytest.param(Ref("Price"), {"Amount": 1}, True, id="model"),
        pytest.param(Ref("Price"), "1", False, id="text for model"),
        pytest.param(Ref("Price"), [{"Amount": 1}], False, id="list for model"),
        *(
            pytest.param(type_, None, True, id=f"null for {type_}")
            for type_ in (STRING, ListOf(INT), Ref("Price"))
        ),
    ],
)
def test_type(type_: Type, value: JSON, fits: bool) -> None:
    response = side(RET_CODE, needed("X", type_), models=(PRICE,))
    assert find(response, {"RetCode": 0, "X": value}) == ([] if fits else ["type X"])


@pytest.mark.parametrize("item", [INT, STRING, OBJECT, ListOf(INT), Ref("Price")])
def test_null_in_a_list_is_a_mismatch_since_the_items_behind_it_move_up(
    item: Type,
) -> None:
    response = side(RET_CODE, needed("X", ListOf(item)), models=(PRICE,))
    assert find(response, {"RetCode": 0, "X": [None]}) == ["type X[0]"]


@pytest.mark.parametrize(
    ("fields", "answer", "expected"),
    [
        pytest.param([needed("A")], {}, ["missing A"], id="required field missing"),
        pytest.param([field("A")], {}, [], id="optional field missing"),
        pytest.param([], {"B": 1}, ["unknown B"], id="unknown field"),
        pytest.param([], {"B": None}, ["unknown B"], id="unknown field, null"),
        pytest.param([needed("Ab")], {"aB": "x"}, ["case Ab"], id="other case"),
        pytest.param(
            [needed("Ab")], {"aB": 1}, ["case Ab", "type Ab"], id="other case and type"
        ),
        pytest.param(
            [needed("Ab")],
            {"ab": "x", "Ab": "y"},
            ["unknown ab"],
            id="own key before one in another case",
        ),
        pytest.param(
            [needed("Ab")],
            {"AB": "x", "ab": "y"},
            ["case Ab", "unknown ab"],
            id="first of two keys in another case",
        ),
        pytest.param(
            [needed("Ab"), field("AB")],
            {"AB": "x"},
            ["missing Ab"],
            id="another field's own key is not taken",
        ),
        pytest.param(
            [field("Ab"), field("AB")],
            {"ab": "x"},
            ["case Ab"],
            id="one key in another case stands for one field",
        ),
        pytest.param(
            [field("P", many("Price"))],
            {"P": [{"Amount": 1, "Parts": [{"Amount": "2"}, 3, {}]}]},
            [
                "missing P[0].Parts[2].Amount",
                "type P[0].Parts[0].Amount",
                "type P[0].Parts[1]",
            ],
            id="paths into lists and models, sorted",
        ),
        pytest.param(
            [field("message")],
            {"message": "x"},
            [],
            id="a field that only looks like the envelope's",
        ),
        pytest.param(
            [field("RetCode", STRING)],
            {"RetCode": 0},
            [],
            id="envelope is the client's, whatever the page says",
        ),
    ],
)
def test_object(fields: list[Any], answer: JSONObject, expected: list[str]) -> None:
    response = side(*fields, models=(PRICE,))
    assert sorted(find(response, {"RetCode": 0} | answer)) == expected


def test_a_missing_ret_code_is_missing_though_the_page_lacks_it() -> None:
    assert find(side(), {"Action": "X", "Message": "fine"}) == ["missing RetCode"]


def test_mismatches_are_sorted_by_path() -> None:
    response = side(needed("B"), needed("A"))
    assert find(response, {"RetCode": 0, "C": 1}) == [
        "missing A",
        "missing B",
        "unknown C",
    ]


class Answered(Response):
    pass


class Asked(Request[Answered]):
    ACTION = "DoThing"


def raised(answer: JSONObject) -> str:
    """Return the error that the runtime raises at an answer, "" for none; for API errors the name of their base."""
    try:
        protocol.parse_response(
            Asked(), HTTPResponse(200, {}, json.dumps(answer).encode()), resolve({})
        )
    except APIError:
        return "APIError"
    except UCloudError as error:
        return type(error).__name__
    return ""


ret_codes = any_schema.anything | st.sampled_from(
    [
        "0",
        "-0",
        "007",
        "8039",
        "1e3",
        " 0",
        "0\n",
        "",
        "９",
        0,
        0.0,
        True,
        False,
        10**17,
        10**18,
        -5,
    ]
)


@given(st.builds(lambda code: {"RetCode": code}, ret_codes) | st.just({}))
def test_the_expected_error_is_what_the_client_raises(answer: JSONObject) -> None:
    assert raised(answer) == mismatches.expected_error(answer)


def assert_the_client_reports_the_same(data: st.DataObject) -> None:
    response = data.draw(any_schema.responses)
    module = in_memory.module(action(response=response))
    for _ in range(4):
        answer = data.draw(any_schema.answers(response))
        decoded = module.DoThingResponse.from_dict(answer)
        expected = mismatches.find_mismatches(response, answer)
        reported = sorted((odd.path, odd.kind) for odd in decoded.deviations)
        assert reported == [(odd.path, odd.kind) for odd in expected]


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(st.data())
def test_the_client_reports_the_same(data: st.DataObject) -> None:
    assert_the_client_reports_the_same(data)


@pytest.mark.slow
@settings(deadline=None, max_examples=1000)
@given(st.data())
def test_the_client_reports_the_same_for_many(data: st.DataObject) -> None:
    assert_the_client_reports_the_same(data)


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(any_schema.responses)
def test_a_sample_response_has_no_mismatch_and_round_trips(response: Payload) -> None:
    answer = sample_trees.make_response(response, "DoThing")
    decoded = in_memory.module(action(response=response)).DoThingResponse.from_dict(
        answer
    )
    assert decoded.deviations == ()
    assert mismatches.find_mismatches(response, answer) == ()
    assert decoded.to_dict() == present(answer)


def present(value: JSON) -> JSON:
    """Return a value without the nulls in objects: those are what a response leaves out."""
    if isinstance(value, dict):
        return {key: present(item) for key, item in value.items() if item is not None}
    return [present(item) for item in value] if isinstance(value, list) else value
