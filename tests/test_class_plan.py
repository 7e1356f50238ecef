"""What the classes of an action are called, what their attributes are annotated with, and what a caller may leave out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from docs2sdk.python import class_plan
from docs2sdk.python.class_plan import ActionClasses, AttributePlan
from docs2sdk.python_literals import Call, Value
from docs2sdk.schema import (
    Field,
    KnownValues,
    ListOf,
    MaxItems,
    Model,
    Ref,
    Scalar,
    Type,
)
from docs2sdk.values.sample_values import JSONObject
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
    field,
    group,
    many,
    model,
    needed,
    side,
)


def asked(*fields: Field, models: tuple[Model, ...] = ()) -> ActionClasses:
    return class_plan.plan_classes(action(side(*fields, models=models)))


def answered(*fields: Field, models: tuple[Model, ...] = ()) -> ActionClasses:
    answer = side(RET_CODE, *fields, models=models)
    return class_plan.plan_classes(action(response=answer))


def only(field: Field) -> AttributePlan:
    """Return the attribute of a request with one parameter."""
    (attribute,) = asked(field, models=(model("Row"),)).request.attributes
    return attribute


ANNOTATIONS = [
    pytest.param(STRING, "str", id="text"),
    pytest.param(INT, "int", id="integer"),
    pytest.param(FLOAT, "float", id="number"),
    pytest.param(BOOL, "bool", id="truth"),
    pytest.param(ListOf(INT), "list[int]", id="list"),
    pytest.param(ListOf(ListOf(STRING)), "list[list[str]]", id="list of lists"),
    pytest.param(Ref("Row"), "DoThing.Row", id="object"),
    pytest.param(many("Row"), "list[DoThing.Row]", id="list of objects"),
    pytest.param(LIST, "list[Any]", id="list of whatever"),
    pytest.param(OBJECT, "dict[str, Any]", id="object of whatever"),
]


@pytest.mark.parametrize(("type_", "annotation"), ANNOTATIONS)
def test_the_annotation_of_a_type(type_: Type, annotation: str) -> None:
    assert only(needed("X", type_)).annotation == annotation
    assert only(field("X", type_)).annotation == f"{annotation} | None"


def test_what_may_be_anything_may_be_none_already() -> None:
    assert only(needed("X", ANY)).annotation == "Any"
    assert only(field("X", ANY)).annotation == "Any"


NAMES_IN_REQUESTS = [
    pytest.param([group("Disks")], {"Disks": "DoThing.Disks"}, id="a group"),
    pytest.param(
        [group("Disks"), group("Disks.N.EIP.n.Pay")],
        {"Disks": "DoThing.Disks", "Disks.N.EIP.n.Pay": "DoThing.DisksEIPPay"},
        id="a group in a group has its path, without the numbers",
    ),
    pytest.param([model("disk_set")], {"disk_set": "DoThing.DiskSet"}, id="a model"),
    pytest.param(
        [model("Response")], {"Response": "DoThing.ResponseModel"}, id="a base class"
    ),
    pytest.param([model("DoThing")], {"DoThing": "DoThing.DoThing_2"}, id="the action"),
    pytest.param(
        [group("A_B"), group("AB"), group("A.B")],
        {"A.B": "DoThing.AB", "AB": "DoThing.AB_2", "A_B": "DoThing.AB_3"},
        id="equal names get numbers, in the order of the wire names",
    ),
]


@pytest.mark.parametrize("order", [tuple, lambda models: tuple(reversed(models))])
@pytest.mark.parametrize(("models", "named"), NAMES_IN_REQUESTS)
def test_objects_in_requests_are_named_after_the_request(
    models: list[Model],
    named: dict[str, str],
    order: Callable[[list[Model]], tuple[Model, ...]],
) -> None:
    decided = asked(models=order(models))
    assert {cls.model: cls.name for cls in decided.parameters} == named
    assert {cls.role for cls in decided.parameters} == {"parameters"}


NAMES_IN_RESPONSES = [
    pytest.param([model("UHostSet")], {"UHostSet": "UHostSet"}, id="its own"),
    pytest.param([model("data_set")], {"data_set": "DataSet"}, id="as a class"),
    pytest.param([model("DoThing")], {"DoThing": "DoThingModel"}, id="the request's"),
    pytest.param(
        [model("DoThingResponse")],
        {"DoThingResponse": "DoThingResponseModel"},
        id="the response's",
    ),
    pytest.param(
        [model("DoThingModel"), model("DoThing")],
        {"DoThing": "DoThingModel", "DoThingModel": "DoThingModel_2"},
        id="a model that is called as another had to be",
    ),
    pytest.param(
        [model("RowSet"), model("Row_Set")],
        {"RowSet": "RowSet", "Row_Set": "RowSet_2"},
        id="one name for two",
    ),
]


@pytest.mark.parametrize(("models", "named"), NAMES_IN_RESPONSES)
def test_models_in_responses_keep_their_names_if_they_can(
    models: list[Model], named: dict[str, str]
) -> None:
    decided = answered(models=tuple(models))
    assert {cls.model: cls.name for cls in decided.models} == named
    assert {cls.role for cls in decided.models} == {"model"}


def test_a_model_and_an_object_of_the_request_may_share_a_name() -> None:
    both = side(models=(model("Row"),))
    decided = class_plan.plan_classes(action(both, response=both))
    assert [cls.name for cls in decided.parameters] == ["DoThing.Row"]
    assert [cls.name for cls in decided.models] == ["Row"]


def test_the_order_of_classes_is_that_of_the_module() -> None:
    both = side(models=(model("Row"),))
    decided = class_plan.plan_classes(action(both, response=both))
    roles = [(cls.role, cls.name) for cls in decided]
    assert roles == [
        ("response", "DoThingResponse"),
        ("model", "Row"),
        ("request", "DoThing"),
        ("parameters", "DoThing.Row"),
    ]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        pytest.param("DoThing.OldDisk", "DoThing.OldDisk", id="inside the request"),
        pytest.param("Thing.OldDisk", "DoThing.OldDisk", id="which was renamed"),
        pytest.param("DoThingDisks", "DoThing.Disks", id="of an earlier version"),
    ],
)
def test_an_object_keeps_the_name_that_it_has_inside_the_request(
    name: str, kept: str
) -> None:
    tested = action(side(models=(group("Disks"),)))
    decided = class_plan.plan_classes(tested, {"request:Disks": name})
    assert decided.parameters[0].name == kept


ATTRIBUTES = [
    pytest.param([field("TaskIdSet")], ["task_id_set"], id="words"),
    pytest.param([field("from"), field("None")], ["from_", "none"], id="keywords"),
    pytest.param(
        [field("ResourceId"), field("ResourceID")],
        ["resource_id_2", "resource_id"],
        id="one name for two",
    ),
    pytest.param(
        [replace(field("Size"), python_name="gigabytes")],
        ["gigabytes"],
        id="of an overlay",
    ),
    pytest.param(
        [field("Size"), replace(field("Width"), python_name="size")],
        ["size_2", "size"],
        id="a name of an overlay comes first",
    ),
    pytest.param([field("to_params")], ["to_params_"], id="a name of the base class"),
]


@pytest.mark.parametrize(("fields", "named"), ATTRIBUTES)
def test_the_names_of_attributes(fields: list[Field], named: list[str]) -> None:
    attributes = asked(*fields).request.attributes
    assert [attribute.name for attribute in attributes] == named


def test_what_the_client_sets_may_be_left_out_though_required() -> None:
    facts = [
        (attribute.field.name, attribute.is_optional, attribute.has_client_default)
        for attribute in asked(
            needed("Region"), field("Zone"), needed("ProjectId", INT), needed("Name")
        ).request.attributes
    ]
    assert facts == [
        ("ProjectId", False, False),
        ("Name", False, False),
        ("Region", True, True),
        ("Zone", True, False),
    ]


@pytest.mark.parametrize("where", ["inside a request", "response"])
def test_the_client_fills_in_parameters_of_the_request_itself_only(where: str) -> None:
    if where == "response":
        (attribute,) = answered(needed("Region")).response.attributes
    else:
        (cls,) = asked(models=(group("Set", needed("Region")),)).parameters
        (attribute,) = cls.attributes
    assert (attribute.is_optional, attribute.has_client_default) == (False, False)


def test_required_ones_come_first_in_a_request_and_nowhere_else() -> None:
    fields = (field("A"), needed("B"), field("C"), needed("D"))
    decided = asked(*fields, models=(model("Row", *fields),))
    assert [attribute.name for attribute in decided.request.attributes] == [
        "b",
        "d",
        "a",
        "c",
    ]
    assert [attribute.name for attribute in decided.parameters[0].attributes] == [
        *"abcd"
    ]
    response = answered(*fields).response
    assert [attribute.name for attribute in response.attributes] == [*"abcd"]


def test_a_response_has_what_its_base_class_has_not() -> None:
    fields = (field("Action"), field("Message"), field("RequestId"), field("raw"))
    names = [attribute.name for attribute in answered(*fields).response.attributes]
    assert names == ["request_id_", "raw_"]


SECRETS = [
    *(pytest.param(wire, True, id=wire) for wire in ("Password", "UserData")),
    *(pytest.param(wire, True, id=wire) for wire in ("SecretKey", "AccessToken")),
    *(pytest.param(wire, False, id=wire) for wire in ("PublicKey", "User", "Pass")),
    *(pytest.param(wire, False, id=wire) for wire in ("PolicyId", "NextToken")),
]


@pytest.mark.parametrize(("wire", "secret"), SECRETS)
def test_what_is_named_like_a_secret_is_one(wire: str, secret: bool) -> None:
    assert only(field(wire)).is_secret is secret


CHOICES: list[Any] = [
    pytest.param(STRING, ("Year", "Month"), True, id="words"),
    pytest.param(STRING, ("",), True, id="an empty text"),
    pytest.param(STRING, tuple(map(str, range(12))), True, id="as many as are shown"),
    pytest.param(STRING, tuple(map(str, range(13))), False, id="one more"),
    pytest.param(STRING, ("Year", "月"), False, id="a character that is not plain"),
    pytest.param(STRING, ("x" * 41,), False, id="a long one"),
    pytest.param(INT, ("1", "2"), False, id="numbers"),
    pytest.param(ListOf(STRING), ("Year", "Month"), False, id="of a list's elements"),
]


@pytest.mark.parametrize(("type_", "values", "shown"), CHOICES)
def test_listed_values_are_in_the_annotation_if_they_can_be_read(
    type_: Scalar, values: tuple[str, ...], shown: bool
) -> None:
    parameter = replace(field("X", type_), known_values=KnownValues(values, PLACE))
    assert only(parameter).literal_values == (values if shown else ())


@pytest.mark.parametrize(
    ("type_", "most"),
    [
        pytest.param(ListOf(STRING), 7, id="a list"),
        pytest.param(LIST, 7, id="a list of whatever"),
        pytest.param(STRING, 0, id="no list"),
        pytest.param(OBJECT, 0, id="an object"),
    ],
)
def test_a_limit_is_one_of_lists(type_: Type, most: int) -> None:
    parameter = replace(field("X", type_), max_items=MaxItems(7, PLACE))
    assert only(parameter).max_items == most
    assert only(field("X", type_)).max_items == 0


EVERYTHING = action(
    side(
        field("ResourceId"),
        field("ResourceID"),
        replace(field("Size"), python_name="gigabytes"),
        models=(group("A.B", field("from")), group("AB")),
    ),
    response=side(RET_CODE, field("raw"), models=(model("DoThing", field("X")),)),
)


def test_names_are_given_by_place_and_kept_when_given() -> None:
    named = class_plan.names_by_place(class_plan.plan_classes(EVERYTHING))
    assert named == {
        "request": "DoThing",
        "request/ResourceID": "resource_id",
        "request/ResourceId": "resource_id_2",
        "request:A.B": "DoThing.AB",
        "request:A.B/from": "from_",
        "request:AB": "DoThing.AB_2",
        "response": "DoThingResponse",
        "response/raw": "raw_",
        "response:DoThing": "DoThingModel",
        "response:DoThing/X": "x",
    }
    existing = {
        location: f"{name}Old".replace("DoThing.", "DoThingOld.")
        for location, name in named.items()
    }
    kept = class_plan.plan_classes(EVERYTHING, existing)
    assert class_plan.names_by_place(kept) == existing
    assert "gigabytes" in [attribute.name for attribute in kept.request.attributes]


def test_a_name_that_replaces_a_constant_is_not_kept() -> None:
    models = (group("AC.N", field("TION", many("AC.N.TION.N"))), group("AC.N.TION.N"))
    request = side(field("AC", many("AC.N")), models=models)
    existing = {"request:AC.N": "DoThing.Ac", "request:AC.N.TION.N": "DoThing.ACTION"}
    classes = class_plan.plan_classes(action(request), existing).parameters
    assert [cls.name for cls in classes] == ["DoThing.Ac", "DoThing.ACTIONModel"]


def test_what_is_new_makes_room_for_the_names_that_were_given() -> None:
    existing = {"request/ResourceId": "resource_id", "request:AB": "DoThing.AB"}
    assigned = class_plan.names_by_place(class_plan.plan_classes(EVERYTHING, existing))
    assert assigned["request/ResourceId"] == "resource_id"
    assert assigned["request/ResourceID"] == "resource_id_2"
    assert assigned["request:A.B"] == "DoThing.AB_2"


def test_a_request_is_constructed_as_a_user_writes_it() -> None:
    decided = asked(
        field("Name"),
        field("Disks", many("Disks")),
        needed("Zone"),
        field("Box", Ref("Box")),
        models=(
            group("Disks", field("Size", INT), field("From")),
            group("Box", field("Tags", ListOf(STRING))),
        ),
    )
    tree: JSONObject = {"Disks": [{"From": "a", "Size": 1}, {}], "Box": {"Tags": ["x"]}}
    disks: list[Value] = [
        Call("DoThing.Disks", (("size", 1), ("from_", "a"))),
        Call("DoThing.Disks", ()),
    ]
    box = Call("DoThing.Box", (("tags", ["x"]),))
    call = Call("DoThing", (("disks", disks), ("box", box)))
    assert class_plan.build_constructor_call(decided, tree) == call
