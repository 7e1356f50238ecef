"""Decides whether a failed attempt is retried, and after which delay.

Pure functions of the error, of the action, and of the number of attempts.  Source of the rules: wire protocol, "Retries".
"""

# isort: skip_file
from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import Any

from .errors import (
    APIError,
    BadResponseError,
    ConnectError,
    DeviationError,
    IncompleteResponseError,
    RedirectError,
    TLSError,
    TransportError,
    UCloudError,
)
from .models import Request


class Outcome(Enum):
    """What a failure says about the action that was called."""

    NOT_RUN = "it was not carried out"
    UNKNOWN = "it may have been carried out"
    FINAL = "retrying gives the same error"


_NOT_RUN_CODES = {130, 150, 153}
_NOT_RUN_STATUS = {429, 503}
_UNKNOWN_CODES = {110}
_UNKNOWN_STATUS = {500, 502, 504}
# Compiled when something fails, not with each import.
_READING = r"(?:Describe|Get|List|Query|Check|Is)(?![a-z])"

_FIRST_DELAY = 0.5
_MAX_DELAY = 8.0
_MAX_RETRY_AFTER = 60.0


def classify_failure(error: UCloudError) -> Outcome:
    """Return what the error of an attempt says about the action."""
    match error:
        case TLSError() | RedirectError() | DeviationError():
            return Outcome.FINAL
        case ConnectError():
            return Outcome.NOT_RUN
        case TransportError() | IncompleteResponseError():
            return Outcome.UNKNOWN
        case APIError(code=None, status=503) | BadResponseError(status=503):
            # A gateway may say so of a request that it has passed on; not if it names the time for the next attempt.
            is_refused = error.retry_after is not None
            return Outcome.NOT_RUN if is_refused else Outcome.UNKNOWN
        case APIError(code=code, status=status):
            return _classify_response(code, status)
        case BadResponseError(status=status):
            return _classify_response(None, status)
    return Outcome.FINAL


def _classify_response(code: int | None, status: int | None) -> Outcome:
    if code in _NOT_RUN_CODES or status in _NOT_RUN_STATUS:
        return Outcome.NOT_RUN
    if code in _UNKNOWN_CODES or status in _UNKNOWN_STATUS:
        return Outcome.UNKNOWN
    return Outcome.FINAL


def is_read_only(request: Request[Any]) -> bool:
    """Whether an action changes nothing: as its overlay says, else by the verb that its name begins with."""
    if request.READ_ONLY is not None:
        return request.READ_ONLY
    return re.match(_READING, request.ACTION) is not None


def may_retry(outcome: Outcome, is_read_only: bool) -> bool:
    """Whether an action may be retried: always if it was not carried out, after an unknown outcome if it changes nothing."""
    return outcome is Outcome.NOT_RUN or (outcome is Outcome.UNKNOWN and is_read_only)


def retry_delay(
    failures: int, jitter: float, retry_after: float | None
) -> float | None:
    """Return the seconds until the next attempt after so many failures, None if the server asks for too long a delay.

    ``jitter`` is a random number from 0 to 1: the delay is that part of 0.5 s · 2ⁿ, at most 8 s ("full jitter"), so that
    clients that failed together do not retry together.
    """
    if retry_after is not None:
        return retry_after if retry_after <= _MAX_RETRY_AFTER else None
    # The limit of 10 avoids overflow: 2.0**1024 is no float.
    full_delay = _FIRST_DELAY * 2.0 ** min(failures - 1, 10)
    return jitter * min(full_delay, _MAX_DELAY)


def parse_retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds of a ``Retry-After`` header, a number or a date (``now``: seconds since 1970); None if invalid."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value, re.ASCII):
        return float(value)
    return _seconds_until(value, now) if value else None


def _seconds_until(date: str, now: float) -> float | None:
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - now)
    except (ValueError, OverflowError):
        return None
