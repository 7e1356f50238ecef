"""Request → signed body: what settings fill in, the keys and the signature, and the encoding."""

# isort: skip_file
from __future__ import annotations

import functools
from typing import Any

from .errors import InvalidRequestError
from .models import Request
from .settings import Settings
from .signature import sign
from .wire import WireField, fields_of

_FROM_SETTINGS = {"Region": "region", "Zone": "zone", "ProjectId": "project_id"}
_NEED_NO_QUOTES = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.~-"


def content(request: Request[Any], settings: Settings) -> bytes:
    """Return the signed body; InvalidRequestError or ConfigurationError if there can be none."""
    if request.ENCODING == "json":
        import json

        return json.dumps(signed(request, settings)).encode()
    return form(signed(request, settings))


def signed(request: Request[Any], settings: Settings) -> dict[str, Any]:
    """Return what is sent, not yet encoded: flat parameters, or the JSON body."""
    is_json = request.ENCODING == "json"
    sent: dict[str, Any] = request.to_body() if is_json else request.to_params()
    cls: type = type(request)
    for wire, setting, field in _fillable(cls):
        if wire not in sent:
            value = getattr(settings, setting)
            if value is not None:
                sent[wire] = value
            elif field.required:
                raise _missing(request, field, setting)
    sent["PublicKey"], private_key = settings.credentials()
    if settings.security_token:
        sent["SecurityToken"] = settings.security_token
    sent["Signature"] = sign(sent, private_key)
    return sent


def form(parameters: dict[str, str]) -> bytes:
    """Return what ``urllib.parse.urlencode`` does, which takes most of its time to find that nothing needs quotes."""
    plain = "&".join([f"{key}={value}" for key, value in parameters.items()]).encode()
    if len(plain.translate(None, _NEED_NO_QUOTES)) < 2 * len(parameters):
        return plain
    return "&".join(
        [f"{_quoted(key)}={_quoted(value)}" for key, value in parameters.items()]
    ).encode()


def _quoted(text: str) -> str:
    if not text.encode().translate(None, _NEED_NO_QUOTES):
        return text
    from urllib.parse import quote_plus

    return quote_plus(text)


@functools.cache
def _fillable(cls: type) -> tuple[tuple[str, str, WireField], ...]:
    """Return the parameters that settings fill in where the caller leaves them out, and which setting does."""
    return tuple(
        (field.wire, _FROM_SETTINGS[field.wire], field)
        for field in fields_of(cls)
        if field.wire in _FROM_SETTINGS
    )


def _missing(
    request: Request[Any], field: WireField, setting: str
) -> InvalidRequestError:
    return InvalidRequestError(
        f"is required: pass it, or give the client {setting}=…",
        action=request.ACTION,
        parameter=field.wire,
    ).inside(field.name)
