"""Sends the requests of the sync client over blocking sockets; every operation gets what is left of the deadline."""

# isort: skip_file
from __future__ import annotations

import socket
import threading
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from .addresses import Addresses, look_up, parse_address
from .connections import (
    FAILURES,
    Connection,
    connect_error,
    exchange_error,
    full_error,
    open_stream,
)
from .pool import Pool, Pools
from .routes import Route
from .steps import Steps, TimeLimits
from .transport import HTTPRequest, HTTPResponse, ResponseReader

if TYPE_CHECKING:
    import ssl

T = TypeVar("T")
_RECEIVED_BYTES = 64 * 1024


def send(pools: Pools, request: HTTPRequest) -> HTTPResponse:
    """Send a request; TransportError if there is no response, BadResponseError if it cannot be read."""
    pool = pools.pool(None, threading.Semaphore)
    limits = TimeLimits(request.timeout, request.read, request.write)
    if not pool.slots.acquire(timeout=request.timeout):
        raise full_error()
    try:
        route, context = pools.route(request.url)
        connection = pool.take(route) or _open(route, context, request, limits)
        return _exchange(pool, connection, request, limits)
    finally:
        pool.slots.release()


def _open(
    route: Route,
    context: ssl.SSLContext | None,
    request: HTTPRequest,
    limits: TimeLimits,
) -> Connection:
    try:
        limits = TimeLimits(limits.left(request.connect))
        address = route.proxy or route
        connected = _connect(address.host, address.port, limits)
        try:
            stream = _run(open_stream(route, context), connected, limits)
        except BaseException:
            connected.close()
            raise
        return Connection(connected, stream, route)
    except FAILURES as error:
        failure = connect_error(error)
    raise failure


def _exchange(
    pool: Pool, connection: Connection, request: HTTPRequest, limits: TimeLimits
) -> HTTPResponse:
    reader = ResponseReader(request)
    is_usable = False
    try:
        steps = connection.exchange(request, reader)
        is_usable = _run(steps, connection.socket, limits)
        return reader.finish()
    except FAILURES as error:
        failure = exchange_error(error, reader)
    finally:
        if is_usable:
            pool.put(connection)
        else:
            connection.close()
    raise failure


def _run(steps: Steps[T], connected: socket.socket, limits: TimeLimits) -> T:
    """Carry out the steps and return their result."""
    received = b""
    try:
        data = next(steps)
        while True:
            try:
                if data is None:
                    connected.settimeout(limits.left(limits.read))
                    received = connected.recv(_RECEIVED_BYTES)
                else:
                    _send(data, connected, limits)
            except OSError as error:
                data = steps.throw(error)
            else:
                data = steps.send(received)
    except StopIteration as result:
        value: T = result.value
    return value


def _send(data: bytes, connected: socket.socket, limits: TimeLimits) -> None:
    unsent = memoryview(data)
    while unsent:
        connected.settimeout(limits.left(limits.write))
        unsent = unsent[connected.send(unsent) :]


def _connect(host: str, port: int, limits: TimeLimits) -> socket.socket:
    """Return a socket that is connected to the first address that accepts; each gets its share of the time."""
    addresses = _resolve(host, port, limits)
    failure = OSError("the host has no address")
    for position, (family, kind, protocol, _, address) in enumerate(addresses):
        connected = socket.socket(family, kind, protocol)
        try:
            connected.settimeout(limits.left() / (len(addresses) - position))
            connected.connect(address)
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connected
        except OSError as error:
            connected.close()
            failure = error
        except BaseException:
            connected.close()
            raise
    raise failure


def _resolve(host: str, port: int, limits: TimeLimits) -> Addresses:
    addresses = parse_address(host, port)
    if addresses:
        return addresses
    results: SimpleQueue[Addresses | OSError] = SimpleQueue()
    look_up(host, port, results.put)
    try:
        result = results.get(timeout=limits.left())
    except Empty:
        result = TimeoutError("timed out looking up the host")
    if isinstance(result, OSError):
        raise result
    return result
