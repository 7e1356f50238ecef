"""Builds HTTP requests and parses HTTP responses: pure functions, shared by the sync and the async client."""

# isort: skip_file
from __future__ import annotations

import json
import re
import sys
import time
from dataclasses import replace
from typing import Any, TypeVar

from .api_errors import error_for_code, error_for_status, find_meaning
from .errors import (
    BadResponseError,
    DeviationError,
    RedirectError,
    UCloudError,
)
from .models import Request, Response
from .redaction import find_secrets, read_parameters, redact
from .retries import parse_retry_after
from .serialize import serialize_body
from .settings import Settings
from .transport import MAX_BODY_BYTES, REQUEST_ID, HTTPRequest, HTTPResponse

R = TypeVar("R", bound=Response)

_CONTENT_TYPES = {
    "form": "application/x-www-form-urlencoded",
    "json": "application/json",
}
# Characters of a server's text in an error.
_MAX_TEXT = 2000
_MAX_ID = 200
_PYTHON = sys.version.split()[0]
_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)


def build_request(
    request: Request[Any], settings: Settings, product: str
) -> HTTPRequest:
    """Return the signed HTTP request; raise InvalidRequestError or ConfigurationError if there can be none.

    ``product`` names the package and its version in the User-Agent header.
    """
    return HTTPRequest(
        url=settings.base_url,
        headers=_build_headers(request, settings, product),
        body=serialize_body(request, settings),
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


def sent_parameters(request: Request[Any], sent: HTTPRequest) -> dict[str, str]:
    """Return the parameters in the body of an HTTP request, flat, secrets included."""
    return read_parameters(sent.body, request.ENCODING == "json")


def renew_request(sent: HTTPRequest, timeout: float) -> HTTPRequest:
    """Return the same HTTP request for another attempt: with a new time stamp, which is not signed, and timeout."""
    return replace(sent, headers={**sent.headers, **_timestamp()}, timeout=timeout)


def parse_response(request: Request[R], answer: HTTPResponse, settings: Settings) -> R:
    """Return the typed response; APIError for a RetCode other than 0, BadResponseError for a body that is not the API's."""
    request_id = answer.headers.get(REQUEST_ID)
    try:
        response = request.response_type().from_dict(
            _read_success(answer, request), request_id
        )
        if settings.strict:
            _reject_deviations(response, answer.status)
    except UCloudError as error:
        error.request_id = request_id
        error.retry_after = parse_retry_after(answer.headers, time.time())
        raise
    return response


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


def _timestamp() -> dict[str, str]:
    return {"U-Timestamp-Ms": str(time.time_ns() // 1_000_000)}


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
        meaning = find_meaning(code, type(request))
        raise error_for_code(text, code, meaning, answer.status)
    return values


def _parse_json(answer: HTTPResponse) -> dict[str, Any]:
    if len(answer.body) > MAX_BODY_BYTES:
        raise _bad_response("the answer is too large", answer)
    try:
        values = json.loads(answer.body, parse_constant=_reject_constant)
    except (ValueError, RecursionError):
        values = None
    if isinstance(values, dict):
        return values
    raise _bad_response("the answer is not a JSON object", answer)


def _reject_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _bad_response(problem: str, answer: HTTPResponse) -> UCloudError:
    details = f"HTTP {answer.status}, {len(answer.body)} bytes"
    api_error = error_for_status(answer.status, f"{details}: {problem}")
    return api_error or BadResponseError(f"{problem} ({details})", status=answer.status)


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
