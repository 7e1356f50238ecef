"""Which failure is followed by another attempt, decided on values."""

from __future__ import annotations

import json

import pytest
from fake_clock import FakeClock
from retry_calls import READ, WRITE, call
from runtime import retries
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
    TLSError,
    TransportError,
    UCloudError,
)
from runtime.retries import Outcome
from runtime.transport import HTTPRequest, HTTPResponse
from small_classes import CreateThing, CreateThingResponse


def code(code: int | None, status: int = 200) -> APIError:
    return APIError("no", code=code, status=status)


def refused(error: UCloudError) -> UCloudError:
    """Give an error the time that its server asked to wait."""
    error.retry_after = 1.0
    return error


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
                503: Outcome.UNKNOWN,
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
        pytest.param(code(None, 503), Outcome.UNKNOWN, id="HTTP 503 without RetCode"),
        pytest.param(
            refused(code(None, 503)), Outcome.NOT_RUN, id="HTTP 503 with Retry-After"
        ),
        pytest.param(
            refused(BadResponseError("x", status=503)),
            Outcome.NOT_RUN,
            id="HTTP 503 with Retry-After, unreadable",
        ),
        pytest.param(
            refused(code(None, 502)), Outcome.UNKNOWN, id="HTTP 502 with Retry-After"
        ),
        pytest.param(
            refused(IncompleteResponseError("x", status=503)),
            Outcome.UNKNOWN,
            id="HTTP 503 with Retry-After, cut off",
        ),
        pytest.param(code(299, 503), Outcome.NOT_RUN, id="RetCode 299 with HTTP 503"),
        pytest.param(code(299, 502), Outcome.UNKNOWN, id="RetCode 299 with HTTP 502"),
        pytest.param(code(153, 502), Outcome.NOT_RUN, id="RetCode 153 with HTTP 502"),
        pytest.param(
            DeviationError("x", status=200), Outcome.FINAL, id="another shape"
        ),
        pytest.param(
            refused(DeviationError("x", status=503)),
            Outcome.FINAL,
            id="another shape with HTTP 503",
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
