"""What a page calls deprecated is a warning at the line that uses it, and nothing else is."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import sys
import warnings
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from runtime.client import BaseSyncClient
from runtime.service import Method
from runtime.transport import HTTPRequest, HTTPResponse

NAME = "runtime.deprecated_classes"


@pytest.fixture
def classes(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the classes as they are in a generated package: inside of it, beside the runtime."""
    location = Path(__file__).with_name("deprecated_classes.py")
    spec = spec_from_file_location(NAME, location)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, NAME, module)
    spec.loader.exec_module(module)
    return module


class Client(BaseSyncClient):
    PRODUCT = "things/1.2"


def send(request: Any, **parameters: Any) -> None:
    def transport(_: HTTPRequest) -> HTTPResponse:
        return HTTPResponse(200, {}, b'{"RetCode": 0}')

    client = Client(transport=transport, public_key="pub", private_key="pri")
    Method(request, client, "make_thing")(**parameters)


MAKE: dict[str, tuple[Callable[[Any], object], list[str]]] = {
    "nothing deprecated": (lambda of: of.MakeThing(disk=of.Disk(size=1)), []),
    "a deprecated parameter that is None": (lambda of: of.MakeThing(old=None), []),
    "a deprecated parameter": (
        lambda of: of.MakeThing(old="x"),
        [r"MakeThing: old (Old) is deprecated: use\x1b Disk"],
    ),
    "an empty text for it": (
        lambda of: of.MakeThing(old=""),
        [r"MakeThing: old (Old) is deprecated: use\x1b Disk"],
    ),
    "a deprecated parameter of an object": (
        lambda of: of.MakeThing(disk=of.Disk(size=1, old="x")),
        ["Disk: old (Old) is deprecated: use Size"],
    ),
    "a deprecated action": (
        lambda of: of.MakeOldThing(),
        ["MakeOldThing is deprecated: call MakeThing"],
    ),
    "both": (
        lambda of: of.MakeOldThing(old="x"),
        [
            "MakeOldThing is deprecated: call MakeThing",
            r"MakeOldThing: old (Old) is deprecated: use\x1b Disk",
        ],
    ),
    "through a client": (
        lambda of: send(of.MakeOldThing),
        ["MakeOldThing is deprecated: call MakeThing"],
    ),
}


@pytest.mark.parametrize(("make", "messages"), MAKE.values(), ids=list(MAKE))
def test_warnings(
    make: Callable[[Any], object], messages: list[str], classes: Any
) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        make(classes)
    assert [str(warning.message) for warning in caught] == messages
    assert all(warning.category is DeprecationWarning for warning in caught)
    assert all(warning.filename == __file__ for warning in caught)


@pytest.mark.parametrize(("make", "messages"), MAKE.values(), ids=list(MAKE))
def test_every_object_warns_as_the_first_one(
    make: Callable[[Any], object], messages: list[str], classes: Any
) -> None:
    for _ in range(2):
        send(classes.MakeThing, disk=classes.Disk(size=1))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            classes.MakeOldThing()
    test_warnings(make, messages, classes)


def test_a_changed_copy_warns_at_the_line_that_makes_it(classes: Any) -> None:
    request = classes.MakeThing()
    with pytest.warns(DeprecationWarning, match="use") as caught:
        dataclasses.replace(request, old="x")
    assert [warning.filename for warning in caught] == [__file__]


def test_using_a_request_again_says_nothing_new(classes: Any) -> None:
    with pytest.warns(DeprecationWarning, match="use"):
        request = classes.MakeThing(old="x")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        request.to_params()
        request.to_dict()
        assert copy.copy(request) == request
        assert pickle.loads(pickle.dumps(request)) == request


def test_a_warning_that_is_an_error_stops_the_request(classes: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(DeprecationWarning, match="is deprecated"):
            classes.MakeThing(old="x")
