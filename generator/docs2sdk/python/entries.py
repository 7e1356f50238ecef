"""How an action is called in the index of its service."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from docs2sdk.protocol import is_reading


class Entry(NamedTuple):
    """What a service's index says of an action, and what is kept of an action whose page has become unreadable."""

    page: str
    action: str
    service: str
    method: str
    request: str
    response: str


def files_of(entry: Entry, package: str) -> tuple[str, str]:
    """Return where an action's module is, and its tests: paths in the output."""
    service, method = entry.service, entry.method
    return f"{package}/{service}/{method}.py", f"tests/{service}/test_{method}.py"


def shown(entries: Iterable[Entry]) -> Entry | None:
    """Return the action that stands for all in the package's README: the first that reads, if there is one."""
    return min(
        entries,
        key=lambda one: (not is_reading(one.action), one.service, one.method),
        default=None,
    )
