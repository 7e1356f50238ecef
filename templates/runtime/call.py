"""The attempts of one call, from the first to the response or to the last failure.

The sync and the async client share this; they differ in how they wait for the transport and for the pauses.
"""

# isort: skip_file
from __future__ import annotations

from typing import Generic, TypeVar

from . import protocol, redaction, retries
from .clock import Clock
from .errors import Attempt, UCloudError
from .hooks import ErrorEvent, Observer
from .models import Request, Response
from .options import Hooks
from .settings import Settings
from .transport import HTTPRequest, HTTPResponse

R = TypeVar("R", bound=Response)
# Seconds: an attempt at the deadline still needs a timeout above 0.
_MIN_TIMEOUT = 0.001


class Call(Generic[R]):
    """One call: send ``next_request``, then pass its response to ``receive``, or its error to ``pause`` before the next."""

    def __init__(
        self,
        request: Request[R],
        settings: Settings,
        product: str,
        clock: Clock,
        hooks: Hooks,
    ) -> None:
        self._request = request
        self._settings = settings
        self._clock = clock
        self._observer = Observer(hooks)
        self._sent = protocol.build_request(request, settings, product)
        self._start = self._began = clock.now()
        self._deadline = self._began + settings.timeout
        self._failed: list[Attempt] = []
        self._attempts = 0

    def next_request(self) -> HTTPRequest:
        """Return the HTTP request of the next attempt; its timeout is what is left of the call's."""
        self._attempts += 1
        if self._failed:
            self._began = self._clock.now()
            left = max(self._deadline - self._began, _MIN_TIMEOUT)
            self._sent = protocol.renew_request(self._sent, left)
        if self._observer.is_watching():
            parameters = redaction.sent_parameters(self._request, self._sent)
            self._observer.request(self._request.ACTION, self._number(), parameters)
        return self._sent

    def receive(self, answer: HTTPResponse) -> R:
        """Return the typed response, or raise the error that the HTTP response means."""
        response = protocol.parse_response(
            self._request, answer, self._settings, self._is_late
        )
        redaction.redact_response(response, self._request, self._sent, self._settings)
        seconds = self._clock.now() - self._began
        action, number = self._request.ACTION, self._number()
        self._observer.response(action, number, response.request_id, seconds)
        self._observer.deviations(action, response.request_id, response.deviations)
        return response

    def pause(self, error: UCloudError) -> float:
        """Return the seconds to wait before the next attempt; raise the error if there is no next attempt."""
        number, now = self._number(), self._clock.now()
        # The frames that raised it hold the response, in which the server may have quoted the request.
        error.__traceback__ = None
        redaction.complete_error(error, self._request, self._sent, self._settings)
        took = now - self._began
        self._failed.append(Attempt(error.problem(), error.request_id, took))
        error.attempts = tuple(self._failed)
        seconds = self._retry_delay(error)
        if seconds is not None and now + seconds >= self._deadline:
            seconds = None
        self._observer.error(
            ErrorEvent(self._request.ACTION, number, error, took, seconds)
        )
        if seconds is None:
            raise error
        return seconds

    def settle(self, error: BaseException | None) -> None:
        """Report that the call is over: with a response, or with the exception that the caller gets."""
        if self._observer.hears_calls():
            seconds = self._clock.now() - self._start
            self._observer.call(self._request.ACTION, self._attempts, seconds, error)

    def has_pending_hooks(self) -> bool:
        """Whether a hook returned something to be awaited."""
        return bool(self._observer.pending)

    async def finish_hooks(self) -> None:
        """Await what hooks returned."""
        await self._observer.finish()

    def _is_late(self) -> bool:
        return self._clock.now() > self._deadline

    def _number(self) -> int:
        return len(self._failed) + 1

    def _retry_delay(self, error: UCloudError) -> float | None:
        outcome = retries.classify_failure(error)
        is_last = len(self._failed) > self._settings.max_retries
        is_read_only = retries.is_read_only(self._request)
        if is_last or not retries.may_retry(outcome, is_read_only):
            return None
        return retries.retry_delay(
            len(self._failed), self._clock.random(), error.retry_after
        )
