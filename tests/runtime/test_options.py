"""Other settings for a view of a client, or for one call."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from runtime.client import BaseAsyncClient, BaseSyncClient
from runtime.errors import ConfigurationError, InvalidRequestError
from runtime.options import CallOptions, override, resolve
from runtime.transport import HTTPRequest, HTTPResponse
from small_classes import CreateThing

OK = json.dumps({"RetCode": 0, "ThingId": "t", "Names": []}).encode()
KEYS: dict[str, Any] = {"public_key": "pub", "private_key": "pri"}
OPTIONS: CallOptions = {
    "region": "other",
    "zone": "other-1",
    "timeout": 3,
    "read_timeout": 2,
    "max_retries": 0,
    "headers": {"X-B": "2"},
}


class Wire:
    """A transport that agrees."""

    def __init__(self) -> None:
        self.sent: list[HTTPRequest] = []

    def __call__(self, request: HTTPRequest) -> HTTPResponse:
        self.sent.append(request)
        return HTTPResponse(200, {}, OK)

    async def awaited(self, request: HTTPRequest) -> HTTPResponse:
        return self(request)


class Client(BaseSyncClient):
    PRODUCT = "things/1"


class AsyncClient(BaseAsyncClient):
    PRODUCT = "things/1"


def sent_options(request: HTTPRequest) -> tuple[object, ...]:
    body = request.body.decode()
    sent = ("Region=other" in body, "Zone=other-1" in body)
    return *sent, request.timeout, request.read, request.headers.get("X-B")


CHANGED = (True, True, 3, 2, "2")


def test_a_view_has_other_settings_and_the_same_connections() -> None:
    wire = Wire()
    client = Client(transport=wire, region="own", headers={"X-A": "1"}, **KEYS)
    view = client.with_options(**OPTIONS)
    assert type(view) is Client
    view.send(CreateThing(name="n"))
    client.send(CreateThing(name="n"))
    assert sent_options(wire.sent[0]) == CHANGED
    assert sent_options(wire.sent[1]) == (False, False, 30, None, None)
    assert wire.sent[0].headers["X-A"] == wire.sent[1].headers["X-A"] == "1"
    assert view._pool is client._pool
    assert (view.settings.max_retries, client.settings.max_retries) == (0, 2)
    assert view.settings.origins["zone"] == "with_options"


def test_a_header_is_replaced_whatever_its_case() -> None:
    client = Client(transport=Wire(), headers={"X-Team": "a", "X-Own": "b"}, **KEYS)
    view = client.with_options(headers={"x-team": "c"})
    assert view.settings.headers == {"X-Own": "b", "x-team": "c"}


def test_a_view_of_a_view() -> None:
    client = Client(transport=Wire(), **KEYS)
    view = client.with_options(region="a", timeout=3).with_options(region="b")
    assert (view.settings.region, view.settings.timeout) == ("b", 3)


def test_a_call_has_its_own_options() -> None:
    wire = Wire()
    client = Client(transport=wire, **KEYS)
    client.send(CreateThing(name="n"), **OPTIONS)
    client.call("CreateThing", {"Name": "n"}, **OPTIONS)
    assert [sent_options(request) for request in wire.sent] == [CHANGED] * 2
    assert client.settings.timeout == 30


def test_an_async_call_has_its_own_options() -> None:
    wire = Wire()

    async def send() -> None:
        client = AsyncClient(transport=wire.awaited, **KEYS)
        await client.send(CreateThing(name="n"), **OPTIONS)
        await client.call("CreateThing", {"Name": "n"}, **OPTIONS)
        await client.with_options(**OPTIONS).send(CreateThing(name="n"))

    asyncio.run(send())
    assert [sent_options(request) for request in wire.sent] == [CHANGED] * 3


def test_what_is_none_is_not_given() -> None:
    settings = resolve({"region": "own"}, {})
    assert override(settings, {"region": None, "headers": None}) is settings


@pytest.mark.parametrize("name", ["public_key", "base_url", "allow_http", "regoin"])
def test_what_no_call_may_change_is_refused(name: str) -> None:
    client = Client(transport=Wire(), **KEYS)
    with pytest.raises(TypeError, match=f"no option '{name}'"):
        client.with_options(**{name: "x"})  # type: ignore[arg-type]


def test_odd_values_are_refused_at_once() -> None:
    client = Client(transport=Wire(), **KEYS)
    with pytest.raises(ConfigurationError, match=r"timeout .with_options. must be"):
        client.with_options(timeout=-1)
    with pytest.raises(ConfigurationError, match="headers"):
        client.with_options(headers={"X": "a\r\nb"})


def test_a_view_keeps_what_a_subclass_has() -> None:
    class Mine(Client):
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            self.team = "a"

    assert Mine(transport=Wire(), **KEYS).with_options(zone="z").team == "a"


def test_a_view_does_not_keep_the_services_of_its_client() -> None:
    from ucloud_client import Client as Generated

    client = Generated(**KEYS)
    service = client.isms
    view = client.with_options(region="other")
    assert client.isms is service
    assert view.isms is not service
    assert view.isms._client is view


CALLS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "scalars": ({"A": 1, "B": True, "C": 0.5}, {"A": "1", "B": "true", "C": "0.5"}),
    "a list": ({"A": ["x", "y"]}, {"A.0": "x", "A.1": "y"}),
    "objects": ({"A": [{"B": 1}]}, {"A.0.B": "1"}),
    "flat already": ({"A.0.B": 1}, {"A.0.B": "1"}),
    "None": ({"A": None, "B": ""}, {"B": ""}),
    "a region of its own": ({"Region": "mine"}, {"Region": "mine"}),
}


@pytest.mark.parametrize(("parameters", "sent"), CALLS.values(), ids=CALLS)
def test_any_action_can_be_called(
    parameters: dict[str, Any], sent: dict[str, str]
) -> None:
    from urllib.parse import parse_qsl

    from runtime.serialize import sign

    wire = Wire()
    client = Client(transport=wire, region="own", **KEYS)
    response = client.call("DescribeAnything", parameters)
    form = dict(parse_qsl(wire.sent[0].body.decode(), True, True))
    assert form.pop("Signature") == sign(form, "pri")
    common = {"Action": "DescribeAnything", "PublicKey": "pub", "Region": "own"}
    assert form == common | sent
    assert response["ThingId"] == response.get("ThingId") == "t"
    assert "ThingId" in response
    assert list(response) == ["RetCode", "ThingId", "Names"]
    assert response.to_dict() == json.loads(OK)
    assert response.deviations == ()
    assert response.get("Nothing", 1) == 1
    with pytest.raises(KeyError):
        response["Nothing"]


def test_any_action_can_be_called_with_a_json_body() -> None:
    wire = Wire()
    Client(transport=wire, **KEYS).call("PostAny", {"A": [1]}, encoding="json")
    body = json.loads(wire.sent[0].body)
    assert body["A"] == [1]
    assert wire.sent[0].headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("action", "parameters", "problem"),
    [
        pytest.param("", {}, "name is letters and digits", id="no name"),
        pytest.param("A&B=1", {}, "name is letters and digits", id="another parameter"),
        pytest.param("A\n", {}, "name is letters and digits", id="a line break"),
        pytest.param("创建", {}, "name is letters and digits", id="Chinese"),
        pytest.param(4, {}, "name is letters and digits", id="a number"),
        *(
            pytest.param("Do", {name: "x"}, "is the client's own", id=name)
            for name in ("Action", "PublicKey", "SecurityToken", "Signature")
        ),
        pytest.param("Do", {"A": b"x"}, "must be a string, number", id="bytes"),
        pytest.param("Do", {"A": [[1]]}, "a list inside a list", id="nested lists"),
        pytest.param("Do", {"A": float("nan")}, "a finite number", id="no number"),
        pytest.param("Do", {1: "x"}, "must have str keys", id="a number for a name"),
        pytest.param("Do", {"Region": 4}, "must be str, not int", id="an odd region"),
    ],
)
def test_what_cannot_be_called(action: Any, parameters: Any, problem: str) -> None:
    wire = Wire()
    with pytest.raises(InvalidRequestError, match=problem):
        Client(transport=wire, **KEYS).call(action, parameters)
    assert wire.sent == []


@pytest.mark.parametrize("kind", [Client, AsyncClient], ids=["sync", "async"])
def test_one_thing_to_send_with(kind: type[Any]) -> None:
    with pytest.raises(ConfigurationError, match="transport or http_client"):
        kind(transport=Wire(), http_client=object(), **KEYS)
