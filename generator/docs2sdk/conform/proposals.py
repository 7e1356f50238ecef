"""What recorded answers contradict → corrections for an overlay, each tried before it is proposed.

What no correction says, or the answers do not decide, is told in words and left to people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from docs2sdk.conform import evidence
from docs2sdk.conform.evidence import Evidence, Row, Said
from docs2sdk.diagnostics import printable
from docs2sdk.overlays import apply_action as corrected
from docs2sdk.overlays import overlay_files as overlays
from docs2sdk.overlays.overlay_files import Correction
from docs2sdk.pages.sources import Source
from docs2sdk.places import Place
from docs2sdk.python import classes
from docs2sdk.schema import Action

HEAD = """\
# Proposed by docs2sdk conform.  Look at each, and put it into overlays/<service>.toml.
"""
_LEFT = """\

# What no correction says: mend the page.
"""
_IN_WORDS = {
    "D409": "no correction adds a row",
    "D412": "no correction spells a key otherwise; clients take both",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A correction of a response field: what to set, and how many answers were so."""

    folder: str
    action: str
    path: tuple[str, ...]
    changes: Mapping[str, str | bool]
    answers: int

    @property
    def entry(self) -> str:
        """The correction as an overlay has it."""
        set_ = (f"{key} = {_toml(value)}" for key, value in self.changes.items())
        responses = "response" if self.answers == 1 else "responses"
        lines = (
            "[[correction]]",
            f"action = {_toml(self.action)}",
            f"field = {_toml('.'.join(self.path))}",
            *set_,
            f'reason = "answered so in {self.answers} recorded {responses}"',
        )
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class Left:
    """A contradiction that no correction mends, and why."""

    folder: str
    action: str
    message: str
    why: str


@dataclass(frozen=True, slots=True)
class _Change:
    """What one contradiction asks of a row."""

    row: Row
    key: str
    value: str | bool
    said: Said


def of(
    folder: str, found: Evidence, there: Iterable[Correction], today: date
) -> Iterator[Proposal | Left]:
    """Yield what to propose for an action, and what is left; ``there`` are the corrections that it has."""
    places = dict(_corrected(found.action, there))
    wanted: dict[Row, list[_Change]] = defaultdict(list)
    for said in found.said:
        change = _change(found, said, places)
        if isinstance(change, _Change):
            wanted[change.row].append(change)
        else:
            yield Left(folder, found.action.wire, said.message, change)
    for changes in wanted.values():
        yield from _tried(folder, found.action, changes, today)


def _corrected(
    action: Action, there: Iterable[Correction]
) -> Iterator[tuple[tuple[Row, str], Place]]:
    """Yield the rows of the response that have corrections, with the key that is set, and where."""
    for one in there:
        row = evidence.row(action, one.path) if one.part == "response" else None
        if row:
            yield from (((row, key), one.at(key)) for key in one.changes)


def _change(
    found: Evidence, said: Said, places: Mapping[tuple[Row, str], Place]
) -> _Change | str:
    """Return what a contradiction asks of its row, or why no correction can."""
    if said.code in _IN_WORDS:
        return _IN_WORDS[said.code]
    row = evidence.row(found.action, said.path)
    if row is None or (not row.owner and row.wire in classes.ENVELOPE):
        return "it belongs to every answer"
    key = "required" if said.code == "D411" else "type"
    if at := places.get((row, key)):
        return f"{at.path}:{at.line} corrects it already"
    if key == "required":
        return _Change(row, key, False, said)
    kinds = found.kinds[row]
    type_ = evidence.type_of(kinds)
    if type_ is None:
        return f"it came as {', '.join(sorted(kinds))}, and no correction says that"
    return _Change(row, key, type_, said)


def _tried(
    folder: str, action: Action, changes: Sequence[_Change], today: date
) -> Iterator[Proposal | Left]:
    """Yield the proposal for a row if an overlay can carry it out, else what is in the way."""
    path = min((one.said.path for one in changes), key=lambda path: (len(path), path))
    kept = {where for one in changes for where in one.said.kept}
    set_ = {one.key: one.value for one in changes}
    proposal = Proposal(folder, action.wire, path, set_, len(kept))
    why = _problem(action, proposal, today)
    if not why:
        yield proposal
        return
    for one in changes:
        yield Left(folder, action.wire, one.said.message, why)


def _problem(action: Action, proposal: Proposal, today: date) -> str:
    """Return what speaks against a proposal when it is read and carried out, "" if nothing does."""
    read = overlays.parse(Source("proposed.toml", proposal.entry))
    done = corrected.corrected(action, read.corrections, today)
    found = [*(fault.finding for fault in read.faults), *done.diagnostics]
    return found[0].message if found else ""


def document(proposed: Iterable[Proposal], left: Iterable[Left]) -> str:
    """Return the text of an overlay file with the proposals by product, and as comments what is left to people."""
    parts = [HEAD]
    for folder, group in groupby(proposed, key=lambda one: one.folder):
        entries = "\n".join(one.entry for one in group)
        parts.append(f"\n# {folder}\n\n{entries}")
    lines = [
        f"# {printable(f'{one.folder} {one.action}: {one.message}: {one.why}')}\n"
        for one in left
    ]
    return "".join([*parts, *([_LEFT] if lines else []), *lines])


def _toml(value: str | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"'
