"""Where a client gets time and chance from; tests give it their own."""

# isort: skip_file
from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple


async def _sleep(seconds: float) -> None:
    import asyncio

    await asyncio.sleep(seconds)


def _random() -> float:
    from random import random

    return random()


class Pace(NamedTuple):
    """A clock and pauses, in seconds, and random numbers from 0 to 1."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    async_sleep: Callable[[float], Awaitable[None]] = _sleep
    random: Callable[[], float] = _random
