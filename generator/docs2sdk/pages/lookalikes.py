"""Headings that are nearly those of the grammar, and what to say of a section that is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from docs2sdk.pages.markdown import Block, Fence, Heading, Paragraph
from docs2sdk.pages.sections import SECTION_HEADINGS, SectionName
from docs2sdk.schema import Dialect

# The words of a section in published and in other documents, at whatever level they stand.
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
    "使用方法": "passed",
    "公共参数": "passed",
    "定义": "unknown",
    "示例": "unknown",
    "请求示例": "request_example",
    "request example": "request_example",
    "响应示例": "response_example",
    "返回示例": "response_example",
    "response example": "response_example",
}
PARAMETERS: tuple[SectionName, ...] = ("request", "response")
_MARKS = re.compile(r"^[\s#>*+`_|\-0-9.)、]+|[\s#*`_:：|]+$")
_TRADITIONAL = str.maketrans("參數請應響", "参数请应响")
_MAX_LENGTH = 40
_MAX_CANDIDATES = 200  # a hint is worth little time
_LIKE = 0.7


class SimilarLine(NamedTuple):
    """A line that seems to begin a section, with the text as it is shown; ``written`` is how it should be."""

    section: SectionName
    line: int
    column: int
    text: str
    written: str


class MissingSections(NamedTuple):
    """What a page lacks of an action's sections: the text for a message, and where the first lookalike is, if any."""

    text: str
    line: int
    column: int


def write_heading(dialect: Dialect, section: SectionName) -> str:
    """Return the line that begins a section: ``### 请求参数``."""
    return next(
        f"{'#' * level} {text}"
        for (level, text), name in SECTION_HEADINGS[dialect].items()
        if name == section
    )


def recognize_section(text: str) -> SectionName | None:
    """Return the section that a heading's words name, whatever its level and marks; None for other words."""
    return _WORDS.get(text) or _WORDS.get(_plain(text))


def _plain(text: str) -> str:
    if len(text) > 4 * _MAX_LENGTH:
        return ""
    return _MARKS.sub("", text).lower()


def find_missing_sections(
    blocks: Iterable[Block], dialect: Dialect, names: Iterable[SectionName] = PARAMETERS
) -> MissingSections | None:
    """Return what a page lacks of the sections; None if it has them all."""
    known = list(blocks)
    missing = [name for name in names if not _has_section(known, dialect, name)]
    if not missing:
        return None
    likely = find_similar_lines(known, dialect, missing)
    lines = [likely[name] for name in missing if name in likely]
    first = min(lines, key=lambda one: one.line) if lines else None
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
        f"{name.replace('_', ' ')} section ({write_heading(dialect, name)})"
        for name in missing
    ]
    if len(sections) == 1:
        return f"there is no {sections[0]}"
    return f"there is neither a {' nor a '.join(sections)}"


def _suggest(likely: SimilarLine) -> str:
    hint = f'did you mean "{likely.written}"?'
    return f'line {likely.line} has "{likely.text}"; {hint}'


def find_similar_lines(
    blocks: Iterable[Block], dialect: Dialect, missing: Iterable[SectionName]
) -> dict[SectionName, SimilarLine]:
    """Return, for each missing section, the line that is most like its heading, if any is."""
    best: dict[SectionName, tuple[float, SimilarLine]] = {}
    wanted = tuple(missing)
    candidates = islice(_candidates(blocks, dialect), _MAX_CANDIDATES)
    for line, column, level, text in candidates:
        section, score = _nearest(text, wanted)
        if section and score > best.get(section, (0.0,))[0]:
            shown, written = _shown(level, text, write_heading(dialect, section))
            best[section] = score, SimilarLine(section, line, column, shown, written)
    return {section: likely for section, (_, likely) in best.items()}


def _shown(level: int, text: str, written: str) -> tuple[str, str]:
    """Return a heading and how it should be, both with their hashes if the level is wrong."""
    hashes, _, words = written.partition(" ")
    if level == len(hashes):
        return text, words
    return (f"{'#' * level} {text}" if level else text), written


def _candidates(
    blocks: Iterable[Block], dialect: Dialect
) -> Iterator[tuple[int, int, int, str]]:
    """Yield line, column, level and text of headings that begin no section, and of lines that may have been headings."""
    for block in blocks:
        if isinstance(block, Heading):
            if (block.level, block.text) not in SECTION_HEADINGS[dialect]:
                yield block.line, block.column, block.level, block.text
        elif isinstance(block, Paragraph | Fence):
            for number, line in enumerate(block.text.split("\n"), start=block.line):
                if len(line) <= _MAX_LENGTH and recognize_section(line) in PARAMETERS:
                    yield number, 1, 0, line.strip()


def _nearest(
    text: str, wanted: tuple[SectionName, ...]
) -> tuple[SectionName | None, float]:
    """Return the wanted section that a text is most like, and how much; None if it is more like another one."""
    plain = _plain(text).translate(_TRADITIONAL)
    if not plain or len(plain) > _MAX_LENGTH:
        return None, 0.0
    score, section = max(
        (_likeness(plain, word), name) for word, name in _WORDS.items()
    )
    return (section, score) if section in wanted and score >= _LIKE else (None, 0.0)


def _likeness(text: str, word: str) -> float:
    if text == word:
        return 1.0
    if text.startswith(word) and len(word) > 2:
        return 0.95
    if len(text) == len(word) and sum(map(str.__ne__, text, word)) == 1:
        return 0.9
    # Pages without a lookalike, which are nearly all, need not wait for it.
    from difflib import SequenceMatcher

    return SequenceMatcher(None, text, word, autojunk=False).ratio()
