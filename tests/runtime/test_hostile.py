"""Answers that mean harm, over a real wire: one class of error, with the request id, in little memory, and no second try."""

from __future__ import annotations

import tracemalloc
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from fake_clock import FakeClock
from loopback import Behaviour, Exchange, Servers, servers
from runtime.client import BaseSyncClient
from runtime.errors import BadResponseError, RedirectError, UCloudError
from small_classes import CreateThing

DEEP = 10**5


class Client(BaseSyncClient):
    PRODUCT = "things/1"
    CLOCK = FakeClock().clock()


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Servers]:
    """Start servers, out of reach of this machine's proxies."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with servers() as started:
        yield started


def body(content: bytes) -> Behaviour:
    return lambda exchange: exchange.answer(content, X_UCLOUD_REQUEST_UUID="id-1")


def gigabyte(exchange: Exchange) -> None:
    head(exchange, Content_Length=str(2**30))
    for _ in range(2**10):
        exchange.wfile.write(bytes(2**20))


def bomb(exchange: Exchange) -> None:
    """A gigabyte of zeros in about a megabyte: one piece again and again."""
    squeeze = zlib.compressobj(wbits=31)
    start = squeeze.compress(bytes(2**20)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    again = squeeze.compress(bytes(2**20)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    content = start + again * 1023
    head(exchange, Content_Encoding="gzip", Content_Length=str(len(content)))
    exchange.wfile.write(content)


def head(exchange: Exchange, **headers: str) -> None:
    exchange.send_response(200)
    for name, value in ({"X_UCLOUD_REQUEST_UUID": "id-1"} | headers).items():
        exchange.send_header(name.replace("_", "-"), value)
    exchange.end_headers()


def cut_off(exchange: Exchange) -> None:
    head(exchange, Content_Length="100")
    exchange.wfile.write(b'{"RetCode": 0')
    exchange.close_connection = True


ANSWERS = {
    "RetCode as a text that is no number": body(b'{"RetCode": "none"}'),
    "RetCode as a float": body(b'{"RetCode": 0.0}'),
    "RetCode as null": body(b'{"RetCode": null}'),
    "RetCode missing": body(b'{"Message": "ok"}'),
    "RetCode as a list": body(b'{"RetCode": [0]}'),
    "an empty body": body(b""),
    "null": body(b"null"),
    "a list": body(b"[]"),
    "HTML": body(b"<html><body>502</body></html>"),
    "truncated": cut_off,
    "truncated JSON": body(b'{"RetCode": 0, "A'),
    "a gigabyte": gigabyte,
    "a gzip bomb": bomb,
    "deep lists": body(b'{"RetCode": 0, "A": ' + b"[" * DEEP + b"]" * DEEP + b"}"),
    "deep objects": body(b'{"A":' * DEEP + b"0" + b"}" * DEEP),
    "invalid UTF-8": body(b'{"RetCode": 0, "Message": "\xff"}'),
}


def refused(serve: Servers, behave: Behaviour) -> UCloudError:
    """Return what a client raises, having asked only once."""
    server = serve(behave)
    keys: dict[str, Any] = {"public_key": "pub", "private_key": "pri"}
    with (
        Client(base_url=server.url, **keys) as client,
        pytest.raises(UCloudError) as caught,
    ):
        client.send(CreateThing(name="n", region="r"))
    assert len(server.arrived) == 1
    return caught.value


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_that_is_none(answer: str, serve: Servers) -> None:
    tracemalloc.start()
    try:
        error = refused(serve, ANSWERS[answer])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(error, BadResponseError)
    assert (error.action, error.request_id) == ("CreateThing", "id-1")
    assert peak < 150 * 2**20


def test_server_text_is_escaped(serve: Servers) -> None:
    text = rb'{"RetCode": 1, "Message": "a\r\nFAKE \u001b[31m\u202e"}'
    error = refused(serve, body(text))
    assert r"a\r\nFAKE \x1b[31m\u202e" in str(error)
    assert str(error).isprintable()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308], ids=str)
def test_redirects_are_refused(serve: Servers, status: int) -> None:
    elsewhere = serve()

    def redirect(exchange: Exchange) -> None:
        exchange.answer(b"", status, Location=elsewhere.url)

    assert isinstance(refused(serve, redirect), RedirectError)
    assert elsewhere.arrived == []
