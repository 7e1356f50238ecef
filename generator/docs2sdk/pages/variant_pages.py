"""Reads the headings of documents that are not in the published layout: by their words, at any level.

Each action of such a page gets the headings of a modern page, at their lines, so that everything else reads one layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from docs2sdk.pages import action_headings, similar_headings, stray_rows
from docs2sdk.pages.markdown import Block, Heading, Paragraph, Table
from docs2sdk.pages.sections import GROUP_LEVEL, MODELS_FOLLOW, SectionName

_TITLE_LEVEL, _UNKNOWN_LEVEL, _MODEL_LEVEL = 1, 2, 4
# The words behind a model's name in a heading, as in `BoxInfo 结构`.
_MODEL = re.compile(
    r"[`\s]*(?P<name>[A-Za-z_][A-Za-z0-9_]*)[`\s]*(?P<words>元素结构|元素字段|元素|结构体|结构|字段|对象|数据模型|模型)?(?:说明|定义)?\s*[:：]?\s*"
)
_COMMON = "公共参数"
_MAX_LENGTH = 200


class ActionBlocks(NamedTuple):
    """The blocks of one action with the headings of a modern page; ``heading`` is the action's, as it is written.

    ``preface`` are the blocks above the first action of the page.
    """

    heading: Heading
    blocks: tuple[Block, ...]
    preface: tuple[Block, ...]


def split_page(blocks: tuple[Block, ...]) -> tuple[ActionBlocks, ...]:
    """Return the actions of a page; none if it has neither one action with both sections, nor several actions."""
    page = action_headings.raise_bold_lines(blocks)
    actions = action_headings.find_action_headings(page)
    if len(actions) < 2 and not any(len(action.sections) > 1 for action in actions):
        return ()
    bounds = list(pairwise([*(action.index for action in actions), len(page)]))
    return tuple(
        ActionBlocks(
            action.heading,
            tuple(_rewrite_headings(action.heading, page[begin + 1 : end])),
            page[:begin] if action is actions[0] else (),
        )
        for action, (begin, end) in zip(actions, bounds, strict=True)
    )


def _rewrite_headings(title: Heading, blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield the blocks of an action, with every heading on the level on which a modern page has it."""
    yield title._replace(level=_TITLE_LEVEL)
    section: SectionName = "intro"
    level = title.level
    for index, block in enumerate(blocks):
        has_parameters = section in similar_headings.PARAMETER_SECTIONS
        if has_parameters and (model := _read_model(blocks, index)):
            yield model
        elif not isinstance(block, Heading) or stray_rows.is_row(block.text):
            yield block
        elif has_parameters and block.text == MODELS_FOLLOW:
            yield block._replace(level=_MODEL_LEVEL)
        else:
            word = _recognize_section(block)
            if word or block.level <= level or section == "unknown":
                section, level = word or "unknown", block.level
                yield _write_section(block, section)
            else:
                yield block._replace(level=GROUP_LEVEL)


def _recognize_section(heading: Heading) -> SectionName | None:
    """Return the section that a heading begins; the common parameters are a group of the request, or no section."""
    is_common = _COMMON in heading.text
    return None if is_common else similar_headings.recognize_section(heading.text)


def _write_section(heading: Heading, section: SectionName) -> Heading:
    """Return the heading of a section as a modern page has it."""
    if section == "unknown":
        return heading._replace(level=_UNKNOWN_LEVEL)
    hashes, _, text = similar_headings.format_heading("modern", section).partition(" ")
    return heading._replace(level=len(hashes), text=text)


def _read_model(blocks: tuple[Block, ...], index: int) -> Heading | None:
    """Return the heading of a model, for a heading or a line of text that is one; None for every other block."""
    block = blocks[index]
    if not isinstance(block, Heading | Paragraph) or len(block.text) > _MAX_LENGTH:
        return None
    match = _MODEL.fullmatch(block.text)
    if not match:
        return None
    if isinstance(block, Heading):
        is_model = action_headings.has_parameters_below(blocks, index)
    else:
        below = blocks[index + 1 : index + 2]
        is_model = bool(match["words"] and below and isinstance(below[0], Table))
    if not is_model:
        return None
    return Heading(_MODEL_LEVEL, match["name"], block.line, block.column)
