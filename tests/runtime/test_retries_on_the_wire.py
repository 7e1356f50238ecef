"""Which failure is followed by another attempt, seen by the server, where each arrival counts."""

from __future__ import annotations

import gzip
import json
import socket
import struct
from contextlib import suppress

import pytest
from fake_clock import FakeClock
from loopback import Behaviour, Exchange, Loopback, Servers, agree, nobody
from retry_calls import READ, WRITE, call
from runtime.errors import (
    APIError,
    BadResponseError,
    ConnectError,
    IncompleteResponseError,
    RedirectError,
    RequestTimeoutError,
    ThrottlingError,
    TransportError,
    UCloudError,
    UnavailableError,
)
from small_classes import CreateThing

pytestmark = pytest.mark.slow


EARLY = b"HTTP/1.1 103 Early Hints\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def reset(exchange: Exchange) -> None:
    linger = struct.pack("ii", 1, 0)
    exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    exchange.close_connection = True
    exchange.rfile.close()
    exchange.wfile.close()
    exchange.connection.close()


def hang_up(exchange: Exchange) -> None:
    exchange.close_connection = True


def stall(exchange: Exchange) -> None:
    exchange.server.stopped.wait(5)


def stall_inside(exchange: Exchange) -> None:
    exchange.send_response(200)
    exchange.send_header("Content-Length", "100")
    exchange.end_headers()
    exchange.wfile.write(b'{"RetCode"')
    stall(exchange)


def cut_off(exchange: Exchange) -> None:
    exchange.answer(b'{"RetCode"', Content_Length="100")
    exchange.close_connection = True


def raw(data: bytes) -> Behaviour:
    """Send bytes and hang up."""

    def send(exchange: Exchange) -> None:
        exchange.wfile.write(data)
        exchange.close_connection = True

    return send


def reset_inside(exchange: Exchange) -> None:
    exchange.wfile.write(CHUNKED + b"5\r\n")
    reset(exchange)


def redirect(exchange: Exchange) -> None:
    exchange.answer(b"", 307, Location="/again")


def status(number: int) -> Behaviour:
    return lambda exchange: exchange.answer(b"<html>", number)


def refuse_status(number: int) -> Behaviour:
    return lambda exchange: exchange.answer(b"<html>", number, Retry_After="1")


def no_gzip(number: int) -> Behaviour:
    return lambda exchange: exchange.answer(b"{}", number, Content_Encoding="gzip")


def refuse(ret_code: int | str, status: int = 200) -> Behaviour:
    body = json.dumps({"RetCode": ret_code, "Message": "no"}).encode()
    return lambda exchange: exchange.answer(body, status)


BOMB = gzip.compress(bytes(40 * 2**20))


def deep(levels: int) -> Behaviour:
    body = b'{"RetCode": 0, "A": ' + b"[" * levels + b"]" * levels + b"}"
    return lambda exchange: exchange.answer(body)


def explode(exchange: Exchange) -> None:
    exchange.answer(BOMB, Content_Encoding="gzip")


# Behaviour of the server, how often a write and how often a read arrives with two retries, and what ends it.
KINDS: dict[str, tuple[Behaviour, int, int, type[UCloudError]]] = {
    "reset": (reset, 1, 3, TransportError),
    "hung up": (hang_up, 1, 3, TransportError),
    "stalled": (stall, 1, 3, RequestTimeoutError),
    "stalled inside the answer": (stall_inside, 1, 3, RequestTimeoutError),
    "cut off": (cut_off, 1, 3, IncompleteResponseError),
    "half a head": (raw(b"HTTP/1.1 200 OK\r\nX-A"), 1, 3, TransportError),
    "an interim response only": (raw(EARLY), 1, 3, TransportError),
    "another protocol": (raw(b"220 hello\r\n\r\n"), 1, 3, TransportError),
    "another protocol from now": (
        raw(b"HTTP/1.1 101 Switching\r\n\r\n"),
        1,
        3,
        TransportError,
    ),
    "interim responses without end": (raw(EARLY * 9999), 1, 3, TransportError),
    "a head without end": (raw(b"HTTP/1.1 200 OK\r\n" * 9999), 1, 3, TransportError),
    "two lengths": (
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n"),
        1,
        3,
        TransportError,
    ),
    "half a chunk": (raw(CHUNKED + b"5\r\n{"), 1, 3, IncompleteResponseError),
    "no chunk": (raw(CHUNKED + b"x\r\n"), 1, 3, IncompleteResponseError),
    "no last chunk": (raw(CHUNKED + b"2\r\n{}\r\n"), 1, 3, IncompleteResponseError),
    "trailers without end": (
        raw(CHUNKED + b"0\r\n" + b"A: b\r\n" * 19_999),
        1,
        3,
        IncompleteResponseError,
    ),
    "reset inside the answer": (reset_inside, 1, 3, IncompleteResponseError),
    "redirect": (redirect, 1, 1, RedirectError),
    "HTTP 400": (status(400), 1, 1, BadResponseError),
    "HTTP 429": (status(429), 3, 3, ThrottlingError),
    "HTTP 500": (status(500), 1, 3, BadResponseError),
    "HTTP 502": (status(502), 1, 3, BadResponseError),
    "HTTP 503": (status(503), 1, 3, UnavailableError),
    "HTTP 503 with Retry-After": (refuse_status(503), 3, 3, UnavailableError),
    "HTTP 503 with gzip that is none": (no_gzip(503), 1, 3, BadResponseError),
    "HTTP 504": (status(504), 1, 3, BadResponseError),
    "RetCode 110": (refuse(110), 1, 3, APIError),
    "RetCode 130": (refuse(130), 3, 3, APIError),
    "RetCode 150": (refuse(150), 3, 3, APIError),
    "RetCode 153": (refuse(153), 3, 3, APIError),
    "RetCode 299": (refuse(299), 1, 1, APIError),
    "RetCode 8039": (refuse(8039), 1, 1, APIError),
    "RetCode 153 as text": (refuse("153"), 3, 3, APIError),
    "RetCode 8039 as text": (refuse("8039"), 1, 1, APIError),
    "RetCode 8039 with HTTP 503": (refuse(8039, 503), 3, 3, APIError),
    "HTML": (status(200), 1, 1, BadResponseError),
    "a gzip bomb": (explode, 1, 1, BadResponseError),
    "deep JSON": (deep(10**5), 1, 1, BadResponseError),
}
STALLED = ("stalled", "stalled inside the answer")


def wait_for(server: Loopback, count: int) -> None:
    """Wait until a server has read so many requests: a client that gives up may do so before."""
    while len(server.arrived) < count and server.reached.wait(5):
        server.reached.clear()


@pytest.mark.parametrize(
    ("max_retries", "is_async"),
    [
        pytest.param(0, False, id="no retry"),
        pytest.param(2, False, id="two retries"),
        pytest.param(2, True, id="two retries, async"),
    ],
)
@pytest.mark.parametrize("asked", [WRITE, READ], ids=["write", "read"])
@pytest.mark.parametrize("kind", KINDS)
def test_how_often_it_arrives(
    kind: str, asked: CreateThing, max_retries: int, is_async: bool, serve: Servers
) -> None:
    behave, of_writes, of_reads, error = KINDS[kind]
    expected = (of_reads if asked is READ else of_writes) if max_retries else 1
    server, pauses = serve(behave), FakeClock()
    # Each attempt may take what is left of the deadline; the clock of the test stands still meanwhile.
    limits = {"read_timeout": 0.05} if kind in STALLED else {}
    with pytest.raises(error) as caught:
        call(
            asked,
            pauses,
            is_async,
            base_url=server.url,
            max_retries=max_retries,
            **limits,
        )
    wait_for(server, expected)
    assert len(server.arrived) == expected
    assert len(caught.value.attempts) == expected
    pauses_between = [1.0, 1.0] if "Retry-After" in kind else [0.5, 1.0]
    assert pauses.waited == pauses_between[: expected - 1]


def test_deep_json_that_some_interpreters_can_read_arrives_once(
    serve: Servers,
) -> None:
    server = serve(deep(5000))
    with suppress(BadResponseError):
        call(READ, FakeClock(), False, base_url=server.url)
    assert len(server.arrived) == 1


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("asked", [WRITE, READ], ids=["write", "read"])
@pytest.mark.parametrize(
    ("kind", "of_writes"),
    [
        pytest.param("RetCode 150", 2, id="busy once"),
        pytest.param("hung up", 1, id="hung up once"),
    ],
)
def test_what_works_the_second_time(
    kind: str, of_writes: int, asked: CreateThing, is_async: bool, serve: Servers
) -> None:
    def at_first(exchange: Exchange) -> None:
        is_first = len(exchange.server.arrived) == 1
        (KINDS[kind][0] if is_first else agree)(exchange)

    server, pauses = serve(at_first), FakeClock(drawn=0.5)
    expected = 2 if asked is READ else of_writes
    if expected == 2:
        response = call(asked, pauses, is_async, base_url=server.url)
        assert response.thing_id == "thing-1"
        assert pauses.waited == [0.25]
    else:
        with pytest.raises(TransportError):
            call(asked, pauses, is_async, base_url=server.url)
    assert len(server.arrived) == expected


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_where_nobody_listens_a_write_is_tried_again(is_async: bool) -> None:
    pauses = FakeClock()
    with nobody() as url, pytest.raises(ConnectError) as caught:
        call(WRITE, pauses, is_async, base_url=url)
    assert pauses.waited == [0.5, 1.0]
    problems = [attempt.problem for attempt in caught.value.attempts]
    assert len(problems) == 3
    assert all("nothing was sent" in problem for problem in problems)
    assert str(caught.value) == f"CreateThing: {problems[0]}, in each of 3 attempts"
