"""One answer as it comes in: its head, then its body piece by piece, never more of it than is allowed.

Bodies are decompressed here and not by httpx2, which makes gigabytes of one small piece if the server wants it so.
"""

# isort: skip_file
from __future__ import annotations

import time
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from . import failures
from .errors import UCloudError
from .transport import LARGEST_BODY, REQUEST_ID, HTTPRequest, HTTPResponse

if TYPE_CHECKING:
    import httpx2

# What zlib calls the gzip format.
_GZIP = 31


class Reception:
    """Takes in one answer: ``begin`` with its head, ``add`` what comes of its body, then ``finished``."""

    def __init__(self, request: HTTPRequest) -> None:
        self._deadline = time.monotonic() + request.timeout
        self._limit = LARGEST_BODY
        self._status = 0
        self._headers: dict[str, str] | None = None
        self._body = bytearray()
        self._unzip: zlib._Decompress | None = None

    def begin(self, response: httpx2.Response) -> bool:
        """Take in the head; whether the body is still to come: it may have been in memory, decompressed."""
        self._status = response.status_code
        self._headers = {key.lower(): value for key, value in response.headers.items()}
        if response.is_stream_consumed:
            self.add(response.content)
            return False
        self._unzip = self._decompressor(self._headers)
        return True

    def add(self, chunk: bytes) -> bool:
        """Take in a piece of the body; whether more of it is wanted.  RequestTimeoutError if time is up."""
        left = self._limit + 1 - len(self._body)
        self._body += self._decompressed(chunk, left) if self._unzip else chunk[:left]
        if time.monotonic() > self._deadline:
            raise self._told(failures.late())
        return len(self._body) <= self._limit

    def finished(self) -> HTTPResponse:
        """Return the answer; its body is one byte longer than allowed if it went on."""
        is_short = self._unzip and not self._unzip.eof and self._body
        if is_short and len(self._body) <= self._limit:
            raise self._told(failures.not_decompressed(self._status))
        return HTTPResponse(self._status, self._headers or {}, bytes(self._body))

    def failed(self, error: Exception) -> UCloudError:
        """Return our error for what httpx2 raised."""
        if self._headers is None:
            return failures.before_answer(error)
        return self._told(failures.inside_answer(error, self._status))

    def _decompressor(self, headers: Mapping[str, str]) -> zlib._Decompress | None:
        match headers.get("content-encoding", "").strip().lower():
            case "" | "identity":
                return None
            case "gzip" | "x-gzip":
                return zlib.decompressobj(_GZIP)
        raise self._told(failures.not_decompressed(self._status))

    def _decompressed(self, chunk: bytes, most: int) -> bytes:
        assert self._unzip is not None
        try:
            return self._unzip.decompress(chunk, most)
        except zlib.error:
            problem = failures.not_decompressed(self._status)
        raise self._told(problem)

    def _told(self, error: UCloudError) -> UCloudError:
        error.request_id = (self._headers or {}).get(REQUEST_ID)
        return error
