"""What a comparison of two tables finds, before it is told in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from docs2sdk.places import Place
from docs2sdk.schema import Field, Model

Half: TypeAlias = Literal["request", "response"]
NOUN: dict[Half, str] = {
    "request": "request-parameter",
    "response": "response-field",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """What differs: a field in the table of ``model`` ("" for the half's own), or without ``field`` the model."""

    model: str
    field: str
    place: Place

    @property
    def path(self) -> str:
        """Return ``TaskIdSet``, ``Disks.N.Size`` or ``ReceiptPerTask.TaskId``."""
        return ".".join(filter(None, (self.model, self.field)))


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference by one rule; ``old`` or ``new`` is None for what is on the other side only."""

    rule: str
    old: Spot | None
    new: Spot | None
    before: str = ""
    after: str = ""

    @property
    def spot(self) -> Spot:
        """Return what differs: as it is now, or was if it is gone."""
        spot = self.new or self.old
        assert spot is not None, "a difference is somewhere"
        return spot


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table and the table that it is in."""

    table: Model
    field: Field

    @property
    def spot(self) -> Spot:
        """Return where the row stands."""
        return Spot(self.table.wire, self.field.wire, self.field.place)


def needed(field: Field) -> str:
    """Return whether a row must be there, in a word."""
    return "required" if field.required else "optional"
