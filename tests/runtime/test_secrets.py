"""Keys, tokens and signatures: in no log line, repr, exception, traceback or pickle, whatever goes wrong."""

from __future__ import annotations

import base64
import copy
import json
import logging
import pickle
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote_plus

import pytest
from fake_clock import FakeClock
from hypothesis import given
from hypothesis import strategies as st
from loopback import Behaviour, Exchange, Servers, agree, nobody, servers
from runtime import protocol
from runtime.client import BaseSyncClient
from runtime.errors import (
    BadResponseError,
    ConfigurationError,
    InvalidRequestError,
    TransportError,
    UCloudError,
)
from runtime.options import resolve
from runtime.raw_request import RawResponse
from runtime.redaction import read_parameters
from runtime.transport import HTTPRequest, HTTPResponse, Transport
from small_classes import CreateThing

PRIVATE, TOKEN = "canary-private-key", "canary-token"
REQUEST = CreateThing(name="n", region="r")


class Client(BaseSyncClient):
    PRODUCT = "things/1.2"
    CLOCK = FakeClock().clock()


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Servers]:
    """Start servers, out of reach of this machine's proxies."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with servers() as started:
        yield started


def seen(error: BaseException) -> str:
    """Return all that a program may show of an error, with the local variables of our code, as some tools collect them."""
    return printed(error) + "".join(held(error))


def held(error: BaseException) -> Iterator[str]:
    """Yield the local variables of the frames that an error and those behind it carry."""
    for link in chain_of(error):
        for frame, _ in traceback.walk_tb(link.__traceback__):
            if frame.f_code.co_filename != __file__:
                yield from map(repr, frame.f_locals.values())


def printed(error: BaseException) -> str:
    """Return all texts of an error."""
    texts = [f"{link}{link!r}{link.args}" for link in chain_of(error)]
    return "".join((*texts, *traceback.format_exception(error), pickled(error)))


def chain_of(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and all that are behind it."""
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or link.__context__


def pickled(error: BaseException) -> str:
    return pickle.dumps(error, 0).decode("latin-1")


def redirect(exchange: Exchange) -> None:
    exchange.answer(b"", 307, Location="/again")


def hang_up(exchange: Exchange) -> None:
    exchange.close_connection = True


def refuse(exchange: Exchange) -> None:
    exchange.answer(b'{"RetCode": 171, "Message": "wrong signature"}')


def babble(exchange: Exchange) -> None:
    exchange.answer(b"<html>")


def stall(exchange: Exchange) -> None:
    exchange.server.stopped.wait(5)


@pytest.mark.parametrize(
    "behave",
    [
        pytest.param(agree, id="success"),
        pytest.param(refuse, id="refusal"),
        pytest.param(babble, id="no answer of the API's"),
        pytest.param(redirect, id="redirect"),
        pytest.param(hang_up, id="hung up"),
        pytest.param(stall, id="time out"),
    ],
)
def test_nothing_leaks_from_a_real_exchange(
    behave: Behaviour, serve: Servers, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server = serve(behave)
    client = Client(
        public_key="pub",
        private_key=PRIVATE,
        security_token=TOKEN,
        base_url=server.url,
        timeout=0.2,
    )
    shown = repr(client)
    try:
        shown += repr(client.send(REQUEST))
    except UCloudError as error:
        shown += seen(error)
    client.close()
    assert server.reached.wait(5)
    shown += "".join(
        f"{record.getMessage()}{vars(record)}" for record in caplog.records
    )
    signature = server.arrived[0].form["Signature"]
    assert "attempt 1" in shown
    for secret in (PRIVATE, TOKEN, signature):
        assert secret not in shown


def test_nothing_leaks_where_nobody_listens(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    keys = {"public_key": "pub", "private_key": PRIVATE, "security_token": TOKEN}
    with nobody() as url, pytest.raises(UCloudError) as caught:
        Client(base_url=url, **keys).send(REQUEST)  # type: ignore[arg-type]
    shown = seen(caught.value) + caplog.text
    assert PRIVATE not in shown
    assert TOKEN not in shown


SECRETS = st.text("abcXYZ019/+=-_'\\名", min_size=12, max_size=40)


@given(SECRETS, SECRETS)
def test_no_secret_is_in_what_is_prepared(private_key: str, token: str) -> None:
    settings = resolve(
        {"public_key": "pub", "private_key": private_key, "security_token": token}, {}
    )
    prepared: HTTPRequest = protocol.build_request(REQUEST, settings, "things/1.2")
    for text in (repr(settings), repr(prepared), str(prepared.headers)):
        assert private_key not in text
        assert token not in text


@given(st.sampled_from(["public_key", "private_key", "security_token"]), SECRETS)
def test_no_secret_is_in_what_refuses_it(name: str, secret: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        resolve({name: f"{secret}\x00"}, {})
    assert secret not in f"{caught.value}{caught.value!r}{pickled(caught.value)}"


VALUES: st.SearchStrategy[Any] = SECRETS | SECRETS.map(str.encode)


@given(st.sampled_from(["count", "ratio", "is_open", "tags", "boot", "disks"]), VALUES)
def test_no_value_is_in_what_refuses_it(name: str, value: Any) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        CreateThing(**{"name": "n", name: value})
    assert str(value) not in printed(caught.value)


@given(SECRETS)
def test_no_value_is_in_what_cannot_be_sent(value: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        CreateThing(name=f"{value}\ud800")
    assert value not in printed(caught.value)


@given(SECRETS)
def test_no_value_of_an_answer_is_in_what_differs(value: str) -> None:
    def transport(request: HTTPRequest) -> HTTPResponse:
        return HTTPResponse(200, {}, b"[" + value.encode() + b"]")

    client = Client(transport=transport, public_key="pub", private_key="pri")
    with pytest.raises(UCloudError) as caught:
        client.send(REQUEST)
    assert value not in f"{caught.value}{caught.value!r}"


SECRET = "pri/vate+key"
BODIES = [
    pytest.param(f"<p>{SECRET}</p>", "<p>***</p>", id="a key"),
    pytest.param("x" * 1995 + SECRET, "x" * 1995 + "***", id="a key at the end"),
    pytest.param(
        '{"Password": "a\\"b", "Limit": 5}',
        '{"Password": "***", "Limit": 5}',
        id="a value of a secret name",
    ),
    pytest.param(
        '{"Keys": [{"Token" : ["a", 1',
        '{"Keys": [{"Token" : "***"',
        id="in a broken text",
    ),
    pytest.param(
        '{"Token": ["a", "b"], "c": [1]}', '{"Token": "***", "c": [1]}', id="a list"
    ),
    pytest.param('{"Password": "cut o', '{"Password": "***"', id="cut off"),
    pytest.param('{"NextToken": "t"}', '{"NextToken": "t"}', id="no secret"),
]


@pytest.mark.parametrize(("body", "shown"), BODIES)
def test_an_error_has_what_answered_without_secrets(body: str, shown: str) -> None:
    def transport(request: HTTPRequest) -> HTTPResponse:
        return HTTPResponse(200, {}, body.encode())

    client = Client(
        transport=transport, public_key="pub", private_key=SECRET, region="cn-bj2"
    )
    with pytest.raises(BadResponseError) as caught:
        client.send(REQUEST)
    assert caught.value.body == shown
    assert pickle.loads(pickle.dumps(caught.value)).body == shown


def test_a_raw_response_shows_what_arrived_without_secrets() -> None:
    answer = {"RetCode": 0, "Hosts": [{"Password": "p", "Name": "n", "Token": None}]}
    response = RawResponse.from_dict(answer)
    shown = "{'RetCode': 0, 'Hosts': [{'Password': '***', 'Name': 'n', 'Token': None}]}"
    assert repr(response) == f"RawResponse({shown})"
    assert response.raw == answer


class Places:
    """A random secret for every place that can hold one."""

    def __init__(self, secrets: list[str]) -> None:
        names = ("private_key", "token", "header", "password", "nested", "data", "vnc")
        self.at = dict(zip(names, secrets, strict=True))

    def options(self, has_headers: bool) -> dict[str, Any]:
        """Return a client's arguments."""
        return {
            "public_key": "pub",
            "private_key": self.at["private_key"],
            "security_token": self.at["token"],
            "headers": {"Authorization": self.at["header"]} if has_headers else None,
            "region": "cn-bj2",
        }

    def parameters(self) -> dict[str, Any]:
        """Return parameters of a request."""
        encoded = base64.b64encode(self.at["data"].encode()).decode()
        return {
            "Limit": 5,
            "Password": self.at["password"],
            "Logins": [{"AccessKeySecret": self.at["nested"]}],
            "UserData": encoded,
        }


def quoting(kind: str, name: str, locations: Places, sent: list[str]) -> Transport:
    """Return a transport whose server quotes all that it knows; as its id all, too, or one parameter."""

    def transport(request: HTTPRequest) -> HTTPResponse:
        parameters = read_parameters(request.body, request.body.startswith(b"{"))
        sent.append(parameters["Signature"])
        quoted = (
            f"{request.body.decode()} {parameters} {' '.join(locations.at.values())}"
        )
        request_id = parameters[name] if name else quoted
        headers = {"x-ucloud-request-uuid": request_id, "retry-after": "0"}
        answers = {
            "success": {"RetCode": 0, "VncPassword": locations.at["vnc"]},
            "refusal": {"RetCode": 299, "Message": quoted},
            "long refusal": {"RetCode": 299, "Message": "x" * 1990 + quoted},
            "busy": {"RetCode": 150, "Message": quoted},
            "no code": {"Message": quoted},
            "a list": [quoted],
        }
        if kind == "lost":
            raise TransportError(f"the exchange broke off ({quoted})")
        body = quoted if kind == "no JSON" else json.dumps(answers[kind])
        return HTTPResponse(307 if kind == "redirect" else 200, headers, body.encode())

    return transport


QUOTES = ("success", "refusal", "long refusal", "busy", "no code", "a list")
ALPHABET = "abcdefghXYZ019/+=-_'\"&%~"


@given(
    secrets=st.lists(
        st.text(ALPHABET, min_size=12, max_size=40), min_size=7, max_size=7, unique=True
    ),
    kind=st.sampled_from((*QUOTES, "lost", "no JSON")),
    name=st.sampled_from(("", "Signature", "SecurityToken", "Password")),
    is_json=st.booleans(),
)
def test_no_secret_is_seen_wherever_it_is(
    secrets: list[str], kind: str, name: str, is_json: bool
) -> None:
    locations = Places(secrets)
    seen_by_hooks: list[object] = []
    sent: list[str] = []
    with records() as logged:
        client = Client(
            transport=quoting(kind, name, locations, sent),
            on_request=seen_by_hooks.append,
            on_response=seen_by_hooks.append,
            on_error=seen_by_hooks.append,
            **locations.options(has_headers=not name),
        )
        shown = f"{client!r}{client.settings!r}{client.settings}"
        try:
            encoding = "json" if is_json else "form"
            answer = client.call("DoThing", locations.parameters(), encoding=encoding)  # type: ignore[arg-type]
            shown += repr(answer)
        except UCloudError as error:
            shown += seen(error)
            shown += repr([vars(error), error.attempts])
            shown += getattr(error, "body", "")
    shown += repr([vars(item) | {"text": item.getMessage()} for item in logged])
    shown += "".join(f"{event!r}{pickle.dumps(event, 0)!r}" for event in seen_by_hooks)
    for location, secret in (*locations.at.items(), ("signature", sent[0])):
        if (location == "vnc" and kind != "success") or (location == "header" and name):
            # Not a secret of ours: it was never sent, and no field says what it is.
            continue
        assert secret not in shown, location
        assert repr(secret)[1:-1] not in shown, location
        assert quote_plus(secret) not in shown, location
        # A body that is JSON, with a message that quotes JSON.
        assert json.dumps(json.dumps(secret)[1:-1])[1:-1] not in shown, location


@contextmanager
def records() -> Iterator[list[logging.LogRecord]]:
    """Give every record that any logger gets meanwhile."""
    caught: list[logging.LogRecord] = []
    root, handler = logging.getLogger(), logging.Handler()
    handler.emit = caught.append  # type: ignore[method-assign]
    level = root.level
    root.addHandler(handler)
    root.setLevel(1)
    try:
        yield caught
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


@pytest.mark.parametrize("take", [pickle.dumps, copy.deepcopy], ids=["pickle", "copy"])
def test_a_client_is_not_taken_elsewhere(take: Any) -> None:
    client = Client(public_key="pub", private_key=PRIVATE)
    with pytest.raises(TypeError):
        take(client)
