"""One call: its attempts, from the first to the answer or to the last failure.

The sync and the async client share all of it; they differ in how they wait for the transport and for the pause.
"""

# isort: skip_file
from __future__ import annotations

from typing import Generic, TypeVar

from . import exchange, retries
from .errors import Attempt, UCloudError
from .models import Request, Response
from .observing import ErrorEvent, Observer
from .options import Hooks
from .pace import Pace
from .settings import Settings
from .transport import HTTPRequest, HTTPResponse

R = TypeVar("R", bound=Response)
# Seconds: a deadline that has just passed is still one.
_SHORTEST = 0.001


class Attempts(Generic[R]):
    """The attempts of one call: ``next`` is sent, then comes ``receive``, or ``pause`` before the next."""

    def __init__(
        self,
        request: Request[R],
        settings: Settings,
        product: str,
        pace: Pace,
        hooks: Hooks,
    ) -> None:
        self._request = request
        self._settings = settings
        self._pace = pace
        self._observer = Observer(hooks)
        self._sent = exchange.prepare(request, settings, product)
        self._began = pace.clock()
        self._deadline = self._began + settings.timeout
        self._failed: list[Attempt] = []

    def next(self) -> HTTPRequest:
        """Return what to send now; its timeout is what is left of the call's."""
        if self._failed:
            self._began = self._pace.clock()
            left = max(self._deadline - self._began, _SHORTEST)
            self._sent = exchange.renewed(self._sent, left)
        if self._observer.is_watching():
            shown = exchange.shown(self._request, self._sent)
            self._observer.request(self._request.ACTION, self._number(), shown)
        return self._sent

    def receive(self, answer: HTTPResponse) -> R:
        """Return the typed response, or raise why there is none."""
        response = exchange.receive(self._request, answer, self._settings)
        response.request_id = exchange.harmless_id(
            response.request_id, self._request, self._sent, self._settings
        )
        seconds = self._pace.clock() - self._began
        action, number = self._request.ACTION, self._number()
        self._observer.response(action, number, response.request_id, seconds)
        found = response.deviations
        self._observer.deviations(action, response.request_id, found)
        return response

    def pause(self, error: UCloudError) -> float:
        """Return how many seconds to wait before the next attempt; raise the error if there is to be none."""
        number, now = self._number(), self._pace.clock()
        exchange.complete(error, self._request, self._sent, self._settings)
        took = now - self._began
        self._failed.append(Attempt(error.problem(), error.request_id, took))
        error.attempts = tuple(self._failed)
        seconds = self._pause(error)
        if seconds is not None and now + seconds >= self._deadline:
            seconds = None
        self._observer.error(
            ErrorEvent(self._request.ACTION, number, error, took, seconds)
        )
        if seconds is None:
            raise error
        return seconds

    def _number(self) -> int:
        return len(self._failed) + 1

    def _pause(self, error: UCloudError) -> float | None:
        proven = retries.proof(error)
        is_last = len(self._failed) > self._settings.max_retries
        if is_last or not retries.may_replay(proven, retries.reads(self._request)):
            return None
        return retries.pause(len(self._failed), self._pace.random(), error.retry_after)
