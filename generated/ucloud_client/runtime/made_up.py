"""Answers that are as their page says, made up: what a fake of the API says where a test has not told it what."""

# isort: skip_file
from __future__ import annotations

from collections.abc import Mapping as MappingOf
from typing import Any

from .known import request_class
from .models import Response
from .paging import PagedRequest
from .wire import (
    Anything,
    Boolean,
    Integer,
    Many,
    Mapping,
    Nested,
    Number,
    Shape,
    Text,
    fields_of,
)

# Objects in one answer: enough for any page, and an end for models that hold ten models each.
_MOST_OBJECTS = 500


def answer(
    action: str, parameters: MappingOf[str, object] | None = None
) -> dict[str, Any]:
    """Return a success of an action, every field filled; the envelope alone if the package has no class for it.

    A list that is asked for in parts has one item: behind it (``parameters``) there is nothing.
    """
    envelope: dict[str, Any] = {
        "RetCode": 0,
        "Action": f"{action}Response",
        "Message": "",
    }
    cls = request_class(action)
    if cls is None:
        return envelope
    response: type[Response] = cls.response_type()
    found = _Inventor().object(response) | envelope
    if issubclass(cls, PagedRequest) and parameters:
        behind = str(parameters.get(cls.PAGING.offset, 0)) != "0"
        found |= {cls.PAGING.items: []} if behind else {}
    return found


class _Inventor:
    """Fills in one answer."""

    def __init__(self) -> None:
        self.inside: list[type] = []
        self.left = _MOST_OBJECTS

    def object(self, cls: type) -> dict[str, Any]:
        """Return an object with a value for each field, null for one that would never end."""
        self.inside.append(cls)
        self.left -= 1
        found = {
            field.wire: value
            for field in fields_of(cls)
            if (value := self.value(field.shape, field.wire)) is not None
            or field.required
        }
        self.inside.pop()
        return found

    def value(self, shape: Shape, wire: str) -> Any:
        match shape:
            case Text():
                return f"{wire}-1"
            case Integer():
                # A total is a count of items, too, and a list has one.
                return 1
            case Number():
                return 1.5
            case Boolean():
                return True
            case Many(item):
                value = self.value(item, wire)
                return [] if value is None else [value]
            case Nested(cls):
                ends = cls not in self.inside and self.left > 0
                return self.object(cls) if ends else None
            case Mapping():
                return {"Key": wire}
            case Anything():
                return wire
