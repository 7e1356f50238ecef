"""What connections do, as steps that the sync and the async transport carry out in their own way.

A generator of steps yields bytes to send, or None to receive some; it is sent what was received, b"" at the end of the stream,
and is thrown the OSError of a step that failed.
"""

# isort: skip_file
from __future__ import annotations

import time
from collections.abc import Generator
from typing import Protocol, TypeAlias, TypeVar

T = TypeVar("T")
Steps: TypeAlias = Generator[bytes | None, bytes, T]


class HandshakeError(Exception):
    """No trusted connection could be agreed on."""


class ProxyRefusedError(Exception):
    """A proxy does not connect to the server."""


class Stream(Protocol):
    """Carries bytes in both directions."""

    def send(self, data: bytes) -> Steps[None]:
        """Send all bytes."""
        ...

    def receive(self) -> Steps[bytes]:
        """Return the next bytes, b"" at the end."""
        ...

    def is_idle(self) -> bool:
        """Whether nothing waits to be read of what came already."""
        ...


class PlainStream:
    """The bytes of a socket as they are."""

    def send(self, data: bytes) -> Steps[None]:
        """Send all bytes."""
        yield data

    def receive(self) -> Steps[bytes]:
        """Return the next bytes, b"" at the end."""
        return (yield None)

    def is_idle(self) -> bool:
        """Whether nothing waits to be read of what came already."""
        return True


class TimeLimits:
    """How long the steps may take: ``read`` and ``write`` limit one step each, the deadline all of them."""

    __slots__ = ("deadline", "read", "write")

    def __init__(
        self, seconds: float, read: float | None = None, write: float | None = None
    ) -> None:
        self.deadline = time.monotonic() + seconds
        self.read = read
        self.write = write

    def left(self, limit: float | None = None) -> float:
        """Return the seconds that a step may take, with a limit of its own; TimeoutError if there is no time left."""
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("timed out")
        return seconds if limit is None or limit > seconds else limit
