"""A request to a signed HTTP request, an HTTP response to a typed one, with a function as the wire."""

from __future__ import annotations

import asyncio
import hashlib
import json
import platform
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from fake_clock import FakeClock
from hypothesis import given
from hypothesis import strategies as st
from runtime import json_body
from runtime.client import BaseAsyncClient, BaseSyncClient
from runtime.errors import (
    APIError,
    BadResponseError,
    ConfigurationError,
    DeviationError,
    InvalidRequestError,
    RequestTimeoutError,
    ThrottlingError,
    TransportError,
    UCloudError,
    UnavailableError,
)
from runtime.protocol import encode_form, sign
from runtime.transport import HTTPRequest, HTTPResponse
from small_classes import CreateThing, Disk, PostThing

FORM = CreateThing(name="名 &=+", region="cn-bj2", tags=["a", "b"])
JSON = PostThing(name="名", ratio=0.25, disks=[Disk(size=1)], project_id="org-1")
OK = {"RetCode": 0, "ThingId": "thing-1", "Names": []}
KEYS: dict[str, Any] = {"public_key": "pub", "private_key": "pri"}


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REGION", "ZONE", "PROJECT_ID", "SECURITY_TOKEN", "API_BASE_URL"):
        monkeypatch.delenv(f"UCLOUD_{name}", raising=False)


class Client(BaseSyncClient):
    PRODUCT = "things/1.2"
    CLOCK = FakeClock().clock()


class AsyncClient(BaseAsyncClient):
    PRODUCT = "things/1.2"
    CLOCK = FakeClock().clock()


class Wire:
    """A transport that answers from memory and keeps what it got."""

    def __init__(self, body: bytes | object = OK, status: int = 200) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answer = HTTPResponse(status, {"x-ucloud-request-uuid": "id-1"}, data)
        self.sent: list[HTTPRequest] = []

    def __call__(self, request: HTTPRequest) -> HTTPResponse:
        self.sent.append(request)
        return self.answer

    async def awaited(self, request: HTTPRequest) -> HTTPResponse:
        return self(request)


def sent(request: CreateThing | PostThing = FORM, **options: Any) -> HTTPRequest:
    wire = Wire()
    Client(transport=wire, **(KEYS | options)).send(request)
    return wire.sent[0]


def form(request: HTTPRequest) -> dict[str, str]:
    pairs = parse_qsl(request.body.decode("ascii"), True, True)
    assert len(pairs) == len(dict(pairs))
    return dict(pairs)


def answered(body: bytes | object, status: int = 200, **options: Any) -> Any:
    return Client(transport=Wire(body, status), **KEYS, **options).send(FORM)


def test_a_form_is_signed_and_nothing_is_in_the_url() -> None:
    request = sent(base_url="https://api.example.com/v1/")
    parameters = form(request)
    assert (request.method, request.url) == ("POST", "https://api.example.com/v1/")
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parameters.pop("Signature") == sign(parameters, "pri")
    assert parameters == {
        "Action": "CreateThing",
        "Name": "名 &=+",
        "Region": "cn-bj2",
        "Tags.0": "a",
        "Tags.1": "b",
        "PublicKey": "pub",
    }


def test_a_json_body_is_signed_and_nothing_is_in_the_url() -> None:
    request = sent(JSON)
    body = json.loads(request.body)
    assert request.url == "https://api.ucloud.cn"
    assert request.headers["Content-Type"] == "application/json"
    assert body.pop("Signature") == sign(body, "pri")
    assert body == {
        "Action": "PostThing",
        "Name": "名",
        "Ratio": 0.25,
        "Disks": [{"Size": 1}],
        "ProjectId": "org-1",
        "PublicKey": "pub",
    }


@pytest.mark.parametrize("request_", [FORM, JSON], ids=["form", "json"])
def test_headers(request_: CreateThing | PostThing) -> None:
    before = time.time_ns() // 1_000_000
    headers = sent(request_).headers
    assert sorted(headers) == [
        "Accept-Encoding",
        "Content-Type",
        "U-Timestamp-Ms",
        "User-Agent",
    ]
    assert headers["Accept-Encoding"] == "gzip"
    assert headers["User-Agent"] == f"things/1.2 Python/{platform.python_version()}"
    assert before <= int(headers["U-Timestamp-Ms"]) <= time.time_ns() // 1_000_000


def test_the_timeout_is_passed_on() -> None:
    assert sent().timeout == 30
    assert sent(timeout=1.5).timeout == 1.5


def test_each_limit_is_passed_on() -> None:
    request = sent(connect_timeout=1, read_timeout=2, write_timeout=3)
    assert (request.connect, request.read, request.write) == (1, 2, 3)
    assert (sent().connect, sent().read, sent().write) == (5, None, None)


def test_the_private_key_is_not_sent_and_the_repr_hides_the_body() -> None:
    request = sent(private_key="not-to-be-seen", security_token="a-token")
    assert b"not-to-be-seen" not in request.body
    assert "a-token" not in repr(request)
    assert form(request)["Signature"] not in repr(request)


@pytest.mark.parametrize("request_", [FORM, JSON], ids=["form", "json"])
def test_a_token_is_a_signed_parameter(request_: CreateThing | PostThing) -> None:
    request = sent(request_, security_token="a-token")
    is_form = request_ is FORM
    body: dict[str, Any] = form(request) if is_form else json.loads(request.body)
    assert body["SecurityToken"] == "a-token"
    assert body.pop("Signature") == sign(body, "pri")


@pytest.mark.parametrize(
    ("request_", "options", "filled"),
    [
        pytest.param(
            CreateThing(name="n"),
            {"region": "r", "zone": "z", "project_id": "p"},
            {"Region": "r", "Zone": "z"},
            id="what the action knows, and no more",
        ),
        pytest.param(
            CreateThing(name="n", region="own"),
            {"region": "r"},
            {"Region": "own"},
            id="the caller's own comes first",
        ),
        pytest.param(
            CreateThing(name="n", region="", zone=""),
            {"region": "r", "zone": "z"},
            {"Region": "", "Zone": ""},
            id="an empty text is the caller's own",
        ),
        pytest.param(
            PostThing(name="n"),
            {"region": "r", "project_id": "p"},
            {"ProjectId": "p"},
            id="into a JSON body",
        ),
    ],
)
def test_settings_fill_in(
    request_: CreateThing | PostThing,
    options: dict[str, Any],
    filled: dict[str, str],
) -> None:
    request = sent(request_, **options)
    is_json = isinstance(request_, PostThing)
    body: dict[str, Any] = json.loads(request.body) if is_json else form(request)
    assert body.pop("Signature") == sign(body, "pri")
    common = {"Action": request_.ACTION, "Name": "n", "PublicKey": "pub"}
    assert body == common | filled


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        pytest.param(
            CreateThing(name="n"),
            "CreateThing: region (Region) is required: pass it, or give the client region=…",
            id="region",
        ),
        pytest.param(
            PostThing(name="n"),
            "PostThing: project_id (ProjectId) is required: pass it, or give the client project_id=…",
            id="project",
        ),
    ],
)
def test_a_required_setting_that_nobody_gave_is_missed(
    request_: CreateThing | PostThing, message: str
) -> None:
    wire = Wire()
    with pytest.raises(InvalidRequestError) as caught:
        Client(transport=wire, **KEYS).send(request_)
    assert str(caught.value) == message
    assert wire.sent == []


@pytest.mark.parametrize("missing", KEYS)
def test_without_keys_nothing_is_sent(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(f"UCLOUD_{missing.upper()}", raising=False)
    wire = Wire()
    with pytest.raises(ConfigurationError, match=f"no {missing}"):
        Client(transport=wire, **(KEYS | {missing: None})).send(FORM)
    assert wire.sent == []


def test_the_answer_is_typed() -> None:
    response = answered({"RetCode": 0, "ThingId": "t", "Names": [], "New": 1})
    assert (response.thing_id, response.request_id) == ("t", "id-1")
    assert response.raw == {"RetCode": 0, "ThingId": "t", "Names": [], "New": 1}
    assert [odd.kind for odd in response.deviations] == ["unknown"]


def test_the_code_may_come_as_text() -> None:
    response = answered(OK | {"RetCode": "0"})
    assert response.ret_code == 0
    assert [odd.path for odd in response.deviations] == ["RetCode"]


@pytest.mark.parametrize(
    ("answer", "status", "code", "message"),
    [
        pytest.param(
            {"RetCode": 8039, "Message": "gone"}, 200, 8039, "gone", id="plain"
        ),
        pytest.param(
            {"RetCode": "8039", "Message": "gone"}, 200, 8039, "gone", id="as text"
        ),
        pytest.param({"RetCode": -1}, 200, -1, "no message", id="no message"),
        pytest.param(
            {"RetCode": 1, "Message": None}, 200, 1, "no message", id="null message"
        ),
        pytest.param(
            {"RetCode": 1, "Message": ["a"]}, 200, 1, "no message", id="odd message"
        ),
        pytest.param(
            {"RetCode": 171, "Message": "m"}, 403, 171, "m", id="with an HTTP error"
        ),
        pytest.param(
            {"RetCode": 160, "ThingId": 7, "Names": "x"},
            200,
            160,
            "no message",
            id="with fields of odd types",
        ),
    ],
)
@pytest.mark.parametrize("strict", [False, True], ids=["lenient", "strict"])
def test_a_refusal(
    answer: dict[str, Any], status: int, code: int, message: str, strict: bool
) -> None:
    with pytest.raises(APIError) as caught:
        answered(answer, status, strict=strict)
    error = caught.value
    assert (error.code, error.message) == (code, message)
    assert (error.action, error.request_id) == ("CreateThing", "id-1")


GATEWAYS = [
    pytest.param(429, b"<html>", ThrottlingError, "throttled", id="too many requests"),
    pytest.param(429, b"{}", ThrottlingError, "throttled", id="without a RetCode"),
    pytest.param(503, b"", UnavailableError, "unavailable", id="not at the moment"),
]


@pytest.mark.parametrize(("status", "body", "cls", "message"), GATEWAYS)
def test_an_error_of_a_gateway(
    status: int, body: bytes, cls: Any, message: str
) -> None:
    with pytest.raises(cls, match=rf"CreateThing: {message}.*HTTP {status}") as caught:
        answered(body, status)
    assert (caught.value.code, caught.value.status) == (None, status)


def test_a_refusal_prints_on_one_line() -> None:
    with pytest.raises(APIError) as caught:
        answered({"RetCode": 1, "Message": "a\r\nFAKE LOG\x1b[31m"})
    assert str(caught.value).endswith(r"a\r\nFAKE LOG\x1b[31m (request id id-1)")


DEEP = 10**5


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"null", id="null"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'"RetCode"', id="a text"),
        pytest.param(b"<html>502 Bad Gateway</html>", id="HTML"),
        pytest.param(b'{"RetCode": 0, "ThingId": "t', id="cut off"),
        pytest.param(b'{"RetCode": 0} {}', id="more behind it"),
        pytest.param(b'{"RetCode": 0, "Name": "\xff\xfe"}', id="invalid UTF-8"),
        pytest.param(b'{"RetCode": 0, "Count": NaN}', id="NaN"),
        pytest.param(b'{"RetCode": 0, "Count": -Infinity}', id="infinity"),
        pytest.param(
            b'{"RetCode": 0, "Count": ' + b"9" * 5000 + b"}", id="5,000 digits"
        ),
        pytest.param(b"[" * DEEP + b"]" * DEEP, id="deep lists"),
        pytest.param(
            b'{"RetCode": 0, "A": ' + b'{"A": ' * DEEP + b"0" + b"}" * DEEP + b"}",
            id="deep objects",
        ),
        pytest.param(b"\x1f\x8b\x08\0", id="compressed and not said so"),
        pytest.param(b"{}", id="no code"),
        pytest.param(b'{"retcode": 0}', id="the code in another case"),
        pytest.param(b'{"RetCode": null}', id="null for the code"),
        pytest.param(b'{"RetCode": 0.0}', id="a float for the code"),
        pytest.param(b'{"RetCode": true}', id="a bool for the code"),
        pytest.param(b'{"RetCode": [0]}', id="a list for the code"),
        pytest.param(b'{"RetCode": {}}', id="an object for the code"),
        pytest.param(b'{"RetCode": ""}', id="an empty text for the code"),
        pytest.param(b'{"RetCode": "0x0"}', id="another text for the code"),
        pytest.param(b'{"RetCode": "0\\n"}', id="a line break behind the code"),
        pytest.param('{"RetCode": "０"}'.encode(), id="a full-width code"),
        pytest.param(b'{"RetCode": "' + b"9" * 19 + b'"}', id="an endless code"),
    ],
)
@pytest.mark.parametrize("status", [200, 502], ids=str)
def test_what_is_no_answer(body: bytes, status: int) -> None:
    with pytest.raises(BadResponseError) as caught:
        answered(body, status)
    error = caught.value
    assert type(error) is BadResponseError
    assert (error.action, error.request_id) == ("CreateThing", "id-1")
    assert error.status == status
    assert error.body == body.decode(errors="replace")[:2000]
    assert str(error).startswith("CreateThing: the answer ")
    assert f"(HTTP {status}, {len(body)} bytes) (request id id-1)" in str(error)


def test_what_is_too_large_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    body = json.dumps(OK).encode()
    monkeypatch.setattr(json_body, "MAX_BODY_BYTES", len(body))
    assert answered(body).thing_id == "thing-1"
    with pytest.raises(BadResponseError, match=r"too large \(HTTP 200, "):
        answered(body + b" ")


@pytest.mark.parametrize("status", [199, 299, 400, 500], ids=str)
def test_an_answer_counts_whatever_its_status(status: int) -> None:
    assert answered(OK, status).thing_id == "thing-1"


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308, 399], ids=str)
def test_a_redirect_is_an_error_even_with_an_answer(status: int) -> None:
    with pytest.raises(TransportError) as caught:
        answered(OK, status)
    assert str(caught.value).startswith(f"CreateThing: redirected (HTTP {status})")
    assert caught.value.request_id == "id-1"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"New": 1, "Root": None}, None, id="news and null"),
        pytest.param(
            {"Count": "3"}, "Count: int declared, string received", id="another type"
        ),
        pytest.param(
            {"COUNT": 3}, "Count: Count declared, COUNT received", id="another case"
        ),
        pytest.param(
            {"RetCode": "0"},
            "RetCode: int declared, string received",
            id="a code as text",
        ),
        pytest.param(
            {"Root": {"New": 1}, "Count": []},
            "Count: int declared, array received; "
            "Root.NodeID: int declared, nothing received; "
            "Root.Children: array[Node] declared, nothing received",
            id="several, and missing ones",
        ),
    ],
)
def test_strict(changes: dict[str, Any], message: str | None) -> None:
    if message is None:
        assert answered(OK | changes, strict=True).thing_id == "thing-1"
        return
    with pytest.raises(DeviationError) as caught:
        answered(OK | changes, strict=True)
    error = caught.value
    assert error.message == f"the answer differs from its page: {message}"
    assert (error.status, error.action, error.request_id) == (
        200,
        "CreateThing",
        "id-1",
    )
    assert answered(OK | changes).thing_id == "thing-1"


def test_an_answer_without_a_request_id() -> None:
    def transport(request: HTTPRequest) -> HTTPResponse:
        return HTTPResponse(200, {}, b"")

    with pytest.raises(BadResponseError) as caught:
        Client(transport=transport, **KEYS).send(FORM)
    assert caught.value.request_id is None
    assert "request id" not in str(caught.value)


def lose(error: UCloudError) -> Callable[[HTTPRequest], HTTPResponse]:
    def transport(request: HTTPRequest) -> HTTPResponse:
        raise error

    return transport


def test_what_a_transport_raises_gets_the_action() -> None:
    error = RequestTimeoutError("late")
    with pytest.raises(RequestTimeoutError) as caught:
        Client(transport=lose(error), **KEYS).send(FORM)
    assert caught.value is error
    assert str(error) == "CreateThing: late"


def test_the_async_client_does_the_same() -> None:
    async def both() -> tuple[Any, list[HTTPRequest]]:
        wire = Wire()
        async with AsyncClient(transport=wire.awaited, **KEYS) as client:
            return await client.send(FORM), wire.sent

    response, requests = asyncio.run(both())
    assert response == Client(transport=Wire(), **KEYS).send(FORM)
    assert [form(request) for request in requests] == [form(sent())]


def test_the_async_client_s_errors_are_the_same() -> None:
    async def refused(wire: Any) -> None:
        async with AsyncClient(transport=wire, **KEYS) as client:
            await client.send(FORM)

    async def lost(request: HTTPRequest) -> HTTPResponse:
        raise TransportError("lost")

    with pytest.raises(APIError, match="CreateThing: RetCode 7: "):
        asyncio.run(refused(Wire({"RetCode": 7}).awaited))
    with pytest.raises(TransportError, match="CreateThing: lost"):
        asyncio.run(refused(lost))


class Counting(Wire):
    """Has a length, and none at first: a transport is not asked whether it is true."""

    def __len__(self) -> int:
        return len(self.sent)


def test_a_transport_that_is_empty_is_a_transport() -> None:
    wire = Counting()
    assert Client(transport=wire, **KEYS).send(FORM).ret_code == 0


@pytest.mark.parametrize("cls", [Client, AsyncClient], ids=["sync", "async"])
def test_a_client_shows_its_settings_and_no_secret(cls: type[Any]) -> None:
    shown = repr(cls(**KEYS, region="cn-bj2", security_token="a-token"))
    assert shown.startswith(f"{cls.__name__}(Settings(public_key='pub' (argument), ")
    assert "region='cn-bj2'" in shown
    assert "'pri'" not in shown
    assert "a-token" not in shown


# Parameters to signatures: the published vectors, and the rule for JSON bodies.
PUBLIC_KEY = "ucloudsomeone@example.com1296235120854146120"
PRIVATE_KEY = "46f09bb9fab4f12dfc160dae12273d5332b5debe"

CREATE = {
    "Action": "CreateUHostInstance",
    "CPU": 2,
    "ChargeType": "Month",
    "DiskSpace": 10,
    "ImageId": "f43736e1-65a5-4bea-ad2e-8a46e18883c2",
    "LoginMode": "Password",
    "Memory": 2048,
    "Name": "Host01",
    "Password": "VUNsb3VkLmNu",
    "Quantity": 1,
    "Region": "cn-bj2",
    "Zone": "cn-bj2-04",
}
BACKENDS = {f"Backends.{index}": ("foo", "bar", "42")[index % 3] for index in range(12)}


@pytest.mark.parametrize(
    ("parameters", "signature"),
    [
        pytest.param(
            {"Action": "DescribeUHostInstance", "Region": "cn-bj2", "Limit": 10},
            "cba5cf5ec4d4233d206b1b54951e3787350a642f",
            id="a few parameters",
        ),
        pytest.param(
            CREATE,
            "4f9ef5df2abab2c6fccd1e9515cb7e2df8c6bb65",
            id="many parameters",
        ),
        pytest.param(
            CREATE | {"SecurityToken": "some_stoken"},
            "170c480ad176a247b324eb92a2cfe536aacfbd04",
            id="a token is signed as well",
        ),
        pytest.param(
            {"Action": "AllocateBackendBatch"} | BACKENDS,
            "6bc32642779f8cb0bb3d3f128b1c0688abf9a1a3",
            id="ten comes before two",
        ),
    ],
)
def test_published_vectors(parameters: dict[str, Any], signature: str) -> None:
    assert sign(parameters | {"PublicKey": PUBLIC_KEY}, PRIVATE_KEY) == signature


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        pytest.param({}, "", id="nothing but the key"),
        pytest.param({"A": ""}, "A", id="an empty value"),
        pytest.param({"B": "2", "A": "1"}, "A1B2", id="another order of the arguments"),
        pytest.param(
            {"a": "1", "B": "2", "_": "3", "10": "4", "9": "5"},
            "104" "95" "B2" "_3" "a1",
            id="code points, not letters",
        ),
        pytest.param(
            {"\U00010000": "1", "\uff21": "2"},
            "\uff21" "2" "\U00010000" "1",
            id="code points, not UTF-16 units",
        ),
        pytest.param(
            {"Name": "名 字&=+"}, "Name名 字&=+", id="text before URL encoding"
        ),
        pytest.param({"A": True, "B": False}, "AtrueBfalse", id="truth values"),
        pytest.param({"A": 42.0, "B": 1e-05}, "A42B0.00001", id="floats as sent"),
        pytest.param({"A": ["y", "x", 1]}, "Ayx1", id="a list in its own order"),
        pytest.param({"A": {"C": 1, "B": 2}}, "AB2C1", id="an object by its keys"),
        pytest.param(
            {"B": [{"D": 1, "C": [True, "x"]}, {}], "A": {"Signature": "in"}},
            "ASignatureinBCtruexD1",
            id="objects in lists in objects",
        ),
    ],
)
def test_what_is_signed(parameters: dict[str, Any], text: str) -> None:
    digest = hashlib.sha1(f"{text}{PRIVATE_KEY}".encode()).hexdigest()
    assert sign(parameters, PRIVATE_KEY) == digest


def test_nothing_is_changed() -> None:
    parameters = {"A": [{"B": 1}], "Signature": "x"}
    sign(parameters, PRIVATE_KEY)
    assert parameters == {"A": [{"B": 1}], "Signature": "x"}


def flat(value: Any) -> str:
    """Written apart from the runtime, after the page on signatures."""
    if isinstance(value, dict):
        return "".join(key + flat(item) for key, item in sorted(value.items()))
    if isinstance(value, list):
        return "".join(flat(item) for item in value)
    return {True: "true", False: "false"}[value] if value in (True, False) else value


# Surrogates never get this far: they have no UTF-8.
TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
VALUES = st.recursive(
    TEXT | st.booleans(),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXT.filter(lambda key: key != "Signature"), VALUES), TEXT)
def test_any_tree_is_signed_by_the_rule(values: dict[str, Any], key: str) -> None:
    assert sign(values, key) == hashlib.sha1((flat(values) + key).encode()).hexdigest()


# Encoding of the form: what the standard library does, in less time.


@given(st.dictionaries(TEXT, TEXT))
def test_any_form_is_what_urlencode_gives(parameters: dict[str, str]) -> None:
    assert encode_form(parameters) == urlencode(parameters).encode()


@pytest.mark.parametrize(
    "value",
    ["", "cn-bj2-04", "a b", "a+b", "a&b=c", "~_.-", "é", "中文", "%41", "\n", "x\n"],
)
def test_a_form_is_what_urlencode_gives(value: str) -> None:
    parameters = {"Action": "DoThing", "Tags.0": value}
    assert encode_form(parameters) == urlencode(parameters).encode()
