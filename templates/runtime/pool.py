"""The clients' own transports: connections kept open by httpx2, which is imported when the first request is sent.

No redirect is followed: the body is signed and carries credentials.  Proxies and certificates are httpx2's affair, and so
the environment's: ``HTTPS_PROXY``, ``NO_PROXY``, ``SSL_CERT_FILE``.
"""

# isort: skip_file
from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from .errors import ConfigurationError

if TYPE_CHECKING:
    import asyncio

    import httpx2

    from .transport import HTTPRequest, HTTPResponse


class Closing:
    """What can be closed, once and for all: a pool opened again by a late request would never be closed."""

    def __init__(self) -> None:
        self._is_closed = False

    def check_open(self) -> None:
        """Raise RuntimeError after ``close``, as httpx2 does."""
        if self._is_closed:
            raise RuntimeError(
                "the client is closed, with every client that with_options made of it: "
                "make a new one, or call inside its with statement"
            )


class PooledTransport(Closing):
    """An httpx2 client, made on first use, or the caller's own; threads may share it.

    A process that was forked makes one of its own: two processes on one connection would read each other's answers.
    """

    def __init__(self, client: httpx2.Client | None = None) -> None:
        super().__init__()
        self._given = client
        self._made: tuple[int, httpx2.Client] | None = None

    def __call__(self, request: HTTPRequest) -> HTTPResponse:
        """Send; TransportError where no answer comes, BadResponseError where it cannot be read."""
        from . import failures
        from .reception import Reception

        client, reception = self._client(), Reception(request)
        try:
            with client.stream(**_arguments(request)) as response:
                if reception.begin(response):
                    for chunk in response.iter_raw():
                        if not reception.add(chunk):
                            break
            return reception.finished()
        except failures.CAUGHT as error:
            failure = reception.failed(error)
        raise failure

    def close(self) -> None:
        """Close the connections that were opened here; another request is a RuntimeError."""
        with _making:
            self._is_closed = True
            made, self._made = self._made, None
        if made is not None and made[0] == os.getpid():
            made[1].close()

    def _client(self) -> httpx2.Client:
        self.check_open()
        made = self._made
        if self._given is not None:
            return self._given
        return made[1] if made and made[0] == os.getpid() else self._make()

    def _make(self) -> httpx2.Client:
        import httpx2

        with _making:
            self.check_open()
            if self._made is None or self._made[0] != os.getpid():
                self._made = os.getpid(), _made(httpx2.Client)
            return self._made[1]


class AsyncPooledTransport(Closing):
    """The same, awaited, with asyncio.  Connections belong to the event loop that opened them, so each has its own."""

    def __init__(self, client: httpx2.AsyncClient | None = None) -> None:
        super().__init__()
        self._given = client
        self._made: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx2.AsyncClient] = (
            WeakKeyDictionary()
        )

    async def __call__(self, request: HTTPRequest) -> HTTPResponse:
        """Send; TransportError where no answer comes, BadResponseError where it cannot be read."""
        import asyncio

        from . import failures
        from .reception import Reception

        client, reception = self._client(), Reception(request)
        try:
            async with (
                asyncio.timeout(request.timeout),
                client.stream(**_arguments(request)) as response,
            ):
                if reception.begin(response):
                    async for chunk in response.aiter_raw():
                        if not reception.add(chunk):
                            break
            return reception.finished()
        except failures.CAUGHT as error:
            failure = reception.failed(error)
        except TimeoutError:
            failure = failures.late()
        raise failure

    async def aclose(self) -> None:
        """Close the connections that were opened in this event loop; another request is a RuntimeError."""
        import asyncio

        self._is_closed = True
        client = self._made.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()

    def _client(self) -> httpx2.AsyncClient:
        import asyncio

        import httpx2

        self.check_open()
        if self._given is not None:
            return self._given
        loop = asyncio.get_running_loop()
        if loop not in self._made:
            self._made[loop] = _made(httpx2.AsyncClient)
        return self._made[loop]


_making = threading.Lock()


def _after_fork() -> None:
    """Another thread may have held the lock, and no thread of the child's would ever release it."""
    global _making
    _making = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _made(kind: Any) -> Any:
    """Return an httpx2 client that keeps no cookie: none of one answer's goes out with the next request."""
    from http.cookiejar import CookieJar, DefaultCookiePolicy

    cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))
    try:
        return kind(cookies=cookies)
    except (ImportError, OSError, ValueError) as error:
        problem = type(error).__name__
    # The library's text may quote a proxy's password.
    raise ConfigurationError(
        f"no HTTP client can be made ({problem}): look at HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR"
    )


def _arguments(request: HTTPRequest) -> dict[str, Any]:
    limits = (request.connect, request.read, request.write, None)
    return {
        "method": request.method,
        "url": request.url,
        "headers": dict(request.headers),
        "content": request.body,
        "timeout": tuple(
            min(limit or request.timeout, request.timeout) for limit in limits
        ),
        "follow_redirects": False,
    }
