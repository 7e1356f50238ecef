"""A real HTTP server on loopback, for what must be seen on a real wire."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Arrival:
    """A request as it came; ``port`` is the sender's, so it tells one connection from another."""

    port: int
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """Return the parameters."""
        return dict(parse_qsl(self.body.decode("ascii"), True, True))


class Exchange(BaseHTTPRequestHandler):
    """One connection; what to answer is the server's ``behave``."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Loopback

    def do_POST(self) -> None:
        """Keep the request, then answer it."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {key.lower(): value for key, value in self.headers.items()}
        port = self.client_address[1]
        self.server.arrived.append(Arrival(port, self.path, headers, body))
        self.server.reached.set()
        self.server.behave(self)

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        """Send a whole answer; an underscore in a header's name stands for a hyphen."""
        self.send_response(status)
        for name, value in ({"Content_Length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Tests read what arrived, not a log."""


Behaviour = Callable[[Exchange], None]
OK = json.dumps({"RetCode": 0, "ThingId": "thing-1", "Names": []}).encode()


def agree(exchange: Exchange) -> None:
    """Answer every request with a success."""
    exchange.answer(OK, X_UCLOUD_REQUEST_UUID="id-1")


class Loopback(ThreadingHTTPServer):
    """Keeps what arrived.

    ``reached`` is set when a request has come, ``left`` when a connection is closed from here, ``stopped`` when the test is
    over: it ends every wait.
    """

    daemon_threads = True

    def __init__(self, behave: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.behave = behave
        self.arrived: list[Arrival] = []
        self.reached = threading.Event()
        self.left = threading.Event()
        self.stopped = threading.Event()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def shutdown_request(self, request: Any) -> None:
        """Close a connection."""
        super().shutdown_request(request)
        self.left.set()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up early is what some tests are about."""


@dataclass
class Servers:
    """Starts servers, and stops them all."""

    running: list[Loopback] = field(default_factory=list)

    def __call__(
        self, behave: Behaviour = agree, context: ssl.SSLContext | None = None
    ) -> Loopback:
        """Start one; with a context it speaks TLS."""
        server = Loopback(behave)
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        self.running.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        return server


@contextmanager
def nobody() -> Iterator[str]:
    """Give a URL where nobody listens, and keep others from listening there meanwhile."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@contextmanager
def servers() -> Iterator[Servers]:
    """Give what starts servers, and stop them afterwards."""
    started = Servers()
    try:
        yield started
    finally:
        for server in started.running:
            server.stopped.set()
            server.shutdown()
            server.server_close()
