"""What type checkers say of a program that walks through pages; read by ``test_quality``, never run.

Marked like ``user_program``; the package is made of the page in ``tests/cases/pages_of_items``.
"""

from __future__ import annotations

import asyncio
from typing import reveal_type

from paging_client import AsyncClient, Client
from paging_client.things.describe_things import DescribeThings, Thing

client = Client(region="cn-bj2")

# The method is what any method is; its items have the type of the page's list.
reveal_type(client.things.describe_things(limit=20))  # expect: DescribeThingsResponse
reveal_type(client.send(DescribeThings(offset="0")))  # expect: DescribeThingsResponse
for thing in client.things.describe_things.items(limit=20):
    reveal_type(thing)  # expect: Thing
    reveal_type(thing.id)  # expect: str
    thing.name  # expect: error name
for page in client.things.describe_things.pages(offset="20"):
    reveal_type(page)  # expect: DescribeThingsResponse
    reveal_type(page.things)  # expect: list[Thing] | None
client.things.describe_things.items(limti=20)  # expect: error limti
client.things.describe_things.items(limit="20")  # expect: error limit
client.things.describe_things.pages(offset=20)  # expect: error offset
client.things.drop_things.items()  # expect: error items


async def main() -> list[Thing]:
    """The async twin is walked with ``async for``."""
    async with AsyncClient(region="cn-bj2") as client:
        async for page in client.things.describe_things.pages(limit=20):
            reveal_type(page)  # expect: DescribeThingsResponse
        client.things.describe_things.items(limti=20)  # expect: error limti
        client.things.drop_things.items()  # expect: error items
        return [thing async for thing in client.things.describe_things.items()]


asyncio.run(main())
