"""One key of a correction, carried out on the field that it is about, or refused with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal, NamedTuple, TypeAlias

from docs2sdk import likeness, names, reserved
from docs2sdk.catalog.overlays import Correction
from docs2sdk.pages import cells
from docs2sdk.places import Place
from docs2sdk.protocol import RESPONSE_ENVELOPE
from docs2sdk.schema import (
    Deprecation,
    Enumeration,
    Field,
    Limit,
    ListOf,
    Scalar,
    Side,
    Type,
    Untyped,
    references,
)

Half: TypeAlias = Literal["request", "response"]

# Types first, since paths lead through them; what is hidden goes last, from the inside out.
_ORDER = (
    *("type", "required", "limit", "enum", "format", "deprecated", "name"),
    *("read_only", "hidden"),
)


class Refused(Exception):
    """A change that cannot be carried out: code and message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Change(NamedTuple):
    """One key of a correction; ``rank`` puts the changes of an action in an order that is not the file's."""

    correction: Correction
    key: str

    @property
    def value(self) -> Any:
        return self.correction.changes[self.key]

    @property
    def place(self) -> Place:
        return self.correction.at(self.key)

    @property
    def rank(self) -> tuple[int, int, tuple[str, ...], str, Place]:
        path, part = self.correction.path, self.correction.part
        depth = -len(path) if self.key == "hidden" else len(path)
        return (_ORDER.index(self.key), depth, path, part, self.place)


class Site(NamedTuple):
    """A field, and the table where it stands: the model ``owner``, or the side's own table ("")."""

    side: Side
    half: Half
    owner: str
    field: Field

    @property
    def table(self) -> tuple[Field, ...]:
        return _table(self.side, self.owner)

    @property
    def reserved(self) -> frozenset[str]:
        """The Python names that the table's class has another use for."""
        if self.half == "request":
            return reserved.IN_REQUESTS
        return reserved.IN_MODELS if self.owner else reserved.IN_RESPONSES

    def replaced(self, field: Field | None) -> Side:
        """Return the side with another field in this place, or none."""
        at = self.table.index(self.field)
        new = () if field is None else (field,)
        fields = (*self.table[:at], *new, *self.table[at + 1 :])
        if not self.owner:
            return replace(self.side, fields=fields)
        models = (
            replace(model, fields=fields) if model.wire == self.owner else model
            for model in self.side.models
        )
        return replace(self.side, models=tuple(models))


def _table(side: Side, owner: str) -> tuple[Field, ...]:
    return side.model(owner).fields if owner else side.fields


def site(side: Side, half: Half, correction: Correction) -> Site:
    """Follow the path of a correction; Refused if it leads nowhere."""
    owner, path = "", correction.path
    if half == "response" and len(path) == 1 and path[0] in RESPONSE_ENVELOPE:
        raise Refused("D604", f"{path[0]} belongs to every answer; leave it alone")
    for wire in path[:-1]:
        field = _named(_table(side, owner), wire, correction)
        inner = next(references(field.type), None)
        if inner is None:
            raise Refused("D601", f'"{wire}" of {correction} has no fields')
        owner = inner
    return Site(side, half, owner, _named(_table(side, owner), path[-1], correction))


def _named(table: tuple[Field, ...], wire: str, correction: Correction) -> Field:
    for field in table:
        if field.wire == wire:
            return field
    hint = likeness.hint(wire, [field.wire for field in table])
    message = f'{correction} names nothing: there is no "{wire}"{hint}'
    raise Refused("D601", message)


def amended(at: Site, change: Change) -> Field | None:
    """Return the field as the change has it, None if it is hidden; Refused if it cannot be, or was so before."""
    field = _CHANGES[change.key](at, change)
    if field and _facts(field) == _facts(at.field):
        raise nothing_new(change)
    return field


def nothing_new(change: Change) -> Refused:
    """Return the refusal of a change of which the page says the same."""
    message = f'"{change.key}" of {change.correction} changes nothing (any more)'
    return Refused("D602", message)


def deprecation(change: Change) -> Deprecation | None:
    """Return the deprecation that a change states; an empty text takes back the page's own."""
    return Deprecation(change.value, change.place) if change.value else None


def _facts(field: Field) -> tuple[Field, object, object, object]:
    """Return what a field says, without where it says so."""
    plain = replace(field, limit=None, enumeration=None, deprecated=None)
    limit = field.limit and field.limit.count
    enumeration = field.enumeration and field.enumeration.values
    return plain, limit, enumeration, field.deprecated and field.deprecated.text


def _with_type(at: Site, change: Change) -> Field:
    type_ = _type(at.side, change.value)
    field = replace(at.field, type=type_)
    if not _is_list(type_):
        field = replace(field, limit=None)
    if _scalar(type_) != _scalar(at.field.type):
        field = replace(field, enumeration=None)
    return field


def _type(side: Side, text: str) -> Type:
    """Read a type as pages write it, or with bare names of the page's models: ``array[ReceiptPerPhone]``."""
    known = {model.wire for model in side.models}
    linked = re.sub(
        r"\w+",
        lambda word: f"[*{word[0]}*](#{word[0]})" if word[0] in known else word[0],
        text,
    )
    type_, fault = cells.type_(text if "(#" in text else linked)
    missing = next((model for model in references(type_) if model not in known), None)
    if fault or missing:
        problem = fault.message if fault else f"the page has no model {missing}"
        raise Refused("D604", problem)
    return type_


def _scalar(type_: Type) -> Scalar | None:
    while isinstance(type_, ListOf):
        type_ = type_.item
    return type_ if isinstance(type_, Scalar) else None


def _is_list(type_: Type) -> bool:
    return isinstance(type_, ListOf) or type_ == Untyped("list")


def _with_limit(at: Site, change: Change) -> Field:
    if not _is_list(at.field.type):
        raise Refused("D604", f"{change.correction} is no list")
    limit = Limit(change.value, change.place) if change.value else None
    return replace(at.field, limit=limit)


def _with_enumeration(at: Site, change: Change) -> Field:
    if not _scalar(at.field.type):
        raise Refused("D604", f"{change.correction} is no plain value")
    values = tuple(change.value)
    enumeration = Enumeration(values, change.place) if values else None
    return replace(at.field, enumeration=enumeration)


def _with_format(at: Site, change: Change) -> Field:
    if at.field.type != Scalar("string"):
        raise Refused("D604", f"{change.correction} is no string")
    return replace(at.field, format=change.value)


def _with_name(at: Site, change: Change) -> Field:
    for other in at.table:
        if other.wire != at.field.wire and other.name == change.value:
            raise Refused("D604", f'"{other.wire}" is called "{other.name}" already')
    named = names.attribute_names(at.table, at.reserved)
    if named[at.field.wire] == change.value:
        raise nothing_new(change)
    return replace(at.field, name=change.value)


def _without(at: Site, change: Change) -> None:
    if at.half == "request" and at.field.required:
        message = f"{change.correction} is required: no request could be made"
        raise Refused("D604", message)


_CHANGES: dict[str, Callable[[Site, Change], Field | None]] = {
    "type": _with_type,
    "required": lambda at, change: replace(at.field, required=change.value),
    "limit": _with_limit,
    "enum": _with_enumeration,
    "format": _with_format,
    "deprecated": lambda at, change: replace(at.field, deprecated=deprecation(change)),
    "name": _with_name,
    "hidden": _without,
}
