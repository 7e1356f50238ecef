"""What can go wrong, as one tree.

    UCloudError
    ├── ConfigurationError         settings that cannot work: a key that is missing, a URL that is not allowed
    ├── InvalidRequestError        a request that its page does not allow; nothing was sent
    ├── TransportError             no answer: the connection was lost on the way; the action may have been carried out
    │   ├── ConnectError               no connection; nothing was sent
    │   │   └── TLSError                   no trusted connection: a certificate, or a handshake that failed
    │   ├── RequestTimeoutError        no answer in time; the action may have been carried out
    │   └── RedirectError              another address was named; a signed request follows no redirect
    ├── BadResponseError           an answer that is not the API's: no JSON object, no RetCode
    │   ├── IncompleteResponseError    an answer that broke off; the action may have been carried out
    │   └── DeviationError             with ``strict=True``: an answer that differs from its page
    ├── APIError                   a refusal: RetCode ≠ 0, or of a gateway HTTP 429 or 503 alone
    │   ├── AuthenticationError        170, 171, 172, 174: the keys or the token are not accepted
    │   ├── PermissionDeniedError      292, 293, 294, 295, 299: the keys may not do this
    │   ├── ThrottlingError            153, HTTP 429: too many requests
    │   ├── UnavailableError           110 (which may have been carried out), 130, 150, HTTP 503: not at the moment
    │   ├── UnknownActionError         160, 161: the API has no such action
    │   └── NotFoundError              8039, and every code of a product whose page says that something does not exist
    └── WaitError                  (``waiting``) what was waited for has not come: WaitTimeoutError, WaitFailedError

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
    """One attempt that failed: why, the id of its answer if there was one, and how many seconds it took."""

    problem: str
    request_id: str | None
    seconds: float


class UCloudError(Exception):
    """Base of every error that this package raises on purpose.

    ``action`` and ``request_id`` are None where they are not known (yet).  ``attempts`` lists every attempt, this one
    last; it is empty where nothing was tried.  ``retry_after`` is how many seconds the server asked to wait.
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
        """Return what is wrong, without the action and the request id."""
        return self.message

    def reworded(self, message: str) -> None:
        """Put another message in the place of this one."""
        self.message, self.args = message, (message,)

    def _history(self) -> str:
        count = len(self.attempts)
        if count < 2:
            return ""
        told = list(_counted(attempt.problem for attempt in self.attempts))
        if len(told) == 1:
            return f", in each of {count} attempts"
        return f", after {count} attempts: {'; '.join(told)}"

    def __reduce__(self) -> tuple[object, ...]:
        # Exception would call the class with positional arguments only.
        return _rebuild, (type(self), self.message, self.__getstate__())


class ConfigurationError(UCloudError):
    """Settings that cannot work; raised before anything is sent."""


class InvalidRequestError(UCloudError, ValueError):
    """A request that its page does not allow; raised before anything is sent.

    ``parameter`` is the wire path of the culprit (``Disks.0.Size``), ``attribute`` the same in Python (``disks.size``).
    """

    def __init__(
        self, message: str, *, action: str | None = None, parameter: str = ""
    ) -> None:
        super().__init__(message, action=action)
        self.parameter = parameter
        self.attribute = ""

    def inside(self, attribute: str) -> InvalidRequestError:
        """Return the error as seen from the object whose attribute holds the culprit."""
        inner = f".{self.attribute}" if self.attribute else ""
        self.attribute = f"{attribute}{inner}"
        return self

    def problem(self) -> str:
        wire = f"({self.parameter})" if self.attribute else self.parameter
        words = (self.attribute, wire, self.message)
        return " ".join(word for word in words if word)


class TransportError(UCloudError):
    """There is no answer; where no subclass says otherwise, the action may have been carried out."""


class ConnectError(TransportError):
    """No connection came about; nothing was sent."""


class TLSError(ConnectError):
    """No connection that can be trusted came about: trying again will not help."""


class RequestTimeoutError(TransportError):
    """No answer in time; the action may have been carried out."""


class RedirectError(TransportError):
    """The server named another address; the request is signed and carries credentials, so it goes nowhere else."""


class BadResponseError(UCloudError):
    """The answer is not one of the API's: not a JSON object, or without a RetCode.

    ``status`` is the HTTP status.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        action: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message, action=action, request_id=request_id)
        self.status = status


class IncompleteResponseError(BadResponseError):
    """The answer broke off; the action may have been carried out."""


class DeviationError(BadResponseError):
    """With ``strict=True``: the answer differs from its page; the message lists where."""


class APIError(UCloudError):
    """The API refused: ``code`` is its RetCode, ``message`` its own text.

    ``code`` is None where a gateway refused before the API was asked, with an HTTP status (429, 503) and no RetCode.
    ``meaning`` is what the documentation says of the code, None where it says nothing; ``status`` is the HTTP status.
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
        told = self.meaning and self.meaning != self.message
        text = f"{self.message} — {self.meaning}" if told else self.message
        return f"RetCode {self.code}: {text}"


class AuthenticationError(APIError):
    """The API does not accept the keys, the token or the signature."""


class PermissionDeniedError(APIError):
    """The API accepts the keys, but they may not do this."""


class ThrottlingError(APIError):
    """Too many requests; the action was not carried out."""


class UnavailableError(APIError):
    """Not at the moment.  With code 110 the action may have been carried out, with 130, 150 and HTTP 503 it was not."""


class UnknownActionError(APIError):
    """The API has no such action."""


class NotFoundError(APIError):
    """What the request names does not exist."""


def printable(text: str) -> str:
    """Escape control, format and separator characters: servers' text must not move a cursor or forge a log line."""
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


def _counted(problems: Iterable[str]) -> Iterator[str]:
    """Yield each problem once for all the attempts on end that had it: ``2 × could not connect``."""
    for problem, alike in groupby(problems):
        count = len([*alike])
        yield problem if count == 1 else f"{count} × {problem}"


def _rebuild(
    cls: type[UCloudError], message: str, state: dict[str, object]
) -> UCloudError:
    error = cls.__new__(cls, message)
    error.__dict__.update(state)
    return error
