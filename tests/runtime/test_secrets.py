"""Keys, tokens and signatures: in no log line, repr, exception, traceback or pickle, whatever goes wrong."""

from __future__ import annotations

import logging
import pickle
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback import Behaviour, Exchange, Servers, agree, nobody, servers
from pace import Pauses
from runtime import exchange
from runtime.client import SyncClient
from runtime.errors import ConfigurationError, InvalidRequestError, UCloudError
from runtime.options import resolve
from runtime.transport import HTTPRequest, HTTPResponse
from small_classes import CreateThing

PRIVATE, TOKEN = "canary-private-key", "canary-token"
REQUEST = CreateThing(name="n", region="r")


class Client(SyncClient):
    PRODUCT = "things/1.2"
    PACE = Pauses().pace()


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Servers]:
    """Start servers, out of reach of this machine's proxies."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with servers() as started:
        yield started


def seen(error: BaseException) -> str:
    """Return all that a program may show of an error."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None:
        chain.append(link)
        link = link.__cause__ or link.__context__
    texts = [f"{link}{link!r}{link.args}" for link in chain]
    return "".join((*texts, *traceback.format_exception(error), pickled(error)))


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
    assert "httpcore" in shown
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
    prepared: HTTPRequest = exchange.prepare(REQUEST, settings, "things/1.2")
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
    assert str(value) not in seen(caught.value)


@given(SECRETS)
def test_no_value_is_in_what_cannot_be_sent(value: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        CreateThing(name=f"{value}\ud800")
    assert value not in seen(caught.value)


@given(SECRETS)
def test_no_value_of_an_answer_is_in_what_differs(value: str) -> None:
    def transport(request: HTTPRequest) -> HTTPResponse:
        return HTTPResponse(200, {}, b"[" + value.encode() + b"]")

    client = Client(transport=transport, public_key="pub", private_key="pri")
    with pytest.raises(UCloudError) as caught:
        client.send(REQUEST)
    assert value not in seen(caught.value)
