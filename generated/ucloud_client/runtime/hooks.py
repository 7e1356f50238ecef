"""Log records and hooks for each attempt of a call, and a hook for each call.  None of them ever holds a secret.

The logger has the package's name and a NullHandler, and logs at DEBUG.  Shown are the action, the request id, the RetCode,
durations, and the parameters of an allow-list; any other parameter may be a password.

What an ``async def`` hook returns is awaited by an async client, before it goes on; a sync client refuses such hooks.
"""

# isort: skip_file
from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import APIError, ConfigurationError, UCloudError, printable

if TYPE_CHECKING:
    from .deviations import Deviation
    from .options import Hooks

__all__ = ["CallEvent", "DeviationEvent", "ErrorEvent", "RequestEvent", "ResponseEvent"]

_PACKAGE = __name__.removesuffix(".hooks").removesuffix(".runtime")
logger = logging.getLogger(_PACKAGE)
logger.addHandler(logging.NullHandler())

_SHOWN_PARAMETERS = ("Region", "Zone", "ProjectId", "Limit", "Offset")
_MAX_VALUE = 64


@dataclass(frozen=True, slots=True)
class RequestEvent:
    """An attempt begins; the first has number 1.  ``parameters`` are those that may be shown, under the API's names."""

    action: str
    attempt: int
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ResponseEvent:
    """An attempt succeeded after so many seconds."""

    action: str
    attempt: int
    request_id: str | None
    seconds: float


@dataclass(frozen=True, slots=True)
class ErrorEvent:
    """An attempt failed; the next begins in ``retry_in`` seconds, None if this was the last."""

    action: str
    attempt: int
    error: UCloudError
    seconds: float
    retry_in: float | None


@dataclass(frozen=True, slots=True)
class DeviationEvent:
    """A response differs from its page; ``deviations`` hold paths and kinds of values, never values."""

    action: str
    request_id: str | None
    deviations: tuple[Deviation, ...]


@dataclass(frozen=True, slots=True)
class CallEvent:
    """A call is over: after so many attempts and, pauses included, seconds.

    ``outcome`` is ``"success"`` or the name of the exception that ended the call, which is ``error`` if it is one of ours:
    ``"ThrottlingError"``, ``"CancelledError"``.
    """

    action: str
    attempts: int
    seconds: float
    outcome: str
    error: UCloudError | None


def refuse_async_hooks(hooks: Hooks) -> None:
    """Raise ConfigurationError for a hook that a sync client would have to await."""
    functions = {name: hook for name, hook in hooks.items() if hook is not None}
    if not functions:
        return
    from inspect import iscoroutinefunction

    for name, hook in functions.items():
        if iscoroutinefunction(hook) or iscoroutinefunction(type(hook).__call__):
            raise ConfigurationError(
                f"{name} is an async function, which only an async client awaits: pass a plain one"
            )


class Observer:
    """Writes to the log and calls the hooks; ``pending`` is what hooks returned to be awaited, each with its event's name."""

    def __init__(self, hooks: Hooks) -> None:
        self.pending: list[tuple[str, Awaitable[object]]] = []
        self._on_call = hooks.get("on_call")
        self._on_request = hooks.get("on_request")
        self._on_response = hooks.get("on_response")
        self._on_error = hooks.get("on_error")
        self._on_deviation = hooks.get("on_deviation")

    def is_watching(self) -> bool:
        """Whether the log or a hook uses the parameters of requests."""
        return self._on_request is not None or logger.isEnabledFor(logging.DEBUG)

    def request(self, action: str, attempt: int, parameters: Mapping[str, str]) -> None:
        """Report the start of an attempt."""
        shown = _filter_parameters(parameters)
        logger.debug("%s: attempt %d %s", action, attempt, shown)
        self._run(self._on_request, RequestEvent(action, attempt, shown))

    def response(
        self, action: str, attempt: int, request_id: str | None, seconds: float
    ) -> None:
        """Report a success."""
        if logger.isEnabledFor(logging.DEBUG):
            shown_id = printable(request_id or "none")
            logger.debug(
                "%s: attempt %d RetCode 0, request id %s, %.3f s",
                *(action, attempt, shown_id, seconds),
            )
        if self._on_response is not None:
            event = ResponseEvent(action, attempt, request_id, seconds)
            self._run(self._on_response, event)

    def deviations(
        self,
        action: str,
        request_id: str | None,
        deviations: tuple[Deviation, ...],
    ) -> None:
        """Report the differences of a response from its page."""
        if deviations:
            count = len(deviations)
            logger.debug("%s: %d differences from its page", action, count)
            event = DeviationEvent(action, request_id, deviations)
            self._run(self._on_deviation, event)

    def error(self, event: ErrorEvent) -> None:
        """Report a failure."""
        error = event.error
        code = error.code if isinstance(error, APIError) else None
        name = type(error).__name__ if code is None else f"RetCode {code}"
        logger.debug(
            "%s: attempt %d %s, request id %s, %.3f s, %s",
            *(event.action, event.attempt, name),
            *(printable(error.request_id or "none"), event.seconds),
            "final" if event.retry_in is None else f"next in {event.retry_in:.3f} s",
        )
        self._run(self._on_error, event)

    def hears_calls(self) -> bool:
        """Whether a hook is called at the end of calls."""
        return self._on_call is not None

    def call(
        self, action: str, attempts: int, seconds: float, error: BaseException | None
    ) -> None:
        """Report that a call is over; ``error`` is what ended it, None: a success."""
        outcome = "success" if error is None else type(error).__name__
        own = error if isinstance(error, UCloudError) else None
        event = CallEvent(action, attempts, seconds, outcome, own)
        self._run(self._on_call, event)

    async def finish(self) -> None:
        """Await what hooks returned, and log their exceptions."""
        while self.pending:
            name, result = self.pending.pop(0)
            try:
                await result
            except Exception:
                logger.exception("a hook failed at a %s", name)

    def _run(self, hook: Callable[[Any], object] | None, event: object) -> None:
        """Call a hook, and log its exception: an error in a hook must not lose the response of a create that succeeded."""
        if hook is None:
            return
        name = type(event).__name__
        try:
            result = hook(event)
        except Exception:
            logger.exception("a hook failed at a %s", name)
        else:
            if isinstance(result, Awaitable):
                self.pending.append((name, result))


def _filter_parameters(parameters: Mapping[str, str]) -> dict[str, str]:
    return {
        name: printable(parameters[name][:_MAX_VALUE])
        for name in _SHOWN_PARAMETERS
        if name in parameters
    }
