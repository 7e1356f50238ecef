"""Finds blocks that are never closed and hide the rest of the page: comments, fences and verbatim HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.pages import similar_headings, stray_rows
from docs2sdk.pages.markdown import Block, Fence, OpenFence, Paragraph

_VERBATIM = re.compile(r"<(script|pre|style|textarea)\b", re.IGNORECASE)


class _Opening(NamedTuple):
    """An unclosed block: its first line, its kind for a message, and the text that it hides."""

    line: int
    kind: str
    text: str


def find_unclosed_block(
    path: str, blocks: Iterable[Block], is_of_action: bool
) -> Diagnostic | None:
    """Report the first block that is never closed and hides headings of sections or rows; None if there is none.

    A last example without its closing mark hides nothing.  On the page of an action a code block that includes a section's
    heading and is closed by the opening mark of the next code block counts, too; other pages may show how to write a page.
    """
    for block in blocks:
        opening = _find_opening(block)
        if opening and any(map(_is_hidden_content, opening.text.split("\n"))):
            return _report(path, opening)
        if (
            isinstance(block, Fence)
            and (is_of_action or block.info.startswith("#"))
            and "#" in block.text
            and any(map(_is_section, block.text.split("\n")))
        ):
            return _report(path, _Opening(block.line - 1, "the code block", ""))
    return None


def _report(path: str, opening: _Opening) -> Diagnostic:
    message = f"{opening.kind} does not end before the next section"
    return Diagnostic(Location(path, opening.line), "D114", message)


def _find_opening(block: Block) -> _Opening | None:
    """Return where an unclosed block begins, None for all other blocks."""
    if isinstance(block, OpenFence):
        text = f"{block.info}\n{block.text}"
        return _Opening(block.line - 1, "the code block", text)
    if not isinstance(block, Paragraph):
        return None
    tag = _VERBATIM.match(block.text)
    if tag and f"</{tag[1].lower()}>" not in block.text.lower():
        element = f"the element <{tag[1]}>"
        return _Opening(block.line, element, block.text[tag.end() + 1 :])
    if not block.text.startswith("<!--"):
        return None
    text = stray_rows.remove_comments(block.text)
    begin = text.find("<!--")
    if begin < 0:
        return None
    line = block.line + text.count("\n", 0, begin)
    return _Opening(line, "the comment", text[begin + len("<!--") :])


def _is_hidden_content(line: str) -> bool:
    return _is_section(line) or stray_rows.is_certain_row(line)


def _is_section(line: str) -> bool:
    text = line.strip()
    return text.startswith("#") and similar_headings.recognize_section(text) is not None
