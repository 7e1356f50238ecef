"""Removes secrets from texts of servers.

A server may quote a request in its message, so the texts of errors are searched for the secrets that were sent.
"""

# isort: skip_file
from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote_plus

from .encoding import flatten, format_scalar
from .errors import BadResponseError, UCloudError
from .fields import fields_of
from .models import Parameters, Request, Response
from .secret_names import is_secret
from .settings import HIDDEN, Settings
from .transport import HTTPRequest

# A name with its value, or the list of its values, in a JSON text, which may be cut or broken.
_MEMBER = re.compile(
    r'"((?:[^"\\]|\\.)*)"(\s*:\s*)(\[[^\[\]{}]*(?:\]|\Z)|"(?:[^"\\]|\\.)*(?:"|\Z)|[^\s",\[\]{}]+)'
)
# Shorter ones occur in ordinary words.
_MIN_LENGTH = 4
# Characters of a server's text in an error.
_MAX_TEXT = 2000
_MAX_ID = 200
_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)


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
    if isinstance(error, BadResponseError):
        error.body = _hide_values(redact(error.body, secrets)[:_MAX_TEXT])
    if error.request_id:
        error.request_id = redact(error.request_id, secrets)[:_MAX_ID]


def redact_response(
    response: Response, request: Request[Any], sent: HTTPRequest, settings: Settings
) -> None:
    """Remove secrets, which a server may have quoted, from the id, the message and the names of unknown fields of a response."""
    if not (response.message or response.deviations) and _is_plain_id(
        response.request_id, sent, settings
    ):
        return
    secrets = _secrets_of_call(request, sent, settings)
    if response.request_id:
        response.request_id = redact(response.request_id, secrets)[:_MAX_ID]
    if response.message:
        response.message = redact(response.message, secrets)
    names = "\n".join(deviation.path for deviation in response.deviations)
    if any(secret in names for secret in secrets):
        response.deviations = tuple(
            replace(deviation, path=redact(deviation.path, secrets))
            for deviation in response.deviations
        )


def _is_plain_id(request_id: str | None, sent: HTTPRequest, settings: Settings) -> bool:
    """Whether the id of a response cannot hold a secret, as hardly any does."""
    if request_id is None:
        return True
    is_quoted = request_id.encode() in sent.body or bool(settings.headers)
    return _ID.fullmatch(request_id) is not None and not is_quoted


def _secrets_of_call(
    request: Request[Any], sent: HTTPRequest, settings: Settings
) -> frozenset[str]:
    keys = (settings.private_key, settings.security_token, *settings.headers.values())
    is_json = request.ENCODING == "json"
    return find_secrets(sent.body, is_json, (*keys, *_hidden_values(request)))


def _hidden_values(value: Any) -> Iterator[str]:
    """Yield the values that a request does not show: its page calls them secrets, whatever their names."""
    for field in fields_of(type(value)):
        item = getattr(value, field.name)
        if field.is_secret:
            yield from _texts_of(item, field.content_encoding == "base64")
            continue
        for inner in item if isinstance(item, list) else [item]:
            if isinstance(inner, Parameters):
                yield from _hidden_values(inner)


def _texts_of(value: Any, is_encoded: bool) -> Iterator[str]:
    """Yield the texts that are sent for a value."""
    if isinstance(value, (dict, list, tuple)):
        items = value.values() if isinstance(value, dict) else value
        for item in items:
            yield from _texts_of(item, is_encoded)
    elif isinstance(value, (str, int, float)) and not isinstance(value, bool):
        text = format_scalar(value)
        yield base64.b64encode(text.encode()).decode() if is_encoded else text


def redact(text: str, secrets: frozenset[str]) -> str:
    """Return a text with every secret replaced."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return text


def _hide_values(text: str) -> str:
    """Return a text with the values of secret names replaced where it looks like JSON."""
    return _MEMBER.sub(
        lambda match: (
            f'"{match[1]}"{match[2]}"{HIDDEN}"' if is_secret(match[1]) else match[0]
        ),
        text,
    )


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
    yield quote_plus(value)
    for quoted in (value, json.dumps(value)[1:-1], repr(value)[1:-1]):
        yield quoted
        # In a message of a body that was not read as JSON.
        yield json.dumps(quoted)[1:-1]
    try:
        # The client encodes such parameters; the caller passed plain text.
        yield base64.b64decode(value, validate=True).decode()
    except ValueError:
        return
