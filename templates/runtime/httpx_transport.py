"""Sends requests with httpx2, over pooled connections, and turns its exceptions into our errors.

These are the transports that clients use by default.  httpx2 is imported when the first request is sent.

They follow no redirect: the body is signed and carries credentials.  Proxies and certificates are those of httpx2, which
reads the environment: ``HTTPS_PROXY``, ``NO_PROXY``, ``SSL_CERT_FILE``.

Our errors say above all whether anything was sent.  An exception of httpx2 holds the request, and so the signed body.  It is
therefore neither the cause nor the context of ours.
"""

# isort: skip_file
from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from .errors import (
    ConfigurationError,
    ConnectError,
    IncompleteResponseError,
    TLSError,
    TransportError,
    UCloudError,
)
from .transport import HTTPRequest, HTTPResponse, ResponseReader, timeout_error

if TYPE_CHECKING:
    import asyncio

    import httpx2


class Closable:
    """Can be closed, once and for all: a pool that a late request opens again would never be closed."""

    def __init__(self) -> None:
        self._is_closed = False

    def check_open(self) -> None:
        """Raise RuntimeError after ``close``, as httpx2 does."""
        if self._is_closed:
            raise RuntimeError(
                "the client is closed, with every client that with_options made of it: "
                "make a new one, or call inside its with statement"
            )


class PooledTransport(Closable):
    """Sends with an httpx2 client that is created on first use, or with the caller's own; threads may share it.

    A forked process creates a client of its own: two processes on one connection would read each other's responses.
    """

    def __init__(self, client: httpx2.Client | None = None) -> None:
        super().__init__()
        self._own = client
        self._created: tuple[int, httpx2.Client] | None = None

    def __call__(self, request: HTTPRequest) -> HTTPResponse:
        """Send a request; TransportError if there is no response, BadResponseError if it cannot be read."""
        import httpx2

        client, reader = self._client(), ResponseReader(request)
        try:
            with client.stream(**_arguments(request)) as response:
                if reader.begin(response):
                    for chunk in response.iter_raw():
                        if not reader.add(chunk):
                            break
            return reader.finish()
        except (httpx2.RequestError, httpx2.InvalidURL) as error:
            failure = _convert_error(error, reader)
        raise failure

    def close(self) -> None:
        """Close the connections of this transport; further requests raise RuntimeError."""
        with _lock:
            self._is_closed = True
            created, self._created = self._created, None
        if created is not None and created[0] == os.getpid():
            created[1].close()

    def _client(self) -> httpx2.Client:
        self.check_open()
        created = self._created
        if self._own is not None:
            return self._own
        return created[1] if created and created[0] == os.getpid() else self._create()

    def _create(self) -> httpx2.Client:
        import httpx2

        with _lock:
            self.check_open()
            if self._created is None or self._created[0] != os.getpid():
                self._created = os.getpid(), _create_client(httpx2.Client)
            return self._created[1]


class AsyncPooledTransport(Closable):
    """The same for asyncio.  Connections belong to the event loop that opened them, so each loop has a client of its own."""

    def __init__(self, client: httpx2.AsyncClient | None = None) -> None:
        super().__init__()
        self._own = client
        self._created: WeakKeyDictionary[
            asyncio.AbstractEventLoop, httpx2.AsyncClient
        ] = WeakKeyDictionary()

    async def __call__(self, request: HTTPRequest) -> HTTPResponse:
        """Send a request; TransportError if there is no response, BadResponseError if it cannot be read."""
        import asyncio

        import httpx2

        client, reader = self._client(), ResponseReader(request)
        try:
            async with (
                asyncio.timeout(request.timeout),
                client.stream(**_arguments(request)) as response,
            ):
                if reader.begin(response):
                    async for chunk in response.aiter_raw():
                        if not reader.add(chunk):
                            break
            return reader.finish()
        except (httpx2.RequestError, httpx2.InvalidURL) as error:
            failure = _convert_error(error, reader)
        except TimeoutError:
            failure = timeout_error()
        raise failure

    async def aclose(self) -> None:
        """Close the connections of this event loop; further requests raise RuntimeError."""
        import asyncio

        self._is_closed = True
        client = self._created.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()

    def _client(self) -> httpx2.AsyncClient:
        import asyncio

        import httpx2

        self.check_open()
        if self._own is not None:
            return self._own
        loop = asyncio.get_running_loop()
        if loop not in self._created:
            self._created[loop] = _create_client(httpx2.AsyncClient)
        return self._created[loop]


_lock = threading.Lock()


def _after_fork() -> None:
    """Replace the lock: another thread may have held it, and no thread of the child would release it."""
    global _lock
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _create_client(cls: Any) -> Any:
    """Return an httpx2 client that keeps no cookies."""
    from http.cookiejar import CookieJar, DefaultCookiePolicy

    cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))
    try:
        return cls(cookies=cookies)
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


def _convert_error(error: Exception, reader: ResponseReader) -> UCloudError:
    """Return our error for an exception of httpx2."""
    if reader.headers is None:
        return error_before_response(error)
    return reader.with_request_id(error_inside_response(error, reader.status))


def error_before_response(error: Exception) -> UCloudError:
    """Return our error for a failure before the head of a response has arrived."""
    import httpx2

    name = type(error).__name__
    if isinstance(error, (httpx2.InvalidURL, httpx2.UnsupportedProtocol)):
        return ConfigurationError(f"the HTTP library rejects base_url ({name})")
    reason = f"({str(error) or name}); nothing was sent"
    if isinstance(error, httpx2.ConnectError) and _is_tls_failure(error):
        return TLSError(f"no trusted connection {reason}")
    unsent = (httpx2.ConnectError, httpx2.ConnectTimeout)
    if isinstance(error, (*unsent, httpx2.PoolTimeout, httpx2.ProxyError)):
        return ConnectError(f"could not connect {reason}")
    if isinstance(error, httpx2.TimeoutException):
        return timeout_error()
    return TransportError(
        f"the exchange broke off ({name}); it may have been carried out"
    )


def error_inside_response(error: Exception, status: int) -> UCloudError:
    """Return our error for a failure while the body of a response was read."""
    import httpx2

    if isinstance(error, httpx2.TimeoutException):
        return timeout_error()
    details = f"{type(error).__name__}, HTTP {status}"
    return IncompleteResponseError(
        f"the answer broke off ({details}); it may have been carried out", status=status
    )


def _is_tls_failure(error: BaseException) -> bool:
    """Whether a certificate was rejected or a handshake failed."""
    import ssl

    link: BaseException | None = error
    while link is not None and not isinstance(link, ssl.SSLError):
        link = link.__cause__ or link.__context__
    return link is not None
