"""Folds dotted rows into nested fields: ``Disks.N.Size`` and ``Disks.N.Type`` become one field ``Disks``, a list of a model.

The model of such a group is named by its path (``Disks.N``), which no page can use for a model of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.pages.cells import NameSegment
from docs2sdk.pages.row_facts import NO_FACTS, RowFacts
from docs2sdk.schema import Field, ListOf, Model, Ref, Type, Untyped


class ParsedRow(NamedTuple):
    """A row of a table of parameters: the segments of its dotted name, its type, and what its other cells say.

    ``location`` is that of the name, ``type_location`` that of the type; ``example`` is the text of a column of examples,
    None if there is no such column; ``mapping`` the text of a type that maps keys to values, "" for all others.
    """

    segments: tuple[NameSegment, ...]
    type: Type
    required: bool
    description: str
    location: Location
    type_location: Location
    facts: RowFacts = NO_FACTS
    example: str | None = None
    mapping: str = ""

    def __str__(self) -> str:
        return ".".join(
            segment.name + ".N" * segment.indexed for segment in self.segments
        )


class FoldedRows(NamedTuple):
    """The fields of one table, the models of its groups, and a diagnostic for each row that contradicts an earlier one."""

    fields: tuple[Field, ...]
    models: tuple[Model, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(slots=True)
class _Group:
    """Rows with the same first segments: ``first`` is the first of these rows, ``members`` are keyed by the next segment."""

    first: ParsedRow
    indexed: bool
    members: dict[str, _Member] = field(default_factory=dict)


class _Leaf(NamedTuple):
    """A row whose name ends here."""

    row: ParsedRow
    indexed: bool

    @property
    def first(self) -> ParsedRow:
        return self.row


_Member = _Group | _Leaf


def fold_rows(rows: Iterable[ParsedRow], prefix: str = "") -> FoldedRows:
    """Fold the rows of one table; ``prefix`` begins the names of its groups' models (``Target.`` in a model ``Target``)."""
    members: dict[str, _Member] = {}
    diagnostics = tuple(
        diagnostic for row in rows if (diagnostic := _insert_row(members, row))
    )
    fields, models = _build_fields(members, prefix)
    return FoldedRows(tuple(fields), tuple(models), diagnostics)


def _insert_row(members: dict[str, _Member], row: ParsedRow) -> Diagnostic | None:
    """Insert a row into the tree of members; return a diagnostic if an earlier row conflicts with it."""
    for segment in row.segments[:-1]:
        member = members.setdefault(segment.name, _Group(row, segment.indexed))
        if not isinstance(member, _Group) or member.indexed != segment.indexed:
            return _report_conflict(row, member.first)
        members = member.members
    last = row.segments[-1]
    leaf = _Leaf(row, last.indexed)
    member = members.setdefault(last.name, leaf)
    if member is leaf:
        return None
    if isinstance(member, _Leaf) and member.indexed == last.indexed:
        if row.type == member.row.type and row.required != member.row.required:
            # The weaker of two statements holds whichever is right.
            members[last.name] = member._replace(
                row=member.row._replace(required=False)
            )
        return _report_repetition(row, member.row)
    return _report_conflict(row, member.first)


def _report_conflict(row: ParsedRow, earlier: ParsedRow) -> Diagnostic:
    message = f'"{row}" cannot stand beside "{earlier}" in line {earlier.location.line}'
    return Diagnostic(row.location, "D208", message)


def _report_repetition(row: ParsedRow, earlier: ParsedRow) -> Diagnostic:
    message = f'"{row}" stands in line {earlier.location.line} already'
    if row.type != earlier.type:
        return Diagnostic(row.location, "D208", f"{message} and says otherwise")
    if row.required != earlier.required:
        message += "; only one of them says that it is required, so it is optional"
    return Diagnostic(row.location, "D207", message)


def _build_fields(
    members: dict[str, _Member], prefix: str
) -> tuple[list[Field], list[Model]]:
    """Return the fields of a group, and the models of the groups below it, parents first."""
    fields: list[Field] = []
    models: list[Model] = []
    for name, member in members.items():
        if isinstance(member, _Leaf):
            fields.append(_build_field(name, member))
            continue
        path = f"{prefix}{name}" + ".N" * member.indexed
        own_fields, nested = _build_fields(member.members, path + ".")
        location = member.first.location
        models += [Model(path, tuple(own_fields), location, implicit=True), *nested]
        type_ = ListOf(Ref(path)) if member.indexed else Ref(path)
        required = any(field.required for field in own_fields)
        fields.append(Field(name, type_, required, "", location))
    return fields, models


def _build_field(name: str, leaf: _Leaf) -> Field:
    row = leaf.row
    # The facts of a row have the names and the order of those of a field.
    return Field(
        name,
        _leaf_type(leaf),
        row.required,
        row.description,
        row.location,
        *row.facts,
    )


def _leaf_type(leaf: _Leaf) -> Type:
    """Return the type of ``A`` or ``A.N``: an indexed name is a list, whether its type cell names the list or the item."""
    type_ = leaf.row.type
    if not leaf.indexed or isinstance(type_, ListOf) or type_ == Untyped("list"):
        return type_
    return ListOf(type_)
