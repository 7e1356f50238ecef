"""Sample requests and responses: every field, every model complete once, and always finite."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

import any_schema
import pytest
from docs2sdk.python_literals import JSON
from docs2sdk.schema import Field, ListOf, Model, Payload, Ref, Type
from docs2sdk.values import sample_values
from docs2sdk.values.sample_values import JSONObject
from hypothesis import given
from runtime import encoding
from small_schemas import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    LIST,
    OBJECT,
    RET_CODE,
    STRING,
    field,
    group,
    many,
    model,
    needed,
    side,
)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        pytest.param(STRING, "X-1", id="string"),
        pytest.param(INT, 1, id="int"),
        pytest.param(FLOAT, 1.5, id="float"),
        pytest.param(BOOL, True, id="bool"),
        pytest.param(ANY, "X", id="anything"),
        pytest.param(LIST, ["X"], id="list of anything"),
        pytest.param(OBJECT, {"Key": "X"}, id="object of anything"),
        pytest.param(ListOf(STRING), ["X-1", "X-2"], id="list of strings"),
        pytest.param(
            ListOf(OBJECT), [{"Key": "X"}] * 2, id="list of objects of anything"
        ),
        pytest.param(Ref("M"), {"A": "A-1", "B": 2}, id="model"),
        pytest.param(many("M"), [{"A": "A-1", "B": 2}], id="list of models"),
    ],
)
def test_value(type_: Type, value: JSON) -> None:
    table = side(field("X", type_), models=(model("M", field("A"), field("B", INT)),))
    assert sample_values.make_request(table) == {"X": value}
    assert sample_values.make_response(table, "Do") == {
        "RetCode": 0,
        "Action": "DoResponse",
        "X": value,
    }


def test_settings_have_values_that_look_like_them() -> None:
    table = side(field("Region"), field("Zone"), field("ProjectId"), field("Name"))
    assert sample_values.make_request(table) == {
        "Region": "cn-bj2",
        "Zone": "cn-bj2-04",
        "ProjectId": "org-project",
        "Name": "Name-4",
    }


def test_parameters_stand_in_the_order_of_the_table() -> None:
    table = side(field("B"), needed("A"), field("C", INT))
    assert [*(sample_values.make_request(table) or {})] == ["B", "A", "C"]


def test_a_list_of_lists_is_answered_but_cannot_be_sent() -> None:
    lists = ListOf(ListOf(INT))
    assert sample_values.make_response(side(field("X", lists)), "Do")["X"] == [
        [1, 2],
        [2, 3],
    ]
    assert (
        sample_values.make_request(side(field("X", lists), field("Y", ListOf(LIST))))
        == {}
    )
    assert sample_values.make_request(side(needed("X", lists))) == {"X": []}


@pytest.mark.parametrize("type_", [INT, OBJECT, Ref("M"), STRING])
def test_the_message_is_a_text_whatever_the_page_says(type_: Type) -> None:
    table = side(RET_CODE, field("Message", type_), models=(model("M", field("A")),))
    assert isinstance(sample_values.make_response(table, "Do")["Message"], str)


LINK = model("Node", field("Name"), field("Next", Ref("Node")))
TREE = model("Node", field("Name"), needed("Children", many("Node")))
PAIR = (
    model("A", field("X"), field("B", Ref("B"))),
    model("B", field("Y"), needed("A", many("A"))),
)


@pytest.mark.parametrize(
    ("table", "request_", "answer"),
    [
        pytest.param(
            side(field("N", Ref("Node")), models=(LINK,)),
            {"N": {"Name": "Name-1"}},
            {"N": {"Name": "Name-1"}},
            id="A holds A",
        ),
        pytest.param(
            side(field("N", Ref("Node")), models=(TREE,)),
            {"N": {"Name": "Name-1", "Children": [{"Children": []}]}},
            {"N": {"Name": "Name-1", "Children": []}},
            id="A requires a list of A",
        ),
        pytest.param(
            side(field("A", Ref("A")), models=PAIR),
            {"A": {"X": "X-1", "B": {"Y": "Y-1", "A": [{}]}}},
            {"A": {"X": "X-1", "B": {"Y": "Y-1", "A": []}}},
            id="A holds B holds A",
        ),
        pytest.param(
            side(
                field("P", Ref("M")),
                needed("Q", Ref("M")),
                field("R", Ref("M")),
                models=(model("M", needed("A"), field("B")),),
            ),
            {"P": {"A": "A-1", "B": "B-2"}, "Q": {"A": "A-1"}},
            {"P": {"A": "A-1", "B": "B-2"}, "Q": None},
            id="one model in three places",
        ),
    ],
)
def test_models_are_spelled_out_once(
    table: Payload, request_: JSONObject, answer: JSONObject
) -> None:
    assert sample_values.make_request(table) == request_
    assert (
        sample_values.make_response(table, "Do")
        == {
            "RetCode": 0,
            "Action": "DoResponse",
        }
        | answer
    )


def endless(*, required: bool) -> Payload:
    item = field("A", Ref("Self"), required=required)
    return side(item, field("B"), models=(model("Self", needed("Self", Ref("Self"))),))


def test_a_request_without_end_is_none() -> None:
    table = endless(required=True)
    assert sample_values.make_request(table) is None
    assert sample_values.make_value(table, table.fields[0]) is None


def test_an_optional_parameter_without_end_is_left_out() -> None:
    assert sample_values.make_request(endless(required=False)) == {"B": "B-2"}


def fan(levels: int, width: int, *, required: bool) -> Payload:
    """Return a table whose first model has ``width`` fields of the next one, and so on."""
    models = tuple(
        model(
            f"M{level}",
            *(
                field(f"F{at}", Ref(f"M{level + 1}"), required=required)
                for at in range(width if level < levels else 0)
            ),
            field("Name"),
        )
        for level in range(levels + 1)
    )
    return side(field("Top", Ref("M0"), required=required), models=models)


@pytest.mark.parametrize("required", [True, False], ids=["required", "optional"])
def test_fan_out_stays_small(required: bool) -> None:
    table = fan(10, 10, required=required)
    request = sample_values.make_request(table)
    assert len(json.dumps(sample_values.make_response(table, "Do"))) < 5000
    if required:
        assert request is None
    else:
        assert len(json.dumps(request)) < 5000


def test_required_fan_out_within_reason_is_complete() -> None:
    request = sample_values.make_request(fan(3, 4, required=True))
    assert request
    assert json.dumps(request).count("{") == 1 + 1 + 4 + 4 * 4 + 4 * 4 * 4


@pytest.mark.parametrize("required", [True, False], ids=["required", "optional"])
def test_a_long_chain_is_cut(required: bool) -> None:
    table = fan(5000, 1, required=required)
    request = sample_values.make_request(table)
    answer = json.dumps(sample_values.make_response(table, "Do"))
    assert answer.count("{") <= sample_values.MAX_DEPTH + 1
    if required:
        assert request is None
    else:
        assert json.dumps(request).count("{") == sample_values.MAX_DEPTH + 1


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        pytest.param(needed("X"), "X-1", id="scalar"),
        pytest.param(needed("X", ListOf(INT)), [1], id="list of scalars has one"),
        pytest.param(
            needed("D", many("D")), [{"Size": 1}], id="list of objects has one"
        ),
        pytest.param(
            needed("D", Ref("D")), {"Size": 1}, id="optional parts are left out"
        ),
        pytest.param(needed("E", Ref("E")), {"D": {"Size": 1}, "L": []}, id="nested"),
    ],
)
def test_required(parameter: Field, value: JSON) -> None:
    disk = group("D", needed("Size", INT), field("Type"))
    outer = group("E", needed("D", Ref("D")), needed("L", many("D")), field("O"))
    assert (
        sample_values.make_value(side(parameter, models=(disk, outer)), parameter)
        == value
    )


@pytest.mark.parametrize(
    ("tree", "flat"),
    [
        pytest.param({"A": "x"}, {"A": "x"}, id="string"),
        pytest.param({"A": True, "B": False}, {"A": "true", "B": "false"}, id="bools"),
        pytest.param({"A": 42, "B": -1}, {"A": "42", "B": "-1"}, id="ints"),
        pytest.param({"A": 42.0, "B": 0.5}, {"A": "42", "B": "0.5"}, id="floats"),
        pytest.param(
            {"A": 1e-05}, {"A": "0.00001"}, id="no scientific notation, small"
        ),
        pytest.param(
            {"A": 1e22}, {"A": "1" + "0" * 22}, id="no scientific notation, large"
        ),
        pytest.param({"A": ["x", 1]}, {"A.0": "x", "A.1": "1"}, id="list"),
        pytest.param({"A": {"B": {"C": 1}}}, {"A.B.C": "1"}, id="objects"),
        pytest.param(
            {"A": [{"B": [1, 2]}]}, {"A.0.B.0": "1", "A.0.B.1": "2"}, id="both"
        ),
        pytest.param({"A": [], "B": {}, "C": [{}]}, {}, id="what is empty disappears"),
        pytest.param({"A": ""}, {"A": ""}, id="empty text stays"),
    ],
)
def test_flat(tree: JSONObject, flat: JSONObject) -> None:
    assert sample_values.flatten(tree) == flat


@pytest.mark.slow
@given(any_schema.sides())
def test_flat_is_what_the_client_flattens_to(table: Payload) -> None:
    tree = sample_values.make_request(table)
    assert tree is not None
    assert sample_values.flatten(tree) == encoding.flatten(tree)


def spelled_out(table: Payload, type_: Type, value: JSON) -> Iterator[str]:
    """Yield the models whose objects in a value have an optional field."""
    if isinstance(type_, ListOf) and isinstance(value, list):
        for item in value:
            yield from spelled_out(table, type_.item, item)
    if isinstance(type_, Ref) and isinstance(value, dict):
        model_ = table.model(type_.model)
        if any(not each.required and each.name in value for each in model_.fields):
            yield model_.name
        for each in model_.fields:
            yield from spelled_out(table, each.type, value.get(each.name))


@pytest.mark.slow
@given(any_schema.sides())
def test_any_sample_spells_each_model_out_once_at_most(table: Payload) -> None:
    for tree in (
        sample_values.make_request(table),
        sample_values.make_response(table, "Do"),
    ):
        assert tree is not None
        counts = Counter(
            wire
            for each in table.fields
            for wire in spelled_out(table, each.type, tree.get(each.name))
        )
        assert set(counts.values()) <= {1}


def reachable(table: Payload) -> set[str]:
    names: set[str] = set()
    pending = [*table.fields]
    while pending:
        type_ = pending.pop().type
        while isinstance(type_, ListOf):
            type_ = type_.item
        if isinstance(type_, Ref) and type_.model not in names:
            names.add(type_.model)
            pending.extend(table.model(type_.model).fields)
    return names


@pytest.mark.slow
@given(any_schema.sides())
def test_an_answer_spells_out_every_model_in_reach(table: Payload) -> None:
    tree = sample_values.make_response(table, "Do")
    with_optional = {
        each.name
        for each in table.models
        if any(not part.required and _is_scalar(part) for part in each.fields)
    }
    spelled = {
        wire
        for each in table.fields
        for wire in spelled_out(table, each.type, tree.get(each.name))
    }
    assert reachable(table) & with_optional <= spelled


def _is_scalar(part: Field) -> bool:
    return part.type in (STRING, INT, FLOAT, BOOL)


def test_models_are_the_side_s_own() -> None:
    with pytest.raises(KeyError):
        sample_values.make_request(
            Payload(
                (field("A", Ref("Elsewhere")),), (Model("M", (), RET_CODE.location),)
            )
        )
