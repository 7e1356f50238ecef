"""Sends the requests of the async client over sockets of the running event loop."""

# isort: skip_file
from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
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


async def send(pools: Pools, request: HTTPRequest) -> HTTPResponse:
    """Send a request; TransportError if there is no response, BadResponseError if it cannot be read."""
    pool = pools.pool(asyncio.get_running_loop(), asyncio.Semaphore)
    limits = TimeLimits(request.timeout, request.read, request.write)
    await _wait_for_slot(pool, limits)
    try:
        route, context = pools.route(request.url)
        connection = pool.take(route)
        if connection is None:
            connection = await _open(route, context, request, limits)
        return await _exchange(pool, connection, request, limits)
    finally:
        pool.slots.release()


async def _wait_for_slot(pool: Pool, limits: TimeLimits) -> None:
    if not pool.slots.locked():
        await pool.slots.acquire()
        return
    try:
        async with asyncio.timeout(limits.left()):
            await pool.slots.acquire()
        return
    except TimeoutError:
        failure = full_error()
    raise failure


async def _open(
    route: Route,
    context: ssl.SSLContext | None,
    request: HTTPRequest,
    limits: TimeLimits,
) -> Connection:
    try:
        limits = TimeLimits(limits.left(request.connect))
        address = route.proxy or route
        connected = await _connect(address.host, address.port, limits)
        try:
            stream = await _run(open_stream(route, context), connected, limits)
        except BaseException:
            connected.close()
            raise
        return Connection(connected, stream, route)
    except FAILURES as error:
        failure = connect_error(error)
    raise failure


async def _exchange(
    pool: Pool, connection: Connection, request: HTTPRequest, limits: TimeLimits
) -> HTTPResponse:
    reader = ResponseReader(request)
    is_usable = False
    try:
        steps = connection.exchange(request, reader)
        is_usable = await _run(steps, connection.socket, limits)
        return reader.finish()
    except FAILURES as error:
        failure = exchange_error(error, reader)
    finally:
        if is_usable:
            pool.put(connection)
        else:
            connection.close()
    raise failure


async def _run(steps: Steps[T], connected: socket.socket, limits: TimeLimits) -> T:
    """Carry out the steps and return their result."""
    loop = asyncio.get_running_loop()
    received = b""
    try:
        async with asyncio.timeout(None) as timer:
            data = next(steps)
            while True:
                try:
                    if data is None:
                        timer.reschedule(loop.time() + limits.left(limits.read))
                        received = await loop.sock_recv(connected, _RECEIVED_BYTES)
                    else:
                        timer.reschedule(loop.time() + limits.left(limits.write))
                        await loop.sock_sendall(connected, data)
                except OSError as error:
                    data = steps.throw(error)
                else:
                    data = steps.send(received)
    except StopIteration as result:
        value: T = result.value
    return value


async def _connect(host: str, port: int, limits: TimeLimits) -> socket.socket:
    """Return a socket that is connected to the first address that accepts; each gets its share of the time."""
    addresses = await _resolve(host, port, limits)
    failure = OSError("the host has no address")
    for position, (family, kind, protocol, _, address) in enumerate(addresses):
        connected = socket.socket(family, kind, protocol)
        try:
            connected.setblocking(False)
            async with asyncio.timeout(limits.left() / (len(addresses) - position)):
                await asyncio.get_running_loop().sock_connect(connected, address)
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connected
        except OSError as error:
            connected.close()
            failure = error
        except BaseException:
            connected.close()
            raise
    raise failure


async def _resolve(host: str, port: int, limits: TimeLimits) -> Addresses:
    addresses = parse_address(host, port)
    if addresses:
        return addresses
    loop = asyncio.get_running_loop()
    results: asyncio.Queue[Addresses | OSError] = asyncio.Queue()

    def report(result: Addresses | OSError) -> None:
        # The loop may be closed by now.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(results.put_nowait, result)

    look_up(host, port, report)
    async with asyncio.timeout(limits.left()):
        result = await results.get()
    if isinstance(result, OSError):
        raise result
    return result
