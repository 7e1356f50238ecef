"""A server process that answers each request with its own parameter ``Name``, so that a wrong answer is seen.

It prints its port, and ends with its standard input.
"""

from __future__ import annotations

import asyncio
import re
import sys

_LENGTH = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)
_NAME = re.compile(rb"(?:^|&)Name=([^&]*)")


class Echoing(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self.waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, _, body = self.waiting.partition(b"\r\n\r\n")
            length = _LENGTH.search(head)
            size = int(length[1]) if length else 0
            if len(body) < size:
                return
            self.waiting = body[size:]
            self.answer(body[:size])

    def answer(self, body: bytes) -> None:
        """Send the name back."""
        name = _NAME.search(body)
        assert name
        text = b'{"RetCode": 0, "ThingId": "%s", "Names": []}' % name[1]
        head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(text)
        self.transport.write(head + text)


async def serve() -> None:
    """Listen until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Echoing, "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve())
