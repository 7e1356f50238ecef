"""One HTTP exchange: a request goes out, a response comes back.

A transport is any callable from ``HTTPRequest`` to ``HTTPResponse`` (awaited by the async client), so in tests it is a
function; where no answer comes it raises an error of ``errors``.  Those that clients use are in ``pool``.
"""

# isort: skip_file
from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

__all__ = ["AsyncTransport", "HTTPRequest", "HTTPResponse", "Transport"]


@dataclass(frozen=True, slots=True)
class HTTPRequest:
    """What to send.  The repr leaves out the headers and the body: it is signed.

    ``timeout`` is how many seconds the whole exchange may take; ``connect``, ``read`` and ``write`` limit what is done
    without a sign of life from the server, None: by ``timeout`` alone.
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
    """What came back; header names are in lower case, the body is decompressed.  The repr leaves the body out."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


Transport: TypeAlias = Callable[[HTTPRequest], HTTPResponse]
AsyncTransport: TypeAlias = Callable[[HTTPRequest], Awaitable[HTTPResponse]]

# What is told of an answer that took too long.
LATE = "no answer in time; it may have been carried out"
# The header with the id that support asks for.
REQUEST_ID = "x-ucloud-request-uuid"
# Bytes, decompressed.  No page's answer comes near, and decoded it takes many times as much memory.
LARGEST_BODY = 32 * 2**20
