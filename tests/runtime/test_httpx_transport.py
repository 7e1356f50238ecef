"""A client of the caller's own: an httpx2 client that ours sends with."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path
from typing import Any

import httpx2
import pytest
from certificates import needs_openssl, over_tls
from loopback import OK, Behaviour, Exchange, Servers, agree, nobody
from runtime import httpx_transport
from runtime.errors import (
    ConfigurationError,
    ConnectError,
    IncompleteResponseError,
    RedirectError,
    RequestTimeoutError,
    TLSError,
    TransportError,
    UCloudError,
)
from runtime.transport import HTTPRequest
from wire_clients import REQUEST, AsyncClient, options, sync_send

pytestmark = pytest.mark.slow


def sync_send_own(url: str, **changes: Any) -> None:
    with httpx2.Client() as mine:
        sync_send(url, http_client=mine, **changes)


def async_send_own(url: str, **changes: Any) -> None:
    async def send() -> None:
        async with (
            httpx2.AsyncClient() as mine,
            AsyncClient(**options(url) | changes, http_client=mine) as client,
        ):
            await client.send(REQUEST)

    asyncio.run(send())


OWN = pytest.mark.parametrize(
    "send",
    [pytest.param(sync_send_own, id="sync"), pytest.param(async_send_own, id="async")],
)


def hang_up(exchange: Exchange) -> None:
    exchange.close_connection = True


def cut_off(exchange: Exchange) -> None:
    length = str(len(OK))
    exchange.answer(OK[:10], Content_Length=length, X_UCLOUD_REQUEST_UUID="id-4")
    exchange.close_connection = True


def stall(exchange: Exchange) -> None:
    exchange.server.stopped.wait(5)


@OWN
@pytest.mark.parametrize(
    ("behave", "error"),
    [
        pytest.param(hang_up, TransportError, id="hung up"),
        pytest.param(cut_off, IncompleteResponseError, id="cut off"),
        pytest.param(stall, RequestTimeoutError, id="stalled"),
    ],
)
def test_a_create_that_fails_is_sent_once(
    send: Any, behave: Behaviour, error: type[UCloudError], serve: Servers
) -> None:
    server = serve(behave)
    with pytest.raises(error, match="may have been carried out") as caught:
        send(server.url, timeout=0.3)
    assert type(caught.value) is error
    assert caught.value.__context__ is None
    assert server.reached.wait(5)
    assert len(server.arrived) == 1


@OWN
def test_what_nobody_accepts_was_not_sent(send: Any) -> None:
    with nobody() as url, pytest.raises(ConnectError, match="nothing was sent"):
        send(url)


@OWN
@needs_openssl
def test_a_certificate_that_nobody_trusts_is_refused(
    send: Any, serve: Servers, tmp_path: Path
) -> None:
    server, url = over_tls(serve, tmp_path)
    with pytest.raises(TLSError, match="CERTIFICATE_VERIFY_FAILED"):
        send(url)
    assert server.arrived == []


@OWN
def test_a_success_is_returned(send: Any, serve: Servers) -> None:
    send(serve(agree).url)


def test_a_pool_that_stays_full_has_sent_nothing() -> None:
    error = httpx_transport.error_before_response(httpx2.PoolTimeout(""))
    assert type(error) is ConnectError
    assert str(error) == "could not connect (PoolTimeout); nothing was sent"


def failures_of_httpx2() -> list[type[httpx2.RequestError]]:
    return [
        cls
        for cls in vars(httpx2).values()
        if isinstance(cls, type) and issubclass(cls, httpx2.RequestError)
    ]


def test_every_failure_is_one_of_ours() -> None:
    assert len(failures_of_httpx2()) > 10
    for cls in failures_of_httpx2():
        error = httpx_transport.error_before_response(cls("text of the library"))
        assert isinstance(error, UCloudError)
        unsent = "nothing was sent" in error.message
        maybe = "it may have been carried out" in error.message
        assert unsent + maybe == (not isinstance(error, ConfigurationError))
        inside = httpx_transport.error_inside_response(cls("text of the library"), 200)
        assert isinstance(inside, (IncompleteResponseError, RequestTimeoutError))


def test_a_client_of_the_callers_own_is_used_and_not_closed(
    serve: Servers,
) -> None:
    server = serve()
    with httpx2.Client(headers={"X-Mine": "1"}, follow_redirects=True) as mine:
        for _ in range(2):
            sync_send(server.url, http_client=mine)
        assert not mine.is_closed
    assert [arrival.headers["x-mine"] for arrival in server.arrived] == ["1", "1"]
    assert len({arrival.port for arrival in server.arrived}) == 1


def test_a_client_of_the_callers_own_follows_no_redirect_either(
    serve: Servers,
) -> None:
    server = serve(lambda exchange: exchange.answer(b"", 307, Location="/again"))
    with (
        httpx2.Client(follow_redirects=True) as mine,
        pytest.raises(RedirectError),
    ):
        sync_send(server.url, http_client=mine)
    assert len(server.arrived) == 1


@pytest.mark.parametrize("coding", ["", "gzip"], ids=["plain", "gzip"])
def test_a_client_of_the_callers_own_may_answer_from_memory(coding: str) -> None:
    def respond(request: httpx2.Request) -> httpx2.Response:
        body = gzip.compress(OK) if coding else OK
        headers = {"Content-Encoding": coding} if coding else {}
        return httpx2.Response(200, content=body, headers=headers)

    mine = httpx2.Client(transport=httpx2.MockTransport(respond))
    (response,) = sync_send("https://api.example.com", http_client=mine)
    assert response.thing_id == "thing-1"


def test_an_async_client_of_the_callers_own_is_used(serve: Servers) -> None:
    server = serve()

    async def send() -> None:
        async with httpx2.AsyncClient(headers={"X-Mine": "1"}) as mine:
            async with AsyncClient(http_client=mine, **options(server.url)) as client:
                await client.send(REQUEST)
            assert not mine.is_closed

    asyncio.run(send())
    assert server.arrived[0].headers["x-mine"] == "1"


def test_each_limit_reaches_the_library() -> None:
    request = HTTPRequest("https://a", {}, b"", 10, connect=2, read=20)
    assert httpx_transport._arguments(request)["timeout"] == (2, 10, 10, 10)
