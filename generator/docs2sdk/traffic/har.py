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
    for entry in document["log"]["entries"]:
        request, response = _object(entry, "request"), _object(entry, "response")
        status = response.get("status")
        yield HarEntry(
            _read_request(request),
            _decode(_object(response, "content"), "text"),
            status if isinstance(status, int) else 0,
        )


def _read_request(request: dict[str, Any]) -> RecordedRequest | None:
    url = _text(request, "url")
    if "?" not in url:
        url = f"{url}?{_join(request.get('queryString'))}"
    posted = _object(request, "postData")
    body = _decode(posted, "text")
    if body is None:
        return None
    # Browsers take a multipart body apart, and record both.
    is_apart = not body or body.startswith("--")
    return RecordedRequest(url, (is_apart and _join(posted.get("params"))) or body)


def _join(pairs: Any) -> str:
    """Return a list of names and values as a query."""
    listed = pairs if isinstance(pairs, list) else []
    names = [(_text(pair, "name"), _text(pair, "value")) for pair in listed]
    return urlencode([pair for pair in names if pair[0]], errors="replace")


def _decode(content: dict[str, Any], key: str) -> str | None:
    try:
        return bodies.decode_body(_text(content, key), _text(content, "encoding"))
    except ValueError:
        return None


def _object(value: Any, key: str) -> dict[str, Any]:
    inner = value.get(key) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}


def _text(value: Any, key: str) -> str:
    inner = value.get(key) if isinstance(value, dict) else None
    return inner if isinstance(inner, str) else ""
