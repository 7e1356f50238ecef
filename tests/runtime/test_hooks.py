"""What is seen of a call: log records and hooks."""

from __future__ import annotations

import asyncio
import functools
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from fake_clock import FakeClock
from runtime.client import BaseAsyncClient, BaseSyncClient
from runtime.errors import (
    APIError,
    ConfigurationError,
    InvalidRequestError,
    UCloudError,
)
from runtime.hooks import (
    CallEvent,
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


def called(
    transport: Any, is_async: bool, hook: Any, **options: Any
) -> BaseException | None:
    """Make a call with this hook for its end; return what ended it."""
    options |= {"on_call": hook}
    try:
        if is_async:
            client = AsyncClient(transport=awaited(transport), **KEYS, **options)
            asyncio.run(client.send(REQUEST))
        else:
            Client(transport=transport, **KEYS, **options).send(REQUEST)
    except (UCloudError, ZeroDivisionError, SystemExit) as error:
        return error
    return None


def interrupt(request: HTTPRequest) -> HTTPResponse:
    raise SystemExit


def break_down(request: HTTPRequest) -> HTTPResponse:
    raise ZeroDivisionError


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize(
    ("transport", "attempts", "seconds", "outcome"),
    [
        pytest.param(lambda: scripted(0), 1, 0.0, "success", id="a success"),
        pytest.param(lambda: scripted(150, 0), 2, 0.5, "success", id="at last"),
        pytest.param(lambda: scripted(8039), 1, 0.0, "NotFoundError", id="an error"),
        pytest.param(
            lambda: scripted(150, 150, 150), 3, 1.5, "UnavailableError", id="in vain"
        ),
        pytest.param(
            lambda: break_down, 1, 0.0, "ZeroDivisionError", id="a broken transport"
        ),
        pytest.param(lambda: interrupt, 1, 0.0, "SystemExit", id="the program ends"),
    ],
)
def test_a_hook_hears_once_how_a_call_ended(
    transport: Any,
    attempts: int,
    seconds: float,
    outcome: str,
    is_async: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events: list[CallEvent] = []
    for client in (Client, AsyncClient):
        monkeypatch.setattr(client, "CLOCK", FakeClock().clock())
    error = called(transport(), is_async, events.append)
    (event,) = events
    assert (event.action, event.attempts) == ("CreateThing", attempts)
    assert (event.seconds, event.outcome) == (seconds, outcome)
    assert event.error is (error if isinstance(error, UCloudError) else None)
    assert ("success" if error is None else type(error).__name__) == outcome


def test_a_call_that_is_cancelled_is_over_too() -> None:
    events: list[CallEvent] = []

    async def hang(request: HTTPRequest) -> HTTPResponse:
        await asyncio.Event().wait()
        raise AssertionError

    async def cancel() -> None:
        client = AsyncClient(transport=hang, **KEYS, on_call=events.append)
        task = asyncio.create_task(client.send(REQUEST))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())
    assert [(event.outcome, event.attempts) for event in events] == [
        ("CancelledError", 1)
    ]


def test_what_is_refused_before_the_first_attempt_is_no_call() -> None:
    with pytest.raises(InvalidRequestError):
        Client(transport=scripted(), **KEYS, on_call=pytest.fail).send(
            CreateThing(name="n")
        )


HOOKS = ["request", "response", "error", "deviation", "call"]


@pytest.mark.parametrize("name", HOOKS)
def test_an_async_client_awaits_hooks_before_it_goes_on(name: str) -> None:
    order: list[str] = []

    async def hook(event: object) -> None:
        order.append("begun")
        await asyncio.sleep(0)
        order.append(type(event).__name__)

    def transport(request: HTTPRequest) -> HTTPResponse:
        order.append("sent")
        code = 150 if order.count("sent") == 1 else 0
        body = {"RetCode": code, "ThingId": 1, "Names": []}
        return HTTPResponse(200, {}, json.dumps(body).encode())

    hooks: dict[str, Any] = {f"on_{name}": hook}
    client = AsyncClient(transport=awaited(transport), **KEYS, **hooks)
    response = asyncio.run(client.send(REQUEST))
    assert response.thing_id == "1"
    heard = ["begun", f"{name.title()}Event"]
    assert (
        order
        == {
            "request": [*heard, "sent", *heard, "sent"],
            "response": ["sent", "sent", *heard],
            "error": ["sent", *heard, "sent"],
            "deviation": ["sent", "sent", *heard],
            "call": ["sent", "sent", *heard],
        }[name]
    )


@pytest.mark.parametrize("name", ["request", "error", "call"])
def test_an_async_hook_hears_of_the_last_failure(name: str) -> None:
    events: list[object] = []

    async def hook(event: object) -> None:
        await asyncio.sleep(0)
        events.append(event)

    hooks: dict[str, Any] = {f"on_{name}": hook}
    client = AsyncClient(transport=awaited(scripted(8039)), **KEYS, **hooks)
    with pytest.raises(APIError):
        asyncio.run(client.send(REQUEST))
    assert len(events) == 1


@pytest.mark.parametrize("name", HOOKS)
def test_an_async_hook_that_fails_loses_nothing(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(event: object) -> None:
        raise ZeroDivisionError

    def transport(request: HTTPRequest) -> HTTPResponse:
        codes.append(150)
        body = {"RetCode": 0 if codes[1:] else 150, "ThingId": 1, "Names": []}
        return HTTPResponse(200, {}, json.dumps(body).encode())

    codes: list[int] = []
    hooks: dict[str, Any] = {f"on_{name}": fail}
    client = AsyncClient(transport=awaited(transport), **KEYS, **hooks)
    assert asyncio.run(client.send(REQUEST)).thing_id == "1"
    failures = [item for item in caplog.records if item.levelno == logging.ERROR]
    assert failures[0].getMessage() == f"a hook failed at a {name.title()}Event"


async def listen(event: object) -> None:
    """Do nothing."""


class Listener:
    """Listens, too."""

    async def __call__(self, event: object) -> None:
        """Do nothing."""

    async def listen(self, event: object) -> None:
        """Do nothing."""


@pytest.mark.parametrize("name", HOOKS)
@pytest.mark.parametrize(
    "hook",
    [listen, functools.partial(listen), Listener(), Listener().listen],
    ids=["function", "partial", "object", "method"],
)
def test_a_sync_client_refuses_async_hooks_when_it_is_made(
    hook: Any, name: str
) -> None:
    hooks: dict[str, Any] = {f"on_{name}": hook}
    with pytest.raises(ConfigurationError, match=f"^on_{name} is an async function"):
        Client(transport=scripted(), **KEYS, **hooks)
