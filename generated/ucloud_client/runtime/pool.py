"""Keeps open connections between requests: one pool for each process and, of the async client, each event loop.

A forked process must not use the connections of its parent, nor an event loop those of another one.
"""

# isort: skip_file
from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio
    import ssl

    from .connections import Connection
    from .routes import Route

MAX_CONNECTIONS = 100
_MAX_ROUTES = 8


class Closable:
    """Can be closed, once and for all: a pool that a late request opens again would never be closed."""

    def __init__(self) -> None:
        self._is_closed = False

    def check_open(self) -> None:
        """Raise RuntimeError after ``close``."""
        if self._is_closed:
            raise RuntimeError(
                "the client is closed, with every client that with_options made of it: "
                "make a new one, or call inside its with statement"
            )


class Pool:
    """Idle connections, and the semaphore that limits how many are open; threads may share it.

    No lock is needed, since a deque adds and removes one item at a time.
    """

    def __init__(self, slots: Any) -> None:
        self.slots = slots
        self._idle: deque[Connection] = deque()
        self._is_dropped = False

    def take(self, route: Route) -> Connection | None:
        """Return the connection to a route that was used last, if there is a usable one."""
        for _ in range(len(self._idle)):
            try:
                connection = self._idle.pop()
            except IndexError:
                return None
            if connection.route != route:
                self._idle.appendleft(connection)
            elif connection.is_usable():
                return connection
            else:
                connection.close()
        return None

    def put(self, connection: Connection) -> None:
        """Keep a connection for the next request."""
        self._idle.append(connection)
        if self._is_dropped:
            self.drop()
        # Another thread may take what was there a moment ago.
        with suppress(IndexError):
            while self._idle[0].is_expired():
                self._idle.popleft().close()

    def drop(self) -> None:
        """Close the idle connections now, and each of the others when its response has come."""
        self._is_dropped = True
        with suppress(IndexError):
            while True:
                self._idle.popleft().close()


class Pools(Closable):
    """The pools of a transport, and what all connections share: the route to a URL and the TLS context."""

    def __init__(self) -> None:
        super().__init__()
        self._pools: dict[tuple[int, asyncio.AbstractEventLoop | None], Pool] = {}
        self._routes: dict[str, Route] = {}
        self._context: ssl.SSLContext | None = None

    def pool(
        self, loop: asyncio.AbstractEventLoop | None, create_slots: Callable[[int], Any]
    ) -> Pool:
        """Return the pool of this process and an event loop; drop those that nothing can use any more."""
        self.check_open()
        key = os.getpid(), loop
        pool = self._pools.get(key)
        if pool is None:
            pool = self._pools.setdefault(key, Pool(create_slots(MAX_CONNECTIONS)))
        if len(self._pools) > 1:
            self._drop_unusable()
        if self._is_closed:
            # By another thread, just now.
            pool.drop()
        return pool

    def route(self, url: str) -> tuple[Route, ssl.SSLContext | None]:
        """Return the route to a URL, and the TLS context if it needs one; ConfigurationError if there is none."""
        route = self._routes.get(url) or self._find_route(url)
        needs_tls = route.is_tls or (route.proxy is not None and route.proxy.is_tls)
        if needs_tls and self._context is None:
            from .tls import create_context

            self._context = create_context()
        return route, self._context

    def _find_route(self, url: str) -> Route:
        from .routes import find_route

        if len(self._routes) == _MAX_ROUTES:
            self._routes.clear()
        self._routes[url] = route = find_route(url)
        return route

    def drop_pools(self) -> None:
        """Close all connections, and let no more be opened."""
        self._is_closed = True
        while self._pools:
            self._pools.popitem()[1].drop()

    def _drop_unusable(self) -> None:
        for process, loop in [*self._pools]:
            if process != os.getpid() or (loop is not None and loop.is_closed()):
                pool = self._pools.pop((process, loop), None)
                if pool is not None:
                    pool.drop()
