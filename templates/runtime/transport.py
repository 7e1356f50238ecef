"""One HTTP exchange: a request goes out, a response comes back.

A transport is any callable from ``HTTPRequest`` to ``HTTPResponse`` (awaited by the async client), so in tests it is a
function.  The two here pool connections with httpx2, which is imported when the first request is sent.  They never
follow a redirect: the body is signed and carries credentials.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from .errors import RequestTimeoutError, TransportError, UCloudError

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


class PooledTransport:
    """The default: an httpx2 client, made on first use."""

    def __init__(self) -> None:
        self._client: httpx2.Client | None = None

    def __call__(self, request: HTTPRequest) -> HTTPResponse:
        """Send; TransportError where no answer comes."""
        import httpx2

        if self._client is None:
            self._client = httpx2.Client(follow_redirects=False)
        try:
            response = self._client.request(
                request.method,
                request.url,
                headers=dict(request.headers),
                content=request.body,
                timeout=request.timeout,
            )
        except httpx2.RequestError as error:
            raise _failure(error) from error
        return _received(response)

    def close(self) -> None:
        """Close the connections; the next request opens new ones."""
        if self._client is not None:
            self._client.close()
            self._client = None


class AsyncPooledTransport:
    """The default of the async client: an httpx2 async client, made on first use."""

    def __init__(self) -> None:
        self._client: httpx2.AsyncClient | None = None

    async def __call__(self, request: HTTPRequest) -> HTTPResponse:
        """Send; TransportError where no answer comes."""
        import httpx2

        if self._client is None:
            self._client = httpx2.AsyncClient(follow_redirects=False)
        try:
            response = await self._client.request(
                request.method,
                request.url,
                headers=dict(request.headers),
                content=request.body,
                timeout=request.timeout,
            )
        except httpx2.RequestError as error:
            raise _failure(error) from error
        return _received(response)

    async def aclose(self) -> None:
        """Close the connections; the next request opens new ones."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None


def _failure(error: httpx2.RequestError) -> UCloudError:
    import httpx2

    if isinstance(error, (httpx2.ConnectError, httpx2.ConnectTimeout)):
        return TransportError("could not connect; nothing was sent")
    if isinstance(error, httpx2.TimeoutException):
        return RequestTimeoutError("no answer in time; it may have been carried out")
    name = type(error).__name__
    return TransportError(
        f"the exchange broke off ({name}); it may have been carried out"
    )


def _received(response: httpx2.Response) -> HTTPResponse:
    headers = {key.lower(): value for key, value in response.headers.items()}
    return HTTPResponse(response.status_code, headers, response.content)
