"""Divides the blocks of an action page into sections by their headings, and collects each section's tables, texts and fences.

Two dialects are those of the published action pages: their headings are exact.  The third, ``variant``, is that of all other
documents; ``variant_headings`` gives its headings the levels that are expected here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias, TypeGuard

from docs2sdk.pages import columns, stray_rows
from docs2sdk.pages.columns import Layout
from docs2sdk.pages.markdown import Block, Fence, Heading, Paragraph, Table, TableRow
from docs2sdk.schema import Dialect

SectionName: TypeAlias = Literal[
    "intro",
    "request",
    "response",
    "request_example",
    "response_example",
    "ignored",
    "unknown",
]

# The sections by level and text of their headings.  Ignored are the parameters that the client adds by itself, and how-to
# boilerplate: it changes on hundreds of pages at once, which must not change any output.
_MODERN: dict[tuple[int, str], SectionName] = {
    (2, "简介"): "intro",
    (2, "使用方法"): "ignored",
    (3, "公共参数"): "ignored",
    (3, "请求参数"): "request",
    (3, "响应字段"): "response",
    (3, "请求示例"): "request_example",
    (3, "响应示例"): "response_example",
}
_LEGACY: dict[tuple[int, str], SectionName] = {
    (1, "Request Parameters"): "request",
    (1, "Response Elements"): "response",
    (1, "Request Example"): "request_example",
    (1, "Response Example"): "response_example",
}
SECTION_HEADINGS: dict[Dialect, dict[tuple[int, str], SectionName]] = {
    "modern": _MODERN,
    "legacy": _LEGACY,
    "variant": _MODERN,
}
_MODEL_LEVEL: dict[Dialect, int] = {"modern": 4, "legacy": 2, "variant": 4}
# Below such a heading in a section of a variant page are more of the section's own parameters.
GROUP_LEVEL = 5
MODELS_FOLLOW = "数据模型"

_CALLOUT = re.compile(r"^[^\S\n]*([?!])>", re.MULTILINE)


class SectionRow(NamedTuple):
    """A row, and the layout of its table."""

    row: TableRow
    layout: Layout


class ModelTable(NamedTuple):
    """A heading in a request or response section, and the rows of the tables below it."""

    heading: Heading
    rows: tuple[SectionRow, ...]
    has_table: bool


class Section(NamedTuple):
    """A request or response section; ``has_table`` is false if it has no table, true if it has one without rows."""

    heading: Heading
    rows: tuple[SectionRow, ...]
    models: tuple[ModelTable, ...]
    has_table: bool


class LocatedText(NamedTuple):
    """A piece of prose, and where it begins."""

    text: str
    line: int
    column: int

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of a character of the text."""
        newline = self.text.rfind("\n", 0, offset)
        line = self.line + self.text.count("\n", 0, offset)
        return line, (self.column + offset if newline < 0 else offset - newline)


class SectionPart(NamedTuple):
    """The blocks below a heading, up to the next one that begins a section."""

    name: SectionName
    heading: Heading | None
    blocks: tuple[Block, ...]
    dialect: Dialect


def detect_dialect(blocks: tuple[Block, ...]) -> Dialect | None:
    """Return the dialect of a page with exact headings, None for every other page."""
    headings = {
        (block.level, block.text) for block in blocks if isinstance(block, Heading)
    }
    for name, sections in SECTION_HEADINGS.items():
        # One of the two headings is enough: a page without the other is a broken action, not prose.
        if any(sections.get(key) in ("request", "response") for key in headings):
            return name
    return None


def find_title(blocks: tuple[Block, ...], dialect: Dialect) -> Heading | None:
    """Return the first heading of level 1 that begins no section."""
    for block in blocks:
        if (
            isinstance(block, Heading)
            and block.level == 1
            and (1, block.text) not in SECTION_HEADINGS[dialect]
            and not stray_rows.is_row(block.text)
        ):
            return block
    return None


def split_sections(blocks: tuple[Block, ...], dialect: Dialect) -> list[SectionPart]:
    """Split a page at each heading above the level of models; blocks below the title belong to the introduction."""
    sections, model_level = SECTION_HEADINGS[dialect], _MODEL_LEVEL[dialect]
    first = find_title(blocks, dialect)
    parts: list[SectionPart] = []
    name: SectionName = "intro"
    heading: Heading | None = None
    start = 0
    for index, block in enumerate(blocks):
        if not isinstance(block, Heading) or block.level >= model_level:
            continue
        if stray_rows.is_row(block.text):
            continue
        following = (
            "intro" if block is first else sections.get((block.level, block.text))
        )
        if (
            following is None
            and name == "ignored"
            and heading
            and heading.level < block.level
        ):
            continue
        parts.append(SectionPart(name, heading, blocks[start:index], dialect))
        name, heading, start = following or "unknown", block, index + 1
    return [*parts, SectionPart(name, heading, blocks[start:], dialect)]


def select_parts(parts: list[SectionPart], *names: SectionName) -> list[SectionPart]:
    """Return the parts of one or more sections."""
    return [part for part in parts if part.name in names]


def read_section(parts: list[SectionPart]) -> Section | None:
    """Return the tables in the parts of a request or response section; None if there is no part."""
    if not parts or not parts[0].heading:
        return None
    own: list[Table] = []
    models: list[tuple[Heading, list[Table]]] = []
    for part in parts:
        tables = own
        for block in part.blocks:
            if is_model_heading(block, part):
                tables = []
                if block.text != MODELS_FOLLOW:
                    models.append((block, tables))
            elif is_group_heading(block, part):
                tables = own
            elif isinstance(block, Table):
                tables.append(block)
    dialect = parts[0].dialect
    model_tables = tuple(_read_model(*model, dialect) for model in models)
    rows = _find_rows(own, dialect)
    return Section(parts[0].heading, rows or (), model_tables, rows is not None)


def _read_model(heading: Heading, tables: list[Table], dialect: Dialect) -> ModelTable:
    rows = _find_rows(tables, dialect)
    return ModelTable(heading, rows or (), rows is not None)


def is_model_heading(block: Block, part: SectionPart) -> TypeGuard[Heading]:
    """Whether a block of a part is a heading on the level of models."""
    return (
        isinstance(block, Heading)
        and block.level == _MODEL_LEVEL[part.dialect]
        and not stray_rows.is_row(block.text)
    )


def is_group_heading(block: Block, part: SectionPart) -> TypeGuard[Heading]:
    """Whether a block of a part is a heading of more of the section's own parameters."""
    return (
        part.dialect == "variant"
        and isinstance(block, Heading)
        and block.level == GROUP_LEVEL
    )


def _find_rows(tables: list[Table], dialect: Dialect) -> tuple[SectionRow, ...] | None:
    """Return the rows of the tables of parameters, None if there is no such table."""
    layouts = [(table, columns.find_layout(table, dialect)) for table in tables]
    read = [(table, layout) for table, layout in layouts if layout]
    if not read:
        return None
    return tuple(
        SectionRow(row, layout) for table, layout in read for row in table.rows
    )


def collect_texts(parts: list[SectionPart], mark: str) -> tuple[LocatedText, ...]:
    """Return the plain paragraphs (mark ``""``) or the callouts of one mark."""
    paragraphs = (
        block for part in parts for block in part.blocks if isinstance(block, Paragraph)
    )
    return tuple(
        text
        for paragraph in paragraphs
        for piece_mark, text in _split_callouts(paragraph)
        if piece_mark == mark and text.text
    )


def _split_callouts(paragraph: Paragraph) -> Iterator[tuple[str, LocatedText]]:
    """Yield the text before the callouts of a paragraph, with mark "", and each callout up to the next one, with its mark."""
    if paragraph.text.startswith("<!--"):
        return
    mark, begin = "", 0
    for callout in _CALLOUT.finditer(paragraph.text):
        yield mark, _cut_text(paragraph, begin, callout.start())
        mark, begin = callout[1], callout.end()
    yield mark, _cut_text(paragraph, begin, len(paragraph.text))


def _cut_text(paragraph: Paragraph, begin: int, end: int) -> LocatedText:
    source = paragraph.text[begin:end]
    begin += len(source) - len(source.lstrip())
    whole = LocatedText(paragraph.text, paragraph.line, paragraph.column)
    return LocatedText(source.strip(), *whole.position(begin))


def find_fences(parts: list[SectionPart]) -> Iterator[Fence]:
    """Yield the code blocks of the parts."""
    return (
        block for part in parts for block in part.blocks if isinstance(block, Fence)
    )
