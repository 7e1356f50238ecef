"""Values that a page calls secrets: hidden wherever the values of names are, and in every frame that an error carries."""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
import traceback
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Literal

import pytest
from fake_clock import FakeClock
from loopback import Exchange, servers
from runtime import protocol, service
from runtime.client import BaseAsyncClient, BaseSyncClient
from runtime.errors import TransportError, UCloudError
from runtime.fake.api import FakeRequest
from runtime.fields import param, request_class, response_class
from runtime.hooks import CallEvent, ErrorEvent
from runtime.models import Model, Parameters, Response
from runtime.paging import PagedRequest, Paging
from runtime.transport import HTTPRequest, HTTPResponse

NAMES = ("pin", "codes", "script", "password", "inner", "key", "token", "header")


@response_class
class Login(Model):
    """A model with a secret of each kind."""

    name: str | None = param("Name", default=None)
    pin: str | None = param("Pin", default=None, repr=False)
    policy_id: str | None = param("PolicyId", default=None)
    next_token: str | None = param("NextToken", default=None)


@response_class
class MakeLoginResponse(Response):
    """The response."""

    logins: list[Login] = param("Logins")
    rest: dict[str, Any] | None = param("Rest", default=None)
    rows: list[Any] | None = param("Rows", default=None)


@request_class
class MakeLogin(PagedRequest[MakeLoginResponse, Login]):
    """A request with a secret of each kind: ``pin``, ``codes``, ``script`` and ``inner`` by description, ``password`` by name."""

    ACTION: ClassVar[str] = "MakeLogin"
    PAGING: ClassVar[Paging] = Paging(limit="Limit", offset="Offset", items="Logins")

    pin: str = param("Pin", repr=False)
    codes: list[str] | None = param("Codes", default=None, repr=False)
    script: str | None = param(
        "Script", default=None, repr=False, content_encoding="base64"
    )
    password: str | None = param("Password", default=None, repr=False)
    region: str | None = param("Region", default=None, required=True)
    count: int | None = param("Count", default=None)
    limit: int | None = param("Limit", default=None)
    offset: int | None = param("Offset", default=None)
    accounts: list[MakeLogin.Account] | None = param("Accounts", default=None)

    @request_class
    class Account(Parameters):
        """Inside."""

        inner: str | None = param("Inner", default=None, repr=False)
        size: int | None = param("Size", default=None)


@request_class
class PostLogin(MakeLogin):
    """The same as JSON."""

    ENCODING: ClassVar[Literal["form", "json"]] = "json"


class Client(BaseSyncClient):
    """A client of things."""

    PRODUCT = "things/1"
    CLOCK = FakeClock().clock()


class AsyncClient(BaseAsyncClient):
    """The same for asyncio."""

    PRODUCT = "things/1"
    CLOCK = FakeClock().clock()


def draw() -> dict[str, str]:
    """Return a secret for each name: with characters that are quoted in URLs and in JSON."""
    return {name: f'{name}-&"é-{secrets.token_hex(8)}' for name in NAMES} | {
        name: f"{name}-{secrets.token_hex(8)}" for name in ("key", "token", "header")
    }


def arguments(drawn: dict[str, str]) -> dict[str, Any]:
    return {
        "pin": drawn["pin"],
        "codes": [drawn["codes"]],
        "script": drawn["script"],
        "password": drawn["password"],
    }


def request(drawn: dict[str, str], cls: type[MakeLogin] = MakeLogin) -> MakeLogin:
    account = MakeLogin.Account(inner=drawn["inner"], size=1)
    return cls(**arguments(drawn), accounts=[account])


def wire(drawn: dict[str, str]) -> dict[str, Any]:
    return {
        "Pin": drawn["pin"],
        "Codes": [drawn["codes"]],
        "Password": drawn["password"],
        "Accounts": [{"Inner": drawn["inner"], "Size": 1}],
    }


def forms(secret: str) -> Iterator[str]:
    """Yield how a secret may look: as it is, in JSON, in Python, in base64."""
    yield secret
    yield json.dumps(secret)[1:-1]
    yield repr(secret)[1:-1]
    yield base64.b64encode(secret.encode()).decode()


def shown(error: BaseException) -> str:
    """Return an error with all its texts, and the local variables of the frames of our code."""
    parts = [*traceback.format_exception(error), repr(vars(error)), repr(error)]
    link: BaseException | None = error
    while link is not None:
        for frame, _ in traceback.walk_tb(link.__traceback__):
            if frame.f_code.co_filename != __file__:
                parts += [f"{name}={item!r}" for name, item in frame.f_locals.items()]
        link = link.__cause__ or link.__context__
    return "\n".join(parts)


def assert_hidden(text: str, drawn: dict[str, str]) -> None:
    for name, secret in drawn.items():
        for form in forms(secret):
            assert form not in text, name


Transport = Callable[[HTTPRequest], HTTPResponse]


def quoting(drawn: dict[str, str], kind: str) -> Transport:
    """Return a transport whose server quotes all that it got."""

    def transport(sent: HTTPRequest) -> HTTPResponse:
        quoted = " ".join((*drawn.values(), sent.body.decode()))
        if kind == "lost":
            raise TransportError(f"broken off: {quoted}")
        # What a response without a page holds is all shown, but for its message and for secret names.
        key = quoted if b"Pin" in sent.body else "New"
        values: Any = {
            "refused": {"RetCode": 8039, "Message": quoted},
            "busy": {"RetCode": 150, "Message": quoted},
            "no code": {"Message": quoted, "Pin": quoted},
            "success": {"RetCode": 0, "Message": quoted, "Logins": [], key: 1},
            "strict": {"RetCode": 0, "Logins": {key: 1}, key: [1]},
            "redirect": {},
            "no JSON": None,
        }[kind]
        body = quoted.encode() if values is None else json.dumps(values).encode()
        headers = {"x-ucloud-request-uuid": quoted, "location": quoted}
        return HTTPResponse(307 if kind == "redirect" else 200, headers, body)

    return transport


def made(cls: Any, drawn: dict[str, str], transport: Any, **options: Any) -> Any:
    return cls(
        transport=transport,
        public_key="public",
        private_key=drawn["key"],
        security_token=drawn["token"],
        headers={"Authorization": drawn["header"]},
        region="cn-bj2",
        **options,
    )


KINDS = ["refused", "busy", "no code", "success", "strict", "redirect", "no JSON"]


def call_sync(drawn: dict[str, str], kind: str, how: str, **options: Any) -> Any:
    client = made(Client, drawn, quoting(drawn, kind), **options)
    method = service.method(MakeLogin, client, "make_login")
    match how:
        case "request":
            return client.send(request(drawn))
        case "JSON":
            return client.send(request(drawn, PostLogin))
        case "options":
            headers = {"X-Other": drawn["header"]}
            return client.send(request(drawn), headers=headers)
        case "method":
            return method(**arguments(drawn))
        case "items":
            return [*method.items(**arguments(drawn))]
        case "name":
            return client.call("MakeLogin", {"Password": drawn["password"]})


async def call_async(drawn: dict[str, str], kind: str, how: str, **options: Any) -> Any:
    transport = quoting(drawn, kind)

    async def awaited(sent: HTTPRequest) -> HTTPResponse:
        return transport(sent)

    client = made(AsyncClient, drawn, awaited, **options)
    method = service.async_method(MakeLogin, client, "make_login")
    match how:
        case "request":
            return await client.send(request(drawn))
        case "JSON":
            return await client.send(request(drawn, PostLogin))
        case "options":
            headers = {"X-Other": drawn["header"]}
            return await client.send(request(drawn), headers=headers)
        case "method":
            return await method(**arguments(drawn))
        case "items":
            return [item async for item in method.items(**arguments(drawn))]
        case "name":
            return await client.call("MakeLogin", {"Password": drawn["password"]})


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize(
    "how", ["request", "JSON", "options", "method", "items", "name"]
)
@pytest.mark.parametrize("kind", [*KINDS, "lost"])
def test_nothing_is_seen_of_a_call(
    kind: str, how: str, is_async: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    drawn = draw()
    # Only what is sent can be recognized, and without a page only by its name.
    if how in ("method", "items"):
        del drawn["inner"]
    if how == "name":
        drawn = {name: drawn[name] for name in ("password", "key", "token", "header")}
    events: list[Any] = []
    hooks = ("request", "response", "error", "deviation", "call")
    options = {f"on_{name}": events.append for name in hooks}
    options["strict"] = kind == "strict"
    try:
        text = repr(
            asyncio.run(call_async(drawn, kind, how, **options))
            if is_async
            else call_sync(drawn, kind, how, **options)
        )
        assert kind == "success" or (kind, how) == ("strict", "name")
    except UCloudError as error:
        assert kind != "success"
        text = shown(error)
    text += "".join(f"{item.getMessage()}{vars(item)!r}" for item in caplog.records)
    for event in events:
        text += repr(event)
        if isinstance(event, (ErrorEvent, CallEvent)) and event.error:
            text += shown(event.error)
    assert events
    assert_hidden(text, drawn)


def refuse_argument(drawn: dict[str, str]) -> None:
    MakeLogin(**arguments(drawn), count="many")  # type: ignore[arg-type]


def refuse_secret(drawn: dict[str, str]) -> None:
    MakeLogin(pin=f"{drawn['pin']}\ud800", password=drawn["password"])


def refuse_inner(drawn: dict[str, str]) -> None:
    MakeLogin.Account(inner=drawn["inner"], size="large")  # type: ignore[arg-type]


def refuse_inner_secret(drawn: dict[str, str]) -> None:
    MakeLogin.Account(inner=f"{drawn['inner']}\ud800")


def refuse_parameters(drawn: dict[str, str]) -> None:
    changed = request(drawn)
    assert changed.accounts is not None
    changed.accounts.append(1)  # type: ignore[arg-type]
    changed.to_params()


def refuse_body(drawn: dict[str, str]) -> None:
    changed = request(drawn)
    assert changed.accounts is not None
    changed.accounts.append(1)  # type: ignore[arg-type]
    changed.to_body()


def refuse_dictionary(drawn: dict[str, str]) -> None:
    MakeLogin.from_dict(wire(drawn) | {"Count": "many"})


def refuse_key(drawn: dict[str, str]) -> None:
    MakeLogin.from_dict(wire(drawn) | {"Cuont": 1})


def refuse_inner_dictionary(drawn: dict[str, str]) -> None:
    MakeLogin.Account.from_dict({"Inner": drawn["inner"], "Size": "large"})


def refuse_change(drawn: dict[str, str]) -> None:
    changed = request(drawn)
    assert changed.codes is not None
    changed.codes.append(1)  # type: ignore[arg-type]
    made(Client, drawn, None).send(changed)


def refuse_change_of_json(drawn: dict[str, str]) -> None:
    changed = request(drawn, PostLogin)
    assert changed.codes is not None
    changed.codes.append(1)  # type: ignore[arg-type]
    made(Client, drawn, None).send(changed)


def miss_region(drawn: dict[str, str]) -> None:
    client = made(Client, drawn, None).with_options(headers={})
    settings = client.settings
    object.__setattr__(settings, "region", None)
    protocol.build_request(request(drawn), settings, "things/1")


def miss_keys(drawn: dict[str, str]) -> None:
    Client(region="r").send(request(drawn))


def refuse_method(drawn: dict[str, str]) -> None:
    client = made(Client, drawn, None)
    method: Any = service.method(MakeLogin, client, "make_login")
    method(**arguments(drawn), count="many")


def refuse_async_method(drawn: dict[str, str]) -> None:
    client = made(AsyncClient, drawn, None)
    method: Any = service.async_method(MakeLogin, client, "make_login")
    asyncio.run(method(**arguments(drawn), count="many"))


def refuse_items(drawn: dict[str, str]) -> None:
    client = made(Client, drawn, None)
    method: Any = service.method(MakeLogin, client, "make_login")
    method.items(**arguments(drawn), count="many")


def refuse_name(drawn: dict[str, str]) -> None:
    made(Client, drawn, None).call("Make Login", {"Password": drawn["password"]})


def refuse_value(drawn: dict[str, str]) -> None:
    values = {"Password": drawn["password"], "Count": 1j}
    made(Client, drawn, None).call("MakeLogin", values)


def refuse_settings(drawn: dict[str, str]) -> None:
    made(Client, drawn, None, timeout="soon")


def refuse_options(drawn: dict[str, str]) -> None:
    headers = {"X-Other": drawn["header"], "X-Bad": "\n"}
    made(Client, drawn, None).send(request(drawn), headers=headers)


def refuse_view(drawn: dict[str, str]) -> None:
    headers = {"X-Other": drawn["header"], "X-Bad": "\n"}
    made(Client, drawn, None).with_options(headers=headers)


@pytest.mark.parametrize(
    "refuse",
    [
        refuse_argument,
        refuse_secret,
        refuse_inner,
        refuse_inner_secret,
        refuse_parameters,
        refuse_body,
        refuse_dictionary,
        refuse_key,
        refuse_inner_dictionary,
        refuse_change,
        refuse_change_of_json,
        miss_region,
        miss_keys,
        refuse_method,
        refuse_async_method,
        refuse_items,
        refuse_name,
        refuse_value,
        refuse_settings,
        refuse_options,
        refuse_view,
    ],
    ids=lambda refuse: refuse.__name__.replace("_", " "),
)
def test_nothing_is_seen_of_what_is_refused(
    refuse: Callable[[dict[str, str]], None],
) -> None:
    drawn = draw()
    with pytest.raises(UCloudError) as caught:
        refuse(drawn)
    assert_hidden(shown(caught.value), drawn)


def quote_and_stop(exchange: Exchange) -> None:
    """Begin an answer that quotes the request, and close the connection."""
    body = exchange.server.arrived[-1].body
    exchange.send_response(200)
    exchange.send_header("Content-Length", str(10**6))
    exchange.end_headers()
    exchange.wfile.write(body)
    exchange.close_connection = True


def quote_and_stall(exchange: Exchange) -> None:
    """Begin an answer that quotes the request, and wait."""
    body = exchange.server.arrived[-1].body
    exchange.send_response(200)
    exchange.send_header("Content-Length", str(10**6))
    exchange.end_headers()
    exchange.wfile.write(body)
    exchange.wfile.flush()
    exchange.server.stopped.wait(5)


def hang_up(exchange: Exchange) -> None:
    exchange.close_connection = True


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("behave", [quote_and_stop, quote_and_stall, hang_up])
def test_nothing_is_seen_of_what_breaks_off(
    behave: Callable[[Exchange], None], is_async: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    drawn = draw()
    with servers() as serve:
        url = serve(behave).url

        async def call() -> None:
            async with made(
                AsyncClient, drawn, None, base_url=url, timeout=0.3
            ) as client:
                await client.send(request(drawn))

        client = made(Client, drawn, None, base_url=url, timeout=0.3)
        with pytest.raises(UCloudError) as caught:
            asyncio.run(call()) if is_async else client.send(request(drawn))
        client.close()
        assert_hidden(shown(caught.value), drawn)


def test_no_value_is_seen_of_objects() -> None:
    drawn = draw()
    response = MakeLoginResponse.from_dict(
        {
            "RetCode": 0,
            "Logins": [{"Name": "n", "Pin": drawn["pin"], "PolicyId": "policy-1"}],
            "Rest": {
                "Password": drawn["password"],
                "Deep": [{"UserData": [drawn["key"]]}],
            },
            "Rows": [{"AccessKeySecret": drawn["inner"], "Name": "shown"}],
            "Unknown": {"Password": drawn["token"]},
        }
    )
    text = repr([response, request(drawn), response.deviations])
    assert_hidden(text, drawn)
    for word in ("policy-1", "shown", "***"):
        assert word in text


def test_no_value_is_seen_of_what_the_fake_received() -> None:
    drawn = draw()
    text = repr(FakeRequest("NewAction", {"Disks.0.Password": drawn["pin"], "A": "b"}))
    assert text == "FakeRequest('NewAction', {'Disks.0.Password': '***', 'A': 'b'})"


READABLE = {
    "PolicyId": "policy-1",
    "PolicyCount": 7,
    "NextToken": "page-2",
    "MaxPasswordAge": 90,
    "SecurityPolicyType": "strict",
    "TokenId": "token-1",
    "HasPassword": True,
    "KeyPairId": "pair-1",
    "RolePolicyDocument": "{}",
    "Nothing": None,
}


def test_what_is_no_secret_stays_readable() -> None:
    response = MakeLoginResponse.from_dict(
        {"RetCode": 0, "Logins": [{"NextToken": "page-2"}], "Rest": READABLE}
    )
    assert repr(READABLE) in repr(response)
    assert "page-2" in repr(response.logins)
