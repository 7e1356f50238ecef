"""A create and a question, and one way to send them with a clock of the test's."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from fake_clock import FakeClock
from runtime.client import BaseAsyncClient, BaseSyncClient
from runtime.fields import request_class
from runtime.models import Request
from small_classes import CreateThing

WRITE = CreateThing(name="n", region="r")
KEYS: dict[str, Any] = {"public_key": "pub", "private_key": "pri"}


@request_class
class DescribeThing(CreateThing):
    """The same, by its name a question."""

    ACTION: ClassVar[str] = "DescribeThing"


READ = DescribeThing(name="n", region="r")


def call(asked: Request[Any], pauses: FakeClock, is_async: bool, **options: Any) -> Any:
    """Send one request with a client of its own."""
    if not is_async:
        kind = type(
            "Client", (BaseSyncClient,), {"PRODUCT": "t/1", "CLOCK": pauses.clock()}
        )
        with kind(**KEYS, **options) as client:
            return client.send(asked)

    async def send() -> Any:
        parts = {"PRODUCT": "t/1", "CLOCK": pauses.clock()}
        kind = type("AsyncClient", (BaseAsyncClient,), parts)
        async with kind(**KEYS, **options) as client:
            return await client.send(asked)

    return asyncio.run(send())
