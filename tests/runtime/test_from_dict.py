"""Requests from dictionaries under wire names, and back."""

from __future__ import annotations

from typing import Any

import pytest
from runtime.errors import InvalidRequestError
from runtime.models import Model, Request
from small_classes import CreateThing, CreateThingResponse, Disk, Limited, Node

WHOLE: dict[str, Any] = {
    "Name": "n",
    "Zone": "z",
    "Count": 0,
    "Open": False,
    "Tags": ["a", ""],
    "Boot": {"Size": 1},
    "Disks": [{"Size": 2, "Labels": ["x"]}, {"Size": 3, "IsBoot": "True"}],
    "Extra": {"Any": [1, {"Deep": None}]},
}


def test_a_request_is_made_of_a_dictionary_and_gives_it_back() -> None:
    request = CreateThing.from_dict(WHOLE)
    assert request == CreateThing(
        name="n",
        zone="z",
        count=0,
        is_open=False,
        tags=["a", ""],
        boot=Disk(size=1),
        disks=[Disk(size=2, labels=["x"]), Disk(size=3, is_boot="True")],
        extra={"Any": [1, {"Deep": None}]},
    )
    assert request.to_dict() == WHOLE
    assert "Action" not in request.to_dict()


def test_text_that_travels_in_base64_is_plain_in_dictionaries() -> None:
    request = Limited.from_dict({"Script": "echo"})
    assert request.to_dict() == {"Script": "echo"}
    assert request.to_params()["Script"] == "ZWNobw=="


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        pytest.param(
            {"Nmae": "n"}, "Nmae is no parameter; did you mean 'Name'?", id="a typo"
        ),
        pytest.param({"name": "n"}, "name is no .* mean 'Name'", id="another case"),
        pytest.param({"Name": "n", "Qqqq": 1}, "Qqqq is no parameter$", id="unknown"),
        pytest.param({}, "Name is required", id="a required one is missing"),
        pytest.param({"Name": 1}, r"name \(Name\) must be str", id="another type"),
        pytest.param(
            {"Name": "n", "Disks": [{"Size": 1}, {"Siez": 2}]},
            "Disks.1.Siez is no parameter; did you mean 'Size'",
            id="a typo deep inside",
        ),
        pytest.param(
            {"Name": "n", "Disks": {"Size": 1}},
            r"disks \(Disks\) must be a list",
            id="one where many are wanted",
        ),
    ],
)
def test_what_the_page_does_not_have_is_refused(
    values: dict[str, Any], refusal: str
) -> None:
    with pytest.raises(InvalidRequestError, match=f"^CreateThing: {refusal}"):
        CreateThing.from_dict(values)


def test_a_model_is_read_as_leniently_as_an_answer() -> None:
    values = {"NodeID": "7", "Children": [{"NodeID": 8, "New": 1}]}
    node = Node.from_dict(values)
    assert isinstance(node, Model)
    assert node == Node(node_id=7, children=[Node(node_id=8, children=[])])
    assert Node.from_dict(node.to_dict()) == node


def test_a_request_that_names_no_response_says_so() -> None:
    class Unanswered(Request[Any]):
        ACTION = "Unanswered"

    with pytest.raises(TypeError, match=r"Unanswered has no base Request\[…\]"):
        Unanswered.response_type()


def test_a_request_has_the_response_of_the_one_that_it_derives_from() -> None:
    class Derived(CreateThing):
        pass

    assert Derived.response_type() is CreateThingResponse
