"""Servers that hold a client for as long as they can: they send a byte now and then, or nothing."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from loopback import OK

GAP = 0.03
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@dataclass(frozen=True)
class Drip:
    """What a server sends at first, and then again and again."""

    start: bytes
    again: bytes


# Ways to drip a response.
RESPONSES = {
    "nothing": Drip(b"", b""),
    "a status line": Drip(b"HTTP/1.1 200 ", b"O"),
    "a header": Drip(b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
    "headers": Drip(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n"),
    "interim responses": Drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "floods of interim responses": Drip(
        b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 2000
    ),
    "a body": Drip(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b" "),
    "a body without a length": Drip(b"HTTP/1.1 200 OK\r\n\r\n", b" "),
    "chunks": Drip(CHUNKED, b"1\r\n \r\n"),
    "a chunk extension": Drip(CHUNKED + b"5;", b"x"),
    "trailers": Drip(CHUNKED + b"%x\r\n%s\r\n0\r\n" % (len(OK), OK), b"T: t\r\n"),
    "a trailer": Drip(CHUNKED + b"%x\r\n%s\r\n0\r\nT: " % (len(OK), OK), b"t"),
}
# A TLS record that does not end.
HANDSHAKE = Drip(b"\x16\x03\x03\x40\x00", b"\0")
SILENCE = Drip(b"", b"")


class DrippingServer:
    """Reads the beginning of a request of each client, and drips."""

    def __init__(self, drip: Drip, context: ssl.SSLContext | None = None) -> None:
        self.stopped = threading.Event()
        self._drip = drip
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        # So that a large request is not taken by the buffers.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._listener.getsockname()[1]
        return port

    def stop(self) -> None:
        """End everything."""
        self.stopped.set()
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        for thread in self._threads:
            thread.join(5)
        self._listener.close()

    def _accept(self) -> None:
        while not self.stopped.is_set():
            connected, _ = self._listener.accept()
            thread = threading.Thread(target=self._serve, args=(connected,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connected: socket.socket) -> None:
        connected.settimeout(5)
        with connected, suppress(OSError):
            if self._context is not None:
                connected = self._context.wrap_socket(connected, server_side=True)
            with connected:
                connected.recv(65536)
                connected.sendall(self._drip.start)
                while not self.stopped.wait(GAP):
                    connected.sendall(self._drip.again)


@contextmanager
def dripping(
    drip: Drip, context: ssl.SSLContext | None = None
) -> Iterator[DrippingServer]:
    """Give a server that drips, and stop it."""
    server = DrippingServer(drip, context)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def full_backlog() -> Iterator[int]:
    """Give a port where nobody accepts, and where no more connections are queued."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        queued = [socket.socket() for _ in range(3)]
        for waiting in queued:
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        try:
            yield listener.getsockname()[1]
        finally:
            for waiting in queued:
                waiting.close()
