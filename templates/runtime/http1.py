"""One request and its response in HTTP/1.1, as bytes, without any I/O: h11 parses responses."""

# isort: skip_file
from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import h11

# Of the head of a response, of its trailers, or of a chunk's header.
MAX_HEAD_BYTES = 64 * 1024


class MalformedResponseError(Exception):
    """What came is no complete HTTP response; the text quotes nothing of it."""


class HTTPExchange:
    """``write_request`` gives the bytes to send; ``feed`` takes all that come, b"" at their end, until it ``is_complete``.

    ``headers`` is None until the head is complete; names are in lower case, values of repeated headers are joined.
    """

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] | None = None
        self.is_complete = False
        self._is_ended = False
        self._connection = h11.Connection(h11.CLIENT, MAX_HEAD_BYTES)

    def write_request(
        self,
        method: str,
        target: str,
        host: str,
        headers: Mapping[str, str],
        body: bytes | None,
    ) -> bytes:
        """Return a request, without a length if its body is None; ValueError if a value would end its line."""
        lines = [f"{method} {target} HTTP/1.1", f"Host: {host}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        head = "\r\n".join(lines)
        if head.count("\n") != len(lines) - 1 or head.count("\r") != len(lines) - 1:
            raise ValueError("a header holds a line break")
        if not method.isalpha():
            raise ValueError("the method is not a word")
        # h11 has to know the method to read the response; what it would write takes it five times as long.
        self._connection.send(_announce(method))
        self._connection.send(h11.EndOfMessage())
        return f"{head}\r\n\r\n".encode("latin-1") + (body or b"")

    def feed(self, data: bytes) -> bytes:
        """Take the next bytes, and return what they hold of the body; MalformedResponseError."""
        body: list[bytes] = []
        self._is_ended = not data
        try:
            self._connection.receive_data(data)
            while not self.is_complete:
                event = self._connection.next_event()
                if isinstance(event, h11.Data):
                    body.append(bytes(event.data))
                elif not self._take(event):
                    break
        except h11.ProtocolError:
            problem = "the answer is not HTTP" if data else "the connection was closed"
        else:
            if data or self.is_complete:
                return body[0] if len(body) == 1 else b"".join(body)
            problem = "the connection was closed"
        # The text of the library may quote what came.
        raise MalformedResponseError(problem)

    @property
    def is_reusable(self) -> bool:
        """Whether the connection can carry another request when the response is complete."""
        headers = self.headers or {}
        # Two lengths that contradict each other are a sign of trouble on the way, and so are bytes that answer nothing.
        is_doubtful = "transfer-encoding" in headers and "content-length" in headers
        states = self._connection.our_state, self._connection.their_state
        is_open = states == (h11.DONE, h11.DONE) and not self._is_ended
        return is_open and not is_doubtful and not self._connection.trailing_data[0]

    def _take(self, event: object) -> bool:
        """Take an event that is no part of the body; return whether another one may follow at once."""
        if isinstance(event, h11.Response):
            self.status = event.status_code
            self.headers = _join_headers(event.headers.raw_items())
            # Behind a response to CONNECT come bytes of another protocol.
            self.is_complete = self._connection.their_state is h11.SWITCHED_PROTOCOL
        elif isinstance(event, h11.EndOfMessage):
            self.is_complete = True
        return isinstance(event, (h11.Response, h11.InformationalResponse))


@cache
def _announce(method: str) -> h11.Request:
    return h11.Request(method=method, target="/", headers=[("Host", "")])


def _join_headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = raw_name.decode("ascii").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers
