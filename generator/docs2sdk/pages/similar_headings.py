"""Finds the sections that a page lacks, and the lines that resemble their headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from docs2sdk.pages.markdown import Block, Fence, Heading, Paragraph
from docs2sdk.pages.sections import SECTION_HEADINGS, SectionName
from docs2sdk.schema import Dialect

# The words of headings of sections in published and in other documents, at any level.
_WORDS: dict[str, SectionName] = {
    "请求参数": "request",
    "request parameters": "request",
    "响应字段": "response",
    "响应参数": "response",
    "返回参数": "response",
    "返回字段": "response",
    "response elements": "response",
    "response parameters": "response",
    "简介": "intro",
    "接口说明": "intro",
    "接口描述": "intro",
    "功能说明": "intro",
    "功能描述": "intro",
    "使用方法": "ignored",
    "公共参数": "ignored",
    "定义": "unknown",
    "示例": "unknown",
    "请求示例": "request_example",
    "request example": "request_example",
    "响应示例": "response_example",
    "返回示例": "response_example",
    "response example": "response_example",
}
PARAMETER_SECTIONS: tuple[SectionName, ...] = ("request", "response")
_MARKS = re.compile(r"^[\s#>*+`_|\-0-9.)、]+|[\s#*`_:：|]+$")
_TRADITIONAL = str.maketrans("參數請應響", "参数请应响")
_MAX_LENGTH = 40
_MAX_CANDIDATES = 200  # bounds the time for a hint
_MIN_LIKENESS = 0.7


class SimilarLine(NamedTuple):
    """A line that seems to begin a section: its text for a message, and in ``written`` the text that it should have."""

    line: int
    column: int
    text: str
    written: str


class MissingSections(NamedTuple):
    """The sections of an action that a page lacks: a text for a message, and where the first similar line is.

    ``line`` is 0 if no line is similar.
    """

    text: str
    line: int
    column: int


def format_heading(dialect: Dialect, section: SectionName) -> str:
    """Return the heading of a section as it is written: ``### 请求参数``."""
    return next(
        f"{'#' * level} {text}"
        for (level, text), name in SECTION_HEADINGS[dialect].items()
        if name == section
    )


def recognize_section(text: str) -> SectionName | None:
    """Return the section that a heading's text names, at any level and with any marks; None for other texts."""
    return _WORDS.get(text) or _WORDS.get(_normalize(text))


def _normalize(text: str) -> str:
    if len(text) > 4 * _MAX_LENGTH:
        return ""
    return _MARKS.sub("", text).lower()


def find_missing_sections(
    blocks: Iterable[Block],
    dialect: Dialect,
    names: Iterable[SectionName] = PARAMETER_SECTIONS,
) -> MissingSections | None:
    """Return which of the sections ``names`` a page lacks; None if it has them all."""
    page = list(blocks)
    missing = [name for name in names if not _has_section(page, dialect, name)]
    if not missing:
        return None
    similar = find_similar_lines(page, dialect, missing)
    lines = [similar[name] for name in missing if name in similar]
    first = min(lines, key=lambda line: line.line) if lines else None
    text = "; ".join([_describe(dialect, missing), *map(_suggest, lines)])
    return MissingSections(
        text, first.line if first else 0, first.column if first else 1
    )


def _has_section(blocks: list[Block], dialect: Dialect, section: SectionName) -> bool:
    return any(
        isinstance(block, Heading)
        and SECTION_HEADINGS[dialect].get((block.level, block.text)) == section
        for block in blocks
    )


def _describe(dialect: Dialect, missing: list[SectionName]) -> str:
    sections = [
        f"{name.replace('_', ' ')} section ({format_heading(dialect, name)})"
        for name in missing
    ]
    if len(sections) == 1:
        return f"there is no {sections[0]}"
    return f"there is neither a {' nor a '.join(sections)}"


def _suggest(similar: SimilarLine) -> str:
    hint = f'did you mean "{similar.written}"?'
    return f'line {similar.line} has "{similar.text}"; {hint}'


def find_similar_lines(
    blocks: Iterable[Block], dialect: Dialect, missing: Iterable[SectionName]
) -> dict[SectionName, SimilarLine]:
    """Return, for each missing section, the line that is most similar to its heading, if any is similar enough."""
    best: dict[SectionName, tuple[float, SimilarLine]] = {}
    sections = tuple(missing)
    candidates = islice(_candidates(blocks, dialect), _MAX_CANDIDATES)
    for line, column, level, text in candidates:
        section, score = _find_nearest(text, sections)
        if section and score > best.get(section, (0.0,))[0]:
            shown, written = _add_hashes(level, text, format_heading(dialect, section))
            best[section] = score, SimilarLine(line, column, shown, written)
    return {section: line for section, (_, line) in best.items()}


def _add_hashes(level: int, text: str, written: str) -> tuple[str, str]:
    """Return a heading's text and the text it should have; both with their hashes if the level is wrong."""
    hashes, _, words = written.partition(" ")
    if level == len(hashes):
        return text, words
    return (f"{'#' * level} {text}" if level else text), written


def _candidates(
    blocks: Iterable[Block], dialect: Dialect
) -> Iterator[tuple[int, int, int, str]]:
    """Yield line, column, level and text of headings that begin no section, and of lines that may be meant as headings."""
    for block in blocks:
        if isinstance(block, Heading):
            if (block.level, block.text) not in SECTION_HEADINGS[dialect]:
                yield block.line, block.column, block.level, block.text
        elif isinstance(block, Paragraph | Fence):
            for number, line in enumerate(block.text.split("\n"), start=block.line):
                if (
                    len(line) <= _MAX_LENGTH
                    and recognize_section(line) in PARAMETER_SECTIONS
                ):
                    yield number, 1, 0, line.strip()


def _find_nearest(
    text: str, sections: tuple[SectionName, ...]
) -> tuple[SectionName | None, float]:
    """Return the section that a text is most similar to, and the similarity; None if it is not among ``sections``."""
    plain = _normalize(text).translate(_TRADITIONAL)
    if not plain or len(plain) > _MAX_LENGTH:
        return None, 0.0
    score, section = max(
        (_measure_likeness(plain, word), name) for word, name in _WORDS.items()
    )
    return (
        (section, score)
        if section in sections and score >= _MIN_LIKENESS
        else (None, 0.0)
    )


def _measure_likeness(text: str, word: str) -> float:
    if text == word:
        return 1.0
    if text.startswith(word) and len(word) > 2:
        return 0.95
    if len(text) == len(word) and sum(map(str.__ne__, text, word)) == 1:
        return 0.9
    # Imported here, since nearly no page gets this far.
    from difflib import SequenceMatcher

    return SequenceMatcher(None, text, word, autojunk=False).ratio()
