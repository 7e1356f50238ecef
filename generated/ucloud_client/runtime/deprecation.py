"""DeprecationWarnings for deprecated actions and parameters, shown at the line of the caller's code."""

# isort: skip_file
from __future__ import annotations

import functools
import sys
import warnings
from typing import Any

from .errors import printable
from .fields import WireField, fields_of

_PACKAGE = (__package__ or "").rpartition(".")[0] or __package__
# Modules of the standard library between a caller and this package: ``dataclasses.replace`` makes a request, too.
_TRANSPARENT = ("dataclasses", "copy")


def warn_of_action(action: str, message: str) -> None:
    """Emit the DeprecationWarning for an action, with the page's message."""
    _warn(f"{action} is deprecated: {message}")


def warn_of_parameters(value: Any) -> None:
    """Emit a DeprecationWarning for each deprecated parameter of a request, or of an object inside one, that is set."""
    cls: type = type(value)
    for field in _deprecated_fields(cls):
        if getattr(value, field.name) is not None:
            name = f"{cls.__name__}: {field.name} ({field.wire})"
            _warn(f"{name} is deprecated: {field.deprecated}")


@functools.cache
def _deprecated_fields(cls: type) -> tuple[WireField, ...]:
    return tuple(field for field in fields_of(cls) if field.deprecated)


def _warn(message: str) -> None:
    warnings.warn(printable(message), DeprecationWarning, stacklevel=_depth() + 1)


def _depth() -> int:
    """Return the number of frames between the caller's and the first one outside of this package."""
    depth, frame = 1, sys._getframe(1)
    while frame.f_back and _is_internal(frame.f_globals.get("__name__") or ""):
        depth, frame = depth + 1, frame.f_back
    return depth - 1


def _is_internal(module: str) -> bool:
    return f"{module}.".startswith(f"{_PACKAGE}.") or module in _TRANSPARENT
