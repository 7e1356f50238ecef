"""One exchange as steps, carried out by hand: what is sent, what is received, and what a failure of each step means."""

from __future__ import annotations

import socket
import time
from collections.abc import Generator
from typing import Any

import pytest
from loopback import OK
from runtime import connections, sockets
from runtime.connections import Connection, connect_error, exchange_error, open_stream
from runtime.errors import (
    ConfigurationError,
    ConnectError,
    IncompleteResponseError,
    RequestTimeoutError,
    TLSError,
    TransportError,
)
from runtime.http1 import MalformedResponseError
from runtime.pool import Pool, Pools
from runtime.routes import Proxy, Route
from runtime.steps import (
    HandshakeError,
    PlainStream,
    ProxyRefusedError,
    TimeLimits,
)
from runtime.transport import HTTPRequest, ResponseReader

ROUTE = Route(False, "a.example", 80, "a.example", "/v1")
REQUEST = HTTPRequest("http://a.example/v1", {"X-A": "1"}, b"body", 9)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(OK), OK)
SENT = (
    b"POST /v1 HTTP/1.1\r\nHost: a.example\r\nX-A: 1\r\nContent-Length: 4\r\n\r\nbody"
)


def connection(route: Route = ROUTE) -> Connection:
    """Return a connection whose socket nothing uses."""
    unused = socket.socket()
    unused.close()
    return Connection(unused, PlainStream(), route)


def finish(steps: Generator[Any, Any, Any], received: bytes) -> object:
    """Return the result of the last step."""
    with pytest.raises(StopIteration) as result:
        steps.send(received)
    return result.value.value


@pytest.mark.parametrize("close", [b"", b"Connection: close\r\n"])
def test_an_exchange(close: bytes) -> None:
    reader = ResponseReader(REQUEST)
    steps = connection().exchange(REQUEST, reader)
    assert next(steps) == SENT
    assert steps.send(b"") is None
    answer = ANSWER.replace(b"Content", close + b"Content", 1)
    assert steps.send(answer[:20]) is None
    assert finish(steps, answer[20:]) is (not close)
    assert reader.finish().body == OK


def test_an_answer_that_comes_although_the_request_could_not_be_sent() -> None:
    reader = ResponseReader(REQUEST)
    steps = connection().exchange(REQUEST, reader)
    next(steps)
    assert steps.throw(BrokenPipeError()) is None
    assert finish(steps, ANSWER) is False
    assert reader.finish().body == OK


def test_a_request_that_is_not_sent_in_time_is_not_waited_for() -> None:
    steps = connection().exchange(REQUEST, ResponseReader(REQUEST))
    next(steps)
    with pytest.raises(TimeoutError):
        steps.throw(TimeoutError())


def test_a_body_that_is_too_large_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.transport.MAX_BODY_BYTES", 3)
    steps = connection().exchange(REQUEST, ResponseReader(REQUEST))
    next(steps)
    steps.send(b"")
    assert finish(steps, ANSWER[:-1]) is False


def test_a_header_that_would_end_its_line_is_not_sent() -> None:
    request = HTTPRequest("http://a", {"X-A": "1\r\nX-B: 2"}, b"", 9)
    with pytest.raises(ConfigurationError, match="header"):
        next(connection().exchange(request, ResponseReader(request)))


PROXY = Proxy(False, "p", 1, {"Proxy-Authorization": "Basic eA=="})


def test_a_proxy_is_told_the_password_with_each_request_in_clear_text() -> None:
    route = Route(False, "a.example", 80, "a.example", "http://a.example/v1", PROXY)
    steps = connection(route).exchange(REQUEST, ResponseReader(REQUEST))
    head = next(steps)
    assert head is not None
    assert head.startswith(b"POST http://a.example/v1 HTTP/1.1\r\n")
    assert b"\r\nProxy-Authorization: Basic eA==\r\n" in head
    with pytest.raises(StopIteration) as result:
        next(open_stream(route, None))
    assert isinstance(result.value.value, PlainStream)


@pytest.mark.parametrize(
    ("host", "target"),
    [
        pytest.param("a.example", "a.example:443", id="name"),
        pytest.param("fd00::1", "[fd00::1]:443", id="IPv6"),
    ],
)
def test_a_tunnel_is_asked_for(host: str, target: str) -> None:
    steps = open_stream(Route(True, host, 443, host, "/", PROXY), None)
    asked = f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\nProxy-Authorization: Basic eA==\r\n\r\n"
    assert next(steps) == asked.encode()
    assert steps.send(b"") is None
    with pytest.raises(ProxyRefusedError, match="HTTP 407"):
        steps.send(b"HTTP/1.1 407 No\r\nContent-Length: 9\r\n\r\n")


@pytest.mark.parametrize(
    ("error", "kind", "text"),
    [
        pytest.param(
            ConnectionRefusedError(111, "Connection refused"),
            ConnectError,
            "could not connect ([Errno 111] Connection refused); nothing was sent",
            id="refused",
        ),
        pytest.param(
            TimeoutError(),
            ConnectError,
            "could not connect (timed out); nothing was sent",
            id="late",
        ),
        pytest.param(
            MalformedResponseError("the connection was closed"),
            ConnectError,
            "could not connect (the connection was closed); nothing was sent",
            id="a proxy that hangs up",
        ),
        pytest.param(
            HandshakeError("unknown CA"),
            TLSError,
            "no trusted connection (unknown CA); nothing was sent",
            id="TLS",
        ),
    ],
)
def test_what_fails_before_the_connection_is_open_was_not_sent(
    error: Exception, kind: type, text: str
) -> None:
    failure = connect_error(error)
    assert (type(failure), str(failure)) == (kind, text)


@pytest.mark.parametrize("has_head", [False, True], ids=["no head", "head"])
@pytest.mark.parametrize(
    "error", [TimeoutError(), ConnectionResetError(), MalformedResponseError("no HTTP")]
)
def test_what_fails_afterwards_may_have_been_carried_out(
    error: Exception, has_head: bool
) -> None:
    reader = ResponseReader(REQUEST)
    if has_head:
        reader.begin(200, {"x-ucloud-request-uuid": "id-1"})
    failure = exchange_error(error, reader)
    assert "may have been carried out" in str(failure)
    assert failure.request_id == ("id-1" if has_head else None)
    late = isinstance(error, TimeoutError)
    broken = IncompleteResponseError if has_head else TransportError
    assert type(failure) is (RequestTimeoutError if late else broken)


class FakeSocket:
    """Takes two bytes at a time, and notes how long each operation may take."""

    def __init__(self) -> None:
        self.sent = b""
        self.limits: list[float] = []

    def settimeout(self, seconds: float) -> None:
        """Note the limit."""
        self.limits.append(round(seconds))

    def send(self, data: memoryview) -> int:
        """Take two bytes."""
        self.sent += data[:2]
        return len(data[:2])

    def recv(self, count: int) -> bytes:
        """Return some bytes."""
        return b"ab"


@pytest.mark.parametrize(
    ("read", "write", "limits"),
    [
        pytest.param(None, None, [9, 9, 9], id="what is left"),
        pytest.param(2, None, [9, 9, 2], id="read"),
        pytest.param(None, 3, [3, 3, 9], id="write"),
        pytest.param(20, 30, [9, 9, 9], id="more than is left"),
    ],
)
def test_each_step_has_its_limit(
    read: float | None, write: float | None, limits: list[float]
) -> None:
    def steps() -> Generator[bytes | None, bytes, bytes]:
        yield b"xyz"
        return (yield None)

    fake: Any = FakeSocket()
    assert sockets._run(steps(), fake, TimeLimits(9, read, write)) == b"ab"
    assert (fake.sent, fake.limits) == (b"xyz", limits)


def test_no_time_left_is_a_timeout() -> None:
    with pytest.raises(TimeoutError):
        TimeLimits(0).left()


def pair() -> tuple[Connection, socket.socket]:
    ours, theirs = socket.socketpair()
    return Connection(ours, PlainStream(), ROUTE), theirs


def test_a_pool_gives_the_connection_that_was_used_last() -> None:
    pool = Pool(None)
    (first, one), (second, two) = pair(), pair()
    pool.put(first)
    pool.put(second)
    other = Route(False, "b.example", 80, "b.example", "/")
    assert pool.take(other) is None
    assert pool.take(ROUTE) is second
    assert pool.take(ROUTE) is first
    assert pool.take(ROUTE) is None
    for item in (first, second, one, two):
        item.close()


@pytest.mark.parametrize("data", [b"", b"x"], ids=["hung up", "sent something"])
def test_a_connection_whose_server_did_something_is_closed(data: bytes) -> None:
    pool = Pool(None)
    ours, theirs = pair()
    pool.put(ours)
    theirs.sendall(data)
    theirs.shutdown(socket.SHUT_WR)
    assert pool.take(ROUTE) is None
    assert ours.socket.fileno() == -1
    theirs.close()


def test_connections_that_are_idle_for_long_are_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pool = Pool(None)
    (old, one), (new, two) = pair(), pair()
    pool.put(old)
    monkeypatch.setattr(connections, "_MAX_IDLE_SECONDS", 0.001)
    time.sleep(0.002)
    assert old.is_expired()
    assert not old.is_usable()
    pool.put(new)
    assert old.socket.fileno() == -1
    pool.drop()
    assert new.socket.fileno() == -1
    for server in (one, two):
        server.close()


def test_a_pool_that_was_dropped_keeps_nothing() -> None:
    pool = Pool(None)
    ours, theirs = pair()
    pool.drop()
    pool.put(ours)
    assert ours.socket.fileno() == -1
    theirs.close()


def test_a_pool_that_is_made_while_another_thread_closes_keeps_nothing() -> None:
    pools = Pools()
    pool = pools.pool(None, lambda count: pools.drop_pools())
    ours, theirs = pair()
    pool.put(ours)
    assert ours.socket.fileno() == -1
    theirs.close()
