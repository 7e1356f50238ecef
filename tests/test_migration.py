"""The mistakes of people who come from the official SDK get the messages that the migration guide shows."""

from __future__ import annotations

import asyncio
import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from ucloud_client import AsyncClient, Client
from ucloud_client.testing import FakeAPI

GUIDES = Path(__file__).resolve().parent.parent / "templates/reference"
MISTAKE = re.compile(r"\| `((?:Client\(|client\.).*)` \| `(.*)` \|")


def read_mistakes(language: str) -> dict[str, str]:
    """Return the lines in the table of mistakes, each with its message."""
    guide = GUIDES / language / "guides/migration.md.j2"
    rows = map(MISTAKE.fullmatch, guide.read_text("utf-8").splitlines())
    return dict(row.groups() for row in rows if row)


MISTAKES = read_mistakes("en")


def make(mistake: str, names: dict[str, Any]) -> None:
    """Make a mistake; await what it makes, if it can be awaited."""

    async def awaited() -> None:
        made = eval(mistake, names)
        if inspect.isawaitable(made):
            await made

    asyncio.run(awaited())


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_gets_the_message_of_the_guide(mistake: str) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011
        make(mistake, {"Client": Client, "client": FakeAPI().client()})
    assert str(caught.value) == MISTAKES[mistake]


# The response of an async method cannot be read before it is awaited.
AWAITABLE = [line for line in MISTAKES if not line.endswith("]")]


@pytest.mark.parametrize("mistake", AWAITABLE)
def test_the_async_client_says_the_same(mistake: str) -> None:
    api = FakeAPI()
    with pytest.raises(Exception) as caught:  # noqa: PT011
        make(mistake, {"Client": AsyncClient, "client": api.async_client()})
    said = str(caught.value).replace("Async", "")
    assert said == MISTAKES[mistake]
    assert api.requests() == []


def test_both_languages_show_the_same_mistakes() -> None:
    assert read_mistakes("zh") == MISTAKES
    assert len(MISTAKES) > 12
