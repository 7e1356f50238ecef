"""Polls a call until a condition is met: until a host is running, until an image is ready."""

# isort: skip_file
from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from .clock import async_sleep
from .errors import UCloudError

__all__ = [
    "WaitError",
    "WaitFailedError",
    "WaitTimeoutError",
    "async_wait_until",
    "wait_until",
]

T = TypeVar("T")

# Shorter intervals only make the API throttle.
MIN_INTERVAL = 0.1


class WaitError(UCloudError):
    """The condition was not met; ``response`` is the last one, which pickled copies do not have."""

    def __init__(self, message: str, *, response: Any) -> None:
        super().__init__(message)
        self.response = response

    def __getstate__(self) -> dict[str, Any]:
        # A response may hold a password, which must not get into pickles.
        return self.__dict__ | {"response": None}


class WaitTimeoutError(WaitError, TimeoutError):
    """The condition was not met in time."""


class WaitFailedError(WaitError):
    """The condition cannot be met any more: ``failed`` was true for a response."""


def wait_until(
    call: Callable[[], T],
    *,
    until: Callable[[T], bool],
    failed: Callable[[T], bool] | None = None,
    timeout: float = 600.0,
    interval: float = 5.0,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], object] = time.sleep,
) -> T:
    """Repeat a call until ``until(response)`` is true, and return that response.

    Pauses last ``interval`` seconds on average, from half of that to one and a half times as long, so that many waiters do
    not call at the same time.  Raises WaitFailedError if ``failed(response)`` is true, and WaitTimeoutError after ``timeout``
    seconds, with a last call at their end; both have the last ``response``.  Exceptions of the call are passed on.
    ``clock`` (seconds) and ``sleep`` can be replaced in tests.
    """
    wait = _Wait(until, failed, timeout, interval, clock)
    while True:
        response = call()
        pause = wait.pause(response)
        if pause is None:
            return response
        sleep(pause)


async def async_wait_until(
    call: Callable[[], Awaitable[T]],
    *,
    until: Callable[[T], bool],
    failed: Callable[[T], bool] | None = None,
    timeout: float = 600.0,
    interval: float = 5.0,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[object]] = async_sleep,
) -> T:
    """Do the same in an async client."""
    wait = _Wait(until, failed, timeout, interval, clock)
    while True:
        response = await call()
        pause = wait.pause(response)
        if pause is None:
            return response
        await sleep(pause)


class _Wait(Generic[T]):
    """The state of a wait."""

    def __init__(
        self,
        until: Callable[[T], bool],
        failed: Callable[[T], bool] | None,
        timeout: float,
        interval: float,
        clock: Callable[[], float],
    ) -> None:
        if not timeout >= 0:
            raise ValueError(f"timeout must be 0 or more seconds, not {timeout}")
        if not MIN_INTERVAL <= interval < math.inf:
            raise ValueError(
                f"interval must be {MIN_INTERVAL} or more seconds, not {interval}"
            )
        self._until = until
        self._failed = failed
        self._timeout = timeout
        self._interval = interval
        self._clock = clock
        self._start = clock()
        self._calls = 0

    def pause(self, response: T) -> float | None:
        """Return the seconds until the next call, None if this response meets the condition."""
        self._calls += 1
        if self._until(response):
            return None
        if self._failed and self._failed(response):
            raise WaitFailedError(
                f"failed(response) is true {self._progress()}", response=response
            )
        left = self._start + self._timeout - self._clock()
        if left <= 0:
            raise WaitTimeoutError(
                f"until(response) is still false {self._progress()}", response=response
            )
        return min(self._jitter(), left)

    def _jitter(self) -> float:
        from random import uniform

        return self._interval * uniform(0.5, 1.5)

    def _progress(self) -> str:
        calls = f"{self._calls} call{'' if self._calls == 1 else 's'}"
        return f"({calls} in {self._clock() - self._start:.1f} s)"
