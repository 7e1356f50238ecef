"""One HTTP exchange: a request goes out, a response comes back.

A transport is any callable from ``HTTPRequest`` to ``HTTPResponse`` (awaited by the async client), so in tests it is a
function.  The two here pool connections with httpx2, which is imported when the first request is sent.  They never
follow a redirect: the body is signed and carries credentials.
"""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from .errors import ConnectError, RequestTimeoutError, TLSError, TransportError

if TYPE_CHECKING:
    import httpx2


@dataclass(frozen=True, slots=True)
class HTTPRequest:
    """What to send; ``timeout`` is in seconds.  The repr leaves out the body: it is signed."""

    url: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    timeout: float
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class HTTPResponse:
    """What came back; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Transport: TypeAlias = Callable[[HTTPRequest], HTTPResponse]
AsyncTransport: TypeAlias = Callable[[HTTPRequest], Awaitable[HTTPResponse]]


# No page's answer comes near, and decoded it takes many times as much memory.
LARGEST_BODY = 32 * 2**20


class PooledTransport:
    """The default: an httpx2 client, made on first use; threads may share it."""

    def __init__(self) -> None:
        self._client: httpx2.Client | None = None
        self._lock = threading.Lock()

    def __call__(self, request: HTTPRequest) -> HTTPResponse:
        """Send; TransportError where no answer comes."""
        import httpx2

        body = bytearray()
        try:
            with self._opened().stream(**_arguments(request)) as response:
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > LARGEST_BODY:
                        break
        except (httpx2.RequestError, httpx2.InvalidURL) as error:
            raise _failure(error) from error
        return _received(response, body)

    def close(self) -> None:
        """Close the connections; the next request opens new ones."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _opened(self) -> httpx2.Client:
        import httpx2

        with self._lock:
            if self._client is None:
                self._client = httpx2.Client(**_options())
            return self._client


class AsyncPooledTransport:
    """The default of the async client: an httpx2 async client, made on first use."""

    def __init__(self) -> None:
        self._client: httpx2.AsyncClient | None = None

    async def __call__(self, request: HTTPRequest) -> HTTPResponse:
        """Send; TransportError where no answer comes."""
        import httpx2

        if self._client is None:
            self._client = httpx2.AsyncClient(**_options())
        body = bytearray()
        try:
            async with self._client.stream(**_arguments(request)) as response:
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > LARGEST_BODY:
                        break
        except (httpx2.RequestError, httpx2.InvalidURL) as error:
            raise _failure(error) from error
        return _received(response, body)

    async def aclose(self) -> None:
        """Close the connections; the next request opens new ones."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()


def _options() -> dict[str, Any]:
    """No redirect is followed, and no cookie of one answer goes out with the next request."""
    from http.cookiejar import CookieJar, DefaultCookiePolicy

    cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))
    return {"follow_redirects": False, "cookies": cookies}


def _arguments(request: HTTPRequest) -> dict[str, Any]:
    return {
        "method": request.method,
        "url": request.url,
        "headers": dict(request.headers),
        "content": request.body,
        "timeout": request.timeout,
    }


def _failure(error: Exception) -> TransportError:
    """Say what happened, and above all whether anything was sent."""
    import httpx2

    name = type(error).__name__
    reason = f"({str(error) or name}); nothing was sent"
    if _is_tls(error):
        return TLSError(f"no trusted connection {reason}")
    if isinstance(error, _unsent()):
        return ConnectError(f"could not connect {reason}")
    if isinstance(error, httpx2.TimeoutException):
        return RequestTimeoutError("no answer in time; it may have been carried out")
    return TransportError(
        f"the exchange broke off ({name}); it may have been carried out"
    )


def _unsent() -> tuple[type[Exception], ...]:
    import httpx2

    return (
        httpx2.ConnectError,
        httpx2.ConnectTimeout,
        httpx2.InvalidURL,
        httpx2.PoolTimeout,
        httpx2.ProxyError,
    )


def _is_tls(error: BaseException) -> bool:
    """Whether a certificate was refused or a handshake failed."""
    import ssl

    import httpx2

    link: BaseException | None = error
    while link is not None and not isinstance(link, ssl.SSLError):
        link = link.__cause__ or link.__context__
    return link is not None and isinstance(error, httpx2.ConnectError)


def _received(response: httpx2.Response, body: bytearray) -> HTTPResponse:
    headers = {key.lower(): value for key, value in response.headers.items()}
    return HTTPResponse(response.status_code, headers, bytes(body))
