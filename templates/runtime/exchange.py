"""Request → HTTP request, HTTP response → response: pure, shared by the sync and the async client."""

# isort: skip_file
from __future__ import annotations

import json
import re
import sys
import time
from dataclasses import replace
from typing import Any, TypeVar

from .errors import (
    BadResponseError,
    DeviationError,
    RedirectError,
    UCloudError,
)
from .meanings import meaning
from .models import Request, Response
from .redaction import parameters, redacted, secrets_of
from .refusals import refusal, without_code
from .retries import retry_after
from .sending import content
from .settings import Settings
from .transport import LARGEST_BODY, REQUEST_ID, HTTPRequest, HTTPResponse

R = TypeVar("R", bound=Response)

_CONTENT_TYPES = {
    "form": "application/x-www-form-urlencoded",
    "json": "application/json",
}
# Of a server's text, in an error.
_LONGEST_TEXT = 2000
_LONGEST_ID = 200
_PYTHON = sys.version.split()[0]
_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)


def prepare(request: Request[Any], settings: Settings, product: str) -> HTTPRequest:
    """Return the signed HTTP request; InvalidRequestError or ConfigurationError if there can be none.

    ``product`` names the package and its version in the User-Agent header.
    """
    return HTTPRequest(
        url=settings.base_url,
        headers=_headers(request, settings, product),
        body=content(request, settings),
        timeout=settings.timeout,
        connect=settings.connect_timeout,
        read=settings.read_timeout,
        write=settings.write_timeout,
    )


def _headers(request: Request[Any], settings: Settings, product: str) -> dict[str, str]:
    agent = f"{product} Python/{_PYTHON}"
    return {
        **settings.headers,
        "Accept-Encoding": "gzip",
        "Content-Type": _CONTENT_TYPES[request.ENCODING],
        "User-Agent": f"{agent} {settings.user_agent}".rstrip(),
        **_timestamp(),
    }


def shown(request: Request[Any], sent: HTTPRequest) -> dict[str, str]:
    """Return the parameters that were sent, flat, for an observer to choose from."""
    return parameters(sent.body, request.ENCODING == "json")


def renewed(sent: HTTPRequest, timeout: float) -> HTTPRequest:
    """Return the same request for another attempt: the signature holds, the time stamp does not."""
    return replace(sent, headers={**sent.headers, **_timestamp()}, timeout=timeout)


def receive(request: Request[R], answer: HTTPResponse, settings: Settings) -> R:
    """Return the typed response; APIError for a RetCode that is not 0, BadResponseError for what is no answer."""
    request_id = answer.headers.get(REQUEST_ID)
    try:
        response = request.response_type().from_dict(
            _values(answer, request), request_id
        )
        if settings.strict:
            _refuse_contradictions(response, answer.status)
    except UCloudError as error:
        error.request_id = request_id
        error.retry_after = retry_after(answer.headers, time.time())
        raise
    return response


def complete(
    error: UCloudError, request: Request[Any], sent: HTTPRequest, settings: Settings
) -> None:
    """Say in an error which action failed, and take out of its texts the secrets that a server may have quoted."""
    secrets = _secrets(request, sent, settings)
    error.action = request.ACTION
    # Cut first, a secret could lose its end and not be known any more.
    error.reworded(redacted(error.message, secrets)[:_LONGEST_TEXT])
    if error.request_id:
        error.request_id = redacted(error.request_id, secrets)[:_LONGEST_ID]


def harmless_id(
    request_id: str | None,
    request: Request[Any],
    sent: HTTPRequest,
    settings: Settings,
) -> str | None:
    """Return the id of an answer; a server that quotes the request in it gets it back without secrets."""
    if request_id is None or (
        _ID.fullmatch(request_id)
        and request_id.encode() not in sent.body
        and not settings.headers
    ):
        return request_id
    secrets = _secrets(request, sent, settings)
    return redacted(request_id, secrets)[:_LONGEST_ID]


def _secrets(
    request: Request[Any], sent: HTTPRequest, settings: Settings
) -> frozenset[str]:
    keys = (settings.private_key, settings.security_token)
    is_json = request.ENCODING == "json"
    return secrets_of(sent.body, is_json, (*keys, *settings.headers.values()))


def _timestamp() -> dict[str, str]:
    return {"U-Timestamp-Ms": str(time.time_ns() // 1_000_000)}


def _values(answer: HTTPResponse, request: Request[Any]) -> dict[str, Any]:
    """Return the JSON object of a success."""
    if 300 <= answer.status < 400:
        raise RedirectError(
            f"redirected (HTTP {answer.status}); a signed request follows no redirect"
        )
    values = _parsed(answer)
    code = _ret_code(values.get("RetCode"))
    if code is None:
        raise _bad("the answer has no RetCode", answer)
    if code != 0:
        message = values.get("Message")
        text = message if isinstance(message, str) and message else "no message"
        raise refusal(text, code, meaning(code, type(request)), answer.status)
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


def _bad(problem: str, answer: HTTPResponse) -> UCloudError:
    what = f"HTTP {answer.status}, {len(answer.body)} bytes"
    refused = without_code(answer.status, f"{what}: {problem}")
    return refused or BadResponseError(f"{problem} ({what})", status=answer.status)


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
