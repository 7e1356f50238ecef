"""Opens connections, and exchanges a request for a response, as steps.

The errors say above all whether anything was sent.  Exceptions of the network are neither their cause nor their context: a frame
of theirs holds the signed body.
"""

# isort: skip_file
from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

from .errors import (
    ConfigurationError,
    ConnectError,
    IncompleteResponseError,
    TLSError,
    TransportError,
    UCloudError,
)
from .http1 import HTTPExchange, MalformedResponseError
from .pool import MAX_CONNECTIONS
from .routes import Route
from .steps import HandshakeError, PlainStream, ProxyRefusedError, Steps, Stream
from .transport import HTTPRequest, ResponseReader, timeout_error

if TYPE_CHECKING:
    import ssl

# Seconds: servers hang up idle connections, and a request that crosses with that may have been read.
_MAX_IDLE_SECONDS = 5.0


# What fails without being a fault of ours.
FAILURES = (OSError, MalformedResponseError, HandshakeError, ProxyRefusedError)


class Connection:
    """An open connection; ``exchange`` says whether it can be used again."""

    __slots__ = ("_stream", "_used", "route", "socket")

    def __init__(self, connected: socket.socket, stream: Stream, route: Route) -> None:
        self.socket = connected
        self.route = route
        self._stream = stream
        self._used = time.monotonic()

    def exchange(self, request: HTTPRequest, reader: ResponseReader) -> Steps[bool]:
        """Send a request and read its response; return whether the connection can be used again."""
        exchange = HTTPExchange()
        data = _write_request(exchange, self.route, request)
        is_sent = False
        try:
            yield from self._stream.send(data)
            is_sent = True
        except TimeoutError:
            raise
        except OSError:
            # A server may answer before it has read all, and hang up.
            pass
        wants_more = True
        while wants_more and not exchange.is_complete:
            data = yield from self._stream.receive()
            wants_more = _pass_on(data, exchange, reader)
        self._used = time.monotonic()
        return is_sent and exchange.is_complete and exchange.is_reusable

    def is_expired(self) -> bool:
        """Whether the connection was idle for too long."""
        return time.monotonic() - self._used > _MAX_IDLE_SECONDS

    def is_usable(self) -> bool:
        """Whether the server has not hung up meanwhile, as far as it can be known."""
        if self.is_expired() or not self._stream.is_idle():
            return False
        try:
            self.socket.setblocking(False)
            self.socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        # The end of the stream, or bytes that answer nothing.
        return False

    def close(self) -> None:
        """Close the socket."""
        self.socket.close()


def _pass_on(data: bytes, exchange: HTTPExchange, reader: ResponseReader) -> bool:
    """Parse what came and give it to the reader; return whether it wants more."""
    body, problem = b"", None
    try:
        body = exchange.feed(data)
    except MalformedResponseError as error:
        problem = error
    # Also if what follows the head is wrong: its id is part of the error.
    if reader.headers is None and exchange.headers is not None:
        reader.begin(exchange.status, exchange.headers)
    if problem is not None:
        raise problem
    return not body or reader.add(body)


def open_stream(route: Route, context: ssl.SSLContext | None) -> Steps[Stream]:
    """Agree with the proxy and the server on a stream for requests."""
    stream: Stream = PlainStream()
    proxy = route.proxy
    if proxy is not None and proxy.is_tls:
        stream = yield from _start_tls(stream, context, proxy.host)
    if proxy is not None and route.is_tls:
        yield from _open_tunnel(stream, route)
    if route.is_tls:
        stream = yield from _start_tls(stream, context, route.host)
    return stream


def _start_tls(
    below: Stream, context: ssl.SSLContext | None, host: str
) -> Steps[Stream]:
    from .tls import TLSStream

    assert context is not None
    stream = TLSStream(below, context, host)
    yield from stream.handshake()
    return stream


def _open_tunnel(stream: Stream, route: Route) -> Steps[None]:
    assert route.proxy is not None
    host = f"[{route.host}]" if ":" in route.host else route.host
    target = f"{host}:{route.port}"
    exchange = HTTPExchange()
    headers = route.proxy.headers
    yield from stream.send(
        exchange.write_request("CONNECT", target, target, headers, None)
    )
    while exchange.headers is None:
        exchange.feed((yield from stream.receive()))
    if not 200 <= exchange.status < 300:
        raise ProxyRefusedError(f"the proxy answered HTTP {exchange.status}")


def _write_request(exchange: HTTPExchange, route: Route, request: HTTPRequest) -> bytes:
    headers = request.headers
    if route.proxy is not None and not route.is_tls:
        headers = {**headers, **route.proxy.headers}
    try:
        return exchange.write_request(
            request.method, route.target, route.authority, headers, request.body
        )
    except ValueError:
        problem = "a header cannot be sent: it holds a line break or odd characters"
    raise ConfigurationError(problem)


def connect_error(error: Exception) -> UCloudError:
    """Return our error for a connection that could not be opened."""
    reason = f"({_describe(error)}); nothing was sent"
    if isinstance(error, HandshakeError):
        return TLSError(f"no trusted connection {reason}")
    return ConnectError(f"could not connect {reason}")


def full_error() -> UCloudError:
    """Return our error for a request that found no free connection in time."""
    problem = f"{MAX_CONNECTIONS} requests are on their way already"
    return connect_error(TimeoutError(problem))


def exchange_error(error: Exception, reader: ResponseReader) -> UCloudError:
    """Return our error for an exchange that failed after the connection was open."""
    is_timeout = isinstance(error, TimeoutError)
    if reader.headers is None:
        return timeout_error() if is_timeout else _broken_off_error(error)
    return reader.with_request_id(
        timeout_error() if is_timeout else _incomplete_error(error, reader.status)
    )


def _broken_off_error(error: Exception) -> UCloudError:
    return TransportError(
        f"the exchange broke off ({_describe(error)}); it may have been carried out"
    )


def _incomplete_error(error: Exception, status: int) -> UCloudError:
    details = f"{_describe(error)}, HTTP {status}"
    return IncompleteResponseError(
        f"the answer broke off ({details}); it may have been carried out", status=status
    )


def _describe(error: Exception) -> str:
    is_silent_timeout = isinstance(error, TimeoutError) and not error.args
    return "timed out" if is_silent_timeout else str(error) or type(error).__name__
