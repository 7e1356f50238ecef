"""RetCode or HTTP status → error: which class tells a caller what a refusal means."""

# isort: skip_file
from __future__ import annotations

from .errors import (
    APIError,
    AuthenticationError,
    NotFoundError,
    PermissionDeniedError,
    ThrottlingError,
    UnavailableError,
    UnknownActionError,
)

# Codes below 2000 are common to all products (wire protocol, "Common codes"), and so is 8039.
_BY_CODE: dict[int, type[APIError]] = {
    **dict.fromkeys((170, 171, 172, 174), AuthenticationError),
    **dict.fromkeys((292, 293, 294, 295, 299), PermissionDeniedError),
    **dict.fromkeys((110, 130, 150), UnavailableError),
    **dict.fromkeys((160, 161), UnknownActionError),
    153: ThrottlingError,
    8039: NotFoundError,
}
# What gateways answer with before the API is asked, and in words of their own (wire protocol, "Retries").
_BY_STATUS: dict[int, tuple[type[APIError], str]] = {
    429: (ThrottlingError, "throttled: too many requests"),
    503: (UnavailableError, "unavailable at the moment"),
}
_FIRST_OF_PRODUCTS = 2000
_DOES_NOT_EXIST = "不存在"


def refusal(message: str, code: int, meaning: str | None, status: int) -> APIError:
    """Return the error for a RetCode: of the class of the code or, for a product's own code, of what its page says."""
    cls = _BY_CODE.get(code, APIError)
    is_missing = code >= _FIRST_OF_PRODUCTS and _DOES_NOT_EXIST in (meaning or "")
    found = NotFoundError if is_missing else cls
    return found(message, code=code, meaning=meaning, status=status)


def without_code(status: int, problem: str) -> APIError | None:
    """Return the error for an answer that is none of the API's (``problem`` says why), None if its status refuses nothing."""
    if status not in _BY_STATUS:
        return None
    cls, told = _BY_STATUS[status]
    return cls(f"{told} ({problem})", code=None, status=status)
