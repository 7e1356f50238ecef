"""A server process for benchmarks: keeps connections alive and answers every request with the same success.

It parses no more than it must, so that what is measured is the clients.  Run by ``client.py`` with the paths of a
certificate and its key, and the answer on standard input; prints the ports, plain and TLS, and ends with its input.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import sys

_LENGTH = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)


class Answering(asyncio.Protocol):
    """One connection."""

    def __init__(self, answer: bytes) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(answer)}\r\n\r\n"
        self.answer = head.encode() + answer
        self.waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        self.waiting += data
        head, found, body = self.waiting.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        size = int(length[1]) if length else 0
        if found and len(body) >= size:
            self.waiting = body[size:]
            self.transport.write(self.answer)


async def serve(certificate: str, key: str, answer: bytes) -> None:
    """Listen on two ports until standard input ends."""
    loop = asyncio.get_running_loop()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    ports = []
    for tls in (None, context):
        server = await loop.create_server(
            lambda: Answering(answer), "127.0.0.1", 0, ssl=tls
        )
        ports.append(server.sockets[0].getsockname()[1])
    print(*ports, flush=True)
    await loop.run_in_executor(None, sys.stdin.buffer.read)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[2], sys.stdin.buffer.readline()))
