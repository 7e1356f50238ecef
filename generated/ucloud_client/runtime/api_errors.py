"""RetCode or HTTP status → the exception to raise, with the meaning that the documentation gives the RetCode."""

# isort: skip_file
from __future__ import annotations

from importlib import import_module

from .errors import (
    APIError,
    AuthenticationError,
    NotFoundError,
    PermissionDeniedError,
    ThrottlingError,
    UnavailableError,
    UnknownActionError,
)

# "ucloud_client": the package that this runtime was generated into.
_PACKAGE = __name__.removesuffix(".api_errors").removesuffix(".runtime")
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
_FIRST_PRODUCT_CODE = 2000
_DOES_NOT_EXIST = "不存在"


def error_for_code(
    message: str, code: int, meaning: str | None, status: int
) -> APIError:
    """Return the error for a RetCode: the class of the code; for a product's own code, the class that its meaning implies."""
    cls = _BY_CODE.get(code, APIError)
    if code >= _FIRST_PRODUCT_CODE and _DOES_NOT_EXIST in (meaning or ""):
        cls = NotFoundError
    return cls(message, code=code, meaning=meaning, status=status)


def error_for_status(status: int, problem: str) -> APIError | None:
    """Return the error for a response that is not the API's (``problem`` says why), None for a status without a class."""
    if status not in _BY_STATUS:
        return None
    cls, message = _BY_STATUS[status]
    return cls(f"{message} ({problem})", code=None, status=status)


def find_meaning(code: int, request: type[object]) -> str | None:
    """Return what a RetCode means in response to a request of that class, None if no page explains it.

    The codes of the request's own service come first, then those that all services share.  Other services are not
    searched: one code means different things in different products.  The tables are imported at the first API error.
    """
    for package in (_service_package(request), _PACKAGE):
        meaning = _read_codes(package).get(code)
        if meaning:
            return meaning
    return None


def _service_package(request: type[object]) -> str:
    """Return the service package that defines a request class, or a base of it: users may subclass requests."""
    for cls in request.__mro__:
        if cls.__module__.startswith(f"{_PACKAGE}."):
            return cls.__module__.rpartition(".")[0]
    return _PACKAGE


def _read_codes(package: str) -> dict[int, str]:
    """Return a package's codes; most services have none."""
    try:
        codes: dict[int, str] = import_module(f"{package}._errors").CODES
    except ModuleNotFoundError:
        return {}
    return codes
