"""Request → HTTP request, HTTP response → response: pure, shared by the sync and the async client."""

from __future__ import annotations

import json
import platform
import re
import time
from typing import Any, TypeVar
from urllib.parse import urlencode

from .encoding import flatten
from .errors import (
    APIError,
    BadResponseError,
    DeviationError,
    InvalidRequestError,
    TransportError,
)
from .models import Request, Response
from .settings import Settings
from .signature import sign
from .transport import HTTPRequest, HTTPResponse
from .wire import fields_of

R = TypeVar("R", bound=Response)

_FROM_SETTINGS = {"Region": "region", "Zone": "zone", "ProjectId": "project_id"}
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_REQUEST_ID = "x-ucloud-request-uuid"


def prepare(request: Request[Any], settings: Settings, product: str) -> HTTPRequest:
    """Return the signed HTTP request; InvalidRequestError or ConfigurationError if there can be none.

    ``product`` names the package and its version in the User-Agent header.
    """
    body = request.to_body() | _filled(request, settings)
    is_json = request.ENCODING == "json"
    signed = _signed(body if is_json else flatten(body), settings)
    try:
        content = json.dumps(signed) if is_json else urlencode(signed)
    except UnicodeEncodeError:
        raise InvalidRequestError(
            "a parameter holds text that has no UTF-8 form", action=request.ACTION
        ) from None
    return HTTPRequest(
        url=settings.base_url,
        headers={
            "Content-Type": _JSON if is_json else _FORM,
            "User-Agent": f"{product} Python/{platform.python_version()}",
            "U-Timestamp-Ms": str(time.time_ns() // 1_000_000),
        },
        body=content.encode(),
        timeout=settings.timeout,
    )


def receive(request: Request[R], answer: HTTPResponse, settings: Settings) -> R:
    """Return the typed response; APIError for a RetCode that is not 0, BadResponseError for what is no answer."""
    request_id = answer.headers.get(_REQUEST_ID)
    if 300 <= answer.status < 400:
        raise TransportError(
            f"redirected (HTTP {answer.status}); a signed request follows no redirect",
            action=request.ACTION,
            request_id=request_id,
        )
    values = _parse(request, answer, request_id)
    code = _ret_code(request, values, answer, request_id)
    if code != 0:
        raise APIError(
            str(values.get("Message") or "no message"),
            code=code,
            action=request.ACTION,
            request_id=request_id,
        )
    response = request.response_type().from_dict(values, request_id)
    if settings.strict and (odd := _contradictions(response)):
        raise DeviationError(
            f"the answer differs from its page: {'; '.join(odd)}",
            action=request.ACTION,
            request_id=request_id,
        )
    return response


def _filled(request: Request[Any], settings: Settings) -> dict[str, Any]:
    """Return what the settings fill in for parameters of the action that the caller left out."""
    filled = {}
    for field in fields_of(type(request)):
        name = _FROM_SETTINGS.get(field.wire)
        if name is None or getattr(request, field.name) is not None:
            continue
        value = getattr(settings, name)
        if value is not None:
            filled[field.wire] = value
        elif field.required:
            raise InvalidRequestError(
                f"is required: pass it, or give the client {name}=…",
                action=request.ACTION,
                parameter=field.wire,
            ).inside(field.name)
    return filled


def _signed(body: dict[str, Any], settings: Settings) -> dict[str, Any]:
    public_key, private_key = settings.credentials()
    body["PublicKey"] = public_key
    if settings.security_token:
        body["SecurityToken"] = settings.security_token
    try:
        body["Signature"] = sign(body, private_key)
    except UnicodeEncodeError:
        raise InvalidRequestError(
            "a parameter holds text that has no UTF-8 form", action=body["Action"]
        ) from None
    return body


def _parse(
    request: Request[Any], answer: HTTPResponse, request_id: str | None
) -> dict[str, Any]:
    try:
        values = json.loads(answer.body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        values = None
    if isinstance(values, dict):
        return values
    raise BadResponseError(
        f"the answer is not a JSON object (HTTP {answer.status}, {len(answer.body)} bytes)",
        status=answer.status,
        action=request.ACTION,
        request_id=request_id,
    )


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _ret_code(
    request: Request[Any],
    values: dict[str, Any],
    answer: HTTPResponse,
    request_id: str | None,
) -> int:
    code = values.get("RetCode")
    text = str(code)
    plain = isinstance(code, (int, str)) and not isinstance(code, bool)
    if plain and re.fullmatch(r"-?[0-9]{1,18}", text):
        return int(text)
    raise BadResponseError(
        f"the answer has no RetCode (HTTP {answer.status})",
        status=answer.status,
        action=request.ACTION,
        request_id=request_id,
    )


def _contradictions(response: Response) -> list[str]:
    """An unknown field is news, not a contradiction: services grow."""
    return [str(odd) for odd in response.deviations if odd.kind != "unknown"]
