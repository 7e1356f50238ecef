"""A recorded request: its address and its body → host, parameters, and whether the body is JSON."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from docs2sdk.traffic import bodies, bounded_files
from docs2sdk.traffic.bodies import Pairs


class RecordedRequest(NamedTuple):
    """An address and a body as they were sent."""

    url: str
    body: str = ""


class SentParameters(NamedTuple):
    """The host of a request, its parameters as they were written, and whether its body is JSON."""

    host: str
    pairs: Pairs
    is_json: bool


def read_request(request: RecordedRequest) -> SentParameters:
    """Return what a request sends; ValueError if it cannot be read."""
    host, query = _split_address(request.url)
    pairs = bodies.read_form(query)
    body = request.body.strip()
    is_json = body.startswith("{")
    if is_json:
        pairs += bounded_files.parse_json(body).items()
    elif body:
        if "=" not in body.partition("&")[0] or body.startswith(("<", "--", "[")):
            raise ValueError("the body is neither a form nor JSON")
        pairs += bodies.read_form(body)
    return SentParameters(host, pairs, is_json)


def _split_address(url: str) -> tuple[str, str]:
    """Return the host and the query of an address; ValueError that does not quote it, unlike that of ``urlsplit``."""
    try:
        address = urlsplit(url.strip())
        return address.hostname or "", address.query
    except ValueError:
        raise ValueError("the address is malformed") from None
