"""Recognizes headings that name actions, and pages that describe several actions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.pages import similar_headings, stray_rows
from docs2sdk.pages.markdown import Block, Heading
from docs2sdk.pages.sections import SectionName

_NUMBER = re.compile(r"^[0-9]+(?:\.[0-9]+)*[.、)]?\s*")
_NAME = re.compile(r"[A-Z][A-Za-z0-9]*")
# Several capitalized words, as in `CreateBox`, not `Overview` or `FAQ`.
_COMPOUND = re.compile(r"[A-Z][A-Za-z0-9]*[a-z0-9][A-Z][A-Za-z0-9]*")

_MAX_LENGTH, _MAX_LISTED = 200, 5


@dataclass(slots=True)
class _ActionHeading:
    heading: Heading
    name: str
    sections: set[SectionName] = field(default_factory=set)


def read_action_name(text: str) -> str:
    """Return the action that a heading or the text of a link names, "" if none: ``2 删除 - DeleteBox``, ``DeleteBox``."""
    if len(text) > _MAX_LENGTH:
        return ""
    before, _, last = _NUMBER.sub("", text.strip()).rpartition("-")
    name = last.strip()
    return name if (_NAME if before else _COMPOUND).fullmatch(name) else ""


def is_compound_name(name: str) -> bool:
    """Whether a name consists of several capitalized words, as hardly any word of prose does."""
    return bool(_COMPOUND.fullmatch(name))


def find_multiple_actions(path: str, blocks: Iterable[Block]) -> Diagnostic | None:
    """Report a page that describes several actions, at the heading of the second action; None for other pages.

    An action counts if its heading has a request or response section below it, at the same level or deeper; and two
    actions must have a section of the same name.
    """
    actions = [action for action in _find_candidates(blocks) if action.sections]
    counts = Counter(section for action in actions for section in action.sections)
    if not counts or max(counts.values()) < 2:
        return None
    names = [
        f"{action.name} line {action.heading.line}" for action in actions[:_MAX_LISTED]
    ]
    more = ["…"] if len(actions) > _MAX_LISTED else []
    second = actions[1].heading
    message = f"{len(actions)} actions on one page ({', '.join(names + more)})"
    return Diagnostic(Location(path, second.line, second.column), "D110", message)


def _find_candidates(blocks: Iterable[Block]) -> list[_ActionHeading]:
    """Return the headings that name an action, each with the sections below it."""
    candidates: list[_ActionHeading] = []
    enclosing: list[_ActionHeading] = []
    for heading in blocks:
        if not isinstance(heading, Heading) or stray_rows.is_row(heading.text):
            continue
        while enclosing and enclosing[-1].heading.level > heading.level:
            enclosing.pop()
        section = similar_headings.recognize_section(heading.text)
        if section in ("request", "response"):
            if enclosing:
                enclosing[-1].sections.add(section)
        elif not section and (name := read_action_name(heading.text)):
            candidates.append(_ActionHeading(heading, name))
            enclosing.append(candidates[-1])
    return candidates
