"""Warnings about what a page says should no longer be used, shown at the line of the caller's that uses it."""

# isort: skip_file
from __future__ import annotations

import functools
import sys
import warnings
from typing import Any

from .errors import printable
from .wire import WireField, fields_of

_PACKAGE = (__package__ or "").rpartition(".")[0] or __package__
# Frames between a caller and this package: ``dataclasses.replace`` makes a request, too.
_BETWEEN = ("dataclasses", "copy")


def of_action(action: str, words: str) -> None:
    """Emit the DeprecationWarning for an action; ``words`` are the page's own."""
    _warn(f"{action} is deprecated: {words}")


def of_parameters(value: Any) -> None:
    """Emit a DeprecationWarning for each deprecated parameter that an object inside a request has been given."""
    cls: type = type(value)
    for field in _deprecated(cls):
        if getattr(value, field.name) is not None:
            name = f"{cls.__name__}: {field.name} ({field.wire})"
            _warn(f"{name} is deprecated: {field.deprecated}")


@functools.cache
def _deprecated(cls: type) -> tuple[WireField, ...]:
    return tuple(field for field in fields_of(cls) if field.deprecated)


def _warn(message: str) -> None:
    warnings.warn(printable(message), DeprecationWarning, stacklevel=_depth() + 1)


def _depth() -> int:
    """Return how many frames up from the caller's the first one outside of this package is."""
    depth, frame = 1, sys._getframe(1)
    while frame.f_back and _is_ours(frame.f_globals.get("__name__") or ""):
        depth, frame = depth + 1, frame.f_back
    return depth - 1


def _is_ours(module: str) -> bool:
    return f"{module}.".startswith(f"{_PACKAGE}.") or module in _BETWEEN
