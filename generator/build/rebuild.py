"""Pages → catalog → plan → files in memory → changes: all of a run but for the commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from generator.build import build, plan
from generator.build.changes import Changes, find_changes
from generator.build.disk import Output
from generator.build.manifest import File
from generator.build.plan import Plan
from generator.build.report import Report, of_catalog
from generator.cache import Cache
from generator.catalog import assembly, overlays, selection, subset
from generator.catalog.catalog import Catalog
from generator.catalog.overlays import Overlay
from generator.catalog.selection import Selection
from generator.config import Settings
from generator.diagnostics import Diagnostic
from generator.pages.inputs import Inputs
from generator.pages.page_cache import PageCache
from generator.workers import Progress, Workers


@dataclass(frozen=True)
class Rebuilt:
    """What was decided, and what it comes to; ``report`` is that of a run that carries the changes out."""

    catalog: Catalog
    plan: Plan
    changes: Changes
    report: Report


def rebuild(
    settings: Settings,
    inputs: Inputs,
    output: Output,
    cache: Cache,
    pool: Workers,
    progress: Progress,
    today: date,
) -> Rebuilt:
    """Make everything in memory and compare it with the output; UnreadableInput or BadSettings."""
    pages = PageCache(inputs, cache)
    read_overlays = tuple(map(overlays.understood, inputs.overlays))
    catalog = _read_catalog(settings, pages, output, read_overlays, pool, progress, today)
    _check_services(settings, catalog, output)
    decided = plan.make_plan(catalog, output, settings)
    step = partial(progress, "generate")
    files = build.build_files(decided, catalog, output, settings, pages, pool, step)
    retained = dict(_retained_files(decided, output))
    changes = find_changes(files, retained, settings.package, output)
    found = _about_run(settings, catalog, decided, (*catalog.diagnostics, *files.diagnostics))
    report = _report(settings, inputs, catalog, decided, changes, found)
    until = _valid_until(read_overlays, today)
    return Rebuilt(catalog, decided, changes, replace(report, valid_until=until))


def _read_catalog(
    settings: Settings,
    pages: PageCache,
    output: Output,
    read_overlays: tuple[Overlay, ...],
    pool: Workers,
    progress: Progress,
    today: date,
) -> Catalog:
    catalog = assembly.assemble(
        settings,
        pages.inputs.tree,
        pages.read(pool, progress),
        read_overlays,
        today,
        _known_actions(output),
        pages.complete,
    )
    lost = plan.find_lost_pages(catalog, output)
    return replace(catalog, diagnostics=tuple(sorted((*catalog.diagnostics, *lost))))


def _known_actions(output: Output) -> dict[str, str]:
    """Return which action each page gave in the last run."""
    return {page: entry.action for page, entry in output.entries.items()}


def _check_services(settings: Settings, catalog: Catalog, output: Output) -> None:
    if settings.services:
        others = {page.partition("/")[0] for page in output.entries}
        named = plan.name_packages(catalog, output.names, others)
        subset.check_services(catalog, named, settings.services)


def _retained_files(decided: Plan, output: Output) -> Iterator[tuple[str, File]]:
    """Yield the files that stay, as they are there."""
    ours = output.manifest
    staying = [path for page in decided.retained for path in ours.pages[page]]
    for path in (*staying, *decided.retained_errors):
        file = ours.files[path]
        found = output.digests.get(path, "")
        digests = (found,) if found in file.digests else file.digests
        yield path, file._replace(digests=digests, merged=False)


def _about_run(
    settings: Settings, catalog: Catalog, decided: Plan, diagnostics: Iterable[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """Return the diagnostics about all that the run is for."""
    return tuple(
        sorted(
            one
            for one in diagnostics
            if not settings.services
            or subset.concerns(one.place.path, catalog, decided.folders)
        )
    )


def _report(
    settings: Settings,
    inputs: Inputs,
    catalog: Catalog,
    decided: Plan,
    changes: Changes,
    diagnostics: tuple[Diagnostic, ...],
) -> Report:
    before = {entry.action for entry in changes.output.entries.values()}
    now = {entry.action for entry in decided.entries}
    patterns = Selection(settings.include, settings.exclude)
    known = _known_actions(changes.output)
    return replace(
        of_catalog(catalog, inputs.raw.base, settings.out, diagnostics),
        retained=tuple(sorted(entry.action for entry in decided.held_back)),
        unmade=decided.unmade,
        unmatched=tuple(selection.unmatched(catalog, patterns, known)),
        orphans=changes.orphans,
        added=tuple(sorted(now - before)),
        removed=tuple(sorted(before - now)),
        written=tuple(changes.texts),
        unchanged=len(changes.unchanged),
        deleted=changes.deleted,
        changes=changes,
    )


def _valid_until(read_overlays: Iterable[Overlay], today: date) -> str:
    """Return the last day on which all corrections hold that hold today, "" for ever."""
    ends = (one.expires for overlay in read_overlays for one in overlay.corrections)
    return min((str(end) for end in ends if end and end >= today), default="")
