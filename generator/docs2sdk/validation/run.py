"""Recorded answers against a set of pages: what they contradict, once an action, and the corrections that follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from docs2sdk import workers
from docs2sdk.catalog import assembly
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.config import Settings
from docs2sdk.conform import evidence, proposals, recordings
from docs2sdk.conform.evidence import Evidence
from docs2sdk.conform.proposals import Left, Proposal
from docs2sdk.conform.recordings import Recording
from docs2sdk.counting import counted
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.lint import recognition
from docs2sdk.lint.findings import Finding
from docs2sdk.pages import sources
from docs2sdk.workers import Progress


@dataclass(frozen=True, slots=True)
class Conformity:
    """The findings by place, with paths from ``base``; what to propose, and what no correction mends.

    ``held`` answers of ``actions`` actions were held against their pages.  Not held were ``refusals``, which say nothing
    of the tables, and the answers by action that no page describes.
    """

    base: Path
    findings: tuple[Finding, ...]
    proposed: tuple[Proposal, ...]
    left: tuple[Left, ...]
    held: int
    actions: int
    refusals: int
    unknown: Mapping[str, int]


def conform(
    settings: Settings,
    recorded: Iterable[Path],
    progress: Progress,
    today: date | None = None,
) -> Conformity:
    """Hold recorded answers against the pages as they are corrected; BadRecording, or Refusal for unreadable pages.

    ``today`` decides which corrections have expired: the day of the run, in UTC, if not given.
    """
    answers = tuple(recordings.read(recorded))
    tree, day = sources.read_tree(settings.specs), today or datetime.now(UTC).date()
    with workers.started(settings.jobs) as crew:
        read = assembly.read_tree(settings, tree, crew, progress, day)
    by_action = _by_action(answers)
    found = tuple(_evidence(read, by_action))
    texts = {page.path: page.text for page in tree.pages}
    diagnostics = sorted(one for _, about in found for one in _findings(about))
    judged = tuple(_proposals(read, found, day))
    known = {about.action.wire for _, about in found}
    return Conformity(
        tree.base,
        tuple(recognition.findings(diagnostics, texts)),
        tuple(one for one in judged if isinstance(one, Proposal)),
        tuple(one for one in judged if isinstance(one, Left)),
        sum(about.answers for _, about in found),
        len(found),
        sum(one.is_refusal for one in answers),
        {name: len(by_action[name]) for name in sorted(by_action.keys() - known)},
    )


def _by_action(answers: Iterable[Recording]) -> dict[str, list[Recording]]:
    found: dict[str, list[Recording]] = defaultdict(list)
    for one in answers:
        if not one.is_refusal:
            found[one.action].append(one)
    return found


def _evidence(
    read: Catalog, by_action: Mapping[str, Sequence[Recording]]
) -> Iterator[tuple[str, Evidence]]:
    """Yield the folders of the actions that were answered, with what the answers say."""
    for service in read.services:
        for action in service.actions:
            if action.wire in by_action:
                yield service.folder, evidence.of(action, by_action[action.wire])


def _findings(about: Evidence) -> Iterator[Diagnostic]:
    """Yield each contradiction at its row, with the number of answers that say so."""
    for said in about.said:
        place = evidence.place(about.action, said.path)
        often = f"in {len(said.kept)} of {counted(about.answers, 'recorded answer')}"
        message = f"{said.message}; {often}, first {said.kept[0]}"
        yield Diagnostic(place, said.code, message)


def _proposals(
    read: Catalog, found: Iterable[tuple[str, Evidence]], day: date
) -> Iterator[Proposal | Left]:
    for folder, about in found:
        there = [one for one in read.corrections if one.action == about.action.wire]
        yield from proposals.of(folder, about, there, day)
