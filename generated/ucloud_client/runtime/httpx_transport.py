"""Sends requests with an httpx2 client of the caller's own, and turns its exceptions into our errors.

The client decides on proxies, certificates and its pool; no redirect is followed.  Of the deadline, the sync client limits each
operation only.

Our errors say above all whether anything was sent.  An exception of httpx2 holds the request, and so the signed body.  It is
therefore neither the cause nor the context of ours.
"""

# isort: skip_file
from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    import httpx2


class HTTPXTransport:
    """Sends with an httpx2 client, which the caller closes."""

    def __init__(self, client: httpx2.Client) -> None:
        self._client = client

    def __call__(self, request: HTTPRequest) -> HTTPResponse:
        """Send a request; TransportError if there is no response, BadResponseError if it cannot be read."""
        import httpx2

        reader = ResponseReader(request)
        try:
            with self._client.stream(**_arguments(request)) as response:
                if not _begin(reader, response):
                    for chunk in response.iter_raw():
                        if not reader.add(chunk):
                            break
            return reader.finish()
        except (httpx2.RequestError, httpx2.InvalidURL) as error:
            failure = _convert_error(error, reader)
        raise failure


class AsyncHTTPXTransport:
    """The same with an async httpx2 client."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client

    async def __call__(self, request: HTTPRequest) -> HTTPResponse:
        """Send a request; TransportError if there is no response, BadResponseError if it cannot be read."""
        import asyncio

        import httpx2

        reader = ResponseReader(request)
        try:
            async with (
                asyncio.timeout(request.timeout),
                self._client.stream(**_arguments(request)) as response,
            ):
                if not _begin(reader, response):
                    async for chunk in response.aiter_raw():
                        if not reader.add(chunk):
                            break
            return reader.finish()
        except (httpx2.RequestError, httpx2.InvalidURL) as error:
            failure = _convert_error(error, reader)
        except TimeoutError:
            failure = reader.with_request_id(timeout_error())
        raise failure


def _begin(reader: ResponseReader, response: httpx2.Response) -> bool:
    """Read the head; return whether the body was in memory already, decompressed."""
    headers = {key.lower(): value for key, value in response.headers.items()}
    is_consumed = response.is_stream_consumed
    reader.begin(response.status_code, headers, is_decoded=is_consumed)
    if is_consumed:
        reader.add(response.content)
    return is_consumed


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
