"""Runs the web server until a signal ends it."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from docs2sdk.errors import UserError

# Seconds that open connections have when the server ends.
_PATIENCE = 1
# Bytes of the head of a request, which can have a prepared answer: generated tests make some with 200 objects.
_MAX_HEAD = 1024 * 1024
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class AddressInUse(UserError):
    """The server cannot listen at the address."""


def open_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens, at any free port if ``port`` is 0; AddressInUse."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        return _listen(family, address)
    except OSError as error:
        raise AddressInUse(
            f"cannot listen at {host} port {port}: {error.strerror or error}"
        ) from error


def _listen(family: int, address: Any) -> socket.socket:
    # asyncio sends without delay only through sockets that say that they are TCP.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(1024)
    except OSError:
        listening.close()
        raise
    return listening


def find_url(listening: socket.socket) -> str:
    """Return the address of a listening socket."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_loopback(listening: socket.socket) -> bool:
    """Whether only this machine can reach the socket."""
    host: str = listening.getsockname()[0]
    return host == "::1" or host.startswith("127.")


def serve(app: Any, listening: socket.socket, on_start: Callable[[], None]) -> None:
    """Serve an application until SIGTERM or Ctrl-C; ``on_start`` is called when requests can come."""
    make_server(app, on_start).run(sockets=[listening])


def make_server(app: Any, on_start: Callable[[], None]) -> uvicorn.Server:
    """Return a server that ends when its ``should_exit`` is set."""
    config = uvicorn.Config(
        app,
        log_level="critical",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=_PATIENCE,
        h11_max_incomplete_event_size=_MAX_HEAD,
    )
    return _Server(config, on_start)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_start: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_start = on_start

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End at a signal; unlike the base class, do not raise it again: this is how the server is meant to end."""
        is_main = threading.current_thread() is threading.main_thread()
        signals = _SIGNALS if is_main else ()
        handlers = {
            number: signal.signal(number, self.handle_exit) for number in signals
        }
        try:
            yield
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_start()
