"""The signature of a request (wire protocol, "Request").

``sha1(k1 v1 k2 v2 … PrivateKey)`` in hex over every parameter but ``Signature``: keys in code-point order, values as
they are sent, before URL encoding, as UTF-8.  In JSON bodies an object counts as its sorted keys each followed by its
value, a list as its elements in order.
"""

# isort: skip_file
from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from .encoding import text


def sign(parameters: Mapping[str, Any], private_key: str) -> str:
    """Return the signature of form parameters or of a JSON body: 40 hex digits."""
    if "Signature" in parameters:
        parameters = {**parameters}
        del parameters["Signature"]
    return hashlib.sha1((_joined(parameters) + private_key).encode()).hexdigest()


def _joined(parameters: Mapping[str, Any]) -> str:
    keys = sorted(parameters)
    parts: list[Any] = keys * 2
    parts[::2] = keys
    parts[1::2] = [parameters[key] for key in keys]
    try:
        return "".join(parts)
    except TypeError:
        # Not a form, where all is text.
        return "".join(map(_join, parts))


def _join(value: Any) -> str:
    if isinstance(value, dict):
        return _joined(value)
    if isinstance(value, list):
        return "".join(map(_join, value))
    return text(value)
