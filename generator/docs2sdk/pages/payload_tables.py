"""Reads a request or response section into a payload: its fields and the models that they refer to.

A row with a wrong name or number of cells costs its field only.  Every function returns the diagnostics of what it reads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.message_text import pluralize
from docs2sdk.pages import (
    base64_hints,
    cells,
    model_references,
    model_ties,
    prose_facts,
    row_facts,
    row_nesting,
)
from docs2sdk.pages.cells import CellFault
from docs2sdk.pages.columns import Layout
from docs2sdk.pages.markdown import Cell, Heading, TableRow
from docs2sdk.pages.model_references import ParsedTables
from docs2sdk.pages.row_nesting import ParsedRow
from docs2sdk.pages.sections import ModelTable, Section, SectionRow
from docs2sdk.pages.structure_checks import heading_location
from docs2sdk.protocol import CLIENT_PARAMETERS
from docs2sdk.schema import (
    Dialect,
    Field,
    Model,
    Payload,
    Scalar,
    Type,
)

# Types that do not say what they hold, where the dialect has a way to say it.
_UNTYPED: dict[Dialect, tuple[Type, ...]] = {
    "modern": (model_ties.UNTYPED_LIST,),
    "legacy": (model_ties.UNTYPED_LIST, model_ties.UNTYPED_OBJECT),
    "variant": (model_ties.UNTYPED_LIST, model_ties.LIST_OF_OBJECTS),
}


class ParsedPayload(NamedTuple):
    """A request or response, and what is wrong with its section; of a request also its ``rows``, which may have examples."""

    payload: Payload
    diagnostics: tuple[Diagnostic, ...]
    rows: tuple[ParsedRow, ...] = ()


class _ParsedRows(NamedTuple):
    rows: tuple[ParsedRow, ...]
    diagnostics: tuple[Diagnostic, ...]


class _Definitions(NamedTuple):
    """The tables of models by name, and what is wrong with headings whose text cannot name a model, by that text."""

    tables: dict[str, ModelTable]
    unusable: dict[str, Diagnostic]
    diagnostics: tuple[Diagnostic, ...]


class _ResolvedTables(NamedTuple):
    """The rows with final types, and the references to models that the page does not define."""

    tables: ParsedTables
    undefined: tuple[tuple[str, Location], ...]
    diagnostics: tuple[Diagnostic, ...]


def read_request(path: str, section: Section, dialect: Dialect) -> ParsedPayload:
    """Return a request section's payload, without the parameters that the client sets itself."""
    parsed = _read_rows(path, section.rows, _name_models(section))
    payload, diagnostics, _ = _read_payload(
        path, section, _remove_client_parameters(parsed.rows), dialect
    )
    return ParsedPayload(
        payload,
        (
            *parsed.diagnostics,
            *(_report_client_parameters(parsed.rows) if dialect != "variant" else ()),
            *diagnostics,
            *_report_required_cycles(payload),
            *_report_base64(payload),
        ),
        parsed.rows,
    )


def read_response(path: str, section: Section, dialect: Dialect) -> ParsedPayload:
    """Return a response section's payload."""
    parsed = _read_rows(path, section.rows, _name_models(section))
    payload, diagnostics, _ = _read_payload(path, section, parsed.rows, dialect)
    return ParsedPayload(payload, (*parsed.diagnostics, *diagnostics))


def _read_payload(
    path: str, section: Section, rows: tuple[ParsedRow, ...], dialect: Dialect
) -> ParsedPayload:
    """Return the payload of a section whose own table has these rows."""
    definitions = _find_definitions(path, section, rows, dialect)
    model_rows = {
        name: _read_rows(path, table.rows, _name_models(section))
        for name, table in definitions.tables.items()
    }
    tables = {"": rows} | {name: parsed.rows for name, parsed in model_rows.items()}
    resolved = _resolve_types(tables, dialect)
    headings = {
        name: heading_location(path, table.heading)
        for name, table in definitions.tables.items()
    }
    payload, folding, _ = _build_payload(resolved.tables, headings)
    used = {model.name for model in payload.models}
    unused = {name: location for name, location in headings.items() if name not in used}
    return ParsedPayload(
        payload,
        (
            *definitions.diagnostics,
            *(
                diagnostic
                for parsed in model_rows.values()
                for diagnostic in parsed.diagnostics
            ),
            *resolved.diagnostics,
            *folding,
            *model_references.report_unmatched_models(
                resolved.undefined, unused, definitions.unusable
            ),
        ),
    )


def _find_definitions(
    path: str, section: Section, rows: tuple[ParsedRow, ...], dialect: Dialect
) -> _Definitions:
    """Return the model tables: of two with one name the first, and none that has the name of a group of the rows.

    In a variant page, whose rows seldom name their model, neither of two: a row may mean the other one.
    """
    groups = {
        row.segments[0].name: row
        for row in rows
        if len(row.segments) > 1 and not row.segments[0].indexed
    }
    tables: dict[str, ModelTable] = {}
    unusable: dict[str, Diagnostic] = {}
    diagnostics: list[Diagnostic] = []
    ambiguous: set[str] = set()
    # The structure of the page was checked: a heading without a table is a heading of prose.
    for table in (model for model in section.models if model.has_table):
        name = table.heading.text
        fault = cells.check_identifier(name)
        if fault:
            unusable[name] = _report_name(path, table.heading, fault)
        elif name in tables:
            line = tables[name].heading.line
            message = f"the model is defined in line {line} already"
            diagnostics.append(_report_redefinition(path, table, message, dialect))
            ambiguous.add(name)
        else:
            tables[name] = table
    for name in tables.keys() & groups:
        line = groups[name].location.line
        message = f'the rows "{name}.…" from line {line} define it already'
        diagnostics.append(
            _report_redefinition(path, tables.pop(name), message, "modern")
        )
    if dialect == "variant":
        tables = {name: tables[name] for name in tables if name not in ambiguous}
    return _Definitions(tables, unusable, tuple(diagnostics))


def _report_name(path: str, heading: Heading, fault: CellFault) -> Diagnostic:
    location = Location(path, heading.line, heading.column + fault.offset)
    return Diagnostic(location, fault.code, fault.message)


def _report_redefinition(
    path: str, table: ModelTable, message: str, dialect: Dialect
) -> Diagnostic:
    code = "D215"
    if dialect == "variant":
        code, message = "D220", f"{message}, and neither table is used"
    return Diagnostic(heading_location(path, table.heading), code, message)


def _name_models(section: Section) -> frozenset[str]:
    """Return the names of models that a type may have without a link."""
    return frozenset(table.heading.text for table in section.models if table.has_table)


def _read_rows(
    path: str, rows: Iterable[SectionRow], models: Collection[str]
) -> _ParsedRows:
    parsed: list[ParsedRow] = []
    diagnostics: list[Diagnostic] = []
    for row, layout in rows:
        result, problems = _read_row(path, row, layout, models)
        diagnostics += problems
        if result:
            parsed.append(result)
    return _ParsedRows(tuple(parsed), tuple(diagnostics))


def _read_row(
    path: str, row: TableRow, layout: Layout, models: Collection[str]
) -> tuple[ParsedRow | None, list[Diagnostic]]:
    """Return a row and what is wrong with it.

    None if its number of cells or its name is wrong; optional and untyped where those cells are wrong.
    """
    if len(row.cells) != layout.width:
        message = f"{pluralize(len(row.cells), 'cell')} instead of {layout.width}"
        return None, [Diagnostic(Location(path, row.line), "D201", message)]
    name, type_cell = row.cells[layout.name], row.cells[layout.type]
    description = row.cells[layout.description]
    segments = cells.read_name(name.text)
    if isinstance(segments, CellFault):
        return None, [_report_fault(path, name, segments)]
    type_, type_fault = cells.read_type(type_cell.text, models)
    diagnostics = [_report_fault(path, type_cell, type_fault)] if type_fault else []
    required = False
    if layout.required is not None:
        required_cell = row.cells[layout.required]
        result = cells.read_required(required_cell.text)
        if isinstance(result, CellFault):
            diagnostics.append(_report_fault(path, required_cell, result))
        else:
            required = result
    facts, contradiction = row_facts.read_facts(
        description.text,
        type_,
        segments[-1].indexed,
        partial(_locate, path, description),
    )
    if contradiction:
        diagnostics.append(_report_fault(path, description, contradiction))
    parsed = ParsedRow(
        segments=segments,
        type=type_,
        required=required,
        description=cells.read_text(description.text),
        location=_locate(path, name),
        type_location=_locate(path, type_cell),
        facts=facts,
        mapping=type_cell.text if cells.is_mapping(type_cell.text) else "",
        example=None if layout.example is None else row.cells[layout.example].text,
    )
    if parsed.description.endswith(prose_facts.UNCONFIRMED):
        diagnostics.append(_report_unconfirmed(path, parsed, description))
    return parsed, diagnostics


def _report_unconfirmed(path: str, row: ParsedRow, description: Cell) -> Diagnostic:
    mark = _locate(path, description, description.text.rfind(prose_facts.UNCONFIRMED))
    return Diagnostic(mark, "D217", f'"{row}" was inferred and is not confirmed')


def _report_fault(path: str, cell: Cell, fault: CellFault) -> Diagnostic:
    return Diagnostic(_locate(path, cell, fault.offset), fault.code, fault.message)


def _locate(path: str, cell: Cell, offset: int = 0) -> Location:
    """Return where a character of a cell's text stands in the page."""
    # Every pipe in a cell's text was written as two characters.
    written = offset + cell.text.count("|", 0, offset)
    return Location(path, cell.line, cell.column + written)


def _remove_client_parameters(rows: tuple[ParsedRow, ...]) -> tuple[ParsedRow, ...]:
    return tuple(row for row in rows if row.segments[0].name not in CLIENT_PARAMETERS)


def _report_client_parameters(rows: tuple[ParsedRow, ...]) -> Iterator[Diagnostic]:
    for row in rows:
        if row.segments[0].name in CLIENT_PARAMETERS:
            yield Diagnostic(row.location, "D213", f'"{row}" is set by the client')


def _report_base64(request: Payload) -> Iterator[Diagnostic]:
    """Report the parameters that are wanted in base64: an overlay may say who encodes them, and removes this."""
    tables = (request.fields, *(model.fields for model in request.models))
    for field in chain.from_iterable(tables):
        if field.type == Scalar("string") and base64_hints.wants_base64(
            field.description
        ):
            message = f'"{field.name}" is wanted in base64, and is sent as it is given'
            yield Diagnostic(field.location, "D221", message)


def _report_required_cycles(request: Payload) -> Iterator[Diagnostic]:
    cyclic = model_references.find_required_cycles(request.models)
    if cyclic:
        names = ", ".join(model.name for model in cyclic[:8])
        message = f"no finite value has all required fields of {names}"
        yield Diagnostic(cyclic[0].location, "D214", message)


def _resolve_types(tables: ParsedTables, dialect: Dialect) -> _ResolvedTables:
    """Link rows to the models that they mean; a row that refers to an undefined model becomes untyped."""
    if dialect != "modern":
        tables = model_ties.tie_rows(tables)
    diagnostics = tuple(model_references.report_untyped_rows(tables, _UNTYPED[dialect]))
    resolved: dict[str, tuple[ParsedRow, ...]] = {}
    undefined: list[tuple[str, Location]] = []
    for owner, rows in tables.items():
        pairs = [model_references.resolve_reference(row, tables) for row in rows]
        resolved[owner] = tuple(row for row, _ in pairs)
        undefined += [(model, row.type_location) for row, model in pairs if model]
    return _ResolvedTables(resolved, tuple(undefined), diagnostics)


def _build_payload(
    tables: ParsedTables, headings: Mapping[str, Location]
) -> ParsedPayload:
    """Fold the rows of every table into fields; keep the models that the payload's fields refer to."""
    fields: dict[str, tuple[Field, ...]] = {}
    all_models: dict[str, Model] = {}
    diagnostics: list[Diagnostic] = []
    for owner, rows in tables.items():
        folded = row_nesting.fold_rows(rows, f"{owner}." if owner else "")
        diagnostics += folded.diagnostics
        fields[owner] = folded.fields
        if owner:
            all_models[owner] = Model(owner, folded.fields, headings[owner])
        all_models |= {model.name: model for model in folded.models}
    used = model_references.find_reachable_models(fields[""], all_models)
    kept = tuple(model for model in all_models.values() if model.name in used)
    return ParsedPayload(Payload(fields[""], kept), tuple(diagnostics))
