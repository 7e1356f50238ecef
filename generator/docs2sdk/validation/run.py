"""Validates recorded responses against a set of pages: contradictions per action, and the corrections that follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from docs2sdk import workers
from docs2sdk.catalog import assembly
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.config import Settings
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.lint import fingerprints
from docs2sdk.lint.findings import Finding
from docs2sdk.message_text import pluralize
from docs2sdk.pages import page_sources, run_inputs
from docs2sdk.pages.page_folders import PageFolders
from docs2sdk.validation.evidence import Evidence, find_location, gather_evidence
from docs2sdk.validation.proposals import Proposal, Unresolved, propose_corrections
from docs2sdk.validation.recordings import Recording, read_recordings
from docs2sdk.workers import ProgressCallback


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """The findings by location, with paths relative to ``base``; the corrections to propose, and contradictions without.

    ``responses`` of ``actions`` actions were compared with their pages.  Not compared were ``api_errors``, which need not
    have the fields of the tables, and ``undocumented``: the number of responses by action that no page describes.
    """

    base: PageFolders
    findings: tuple[Finding, ...]
    proposals: tuple[Proposal, ...]
    unresolved: tuple[Unresolved, ...]
    responses: int
    actions: int
    api_errors: int
    undocumented: Mapping[str, int]


def validate(
    settings: Settings,
    paths: Iterable[Path],
    progress: ProgressCallback,
    today: date | None = None,
) -> ValidationResult:
    """Compare the responses recorded in files with the pages, overlays applied.

    ``today`` decides which corrections have expired: the day of the run, in UTC, if None.
    InvalidRecording for a file without recorded responses, UserError for unreadable pages.
    """
    recordings = tuple(read_recordings(paths))
    tree = page_sources.decode_tree(run_inputs.read_page_files(settings))
    day = today or assembly.today_in_utc()
    with workers.open_pool(settings.jobs) as pool:
        catalog = assembly.read_catalog_of_tree(settings, tree, pool, progress, day)
    by_action = _group_by_action(recordings)
    by_folder = tuple(_gather_by_folder(catalog, by_action))
    texts = {page.path: page.text for page in tree.pages}
    diagnostics = sorted(
        diagnostic
        for _, evidence in by_folder
        for diagnostic in _report_contradictions(evidence)
    )
    proposed = tuple(_propose(catalog, by_folder, day))
    documented = {evidence.action.name for _, evidence in by_folder}
    return ValidationResult(
        tree.base,
        tuple(fingerprints.make_findings(diagnostics, texts)),
        tuple(item for item in proposed if isinstance(item, Proposal)),
        tuple(item for item in proposed if isinstance(item, Unresolved)),
        sum(evidence.responses for _, evidence in by_folder),
        len(by_folder),
        sum(recording.is_api_error for recording in recordings),
        {name: len(by_action[name]) for name in sorted(by_action.keys() - documented)},
    )


def _group_by_action(recordings: Iterable[Recording]) -> dict[str, list[Recording]]:
    by_action: dict[str, list[Recording]] = defaultdict(list)
    for recording in recordings:
        if not recording.is_api_error:
            by_action[recording.action].append(recording)
    return by_action


def _gather_by_folder(
    catalog: Catalog, by_action: Mapping[str, Sequence[Recording]]
) -> Iterator[tuple[str, Evidence]]:
    """Yield the evidence on each action with recorded responses, and the folder of its service."""
    for service in catalog.services:
        for action in service.actions:
            if action.name in by_action:
                yield service.folder, gather_evidence(action, by_action[action.name])


def _report_contradictions(evidence: Evidence) -> Iterator[Diagnostic]:
    """Yield each contradiction at its row, with the number of responses that have it."""
    total = pluralize(evidence.responses, "recorded response")
    for contradiction in evidence.contradictions:
        location = find_location(evidence.action, contradiction.path)
        recorded = contradiction.sources
        frequency = f"in {len(recorded)} of {total}, first {recorded[0]}"
        message = f"{contradiction.message}; {frequency}"
        yield Diagnostic(location, contradiction.code, message)


def _propose(
    catalog: Catalog, by_folder: Iterable[tuple[str, Evidence]], day: date
) -> Iterator[Proposal | Unresolved]:
    for folder, evidence in by_folder:
        name = evidence.action.name
        corrections = [item for item in catalog.corrections if item.action == name]
        yield from propose_corrections(folder, evidence, corrections, day)
