"""Over a real wire: what is sent, what is never sent again, and what becomes of an answer that does not come."""

from __future__ import annotations

import asyncio
import gzip
import os
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import pytest
from fake_clock import FakeClock
from loopback import OK, Behaviour, Exchange, Loopback, Servers, agree, nobody, servers
from runtime import httpx_transport, protocol, transport
from runtime.client import BaseAsyncClient, BaseSyncClient
from runtime.errors import (
    BadResponseError,
    ConfigurationError,
    ConnectError,
    IncompleteResponseError,
    RedirectError,
    RequestTimeoutError,
    TLSError,
    TransportError,
    UCloudError,
)
from runtime.httpx_transport import AsyncPooledTransport, PooledTransport
from runtime.protocol import sign
from runtime.transport import HTTPRequest, HTTPResponse
from small_classes import CreateThing, CreateThingResponse, PostThing

pytestmark = pytest.mark.slow

T = TypeVar("T")
REQUEST = CreateThing(name="名 &=+", region="cn-bj2")


class Client(BaseSyncClient):
    PRODUCT = "things/1.2"
    CLOCK = FakeClock().clock()


class AsyncClient(BaseAsyncClient):
    PRODUCT = "things/1.2"
    CLOCK = FakeClock().clock()


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Servers]:
    """Start servers, out of reach of this machine's proxies and keys."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "UCLOUD_SECURITY_TOKEN"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with servers() as started:
        yield started


def options(url: str) -> dict[str, Any]:
    return {
        "public_key": "pub",
        "private_key": "pri",
        "base_url": url,
        "timeout": 5,
    }


def sync_send(url: str, times: int = 1, **changes: Any) -> list[CreateThingResponse]:
    with Client(**(options(url) | changes)) as client:
        return [client.send(REQUEST) for _ in range(times)]


def async_send(url: str, times: int = 1, **changes: Any) -> list[CreateThingResponse]:
    async def send() -> list[CreateThingResponse]:
        async with AsyncClient(**(options(url) | changes)) as client:
            return [await client.send(REQUEST) for _ in range(times)]

    return asyncio.run(send())


Send = Callable[..., list[CreateThingResponse]]
BOTH = pytest.mark.parametrize(
    "send", [pytest.param(sync_send, id="sync"), pytest.param(async_send, id="async")]
)


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


def test_a_pool_that_stays_full_has_sent_nothing() -> None:
    error = httpx_transport.error_before_response(httpx2.PoolTimeout(""))
    assert type(error) is ConnectError
    assert str(error) == "could not connect (PoolTimeout); nothing was sent"


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
    for module in (transport, protocol):
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
    server = serve(lambda exchange: exchange.answer(b"", 503))
    client = Client(on_error=lambda _: client.close(), **options(server.url))
    with pytest.raises(RuntimeError, match="the client is closed"):
        client.send(REQUEST)
    assert len(server.arrived) == 1


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return the httpx2 clients that get closed."""
    clients: list[object] = []
    close, aclose = httpx2.Client.close, httpx2.AsyncClient.aclose

    def noted(self: httpx2.Client) -> None:
        clients.append(self)
        close(self)

    async def anoted(self: httpx2.AsyncClient) -> None:
        clients.append(self)
        await aclose(self)

    monkeypatch.setattr(httpx2.Client, "close", noted)
    monkeypatch.setattr(httpx2.AsyncClient, "aclose", anoted)
    return clients


@BOTH
def test_leaving_the_context_closes_the_connections(
    send: Send, serve: Servers, closed: list[object]
) -> None:
    send(serve().url)
    assert len(closed) == 1


@BOTH
def test_leaving_the_context_with_an_error_closes_them_too(
    send: Send, serve: Servers, closed: list[object]
) -> None:
    with pytest.raises(TransportError):
        send(serve(hang_up).url)
    assert len(closed) == 1


def test_a_transport_that_was_passed_in_is_not_closed(
    serve: Servers, closed: list[object]
) -> None:
    server = serve()
    mine = PooledTransport()
    for _ in range(2):
        with Client(transport=mine, **options(server.url)) as client:
            client.send(REQUEST)
    assert closed == []
    assert len(set(ports(server))) == 1
    mine.close()
    assert len(closed) == 1


def test_an_async_transport_that_was_passed_in_is_not_closed(
    serve: Servers, closed: list[object]
) -> None:
    server = serve()

    async def send() -> None:
        mine = AsyncPooledTransport()
        for _ in range(2):
            async with AsyncClient(transport=mine, **options(server.url)) as client:
                await client.send(REQUEST)
        assert closed == []
        await mine.aclose()

    asyncio.run(send())
    assert len(closed) == 1
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


def test_threads_share_one_client(
    serve: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    made: list[httpx2.Client] = []
    make = httpx2.Client.__init__

    def slowly(self: httpx2.Client, **arguments: Any) -> None:
        made.append(self)
        server.stopped.wait(0.05)
        make(self, **arguments)

    monkeypatch.setattr(httpx2.Client, "__init__", slowly)
    with Client(**options(server.url)) as client:
        responses = at_once(8, lambda: client.send(REQUEST))
    assert [response.thing_id for response in responses] == ["thing-1"] * 8
    assert len(server.arrived) == 8
    assert len(made) == 1


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
    pooled = PooledTransport()
    answer = pooled(HTTPRequest(server.url, {}, b"", 5))
    pooled.close()
    assert isinstance(answer, HTTPResponse)
    assert (answer.status, answer.body) == (404, b"x")
    assert answer.headers["x-some-thing"] == "A"


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


@BOTH
@pytest.mark.parametrize(
    ("behave", "error", "text"),
    [
        pytest.param(
            cut_off,
            IncompleteResponseError,
            "the answer broke off (RemoteProtocolError, HTTP 200); it may have been",
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


def test_a_client_of_the_callers_own_is_used_and_not_closed(
    serve: Servers, closed: list[object]
) -> None:
    server = serve()
    with httpx2.Client(headers={"X-Mine": "1"}, follow_redirects=True) as mine:
        for _ in range(2):
            sync_send(server.url, http_client=mine)
        assert closed == []
    assert [arrival.headers["x-mine"] for arrival in server.arrived] == ["1", "1"]
    assert len(set(ports(server))) == 1


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


def test_an_async_client_serves_one_event_loop_after_another(serve: Servers) -> None:
    server = serve()
    client = AsyncClient(**options(server.url))
    for _ in range(2):
        assert asyncio.run(client.send(REQUEST)).thing_id == "thing-1"
    assert len(set(ports(server))) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
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


def test_each_limit_reaches_the_library() -> None:
    request = HTTPRequest("https://a", {}, b"", 10, connect=2, read=20)
    assert httpx_transport._arguments(request)["timeout"] == (2, 10, 10, 10)


def test_headers_and_user_agent_go_out(serve: Servers) -> None:
    server = serve()
    changes = {"headers": {"X-Team": "a"}, "user_agent": "batch/2"}
    sync_send(server.url, **changes)
    headers = server.arrived[0].headers
    assert headers["x-team"] == "a"
    assert headers["user-agent"].endswith(" batch/2")


def certified(folder: Path) -> ssl.SSLContext:
    """Return what a server needs that calls itself 127.0.0.1 by a certificate of nobody's."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-nodes", "-newkey", "ec"]
    command += ["-pkeyopt", "ec_paramgen_curve:prime256v1"]
    command += ["-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="makes a certificate"
)


def over_tls(serve: Servers, folder: Path) -> tuple[Loopback, str]:
    """Start a server that speaks TLS, and return it with its URL."""
    server = serve(context=certified(folder))
    return server, server.url.replace("http:", "https:")


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
