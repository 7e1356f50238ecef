"""Reads one HTTP response: its head, then its body chunk by chunk, up to the size limit.

Bodies are decompressed here and not by httpx2, which makes gigabytes of one small chunk if the server wants it so.
"""

# isort: skip_file
from __future__ import annotations

import time
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from . import httpx_errors
from .errors import UCloudError
from .transport import MAX_BODY_BYTES, REQUEST_ID, HTTPRequest, HTTPResponse

if TYPE_CHECKING:
    import httpx2

# What zlib calls the gzip format.
_GZIP = 31


class ResponseReader:
    """Reads one response: ``begin`` with its head, ``add`` each chunk of its body, then ``finish``."""

    def __init__(self, request: HTTPRequest) -> None:
        self._deadline = time.monotonic() + request.timeout
        self._limit = MAX_BODY_BYTES
        self._status = 0
        self._headers: dict[str, str] | None = None
        self._body = bytearray()
        self._unzip: zlib._Decompress | None = None

    def begin(self, response: httpx2.Response) -> bool:
        """Read the head; return whether the body is still to come: it may be in memory already, decompressed."""
        self._status = response.status_code
        self._headers = {key.lower(): value for key, value in response.headers.items()}
        if response.is_stream_consumed:
            self.add(response.content)
            return False
        self._unzip = self._decompressor(self._headers)
        return True

    def add(self, chunk: bytes) -> bool:
        """Add a chunk of the body; return whether to read on.  RequestTimeoutError after the deadline."""
        left = self._limit + 1 - len(self._body)
        self._body += self._decompress(chunk, left) if self._unzip else chunk[:left]
        if time.monotonic() > self._deadline:
            raise self._with_request_id(httpx_errors.timeout_error())
        return len(self._body) <= self._limit

    def finish(self) -> HTTPResponse:
        """Return the response; a body over the limit is cut one byte above it."""
        is_short = self._unzip and not self._unzip.eof and self._body
        if is_short and len(self._body) <= self._limit:
            raise self._with_request_id(httpx_errors.decompression_error(self._status))
        return HTTPResponse(self._status, self._headers or {}, bytes(self._body))

    def convert_error(self, error: Exception) -> UCloudError:
        """Return our error for an exception of httpx2."""
        if self._headers is None:
            return httpx_errors.error_before_response(error)
        return self._with_request_id(
            httpx_errors.error_inside_response(error, self._status)
        )

    def _decompressor(self, headers: Mapping[str, str]) -> zlib._Decompress | None:
        match headers.get("content-encoding", "").strip().lower():
            case "" | "identity":
                return None
            case "gzip" | "x-gzip":
                return zlib.decompressobj(_GZIP)
        raise self._with_request_id(httpx_errors.decompression_error(self._status))

    def _decompress(self, chunk: bytes, max_bytes: int) -> bytes:
        assert self._unzip is not None
        try:
            return self._unzip.decompress(chunk, max_bytes)
        except zlib.error:
            problem = httpx_errors.decompression_error(self._status)
        raise self._with_request_id(problem)

    def _with_request_id(self, error: UCloudError) -> UCloudError:
        error.request_id = (self._headers or {}).get(REQUEST_ID)
        return error
