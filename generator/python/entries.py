"""How an action is called in the index of its service."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """What a service's index says of an action, and what is kept of an action whose page has become unreadable."""

    page: str
    action: str
    service: str
    method: str
    request: str
    response: str
