"""Recognizes secret parameters by name, and removes secrets from texts of servers.

A server may quote a request in its message, so the texts of errors are searched for the secrets that were sent.
"""

# isort: skip_file
from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl, quote_plus

from .encoding import flatten
from .errors import UCloudError
from .models import Request
from .settings import HIDDEN, Settings
from .transport import HTTPRequest

# Wire protocol, "What must never leak".
_SECRET = re.compile(
    r"(?:password|passwd|secretkey|accesskeysecret|privatekey(?:body|plaintext|ciphertextblob)?|presharedkey|certificatekey|etcdkey"
    r"|sslkey|sslcontent|plaintext|(?<!next)token|userdata|initscript|(?:\A|\.)policy)(?:\.[0-9]+)?\Z"
    r"|(?:\A|\.)signature\Z",
    re.IGNORECASE,
)
# Shorter ones occur in ordinary words.
_MIN_LENGTH = 4
# Characters of a server's text in an error.
_MAX_TEXT = 2000
_MAX_ID = 200
_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)


def is_secret(wire: str) -> bool:
    """Whether the value of a parameter must not be shown; takes the API's name or a path (``Disks.0.Password``)."""
    return _SECRET.search(wire) is not None


def sent_parameters(request: Request[Any], sent: HTTPRequest) -> dict[str, str]:
    """Return the parameters in the body of an HTTP request, flat, secrets included."""
    return read_parameters(sent.body, request.ENCODING == "json")


def complete_error(
    error: UCloudError, request: Request[Any], sent: HTTPRequest, settings: Settings
) -> None:
    """Set an error's action, and remove secrets, which a server may have quoted, from its texts."""
    secrets = _secrets_of_call(request, sent, settings)
    error.action = request.ACTION
    # Redact before cutting: a secret that is cut would not be recognized.
    error.replace_message(redact(error.message, secrets)[:_MAX_TEXT])
    if error.request_id:
        error.request_id = redact(error.request_id, secrets)[:_MAX_ID]


def redact_request_id(
    request_id: str | None,
    request: Request[Any],
    sent: HTTPRequest,
    settings: Settings,
) -> str | None:
    """Return the id of a response without secrets, which a server may have quoted in it."""
    if request_id is None or (
        _ID.fullmatch(request_id)
        and request_id.encode() not in sent.body
        and not settings.headers
    ):
        return request_id
    secrets = _secrets_of_call(request, sent, settings)
    return redact(request_id, secrets)[:_MAX_ID]


def _secrets_of_call(
    request: Request[Any], sent: HTTPRequest, settings: Settings
) -> frozenset[str]:
    keys = (settings.private_key, settings.security_token)
    is_json = request.ENCODING == "json"
    return find_secrets(sent.body, is_json, (*keys, *settings.headers.values()))


def redact(text: str, secrets: frozenset[str]) -> str:
    """Return a text with every secret replaced."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return text


def read_parameters(body: bytes, is_json: bool) -> dict[str, str]:
    """Return the parameters in the body of a request, flat."""
    if is_json:
        return flatten(json.loads(body))
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def find_secrets(body: bytes, is_json: bool, keys: Iterable[str]) -> frozenset[str]:
    """Return the secrets in the body of a request, and ``keys``, in each form that a server may quote."""
    parameters = read_parameters(body, is_json).items()
    secrets = [
        value
        for wire, value in parameters
        if is_secret(wire) and value not in ("true", "false")
    ]
    forms = (form for value in (*secrets, *keys) for form in _quoted_forms(value))
    return frozenset(form for form in forms if len(form) >= _MIN_LENGTH)


def _quoted_forms(value: str) -> Iterator[str]:
    yield value
    yield quote_plus(value)
    yield json.dumps(value)[1:-1]
    yield repr(value)[1:-1]
    try:
        # The client encodes such parameters; the caller passed plain text.
        yield base64.b64decode(value, validate=True).decode()
    except ValueError:
        return
