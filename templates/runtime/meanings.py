"""What the documentation says of a RetCode: data of the generated package, imported when the API first refuses."""

# isort: skip_file
from __future__ import annotations

from importlib import import_module

# "ucloud_client": the package that this runtime was generated into.
_PACKAGE = __name__.removesuffix(".meanings").removesuffix(".runtime")


def meaning(code: int, request: type[object]) -> str | None:
    """Return what a RetCode means as the answer to a request of that class, None if no page explains it.

    The request's own service knows best, then the codes that all services share.  Other services are not asked: one code
    means different things in different products.
    """
    for package in (_service(request), _PACKAGE):
        found = _codes(package).get(code)
        if found:
            return found
    return None


def _service(request: type[object]) -> str:
    """Return the service package that defines a request, though it may be a user's subclass that was sent."""
    for cls in request.__mro__:
        if cls.__module__.startswith(f"{_PACKAGE}."):
            return cls.__module__.rpartition(".")[0]
    return _PACKAGE


def _codes(package: str) -> dict[int, str]:
    """Return a package's codes; most services have none."""
    try:
        codes: dict[int, str] = import_module(f"{package}._errors").CODES
    except ModuleNotFoundError:
        return {}
    return codes
