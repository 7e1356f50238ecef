"""Request → signed request body: parameters that settings fill in, credentials, signature, encoding.

The signature (wire protocol, "Request") is ``sha1(k1 v1 k2 v2 … PrivateKey)`` in hex over every parameter but
``Signature``: keys in code-point order, values as they are sent, before URL encoding, as UTF-8.  In JSON bodies an object
counts as its sorted keys each followed by its value, a list as its elements in order.
"""

# isort: skip_file
from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from typing import Any

from .encoding import format_scalar
from .errors import InvalidRequestError
from .fields import WireField, fields_of
from .models import Request
from .settings import Settings

_FROM_SETTINGS = {"Region": "region", "Zone": "zone", "ProjectId": "project_id"}
_UNQUOTED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.~-"


def serialize_body(request: Request[Any], settings: Settings) -> bytes:
    """Return the signed body; raise InvalidRequestError or ConfigurationError if there can be none."""
    if request.ENCODING == "json":
        import json

        return json.dumps(sign_request(request, settings)).encode()
    return encode_form(sign_request(request, settings))


def sign_request(request: Request[Any], settings: Settings) -> dict[str, Any]:
    """Return the signed parameters, not yet encoded: flat ones, or the JSON body."""
    is_json = request.ENCODING == "json"
    parameters: dict[str, Any] = request.to_body() if is_json else request.to_params()
    cls: type = type(request)
    for wire, setting, field in _fillable_fields(cls):
        if wire not in parameters:
            value = getattr(settings, setting)
            if value is not None:
                parameters[wire] = value
            elif field.required:
                raise _missing_error(request, field, setting)
    parameters["PublicKey"], private_key = settings.credentials()
    if settings.security_token:
        parameters["SecurityToken"] = settings.security_token
    parameters["Signature"] = sign(parameters, private_key)
    return parameters


def sign(parameters: Mapping[str, Any], private_key: str) -> str:
    """Return the signature of form parameters or of a JSON body: 40 hex digits."""
    if "Signature" in parameters:
        parameters = {**parameters}
        del parameters["Signature"]
    return hashlib.sha1((_join_object(parameters) + private_key).encode()).hexdigest()


def encode_form(parameters: dict[str, str]) -> bytes:
    """Return what ``urllib.parse.urlencode`` returns, which spends most of its time finding that nothing needs quotes."""
    plain = "&".join([f"{key}={value}" for key, value in parameters.items()]).encode()
    if len(plain.translate(None, _UNQUOTED)) < 2 * len(parameters):
        return plain
    return "&".join(
        [f"{_quote(key)}={_quote(value)}" for key, value in parameters.items()]
    ).encode()


def _quote(text: str) -> str:
    if not text.encode().translate(None, _UNQUOTED):
        return text
    from urllib.parse import quote_plus

    return quote_plus(text)


@functools.cache
def _fillable_fields(cls: type) -> tuple[tuple[str, str, WireField], ...]:
    """Return the parameters that settings fill in where the caller leaves them out: wire name, setting and field."""
    return tuple(
        (field.wire, _FROM_SETTINGS[field.wire], field)
        for field in fields_of(cls)
        if field.wire in _FROM_SETTINGS
    )


def _missing_error(
    request: Request[Any], field: WireField, setting: str
) -> InvalidRequestError:
    return InvalidRequestError(
        f"is required: pass it, or give the client {setting}=…",
        action=request.ACTION,
        parameter=field.wire,
    ).inside(field.name)


def _join_object(parameters: Mapping[str, Any]) -> str:
    keys = sorted(parameters)
    parts: list[Any] = keys * 2
    parts[::2] = keys
    parts[1::2] = [parameters[key] for key in keys]
    try:
        return "".join(parts)
    except TypeError:
        # Not a form, in which all values are strings.
        return "".join(map(_join_value, parts))


def _join_value(value: Any) -> str:
    if isinstance(value, dict):
        return _join_object(value)
    if isinstance(value, list):
        return "".join(map(_join_value, value))
    return format_scalar(value)
