"""What can go wrong, as one tree.

    UCloudError
    ├── ConfigurationError     settings that cannot work: a key that is missing, a URL that is not allowed
    ├── InvalidRequestError    a request that its page does not allow; nothing was sent
    ├── TransportError         no answer: could not connect, lost the connection, was redirected
    │   └── RequestTimeoutError    no answer in time; the action may have been carried out
    ├── BadResponseError       an answer that is not the API's: no JSON object, no RetCode
    │   └── DeviationError         with ``strict=True``: an answer that differs from its page
    ├── APIError               the API's own refusal: RetCode ≠ 0
    └── WaitError              (``waiting``) what was waited for has not come: WaitTimeoutError, WaitFailedError

All of them print without control characters and hold no key, signature or parameter value.
"""

from __future__ import annotations

import unicodedata

__all__ = [
    "APIError",
    "BadResponseError",
    "ConfigurationError",
    "DeviationError",
    "InvalidRequestError",
    "RequestTimeoutError",
    "TransportError",
    "UCloudError",
]


class UCloudError(Exception):
    """Base of every error that this package raises on purpose.

    ``action`` and ``request_id`` are None where they are not known (yet).
    """

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
        return printable(f"{action}{self._described()}{request}")

    def _described(self) -> str:
        return self.message

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

    def _described(self) -> str:
        wire = f"({self.parameter})" if self.attribute else self.parameter
        words = (self.attribute, wire, self.message)
        return " ".join(word for word in words if word)


class TransportError(UCloudError):
    """There is no answer; whether the action was carried out is known only where the message says so."""


class RequestTimeoutError(TransportError):
    """No answer in time; the action may have been carried out."""


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


class DeviationError(BadResponseError):
    """With ``strict=True``: the answer differs from its page; the message lists where."""


class APIError(UCloudError):
    """The API refused: ``code`` is its RetCode, ``message`` its own text.

    ``meaning`` is what the documentation says of the code, None where it says nothing.
    """

    def __init__(
        self,
        message: str,
        *,
        code: int,
        meaning: str | None = None,
        action: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message, action=action, request_id=request_id)
        self.code = code
        self.meaning = meaning

    def _described(self) -> str:
        told = self.meaning and self.meaning != self.message
        text = f"{self.message} — {self.meaning}" if told else self.message
        return f"RetCode {self.code}: {text}"


def printable(text: str) -> str:
    """Escape control, format and separator characters: servers' text must not move a cursor or forge a log line."""
    return "".join(
        (
            char
            if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
            else char.encode("unicode_escape").decode()
        )
        for char in text
    )


def _rebuild(
    cls: type[UCloudError], message: str, state: dict[str, object]
) -> UCloudError:
    error = cls.__new__(cls, message)
    error.__dict__.update(state)
    return error
