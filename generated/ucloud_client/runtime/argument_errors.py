"""Says in the caller's words what is wrong with the arguments of a method: a dictionary, a position, an unknown name, a missing one."""

# isort: skip_file
from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from .fields import fields_of
from .lazy import suggest
from .options import CallOptions

# Of the keywords that a message shows.
_MAX_SHOWN = 3


def describe_arguments(
    method: str, request: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> str | None:
    """Return what is wrong with the arguments for a request's constructor; None if it is something else."""
    parameters = inspect.signature(request).parameters
    if args:
        return f"{method}() {_describe_position(request, args[0])}"
    for name in kwargs:
        if name not in parameters:
            return f"{method}() {_describe_unknown(method, name, parameters)}"
    missing = [
        name
        for name, parameter in parameters.items()
        if parameter.default is parameter.empty and name not in kwargs
    ]
    return f"{method}() needs {_join_words(missing)}" if missing else None


def _describe_position(request: Any, value: object) -> str:
    fields = fields_of(request)
    if not isinstance(value, Mapping):
        return _show_keywords(dict.fromkeys(field.name for field in fields))
    arguments = {
        field.name: value[key]
        for field in fields
        for key in (field.wire, field.name)
        if key in value
    }
    keywords = _show_keywords(arguments)
    call = f'client.call("{request.ACTION}", ' + "{…})"
    return f"{keywords}; a dictionary of wire names goes to {call}"


def _show_keywords(arguments: Mapping[str, object]) -> str:
    """Return ``takes keywords: limit=2, zone=…``: of values only numbers are shown, since texts may be secret."""
    shown = [
        f"{name}={value if isinstance(value, (int, float)) else '…'}"
        for name, value in arguments.items()
    ]
    more = ["…"] if len(shown) > _MAX_SHOWN else []
    examples = ", ".join([*shown[:_MAX_SHOWN], *more])
    return f"takes keywords: {examples}" if examples else "takes keywords"


def _describe_unknown(method: str, name: str, parameters: Mapping[str, Any]) -> str:
    if name in CallOptions.__annotations__:
        remedy = f"it is an option: {method}.with_options({name}=…)(…)"
        return f"has no parameter {name!r}; {remedy}"
    return f"has no parameter {name!r}{suggest(name, parameters)}"


def _join_words(words: list[str]) -> str:
    *words_before, last = words
    return f"{', '.join(words_before)} and {last}" if words_before else last
