"""Which failure may be followed by another attempt, and when.

All of it is decided by values: what failed, whether the action only reads, how many attempts there were, what time is
left.  Source of the rules: wire protocol, "Retries".
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
    IncompleteResponseError,
    RedirectError,
    TLSError,
    TransportError,
    UCloudError,
)
from .models import Request


class Proof(Enum):
    """What a failure proves of the action that was asked for."""

    NOT_RUN = "it was not carried out"
    UNKNOWN = "it may have been carried out"
    FINAL = "asking again gives the same"


_REFUSED_CODES = {130, 150, 153}
_REFUSED_STATUS = {429, 503}
_UNKNOWN_CODES = {110}
_UNKNOWN_STATUS = {500, 502, 504}
_READING = re.compile(r"(?:Describe|Get|List|Query|Check|Is)(?![a-z])")

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 8.0
_LONGEST_RETRY_AFTER = 60.0


def proof(error: UCloudError) -> Proof:
    """Return what a failed attempt proves."""
    match error:
        case TLSError() | RedirectError():
            return Proof.FINAL
        case ConnectError():
            return Proof.NOT_RUN
        case TransportError() | IncompleteResponseError():
            return Proof.UNKNOWN
        case APIError(code=code, status=status):
            return _of_answer(code, status)
        case BadResponseError(status=status):
            return _of_answer(None, status)
    return Proof.FINAL


def _of_answer(code: int | None, status: int | None) -> Proof:
    if code in _REFUSED_CODES or status in _REFUSED_STATUS:
        return Proof.NOT_RUN
    if code in _UNKNOWN_CODES or status in _UNKNOWN_STATUS:
        return Proof.UNKNOWN
    return Proof.FINAL


def reads(request: Request[Any]) -> bool:
    """Whether a request changes nothing: what an overlay says of its action, else the verb that its name begins with."""
    if request.READ_ONLY is not None:
        return request.READ_ONLY
    return _READING.match(request.ACTION) is not None


def may_replay(proven: Proof, is_reading: bool) -> bool:
    """Whether an action may be asked for again: always if it was not carried out, else only if it changes nothing."""
    return proven is Proof.NOT_RUN or (proven is Proof.UNKNOWN and is_reading)


def pause(failures: int, jitter: float, retry_after: float | None) -> float | None:
    """Return the seconds until the next attempt after so many failures, None if the server wants too long a wait.

    ``jitter`` is a random number from 0 to 1: of 0.5 s · 2ⁿ, at most 8 s, any part may be waited ("full jitter"), so that
    clients that failed together do not come back together.
    """
    if retry_after is not None:
        return retry_after if retry_after <= _LONGEST_RETRY_AFTER else None
    # 2**1024 is no float.
    longest = _FIRST_PAUSE * 2.0 ** min(failures - 1, 10)
    return jitter * min(longest, _LONGEST_PAUSE)


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that ``Retry-After`` asks for, as a number or as a date (``now``: seconds since 1970)."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value, re.ASCII):
        return float(value)
    return _until(value, now) if value else None


def _until(date: str, now: float) -> float | None:
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - now)
    except (ValueError, OverflowError):
        return None
