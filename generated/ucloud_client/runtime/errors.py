"""The exceptions of this package, as one tree.

    UCloudError
    ├── ConfigurationError         invalid settings: a missing key, a URL that is not allowed
    ├── InvalidRequestError        a request that does not follow its page; nothing was sent
    ├── TransportError             no response: the connection was lost; the action may have been carried out
    │   ├── ConnectError               no connection; nothing was sent
    │   │   └── TLSError                   no trusted connection: a certificate, or a handshake that failed
    │   ├── RequestTimeoutError        no response in time; the action may have been carried out
    │   └── RedirectError              the server redirects; a signed request follows no redirect
    ├── BadResponseError           a response that is not the API's: no JSON object, no RetCode
    │   ├── IncompleteResponseError    a response that broke off; the action may have been carried out
    │   └── DeviationError             with ``strict=True``: a response that differs from its page
    ├── APIError                   an error of the API: RetCode ≠ 0, or HTTP 429 or 503 of a gateway
    │   ├── AuthenticationError        170, 171, 172, 174: the keys or the token are not accepted
    │   ├── PermissionDeniedError      292, 293, 294, 295, 299: the keys may not do this
    │   ├── ThrottlingError            153, HTTP 429: too many requests
    │   ├── UnavailableError           110 (may have been carried out), 130, 150, HTTP 503: temporarily unavailable
    │   ├── UnknownActionError         160, 161: the API has no such action
    │   └── NotFoundError              8039, and each code of a product that means that something does not exist
    └── WaitError                  (``waiters``) the awaited state was not reached: WaitTimeoutError, WaitFailedError

All of them print without control characters, can be pickled, and hold no key, signature or parameter value.
"""

# isort: skip_file
from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

__all__ = [
    "APIError",
    "Attempt",
    "AuthenticationError",
    "BadResponseError",
    "ConfigurationError",
    "ConnectError",
    "DeviationError",
    "IncompleteResponseError",
    "InvalidRequestError",
    "NotFoundError",
    "PermissionDeniedError",
    "RedirectError",
    "RequestTimeoutError",
    "TLSError",
    "ThrottlingError",
    "TransportError",
    "UCloudError",
    "UnavailableError",
    "UnknownActionError",
]


class Attempt(NamedTuple):
    """A failed attempt: the problem, the id of its response if there was one, and its duration in seconds."""

    problem: str
    request_id: str | None
    seconds: float


class UCloudError(Exception):
    """Base of all errors of this package.

    ``action`` and ``request_id`` are None while they are unknown.  ``attempts`` lists the failed attempts in order; it is
    empty if no attempt was made.  ``retry_after`` is how many seconds the server asked to wait.
    """

    attempts: tuple[Attempt, ...] = ()
    retry_after: float | None = None

    def __init__(
        self,
        message: str,
        *,
        action: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.action = action
        self.request_id = request_id

    def __str__(self) -> str:
        action = f"{self.action}: " if self.action else ""
        request = f" (request id {self.request_id})" if self.request_id else ""
        return printable(f"{action}{self.problem()}{request}{self._history()}")

    def problem(self) -> str:
        """Return the message without the action and the request id."""
        return self.message

    def replace_message(self, message: str) -> None:
        """Replace the message."""
        self.message, self.args = message, (message,)

    def _history(self) -> str:
        count = len(self.attempts)
        if count < 2:
            return ""
        problems = list(_count_repeats(attempt.problem for attempt in self.attempts))
        if len(problems) == 1:
            return f", in each of {count} attempts"
        return f", after {count} attempts: {'; '.join(problems)}"

    def __reduce__(self) -> tuple[object, ...]:
        # Exception would call the class with positional arguments only.
        return _rebuild, (type(self), self.message, self.__getstate__())


class ConfigurationError(UCloudError):
    """Invalid settings; raised before anything is sent."""


class InvalidRequestError(UCloudError, ValueError):
    """A request that does not follow its page; raised before anything is sent.

    ``parameter`` is the API's path of the wrong value (``Disks.0.Size``), ``attribute`` the same in Python (``disks.size``).
    """

    def __init__(
        self, message: str, *, action: str | None = None, parameter: str = ""
    ) -> None:
        super().__init__(message, action=action)
        self.parameter = parameter
        self.attribute = ""

    def inside(self, attribute: str) -> InvalidRequestError:
        """Return the error as seen from the object whose attribute holds the wrong value."""
        inner = f".{self.attribute}" if self.attribute else ""
        self.attribute = f"{attribute}{inner}"
        return self

    def problem(self) -> str:
        wire = f"({self.parameter})" if self.attribute else self.parameter
        words = (self.attribute, wire, self.message)
        return " ".join(word for word in words if word)


class TransportError(UCloudError):
    """There is no response; unless a subclass says otherwise, the action may have been carried out."""


class ConnectError(TransportError):
    """No connection could be made; nothing was sent."""


class TLSError(ConnectError):
    """No trusted connection could be made; retrying does not help."""


class RequestTimeoutError(TransportError):
    """No response in time; the action may have been carried out."""


class RedirectError(TransportError):
    """The server redirects; the request is signed and carries credentials, so it is not sent to another address."""


class BadResponseError(UCloudError):
    """The response is not one of the API's: not a JSON object, or without a RetCode.

    ``status`` is the HTTP status, ``body`` the first 2,000 characters of what arrived, without secrets.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        body: str = "",
        action: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message, action=action, request_id=request_id)
        self.status = status
        self.body = body


class IncompleteResponseError(BadResponseError):
    """The response broke off; the action may have been carried out."""


class DeviationError(BadResponseError):
    """With ``strict=True``: the response differs from its page; the message lists where."""


class APIError(UCloudError):
    """The API reports an error: ``code`` is the RetCode, ``message`` the server's text.

    ``code`` is None if a gateway rejected the request before it reached the API, with HTTP 429 or 503 and no RetCode.
    ``meaning`` is the documentation's explanation of the code, None if it has none; ``status`` is the HTTP status.
    """

    def __init__(
        self,
        message: str,
        *,
        code: int | None,
        meaning: str | None = None,
        status: int | None = None,
        action: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message, action=action, request_id=request_id)
        self.code = code
        self.meaning = meaning
        self.status = status

    def problem(self) -> str:
        if self.code is None:
            return self.message
        is_new = self.meaning and self.meaning != self.message
        text = f"{self.message} — {self.meaning}" if is_new else self.message
        return f"RetCode {self.code}: {text}"


class AuthenticationError(APIError):
    """The API does not accept the keys, the token or the signature."""


class PermissionDeniedError(APIError):
    """The API accepts the keys, but they lack a permission."""


class ThrottlingError(APIError):
    """Too many requests; the action was not carried out."""


class UnavailableError(APIError):
    """Temporarily unavailable.

    With code 130 or 150 the action was not carried out, nor with HTTP 503 and a ``retry_after``; otherwise it may have been.
    """


class UnknownActionError(APIError):
    """The API has no such action."""


class NotFoundError(APIError):
    """Something that the request names does not exist."""


def printable(text: str) -> str:
    """Escape control, format and separator characters: text of servers must not move a cursor or forge a log line."""
    if text.isprintable():
        return text
    import unicodedata

    return "".join(
        (
            char
            if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
            else char.encode("unicode_escape").decode()
        )
        for char in text
    )


def _count_repeats(problems: Iterable[str]) -> Iterator[str]:
    """Yield each problem once for consecutive attempts that had it: ``2 × could not connect``."""
    for problem, repeats in groupby(problems):
        count = len([*repeats])
        yield problem if count == 1 else f"{count} × {problem}"


def _rebuild(
    cls: type[UCloudError], message: str, state: dict[str, object]
) -> UCloudError:
    error = cls.__new__(cls, message)
    error.__dict__.update(state)
    return error
