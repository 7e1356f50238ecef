"""Sample values of parameters: with required parts only, and always finite."""

from __future__ import annotations

import json

import any_schema
import pytest
import sample_trees
from docs2sdk.python_literals import JSON
from docs2sdk.schema import Field, ListOf, Payload, Ref, Type
from docs2sdk.values import sample_values
from docs2sdk.values.sample_values import JSONObject
from hypothesis import assume, given
from runtime import encoding
from small_schemas import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    LIST,
    OBJECT,
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
        pytest.param(ListOf(STRING), ["X-1"], id="list of strings"),
        pytest.param(ListOf(OBJECT), [{"Key": "X"}], id="list of objects of anything"),
        pytest.param(ListOf(ListOf(INT)), None, id="a list of lists cannot be sent"),
    ],
)
def test_value(type_: Type, value: JSON) -> None:
    table = side(needed("X", type_))
    assert sample_values.make_value(table, table.fields[0]) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [("Region", "cn-bj2"), ("Zone", "cn-bj2-04"), ("ProjectId", "org-project")],
)
def test_settings_have_values_that_look_like_them(name: str, value: str) -> None:
    table = side(needed(name))
    assert sample_values.make_value(table, table.fields[0]) == value


def endless(*, required: bool) -> Payload:
    item = field("A", Ref("Self"), required=required)
    return side(item, field("B"), models=(model("Self", needed("Self", Ref("Self"))),))


def test_a_request_without_end_cannot_be_made() -> None:
    table = endless(required=True)
    assert not sample_values.is_finite(table)
    assert sample_values.make_value(table, table.fields[0]) is None


UNSENDABLE = [
    pytest.param(needed("L", many("Self")), id="a list of itself"),
    pytest.param(needed("L", ListOf(LIST)), id="a list of lists"),
]


@pytest.mark.parametrize("inner", UNSENDABLE)
def test_a_request_that_requires_what_cannot_be_sent_cannot_be_made(
    inner: Field,
) -> None:
    table = side(needed("A", Ref("Self")), models=(model("Self", inner),))
    assert not sample_values.is_finite(table)
    assert sample_values.find_endless_models(table) == {"Self"}


def test_a_request_whose_endless_parameter_is_optional_can_be_made() -> None:
    table = endless(required=False)
    assert sample_values.is_finite(table)
    assert sample_values.find_endless_models(table) == {"Self"}


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


ENDLESS = [
    pytest.param(fan(10, 10, required=False), True, id="an optional fan-out"),
    pytest.param(fan(10, 10, required=True), False, id="a required fan-out"),
    pytest.param(fan(3, 4, required=True), True, id="a fan-out within reason"),
    pytest.param(fan(5000, 1, required=False), True, id="an optional chain"),
    pytest.param(fan(5000, 1, required=True), False, id="a required chain"),
]


@pytest.mark.parametrize(("table", "is_finite"), ENDLESS)
def test_what_is_larger_than_a_test_can_hold_counts_as_endless(
    table: Payload, is_finite: bool
) -> None:
    assert sample_values.is_finite(table) is is_finite
    assert ("M0" in sample_values.find_endless_models(table)) is not is_finite


def test_required_fan_out_within_reason_is_complete() -> None:
    table = fan(3, 4, required=True)
    value = sample_values.make_value(table, table.fields[0])
    assert json.dumps(value).count("{") == 1 + 4 + 4 * 4 + 4 * 4 * 4


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
        pytest.param(
            needed("E", Ref("E")), {"D": {"Size": 1}, "L": [{"Size": 1}]}, id="nested"
        ),
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
    tree = sample_trees.make_request(table)
    assume(tree is not None)
    assert sample_values.flatten(tree or {}) == encoding.flatten(tree or {})


def test_models_are_the_side_s_own() -> None:
    with pytest.raises(KeyError):
        sample_values.is_finite(side(needed("A", Ref("Elsewhere"))))
