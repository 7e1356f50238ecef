"""Secrets: what they are called, and how they are kept out of texts that others write.

A server may quote a request in its message, so what goes into an error is searched for what was sent.
"""

# isort: skip_file
from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, quote_plus

from .encoding import flatten
from .settings import HIDDEN

# Wire protocol, "What must never leak".
_SECRET = re.compile(
    r"password|passwd|secretkey|accesskeysecret|privatekey|token|userdata|initscript|policy|signature",
    re.IGNORECASE,
)
# Shorter ones stand in ordinary words.
_SHORTEST = 4


def is_secret(wire: str) -> bool:
    """Whether a parameter of that name (or path: ``Disks.0.Password``) must not be shown."""
    return _SECRET.search(wire) is not None


def redacted(text: str, secrets: frozenset[str]) -> str:
    """Return a text with every secret replaced."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return text


def parameters(body: bytes, is_json: bool) -> dict[str, str]:
    """Return what the body of a request holds, flat."""
    if is_json:
        return flatten(json.loads(body))
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def secrets_of(body: bytes, is_json: bool, keys: Iterable[str]) -> frozenset[str]:
    """Return the secrets in the body of a request and those in ``keys``, in each form that a server may quote."""
    sent = parameters(body, is_json).items()
    hidden = [value for wire, value in sent if is_secret(wire)]
    forms = (form for value in (*hidden, *keys) for form in _forms(value))
    return frozenset(form for form in forms if len(form) >= _SHORTEST)


def _forms(value: str) -> Iterator[str]:
    yield value
    yield quote_plus(value)
    yield json.dumps(value)[1:-1]
    yield repr(value)[1:-1]
    try:
        # Parameters that the page wants in base64 were given in plain text.
        yield base64.b64decode(value, validate=True).decode()
    except ValueError:
        return
