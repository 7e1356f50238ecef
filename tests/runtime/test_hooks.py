"""What is seen of a call: log records and hooks."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from fake_clock import FakeClock
from runtime.client import BaseAsyncClient, BaseSyncClient
from runtime.errors import APIError
from runtime.hooks import (
    DeviationEvent,
    ErrorEvent,
    RequestEvent,
    ResponseEvent,
    logger,
)
from runtime.transport import HTTPRequest, HTTPResponse
from small_classes import CreateThing

KEYS: dict[str, Any] = {"public_key": "pub", "private_key": "pri"}
REQUEST = CreateThing(name="hidden", region="cn-bj2\x1b", zone="z" * 100)


class Client(BaseSyncClient):
    PRODUCT = "things/1"
    CLOCK = FakeClock().clock()


class AsyncClient(BaseAsyncClient):
    PRODUCT = "things/1"
    CLOCK = FakeClock().clock()


def scripted(*codes: int) -> Any:
    """Return a transport that answers with these RetCodes in turn."""
    answers: Iterator[int] = iter(codes)

    def transport(request: HTTPRequest) -> HTTPResponse:
        code = next(answers)
        body = {"RetCode": code, "Message": "no\x1b", "ThingId": "t", "Names": []}
        headers = {"x-ucloud-request-uuid": f"id-{code}\r\n"}
        return HTTPResponse(200, headers, json.dumps(body).encode())

    return transport


def awaited(transport: Any) -> Any:
    async def answer(request: HTTPRequest) -> HTTPResponse:
        response: HTTPResponse = transport(request)
        return response

    return answer


SHOWN = {"Region": r"cn-bj2\x1b", "Zone": "z" * 64}


def watched() -> tuple[list[Any], dict[str, Any]]:
    events: list[Any] = []
    return events, {
        f"on_{name}": events.append for name in ("request", "response", "error")
    }


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_hooks_see_every_attempt(is_async: bool) -> None:
    events, hooks = watched()
    transport = scripted(150, 0)
    if is_async:
        awaiting = AsyncClient(transport=awaited(transport), **KEYS, **hooks)
        asyncio.run(awaiting.send(REQUEST))
    else:
        Client(transport=transport, **KEYS, **hooks).send(REQUEST)
    first, failed, second, answered = events
    assert first == RequestEvent("CreateThing", 1, SHOWN)
    assert isinstance(failed, ErrorEvent)
    assert (failed.attempt, failed.error.request_id) == (1, "id-150\r\n")
    assert failed.retry_in == 0.5
    assert second == RequestEvent("CreateThing", 2, SHOWN)
    assert isinstance(answered, ResponseEvent)
    assert (answered.attempt, answered.request_id) == (2, "id-0\r\n")


def test_the_last_failure_is_the_error_that_is_raised() -> None:
    events, hooks = watched()
    with pytest.raises(APIError) as caught:
        Client(transport=scripted(8039), **KEYS, **hooks).send(REQUEST)
    assert events[-1].error is caught.value
    assert events[-1].retry_in is None


def test_a_view_has_the_hooks_of_its_client() -> None:
    events, hooks = watched()
    view = Client(transport=scripted(0), **KEYS, **hooks).with_options(timeout=3)
    view.send(REQUEST)
    assert len(events) == 2


@pytest.mark.parametrize("name", ["on_request", "on_response", "on_error"])
def test_a_hook_that_fails_loses_nothing(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(event: object) -> None:
        raise ZeroDivisionError

    client = Client(transport=scripted(150, 0), **KEYS, **{name: fail})  # type: ignore[arg-type]
    assert client.send(REQUEST).thing_id == "t"
    record, *_ = [item for item in caplog.records if item.levelno == logging.ERROR]
    assert record.getMessage().startswith("a hook failed at a ")


def test_the_log_says_what_happened_at_debug_only(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    Client(transport=scripted(150, 0), **KEYS).send(REQUEST)
    assert {record.levelno for record in caplog.records} == {logging.DEBUG}
    assert {record.name for record in caplog.records} == {logger.name}
    assert [record.getMessage() for record in caplog.records] == [
        f"CreateThing: attempt 1 {SHOWN}",
        r"CreateThing: attempt 1 RetCode 150, request id id-150\r\n, 0.000 s, next in 0.500 s",
        f"CreateThing: attempt 2 {SHOWN}",
        r"CreateThing: attempt 2 RetCode 0, request id id-0\r\n, 0.000 s",
    ]
    assert "hidden" not in caplog.text


def test_nothing_is_said_by_itself(capfd: pytest.CaptureFixture[str]) -> None:
    Client(transport=scripted(150, 0), **KEYS).send(REQUEST)
    with pytest.raises(APIError):
        Client(transport=scripted(8039), **KEYS).send(REQUEST)
    assert capfd.readouterr() == ("", "")
    assert any(isinstance(handler, logging.NullHandler) for handler in logger.handlers)


def test_parameters_of_a_json_body_are_shown_alike() -> None:
    events, hooks = watched()
    client = Client(transport=scripted(0), **KEYS, **hooks)
    client.call(
        "PostAny", {"Limit": 5, "Password": "x", "Region": "r"}, encoding="json"
    )
    assert events[0].parameters == {"Region": "r", "Limit": "5"}


def test_the_logger_of_the_generated_package_has_its_name() -> None:
    from ucloud_client.runtime.hooks import logger

    assert logger.name == "ucloud_client"


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_a_hook_hears_where_answers_differ_from_their_page(is_async: bool) -> None:
    events: list[DeviationEvent] = []
    values = {"RetCode": 0, "ThingId": 7, "Names": [], "New": "s3cret"}

    def transport(request: HTTPRequest) -> HTTPResponse:
        return HTTPResponse(200, {}, json.dumps(values).encode())

    hooks: dict[str, Any] = {"on_deviation": events.append}
    if is_async:
        asyncio.run(
            AsyncClient(transport=awaited(transport), **KEYS, **hooks).send(REQUEST)
        )
    else:
        Client(transport=transport, **KEYS, **hooks).send(REQUEST)
    (event,) = events
    assert (event.action, event.request_id) == ("CreateThing", None)
    assert [str(odd) for odd in event.deviations] == [
        "ThingId: string declared, int received",
        "New: nothing declared, string received",
    ]
    assert "s3cret" not in repr(event)


def test_an_answer_that_is_as_its_page_says_is_no_event() -> None:
    Client(transport=scripted(0), **KEYS, on_deviation=pytest.fail).send(REQUEST)
