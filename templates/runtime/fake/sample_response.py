"""Builds sample responses that follow an action's page; the fake API returns them by default."""

# isort: skip_file
from __future__ import annotations

from collections.abc import Mapping as MappingOf
from typing import Any

from ..fields import (
    Anything,
    Array,
    Boolean,
    Integer,
    Mapping,
    Nested,
    Number,
    Shape,
    Text,
    fields_of,
)
from ..models import Response
from ..paging import PagedRequest
from .known_names import find_request_class

# In one response: enough for any page, and a limit for models that hold ten models each.
_MAX_OBJECTS = 500


def sample_response(
    action: str, parameters: MappingOf[str, object] | None = None
) -> dict[str, Any]:
    """Return a successful response of an action as JSON values under the API's names, with all fields.

    A list that is returned in parts has one item: at a higher offset (in ``parameters``) it is empty.  An action without a
    class in this package has RetCode, Action and Message only.
    """
    envelope: dict[str, Any] = {
        "RetCode": 0,
        "Action": f"{action}Response",
        "Message": "",
    }
    cls = find_request_class(action)
    if cls is None:
        return envelope
    response: type[Response] = cls.response_type()
    values = _Sampler().build_object(response) | envelope
    if issubclass(cls, PagedRequest) and parameters:
        is_behind_end = str(parameters.get(cls.PAGING.offset, 0)) != "0"
        values |= {cls.PAGING.items: []} if is_behind_end else {}
    return values


class _Sampler:
    """Builds the values of one response."""

    def __init__(self) -> None:
        self._parents: list[type] = []
        self._objects_left = _MAX_OBJECTS

    def build_object(self, cls: type) -> dict[str, Any]:
        """Return an object with a value for each field, null for one that would never end."""
        self._parents.append(cls)
        self._objects_left -= 1
        values = {
            field.wire: value
            for field in fields_of(cls)
            if (value := self.build_value(field.shape, field.wire)) is not None
            or field.required
        }
        self._parents.pop()
        return values

    def build_value(self, shape: Shape, wire: str) -> Any:
        match shape:
            case Text():
                return f"{wire}-1"
            case Integer():
                # Totals, too: the lists that they count have one item.
                return 1
            case Number():
                return 1.5
            case Boolean():
                return True
            case Array(item):
                value = self.build_value(item, wire)
                return [] if value is None else [value]
            case Nested(cls):
                ends = cls not in self._parents and self._objects_left > 0
                return self.build_object(cls) if ends else None
            case Mapping():
                return {"Key": wire}
            case Anything():
                return wire
