"""One request and its response in HTTP/1.1, as bytes: h11 writes and parses them, without any I/O."""

# isort: skip_file
from __future__ import annotations

from collections.abc import Iterable, Mapping

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
        """Return a request, without a length if its body is None; ValueError if it cannot be written."""
        fields = [("Host", host), *headers.items()]
        if body is not None:
            fields.append(("Content-Length", str(len(body))))
        encoded = [(name.encode(), value.encode("latin-1")) for name, value in fields]
        send = self._connection.send
        try:
            head = send(h11.Request(method=method, target=target, headers=encoded))
        except h11.LocalProtocolError as error:
            raise ValueError(str(error)) from None
        data = send(h11.Data(data=body)) if body else b""
        return b"".join((head or b"", data or b"", send(h11.EndOfMessage()) or b""))

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
        is_done = self._connection.states == {
            h11.CLIENT: h11.DONE,
            h11.SERVER: h11.DONE,
        }
        is_open = is_done and not self._is_ended
        return is_open and not is_doubtful and not self._connection.trailing_data[0]

    def _take(self, event: object) -> bool:
        """Take an event that is no part of the body; return whether another one may follow at once."""
        if isinstance(event, h11.Response):
            self.status = event.status_code
            self.headers = _join_headers(event.headers)
            # Behind a response to CONNECT come bytes of another protocol.
            self.is_complete = self._connection.their_state is h11.SWITCHED_PROTOCOL
        elif isinstance(event, h11.EndOfMessage):
            self.is_complete = True
        return isinstance(event, (h11.Response, h11.InformationalResponse))


def _join_headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = raw_name.decode("ascii"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers
