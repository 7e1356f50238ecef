"""The transports that clients use by default: HTTP/1.1 over pooled connections, of the standard library alone.

They follow no redirect: the body is signed and carries credentials.  Proxies and certificates are those of the environment (see
``routes`` and ``tls``).  What they need is imported when the first request is sent.
"""

# isort: skip_file
from __future__ import annotations

from typing import TYPE_CHECKING

from .pool import Pools

if TYPE_CHECKING:
    from .transport import HTTPRequest, HTTPResponse


class SocketTransport(Pools):
    """The transport of the sync client; threads may share it."""

    def __call__(self, request: HTTPRequest) -> HTTPResponse:
        """Send a request; TransportError if there is no response, BadResponseError if it cannot be read."""
        from .sockets import send

        return send(self, request)

    def close(self) -> None:
        """Close the connections; further requests raise RuntimeError."""
        self.drop_pools()


class AsyncSocketTransport(Pools):
    """The transport of the async client; it serves one event loop after another, and several in threads."""

    async def __call__(self, request: HTTPRequest) -> HTTPResponse:
        """Send a request; TransportError if there is no response, BadResponseError if it cannot be read."""
        from .async_sockets import send

        return await send(self, request)

    async def aclose(self) -> None:
        """Close the connections of all event loops; further requests raise RuntimeError."""
        self.drop_pools()
