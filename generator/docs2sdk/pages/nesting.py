"""Dotted rows to nested fields: ``Disks.N.Size`` and ``Disks.N.Type`` are one field ``Disks``, a list of a model.

The model of a group is named by its path (``Disks.N``), which no page can use for a model of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages.cells import Step
from docs2sdk.places import Place
from docs2sdk.schema import (
    Deprecation,
    Enumeration,
    Field,
    Limit,
    ListOf,
    Model,
    Ref,
    Type,
    Untyped,
)


class ParsedRow(NamedTuple):
    """A row of a table, read: where its name leads, and what stands there."""

    steps: tuple[Step, ...]
    type: Type
    required: bool
    doc: str
    place: Place
    type_place: Place
    limit: Limit | None = None
    enumeration: Enumeration | None = None
    deprecated: Deprecation | None = None

    def __str__(self) -> str:
        return ".".join(step.wire + ".N" * step.indexed for step in self.steps)


class FoldedRows(NamedTuple):
    """The fields of one table, the models of its groups, and the rows that contradict earlier ones."""

    fields: tuple[Field, ...]
    models: tuple[Model, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(slots=True)
class _Group:
    """Rows that begin alike: ``first`` is the first of them, ``members`` what follows by its next name."""

    first: ParsedRow
    indexed: bool
    members: dict[str, _Member] = field(default_factory=dict)


class _Value(NamedTuple):
    entry: ParsedRow
    indexed: bool

    @property
    def first(self) -> ParsedRow:
        return self.entry


_Member = _Group | _Value


def fold_rows(entries: Iterable[ParsedRow], prefix: str = "") -> FoldedRows:
    """Group the rows of one table; ``prefix`` is what the paths of its groups begin with (``Target.`` in a model)."""
    members: dict[str, _Member] = {}
    diagnostics = [
        finding for entry in entries if (finding := _place_in(members, entry))
    ]
    models: list[Model] = []
    fields = tuple(_fields(members, prefix, models))
    return FoldedRows(fields, tuple(models), tuple(diagnostics))


def _place_in(members: dict[str, _Member], entry: ParsedRow) -> Diagnostic | None:
    """Put a row where its name leads, or say which earlier row is in the way."""
    for step in entry.steps[:-1]:
        member = members.setdefault(step.wire, _Group(entry, step.indexed))
        if not isinstance(member, _Group) or member.indexed != step.indexed:
            return _contradiction(entry, member.first)
        members = member.members
    last = entry.steps[-1]
    value = _Value(entry, last.indexed)
    member = members.setdefault(last.wire, value)
    if member is value:
        return None
    if isinstance(member, _Value) and member.indexed == last.indexed:
        return _repetition(entry, member.entry)
    return _contradiction(entry, member.first)


def _contradiction(entry: ParsedRow, earlier: ParsedRow) -> Diagnostic:
    message = f'"{entry}" cannot stand beside "{earlier}" in line {earlier.place.line}'
    return Diagnostic(entry.place, "D208", message)


def _repetition(entry: ParsedRow, earlier: ParsedRow) -> Diagnostic:
    same = (entry.type, entry.required) == (earlier.type, earlier.required)
    but = "" if same else " and says otherwise"
    message = f'"{entry}" stands in line {earlier.place.line} already{but}'
    return Diagnostic(entry.place, "D207" if same else "D208", message)


def _fields(
    members: dict[str, _Member], path: str, models: list[Model]
) -> Iterator[Field]:
    """Yield the fields of a group, and add the models of the groups below it to ``models``, parents first."""
    for wire, member in members.items():
        if isinstance(member, _Value):
            yield _field(wire, member)
            continue
        own = f"{path}{wire}" + ".N" * member.indexed
        position = len(models)
        fields = tuple(_fields(member.members, own + ".", models))
        models.insert(position, Model(own, fields, member.first.place, grouped=True))
        needed = any(field.required for field in fields)
        yield Field(
            wire,
            ListOf(Ref(own)) if member.indexed else Ref(own),
            needed,
            "",
            member.first.place,
        )


def _field(wire: str, value: _Value) -> Field:
    entry = value.entry
    return Field(
        wire=wire,
        type=_value_type(value),
        required=entry.required,
        doc=entry.doc,
        place=entry.place,
        limit=entry.limit,
        enumeration=entry.enumeration,
        deprecated=entry.deprecated,
    )


def _value_type(value: _Value) -> Type:
    """Return the type of ``A`` or ``A.N``; the index makes a list of a cell that names the item."""
    type_ = value.entry.type
    if not value.indexed or isinstance(type_, ListOf) or type_ == Untyped("list"):
        return type_
    return ListOf(type_)
