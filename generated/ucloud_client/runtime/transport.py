"""Defines HTTP requests, HTTP responses and transports, and reads a response within its limits.

A transport is any callable from ``HTTPRequest`` to ``HTTPResponse`` (awaited by the async client), so a function will do in
tests; if there is no response it raises an exception of ``errors``.  Clients use those of ``socket_transport`` by default.

``ResponseReader`` decompresses bodies, and no HTTP library, which may make gigabytes of one small chunk.
"""

# isort: skip_file
from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from .errors import BadResponseError, RequestTimeoutError, UCloudError

if TYPE_CHECKING:
    import zlib

__all__ = ["AsyncTransport", "HTTPRequest", "HTTPResponse", "Transport"]


@dataclass(frozen=True, slots=True)
class HTTPRequest:
    """A request to send.  The repr leaves out the headers and the body, which is signed.

    ``timeout`` limits the whole exchange, in seconds; ``connect``, ``read`` and ``write`` limit the wait for the server in
    each of these phases; None: ``timeout`` alone limits it.
    """

    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    timeout: float
    connect: float | None = None
    read: float | None = None
    write: float | None = None
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class HTTPResponse:
    """A received response; header names are in lower case, the body is decompressed.  The repr leaves the body out."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


Transport: TypeAlias = Callable[[HTTPRequest], HTTPResponse]
AsyncTransport: TypeAlias = Callable[[HTTPRequest], Awaitable[HTTPResponse]]

# The header with the id that support asks for.
REQUEST_ID = "x-ucloud-request-uuid"
# Of the decompressed body.  The largest items in the documentation's examples, listeners of a load balancer, take 2 KB; this is
# room for 4,000 of them, and the largest page that a service allows (where it states a limit that limits) has 1,000.
MAX_BODY_BYTES = 8 * 2**20
# What zlib calls the gzip format.
_GZIP = 31


class ResponseReader:
    """Reads one response: ``begin`` with its head, ``add`` each chunk of its body, then ``finish``."""

    def __init__(self, request: HTTPRequest) -> None:
        self.status = 0
        self.headers: dict[str, str] | None = None
        self._deadline = time.monotonic() + request.timeout
        self._limit = MAX_BODY_BYTES
        self._body = bytearray()
        self._unzip: zlib._Decompress | None = None

    def begin(
        self, status: int, headers: dict[str, str], *, is_decoded: bool = False
    ) -> None:
        """Take the head, header names in lower case; ``is_decoded``: the body comes decompressed."""
        self.status = status
        self.headers = headers
        self._unzip = None if is_decoded else self._decompressor(headers)

    def add(self, chunk: bytes) -> bool:
        """Add a chunk of the body; return whether to read on: not after its limit, nor after the end of a gzip body.

        RequestTimeoutError after the deadline.
        """
        left = self._limit + 1 - len(self._body)
        self._body += self._decompress(chunk, left) if self._unzip else chunk[:left]
        if time.monotonic() > self._deadline:
            raise self.with_request_id(timeout_error())
        has_more = self._unzip is not None and self._unzip.unused_data
        return len(self._body) <= self._limit and not has_more

    def finish(self) -> HTTPResponse:
        """Return the response; a body over the limit is cut one byte above it."""
        is_short = self._unzip and not self._unzip.eof and self._body
        if is_short and len(self._body) <= self._limit:
            raise self._decompression_error()
        return HTTPResponse(self.status, self.headers or {}, bytes(self._body))

    def with_request_id(self, error: UCloudError) -> UCloudError:
        """Return the error with the id of the response set, if its head has one."""
        error.request_id = (self.headers or {}).get(REQUEST_ID)
        return error

    def _decompressor(self, headers: Mapping[str, str]) -> zlib._Decompress | None:
        match headers.get("content-encoding", "").strip().lower():
            case "" | "identity":
                return None
            case "gzip" | "x-gzip":
                import zlib

                return zlib.decompressobj(_GZIP)
        raise self._decompression_error()

    def _decompress(self, chunk: bytes, max_bytes: int) -> bytes:
        import zlib

        assert self._unzip is not None
        try:
            return self._unzip.decompress(chunk, max_bytes)
        except zlib.error:
            problem = self._decompression_error()
        raise problem

    def _decompression_error(self) -> UCloudError:
        """Return the error for a body that is not compressed as its head says, or with a method that was not asked for."""
        problem = f"the answer cannot be decompressed (HTTP {self.status})"
        return self.with_request_id(BadResponseError(problem, status=self.status))


def timeout_error() -> RequestTimeoutError:
    """Return the error for an exchange that took too long."""
    return RequestTimeoutError("no answer in time; it may have been carried out")
