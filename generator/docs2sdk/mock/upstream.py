"""Passes requests on to the real API: as they came, over connections that are kept, and never twice."""

from __future__ import annotations

import http.client
import ipaddress
import select
import ssl
from collections import deque
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from docs2sdk.errors import UserError

_TIMEOUT = 120
_MAX_ANSWER = 64 * 1024 * 1024
# What concerns one connection only, or what this program decides itself.
_OWN_HEADERS = {
    *("accept-encoding", "connection", "content-length", "host", "keep-alive"),
    *("proxy-authenticate", "proxy-authorization", "proxy-connection", "te"),
    *("trailer", "transfer-encoding", "upgrade"),
}


class BadAddress(UserError):
    """The address of the real API cannot be used."""


class UpstreamFailure(Exception):
    """The real API could not be reached, or its answer not read."""


class PassedRequest(NamedTuple):
    """A request as it came: ``target`` is its path and its query."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class UpstreamAnswer(NamedTuple):
    """What the real API answered."""

    status: int
    headers: dict[str, str]
    body: bytes


class Upstream:
    """The real API at an address; BadAddress."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise BadAddress(
                f"--proxy {url}: not an address like https://api.ucloud.cn"
            )
        if address.username or address.query or address.fragment:
            raise BadAddress("--proxy: an address has no user, query or fragment")
        if address.scheme == "http" and not _is_loopback(address.hostname):
            raise BadAddress(
                f"--proxy {url}: keys and values would be readable on the way; use https"
            )
        self._address = address
        self._prefix = address.path.rstrip("/")
        self._tls = ssl.create_default_context() if address.scheme == "https" else None
        self._idle: deque[http.client.HTTPConnection] = deque()

    def send(self, request: PassedRequest) -> UpstreamAnswer:
        """Return the answer to a request; UpstreamFailure.  It is sent once, since it may be a creation."""
        connection = self._take_connection()
        try:
            target = f"{self._prefix}{request.target}" or "/"
            headers = {**_select(request.headers), "Accept-Encoding": "identity"}
            connection.request(request.method, target, request.body, headers)
            response = connection.getresponse()
            body = response.read(_MAX_ANSWER + 1)
        except (OSError, http.client.HTTPException, ValueError) as error:
            connection.close()
            raise UpstreamFailure(type(error).__name__) from error
        if len(body) > _MAX_ANSWER:
            connection.close()
            raise UpstreamFailure("the answer is too large")
        if not response.will_close:
            self._idle.append(connection)
        return UpstreamAnswer(response.status, _select(response.getheaders()), body)

    def close(self) -> None:
        """Close all idle connections."""
        while self._idle:
            self._idle.pop().close()

    def _take_connection(self) -> http.client.HTTPConnection:
        """Return an idle connection that is still open, or a new one."""
        while self._idle:
            connection = self._idle.pop()
            # Readable without a request: the other side has closed it.
            if connection.sock and not select.select([connection.sock], [], [], 0)[0]:
                return connection
            connection.close()
        host, port = self._address.hostname or "", self._address.port
        if self._tls:
            return http.client.HTTPSConnection(
                host, port, timeout=_TIMEOUT, context=self._tls
            )
        return http.client.HTTPConnection(host, port, timeout=_TIMEOUT)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _select(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in headers if name.lower() not in _OWN_HEADERS}
