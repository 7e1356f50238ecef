"""No server holds a call for longer than it may take, in any phase; each limit of a phase holds where it takes effect."""

from __future__ import annotations

import asyncio
import gc
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from certificates import certified, needs_openssl
from dripping import HANDSHAKE, RESPONSES, SILENCE, Drip, dripping, full_backlog
from loopback import Servers
from runtime import pool
from runtime.errors import ConnectError, RequestTimeoutError, TransportError
from small_classes import CreateThing
from wire_clients import AsyncClient, Client, options

pytestmark = pytest.mark.slow

SECONDS = 0.4
# What a call may take beyond its timeout.
TOLERANCE = 0.2
# On a busy machine one of so many attempts is on time; without a deadline none is, since every server here goes on for seconds.
ATTEMPTS = 8
REQUEST = CreateThing(name="n", region="r")
# More than the buffers of a connection take.
LARGE = CreateThing(name="n" * 5_000_000, region="r")

Failure = tuple[float, BaseException]


def sync_failure(url: str, request: CreateThing, **changes: Any) -> Failure:
    with Client(**(options(url) | changes), max_retries=0) as client:
        started = time.monotonic()
        with pytest.raises(TransportError) as caught:
            client.send(request)
        return time.monotonic() - started, caught.value


def async_failure(url: str, request: CreateThing, **changes: Any) -> Failure:
    async def send() -> Failure:
        async with AsyncClient(**(options(url) | changes), max_retries=0) as client:
            started = time.monotonic()
            with pytest.raises(TransportError) as caught:
                await client.send(request)
            return time.monotonic() - started, caught.value

    return asyncio.run(send())


Fail = Callable[..., Failure]
BOTH = pytest.mark.parametrize(
    "fail",
    [pytest.param(sync_failure, id="sync"), pytest.param(async_failure, id="async")],
)


@pytest.fixture(autouse=True)
def alone(serve: Servers) -> None:
    """Keep proxies of this machine out, and have the collector's work done by now."""
    gc.collect()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificate")


@pytest.fixture(scope="module")
def context(folder: Path) -> ssl.SSLContext:
    return certified(folder)


def check_in_time(
    fail: Fail, url: str, request: CreateThing = REQUEST, **limits: float
) -> BaseException:
    """Return how a call fails whose limit is SECONDS, in the first attempt that is on time."""
    limits = limits or {"timeout": SECONDS}
    for _ in range(ATTEMPTS):
        seconds, error = fail(url, request, **limits)
        assert seconds >= SECONDS - 0.01
        if seconds <= SECONDS + TOLERANCE:
            return error
    pytest.fail(f"it took {seconds:.2f} s")


@BOTH
@pytest.mark.parametrize("drip", RESPONSES.values(), ids=RESPONSES)
def test_a_response_that_drips(fail: Fail, drip: Drip) -> None:
    with dripping(drip) as server:
        error = check_in_time(fail, f"http://127.0.0.1:{server.port}")
    assert type(error) is RequestTimeoutError


@needs_openssl
@BOTH
@pytest.mark.parametrize("drip", RESPONSES.values(), ids=RESPONSES)
def test_a_response_that_drips_over_tls(
    fail: Fail,
    drip: Drip,
    context: ssl.SSLContext,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "certificate.pem"))
    with dripping(drip, context) as server:
        error = check_in_time(fail, f"https://127.0.0.1:{server.port}")
    assert type(error) is RequestTimeoutError


# Whatever happens before the connection is open limits itself to connect_timeout, if that is shorter.
CONNECTING = pytest.mark.parametrize(
    "limits",
    [
        pytest.param({"timeout": SECONDS}, id="timeout"),
        pytest.param(
            {"timeout": 4, "connect_timeout": SECONDS, "read_timeout": 3},
            id="connect_timeout",
        ),
    ],
)


@BOTH
@CONNECTING
def test_a_connection_that_is_not_accepted(fail: Fail, limits: Any) -> None:
    with full_backlog() as port:
        error = check_in_time(fail, f"http://127.0.0.1:{port}", **limits)
    assert type(error) is ConnectError


@BOTH
@CONNECTING
@pytest.mark.parametrize("drip", [SILENCE, HANDSHAKE], ids=["silence", "bytes"])
def test_a_handshake_that_drips(fail: Fail, limits: Any, drip: Drip) -> None:
    with dripping(drip) as server:
        error = check_in_time(fail, f"https://127.0.0.1:{server.port}", **limits)
    assert type(error) is ConnectError


@BOTH
@CONNECTING
@pytest.mark.parametrize(
    "name", ["nothing", "a status line", "a header", "interim responses"]
)
def test_a_proxy_that_drips(
    fail: Fail, limits: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with dripping(RESPONSES[name]) as server:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.port}")
        error = check_in_time(fail, "https://api.example.com", **limits)
    assert type(error) is ConnectError


@pytest.fixture
def slow_names(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have names looked up for as long as the test takes."""
    finished = threading.Event()
    look_up = socket.getaddrinfo

    def wait(host: Any, *arguments: Any, flags: int = 0, **options: Any) -> Any:
        if flags != socket.AI_NUMERICHOST:
            finished.wait(5)
        return look_up(host, *arguments, flags=flags, **options)

    monkeypatch.setattr(socket, "getaddrinfo", wait)
    yield
    finished.set()


@BOTH
@CONNECTING
@pytest.mark.usefixtures("slow_names")
def test_a_name_that_is_not_found(fail: Fail, limits: Any) -> None:
    started = time.monotonic()
    error = check_in_time(fail, "https://api.example.com", **limits)
    assert type(error) is ConnectError
    # Nor does the event loop wait for it when it is closed.
    assert time.monotonic() - started < 3


@BOTH
def test_no_free_connection(fail: Fail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "MAX_CONNECTIONS", 0)
    error = check_in_time(fail, "http://127.0.0.1:1")
    assert type(error) is ConnectError
    assert "requests are on their way already" in str(error)


@BOTH
@pytest.mark.parametrize(
    "limits",
    [
        pytest.param({"timeout": SECONDS}, id="timeout"),
        pytest.param({"timeout": 4, "write_timeout": SECONDS}, id="write_timeout"),
    ],
)
def test_a_request_that_nobody_reads(fail: Fail, limits: Any) -> None:
    with dripping(SILENCE) as server:
        url = f"http://127.0.0.1:{server.port}"
        error = check_in_time(fail, url, LARGE, **limits)
    assert type(error) is RequestTimeoutError


@BOTH
@pytest.mark.parametrize("name", ["nothing", "a body"])
def test_a_response_that_stalls(fail: Fail, name: str) -> None:
    drip = Drip(RESPONSES[name].start, b"")
    with dripping(drip) as server:
        error = check_in_time(
            fail, f"http://127.0.0.1:{server.port}", timeout=4, read_timeout=SECONDS
        )
    assert type(error) is RequestTimeoutError


@BOTH
@pytest.mark.parametrize("seconds", [1e-9, 1e-4])
def test_a_timeout_that_is_over_at_once_is_an_error_of_ours(
    fail: Fail, seconds: float
) -> None:
    with dripping(SILENCE) as server:
        _, error = fail(f"http://127.0.0.1:{server.port}", REQUEST, timeout=seconds)
    assert type(error) in (ConnectError, RequestTimeoutError)


@BOTH
def test_a_host_that_cannot_be_looked_up_for_lack_of_threads(
    fail: Fail, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    _, error = fail("https://api.example.com", REQUEST)
    assert str(error).endswith("(can't start new thread); nothing was sent")


@BOTH
def test_read_and_write_timeout_limit_a_wait_not_the_whole(fail: Fail) -> None:
    with dripping(RESPONSES["a body"]) as server:
        url = f"http://127.0.0.1:{server.port}"
        seconds, error = fail(
            url, REQUEST, timeout=1, read_timeout=0.3, write_timeout=0.3
        )
    assert seconds >= 1
    assert type(error) is RequestTimeoutError
