"""The time, the pauses and the random numbers of a client; tests pass a clock of their own."""

# isort: skip_file
from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple


async def async_sleep(seconds: float) -> None:
    """Sleep in asyncio, which is imported when it is first needed."""
    import asyncio

    await asyncio.sleep(seconds)


def _random() -> float:
    from random import random

    return random()


class Clock(NamedTuple):
    """Time and pauses in seconds, random numbers from 0 to 1."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    async_sleep: Callable[[float], Awaitable[None]] = async_sleep
    random: Callable[[], float] = _random
