"""Checks the structure of an action page: its sections, their tables, and rows outside tables.

Every block of a request, response or model section is a heading, a table of parameters, prose or a comment, or has a
diagnostic at its line.  A page with an error here gives no action, so its cells are not checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, TypeAlias

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.message_text import pluralize
from docs2sdk.pages import (
    cells,
    columns,
    sections,
    similar_headings,
    stray_rows,
    unclosed_blocks,
)
from docs2sdk.pages.markdown import Block, Heading, Table, TableRow
from docs2sdk.pages.sections import MODELS_FOLLOW, SectionName, SectionPart
from docs2sdk.pages.similar_headings import MissingSections
from docs2sdk.protocol import CLIENT_PARAMETERS
from docs2sdk.schema import Dialect

_Role: TypeAlias = Literal["section", "group", "model", "models follow", "other"]


class _Region(NamedTuple):
    """The blocks below one heading: that of a part, or of a model within it."""

    section: SectionName
    role: _Role
    heading: Heading | None
    blocks: tuple[Block, ...]
    dialect: Dialect

    @property
    def tables(self) -> list[Table]:
        """All tables."""
        return [block for block in self.blocks if isinstance(block, Table)]

    @property
    def parameters(self) -> list[Table]:
        """The tables with the columns of parameters."""
        return [table for table in self.tables if self._has_parameters(table)]

    @property
    def other_tables(self) -> list[Table]:
        """The tables with other columns."""
        return [table for table in self.tables if not self._has_parameters(table)]

    def _has_parameters(self, table: Table) -> bool:
        return columns.find_layout(table, self.dialect) is not None


def check_structure(
    path: str, blocks: tuple[Block, ...], parts: list[SectionPart], dialect: Dialect
) -> tuple[Diagnostic, ...]:
    """Return the diagnostics sorted by location: one for each fault, none for its consequences."""
    open_block = unclosed_blocks.find_unclosed_block(path, blocks, is_of_action=True)
    if open_block:
        return (open_block,)
    gap = similar_headings.find_missing_sections(blocks, dialect)
    regions = [region for part in parts for region in _split_part(part)]
    diagnostics = [
        *_report_repeated_sections(path, parts),
        *(
            diagnostic
            for region in regions
            for diagnostic in stray_rows.report_lost_rows(path, _row_lines(region))
            if not (gap and gap.line == diagnostic.location.line)
        ),
    ]
    if gap:
        diagnostics.append(_report_gap(path, blocks, dialect, gap, "D102"))
    else:
        diagnostics += _check_tables(path, regions, dialect)
    if not any(diagnostic.severity == "error" for diagnostic in diagnostics):
        diagnostics += _report_missing_examples(path, blocks, parts, dialect)
    return tuple(sorted(diagnostics))


def check_preface(path: str, blocks: tuple[Block, ...]) -> tuple[Diagnostic, ...]:
    """Report sections, or else tables of parameters, above the first heading of a page that names an action."""
    headings = [block for block in blocks if isinstance(block, Heading)]
    unnamed = [
        heading
        for heading in headings
        if similar_headings.recognize_section(heading.text)
        in similar_headings.PARAMETER_SECTIONS
    ]
    if unnamed:
        message = "no heading above this section names an action"
        location = heading_location(path, unnamed[0])
        return (Diagnostic(location, "D103", message),)
    return tuple(
        _report_other_columns(path, block)
        for block in blocks
        if isinstance(block, Table) and columns.has_name_and_type(block)
    )


def _report_other_columns(path: str, table: Table) -> Diagnostic:
    names = columns.describe_columns(table.header)
    message = f"a table with the columns {names} is not read"
    return Diagnostic(_row_location(path, table.header), "D111", message)


def _split_part(part: SectionPart) -> Iterator[_Region]:
    """Yield the regions of a part, one for each heading; none of an ignored part."""
    if part.name == "ignored":
        return
    counts = part.name in ("request", "response")
    role: _Role = "section" if counts else "other"
    heading, start = part.heading, 0
    for index, block in enumerate(part.blocks):
        if counts and sections.is_model_heading(block, part):
            following: _Role = (
                "models follow" if block.text == MODELS_FOLLOW else "model"
            )
        elif counts and sections.is_group_heading(block, part):
            following = "group"
        else:
            continue
        blocks = part.blocks[start:index]
        yield _Region(part.name, role, heading, blocks, part.dialect)
        role, heading, start = following, block, index + 1
    yield _Region(part.name, role, heading, part.blocks[start:], part.dialect)


def _report_repeated_sections(
    path: str, parts: list[SectionPart]
) -> Iterator[Diagnostic]:
    """Report sections that begin again; on a page that may have several actions, the first of an action without its name."""
    seen: dict[SectionName, int] = {}
    for part in parts:
        if not part.heading or part.name in ("intro", "ignored", "unknown"):
            continue
        first = seen.setdefault(part.name, part.heading.line)
        if first == part.heading.line:
            continue
        location = heading_location(path, part.heading)
        message = f"the section begins in line {first} already"
        if part.dialect == "variant" and part.name in ("request", "response"):
            message += ", and no heading above this one names another action"
            yield Diagnostic(location, "D103", message)
            return
        yield Diagnostic(location, "D105", message)


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
    """Report faults of the tables of a page that has all its sections."""
    read = {
        region.section
        for region in regions
        if (region.role == "section" and region.tables)
        or (region.role == "group" and region.parameters)
    }
    for region in regions:
        if _row_lines(region):
            # The lost row may be the heading or the header that the table lacks.
            continue
        if region.role == "other":
            yield from _report_without_section(path, region)
        elif region.role == "models follow":
            yield from _report_without_model(path, region)
        elif region.parameters or region.role == "group":
            yield from _report_other_tables(path, region, dialect)
        elif not (
            region.role == "section" and not region.tables and region.section in read
        ):
            yield from _report_without_parameters(path, region, dialect)


def _report_without_section(path: str, region: _Region) -> Iterator[Diagnostic]:
    """Report the first table of parameters outside any section, and the other tables that are not read."""
    lost = [
        table for table in region.parameters if not _has_client_parameters_only(table)
    ]
    if lost:
        heading = region.heading if region.section == "unknown" else None
        location = (
            heading_location(path, heading)
            if heading
            else _row_location(path, lost[0].header)
        )
        yield Diagnostic(location, "D112", _describe_outside(region))
    yield from _report_unread_tables(path, region, region.other_tables)


def _describe_outside(region: _Region) -> str:
    below = cells.quote(region.heading.text) if region.heading else "no heading"
    return f"a table of parameters below {below} belongs to no section"


def _has_client_parameters_only(table: Table) -> bool:
    """Whether a table has only the parameters below ``### 公共参数``, which is on every page."""
    names = {row.cells[0].text.strip("*") for row in table.rows}
    return bool(names) and names <= CLIENT_PARAMETERS


def _report_without_model(path: str, region: _Region) -> Iterator[Diagnostic]:
    for table in region.parameters[:1]:
        message = f'a table of parameters below "{MODELS_FOLLOW}" belongs to no model'
        yield Diagnostic(_row_location(path, table.header), "D112", message)
    yield from _report_unread_tables(path, region, region.other_tables)


def _report_other_tables(
    path: str, region: _Region, dialect: Dialect
) -> Iterator[Diagnostic]:
    """Report every table of a section or model but its first table of parameters."""
    if len(region.parameters) > 1:
        yield _report_second_table(path, region)
    for table in region.other_tables:
        if columns.has_similar_columns(table.header.cells):
            yield _report_columns(path, region, table, dialect)
        else:
            yield from _report_unread_tables(path, region, [table])


def _report_second_table(path: str, region: _Region) -> Diagnostic:
    """Report a second table without a heading of its own; at a heading between the tables, if one has another level."""
    first, second = region.parameters[:2]
    between = [
        block
        for block in region.blocks
        if isinstance(block, Heading)
        and first.header.line < block.line < second.header.line
    ]
    message = f"a second table of parameters stands below one heading, after line {first.header.line}"
    if between:
        message = f"{cells.quote(between[-1].text)} is on no level of models, and a table of parameters stands below it"
    location = (
        heading_location(path, between[-1])
        if between
        else _row_location(path, second.header)
    )
    return Diagnostic(location, "D112", message)


def _report_without_parameters(
    path: str, region: _Region, dialect: Dialect
) -> Iterator[Diagnostic]:
    """Report a section or model without parameters: its table has other columns, or there is no table."""
    heading = region.heading
    assert heading
    is_prose = region.role == "model" and cells.check_identifier(heading.text)
    tables = region.tables
    if tables and not (
        is_prose and not columns.has_similar_columns(tables[0].header.cells)
    ):
        yield _report_columns(path, region, tables[0], dialect)
        yield from _report_unread_tables(path, region, tables[1:])
    elif is_prose:
        yield from _report_unread_tables(path, region, tables)
    elif region.role == "model":
        message = f'no table for the model "{heading.text}"'
        yield Diagnostic(heading_location(path, heading), "D102", message)
    else:
        message = f"the {region.section} section has no table of parameters"
        yield Diagnostic(heading_location(path, heading), "D102", message)


def _report_columns(
    path: str, region: _Region, table: Table, dialect: Dialect
) -> Diagnostic:
    section = (
        "request"
        if region.section == "request" and region.role in ("section", "group")
        else "response"
    )
    message = (
        f"the columns are {columns.describe_columns(table.header)};"
        f" expected {columns.describe_expected_columns(dialect, section)}"
    )
    return Diagnostic(_row_location(path, table.header), "D109", message)


def _report_unread_tables(
    path: str, region: _Region, tables: Iterable[Table]
) -> Iterator[Diagnostic]:
    """Report tables that are not read; in a variant page, which people write, only those that resemble parameters."""
    for table in tables:
        if region.dialect != "variant":
            yield report_unread_table(path, table)
        elif columns.has_similar_columns(table.header.cells):
            yield _report_other_columns(path, table)


def report_unread_table(path: str, table: Table) -> Diagnostic:
    """Report a table of other content, which is not read."""
    message = f"{pluralize(len(table.rows), 'row was', 'rows were')} not read"
    return Diagnostic(_row_location(path, table.header), "D111", message)


def _report_missing_examples(
    path: str, blocks: tuple[Block, ...], parts: list[SectionPart], dialect: Dialect
) -> Iterator[Diagnostic]:
    """Report missing sections of examples: a page with an introduction has both, unless it is cut short."""
    if not any(map(_is_introduction, sections.select_parts(parts, "intro"))):
        return
    gap = similar_headings.find_missing_sections(
        blocks, dialect, ("request_example", "response_example")
    )
    if gap:
        yield _report_gap(path, blocks, dialect, gap, "D115")


def _is_introduction(part: SectionPart) -> bool:
    """Whether a part is an introduction with a text, or with a heading of its own below the title."""
    return bool(part.blocks) or (part.heading is not None and part.heading.level > 1)


def _report_gap(
    path: str,
    blocks: tuple[Block, ...],
    dialect: Dialect,
    gap: MissingSections,
    code: str,
) -> Diagnostic:
    """Report missing sections: at a similar line, else at the title."""
    title = sections.find_title(blocks, dialect)
    line = gap.line or (title.line if title else 1)
    return Diagnostic(Location(path, line, gap.column), code, gap.text)


def heading_location(path: str, heading: Heading) -> Location:
    """Return where a heading stands."""
    return Location(path, heading.line, heading.column)


def _row_location(path: str, row: TableRow) -> Location:
    return Location(path, row.line, row.cells[0].column)
