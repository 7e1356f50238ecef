"""Changes between two versions of a request's or response's tables, before they are described in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from docs2sdk.locations import Location
from docs2sdk.schema import Field, Model

PayloadName: TypeAlias = Literal["request", "response"]
# What the ids of the rules call a row.
NOUN: dict[PayloadName, str] = {
    "request": "request-parameter",
    "response": "response-field",
}


@dataclass(frozen=True, slots=True)
class SchemaElement:
    """A field in the table of ``model`` ("" is the payload's own table); without ``field`` the table itself."""

    model: str
    field: str
    location: Location

    @property
    def path(self) -> str:
        """Return ``TaskIdSet``, ``Disks.N.Size`` or ``ReceiptPerTask.TaskId``."""
        return ".".join(filter(None, (self.model, self.field)))


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One change by one rule; ``old`` is None for an added element, ``new`` for a removed one."""

    rule: str
    old: SchemaElement | None
    new: SchemaElement | None
    before: str = ""
    after: str = ""

    @property
    def element(self) -> SchemaElement:
        """Return the element as it is now, or as it was if it was removed."""
        element = self.new or self.old
        assert element is not None, "a change concerns an element"
        return element


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field and the table that it is a row of."""

    table: Model
    field: Field

    @property
    def element(self) -> SchemaElement:
        """Return the row as an element of the schema."""
        return SchemaElement(self.table.name, self.field.name, self.field.location)


def describe_requirement(field: Field) -> str:
    """Return ``required`` or ``optional``."""
    return "required" if field.required else "optional"
