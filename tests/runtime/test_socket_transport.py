"""Over a real wire: what is sent, what is never sent again, and what becomes of an answer that does not come."""

from __future__ import annotations

import asyncio
import gzip
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

import pytest
from certificates import needs_openssl, over_tls
from loopback import OK, Behaviour, Exchange, Loopback, Servers, agree, nobody
from runtime import json_body, transport
from runtime.errors import (
    BadResponseError,
    ConfigurationError,
    ConnectError,
    IncompleteResponseError,
    RequestTimeoutError,
    TLSError,
    TransportError,
    UCloudError,
)
from runtime.protocol import sign
from runtime.socket_transport import AsyncSocketTransport, SocketTransport
from runtime.transport import HTTPRequest, HTTPResponse
from small_classes import CreateThingResponse, PostThing
from wire_clients import BOTH, REQUEST, AsyncClient, Client, Send, options, sync_send

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("error")]

T = TypeVar("T")


@BOTH
def test_a_request_goes_out_and_an_answer_comes_back(
    send: Send, serve: Servers
) -> None:
    server = serve()
    (response,) = send(f"{server.url}/v1")
    assert (response.thing_id, response.request_id) == ("thing-1", "id-1")
    (arrival,) = server.arrived
    assert arrival.path == "/v1"
    assert arrival.headers["content-type"] == "application/x-www-form-urlencoded"
    assert arrival.headers["user-agent"].startswith("things/1.2 Python/")
    assert int(arrival.headers["u-timestamp-ms"]) > 0
    parameters = arrival.form
    assert parameters.pop("Signature") == sign(parameters, "pri")
    assert parameters == {
        "Action": "CreateThing",
        "Name": "名 &=+",
        "Region": "cn-bj2",
        "PublicKey": "pub",
    }


@BOTH
def test_one_connection_serves_several_calls(send: Send, serve: Servers) -> None:
    server = serve()
    assert len(send(server.url, times=5)) == 5
    assert len(server.arrived) == 5
    assert len({arrival.port for arrival in server.arrived}) == 1


def test_a_connection_that_the_server_has_left_is_not_used_again(
    serve: Servers,
) -> None:
    def leave(exchange: Exchange) -> None:
        agree(exchange)
        exchange.close_connection = True

    server = serve(leave)
    with Client(**options(server.url)) as client:
        for _ in range(2):
            # A create: were it sent into the void, it would not be sent again.
            assert client.send(REQUEST).thing_id == "thing-1"
            assert server.left.wait(5)
            server.left.clear()
    assert len(set(ports(server))) == len(server.arrived) == 2


@BOTH
def test_a_create_on_a_connection_that_is_closed_meanwhile_is_sent_once(
    send: Send, serve: Servers
) -> None:
    def agree_once(exchange: Exchange) -> None:
        (agree if len(exchange.server.arrived) == 1 else hang_up)(exchange)

    server = serve(agree_once)
    with pytest.raises(TransportError, match="the connection was closed") as caught:
        send(server.url, times=2)
    assert type(caught.value) is TransportError
    assert len(server.arrived) == 2
    assert len(set(ports(server))) == 1


@BOTH
@pytest.mark.parametrize("status", [301, 302, 307, 308], ids=str)
def test_no_redirect_is_followed(send: Send, serve: Servers, status: int) -> None:
    elsewhere = serve()

    def redirect(exchange: Exchange) -> None:
        location = f"{elsewhere.url}/steal"
        exchange.answer(b"", status, Location=location, X_UCLOUD_REQUEST_UUID="id-2")

    server = serve(redirect)
    with pytest.raises(TransportError, match=f"redirected .HTTP {status}.") as caught:
        send(server.url)
    assert caught.value.request_id == "id-2"
    assert len(server.arrived) == 1
    assert elsewhere.arrived == []


@BOTH
def test_a_redirect_to_itself_is_not_followed(send: Send, serve: Servers) -> None:
    server = serve(lambda exchange: exchange.answer(b"", 307, Location="/again"))
    with pytest.raises(TransportError, match="redirected"):
        send(server.url)
    assert len(server.arrived) == 1


@BOTH
@pytest.mark.parametrize(
    "location",
    [
        pytest.param(nobody, id="nobody listens"),
    ],
)
def test_where_nothing_was_sent_the_error_says_so(
    send: Send, serve: Servers, location: Callable[[], AbstractContextManager[str]]
) -> None:
    with (
        location() as url,
        pytest.raises(
            TransportError, match=r"nothing was sent, in each of 3 attempts$"
        ) as caught,
    ):
        send(url)
    assert not isinstance(caught.value, RequestTimeoutError)
    assert str(caught.value).startswith("CreateThing: could not connect (")


def stall(exchange: Exchange) -> None:
    exchange.server.stopped.wait(5)


def stall_inside(exchange: Exchange) -> None:
    exchange.send_response(200)
    exchange.send_header("Content-Length", str(len(OK)))
    exchange.end_headers()
    exchange.wfile.write(OK[:10])
    exchange.server.stopped.wait(5)


@BOTH
@pytest.mark.parametrize(
    "behave",
    [
        pytest.param(stall, id="no answer"),
        pytest.param(stall_inside, id="half an answer"),
    ],
)
def test_an_answer_that_does_not_come_in_time(
    send: Send, serve: Servers, behave: Behaviour
) -> None:
    server = serve(behave)
    started = time.monotonic()
    with pytest.raises(RequestTimeoutError, match="may have been carried out"):
        send(server.url, timeout=0.1)
    assert time.monotonic() - started < 3
    assert server.reached.wait(5)
    assert len(server.arrived) == 1


def hang_up(exchange: Exchange) -> None:
    exchange.close_connection = True


def cut_off(exchange: Exchange) -> None:
    length = str(len(OK))
    exchange.answer(OK[:10], Content_Length=length, X_UCLOUD_REQUEST_UUID="id-4")
    exchange.close_connection = True


def babble(exchange: Exchange) -> None:
    exchange.wfile.write(b"220 this is no HTTP\r\n\r\n")
    exchange.close_connection = True


def no_gzip(exchange: Exchange) -> None:
    exchange.answer(OK, Content_Encoding="gzip", X_UCLOUD_REQUEST_UUID="id-4")


def half_gzip(exchange: Exchange) -> None:
    half = gzip.compress(OK)[:-9]
    exchange.answer(half, Content_Encoding="gzip", X_UCLOUD_REQUEST_UUID="id-4")


def brotli(exchange: Exchange) -> None:
    exchange.answer(OK, Content_Encoding="br", X_UCLOUD_REQUEST_UUID="id-4")


@BOTH
@pytest.mark.parametrize(
    "behave",
    [
        pytest.param(hang_up, id="hung up"),
        pytest.param(babble, id="another protocol"),
    ],
)
def test_an_exchange_that_breaks_off(
    send: Send, serve: Servers, behave: Behaviour
) -> None:
    server = serve(behave)
    with pytest.raises(TransportError, match="may have been carried out") as caught:
        send(server.url)
    assert type(caught.value) is TransportError
    assert str(caught.value).startswith("CreateThing: the exchange broke off (")
    assert len(server.arrived) == 1


BOMB = gzip.compress(bytes(20 * 2**20))


def explode(exchange: Exchange) -> None:
    exchange.answer(BOMB, Content_Encoding="gzip", X_UCLOUD_REQUEST_UUID="id-3")


def never_end(exchange: Exchange) -> None:
    exchange.send_response(200)
    exchange.send_header("X-UCLOUD-REQUEST-UUID", "id-3")
    exchange.send_header("Transfer-Encoding", "chunked")
    exchange.end_headers()
    while not exchange.server.stopped.is_set():
        exchange.wfile.write(b"10000\r\n" + bytes(0x10000) + b"\r\n")


@BOTH
@pytest.mark.parametrize(
    "behave",
    [
        pytest.param(explode, id="a gzip bomb"),
        pytest.param(never_end, id="a body without an end"),
    ],
)
def test_an_answer_without_measure_is_not_read_to_its_end(
    send: Send,
    serve: Servers,
    behave: Behaviour,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (transport, json_body):
        monkeypatch.setattr(module, "MAX_BODY_BYTES", 2**20)
    with pytest.raises(BadResponseError, match="too large") as caught:
        send(serve(behave).url)
    assert caught.value.request_id == "id-3"
    read = int(caught.value.message.split()[-2])
    assert 2**20 < read <= 2 * 2**20


def test_a_compressed_answer_is_read(serve: Servers) -> None:
    server = serve(
        lambda exchange: exchange.answer(gzip.compress(OK), Content_Encoding="gzip")
    )
    assert sync_send(server.url)[0].thing_id == "thing-1"


@BOTH
def test_cookies_are_not_kept(send: Send, serve: Servers) -> None:
    server = serve(lambda exchange: exchange.answer(OK, Set_Cookie="session=1; Path=/"))
    send(server.url, times=2)
    assert all("cookie" not in arrival.headers for arrival in server.arrived)


@BOTH
def test_no_user_name_of_the_netrc_file_is_sent(
    send: Send, serve: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password canary\n")
    monkeypatch.setenv("NETRC", str(netrc))
    server = serve()
    send(server.url)
    assert "authorization" not in server.arrived[0].headers


def ports(server: Loopback) -> list[int]:
    return [arrival.port for arrival in server.arrived]


def over(_: object) -> HTTPResponse:
    return HTTPResponse(200, {}, OK)


async def over_async(_: object) -> HTTPResponse:
    return over(_)


@pytest.mark.parametrize("own", [True, False], ids=["its own", "given"])
def test_a_closed_client_sends_nothing(serve: Servers, own: bool) -> None:
    server = serve()
    client = Client(transport=None if own else over, **options(server.url))
    view = client.with_options(region="other")
    view.send(REQUEST)
    view.close()
    view.close()
    for sender in (client, view, client.with_options(region="third")):
        with pytest.raises(RuntimeError, match="the client is closed"):
            sender.send(REQUEST)
        with pytest.raises(RuntimeError, match="the client is closed"), sender:
            pass
    assert len(server.arrived) == own


@pytest.mark.parametrize("own", [True, False], ids=["its own", "given"])
def test_a_closed_async_client_sends_nothing(serve: Servers, own: bool) -> None:
    server = serve()

    async def send() -> None:
        transport = None if own else over_async
        client = AsyncClient(transport=transport, **options(server.url))
        view = client.with_options(region="other")
        await view.send(REQUEST)
        await view.aclose()
        await view.aclose()
        for sender in (client, view):
            with pytest.raises(RuntimeError, match="the client is closed"):
                await sender.send(REQUEST)
            with pytest.raises(RuntimeError, match="the client is closed"):
                async with sender:
                    pass

    asyncio.run(send())
    assert len(server.arrived) == own


def test_a_client_that_is_closed_between_attempts_opens_no_connection(
    serve: Servers,
) -> None:
    server = serve(lambda exchange: exchange.answer(b"", 429))
    client = Client(on_error=lambda _: client.close(), **options(server.url))
    with pytest.raises(RuntimeError, match="the client is closed"):
        client.send(REQUEST)
    assert len(server.arrived) == 1


@BOTH
def test_leaving_the_context_closes_the_connections(send: Send, serve: Servers) -> None:
    server = serve()
    send(server.url)
    assert server.left.wait(5)


def test_a_response_that_comes_after_close_is_read_and_its_connection_closed(
    serve: Servers,
) -> None:
    server = serve(lambda exchange: (client.close(), agree(exchange)))
    client = Client(**options(server.url))
    assert client.send(REQUEST).thing_id == "thing-1"
    assert server.left.wait(5)


def test_a_transport_that_was_passed_in_is_not_closed(serve: Servers) -> None:
    server = serve()
    mine = SocketTransport()
    for _ in range(2):
        with Client(transport=mine, **options(server.url)) as client:
            client.send(REQUEST)
    assert len(set(ports(server))) == 1
    assert not server.left.is_set()
    mine.close()
    assert server.left.wait(5)


def test_an_async_transport_that_was_passed_in_is_not_closed(serve: Servers) -> None:
    server = serve()

    async def send() -> None:
        mine = AsyncSocketTransport()
        for _ in range(2):
            async with AsyncClient(transport=mine, **options(server.url)) as client:
                await client.send(REQUEST)
        assert not server.left.is_set()
        await mine.aclose()

    asyncio.run(send())
    assert server.left.wait(5)
    assert len(set(ports(server))) == 1


def at_once(count: int, task: Callable[[], T]) -> list[T]:
    """Run a task in several threads that start together."""
    barrier = threading.Barrier(count)

    def run() -> T:
        barrier.wait(5)
        return task()

    with ThreadPoolExecutor(count) as threads:
        futures = [threads.submit(run) for _ in range(count)]
        return [future.result() for future in futures]


def test_threads_share_one_client(serve: Servers) -> None:
    server = serve()
    with Client(**options(server.url)) as client:
        responses = at_once(8, lambda: client.send(REQUEST))
        client.send(REQUEST)
    assert [response.thing_id for response in responses] == ["thing-1"] * 8
    assert len(server.arrived) == 9
    assert len(set(ports(server))) <= 8


def test_tasks_share_one_client(serve: Servers) -> None:
    server = serve()

    async def send() -> list[CreateThingResponse]:
        async with AsyncClient(**options(server.url)) as client:
            return await asyncio.gather(*(client.send(REQUEST) for _ in range(8)))

    assert [response.thing_id for response in asyncio.run(send())] == ["thing-1"] * 8
    assert len(server.arrived) == 8


def test_a_task_that_is_cancelled_leaves_the_client_usable(serve: Servers) -> None:
    def stall_once(exchange: Exchange) -> None:
        (stall if len(exchange.server.arrived) == 1 else agree)(exchange)

    server = serve(stall_once)

    async def send() -> CreateThingResponse:
        async with AsyncClient(**options(server.url)) as client:
            task = asyncio.create_task(client.send(REQUEST))
            await asyncio.to_thread(server.reached.wait, 5)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return await client.send(REQUEST)

    assert asyncio.run(send()).thing_id == "thing-1"


def test_header_names_are_in_lower_case(serve: Servers) -> None:
    server = serve(lambda exchange: exchange.answer(b"x", 404, X_Some_Thing="A"))
    pooled = SocketTransport()
    answer = pooled(HTTPRequest(server.url, {}, b"", 5))
    pooled.close()
    assert isinstance(answer, HTTPResponse)
    assert (answer.status, answer.body) == (404, b"x")
    assert answer.headers["x-some-thing"] == "A"


@BOTH
@pytest.mark.parametrize(
    ("behave", "error", "text"),
    [
        pytest.param(
            cut_off,
            IncompleteResponseError,
            "the answer broke off (the connection was closed, HTTP 200); it may have been",
            id="cut off",
        ),
        pytest.param(
            no_gzip, BadResponseError, "cannot be decompressed (HTTP 200)", id="no gzip"
        ),
        pytest.param(
            half_gzip,
            BadResponseError,
            "cannot be decompressed (HTTP 200)",
            id="half of a gzip",
        ),
        pytest.param(
            brotli,
            BadResponseError,
            "cannot be decompressed (HTTP 200)",
            id="what was not asked for",
        ),
    ],
)
def test_a_body_that_cannot_be_read_has_a_request_id(
    send: Send,
    serve: Servers,
    behave: Behaviour,
    error: type[UCloudError],
    text: str,
) -> None:
    server = serve(behave)
    with pytest.raises(error) as caught:
        send(server.url)
    assert type(caught.value) is error
    assert text in str(caught.value)
    assert caught.value.request_id == "id-4"
    assert len(server.arrived) == 1


@BOTH
def test_an_answer_that_trickles_is_cut_at_the_deadline(
    send: Send, serve: Servers
) -> None:
    def trickle(exchange: Exchange) -> None:
        exchange.send_response(200)
        exchange.send_header("Content-Length", "150")
        exchange.end_headers()
        for _ in range(150):
            exchange.server.stopped.wait(0.02)
            exchange.wfile.write(b" ")

    started = time.monotonic()
    with pytest.raises(RequestTimeoutError):
        send(serve(trickle).url, timeout=0.3)
    assert time.monotonic() - started < 3


def test_a_failure_holds_nothing_of_the_library(serve: Servers) -> None:
    with pytest.raises(TransportError) as caught:
        sync_send(serve(hang_up).url)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@pytest.mark.parametrize("name", ["ALL_PROXY", "SSL_CERT_FILE"])
def test_an_environment_that_no_client_can_be_made_in(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "gopher://user:canary@127.0.0.1:1")
    with pytest.raises(ConfigurationError, match=name) as caught:
        sync_send("https://127.0.0.1:1")
    assert "canary" not in str(caught.value)


def test_an_async_client_serves_one_event_loop_after_another(serve: Servers) -> None:
    server = serve()
    client = AsyncClient(**options(server.url))
    for _ in range(2):
        assert asyncio.run(client.send(REQUEST)).thing_id == "thing-1"
    asyncio.run(client.aclose())
    assert len(set(ports(server))) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
# From Python 3.12 on: what is forked here does nothing but call.
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_process_makes_connections_of_its_own(serve: Servers) -> None:
    server = serve()
    with Client(**options(server.url)) as client:
        client.send(REQUEST)
        child = os.fork()
        if child == 0:
            # Only os._exit: what else ends a process would end the test run's.
            os._exit(0 if client.send(REQUEST).thing_id == "thing-1" else 1)
        assert os.waitpid(child, 0)[1] == 0
        client.send(REQUEST)
    first, of_child, second = ports(server)
    assert first == second
    assert of_child != first


def test_headers_and_user_agent_go_out(serve: Servers) -> None:
    server = serve()
    changes = {"headers": {"X-Team": "a"}, "user_agent": "batch/2"}
    sync_send(server.url, **changes)
    headers = server.arrived[0].headers
    assert headers["x-team"] == "a"
    assert headers["user-agent"].endswith(" batch/2")


@needs_openssl
@BOTH
def test_a_certificate_that_nobody_trusts_is_refused(
    send: Send, serve: Servers, tmp_path: Path
) -> None:
    server, url = over_tls(serve, tmp_path)
    with pytest.raises(TLSError, match="CERTIFICATE_VERIFY_FAILED") as caught:
        send(url)
    assert len(caught.value.attempts) == 1
    assert server.arrived == []


@needs_openssl
@BOTH
def test_a_certificate_that_the_environment_trusts_is_accepted(
    send: Send, serve: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, url = over_tls(serve, tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    assert send(url)[0].thing_id == "thing-1"


@BOTH
def test_a_server_that_speaks_no_tls_is_sent_nothing(
    send: Send, serve: Servers
) -> None:
    server = serve()
    with pytest.raises(TLSError, match="nothing was sent") as caught:
        send(server.url.replace("http:", "https:"))
    assert len(caught.value.attempts) == 1
    assert server.arrived == []


@BOTH
def test_a_proxy_of_the_environment_is_used(
    send: Send, serve: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serve()
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    send("http://api.example.com/v1", allow_http=True)
    assert proxy.arrived[0].path == "http://api.example.com/v1"


@BOTH
def test_a_proxy_that_refuses_has_sent_nothing_and_keeps_its_password(
    send: Send, serve: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serve()
    address = proxy.url.removeprefix("http://")
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:canary@{address}")
    with pytest.raises(ConnectError, match="nothing was sent") as caught:
        send("https://api.example.com")
    assert len(caught.value.attempts) == 3
    assert "canary" not in f"{caught.value}{caught.value!r}"
    assert proxy.arrived == []


def test_a_read_that_stalls_is_asked_for_again(
    serve: Servers,
) -> None:
    def stall_at_first(exchange: Exchange) -> None:
        (stall if len(exchange.server.arrived) == 1 else agree)(exchange)

    server = serve(stall_at_first)
    kind = type("ListThing", (PostThing,), {"ACTION": "ListThing"})
    asked = kind(name="n", project_id="p")
    with Client(**options(server.url), read_timeout=0.2) as client:
        assert client.send(asked).thing_id == "thing-1"
    assert len(server.arrived) == 2
