"""Which failure is followed by another attempt: decided on values, and seen on a real wire, where each arrival counts."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, ClassVar

import pytest
from fake_clock import FakeClock
from loopback import Behaviour, Exchange, Loopback, Servers, agree, nobody, servers
from runtime import retries
from runtime.client import BaseAsyncClient, BaseSyncClient
from runtime.errors import (
    APIError,
    BadResponseError,
    ConfigurationError,
    ConnectError,
    DeviationError,
    IncompleteResponseError,
    InvalidRequestError,
    RedirectError,
    RequestTimeoutError,
    ThrottlingError,
    TLSError,
    TransportError,
    UCloudError,
    UnavailableError,
)
from runtime.fields import request_class
from runtime.models import Request
from runtime.retries import Outcome
from runtime.transport import HTTPRequest, HTTPResponse
from small_classes import CreateThing, CreateThingResponse

pytestmark = pytest.mark.slow

WRITE = CreateThing(name="n", region="r")
KEYS: dict[str, Any] = {"public_key": "pub", "private_key": "pri"}


@request_class
class DescribeThing(CreateThing):
    """The same, by its name a question."""

    ACTION: ClassVar[str] = "DescribeThing"


READ = DescribeThing(name="n", region="r")


def code(code: int | None, status: int = 200) -> APIError:
    return APIError("no", code=code, status=status)


@pytest.mark.parametrize(
    ("error", "proven"),
    [
        pytest.param(ConnectError("x"), Outcome.NOT_RUN, id="no connection"),
        pytest.param(TLSError("x"), Outcome.FINAL, id="no trusted connection"),
        pytest.param(RequestTimeoutError("x"), Outcome.UNKNOWN, id="no answer in time"),
        pytest.param(TransportError("x"), Outcome.UNKNOWN, id="broken off"),
        pytest.param(RedirectError("x"), Outcome.FINAL, id="redirected"),
        pytest.param(IncompleteResponseError("x"), Outcome.UNKNOWN, id="cut off"),
        *(
            pytest.param(
                BadResponseError("x", status=status), proven, id=f"HTTP {status}"
            )
            for status, proven in {
                200: Outcome.FINAL,
                400: Outcome.FINAL,
                403: Outcome.FINAL,
                404: Outcome.FINAL,
                408: Outcome.FINAL,
                429: Outcome.NOT_RUN,
                500: Outcome.UNKNOWN,
                501: Outcome.FINAL,
                502: Outcome.UNKNOWN,
                503: Outcome.NOT_RUN,
                504: Outcome.UNKNOWN,
            }.items()
        ),
        *(
            pytest.param(code(number), proven, id=f"RetCode {number}")
            for number, proven in {
                -1: Outcome.FINAL,
                110: Outcome.UNKNOWN,
                130: Outcome.NOT_RUN,
                150: Outcome.NOT_RUN,
                153: Outcome.NOT_RUN,
                160: Outcome.FINAL,
                171: Outcome.FINAL,
                299: Outcome.FINAL,
                8039: Outcome.FINAL,
            }.items()
        ),
        pytest.param(code(None, 429), Outcome.NOT_RUN, id="HTTP 429 without RetCode"),
        pytest.param(code(299, 503), Outcome.NOT_RUN, id="RetCode 299 with HTTP 503"),
        pytest.param(code(299, 502), Outcome.UNKNOWN, id="RetCode 299 with HTTP 502"),
        pytest.param(code(153, 502), Outcome.NOT_RUN, id="RetCode 153 with HTTP 502"),
        pytest.param(
            DeviationError("x", status=200), Outcome.FINAL, id="another shape"
        ),
        pytest.param(ConfigurationError("x"), Outcome.FINAL, id="settings"),
        pytest.param(InvalidRequestError("x"), Outcome.FINAL, id="request"),
    ],
)
def test_what_a_failure_proves(error: UCloudError, proven: Outcome) -> None:
    assert retries.classify_failure(error) is proven


@pytest.mark.parametrize(
    ("proven", "of_writes", "of_reads"),
    [
        pytest.param(Outcome.NOT_RUN, True, True, id="not run"),
        pytest.param(Outcome.UNKNOWN, False, True, id="unknown"),
        pytest.param(Outcome.FINAL, False, False, id="final"),
    ],
)
def test_what_may_be_replayed(proven: Outcome, of_writes: bool, of_reads: bool) -> None:
    assert retries.may_retry(proven, False) is of_writes
    assert retries.may_retry(proven, True) is of_reads


@pytest.mark.parametrize(
    ("action", "read_only", "is_reading"),
    [
        pytest.param("DescribeUHost", None, True, id="Describe"),
        pytest.param("GetISMSSendReceipt", None, True, id="Get"),
        pytest.param("ListUFile", None, True, id="List"),
        pytest.param("QueryUSMSTemplate", None, True, id="Query"),
        pytest.param("CheckUDBAllowance", None, True, id="Check"),
        pytest.param("IsThing", None, True, id="Is"),
        pytest.param("Describe2", None, True, id="a digit behind the verb"),
        pytest.param("IssueCertificate", None, False, id="begins like Is"),
        pytest.param("CheckoutThing", None, False, id="begins like Check"),
        pytest.param("GetterThing", None, False, id="begins like Get"),
        pytest.param("ISMSThing", None, False, id="capitals"),
        pytest.param("describeThing", None, False, id="small letters"),
        pytest.param("CreateUHost", None, False, id="Create"),
        pytest.param("ThingDescribe", None, False, id="the verb elsewhere"),
        pytest.param("GetAndDelete", False, False, id="an overlay says that it writes"),
        pytest.param("PreviewThing", True, True, id="an overlay says that it reads"),
    ],
)
def test_what_only_reads(action: str, read_only: bool | None, is_reading: bool) -> None:
    kind = type(action, (CreateThing,), {"ACTION": action, "READ_ONLY": read_only})
    assert retries.is_read_only(kind(name="n")) is is_reading


@pytest.mark.parametrize(
    ("failures", "jitter", "asked", "seconds"),
    [
        pytest.param(1, 1.0, None, 0.5, id="first"),
        pytest.param(2, 1.0, None, 1.0, id="second"),
        pytest.param(4, 1.0, None, 4.0, id="fourth"),
        pytest.param(5, 1.0, None, 8.0, id="longest"),
        pytest.param(10**6, 1.0, None, 8.0, id="no longer than that"),
        pytest.param(2, 0.25, None, 0.25, id="a part of it"),
        pytest.param(2, 0.0, None, 0.0, id="nothing of it"),
        pytest.param(1, 0.5, 7.0, 7.0, id="as asked"),
        pytest.param(1, 0.5, 0.0, 0.0, id="at once, as asked"),
        pytest.param(1, 0.5, 60.0, 60.0, id="a minute, as asked"),
        pytest.param(1, 0.5, 60.5, None, id="more than a minute"),
    ],
)
def test_how_long_to_wait(
    failures: int, jitter: float, asked: float | None, seconds: float | None
) -> None:
    assert retries.retry_delay(failures, jitter, asked) == seconds


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        pytest.param(None, None, id="nothing"),
        pytest.param("", None, id="empty"),
        pytest.param("7", 7.0, id="seconds"),
        pytest.param(" 7 ", 7.0, id="blanks"),
        pytest.param("Thu, 01 Jan 1970 00:16:45 GMT", 5.0, id="a date"),
        pytest.param("Thu, 01 Jan 1970 00:00:00 GMT", 0.0, id="a date that is past"),
        pytest.param("-1", None, id="less than zero"),
        pytest.param("1.5", None, id="a fraction"),
        pytest.param("soon", None, id="a word"),
        pytest.param("9" * 30, None, id="endless"),
        pytest.param("７", None, id="full-width"),
        pytest.param("Thu, 01 Jan 99999 00:00:00 GMT", None, id="no year"),
    ],
)
def test_what_the_server_asks_for(value: str | None, seconds: float | None) -> None:
    headers = {} if value is None else {"retry-after": value}
    assert retries.parse_retry_after(headers, 1000.0) == seconds


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Servers]:
    """Start servers, out of reach of this machine's proxies."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with servers() as started:
        yield started


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


def redirect(exchange: Exchange) -> None:
    exchange.answer(b"", 307, Location="/again")


def status(number: int) -> Behaviour:
    return lambda exchange: exchange.answer(b"<html>", number)


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
    "redirect": (redirect, 1, 1, RedirectError),
    "HTTP 400": (status(400), 1, 1, BadResponseError),
    "HTTP 429": (status(429), 3, 3, ThrottlingError),
    "HTTP 500": (status(500), 1, 3, BadResponseError),
    "HTTP 502": (status(502), 1, 3, BadResponseError),
    "HTTP 503": (status(503), 3, 3, UnavailableError),
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


def call(asked: Request[Any], pauses: FakeClock, is_async: bool, **options: Any) -> Any:
    """Send one request with a client of its own."""
    if not is_async:
        kind = type(
            "Client", (BaseSyncClient,), {"PRODUCT": "t/1", "CLOCK": pauses.clock()}
        )
        with kind(**KEYS, **options) as client:
            return client.send(asked)

    async def send() -> Any:
        parts = {"PRODUCT": "t/1", "CLOCK": pauses.clock()}
        kind = type("AsyncClient", (BaseAsyncClient,), parts)
        async with kind(**KEYS, **options) as client:
            return await client.send(asked)

    return asyncio.run(send())


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
    assert pauses.waited == [0.5, 1.0][: expected - 1]


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


class Script:
    """A transport that fails as it is told, each time after some seconds, and then agrees."""

    def __init__(self, pauses: FakeClock, *steps: UCloudError | HTTPResponse) -> None:
        self.pauses = pauses
        self.steps = list(steps)
        self.sent: list[HTTPRequest] = []
        self.seconds = 0.0

    def __call__(self, request: HTTPRequest) -> HTTPResponse:
        """Take the next step."""
        self.sent.append(request)
        self.pauses.now += self.seconds
        step = self.steps.pop(0)
        if isinstance(step, UCloudError):
            raise step
        return step


def answer(values: object, status: int = 200, **headers: str) -> HTTPResponse:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return HTTPResponse(status, names, json.dumps(values).encode())


OK = answer({"RetCode": 0, "ThingId": "t", "Names": []})
BUSY = answer({"RetCode": 153})


def test_retry_after_is_waited_for() -> None:
    pauses = FakeClock()
    asked = answer({"RetCode": 153}, 429, retry_after="7")
    call(WRITE, pauses, False, transport=Script(pauses, asked, OK))
    assert pauses.waited == [7.0]


def test_retry_after_more_than_a_minute_is_not_waited_for() -> None:
    pauses = FakeClock()
    asked = answer({"RetCode": 153}, retry_after="61")
    with pytest.raises(APIError) as caught:
        call(WRITE, pauses, False, transport=Script(pauses, asked, OK), timeout=900)
    assert (caught.value.retry_after, pauses.waited) == (61.0, [])


def test_the_deadline_is_of_all_attempts_together() -> None:
    pauses = FakeClock()
    script = Script(pauses, BUSY, BUSY, OK)
    script.seconds = 4.0
    with pytest.raises(APIError) as caught:
        call(WRITE, pauses, False, transport=script, timeout=9)
    assert [request.timeout for request in script.sent] == [9.0, 4.5]
    assert pauses.waited == [0.5]
    assert [attempt.seconds for attempt in caught.value.attempts] == [4.0, 4.0]


def test_the_deadline_is_that_of_decoding_a_large_answer_too() -> None:
    pauses = FakeClock()
    body = {"RetCode": 0, "ThingId": "t", "Names": [], "Tags": [1] * 5000}
    script = Script(pauses, answer(body), OK)
    script.seconds = 10.0
    with pytest.raises(RequestTimeoutError, match="was carried out") as caught:
        call(READ, pauses, False, transport=script, timeout=9)
    assert len(caught.value.attempts) == 1
    script = Script(pauses, answer(body))
    script.seconds = 8.0
    call(READ, pauses, False, transport=script, timeout=9)


def test_a_pause_that_would_pass_the_deadline_is_not_begun() -> None:
    pauses = FakeClock()
    asked = answer({"RetCode": 153}, retry_after="30")
    with pytest.raises(APIError):
        call(WRITE, pauses, False, transport=Script(pauses, asked, OK), timeout=30)
    assert pauses.waited == []


def test_each_attempt_has_its_time_stamp_and_the_same_signature(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    times = iter((1_000_000_000, 3_000_000_000))
    monkeypatch.setattr("runtime.protocol.time.time_ns", lambda: next(times))
    pauses = FakeClock()
    script = Script(pauses, BUSY, OK)
    call(WRITE, pauses, False, transport=script)
    assert [sent.headers["U-Timestamp-Ms"] for sent in script.sent] == ["1000", "3000"]
    assert script.sent[0].body == script.sent[1].body


def test_each_attempt_is_told_of() -> None:
    pauses = FakeClock()
    steps = (
        ConnectError("could not connect"),
        answer({"RetCode": 150, "Message": "busy"}, x_ucloud_request_uuid="id-7"),
        answer({"RetCode": 8039, "Message": "gone"}, x_ucloud_request_uuid="id-8"),
    )
    with pytest.raises(APIError) as caught:
        call(WRITE, pauses, False, transport=Script(pauses, *steps))
    attempts = [tuple(attempt[:2]) for attempt in caught.value.attempts]
    assert attempts[0] == ("could not connect", None)
    assert attempts[1][0].startswith("RetCode 150: busy")
    assert [request_id for _, request_id in attempts] == [None, "id-7", "id-8"]


def test_an_answer_keeps_its_type() -> None:
    pauses = FakeClock()
    response = call(READ, pauses, False, transport=Script(pauses, BUSY, OK))
    assert isinstance(response, CreateThingResponse)
