"""The package's actions by name, and what somebody may have meant who misspelled one, or a key of its answer.

A name that is like none here is no mistake: the API has more actions than pages, and answers hold what no page says.
"""

# isort: skip_file
from __future__ import annotations

import functools
import pkgutil
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from .lazy import letters
from .models import Request
from .wire import Many, Nested, Shape, fields_of

# "ucloud_client": the package that this runtime was generated into.
_PACKAGE = __name__.removesuffix(".known").removesuffix(".runtime")
# Of the published actions no two with the same capitals are as alike as this; capitals tell products apart (UDB, ULB).
_ACTIONS_ALIKE = 0.92
_KEYS_ALIKE = 0.8


def imported(action: str) -> type[Request[Any]] | None:
    """Return the class of an action's requests if somebody has imported it."""
    return next((one for one in _subclasses(Request) if action == one.ACTION), None)


def request_class(action: str) -> type[Request[Any]] | None:
    """Return the class of an action's requests, imported now if need be; None for an action that has none here."""
    found = imported(action)
    home = _homes().get(letters(action))
    if found is None and home:
        found = _load(*home)
    return found if found and action == found.ACTION else None


def check_action(action: str) -> None:
    """Raise ValueError for a name that no action has, and one has nearly."""
    if request_class(action) is None:
        home = _meant(action)
        if home:
            meant = _load(*home).ACTION
            raise ValueError(f"there is no action {action!r}; did you mean {meant!r}?")


def check_answer(cls: type, values: Mapping[str, Any], path: str = "") -> None:
    """Raise ValueError for a key that the class of an answer does not have, where it has one like it that is not given."""
    shapes = {field.wire: field.shape for field in fields_of(cls)}
    known = {wire.lower() for wire in shapes}
    for key, value in values.items():
        if key in shapes:
            _check_inside(shapes[key], value, f"{path}{key}")
        elif str(key).lower() not in known:
            _refuse_misspelled(
                str(key), [one for one in shapes if one not in values], path
            )


def _check_inside(shape: Shape, value: Any, path: str) -> None:
    match shape:
        case Nested(cls) if isinstance(value, Mapping):
            check_answer(cls, value, f"{path}.")
        case Many(item) if isinstance(value, list):
            for index, one in enumerate(value):
                _check_inside(item, one, f"{path}.{index}")


def _refuse_misspelled(key: str, wanted: list[str], path: str) -> None:
    spellings = {letters(one): one for one in wanted}
    near = get_close_matches(letters(key), spellings, 1, _KEYS_ALIKE)
    if near:
        raise ValueError(
            f"the page has no {path}{key}; did you mean {spellings[near[0]]!r}? (an HTTPResponse may hold anything)"
        )


def _subclasses(cls: type[Request[Any]]) -> Iterator[type[Request[Any]]]:
    for one in cls.__subclasses__():
        if hasattr(one, "ACTION"):
            yield one
        yield from _subclasses(one)


@functools.cache
def _homes() -> dict[str, tuple[str, str]]:
    """Return the module and the name of each request class, by its letters."""
    found = {}
    for one in pkgutil.iter_modules(import_module(_PACKAGE).__path__):
        if one.ispkg and one.name != "runtime":
            package = f"{_PACKAGE}.{one.name}"
            actions: dict[str, str] = import_module(f"{package}._service")._ACTIONS
            for method, cls in actions.items():
                found[letters(cls)] = f"{package}.{method}", cls
    return found


def _load(module: str, name: str) -> type[Request[Any]]:
    cls: type[Request[Any]] = getattr(import_module(module), name)
    return cls


def _meant(action: str) -> tuple[str, str] | None:
    homes, wanted = _homes(), _capitals(action)
    alike = [one for one, (_, name) in homes.items() if _capitals(name) == wanted]
    near = get_close_matches(letters(action), alike, 1, _ACTIONS_ALIKE)
    return homes.get(near[0] if near else letters(action))


def _capitals(name: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", name)
