"""Writes the tables of a page as lines of text, for the tests of its action.

The rows come from the schema: of the class plan they have the names of classes and attributes, and which known values an
annotation mentions.  What else the plan finds out, as settings and limits, is found out here again on purpose: where the two
differ, a generated test fails.  ``templates/tests/tables.py.j2`` reads the rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from docs2sdk.protocol import PARAMETERS_FROM_SETTINGS
from docs2sdk.python.class_plan import ActionClasses, AttributePlan, ClassPlan
from docs2sdk.schema import (
    Action,
    Field,
    ListOf,
    Payload,
    Ref,
    Scalar,
    Type,
    Untyped,
    is_list,
    references,
)
from docs2sdk.targets import plain_text
from docs2sdk.values import sample_values

# The widths of the first cells; a longer one moves only what is in its own row.
_WIDTHS = (20, 20, 24, 9)
_PLAIN_CELL = re.compile(r'[^\s"\\]+')


def write_parameters(action: Action, classes: ActionClasses) -> list[str]:
    """Return the rows of a request, and after their names those of the objects inside it."""
    request = classes.request.name
    names = {
        cls.model: cls.name.removeprefix(f"{request}.") for cls in classes.parameters
    }
    paging = action.pagination
    roles = {paging.limit: "limit", paging.offset: "offset"} if paging else {}
    endless = sample_values.find_endless_models(action.request)
    writer = _Writer(action.request, names, roles, endless, is_request=True)
    return [*writer.write((classes.request, *classes.parameters))]


def write_fields(action: Action, classes: ActionClasses) -> list[str]:
    """Return the rows of a response without those of every response, and after their names those of the objects inside."""
    names = {cls.model: cls.name for cls in classes.models}
    paging = action.pagination
    roles = {paging.items: "items"} if paging else {}
    if paging and paging.total:
        roles[paging.total] = "total"
    writer = _Writer(action.response, names, roles, frozenset(), is_request=False)
    return [*writer.write((classes.response, *classes.models))]


def is_setting(field: Field) -> bool:
    """Whether the client's settings may supply a parameter of the request itself."""
    return field.name in PARAMETERS_FROM_SETTINGS and field.type == Scalar("string")


def max_items(field: Field) -> int:
    """Return how many elements a list may have, 0 for any number."""
    return field.max_items.value if field.max_items and is_list(field.type) else 0


@dataclass(frozen=True, slots=True)
class _Writer:
    """``names``: the names of models in Python.  ``roles``: how fields take part in pagination, by name."""

    payload: Payload
    names: Mapping[str, str]
    roles: Mapping[str, str]
    endless: frozenset[str]
    is_request: bool

    def write(self, classes: tuple[ClassPlan, ...]) -> Iterator[str]:
        for cls in classes:
            if cls.model:
                yield f"{self.names[cls.model]}:"
            fields = self.payload.model(cls.model) if cls.model else self.payload
            attributes = {item.field.name: item for item in cls.attributes}
            for field in fields.fields:
                if field.name in attributes:
                    yield self.write_row(cls, attributes[field.name])

    def write_row(self, cls: ClassPlan, attribute: AttributePlan) -> str:
        field = attribute.field
        is_top = not cls.model
        from_settings = self.is_request and is_top and is_setting(field)
        needed = "setting" if from_settings else "yes"
        cells = [
            attribute.name,
            _write_name(field.name),
            self.write_type(field.type),
            needed if field.required else "no",
        ]
        role = self.roles.get(field.name) if is_top else None
        remarks = [
            *(self.list_checks(field) if self.is_request else ()),
            *_list_facts(attribute),
            *([f"paging={role}"] if role else []),
        ]
        columns = zip(cells, _WIDTHS, strict=True)
        aligned = "".join(cell.ljust(width - 2) + "  " for cell, width in columns)
        return f"{aligned}{' '.join(remarks)}".rstrip()

    def write_type(self, type_: Type) -> str:
        match type_:
            case Scalar(kind):
                return kind
            case ListOf(item):
                return f"array[{self.write_type(item)}]"
            case Ref(model):
                return self.names[model]
            case Untyped(shape):
                return {"list": "array[anything]", "any": "anything"}.get(shape, shape)

    def list_checks(self, field: Field) -> Iterator[str]:
        """Yield what a client does about a parameter."""
        if max_items(field):
            yield f"max_items={max_items(field)}"
        if field.content_encoding:
            yield field.content_encoding
        if field.deprecated:
            reason = plain_text.one_line(field.deprecated.message)
            yield f"deprecated={_write_json(reason)}"
        if self.endless & {*references(field.type)}:
            yield "endless"


def _list_facts(attribute: AttributePlan) -> Iterator[str]:
    if attribute.literal_values:
        # Python takes literals in another order for the same type.
        yield f"values={_write_json(sorted(attribute.literal_values))}"
    if attribute.is_secret:
        yield "secret"


def _write_name(name: str) -> str:
    return name if _PLAIN_CELL.fullmatch(name) else _write_json(name)


def _write_json(value: str | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
