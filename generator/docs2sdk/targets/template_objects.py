"""The typed objects of a template context as own templates see them: documented attributes, and text that never becomes code.

Prepared strings (``docstring``, ``request.head``) are source already.  What an object says in the words of a page is a
``PageText``: a template cannot insert it, but through a filter that says as what.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from typing import Any

from docs2sdk.message_text import did_you_mean
from docs2sdk.python_literals import format_docstring, format_literal
from docs2sdk.targets import plain_text

# Attributes that are inserted as they are: identifiers, words of this program, and settings.  All other strings are texts
# of pages.
_NAMES = frozenset(
    (
        *("Action.name", "Action.dialect", "Action.body"),
        *("Field.name", "Field.content_encoding", "Field.python_name"),
        *("Scalar.type", "Untyped.shape", "Format.value"),
        *("Pagination.limit", "Pagination.offset"),
        *("Pagination.items", "Pagination.total"),
        *("ActionRef.action", "ActionRef.service", "ActionRef.method"),
        *("ActionRef.request", "ActionRef.response"),
        *("ClassPlan.name", "ClassPlan.role"),
        *("AttributePlan.name", "AttributePlan.annotation"),
        "ServiceInfo.package",
        *("PackageInfo.package", "PackageInfo.version", "PackageInfo.base_url"),
        *("PackageInfo.target", "PackageInfo.npm_name"),
        *("ReferenceInfo.package", "ReferenceInfo.language", "ReferenceInfo.base_url"),
    )
)
# What is for the program itself, or not filled in everywhere.
_HIDDEN = frozenset(
    (
        *("PackageInfo.sites", "PackageInfo.overrides"),
        *("ReferenceInfo.sites", "ReferenceInfo.overrides"),
        "ServiceInfo.errors",
    )
)
_MISUSE = "a text of a page is not inserted as it is: add | literal, | json, | docstring, | markdown or | as_is"


class PageText:
    """A text of a page: it can be compared and measured, and filters insert it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        raise TypeError(_MISUSE)

    def __repr__(self) -> str:
        return "<text of a page>"

    def __eq__(self, value: object) -> bool:
        return bool(self._text == unwrap(value))

    def __hash__(self) -> int:
        return hash(self._text)

    def __lt__(self, value: object) -> bool:
        return self._text < str(unwrap(value))

    def __contains__(self, part: object) -> bool:
        return str(unwrap(part)) in self._text

    def __len__(self) -> int:
        return len(self._text)


class ObjectView:
    """An object of the schema or of its Python side: its fields as attributes, and nothing else of it."""

    __slots__ = ("_object",)

    def __init__(self, viewed: object) -> None:
        self._object = viewed

    def __getattr__(self, name: str) -> Any:
        attributes = list_attributes(type(self._object))
        if name not in attributes:
            raise AttributeError(name)
        value = getattr(self._object, name)
        return _wrap(value, is_text=attributes[name])

    def __str__(self) -> str:
        kind = type(self._object).__name__
        raise TypeError(f"{kind} is an object: insert one of its attributes")

    def __repr__(self) -> str:
        return f"<{type(self._object).__name__}>"

    def __eq__(self, value: object) -> bool:
        return isinstance(value, ObjectView) and self._object == value._object

    def __hash__(self) -> int:
        return hash(self._object)


def list_attributes(kind: type) -> Mapping[str, bool]:
    """Return the attributes of a class that own templates see, each with whether strings there are texts of pages."""
    if dataclasses.is_dataclass(kind):
        fields: Iterable[str] = (field.name for field in dataclasses.fields(kind))
    else:
        fields = getattr(kind, "_fields", ())
    places = {name: f"{kind.__name__}.{name}" for name in fields}
    return {
        name: place not in _NAMES
        for name, place in places.items()
        if place not in _HIDDEN
    }


def describe_missing(viewed: object, name: str) -> str:
    """Return that an object has no such attribute, and which it has; "" for what is no object of a context."""
    if not isinstance(viewed, ObjectView):
        return ""
    kind = type(viewed._object)
    attributes = list_attributes(kind)
    hint = did_you_mean(name, attributes) or f"; it has {', '.join(attributes)}"
    return f'{kind.__name__} has no attribute "{name}"{hint}'


def wrap_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a context as own templates see them."""
    return {name: _wrap(value, is_text=False) for name, value in values.items()}


def _wrap(value: Any, *, is_text: bool) -> Any:
    if isinstance(value, str):
        return PageText(value) if is_text else value
    if list_attributes(type(value)):
        return ObjectView(value)
    if isinstance(value, Mapping):
        return {key: _wrap(item, is_text=is_text) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_wrap(item, is_text=is_text) for item in value]
    return value


def check_insertable(value: Any) -> Any:
    """Return what a template inserts; TypeError for what has no text of its own, such as a list or a function."""
    if isinstance(value, (dict, list, tuple)) or callable(value):
        raise TypeError(f"a {type(value).__name__} is inserted: insert what is in it")
    return value


def unwrap(value: Any) -> Any:
    """Return a text of a page as a string, and lists of them as lists of strings."""
    if isinstance(value, PageText):
        return value._text
    if isinstance(value, (list, tuple)):
        return [unwrap(item) for item in value]
    return value


def _format_docstring(value: object, indent: int = 0) -> str:
    return format_docstring(unwrap(value), " " * indent)


# How own templates insert what an object says.
FILTERS = {
    "literal": lambda value: format_literal(unwrap(value)),
    "json": lambda value: json.dumps(unwrap(value)),
    "docstring": _format_docstring,
    "markdown": lambda value: plain_text.escape_markdown(unwrap(value)),
    "as_is": unwrap,
}
