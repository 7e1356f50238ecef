"""A request or response section to its side of the action: fields, groups and models.

What is wrong is appended to ``found``; a row with a wrong name or number of cells costs its field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docs2sdk.counting import counted
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages import cells, known_values, models, nesting, prose
from docs2sdk.pages.cells import Fault
from docs2sdk.pages.markdown import Cell, Heading, Row
from docs2sdk.pages.models import ParsedTables
from docs2sdk.pages.nesting import ParsedRow
from docs2sdk.pages.sections import ModelTable, Section
from docs2sdk.pages.structure_checks import CLIENT_PARAMETERS
from docs2sdk.places import Place
from docs2sdk.schema import (
    Deprecation,
    Dialect,
    Enumeration,
    Field,
    Limit,
    ListOf,
    Model,
    Scalar,
    Side,
    Type,
    Untyped,
)

_COLUMNS = 4


def read_request(
    path: str, section: Section, dialect: Dialect, found: list[Diagnostic]
) -> Side:
    """Read a request section, without the parameters that the client sets itself."""
    entries = _entries(path, section.rows, found)
    callers = tuple(_without_clients_own(entries, found))
    side = _side(path, section, callers, dialect, found)
    endless = models.endless(side.models)
    if endless:
        names = ", ".join(model.wire for model in endless[:8])
        message = f"no finite value has all required fields of {names}"
        found.append(Diagnostic(endless[0].place, "D214", message))
    return side


def read_response(
    path: str, section: Section, dialect: Dialect, found: list[Diagnostic]
) -> Side:
    """Read a response section."""
    entries = tuple(_entries(path, section.rows, found))
    return _side(path, section, entries, dialect, found)


def _side(
    path: str,
    section: Section,
    top: tuple[ParsedRow, ...],
    dialect: Dialect,
    found: list[Diagnostic],
) -> Side:
    usable, unusable = _definitions(path, section, found)
    definitions = _without_groups(path, top, usable, found)
    tables: dict[str, tuple[ParsedRow, ...]] = {"": top}
    for wire, table in definitions.items():
        tables[wire] = tuple(_entries(path, table.rows, found))
    typed, undefined = _typed(tables, dialect, found)
    places = {wire: _at(path, table.heading) for wire, table in definitions.items()}
    side, used = _built(typed, places, found)
    unused = {wire: place for wire, place in places.items() if wire not in used}
    found.extend(models.report_unmatched_models(undefined, unused, unusable))
    return side


def _definitions(
    path: str, section: Section, found: list[Diagnostic]
) -> tuple[dict[str, ModelTable], dict[str, Diagnostic]]:
    """Return the model tables by name, the first of each, and what is wrong with the names that are not usable."""
    definitions: dict[str, ModelTable] = {}
    unusable: dict[str, Diagnostic] = {}
    for table in section.models:
        heading = table.heading
        fault = cells.identifier_fault(heading.text)
        if not table.has_table:
            # The structure of the page is without fault: this is a heading of prose.
            continue
        if fault:
            place = Place(path, heading.line, heading.column + fault.offset)
            unusable[heading.text] = Diagnostic(place, fault.code, fault.message)
        elif heading.text in definitions:
            line = definitions[heading.text].heading.line
            found.append(
                Diagnostic(
                    _at(path, heading),
                    "D215",
                    f"the model is defined in line {line} already",
                )
            )
        else:
            definitions[heading.text] = table
    return definitions, unusable


def _entries(
    path: str, rows: tuple[Row, ...], found: list[Diagnostic]
) -> Iterator[ParsedRow]:
    for row in rows:
        entry = _entry(path, row, found)
        if entry:
            yield entry


def _entry(path: str, row: Row, found: list[Diagnostic]) -> ParsedRow | None:
    """Read a row; None if its number of cells or its name is wrong, optional and untyped where those cells are."""
    if len(row.cells) != _COLUMNS:
        message = f"{counted(len(row.cells), 'cell')} instead of {_COLUMNS}"
        found.append(Diagnostic(Place(path, row.line), "D201", message))
        return None

    def report(cell: Cell, fault: Fault | None) -> None:
        if fault:
            found.append(
                Diagnostic(
                    _in_cell(path, cell, fault.offset), fault.code, fault.message
                )
            )

    name, type_cell, doc, required_cell = row.cells
    steps = cells.name(name.text)
    if isinstance(steps, Fault):
        report(name, steps)
        return None
    type_, type_fault = cells.type_(type_cell.text)
    report(type_cell, type_fault)
    required = cells.required(required_cell.text)
    if isinstance(required, Fault):
        report(required_cell, required)
        required = False
    return ParsedRow(
        steps=steps,
        type=type_,
        required=required,
        doc=cells.doc(doc.text),
        place=_in_cell(path, name),
        type_place=_in_cell(path, type_cell),
        limit=_limit(path, doc) if steps[-1].indexed else None,
        enumeration=_enumeration(path, doc, type_),
        deprecated=_deprecation(path, doc),
    )


def _limit(path: str, doc: Cell) -> Limit | None:
    found = prose.find_max_items(doc.text)
    return Limit(found.number, _in_cell(path, doc, found.offset)) if found else None


def _enumeration(path: str, doc: Cell, type_: Type) -> Enumeration | None:
    while isinstance(type_, ListOf):
        type_ = type_.item
    if not isinstance(type_, Scalar):
        return None
    found = known_values.find_values(doc.text, type_.kind)
    if found is None:
        return None
    return Enumeration(found.values, _in_cell(path, doc, found.offset))


def _deprecation(path: str, doc: Cell) -> Deprecation | None:
    found = prose.find_row_deprecation(doc.text)
    if found is None:
        return None
    return Deprecation(cells.doc(found.text), _in_cell(path, doc, found.offset))


def _in_cell(path: str, cell: Cell, offset: int = 0) -> Place:
    # Every pipe in a cell's text was written as two characters.
    written = offset + cell.text.count("|", 0, offset)
    return Place(path, cell.line, cell.column + written)


def _without_clients_own(
    entries: Iterable[ParsedRow], found: list[Diagnostic]
) -> Iterator[ParsedRow]:
    for entry in entries:
        if entry.steps[0].wire in CLIENT_PARAMETERS:
            found.append(
                Diagnostic(entry.place, "D213", f'"{entry}" is set by the client')
            )
        else:
            yield entry


def _without_groups(
    path: str,
    top: tuple[ParsedRow, ...],
    definitions: dict[str, ModelTable],
    found: list[Diagnostic],
) -> dict[str, ModelTable]:
    """Return the definitions without those that are called like a group of rows, whose model has that name."""
    taken = {
        entry.steps[0].wire: entry
        for entry in top
        if len(entry.steps) > 1 and not entry.steps[0].indexed
    }
    for wire in definitions.keys() & taken:
        message = (
            f'the rows "{wire}.…" from line {taken[wire].place.line} define it already'
        )
        found.append(Diagnostic(_at(path, definitions[wire].heading), "D215", message))
    return {wire: table for wire, table in definitions.items() if wire not in taken}


def _typed(
    tables: ParsedTables, dialect: Dialect, found: list[Diagnostic]
) -> tuple[ParsedTables, list[tuple[str, Place]]]:
    """Return the rows with types that say what can be known, and the references to models that are not defined.

    Rows that say too little are reported.
    """
    if dialect == "legacy":
        tables = models.link_untyped_rows(tables)
        found.extend(models.find_untyped_rows(tables))
    else:
        found.extend(models.find_untyped_rows(tables, (Untyped("list"),)))
    resolved: dict[str, tuple[ParsedRow, ...]] = {}
    undefined: list[tuple[str, Place]] = []
    for owner, rows in tables.items():
        pairs = [models.resolve_reference(entry, tables) for entry in rows]
        resolved[owner] = tuple(entry for entry, _ in pairs)
        undefined += [
            (missing, entry.type_place) for entry, missing in pairs if missing
        ]
    return resolved, undefined


def _built(
    tables: ParsedTables, places: dict[str, Place], found: list[Diagnostic]
) -> tuple[Side, set[str]]:
    """Fold the rows of every table; return the side with the models that it refers to, and their names."""
    fields: dict[str, tuple[Field, ...]] = {}
    all_models: dict[str, Model] = {}
    for owner, rows in tables.items():
        folded = nesting.fold_rows(rows, f"{owner}." if owner else "")
        found.extend(folded.diagnostics)
        fields[owner] = folded.fields
        if owner:
            all_models[owner] = Model(owner, folded.fields, places[owner])
        all_models |= {model.wire: model for model in folded.models}
    used = models.reachable(fields[""], all_models)
    kept = tuple(model for model in all_models.values() if model.wire in used)
    return Side(fields[""], kept), used


def _at(path: str, heading: Heading) -> Place:
    return Place(path, heading.line, heading.column)
