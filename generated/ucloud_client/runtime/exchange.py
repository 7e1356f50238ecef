"""Request → HTTP request, HTTP response → response: pure, shared by the sync and the async client."""

from __future__ import annotations

import json
import platform
import re
import time
from typing import Any, TypeVar

from .errors import (
    APIError,
    BadResponseError,
    DeviationError,
    TransportError,
    UCloudError,
)
from .meanings import meaning
from .models import Request, Response
from .sending import content
from .settings import Settings
from .transport import LARGEST_BODY, HTTPRequest, HTTPResponse

R = TypeVar("R", bound=Response)

_CONTENT_TYPES = {
    "form": "application/x-www-form-urlencoded",
    "json": "application/json",
}
_REQUEST_ID = "x-ucloud-request-uuid"


def prepare(request: Request[Any], settings: Settings, product: str) -> HTTPRequest:
    """Return the signed HTTP request; InvalidRequestError or ConfigurationError if there can be none.

    ``product`` names the package and its version in the User-Agent header.
    """
    return HTTPRequest(
        url=settings.base_url,
        headers={
            "Content-Type": _CONTENT_TYPES[request.ENCODING],
            "User-Agent": f"{product} Python/{platform.python_version()}",
            "U-Timestamp-Ms": str(time.time_ns() // 1_000_000),
        },
        body=content(request, settings),
        timeout=settings.timeout,
    )


def receive(request: Request[R], answer: HTTPResponse, settings: Settings) -> R:
    """Return the typed response; APIError for a RetCode that is not 0, BadResponseError for what is no answer."""
    request_id = answer.headers.get(_REQUEST_ID)
    try:
        response = request.response_type().from_dict(_values(answer), request_id)
        if settings.strict:
            _refuse_contradictions(response, answer.status)
    except UCloudError as error:
        error.action = request.ACTION
        error.request_id = request_id
        if isinstance(error, APIError):
            error.meaning = meaning(error.code, type(request))
        raise
    return response


def _values(answer: HTTPResponse) -> dict[str, Any]:
    """Return the JSON object of a success."""
    if 300 <= answer.status < 400:
        raise TransportError(
            f"redirected (HTTP {answer.status}); a signed request follows no redirect"
        )
    values = _parsed(answer)
    code = _ret_code(values.get("RetCode"))
    if code is None:
        raise _bad("the answer has no RetCode", answer)
    if code != 0:
        message = values.get("Message")
        text = message if isinstance(message, str) and message else "no message"
        raise APIError(text, code=code)
    return values


def _parsed(answer: HTTPResponse) -> dict[str, Any]:
    if len(answer.body) > LARGEST_BODY:
        raise _bad("the answer is too large", answer)
    try:
        values = json.loads(answer.body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        values = None
    if isinstance(values, dict):
        return values
    raise _bad("the answer is not a JSON object", answer)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _bad(problem: str, answer: HTTPResponse) -> BadResponseError:
    what = f"HTTP {answer.status}, {len(answer.body)} bytes"
    return BadResponseError(f"{problem} ({what})", status=answer.status)


def _ret_code(code: object) -> int | None:
    """Some services answer with the code as a string."""
    if isinstance(code, str) and re.fullmatch(r"-?[0-9]{1,18}", code, re.ASCII):
        return int(code)
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def _refuse_contradictions(response: Response, status: int) -> None:
    """An unknown field is news, not a contradiction: services grow."""
    odd = [str(odd) for odd in response.deviations if odd.kind != "unknown"]
    if odd:
        raise DeviationError(
            f"the answer differs from its page: {'; '.join(odd)}", status=status
        )
