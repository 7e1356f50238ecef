"""JSON values under wire names → the constructor's arguments of a request, or of an object inside one.

For those who have their parameters as dictionaries.  Only the names are looked at here: the constructor checks the values.
"""

# isort: skip_file
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import InvalidRequestError
from .wire import Many, Nested, Shape, fields_of


def arguments(cls: type, values: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """Return the arguments; InvalidRequestError for a name that the page does not have, and for one that is missing."""
    fields = {field.wire: field for field in fields_of(cls)}
    for wire in values:
        if wire not in fields:
            raise _refused(f"{path}{wire}", f"is no parameter{_hint(wire, fields)}")
    for wire, field in fields.items():
        if not field.optional and wire not in values:
            raise _refused(f"{path}{wire}", "is required")
    return {
        fields[wire].name: _made(fields[wire].shape, value, f"{path}{wire}")
        for wire, value in values.items()
    }


def _made(shape: Shape, value: Any, path: str) -> Any:
    match shape:
        case Nested(cls) if isinstance(value, Mapping):
            return cls(**arguments(cls, value, f"{path}."))
        case Many(item) if isinstance(value, (list, tuple)):
            return [
                _made(item, one, f"{path}.{index}") for index, one in enumerate(value)
            ]
        case _:
            return value


def _refused(path: str, problem: str) -> InvalidRequestError:
    return InvalidRequestError(problem, parameter=path)


def _hint(wire: str, known: Mapping[str, object]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(wire, known, 1)
    return f"; did you mean {near[0]!r}?" if near else ""
