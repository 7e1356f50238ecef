"""Where settings come from besides arguments: views of a client, options of one call, profiles of the official tool."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
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

    from runtime.protocol import sign

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
    Client(transport=wire, **KEYS).call("PostAny", {"A": [1], "B": []}, encoding="json")
    body = json.loads(wire.sent[0].body)
    assert (body["A"], body["B"]) == ([1], [])
    assert wire.sent[0].headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("action", "parameters", "problem"),
    [
        pytest.param("", {}, "name is letters and digits", id="no name"),
        pytest.param("A&B=1", {}, "name is letters and digits", id="another parameter"),
        pytest.param("A\n", {}, "name is letters and digits", id="a line break"),
        pytest.param("创建", {}, "name is letters and digits", id="Chinese"),
        pytest.param(
            "Do", {"Ids": []}, "Ids must not be an empty list", id="an empty list"
        ),
        pytest.param(
            "Do",
            {"A": [{"B": 1}, {"Ids": [None]}]},
            "A.1.Ids must not be an empty list",
            id="an empty list inside",
        ),
        pytest.param(4, {}, "the name of the action comes first", id="a number"),
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


# Profiles of the official command line tool: which is read, what it gives, and what is said when it cannot be.
CONFIG: list[dict[str, Any]] = [
    {
        "profile": "work",
        "active": True,
        "project_id": "org-1",
        "region": "cn-bj2",
        "zone": "cn-bj2-04",
        "base_url": "https://api.example.com/",
        "timeout_sec": 15,
        "max_retry_times": 3,
    },
    {
        "profile": "home",
        "active": False,
        "region": "cn-sh2",
        "zone": "",
        "timeout_sec": 0,
    },
]
CREDENTIAL = [
    {"profile": "work", "public_key": " work-pub\n", "private_key": "work-pri"},
    {"profile": "home", "public_key": "home-pub", "private_key": "home-pri"},
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home with both files."""
    (tmp_path / ".ucloud").mkdir()
    keep(tmp_path, "config", CONFIG)
    keep(tmp_path, "credential", CREDENTIAL)
    return tmp_path


def keep(home: Path, name: str, content: object) -> Path:
    path = home / ".ucloud" / f"{name}.json"
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    path.write_bytes(text)
    return path


def read(home: Path, explicit: dict[str, Any] | None = None, **variables: str) -> Any:
    return resolve(explicit or {}, {"HOME": str(home)} | variables)


def test_the_active_profile_gives_what_is_not_given_otherwise(home: Path) -> None:
    settings = read(home)
    assert settings.credentials() == ("work-pub", "work-pri")
    assert (settings.project_id, settings.region) == ("org-1", "cn-bj2")
    assert (settings.zone, settings.base_url) == (
        "cn-bj2-04",
        "https://api.example.com/",
    )
    assert (settings.timeout, settings.max_retries) == (15, 3)


@pytest.mark.parametrize(
    ("explicit", "variables"),
    [
        pytest.param({"profile": "home"}, {}, id="an argument"),
        pytest.param({}, {"UCLOUD_PROFILE": "home"}, id="a variable"),
        pytest.param(
            {"profile": "home"}, {"UCLOUD_PROFILE": "none"}, id="an argument first"
        ),
    ],
)
def test_a_profile_that_is_named(
    home: Path, explicit: dict[str, Any], variables: dict[str, str]
) -> None:
    settings = read(home, explicit, **variables)
    assert settings.credentials() == ("home-pub", "home-pri")
    assert (settings.region, settings.zone) == ("cn-sh2", None)
    assert (settings.timeout, settings.max_retries) == (30, 2)


def test_arguments_then_environment_then_profile(home: Path) -> None:
    settings = read(
        home, {"region": "argument"}, UCLOUD_REGION="variable", UCLOUD_ZONE="variable"
    )
    assert settings.region == "argument"
    assert settings.zone == "variable"
    assert settings.project_id == "org-1"


def test_each_value_knows_where_it_comes_from(home: Path) -> None:
    settings = read(home, {"region": "argument"}, UCLOUD_ZONE="variable")
    config, credential = (
        f"profile 'work' of {home / '.ucloud' / name}.json"
        for name in ("config", "credential")
    )
    assert settings.origins == {
        "region": "argument",
        "zone": "environment UCLOUD_ZONE",
        "project_id": config,
        "base_url": config,
        "timeout": config,
        "max_retries": config,
        "public_key": credential,
        "private_key": credential,
    }
    for shown in (repr(settings), str(settings)):
        assert "work-pri" not in shown
        assert "'argument'" in shown
        assert credential in shown
    lines = str(settings).splitlines()
    assert (
        next(line for line in lines if line.startswith("private_key")).split()[1]
        == "***"
    )
    assert lines[-1].split() == ["strict", "False", "default"]


@pytest.mark.parametrize(
    "variable", ["UCLOUD_SHARED_CONFIG_FILE", "UCLOUD_SHARED_CREDENTIAL_FILE"]
)
def test_a_file_may_be_elsewhere(home: Path, tmp_path: Path, variable: str) -> None:
    name = "config" if "CONFIG" in variable else "credential"
    path = tmp_path / "elsewhere.json"
    (home / ".ucloud" / f"{name}.json").rename(path)
    assert read(home, **{variable: str(path)}).credentials() == ("work-pub", "work-pri")
    path.unlink()
    with pytest.raises(
        ConfigurationError, match=f"{variable} names no file: .*elsewhere"
    ):
        read(home, **{variable: str(path)})


@pytest.mark.parametrize(
    "variables",
    [
        pytest.param({}, id="no home"),
        pytest.param({"HOME": "/nowhere"}, id="a home that is not there"),
        pytest.param({"HOME": os.devnull}, id="a home that is no folder"),
        pytest.param(
            {
                "UCLOUD_SHARED_CONFIG_FILE": os.devnull,
                "UCLOUD_SHARED_CREDENTIAL_FILE": os.devnull,
            },
            id="empty files",
        ),
    ],
)
def test_without_files_there_is_no_profile(variables: dict[str, str]) -> None:
    settings = resolve({}, variables)
    assert settings == resolve({}, {})
    with pytest.raises(ConfigurationError, match=r"no public_key: .*UCLOUD_PUBLIC_KEY"):
        settings.credentials()


def test_a_missing_key_says_where_it_was_looked_for(home: Path) -> None:
    path = keep(home, "credential", CREDENTIAL[1:])
    with pytest.raises(ConfigurationError) as caught:
        read(home).credentials()
    assert str(caught.value).endswith(
        f"or keep it in a profile ('work' in {path.with_name('config.json')} and {path})"
    )


def test_no_active_profile_is_said(home: Path) -> None:
    path = keep(home, "config", CONFIG[1:])
    with pytest.raises(ConfigurationError, match="none is active in") as caught:
        read(home).credentials()
    assert str(path) in str(caught.value)


def test_a_profile_may_be_in_one_file_only(home: Path) -> None:
    keep(home, "config", [])
    assert read(home, {"profile": "home"}).credentials() == ("home-pub", "home-pri")


OAUTH = [CONFIG[0] | {"auth_mode": "oauth"}]


@pytest.mark.parametrize("name", ["config", "credential"])
def test_oauth_is_refused(home: Path, name: str) -> None:
    keep(home, "credential", [])
    keep(home, name, OAUTH)
    with pytest.raises(ConfigurationError, match=r"'work' in .* signs in with OAuth"):
        read(home, {"profile": "work"})


def test_oauth_does_not_matter_to_who_has_keys(home: Path) -> None:
    keep(home, "config", OAUTH)
    assert read(home).credentials() == ("work-pub", "work-pri")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"{", "is not a JSON array of profiles", id="no JSON"),
        pytest.param(b"\xff\xfe", "is not a JSON array of profiles", id="no UTF-8"),
        pytest.param(b"[" * 10**5, "is not a JSON array of profiles", id="deep"),
        pytest.param(b" " * 2**20 + b"[]", "is not a JSON array", id="large"),
        pytest.param({}, "is not a JSON array of profiles", id="an object"),
        pytest.param(["work"], "is not a JSON array of profiles", id="texts"),
        pytest.param([{"active": True}], "is not a JSON array", id="no name"),
        pytest.param(
            [CONFIG[0], CONFIG[1] | {"active": True}],
            "has several active profiles: name one with profile=… or UCLOUD_PROFILE",
            id="two active ones",
        ),
    ],
)
def test_a_file_that_cannot_be_right(home: Path, content: object, problem: str) -> None:
    path = keep(home, "config", content)
    with pytest.raises(ConfigurationError) as caught:
        read(home)
    assert str(path) in str(caught.value)
    assert problem in str(caught.value)


def test_a_file_that_is_a_folder(home: Path) -> None:
    (home / ".ucloud" / "config.json").unlink()
    (home / ".ucloud" / "config.json").mkdir()
    with pytest.raises(ConfigurationError, match=r"cannot read .*config\.json: "):
        read(home)


def test_a_name_that_no_profile_has_is_told_with_those_that_are_there(
    home: Path,
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(home, {"profile": "wrok\n"})
    assert str(caught.value).startswith(r"no profile 'wrok\n' in ")
    assert str(caught.value).endswith("; there is 'home', 'work'")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        pytest.param({"region": 4}, "must be str, not int", id="a number"),
        pytest.param({"timeout_sec": "9"}, "must be float, not str", id="a text"),
        pytest.param({"timeout_sec": -1}, "must be above 0", id="less than zero"),
        pytest.param({"max_retry_times": True}, "must be int, not bool", id="a flag"),
        pytest.param({"base_url": "ftp://a"}, "must be an https:// URL", id="no URL"),
        pytest.param({"zone": "a\nb"}, "holds a control character", id="LF"),
    ],
)
def test_an_odd_value_is_refused_with_its_place(
    home: Path, change: dict[str, Any], problem: str
) -> None:
    path = keep(home, "config", [CONFIG[0] | change])
    with pytest.raises(ConfigurationError) as caught:
        read(home)
    assert f"(profile 'work' of {path}) {problem}" in str(caught.value)


def test_zero_retries_of_a_profile_are_zero(home: Path) -> None:
    keep(home, "config", [CONFIG[0] | {"max_retry_times": 0}])
    assert read(home).max_retries == 0
