"""A transport that is the whole API to a test: it answers from memory, as told, and keeps what it was asked.

What it has not been told is answered with made-up data that is as the action's page says.  A name that is nearly one of
the package's, an action's or a key's in an answer, is a ``ValueError`` where it is told; other names may be the API's own.
"""

# isort: skip_file
from __future__ import annotations

import json
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from . import known, made_up
from .errors import RequestTimeoutError
from .models import Request, Response
from .options import ClientOptions
from .transport import LATE, HTTPRequest, HTTPResponse

# What an action answers with: JSON values under wire names (a success where there is no RetCode), a response, any HTTP
# response, or an error that the transport raises.
Answer: TypeAlias = Mapping[str, Any] | Response | HTTPResponse | Exception
Action: TypeAlias = str | type[Request[Any]]

_ENVELOPE = ("PublicKey", "Signature", "SecurityToken")
_SETTINGS: ClientOptions = {
    "public_key": "fake-public-key",
    "private_key": "fake-private-key",
    "region": "cn-bj2",
    "zone": "cn-bj2-04",
    "project_id": "org-fake",
    # A failure that a test scripts is to be seen, not repaired.
    "max_retries": 0,
}


@dataclass(frozen=True, slots=True)
class FakeRequest:
    """What arrived: parameters as the wire has them (``{"UHostIds.0": "uhost-1"}``, or a JSON body), without the keys."""

    action: str
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Step:
    answer: Answer
    delay: float


class FakeTransport:
    """Answers requests from memory; ``requests`` are those that came, in order.

    ``sleep`` and ``async_sleep`` spend the delays: give functions that do nothing to a test that is not to wait.
    """

    def __init__(
        self,
        *,
        sleep: Callable[[float], object] = time.sleep,
        async_sleep: Callable[[float], Awaitable[object]] | None = None,
    ) -> None:
        self.requests: list[FakeRequest] = []
        """What arrived, in order."""
        self._scripts: dict[str, list[_Step]] = {}
        self._lock = threading.Lock()
        self._sleep = sleep
        self._async_sleep = async_sleep

    def answer(self, action: Action, *answers: Answer, delay: float = 0.0) -> None:
        """Answer an action's next requests with these, one after the other, and all further ones with the last.

        Each takes ``delay`` seconds, or the client's timeout and is lost.  What was said of the action before is forgotten.
        """
        name = _name(action)
        if not answers:
            raise ValueError(
                "say at least one answer; default(action) is the made-up one"
            )
        if not delay >= 0:
            raise ValueError(f"a delay is 0 seconds or more, not {delay!r}")
        for one in answers:
            _check(one, known.request_class(name))
        steps = [_Step(one, delay) for one in answers]
        with self._lock:
            self._scripts[name] = steps

    def refuse(self, action: Action, code: int, message: str = "refused") -> None:
        """Answer an action with a RetCode other than 0: the client raises an APIError."""
        if not isinstance(code, int) or isinstance(code, bool) or code == 0:
            raise ValueError(
                f"a refusal has an int other than 0 for its code, not {code!r}"
            )
        self.answer(action, {"RetCode": code, "Message": message})

    def delay(self, action: Action, seconds: float) -> None:
        """Answer an action with its made-up answer, late: later than its timeout is a RequestTimeoutError, once that is over."""
        self.answer(action, self.default(action), delay=seconds)

    def default(self, action: Action) -> dict[str, Any]:
        """Return the made-up answer to an action, to change and give to ``answer``."""
        return made_up.answer(_name(action))

    def requests_of(self, action: Action) -> list[dict[str, Any]]:
        """Return the parameters of each request for an action."""
        name = _name(action)
        return [one.parameters for one in self.requests if one.action == name]

    def __call__(self, request: HTTPRequest) -> HTTPResponse:
        """Answer one request of a sync client."""
        action, step = self._next(request)
        seconds = min(step.delay, _patience(request))
        if seconds:
            self._sleep(seconds)
        return _sent(action, step, seconds)

    async def awaited(self, request: HTTPRequest) -> HTTPResponse:
        """Answer one request of an async client: the ``transport`` for one."""
        action, step = self._next(request)
        seconds = min(step.delay, _patience(request))
        if seconds:
            await self._later(seconds)
        return _sent(action, step, seconds)

    async def _later(self, seconds: float) -> None:
        import asyncio

        await (self._async_sleep or asyncio.sleep)(seconds)

    def _next(self, request: HTTPRequest) -> tuple[str, _Step]:
        arrived = _arrived(request)
        with self._lock:
            self.requests.append(arrived)
            script = self._scripts.get(arrived.action)
            if script:
                return arrived.action, script.pop(0) if len(script) > 1 else script[0]
        return arrived.action, _Step(
            made_up.answer(arrived.action, arrived.parameters), 0.0
        )


def settings(options: ClientOptions) -> ClientOptions:
    """Return a client's options: keys, region, zone and project made up and no retries, where a test says nothing."""
    return {**_SETTINGS, **options}


def _name(action: Action) -> str:
    """Return an action's name; one that a class gives is not doubted."""
    if not isinstance(action, str):
        return action.ACTION
    known.check_action(action)
    return action


def _check(answer: Answer, request: type[Request[Any]] | None) -> None:
    if isinstance(answer, Mapping):
        if request:
            known.check_answer(request.response_type(), answer)
    elif not isinstance(answer, (Response, HTTPResponse, Exception)):
        kind = type(answer).__name__
        raise TypeError(
            f"an answer is a dict, a response, an HTTPResponse or an error, not {kind}"
        )


def _patience(request: HTTPRequest) -> float:
    """Return how many seconds a client waits for the first sign of an answer."""
    return min(request.timeout, request.read or request.timeout)


def _arrived(request: HTTPRequest) -> FakeRequest:
    text = request.body.decode()
    is_json = request.headers["Content-Type"] == "application/json"
    parameters = json.loads(text) if is_json else dict(parse_qsl(text, True, True))
    action = parameters.pop("Action")
    for name in _ENVELOPE:
        parameters.pop(name, None)
    return FakeRequest(action, parameters)


def _sent(action: str, step: _Step, waited: float) -> HTTPResponse:
    """Return what arrives of an answer after so many seconds, or raise why nothing does."""
    answer = step.answer
    if step.delay > waited:
        raise RequestTimeoutError(LATE)
    if isinstance(answer, Exception):
        raise answer
    if isinstance(answer, HTTPResponse):
        return answer
    values = answer.to_dict() if isinstance(answer, Response) else dict(answer)
    envelope = {"RetCode": 0, "Action": f"{action}Response"}
    body = json.dumps(envelope | values).encode()
    return HTTPResponse(200, {"x-ucloud-request-uuid": "fake-request"}, body)
