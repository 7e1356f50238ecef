"""Reads HAR files, which browsers and proxies record: the requests in them with their responses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from docs2sdk.traffic import bodies
from docs2sdk.traffic.recorded_request import RecordedRequest


class HarEntry(NamedTuple):
    """A request, the text of its response ("" if it was not recorded), and the status (0 if there was no response).

    None for what cannot be read.
    """

    request: RecordedRequest | None
    response: str | None
    status: int


def is_har(document: Any) -> bool:
    """Whether a JSON document is a HAR file."""
    log = document.get("log") if isinstance(document, dict) else None
    return isinstance(log, dict) and isinstance(log.get("entries"), list)


def read_entries(document: Any) -> Iterator[HarEntry]:
    """Yield the entries of a HAR file in their order."""
    decoder = _Decoder()
    for entry in document["log"]["entries"]:
        request, response = _object(entry, "request"), _object(entry, "response")
        status = response.get("status")
        yield HarEntry(
            _read_request(request, decoder),
            decoder.decode(_object(response, "content")),
            status if isinstance(status, int) else 0,
        )


def _read_request(request: dict[str, Any], decoder: _Decoder) -> RecordedRequest | None:
    url = _text(request, "url")
    if "?" not in url:
        url = f"{url}?{_join(request.get('queryString'))}"
    posted = _object(request, "postData")
    body = decoder.decode(posted)
    if body is None:
        return None
    # Browsers take a multipart body apart, and record both.
    is_apart = not body or body.startswith("--")
    return RecordedRequest(url, (is_apart and _join(posted.get("params"))) or body)


class _Decoder:
    """Decodes the bodies of a file; ``left`` is how many bytes they may still gain when decompressed."""

    def __init__(self) -> None:
        self.left = bodies.MAX_INFLATED_BYTES

    def decode(self, content: dict[str, Any]) -> str | None:
        """Return a body as text, None if it is damaged or too large."""
        recorded = _text(content, "text")
        try:
            text = bodies.decode_body(recorded, _text(content, "encoding"), self.left)
        except ValueError:
            return None
        self.left -= max(0, len(text) - len(recorded))
        return text


def _join(pairs: Any) -> str:
    """Return a list of names and values as a query."""
    listed = pairs if isinstance(pairs, list) else []
    names = [(_text(pair, "name"), _text(pair, "value")) for pair in listed]
    return urlencode([pair for pair in names if pair[0]], errors="replace")


def _object(value: Any, key: str) -> dict[str, Any]:
    inner = value.get(key) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}


def _text(value: Any, key: str) -> str:
    inner = value.get(key) if isinstance(value, dict) else None
    return inner if isinstance(inner, str) else ""
