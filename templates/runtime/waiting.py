"""Waiting for what takes a while: a host that is to be running, an image that is to be made."""

# isort: skip_file
from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from .errors import UCloudError

__all__ = [
    "WaitError",
    "WaitFailedError",
    "WaitTimeoutError",
    "async_wait_until",
    "wait_until",
]

T = TypeVar("T")

# Whoever asks more often than this only makes the API throttle.
SHORTEST_INTERVAL = 0.1


class WaitError(UCloudError):
    """What was waited for has not come; ``response`` is the last one, which a pickled copy leaves behind."""

    def __init__(self, message: str, *, response: Any) -> None:
        super().__init__(message)
        self.response = response

    def __getstate__(self) -> dict[str, Any]:
        # A response may hold a password, which must not go wherever pickles go.
        return self.__dict__ | {"response": None}


class WaitTimeoutError(WaitError, TimeoutError):
    """It may still come: time was up."""


class WaitFailedError(WaitError):
    """It will not come: a response was as ``failed`` describes."""


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
    """Call again and again until a response is as wanted, and return that one.

    ``interval`` seconds lie between two calls on average; each pause is between half of that and one and a half times as
    long, so that many waiters do not call at once.  WaitFailedError where ``failed`` says that it will never be as wanted,
    WaitTimeoutError after ``timeout`` seconds, with a last call at their end; both carry the last response.  What the
    call raises comes through.  ``clock`` (seconds) and ``sleep`` can be others in tests.
    """
    wait = _Wait(until, failed, timeout, interval, clock)
    while True:
        response = call()
        pause = wait.pause(response)
        if pause is None:
            return response
        sleep(pause)


async def _asyncio_sleep(seconds: float) -> None:
    import asyncio

    await asyncio.sleep(seconds)


async def async_wait_until(
    call: Callable[[], Awaitable[T]],
    *,
    until: Callable[[T], bool],
    failed: Callable[[T], bool] | None = None,
    timeout: float = 600.0,
    interval: float = 5.0,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[object]] = _asyncio_sleep,
) -> T:
    """Do the same, awaited."""
    wait = _Wait(until, failed, timeout, interval, clock)
    while True:
        response = await call()
        pause = wait.pause(response)
        if pause is None:
            return response
        await sleep(pause)


class _Wait(Generic[T]):
    """What is waited for, and how long already."""

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
        if not SHORTEST_INTERVAL <= interval < math.inf:
            raise ValueError(
                f"interval must be {SHORTEST_INTERVAL} or more seconds, not {interval}"
            )
        self._until = until
        self._failed = failed
        self._timeout = timeout
        self._interval = interval
        self._clock = clock
        self._start = clock()
        self._calls = 0

    def pause(self, response: T) -> float | None:
        """Return the seconds until the next call, None where this response is as wanted."""
        self._calls += 1
        if self._until(response):
            return None
        if self._failed and self._failed(response):
            raise WaitFailedError(
                f"it failed while being waited for {self._so_far()}", response=response
            )
        left = self._start + self._timeout - self._clock()
        if left <= 0:
            raise WaitTimeoutError(
                f"still not as wanted {self._so_far()}", response=response
            )
        return min(self._jittered(), left)

    def _jittered(self) -> float:
        from random import uniform

        return self._interval * uniform(0.5, 1.5)

    def _so_far(self) -> str:
        calls = f"{self._calls} call{'' if self._calls == 1 else 's'}"
        return f"({calls} in {self._clock() - self._start:.1f} s)"
