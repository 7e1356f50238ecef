"""Clients to call a server on loopback with, sync and async, in one way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from fake_clock import FakeClock
from runtime.client import BaseAsyncClient, BaseSyncClient
from small_classes import CreateThing, CreateThingResponse

REQUEST = CreateThing(name="名 &=+", region="cn-bj2")


class Client(BaseSyncClient):
    PRODUCT = "things/1.2"
    CLOCK = FakeClock().clock()


class AsyncClient(BaseAsyncClient):
    PRODUCT = "things/1.2"
    CLOCK = FakeClock().clock()


def options(url: str) -> dict[str, Any]:
    return {
        "public_key": "pub",
        "private_key": "pri",
        "base_url": url,
        "timeout": 5,
    }


def sync_send(url: str, times: int = 1, **changes: Any) -> list[CreateThingResponse]:
    with Client(**(options(url) | changes)) as client:
        return [client.send(REQUEST) for _ in range(times)]


def async_send(url: str, times: int = 1, **changes: Any) -> list[CreateThingResponse]:
    async def send() -> list[CreateThingResponse]:
        async with AsyncClient(**(options(url) | changes)) as client:
            return [await client.send(REQUEST) for _ in range(times)]

    return asyncio.run(send())


Send = Callable[..., list[CreateThingResponse]]
BOTH = pytest.mark.parametrize(
    "send", [pytest.param(sync_send, id="sync"), pytest.param(async_send, id="async")]
)
