"""What can be seen of a call from outside: log records at DEBUG, and hooks.  Neither ever holds a secret.

The logger has the package's name and a NullHandler.  Shown are the action, the request id, the RetCode, durations, and of
the parameters those that are on a list; all else may be anything, a password too.
"""

# isort: skip_file
from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import APIError, UCloudError, printable

if TYPE_CHECKING:
    from .decoding import Deviation
    from .options import Hooks

__all__ = ["ErrorEvent", "RequestEvent", "ResponseEvent"]

_PACKAGE = __name__.removesuffix(".observing").removesuffix(".runtime")
logger = logging.getLogger(_PACKAGE)
logger.addHandler(logging.NullHandler())

_SHOWN = ("Region", "Zone", "ProjectId", "Limit", "Offset")
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class RequestEvent:
    """An attempt begins: the first has number 1.  ``parameters`` are those that may be shown, under wire names."""

    action: str
    attempt: int
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ResponseEvent:
    """An attempt was answered with success, after so many seconds."""

    action: str
    attempt: int
    request_id: str | None
    seconds: float


@dataclass(frozen=True, slots=True)
class ErrorEvent:
    """An attempt failed; ``retry_in`` is how many seconds later the next begins, None if this was the last."""

    action: str
    attempt: int
    error: UCloudError
    seconds: float
    retry_in: float | None


@dataclass(frozen=True, slots=True)
class DeviationEvent:
    """An answer differs from its page in these: paths and kinds of values, never values."""

    action: str
    request_id: str | None
    deviations: tuple[Deviation, ...]


class Observer:
    """Tells the log and the hooks."""

    def __init__(self, hooks: Hooks) -> None:
        self._on_request = hooks.get("on_request")
        self._on_response = hooks.get("on_response")
        self._on_error = hooks.get("on_error")
        self._on_deviation = hooks.get("on_deviation")

    def is_watching(self) -> bool:
        """Whether requests are worth describing."""
        return self._on_request is not None or logger.isEnabledFor(logging.DEBUG)

    def request(self, action: str, attempt: int, parameters: Mapping[str, str]) -> None:
        """An attempt begins."""
        shown = _shown(parameters)
        logger.debug("%s: attempt %d %s", action, attempt, shown)
        _tell(self._on_request, RequestEvent(action, attempt, shown))

    def response(
        self, action: str, attempt: int, request_id: str | None, seconds: float
    ) -> None:
        """An attempt succeeded."""
        if logger.isEnabledFor(logging.DEBUG):
            told = printable(request_id or "none")
            logger.debug(
                "%s: attempt %d RetCode 0, request id %s, %.3f s",
                *(action, attempt, told, seconds),
            )
        if self._on_response is not None:
            event = ResponseEvent(action, attempt, request_id, seconds)
            _tell(self._on_response, event)

    def deviations(
        self, action: str, request_id: str | None, found: tuple[Deviation, ...]
    ) -> None:
        """An answer differs from its page."""
        if found:
            logger.debug("%s: %d differences from its page", action, len(found))
            _tell(self._on_deviation, DeviationEvent(action, request_id, found))

    def error(self, event: ErrorEvent) -> None:
        """An attempt failed."""
        error = event.error
        code = error.code if isinstance(error, APIError) else None
        what = type(error).__name__ if code is None else f"RetCode {code}"
        logger.debug(
            "%s: attempt %d %s, request id %s, %.3f s, %s",
            *(event.action, event.attempt, what),
            *(printable(error.request_id or "none"), event.seconds),
            "final" if event.retry_in is None else f"next in {event.retry_in:.3f} s",
        )
        _tell(self._on_error, event)


def _shown(parameters: Mapping[str, str]) -> dict[str, str]:
    return {
        name: printable(parameters[name][:_LONGEST])
        for name in _SHOWN
        if name in parameters
    }


def _tell(hook: Callable[[Any], object] | None, event: object) -> None:
    """Call a hook.  After a create has succeeded, a mistake in a hook must not lose its answer."""
    if hook is None:
        return
    try:
        hook(event)
    except Exception:
        logger.exception("a hook failed at a %s", type(event).__name__)
