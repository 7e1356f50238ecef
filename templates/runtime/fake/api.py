"""A transport that acts as the API in tests: it returns added or sample responses from memory, and keeps the requests.

A misspelled action, or a misspelled key of a response, is a ``ValueError`` where it is added; names that resemble no known
one are accepted, since the API may have them.
"""

# isort: skip_file
from __future__ import annotations

import json
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias
from urllib.parse import parse_qsl

from ..clock import async_sleep as asyncio_sleep
from ..errors import (
    ConnectError,
    IncompleteResponseError,
    TransportError,
    UCloudError,
)
from ..models import Request, Response
from ..options import ClientOptions
from ..secret_names import hidden_names, hide_secrets
from ..transport import REQUEST_ID, HTTPRequest, HTTPResponse, timeout_error
from .known_names import check_action, check_response, find_request_class
from .sample_response import sample_response

# JSON values under the API's names (a success if there is no RetCode), a response object, any HTTP response, or an exception
# for the transport to raise.
FakeResponse: TypeAlias = Mapping[str, Any] | Response | HTTPResponse | Exception
Responder: TypeAlias = "Callable[[FakeRequest], FakeResponse]"
Phase: TypeAlias = Literal["before sending", "after sending", "while reading"]
Action: TypeAlias = str | type[Request[Any]]

_CREDENTIALS = ("PublicKey", "Signature", "SecurityToken")
_OPTIONS: ClientOptions = {
    "public_key": "fake-public-key",
    "private_key": "fake-private-key",
    "region": "cn-bj2",
    "zone": "cn-bj2-04",
    "project_id": "org-fake",
    # Tests should see the failures that they add.
    "max_retries": 0,
}

_FAILURES: dict[Phase, tuple[type[UCloudError], str]] = {
    "before sending": (ConnectError, "could not connect"),
    "after sending": (
        TransportError,
        "the exchange broke off; it may have been carried out",
    ),
    "while reading": (
        IncompleteResponseError,
        "the answer broke off; it may have been carried out",
    ),
}


@dataclass(frozen=True, slots=True)
class FakeRequest:
    """A received request: parameters as they were sent (``{"UHostIds.0": "uhost-1"}``, or a JSON body), without the keys."""

    action: str
    parameters: dict[str, Any]

    def __repr__(self) -> str:
        # Tests print it: their passwords may be real ones.
        cls = find_request_class(self.action)
        names = hidden_names(cls) if cls else frozenset()
        return f"FakeRequest({self.action!r}, {hide_secrets(self.parameters, names)!r})"


class _ScriptedResponse(NamedTuple):
    response: FakeResponse | Responder
    delay: float


class FakeTransport:
    """Responds to requests from memory.

    ``sleep`` and ``async_sleep`` spend the delays: pass functions that do nothing to tests that should not wait.
    """

    def __init__(
        self,
        *,
        sleep: Callable[[float], object] = time.sleep,
        async_sleep: Callable[[float], Awaitable[object]] = asyncio_sleep,
    ) -> None:
        self._requests: list[FakeRequest] = []
        self._unused: list[tuple[str, _ScriptedResponse]] = []
        self._last_used: dict[str, _ScriptedResponse] = {}
        self._lock = threading.Lock()
        self._sleep = sleep
        self._async_sleep = async_sleep

    def add_response(
        self, action: Action, *responses: FakeResponse | Responder, delay: float = 0.0
    ) -> None:
        """Queue responses to an action: each is for one request, in the order added, and the last one for all further requests.

        A function gets the ``FakeRequest`` and returns the response.  Each takes ``delay`` seconds; if that is longer than the
        client's timeout, the client gets a RequestTimeoutError.
        """
        name = _action_name(action)
        if not responses:
            raise ValueError(
                "add at least one response; default(action) returns the sample response"
            )
        if not delay >= 0:
            raise ValueError(f"a delay is 0 seconds or more, not {delay!r}")
        for response in responses:
            if not _is_function(response):
                _check_response(name, response)
        added = [(name, _ScriptedResponse(response, delay)) for response in responses]
        with self._lock:
            self._unused += added

    def add_error(self, action: Action, code: int, message: str = "an error") -> None:
        """Queue an API error with this RetCode, which is not 0: the client raises an APIError."""
        if not isinstance(code, int) or isinstance(code, bool) or code == 0:
            raise ValueError(
                f"the RetCode of an error is an int other than 0, not {code!r}"
            )
        self.add_response(action, {"RetCode": code, "Message": message})

    def add_delay(self, action: Action, seconds: float) -> None:
        """Queue the sample response of an action, after a delay; see ``add_response``."""
        self.add_response(action, self.default(action), delay=seconds)

    def add_failure(self, action: Action, phase: Phase) -> None:
        """Queue a connection that fails: before sending (ConnectError), after sending (TransportError), or while reading.

        The last is an IncompleteResponseError.  A request that fails before it is sent is not among ``requests()``.
        """
        if phase not in _FAILURES:
            phases = ", ".join(map(repr, _FAILURES))
            raise ValueError(f"a connection fails in one of {phases}, not {phase!r}")
        error, message = _FAILURES[phase]
        # Each attempt gets an error of its own, as it would.
        self.add_response(action, lambda request: error(message))

    def default(self, action: Action) -> dict[str, Any]:
        """Return the sample response of an action, to be changed and passed to ``add_response``."""
        return sample_response(_action_name(action))

    def requests(self, action: Action | None = None) -> list[FakeRequest]:
        """Return the received requests in order: all of them, or those for an action."""
        if action is None:
            return [*self._requests]
        name = _action_name(action)
        return [request for request in self._requests if request.action == name]

    def unused_responses(self) -> list[tuple[str, FakeResponse | Responder]]:
        """Return the added responses that no request has got yet, with their actions: ``assert not api.unused_responses()``."""
        return [(action, script.response) for action, script in self._unused]

    def reset(self) -> None:
        """Forget the added responses and the received requests."""
        with self._lock:
            self._unused.clear()
            self._last_used.clear()
            self._requests.clear()

    def __call__(self, request: HTTPRequest) -> HTTPResponse:
        """Respond to a request of a sync client."""
        action, response, delay = self._next_response(request)
        seconds = min(delay, _client_timeout(request))
        if seconds:
            self._sleep(seconds)
        return _build_response(action, response, delay > seconds)

    async def awaited(self, request: HTTPRequest) -> HTTPResponse:
        """Respond to a request of an async client: the ``transport`` of async clients."""
        action, response, delay = self._next_response(request)
        seconds = min(delay, _client_timeout(request))
        if seconds:
            await self._async_sleep(seconds)
        return _build_response(action, response, delay > seconds)

    def _next_response(self, request: HTTPRequest) -> tuple[str, FakeResponse, float]:
        """Return the action of a request, the response to it, and the seconds that this takes."""
        received = _read_request(request)
        action = received.action
        with self._lock:
            script = self._take_script(action)
        if script is None:
            sample = sample_response(action, received.parameters)
            script = _ScriptedResponse(sample, 0.0)
        response: Any = script.response
        if _is_function(response):
            response = response(received)
            _check_response(action, response)
        if not isinstance(response, ConnectError):
            with self._lock:
                self._requests.append(received)
        return action, response, script.delay

    def _take_script(self, action: str) -> _ScriptedResponse | None:
        """Return the next response that was added for an action, or else the last one."""
        for index, (name, script) in enumerate(self._unused):
            if name == action:
                del self._unused[index]
                self._last_used[action] = script
                break
        return self._last_used.get(action)


def fake_options(options: ClientOptions) -> ClientOptions:
    """Return the options of a client of the fake API: fake keys, region, zone and project, and no retries, unless set."""
    return {**_OPTIONS, **options}


def _action_name(action: Action) -> str:
    """Return the name of an action; only strings can be misspelled."""
    if not isinstance(action, str):
        return action.ACTION
    check_action(action)
    return action


def _is_function(response: object) -> bool:
    return callable(response) and not isinstance(response, type)


def _check_response(action: str, response: object) -> None:
    request = find_request_class(action)
    if isinstance(response, Mapping):
        if request:
            check_response(request.response_type(), response)
    elif not isinstance(response, (Response, HTTPResponse, Exception)):
        kind = type(response).__name__
        kinds = "a dict, a Response, an HTTPResponse, an exception or a function"
        raise TypeError(f"a response is {kinds}, not {kind}")


def _client_timeout(request: HTTPRequest) -> float:
    """Return how many seconds a client waits for the first byte of a response."""
    return min(request.timeout, request.read or request.timeout)


def _read_request(request: HTTPRequest) -> FakeRequest:
    text = request.body.decode()
    is_json = request.headers["Content-Type"] == "application/json"
    parameters = json.loads(text) if is_json else dict(parse_qsl(text, True, True))
    action = parameters.pop("Action")
    for name in _CREDENTIALS:
        parameters.pop(name, None)
    return FakeRequest(action, parameters)


def _build_response(action: str, response: FakeResponse, is_late: bool) -> HTTPResponse:
    """Return the HTTP response, or raise the exception that takes its place."""
    if is_late:
        raise timeout_error()
    if isinstance(response, Exception):
        raise response
    if isinstance(response, HTTPResponse):
        return response
    values = response.to_dict() if isinstance(response, Response) else dict(response)
    envelope = {"RetCode": 0, "Action": f"{action}Response"}
    body = json.dumps(envelope | values).encode()
    return HTTPResponse(200, {REQUEST_ID: "fake-request"}, body)
