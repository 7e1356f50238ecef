"""Finds actions of this package by name, and detects misspelled names of actions and of response fields.

A name that resembles no known one is no mistake: the API has more actions than pages, and responses more fields.
"""

# isort: skip_file
from __future__ import annotations

import functools
import pkgutil
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from ..fields import Array, Nested, Shape, fields_of
from ..lazy import normalize
from ..models import Request

# "ucloud_client": the package that this runtime was generated into.
_PACKAGE = __name__.removesuffix(".fake.known_names").removesuffix(".runtime")
# No two published actions with the same capitals are as similar as this; capitals tell products apart (UDB, ULB).
_ACTION_CUTOFF = 0.92
_KEY_CUTOFF = 0.8


def find_request_class(action: str) -> type[Request[Any]] | None:
    """Return the request class of an action, importing it if needed; None if this package has none."""
    cls = _find_imported(action)
    home = _class_homes().get(normalize(action))
    if cls is None and home:
        cls = _load_class(*home)
    return cls if cls and action == cls.ACTION else None


def check_action(action: str) -> None:
    """Raise ValueError for an unknown action that is spelled almost like a known one."""
    if find_request_class(action) is None:
        home = _find_similar(action)
        if home:
            similar = _load_class(*home).ACTION
            raise ValueError(
                f"there is no action {action!r}; did you mean {similar!r}?"
            )


def check_response(cls: type, values: Mapping[str, Any], path: str = "") -> None:
    """Raise ValueError for an unknown key that is spelled almost like a field of the class without a value."""
    shapes = {field.wire: field.shape for field in fields_of(cls)}
    lower_names = {wire.lower() for wire in shapes}
    for key, value in values.items():
        if key in shapes:
            _check_value(shapes[key], value, f"{path}{key}")
        elif str(key).lower() not in lower_names:
            _check_key(str(key), [wire for wire in shapes if wire not in values], path)


def _check_value(shape: Shape, value: Any, path: str) -> None:
    match shape:
        case Nested(cls) if isinstance(value, Mapping):
            check_response(cls, value, f"{path}.")
        case Array(item_shape) if isinstance(value, list):
            for index, item in enumerate(value):
                _check_value(item_shape, item, f"{path}.{index}")


def _check_key(key: str, candidates: list[str], path: str) -> None:
    spellings = {normalize(candidate): candidate for candidate in candidates}
    near = get_close_matches(normalize(key), spellings, 1, _KEY_CUTOFF)
    if near:
        raise ValueError(
            f"the page has no {path}{key}; did you mean {spellings[near[0]]!r}? (an HTTPResponse may hold anything)"
        )


def _find_imported(action: str) -> type[Request[Any]] | None:
    """Return the request class of an action if it has been imported."""
    return next((cls for cls in _subclasses(Request) if action == cls.ACTION), None)


def _subclasses(cls: type[Request[Any]]) -> Iterator[type[Request[Any]]]:
    for subclass in cls.__subclasses__():
        if hasattr(subclass, "ACTION"):
            yield subclass
        yield from _subclasses(subclass)


@functools.cache
def _class_homes() -> dict[str, tuple[str, str]]:
    """Return the module and the name of each request class, by its normalized name."""
    homes = {}
    for module in pkgutil.iter_modules(import_module(_PACKAGE).__path__):
        package = f"{_PACKAGE}.{module.name}"
        # Services are the packages that have an index of their actions.
        if module.ispkg and find_spec(f"{package}._service"):
            actions: dict[str, str] = import_module(f"{package}._service")._ACTIONS
            for method, cls in actions.items():
                homes[normalize(cls)] = f"{package}.{method}", cls
    return homes


def _load_class(module: str, name: str) -> type[Request[Any]]:
    cls: type[Request[Any]] = getattr(import_module(module), name)
    return cls


def _find_similar(action: str) -> tuple[str, str] | None:
    homes, capitals = _class_homes(), _capitals(action)
    candidates = [
        spelling for spelling, (_, name) in homes.items() if _capitals(name) == capitals
    ]
    near = get_close_matches(normalize(action), candidates, 1, _ACTION_CUTOFF)
    return homes.get(near[0] if near else normalize(action))


def _capitals(name: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", name)
