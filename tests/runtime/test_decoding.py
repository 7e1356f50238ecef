"""Answers to typed values: what fits stays, what differs is recorded, and one odd field never loses the rest."""

from __future__ import annotations

import copy
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runtime.decoding import MAX_DEVIATIONS, Deviation, json_kind
from runtime.errors import RequestTimeoutError
from runtime.models import Response
from small_classes import CreateThingResponse, Node

VALID: dict[str, Any] = {
    "RetCode": 0,
    "Action": "CreateThingResponse",
    "Message": "",
    "ThingId": "thing-1",
    "Count": 3,
    "Ratio": 0.5,
    "Open": True,
    "Names": ["a", "b"],
    "Tags": ["x", ""],
    "Root": {"NodeID": 1, "NodeId": 11, "Children": [{"NodeID": 2, "Children": []}]},
    "Nodes": [{"NodeID": 3, "Children": []}, {"NodeID": 4, "Children": []}],
    "Extra": {"Any": [1, [None]]},
    "Anything": [{"A": None}, 1.5],
}


def decoded(**changes: Any) -> CreateThingResponse:
    """Return the valid answer with other values, decoded; an ellipsis removes the key."""
    values = {key: item for key, item in (VALID | changes).items() if item is not ...}
    return CreateThingResponse.from_dict(values, "request-1")


def described(response: Response) -> list[str]:
    """Return the deviations as ``kind path: declared ← received``."""
    return [
        f"{odd.kind} {odd.path}: {odd.declared} ← {odd.received}"
        for odd in response.deviations
    ]


def test_a_valid_answer_is_whole() -> None:
    response = decoded()
    assert described(response) == []
    assert response.ret_code == 0
    assert response.action == "CreateThingResponse"
    assert response.request_id == "request-1"
    assert response.raw == VALID
    assert response.root == Node(
        node_id=1, twin_id=11, children=[Node(node_id=2, children=[])]
    )
    assert [node.node_id for node in response.nodes or []] == [3, 4]
    assert response.extra == {"Any": [1, [None]]}
    assert response.anything == [{"A": None}, 1.5]
    assert response.to_dict() == VALID


@pytest.mark.parametrize(
    ("changes", "values", "deviations"),
    [
        pytest.param(
            {"ThingId": 7},
            {"thing_id": "7"},
            ["type ThingId: string ← int"],
            id="an int as text",
        ),
        pytest.param(
            {"ThingId": 1.5},
            {"thing_id": "1.5"},
            ["type ThingId: string ← float"],
            id="a float as text",
        ),
        pytest.param(
            {"ThingId": True},
            {"thing_id": "true"},
            ["type ThingId: string ← bool"],
            id="a bool as text",
        ),
        pytest.param(
            {"ThingId": False},
            {"thing_id": "false"},
            ["type ThingId: string ← bool"],
            id="another bool as text",
        ),
        pytest.param(
            {"ThingId": ["a"]},
            {"thing_id": None},
            ["type ThingId: string ← array"],
            id="a list is no text",
        ),
        pytest.param(
            {"ThingId": {"A": 1}},
            {"thing_id": None},
            ["type ThingId: string ← object"],
            id="an object is no text",
        ),
        pytest.param(
            {"Count": "-12"},
            {"count": -12},
            ["type Count: int ← string"],
            id="digits as int",
        ),
        pytest.param(
            {"Count": 12.0},
            {"count": 12},
            ["type Count: int ← float"],
            id="a whole float as int",
        ),
        pytest.param(
            {"Count": 12.5},
            {"count": None},
            ["type Count: int ← float"],
            id="a broken float is no int",
        ),
        pytest.param(
            {"Count": math.inf},
            {"count": None},
            ["type Count: int ← float"],
            id="infinity is no int",
        ),
        pytest.param(
            {"Count": "12 "},
            {"count": None},
            ["type Count: int ← string"],
            id="digits and a blank are no int",
        ),
        pytest.param(
            {"Count": "１２"},
            {"count": None},
            ["type Count: int ← string"],
            id="full-width digits are no int",
        ),
        pytest.param(
            {"Count": "1_2"},
            {"count": None},
            ["type Count: int ← string"],
            id="Python's own spelling is no int",
        ),
        pytest.param(
            {"Count": "9" * 5000},
            {"count": None},
            ["type Count: int ← string"],
            id="endless digits are no int",
        ),
        pytest.param(
            {"Count": ""},
            {"count": None},
            ["type Count: int ← string"],
            id="an empty text is no int",
        ),
        pytest.param(
            {"Count": True},
            {"count": None},
            ["type Count: int ← bool"],
            id="a bool is no int",
        ),
        pytest.param({"Ratio": 2}, {"ratio": 2}, [], id="an int for a float"),
        pytest.param(
            {"Ratio": "1.5e3"},
            {"ratio": 1500.0},
            ["type Ratio: float ← string"],
            id="a number as text",
        ),
        pytest.param(
            {"Ratio": "1e999"},
            {"ratio": None},
            ["type Ratio: float ← string"],
            id="a text beyond all floats",
        ),
        pytest.param(
            {"Ratio": json.loads("1e999")},
            {"ratio": None},
            ["type Ratio: float ← float"],
            id="a number beyond all floats",
        ),
        pytest.param(
            {"Ratio": "nan"},
            {"ratio": None},
            ["type Ratio: float ← string"],
            id="the text nan is no number",
        ),
        pytest.param(
            {"Ratio": False},
            {"ratio": None},
            ["type Ratio: float ← bool"],
            id="a bool is no float",
        ),
        pytest.param(
            {"Open": "False"},
            {"is_open": False},
            ["type Open: bool ← string"],
            id="text as bool",
        ),
        pytest.param(
            {"Open": 1},
            {"is_open": True},
            ["type Open: bool ← int"],
            id="one as bool",
        ),
        pytest.param(
            {"Open": "TRUE"},
            {"is_open": True},
            ["type Open: bool ← string"],
            id="text in capitals as bool",
        ),
        pytest.param(
            {"Open": "1"},
            {"is_open": True},
            ["type Open: bool ← string"],
            id="one in text as bool",
        ),
        pytest.param(
            {"Open": 0},
            {"is_open": False},
            ["type Open: bool ← int"],
            id="zero as bool",
        ),
        pytest.param(
            {"Open": 2},
            {"is_open": None},
            ["type Open: bool ← int"],
            id="two is no bool",
        ),
        pytest.param(
            {"Open": "yes"},
            {"is_open": None},
            ["type Open: bool ← string"],
            id="another text is no bool",
        ),
        pytest.param(
            {"Open": [True]},
            {"is_open": None},
            ["type Open: bool ← array"],
            id="a list is no bool",
        ),
        pytest.param(
            {"Names": "a"},
            {"names": []},
            ["type Names: array[string] ← string"],
            id="a text is no list, and a required list is empty",
        ),
        pytest.param(
            {"Tags": "a"},
            {"tags": None},
            ["type Tags: array[string] ← string"],
            id="a text is no list, and an optional list is None",
        ),
        pytest.param(
            {"Tags": ["a", 1, {}, "b"]},
            {"tags": ["a", "1", "b"]},
            [
                "type Tags[1]: string ← int",
                "type Tags[2]: string ← object",
            ],
            id="odd items of a list",
        ),
        pytest.param(
            {"Root": []},
            {"root": None},
            ["type Root: Node ← array"],
            id="a list is no object",
        ),
        pytest.param(
            {"Nodes": [{"NodeID": "5", "Children": []}, "x", {"NodeID": 6}]},
            {
                "nodes": [
                    Node(node_id=5, children=[]),
                    Node(node_id=6, children=[]),
                ]
            },
            [
                "type Nodes[0].NodeID: int ← string",
                "type Nodes[1]: Node ← string",
                "missing Nodes[2].Children: array[Node] ← nothing",
            ],
            id="odd objects of a list",
        ),
        pytest.param(
            {"Extra": "x"},
            {"extra": None},
            ["type Extra: object ← string"],
            id="a text is no open object",
        ),
        pytest.param({"Anything": "x"}, {"anything": "x"}, [], id="anything goes"),
        pytest.param(
            {"ThingId": ...},
            {"thing_id": None},
            ["missing ThingId: string ← nothing"],
            id="a required field that is missing",
        ),
        pytest.param(
            {"Names": ...},
            {"names": []},
            ["missing Names: array[string] ← nothing"],
            id="a required list that is missing is empty",
        ),
        pytest.param({"Tags": ...}, {"tags": None}, [], id="an optional one may miss"),
        pytest.param({"ThingId": None}, {"thing_id": None}, [], id="null for a text"),
        pytest.param({"Names": None}, {"names": []}, [], id="null for a required list"),
        pytest.param({"Tags": None}, {"tags": None}, [], id="null for a list"),
        pytest.param({"Root": None}, {"root": None}, [], id="null for an object"),
        pytest.param(
            {"Names": [None, "a", None]},
            {"names": ["a"]},
            [
                "type Names[0]: string ← null",
                "type Names[2]: string ← null",
            ],
            id="null in a list",
        ),
        pytest.param(
            {"Nodes": [None, {"NodeID": 1, "Children": [None]}]},
            {"nodes": [Node(node_id=1, children=[])]},
            [
                "type Nodes[0]: Node ← null",
                "type Nodes[1].Children[0]: Node ← null",
            ],
            id="null in a list of objects",
        ),
        pytest.param(
            {"ThingId": ..., "thingID": "a"},
            {"thing_id": "a"},
            ["case ThingId: ThingId ← thingID"],
            id="a key in another case",
        ),
        pytest.param(
            {"ThingId": ..., "thingid": 1},
            {"thing_id": "1"},
            ["case ThingId: ThingId ← thingid", "type ThingId: string ← int"],
            id="a key in another case with a value of another type",
        ),
        pytest.param(
            {"thingid": "other"},
            {"thing_id": "thing-1"},
            ["unknown thingid: nothing ← string"],
            id="the page's own spelling comes first",
        ),
        pytest.param(
            {"Root": {"NodeId": 5, "Children": []}},
            {"root": Node(node_id=None, twin_id=5, children=[])},  # type: ignore[arg-type]
            ["missing Root.NodeID: int ← nothing"],
            id="a key that is another field's own is not taken",
        ),
        pytest.param(
            {"Root": {"NODEID": 5, "Children": []}},
            {"root": Node(node_id=5, children=[])},
            ["case Root.NodeID: NodeID ← NODEID"],
            id="a key in another case is taken once",
        ),
        pytest.param(
            {"New": {"A": 1}, "Root": {"NodeID": 1, "Children": [], "Old": None}},
            {"root": Node(node_id=1, children=[])},
            ["unknown Root.Old: nothing ← null", "unknown New: nothing ← object"],
            id="unknown fields",
        ),
        pytest.param(
            {"RetCode": "0"},
            {"ret_code": 0},
            ["type RetCode: int ← string"],
            id="the code as text",
        ),
    ],
)
def test_deviations(
    changes: dict[str, Any], values: dict[str, Any], deviations: list[str]
) -> None:
    response = decoded(**changes)
    assert {name: getattr(response, name) for name in values} == values
    for name, value in values.items():
        assert type(getattr(response, name)) is type(value)
    assert sorted(described(response)) == sorted(deviations)
    rest = {key: item for key, item in VALID.items() if key not in changes}
    assert rest.items() <= response.to_dict().items()


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "null"),
        (True, "bool"),
        (1, "int"),
        (1.5, "float"),
        ("", "string"),
        ([], "array"),
        ({}, "object"),
        (b"", "bytes"),
    ],
    ids=repr,
)
def test_kinds(value: object, kind: str) -> None:
    assert json_kind(value) == kind


def test_a_deviation_prints_without_control_characters() -> None:
    odd = Deviation("unknown", "A\x1b[2J\r\n\u202e", "nothing", "string")
    assert str(odd) == r"A\x1b[2J\r\n\u202e: nothing declared, string received"


def nested(depth: int) -> dict[str, Any]:
    node: dict[str, Any] = {"NodeID": depth, "Children": []}
    for level in reversed(range(depth)):
        node = {"NodeID": level, "Children": [node]}
    return node


def test_a_model_may_hold_itself() -> None:
    response = decoded(Root=nested(90))
    assert response.deviations == ()
    assert response.to_dict()["Root"] == nested(90)


def test_bottomless_nesting_is_cut_off_and_the_rest_stays() -> None:
    response = decoded(Root=nested(250))
    odd = response.deviations[0]
    path = "Root" + ".Children[0]" * 101
    assert described(response) == [f"type {path}: Node ← too deep nesting"]
    assert odd.path == path
    assert response.thing_id == "thing-1"
    assert response.root is not None
    assert response.to_dict()["Root"]["NodeID"] == 0


def test_a_bottomless_value_is_left_out_and_the_rest_stays() -> None:
    bottomless: list[Any] = []
    for _ in range(10**5):
        bottomless = [bottomless]
    names = ("RetCode", "ThingId", "Count", "Ratio", "Open", "Tags", "Root", "Extra")
    for name in names:
        response = decoded(**{name: bottomless})
        assert [odd.path.partition("[")[0] for odd in response.deviations] == [name]
        assert response.names == ["a", "b"]


def test_a_response_is_small_and_shows_what_was_decoded() -> None:
    response = decoded(New="canary")
    assert not hasattr(response, "__dict__")
    assert not hasattr(response.root, "__dict__")
    assert "thing_id='thing-1'" in repr(response)
    assert "canary" not in repr(response)
    assert "Deviation" not in repr(response)


def test_as_many_deviations_are_kept_as_there_may_be() -> None:
    response = decoded(Tags=[1] * (MAX_DEVIATIONS - 1))
    assert len(response.deviations) == MAX_DEVIATIONS - 1
    assert response.deviations[-1].path == f"Tags[{MAX_DEVIATIONS - 2}]"


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        pytest.param({"Tags": [1] * 5000}, "type", id="of types"),
        pytest.param(
            {"Nodes": [{"NodeID": 1, "Children": [], "New": 1}] * 5000},
            "unknown",
            id="of unknown fields",
        ),
        pytest.param(
            {"Nodes": [{"NodeID": 1, "Children": [], "New": 1}] * 5000, "Zzz": 1},
            "unknown",
            id="of unknown fields at two depths",
        ),
        pytest.param(
            {"Nodes": [{"NodeID": 1, "Children": [], "New": 1}] * 5000 + [None]},
            "type",
            id="of unknown fields, then of a type",
        ),
        pytest.param(
            {"Nodes": [{"NodeID": 1}] * 5000 + [{"NodeID": 1, "N": 1}] * 5},
            "missing",
            id="of missing fields, then of unknown ones",
        ),
        pytest.param(
            {f"Key{index}": 1 for index in range(5000)}, "unknown", id="of unknown keys"
        ),
    ],
)
def test_the_last_of_too_many_deviations_says_that_there_are_more(
    changes: dict[str, Any], kind: str
) -> None:
    response = decoded(**changes)
    assert len(response.deviations) == MAX_DEVIATIONS
    *_, before, last = response.deviations
    assert before.path
    assert last == Deviation(kind, "", "999 deviations", "more")  # type: ignore[arg-type]
    assert str(last) == "999 deviations listed, there are more"


def test_behind_too_many_deviations_everything_is_decoded() -> None:
    odd = {"nodeid": "7", "NodeId": 8, "Children": [{"NodeID": "9"}], "New": 1}
    response = decoded(Tags=[1] * 5000, Nodes=[odd, {}], Root=odd)
    expected = Node(node_id=7, twin_id=8, children=[Node(node_id=9, children=[])])
    assert response.root == expected
    empty = Node(node_id=None, children=[])  # type: ignore[arg-type]
    assert response.nodes == [expected, empty]
    assert response.names == ["a", "b"]
    assert response.nodes[1].children is not response.root.children


class Clock:
    """Is late from the second look on."""

    def __init__(self) -> None:
        self.looks = 0

    def is_late(self) -> bool:
        self.looks += 1
        return self.looks > 1


@pytest.mark.parametrize(
    ("nodes", "looks"),
    [
        pytest.param([{"NodeID": 1, "Children": []}] * 5000, 2, id="a long list"),
        pytest.param(
            [{"NodeID": 1, "Children": [{"NodeID": 1, "Children": []}] * 9}] * 500,
            2,
            id="many lists in a list",
        ),
        pytest.param([None] * 5000, 2, id="a list of nulls"),
        pytest.param([{"NodeID": 1, "Children": []}] * 9, 0, id="a short list"),
    ],
)
def test_the_time_is_looked_at_while_much_is_decoded(
    nodes: list[Any], looks: int
) -> None:
    clock = Clock()
    values = VALID | {"Nodes": nodes}
    if looks:
        with pytest.raises(RequestTimeoutError, match="was not decoded in time"):
            CreateThingResponse.from_dict(values, is_late=clock.is_late)
    else:
        CreateThingResponse.from_dict(values, is_late=clock.is_late)
    assert clock.looks == looks


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def locations(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value inside a tree."""
    inside = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value) if isinstance(value, list) else ()
    )
    return [
        location
        for key, item in inside
        for location in [(*path, key), *locations(item, (*path, key))]
    ]


def holder(tree: Any, location: tuple[Any, ...]) -> Any:
    for key in location[:-1]:
        tree = tree[key]
    return tree


def without(tree: Any, location: tuple[Any, ...], length: int | None) -> Any:
    """Return a tree less one value; a list that is shorter than ``length`` has lost it already."""
    copied = copy.deepcopy(tree)
    inside = holder(copied, location)
    if isinstance(inside, list):
        if len(inside) == length:
            del inside[location[-1]]
    else:
        inside.pop(location[-1], None)
    return copied


def wire_path(location: tuple[Any, ...]) -> str:
    steps = (f"[{key}]" if isinstance(key, int) else f".{key}" for key in location)
    return "".join(steps).removeprefix(".")


DECLARED = [
    location
    for location in locations(VALID)
    if location[0] not in ("Extra", "Anything") or len(location) == 1
]


@given(st.sampled_from(DECLARED), JSON)
def test_one_odd_value_never_loses_the_rest(
    location: tuple[Any, ...], odd: Any
) -> None:
    values = copy.deepcopy(VALID)
    inside = holder(values, location)
    inside[location[-1]] = odd
    response = CreateThingResponse.from_dict(values)
    after = response.to_dict()
    length = len(inside) if isinstance(inside, list) else None
    assert without(after, location, length) == without(VALID, location, length)
    kept = holder(after, location) == inside
    recorded = any(
        deviation.path.startswith(wire_path(location))
        for deviation in response.deviations
    )
    assert kept or recorded or odd is None or None in places_values(odd)


def places_values(tree: Any) -> list[Any]:
    return [holder(tree, location)[location[-1]] for location in locations(tree)]


@given(st.sampled_from(DECLARED), st.text(max_size=5))
def test_one_key_that_is_lost_or_new_never_loses_the_rest(
    location: tuple[Any, ...], key: str
) -> None:
    values = copy.deepcopy(VALID)
    inside = holder(values, location)
    lost = inside.pop(location[-1])
    if isinstance(inside, dict):
        inside.setdefault(key, lost)
    after = CreateThingResponse.from_dict(values).to_dict()
    if isinstance(inside, dict):
        assert without(after, location, None) == without(VALID, location, None)
    else:
        assert holder(after, location) == inside


@given(st.dictionaries(st.sampled_from(list(VALID)), JSON))
def test_whatever_comes_decodes_and_what_was_decoded_is_no_longer_odd(
    changes: dict[str, Any],
) -> None:
    response = decoded(**changes)
    again = CreateThingResponse.from_dict(response.to_dict())
    assert again.to_dict() == response.to_dict()
    assert {odd.kind for odd in again.deviations} <= {"missing"}
