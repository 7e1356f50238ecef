"""Turns contradictions in recorded responses into corrections for an overlay, each tried before it is proposed.

Contradictions that no correction can express, or that the responses do not settle, are listed with the reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from docs2sdk.diagnostics import escape_unprintable
from docs2sdk.locations import Location
from docs2sdk.message_text import pluralize
from docs2sdk.overlays import apply_action, overlay_files
from docs2sdk.overlays.overlay_files import Correction
from docs2sdk.pages.page_sources import Source
from docs2sdk.protocol import RESPONSE_ENVELOPE
from docs2sdk.schema import Action
from docs2sdk.validation.evidence import (
    Evidence,
    RecordedContradiction,
    RowKey,
    find_common_type,
    find_row,
)

HEAD = """\
# Proposed by docs2sdk validate.  Review each correction, then move it to overlays/<service>.toml.
"""
_UNRESOLVED_HEAD = """\

# No correction can express these.  Fix the pages.
"""
_INEXPRESSIBLE = {
    "D409": "a correction cannot add a row",
    "D412": "a correction cannot change the case of a key; clients accept both",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A correction of a response field: the keys to set, and the number of responses that show it."""

    folder: str
    action: str
    path: tuple[str, ...]
    changes: Mapping[str, str | bool]
    responses: int

    @property
    def overlay_entry(self) -> str:
        """The correction in the form of an overlay file (TOML)."""
        assignments = (f"{key} = {_toml(value)}" for key, value in self.changes.items())
        count = pluralize(self.responses, "recorded response")
        lines = (
            "[[correction]]",
            f"action = {_toml(self.action)}",
            f"field = {_toml('.'.join(self.path))}",
            *assignments,
            f'reason = "observed in {count}"',
        )
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A contradiction for which no correction is proposed, and why."""

    folder: str
    action: str
    message: str
    reason: str


@dataclass(frozen=True, slots=True)
class _RowChange:
    """The key of a row that one contradiction requires to change, and its value."""

    row: RowKey
    key: str
    value: str | bool
    contradiction: RecordedContradiction


def propose_corrections(
    folder: str, evidence: Evidence, corrections: Iterable[Correction], today: date
) -> Iterator[Proposal | Unresolved]:
    """Yield the proposals for an action, and its contradictions without one; ``corrections`` are those that it has."""
    action = evidence.action
    locations = dict(_corrected_keys(action, corrections))
    by_row: dict[RowKey, list[_RowChange]] = defaultdict(list)
    for contradiction in evidence.contradictions:
        change = _find_change(evidence, contradiction, locations)
        if isinstance(change, _RowChange):
            by_row[change.row].append(change)
        else:
            yield Unresolved(folder, action.name, contradiction.message, change)
    for changes in by_row.values():
        yield from _try_changes(folder, action, changes, today)


def _corrected_keys(
    action: Action, corrections: Iterable[Correction]
) -> Iterator[tuple[tuple[RowKey, str], Location]]:
    """Yield each row and key of the response that a correction sets, with the location of that."""
    for correction in corrections:
        if correction.target_kind == "response":
            row = find_row(action, correction.path)
            if row:
                yield from (
                    ((row, key), correction.locate_key(key))
                    for key in correction.changes
                )


def _find_change(
    evidence: Evidence,
    contradiction: RecordedContradiction,
    locations: Mapping[tuple[RowKey, str], Location],
) -> _RowChange | str:
    """Return the change that a contradiction requires, or the reason why there is none."""
    if contradiction.code in _INEXPRESSIBLE:
        return _INEXPRESSIBLE[contradiction.code]
    row = find_row(evidence.action, contradiction.path)
    if row is None or (not row.model and row.name in RESPONSE_ENVELOPE):
        return "the field is part of every response"
    key = "required" if contradiction.code == "D411" else "type"
    if location := locations.get((row, key)):
        return f"{location.path}:{location.line} corrects it already"
    if key == "required":
        return _RowChange(row, key, False, contradiction)
    types = evidence.value_types[row]
    type_ = find_common_type(types)
    if type_ is None:
        names = ", ".join(sorted(types))
        return f"the values are {names}, which no correction can express"
    return _RowChange(row, key, type_, contradiction)


def _try_changes(
    folder: str, action: Action, changes: Sequence[_RowChange], today: date
) -> Iterator[Proposal | Unresolved]:
    """Yield the proposal for a row if an overlay can apply it, else its contradictions with the reason."""
    contradictions = [change.contradiction for change in changes]
    paths = (contradiction.path for contradiction in contradictions)
    path = min(paths, key=lambda path: (len(path), path))
    sources = {source for each in contradictions for source in each.sources}
    values = {change.key: change.value for change in changes}
    proposal = Proposal(folder, action.name, path, values, len(sources))
    problem = _find_problem(action, proposal, today)
    if not problem:
        yield proposal
        return
    for contradiction in contradictions:
        yield Unresolved(folder, action.name, contradiction.message, problem)


def _find_problem(action: Action, proposal: Proposal, today: date) -> str:
    """Return the first diagnostic when a proposal is read and applied, "" if there is none."""
    overlay = overlay_files.parse_overlay(
        Source("proposed.toml", proposal.overlay_entry)
    )
    applied = apply_action.correct_action(action, overlay.corrections, today)
    faults = (fault.diagnostic for fault in overlay.faults)
    diagnostics = [*faults, *applied.diagnostics]
    return diagnostics[0].message if diagnostics else ""


def write_overlay(
    proposals: Iterable[Proposal], unresolved: Iterable[Unresolved]
) -> str:
    """Return the text of an overlay file with the proposals by product, and the unresolved contradictions as comments."""
    parts = [HEAD]
    for folder, group in groupby(proposals, key=lambda proposal: proposal.folder):
        entries = "\n".join(proposal.overlay_entry for proposal in group)
        parts.append(f"\n# {folder}\n\n{entries}")
    comments = [f"# {escape_unprintable(_describe(item))}\n" for item in unresolved]
    return "".join([*parts, *([_UNRESOLVED_HEAD] if comments else []), *comments])


def _describe(item: Unresolved) -> str:
    return f"{item.folder} {item.action}: {item.message}: {item.reason}"


def _toml(value: str | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"'
