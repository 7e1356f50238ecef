"""Builds signed HTTP requests and parses HTTP responses: pure functions, shared by the sync and the async client.

Settings fill in parameters that the caller leaves out, and give the keys.

The signature (wire protocol, "Request") is ``sha1(k1 v1 k2 v2 … PrivateKey)`` in hex over every parameter but
``Signature``: keys in code-point order, values as they are sent, before URL encoding, as UTF-8.  In JSON bodies an object
counts as its sorted keys each followed by its value, a list as its elements in order.
"""

# isort: skip_file
from __future__ import annotations

import functools
import hashlib
import re
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from .encoding import format_scalar
from .errors import (
    BadResponseError,
    DeviationError,
    InvalidRequestError,
    RedirectError,
    UCloudError,
)
from .fields import WireField, fields_of
from .models import Request, Response
from .settings import PARAMETERS_FROM_SETTINGS, Settings
from .transport import REQUEST_ID, HTTPRequest, HTTPResponse

R = TypeVar("R", bound=Response)

_CONTENT_TYPES = {
    "form": "application/x-www-form-urlencoded",
    "json": "application/json",
}
_UNQUOTED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.~-"
_QUOTED = re.compile(r"[^A-Za-z0-9_.~-]")
# To copy it takes less than to have OpenSSL look the algorithm up.
_SHA1 = hashlib.sha1()
_PYTHON = sys.version.split()[0]


def build_request(
    request: Request[Any], settings: Settings, product: str
) -> HTTPRequest:
    """Return the signed HTTP request; raise InvalidRequestError or ConfigurationError if there can be none.

    ``product`` names the package and its version in the User-Agent header.
    """
    try:
        body = serialize_body(request, settings)
    except UCloudError as error:
        # The frames that raised it hold the parameters and the key.
        raise error.with_traceback(None) from None
    return HTTPRequest(
        url=settings.base_url,
        headers=_build_headers(request, settings, product),
        body=body,
        timeout=settings.timeout,
        connect=settings.connect_timeout,
        read=settings.read_timeout,
        write=settings.write_timeout,
    )


def _build_headers(
    request: Request[Any], settings: Settings, product: str
) -> dict[str, str]:
    agent = f"{product} Python/{_PYTHON}"
    return {
        **settings.headers,
        "Accept-Encoding": "gzip",
        "Content-Type": _CONTENT_TYPES[request.ENCODING],
        "User-Agent": f"{agent} {settings.user_agent}".rstrip(),
        **_timestamp(),
    }


def renew_request(sent: HTTPRequest, timeout: float) -> HTTPRequest:
    """Return the same HTTP request for another attempt: with a new time stamp, which is not signed, and timeout."""
    return replace(sent, headers={**sent.headers, **_timestamp()}, timeout=timeout)


def _timestamp() -> dict[str, str]:
    return {"U-Timestamp-Ms": str(time.time_ns() // 1_000_000)}


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
    """Return the signature of form parameters or of a JSON body, which have none yet: 40 hex digits."""
    keys = [*parameters]
    keys.sort()
    parts: list[Any] = []
    for key in keys:
        parts.append(key)
        parts.append(parameters[key])
    parts.append(private_key)
    try:
        text = "".join(parts)
    except TypeError:
        # Not a form, in which all values are strings.
        text = "".join(map(_join_value, parts))
    digest = _SHA1.copy()
    digest.update(text.encode())
    return digest.hexdigest()


def encode_form(parameters: dict[str, str]) -> bytes:
    """Return what ``urllib.parse.urlencode`` returns, which spends most of its time finding that nothing needs quotes."""
    plain = "&".join([f"{key}={value}" for key, value in parameters.items()]).encode()
    if len(plain.translate(None, _UNQUOTED)) < 2 * len(parameters):
        return plain
    from urllib.parse import quote_plus

    if "".join(parameters).encode().translate(None, _UNQUOTED):
        parameters = {quote_plus(key): value for key, value in parameters.items()}
    return "&".join(
        [
            f"{key}={quote_plus(value) if _QUOTED.search(value) else value}"
            for key, value in parameters.items()
        ]
    ).encode()


@functools.cache
def _fillable_fields(cls: type) -> tuple[tuple[str, str, WireField], ...]:
    """Return the parameters that settings fill in where the caller leaves them out: the API's name, setting and field."""
    return tuple(
        (field.wire, PARAMETERS_FROM_SETTINGS[field.wire], field)
        for field in fields_of(cls)
        if field.wire in PARAMETERS_FROM_SETTINGS
    )


def _missing_error(
    request: Request[Any], field: WireField, setting: str
) -> InvalidRequestError:
    return InvalidRequestError(
        f"is required: pass it, or give the client {setting}=…",
        action=request.ACTION,
        parameter=field.wire,
    ).inside(field.name)


def _join_value(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(key + _join_value(value[key]) for key in sorted(value))
    if isinstance(value, list):
        return "".join(map(_join_value, value))
    return format_scalar(value)


def parse_response(
    request: Request[R],
    answer: HTTPResponse,
    settings: Settings,
    is_late: Callable[[], bool] | None = None,
) -> R:
    """Return the typed response; APIError for a RetCode other than 0, BadResponseError for a body that is not the API's.

    RequestTimeoutError if ``is_late`` returns True while a large response is decoded.
    """
    request_id = answer.headers.get(REQUEST_ID)
    try:
        response = request.response_type().from_dict(
            _read_success(answer, request), request_id, is_late=is_late
        )
        if settings.strict:
            _reject_deviations(response, answer.status)
    except UCloudError as error:
        from .retries import parse_retry_after

        error.request_id = request_id
        error.retry_after = parse_retry_after(answer.headers, time.time())
        raise
    return response


def _read_success(answer: HTTPResponse, request: Request[Any]) -> dict[str, Any]:
    """Return the JSON object of a response whose RetCode is 0; raise the error for any other."""
    if 300 <= answer.status < 400:
        raise RedirectError(
            f"redirected (HTTP {answer.status}); a signed request follows no redirect"
        )
    values = _parse_json(answer)
    code = _parse_ret_code(values.get("RetCode"))
    if code is None:
        raise _bad_response("the answer has no RetCode", answer)
    if code != 0:
        message = values.get("Message")
        text = message if isinstance(message, str) and message else "no message"
        from .api_errors import error_for_code, find_meaning

        meaning = find_meaning(code, type(request))
        raise error_for_code(text, code, meaning, answer.status)
    return values


def _parse_json(answer: HTTPResponse) -> dict[str, Any]:
    from . import json_body

    if json_body.is_too_large(answer.body):
        raise _bad_response("the answer is too large", answer)
    values = json_body.parse_object(answer.body)
    if values is None:
        raise _bad_response("the answer is not a JSON object", answer)
    return values


def _bad_response(problem: str, answer: HTTPResponse) -> UCloudError:
    from .api_errors import error_for_status

    details = f"HTTP {answer.status}, {len(answer.body)} bytes"
    api_error = error_for_status(answer.status, f"{details}: {problem}")
    body = answer.body.decode(errors="replace")
    return api_error or BadResponseError(
        f"{problem} ({details})", status=answer.status, body=body
    )


def _parse_ret_code(code: object) -> int | None:
    """Return a RetCode, which some services write as a string; None if it is no integer."""
    if isinstance(code, str) and re.fullmatch(r"-?[0-9]{1,18}", code, re.ASCII):
        return int(code)
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def _reject_deviations(response: Response, status: int) -> None:
    """Raise DeviationError if there are deviations other than unknown fields, which services may add at any time."""
    problems = [str(item) for item in response.deviations if item.kind != "unknown"]
    if problems:
        raise DeviationError(
            f"the answer differs from its page: {'; '.join(problems)}", status=status
        )
