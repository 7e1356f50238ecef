"""Requests to what goes over the wire: every rule, and every refusal with the culprit's two names."""

from __future__ import annotations

import enum
import math
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runtime import encoding
from runtime.errors import InvalidRequestError
from small_classes import Card, CreateThing, Disk, Limited, PostThing


class Size(enum.IntEnum):
    SMALL = 20


class Colour(enum.StrEnum):
    RED = "red"


class Part(float, enum.Enum):
    HALF = 0.5


Mixed = enum.Enum("Mixed", {"RED": "red"}, type=str)


def sent(**parameters: Any) -> dict[str, str]:
    """Return what is sent of a request, less what every request here has."""
    flat = CreateThing(name="n", **parameters).to_params()
    assert list(flat.items())[:2] == [("Action", "CreateThing"), ("Name", "n")]
    return dict(list(flat.items())[2:])


@pytest.mark.parametrize(
    ("parameters", "flat"),
    [
        pytest.param({}, {}, id="nothing more than needed"),
        pytest.param({"count": None}, {}, id="None is left out"),
        pytest.param({"zone": ""}, {"Zone": ""}, id="an empty text is sent"),
        pytest.param({"count": 0}, {"Count": "0"}, id="zero is sent"),
        pytest.param({"is_open": False}, {"Open": "false"}, id="false is sent"),
        pytest.param({"is_open": True}, {"Open": "true"}, id="true"),
        pytest.param({"zone": "名 &=+%"}, {"Zone": "名 &=+%"}, id="text as it is"),
        pytest.param(
            {"tags": ["a", "b"]}, {"Tags.0": "a", "Tags.1": "b"}, id="indices from 0"
        ),
        pytest.param({"tags": ("a",)}, {"Tags.0": "a"}, id="a tuple is a list"),
        pytest.param(
            {"tags": ["a", None, "", None, "b"]},
            {"Tags.0": "a", "Tags.1": "", "Tags.2": "b"},
            id="indices close up over None",
        ),
        pytest.param(
            {"boot": Disk(size=20, labels=["x"])},
            {"Boot.Size": "20", "Boot.Labels.0": "x"},
            id="an object",
        ),
        pytest.param(
            {"disks": [Disk(size=1), None, Disk(size=2, is_boot="True")]},
            {"Disks.0.Size": "1", "Disks.1.Size": "2", "Disks.1.IsBoot": "True"},
            id="objects in a list",
        ),
        pytest.param({"extra": {}}, {}, id="an empty object disappears"),
        pytest.param(
            {"extra": {"A": None, "B": {"C": None}, "D": [None, {}]}},
            {},
            id="nothing of None at any depth",
        ),
        pytest.param(
            {"extra": {"A": [{"B": [True, None, 2.0]}], "C": {"D": ""}}},
            {"Extra.A.0.B.0": "true", "Extra.A.0.B.1": "2", "Extra.C.D": ""},
            id="an object of the caller's own keys",
        ),
        pytest.param(
            {"rows": ["a", 1, {"B": (2, 3)}]},
            {"Rows.0": "a", "Rows.1": "1", "Rows.2.B.0": "2", "Rows.2.B.1": "3"},
            id="a list of anything",
        ),
        pytest.param({"anything": 1.5}, {"Anything": "1.5"}, id="anything: a number"),
        pytest.param(
            {"anything": ["a", {"B": False}]},
            {"Anything.0": "a", "Anything.1.B": "false"},
            id="anything: a tree",
        ),
        pytest.param({"count": Size.SMALL}, {"Count": "20"}, id="an IntEnum's value"),
        pytest.param({"ratio": Size.SMALL}, {"Ratio": "20"}, id="it is a number too"),
        pytest.param({"ratio": Part.HALF}, {"Ratio": "0.5"}, id="a float enum's value"),
        pytest.param({"zone": Colour.RED}, {"Zone": "red"}, id="a StrEnum's value"),
        pytest.param({"zone": Mixed.RED}, {"Zone": "red"}, id="a str enum's value"),
        pytest.param(
            {"tags": [Mixed.RED]}, {"Tags.0": "red"}, id="an enum inside a list"
        ),
        pytest.param(
            {"extra": {Mixed.RED: Size.SMALL}},
            {"Extra.red": "20"},
            id="an enum as a key",
        ),
        pytest.param({"ratio": 3}, {"Ratio": "3"}, id="an int for a float"),
    ],
)
def test_what_is_sent(parameters: dict[str, Any], flat: dict[str, str]) -> None:
    assert sent(**parameters) == flat


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (42.0, "42"),
        (43.0, "43"),
        (0.0, "0"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (-2.5, "-2.5"),
        (1e-05, "0.00001"),
        (-1.25e-10, "-0.000000000125"),
        (1e22, "10000000000000000000000"),
        (-1e16, "-10000000000000000"),
        (123456789.125, "123456789.125"),
        (5e-324, "0." + "0" * 323 + "5"),
        (10**30, "1" + "0" * 30),
        (-7, "-7"),
        (2**1024 - 1, str(2**1024 - 1)),
    ],
    ids=str,
)
def test_numbers_are_written_out(value: float, text: str) -> None:
    assert sent(ratio=value) == {"Ratio": text}
    assert encoding.flatten({"A": value}) == {"A": text}


def own_child() -> dict[str, Any]:
    tree: dict[str, Any] = {}
    tree["A"] = {"B": tree}
    return tree


CANARY = "canary-31337"
NUMBER = 3133731337


@pytest.mark.parametrize(
    ("parameters", "attribute", "parameter", "problem"),
    [
        pytest.param(
            {"zone": NUMBER},
            "zone",
            "Zone",
            "must be str, not int",
            id="an int for a text",
        ),
        pytest.param(
            {"zone": True},
            "zone",
            "Zone",
            "must be str, not bool",
            id="a bool for a text",
        ),
        pytest.param(
            {"zone": CANARY.encode()},
            "zone",
            "Zone",
            "must be str, not bytes",
            id="bytes for a text",
        ),
        pytest.param(
            {"zone": Path(CANARY)},
            "zone",
            "Zone",
            f"must be str, not {type(Path()).__name__}",
            id="a path for a text",
        ),
        pytest.param(
            {"zone": f"{CANARY}\udc80"},
            "zone",
            "Zone",
            "holds a lone surrogate, which has no UTF-8 form",
            id="half of a surrogate pair",
        ),
        pytest.param(
            {"name": None}, "name", "Name", "is required, not None", id="None needed"
        ),
        pytest.param(
            {"count": CANARY},
            "count",
            "Count",
            "must be int, not str",
            id="a text for an int",
        ),
        pytest.param(
            {"count": 2.0},
            "count",
            "Count",
            "must be int, not float",
            id="a float for an int",
        ),
        pytest.param(
            {"count": True},
            "count",
            "Count",
            "must be int, not bool",
            id="a bool for an int",
        ),
        pytest.param(
            {"count": 10**5000},
            "count",
            "Count",
            "must be an integer of at most 1024 bits",
            id="an int too large to write out",
        ),
        pytest.param(
            {"ratio": CANARY},
            "ratio",
            "Ratio",
            "must be float, not str",
            id="a text for a float",
        ),
        pytest.param(
            {"ratio": True},
            "ratio",
            "Ratio",
            "must be float, not bool",
            id="a bool for a float",
        ),
        pytest.param(
            {"ratio": Decimal(NUMBER)},
            "ratio",
            "Ratio",
            "must be float, not Decimal",
            id="a decimal for a float",
        ),
        pytest.param(
            {"ratio": math.inf},
            "ratio",
            "Ratio",
            "must be a finite number",
            id="infinity",
        ),
        pytest.param(
            {"ratio": math.nan},
            "ratio",
            "Ratio",
            "must be a finite number",
            id="not a number",
        ),
        pytest.param(
            {"ratio": 10**400},
            "ratio",
            "Ratio",
            "must be an integer of at most 1024 bits",
            id="an int beyond all floats",
        ),
        pytest.param(
            {"is_open": "true"},
            "is_open",
            "Open",
            "must be bool, not str",
            id="a text for a bool",
        ),
        pytest.param(
            {"is_open": 1},
            "is_open",
            "Open",
            "must be bool, not int",
            id="an int for a bool",
        ),
        pytest.param(
            {"tags": CANARY},
            "tags",
            "Tags",
            "must be a list (array[string]), not str",
            id="a text for a list",
        ),
        pytest.param(
            {"tags": {CANARY}},
            "tags",
            "Tags",
            "must be a list (array[string]), not set",
            id="a set for a list",
        ),
        pytest.param(
            {"tags": {CANARY: 1}},
            "tags",
            "Tags",
            "must be a list (array[string]), not dict",
            id="a dict for a list",
        ),
        pytest.param(
            {"tags": (tag for tag in CANARY)},
            "tags",
            "Tags",
            "must be a list (array[string]), not generator",
            id="a generator for a list",
        ),
        pytest.param(
            {"tags": ["a", NUMBER]},
            "tags",
            "Tags.1",
            "must be str, not int",
            id="one item of another type",
        ),
        pytest.param(
            {"tags": [[CANARY]]},
            "tags",
            "Tags.0",
            "must not be a list inside a list",
            id="a list of lists",
        ),
        pytest.param(
            {"rows": ["a", (CANARY,)]},
            "rows",
            "Rows.1",
            "must not be a list inside a list",
            id="a tuple inside a list of anything",
        ),
        pytest.param(
            {"boot": {"is_boot": CANARY}},
            "boot",
            "Boot",
            "is a Disk, which needs 'size'",
            id="a dictionary that lacks a key",
        ),
        pytest.param(
            {"boot": Card(size=NUMBER)},
            "boot",
            "Boot",
            "must be Disk, not Card",
            id="another class that looks alike",
        ),
        pytest.param(
            {"disks": [Disk(size=1), {"Size": NUMBER}]},
            "disks",
            "Disks.1",
            "is a Disk, which has no 'Size'; did you mean 'size'?",
            id="a name of the API in a dictionary",
        ),
        pytest.param(
            {"extra": [CANARY]},
            "extra",
            "Extra",
            "must be dict, not list",
            id="a list for an open object",
        ),
        pytest.param(
            {"extra": {NUMBER: CANARY}},
            "extra",
            "Extra",
            "must have str keys, not int",
            id="a key that is no text",
        ),
        pytest.param(
            {"extra": {"A\ud800": CANARY}},
            "extra",
            "Extra",
            "holds a lone surrogate, which has no UTF-8 form",
            id="half of a surrogate pair in a key",
        ),
        pytest.param(
            {"extra": {"A": [{"B": CANARY.encode()}]}},
            "extra",
            "Extra.A.0.B",
            "must be a string, number, bool, list or dict, not bytes",
            id="bytes deep in an open object",
        ),
        pytest.param(
            {"extra": {"A": [[CANARY]]}},
            "extra",
            "Extra.A.0",
            "must not be a list inside a list",
            id="a list of lists deep in an open object",
        ),
        pytest.param(
            {"extra": own_child()},
            "extra",
            "Extra" + ".A.B" * 50 + ".A",
            "must not be nested deeper than 100 levels",
            id="an object that holds itself",
        ),
        pytest.param(
            {"anything": {CANARY}},
            "anything",
            "Anything",
            "must be a string, number, bool, list or dict, not set",
            id="anything but a set",
        ),
        pytest.param(
            {"anything": Disk(size=NUMBER)},
            "anything",
            "Anything",
            "must be a string, number, bool, list or dict, not Disk",
            id="anything but an object of a class",
        ),
        pytest.param(
            {"anything": [math.inf]},
            "anything",
            "Anything.0",
            "must be a finite number",
            id="anything but infinity",
        ),
        pytest.param(
            {"anything": 2**1024},
            "anything",
            "Anything",
            "must be an integer of at most 1024 bits",
            id="anything but an endless number",
        ),
        pytest.param(
            {"anything": f"{CANARY}\ud800"},
            "anything",
            "Anything",
            "holds a lone surrogate, which has no UTF-8 form",
            id="anything but half of a surrogate pair",
        ),
    ],
)
def test_what_is_refused(
    parameters: dict[str, Any], attribute: str, parameter: str, problem: str
) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        CreateThing(**{"name": "n"} | parameters)
    error = caught.value
    assert (error.attribute, error.parameter) == (attribute, parameter)
    assert error.action == "CreateThing"
    assert str(error) == f"CreateThing: {attribute} ({parameter}) {problem}"
    assert CANARY not in f"{error}{error!r}"
    assert str(NUMBER) not in f"{error}{error!r}"


@pytest.mark.parametrize(
    "break_it",
    [
        pytest.param(lambda tags: tags.append(7), id="an item added"),
        pytest.param(lambda tags: tags.__setitem__(1, 7), id="an item replaced"),
    ],
)
def test_a_list_that_changed_since_is_checked_again(
    break_it: Callable[[list[Any]], None],
) -> None:
    tags: list[Any] = ["a", "b"]
    request = CreateThing(name="n", tags=tags)
    break_it(tags)
    with pytest.raises(InvalidRequestError) as caught:
        request.to_params()
    assert (caught.value.action, caught.value.attribute) == ("CreateThing", "tags")


def test_an_object_is_checked_when_it_is_made_and_named_from_where_it_is_used() -> None:
    labels: list[Any] = ["a"]
    with pytest.raises(InvalidRequestError) as alone:
        Disk(size=20, labels=[7])  # type: ignore[list-item]
    assert str(alone.value) == "labels (Labels.0) must be str, not int"
    disk = Disk(size=20, labels=labels)
    labels[0] = 7
    request = CreateThing(name="n", disks=[Disk(size=10), disk])
    with pytest.raises(InvalidRequestError) as inside:
        request.to_params()
    assert inside.value.attribute == "disks.labels"
    assert inside.value.parameter == "Disks.1.Labels.0"


@pytest.mark.parametrize(
    ("cls", "arguments", "named"),
    [
        pytest.param(CreateThing, {"name": "n", "nmae": "x"}, "'nmae'", id="unknown"),
        pytest.param(CreateThing, {"name": "n", "Count": 1}, "'Count'", id="wire name"),
        pytest.param(CreateThing, {}, "'name'", id="missing"),
        pytest.param(Disk, {"is_boot": "True"}, "'size'", id="missing in an object"),
        pytest.param(Disk, {"size": 1, "sise": 2}, "'sise'", id="unknown in an object"),
    ],
)
def test_a_wrong_keyword_is_named(
    cls: type[Any], arguments: dict[str, Any], named: str
) -> None:
    with pytest.raises(TypeError, match=named):
        cls(**arguments)


@pytest.mark.parametrize(
    ("phones", "flat"),
    [
        pytest.param(None, {}, id="none"),
        pytest.param(["1"], {"Phones.0": "1"}, id="fewer than there may be"),
        pytest.param(
            ["1", None, "2"],
            {"Phones.0": "1", "Phones.1": "2"},
            id="as many as there may be, and None",
        ),
    ],
)
def test_as_many_as_there_may_be(
    phones: list[Any] | None, flat: dict[str, str]
) -> None:
    assert Limited(phones=phones).to_params() == {"Action": "Limited"} | flat


def test_one_more_than_there_may_be() -> None:
    with pytest.raises(InvalidRequestError) as caught:
        Limited(phones=["1", "2", "3"])
    problem = "must have at most 2 elements, not 3"
    assert str(caught.value) == f"Limited: phones (Phones) {problem}"


def test_a_text_that_leaves_as_base64() -> None:
    request = Limited(script="echo 名")
    flat = {"Action": "Limited", "Script": "ZWNobyDlkI0="}
    assert request.to_params() == flat
    assert request.to_params() == flat
    with pytest.raises(InvalidRequestError, match="must be str, not bytes"):
        Limited(script=b"echo")  # type: ignore[arg-type]


def test_the_values_that_a_page_lists_are_no_more_than_a_hint() -> None:
    assert Limited(mode="fast").to_params()["Mode"] == "fast"
    assert Limited(mode="new").to_params()["Mode"] == "new"
    with pytest.raises(InvalidRequestError, match="must be str, not int"):
        Limited(mode=1)  # type: ignore[arg-type]


def test_who_gives_a_bool_for_a_text_is_told_what_the_page_lists() -> None:
    with pytest.raises(InvalidRequestError) as caught:
        Limited(mode=True)  # type: ignore[arg-type]
    problem = "mode (Mode) must be a str like 'fast' or 'slow', not bool"
    assert problem in str(caught.value)
    with pytest.raises(InvalidRequestError, match="must be str, not int"):
        Limited(mode=1)  # type: ignore[arg-type]


def test_a_request_is_small_and_does_not_change() -> None:
    request, disk = CreateThing(name="n"), Disk(size=1)
    with pytest.raises(AttributeError):
        request.name = "m"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        disk.size = 2  # type: ignore[misc]
    assert not hasattr(request, "__dict__")
    assert not hasattr(disk, "__dict__")


def test_a_json_body_keeps_its_types() -> None:
    request = PostThing(
        name="n",
        ratio=42.0,
        is_open=False,
        disks=[Disk(size=1, labels=["a", None])],  # type: ignore[list-item]
    )
    assert repr(request.to_body()) == repr(
        {
            "Action": "PostThing",
            "Name": "n",
            "Ratio": 42,
            "Open": False,
            "Disks": [{"Size": 1, "Labels": ["a"]}],
        }
    )


def test_an_object_as_a_dict_of_wire_names() -> None:
    assert Disk(size=1, is_boot="True").to_dict() == {"Size": 1, "IsBoot": "True"}


KEYS = st.text("abcXYZ", min_size=1, max_size=3)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=5)
)


def objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(KEYS, inner, max_size=4)


# A list holds leaves and objects, never another list.
TREES = st.recursive(
    LEAVES,
    lambda inner: objects(inner)
    | st.lists(LEAVES | objects(inner), max_size=4)
    | objects(st.lists(LEAVES, max_size=4)),
    max_leaves=20,
).filter(lambda tree: not isinstance(tree, list))


def leaves(tree: Any) -> list[Any]:
    if isinstance(tree, dict):
        return [leaf for item in tree.values() for leaf in leaves(item)]
    if isinstance(tree, list):
        return [leaf for item in tree for leaf in leaves(item)]
    return [] if tree is None else [tree]


@given(objects(TREES | st.lists(LEAVES | objects(TREES), max_size=4)))
def test_any_tree_goes_out_whole_and_written_out(tree: dict[str, Any]) -> None:
    flat = sent(extra=tree)
    expected = leaves(tree)
    assert len(flat) == len(expected)
    for leaf, text in zip(expected, flat.values(), strict=True):
        if isinstance(leaf, bool):
            assert text == ("true" if leaf else "false")
        elif isinstance(leaf, str):
            assert text == leaf
        else:
            assert set(text) <= set("-0123456789.")
            assert type(leaf)(text) == leaf
