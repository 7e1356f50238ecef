"""HTTP requests, HTTP responses and transports, which send the ones and return the others.

A transport is any callable from ``HTTPRequest`` to ``HTTPResponse`` (awaited by the async client), so a function will do in
tests; if there is no response it raises an exception of ``errors``.  Clients use those of ``pool`` by default.
"""

# isort: skip_file
from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

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

TIMEOUT_MESSAGE = "no answer in time; it may have been carried out"
# The header with the id that support asks for.
REQUEST_ID = "x-ucloud-request-uuid"
# Of the decompressed body.  Documented responses are far smaller, and decoding takes many times as much memory.
MAX_BODY_BYTES = 32 * 2**20
