"""What is wrong with the structure of an action page: sections, their tables, and rows that no table holds.

Every block of a request, response or model section is accounted for: a heading, a table of parameters, prose, a comment, or
a finding at its line.  A page with an error here gives no action, so nothing else of it needs to be said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, TypeAlias

from docs2sdk.counting import counted
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages import (
    cells,
    columns,
    lookalikes,
    sections,
    stray_rows,
    unclosed_blocks,
)
from docs2sdk.pages.lookalikes import MissingSections
from docs2sdk.pages.markdown import Block, Heading, Row, Table
from docs2sdk.pages.sections import MODELS_FOLLOW, SectionName, SectionPart
from docs2sdk.places import Place
from docs2sdk.schema import Dialect

# The client writes these into every request.
CLIENT_PARAMETERS = frozenset({"Action", "PublicKey", "Signature"})

_Role: TypeAlias = Literal["section", "model", "models follow", "other"]


class _Region(NamedTuple):
    """What stands below one heading: the heading of a part, or of a model within it."""

    section: SectionName
    role: _Role
    heading: Heading | None
    blocks: tuple[Block, ...]

    @property
    def tables(self) -> list[Table]:
        """The tables, whatever their columns."""
        return [block for block in self.blocks if isinstance(block, Table)]

    @property
    def parameters(self) -> list[Table]:
        """The tables with the columns of parameters."""
        return [table for table in self.tables if columns.has_parameter_columns(table)]

    @property
    def other_tables(self) -> list[Table]:
        """All other tables."""
        return [
            table for table in self.tables if not columns.has_parameter_columns(table)
        ]


def check_structure(
    path: str, blocks: tuple[Block, ...], parts: list[SectionPart], dialect: Dialect
) -> tuple[Diagnostic, ...]:
    """Return the findings by place: one for each thing that is wrong, none for what follows from it."""
    open_block = unclosed_blocks.find_unclosed_block(path, blocks, is_of_action=True)
    if open_block:
        return (open_block,)
    gap = lookalikes.find_missing_sections(blocks, dialect)
    regions = [region for part in parts for region in _split_part(part)]
    diagnostics = [
        *_repeated_sections(path, parts),
        *(
            finding
            for region in regions
            for finding in stray_rows.report_lost_rows(path, _row_lines(region))
            if not (gap and gap.line == finding.place.line)
        ),
    ]
    if gap:
        diagnostics.append(_report_gap(path, blocks, dialect, gap, "D102"))
    else:
        diagnostics += _check_tables(path, regions, dialect)
    if not any(finding.severity == "error" for finding in diagnostics):
        diagnostics += _missing_examples(path, blocks, parts, dialect)
    return tuple(sorted(diagnostics))


def _split_part(part: SectionPart) -> Iterator[_Region]:
    """Yield what stands below each heading of a part; nothing of a part that is passed over."""
    if part.name == "ignored":
        return
    counts = part.name in ("request", "response")
    role: _Role = "section" if counts else "other"
    heading, start = part.heading, 0
    for index, block in enumerate(part.blocks):
        if counts and sections.is_model_heading(block, part):
            yield _Region(part.name, role, heading, part.blocks[start:index])
            role = "models follow" if block.text == MODELS_FOLLOW else "model"
            heading, start = block, index + 1
    yield _Region(part.name, role, heading, part.blocks[start:])


def _repeated_sections(path: str, parts: list[SectionPart]) -> Iterator[Diagnostic]:
    seen: dict[SectionName, int] = {}
    for part in parts:
        if part.heading and part.name not in ("intro", "ignored", "unknown"):
            first = seen.setdefault(part.name, part.heading.line)
            if first != part.heading.line:
                message = f"the section begins in line {first} already"
                yield Diagnostic(_at(path, part.heading), "D105", message)


def _row_lines(region: _Region) -> list[int]:
    find = (
        stray_rows.find_rows_in_prose
        if region.role == "other"
        else stray_rows.find_rows
    )
    return [number for block in region.blocks for number in find(block)]


def _check_tables(
    path: str, regions: list[_Region], dialect: Dialect
) -> Iterator[Diagnostic]:
    """Yield what is wrong with the tables of a page that has all its sections."""
    read = {
        region.section
        for region in regions
        if region.role == "section" and region.tables
    }
    for region in regions:
        if _row_lines(region):
            # A row that is lost may be the heading or the header that the table lacks.
            continue
        if region.role == "other":
            yield from _in_no_section(path, region)
        elif region.role == "models follow":
            yield from _without_model(path, region)
        elif region.parameters:
            yield from _around_parameters(path, region, dialect)
        elif not (
            region.role == "section" and not region.tables and region.section in read
        ):
            yield from _without_parameters(path, region, dialect)


def _in_no_section(path: str, region: _Region) -> Iterator[Diagnostic]:
    """Yield that a table of parameters stands in no section, once, and which other tables are not read."""
    lost = [table for table in region.parameters if not _is_clients_own(table)]
    if lost:
        heading = region.heading if region.section == "unknown" else None
        place = _at(path, heading) if heading else _in_row(path, lost[0].header)
        yield Diagnostic(place, "D112", _lost_message(region))
    yield from _foreign(path, region.other_tables)


def _lost_message(region: _Region) -> str:
    below = cells.quoted(region.heading.text) if region.heading else "no heading"
    return f"a table of parameters below {below} belongs to no section"


def _is_clients_own(table: Table) -> bool:
    """Whether a table holds nothing but what stands below ``### 公共参数`` on every page."""
    names = {row.cells[0].text.strip("*") for row in table.rows}
    return bool(names) and names <= CLIENT_PARAMETERS


def _without_model(path: str, region: _Region) -> Iterator[Diagnostic]:
    for table in region.parameters[:1]:
        message = f'a table of parameters below "{MODELS_FOLLOW}" belongs to no model'
        yield Diagnostic(_in_row(path, table.header), "D112", message)
    yield from _foreign(path, region.other_tables)


def _around_parameters(
    path: str, region: _Region, dialect: Dialect
) -> Iterator[Diagnostic]:
    """Yield what is wrong beside the one table that a section or model has."""
    if len(region.parameters) > 1:
        yield _second_table(path, region)
    for table in region.other_tables:
        if columns.has_similar_columns(table.header.cells):
            yield _wrong_columns(path, region, table, dialect)
        else:
            yield report_unread_table(path, table)


def _second_table(path: str, region: _Region) -> Diagnostic:
    """Return that a second table has no heading of its own, at the heading of another level above it, if there is one."""
    first, second = region.parameters[:2]
    between = [
        block
        for block in region.blocks
        if isinstance(block, Heading)
        and first.header.line < block.line < second.header.line
    ]
    message = f"a second table of parameters stands below one heading, after line {first.header.line}"
    if between:
        message = f"{cells.quoted(between[-1].text)} is on no level of models, and a table of parameters stands below it"
    place = _at(path, between[-1]) if between else _in_row(path, second.header)
    return Diagnostic(place, "D112", message)


def _without_parameters(
    path: str, region: _Region, dialect: Dialect
) -> Iterator[Diagnostic]:
    """Yield why a section or model has no parameters: its table has other columns, or there is none."""
    heading = region.heading
    assert heading
    is_prose = region.role == "model" and cells.check_identifier(heading.text)
    tables = region.tables
    if tables and not (
        is_prose and not columns.has_similar_columns(tables[0].header.cells)
    ):
        yield _wrong_columns(path, region, tables[0], dialect)
        yield from _foreign(path, tables[1:])
    elif is_prose:
        yield from _foreign(path, tables)
    elif region.role == "model":
        message = f'no table for the model "{heading.text}"'
        yield Diagnostic(_at(path, heading), "D102", message)
    else:
        message = f"the {region.section} section has no table of parameters"
        yield Diagnostic(_at(path, heading), "D102", message)


def _wrong_columns(
    path: str, region: _Region, table: Table, dialect: Dialect
) -> Diagnostic:
    section = (
        "request"
        if region.section == "request" and region.role == "section"
        else "response"
    )
    message = (
        f"the columns are {columns.describe_columns(table.header)};"
        f" expected {columns.describe_expected_columns(dialect, section)}"
    )
    return Diagnostic(_in_row(path, table.header), "D109", message)


def _foreign(path: str, tables: Iterable[Table]) -> Iterator[Diagnostic]:
    return (report_unread_table(path, table) for table in tables)


def report_unread_table(path: str, table: Table) -> Diagnostic:
    """Return that a table is about something else, and not read."""
    message = f"{counted(len(table.rows), 'row was', 'rows were')} not read"
    return Diagnostic(_in_row(path, table.header), "D111", message)


def _missing_examples(
    path: str, blocks: tuple[Block, ...], parts: list[SectionPart], dialect: Dialect
) -> Iterator[Diagnostic]:
    """Yield that a section of examples is missing: a page with an introduction has both, or is cut short."""
    if not any(map(_introduces, sections.select_parts(parts, "intro"))):
        return
    gap = lookalikes.find_missing_sections(
        blocks, dialect, ("request_example", "response_example")
    )
    if gap:
        yield _report_gap(path, blocks, dialect, gap, "D115")


def _introduces(part: SectionPart) -> bool:
    """Whether an introduction has a heading of its own below the title, or a text."""
    return bool(part.blocks) or (part.heading is not None and part.heading.level > 1)


def _report_gap(
    path: str,
    blocks: tuple[Block, ...],
    dialect: Dialect,
    gap: MissingSections,
    code: str,
) -> Diagnostic:
    """Return what is missing: at the line that comes near, else at the title."""
    title = sections.find_title(blocks, dialect)
    line = gap.line or (title.line if title else 1)
    return Diagnostic(Place(path, line, gap.column), code, gap.text)


def _at(path: str, heading: Heading) -> Place:
    return Place(path, heading.line, heading.column)


def _in_row(path: str, row: Row) -> Place:
    return Place(path, row.line, row.cells[0].column)
