"""Where an error says that it is: the same path in the first, the second and the third object of a class, which are read by other code."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from runtime.errors import DeviationError, InvalidRequestError
from runtime.protocol import build_request, parse_response
from runtime.settings import Settings
from runtime.transport import HTTPResponse


@pytest.fixture
def classes(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the classes as if nobody had used them yet."""
    monkeypatch.delitem(sys.modules, "nested_classes", raising=False)
    return importlib.import_module("nested_classes")


def valid(classes: Any) -> Any:
    def disk() -> Any:
        cards = [classes.Make.Card(speed=1.0, codes=["a", "b"]) for _ in "ab"]
        return classes.Make.Disk(size=1, labels=["a", "b"], cards=cards)

    rest = {"A": [{"B": 1}]}
    return classes.Make(name="n", boot=disk(), disks=[disk(), disk()], rest=rest)


Spoil = Callable[[Any], None]
SPOILED: dict[str, tuple[Spoil, str, str]] = {
    "a text": (lambda make: make.boot.labels.append(1), "Boot.Labels.2", "boot.labels"),
    "a text of an object in a list": (
        lambda make: make.disks[1].labels.append(1),
        "Disks.1.Labels.2",
        "disks.labels",
    ),
    "a text two lists deep": (
        lambda make: make.disks[1].cards[1].codes.insert(0, b""),
        "Disks.1.Cards.1.Codes.0",
        "disks.cards.codes",
    ),
    "a required list two lists deep": (
        lambda make: make.disks[0].cards[1].codes.clear(),
        "Disks.0.Cards.1.Codes",
        "disks.cards.codes",
    ),
    "an optional list": (
        lambda make: make.disks[1].labels.clear(),
        "Disks.1.Labels",
        "disks.labels",
    ),
    "an object": (lambda make: make.disks.append(1), "Disks.2", "disks"),
    "an object in an object": (
        lambda make: make.boot.cards.append("x"),
        "Boot.Cards.2",
        "boot.cards",
    ),
    "a value of an open object": (
        lambda make: make.rest["A"].append({"B": {"C": 1j}}),
        "Rest.A.1.B.C",
        "rest",
    ),
}


def send(make: Any) -> object:
    settings = Settings(public_key="public", private_key="private")
    return build_request(make, settings, "things/1")


@pytest.mark.parametrize("earlier", range(4))
@pytest.mark.parametrize(
    "use", [send, lambda make: make.to_params(), lambda make: make.to_body()]
)
@pytest.mark.parametrize(
    ("spoil", "parameter", "attribute"), SPOILED.values(), ids=SPOILED
)
def test_what_is_sent(
    spoil: Spoil,
    parameter: str,
    attribute: str,
    use: Callable[[Any], object],
    earlier: int,
    classes: Any,
) -> None:
    for _ in range(earlier):
        use(valid(classes))
    make = valid(classes)
    spoil(make)
    with pytest.raises(InvalidRequestError) as caught:
        use(make)
    assert (caught.value.parameter, caught.value.attribute) == (parameter, attribute)
    assert caught.value.action == "Make"


DISK = {"Size": 1, "Labels": ["a"], "Cards": [{"Codes": ["a"]}]}
WRONG: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "a type": ({"Name": 1}, "Name", "name", "Make"),
    "nothing of an object": ({"Boot": {"Labels": ["a"]}}, "Boot.Size", "", "Make"),
    "nothing in a list": (
        {"Disks": [DISK, DISK | {"Cards": [{"Codes": ["a"]}, {}]}]},
        "Disks.1.Cards.1.Codes",
        "",
        "Make",
    ),
    "an unknown name": (
        {"Disks": [DISK, DISK | {"Cards": [{"Codes": ["a"], "X": 1}]}]},
        "Disks.1.Cards.0.X",
        "",
        "Make",
    ),
    "no object": ({"Disks": [DISK, 7]}, "Disks.1", "disks", "Make"),
}


@pytest.mark.parametrize("earlier", range(3))
@pytest.mark.parametrize(
    ("values", "parameter", "attribute", "action"), WRONG.values(), ids=WRONG
)
def test_what_is_made_of_a_dictionary(
    values: dict[str, Any],
    parameter: str,
    attribute: str,
    action: str,
    earlier: int,
    classes: Any,
) -> None:
    whole = {"Name": "n", "Boot": DISK, "Disks": [DISK, DISK]}
    for _ in range(earlier):
        classes.Make.from_dict(whole)
    with pytest.raises(InvalidRequestError) as caught:
        classes.Make.from_dict(whole | values)
    error = caught.value
    assert (error.parameter, error.attribute) == (parameter, attribute)
    assert error.action == action


PART = {"Size": 1, "Names": ["a"], "Parts": [{"Size": 1, "Names": []}]}
ODD: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a type": (
        {"Parts": [PART, PART | {"Size": "1"}, PART]},
        ["type Parts[1].Size"],
    ),
    "deep": (
        {"Parts": [PART, PART | {"Parts": [PART, PART | {"Names": ["a", 1]}]}]},
        ["type Parts[1].Parts[1].Names[1]"],
    ),
    "null in a list": (
        {"Parts": [PART, None, PART | {"Names": ["a", None]}]},
        ["type Parts[1]", "type Parts[2].Names[1]"],
    ),
    "missing, in another case and unknown": (
        {"Part": {"SIZE": 1, "New": 1}},
        ["case Part.Size", "missing Part.Names", "unknown Part.New"],
    ),
    "far behind": (
        {"Parts": [PART] * 1234 + [PART | {"Parts": [{"Names": []}]}]},
        ["missing Parts[1234].Parts[0].Size"],
    ),
}


@pytest.mark.parametrize("earlier", range(4))
@pytest.mark.parametrize(("values", "deviations"), ODD.values(), ids=ODD)
def test_what_was_received(
    values: dict[str, Any], deviations: list[str], earlier: int, classes: Any
) -> None:
    whole = {"RetCode": 0, "Part": PART, "Parts": [PART]}
    for _ in range(earlier):
        assert classes.MakeResponse.from_dict(whole).deviations == ()
    response = classes.MakeResponse.from_dict(whole | values)
    assert [f"{odd.kind} {odd.path}" for odd in response.deviations] == deviations


def test_null_in_a_list_is_an_error_if_the_client_is_strict(classes: Any) -> None:
    body = b'{"RetCode": 0, "Parts": [null]}'
    settings = Settings(public_key="public", private_key="private", strict=True)
    answer = HTTPResponse(200, {}, body)
    with pytest.raises(DeviationError, match=r"Parts\[0\]: Part declared, null rec"):
        parse_response(classes.Make(name="n"), answer, settings)
