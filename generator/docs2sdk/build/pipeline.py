"""Pages → catalog → plan → files in memory → changes: all of a run but for the commit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from docs2sdk.build import build, disk, plan
from docs2sdk.build.changes import Changes, find_changes
from docs2sdk.build.context import Run
from docs2sdk.build.disk import Output
from docs2sdk.build.manifest import File
from docs2sdk.build.plan import Plan
from docs2sdk.build.report import Report, of_catalog
from docs2sdk.catalog import assembly, selection, subset
from docs2sdk.catalog.selection import Selection
from docs2sdk.overlays import files as overlay_files
from docs2sdk.pages.page_cache import PageCache
from docs2sdk.python.rendering import check_action_file
from docs2sdk.refusals import OutputUnusable, Unsafe
from docs2sdk.workers import Workers, started


@dataclass(frozen=True)
class Rebuilt:
    """What was decided, and what it comes to; ``report`` is that of a run that carries the changes out."""

    plan: Plan
    changes: Changes
    report: Report


def rebuild(run: Run, output: Output) -> Rebuilt:
    """Make everything in memory and compare it with the output; UnreadableInput or BadSettings."""
    with started(run.settings.jobs) as pool:
        return _rebuild_with(pool, run, output)


def _rebuild_with(pool: Workers, run: Run, output: Output) -> Rebuilt:
    settings, pages = run.settings, PageCache(run.inputs, run.cache)
    known = {page: entry.action for page, entry in output.entries.items()}
    read_overlays = tuple(map(overlay_files.understood, run.inputs.overlays))
    catalog = assembly.assemble(
        settings,
        run.inputs.tree,
        pages.read(pool, run.progress),
        read_overlays,
        run.today,
        known,
        pages.complete,
    )
    decided = plan.make_plan(catalog, output, settings)
    _check_retained(decided, output)
    step = partial(run.progress, "generate")
    files = build.build_files(decided, catalog, output, settings, pages, pool, step)
    retained = dict(_retained_files(decided, output))
    looked_at = disk.look(output, files.files.keys())
    changes = find_changes(files, retained, settings.package, looked_at)
    found = (*catalog.diagnostics, *files.diagnostics)
    chosen = decided.folders if settings.services else None
    concerned = subset.concerning(found, catalog, chosen)
    patterns = Selection(settings.include, settings.exclude)
    report = replace(
        of_catalog(catalog, run.inputs.raw.base, settings.out, concerned),
        valid_until=overlay_files.find_last_valid_day(read_overlays, run.today),
        unmatched=tuple(selection.unmatched(catalog, patterns, known)),
    )
    return Rebuilt(decided, changes, _with_changes(report, decided, changes))


def _retained_files(decided: Plan, output: Output) -> Iterator[tuple[str, File]]:
    """Yield the files that stay, as they are there."""
    ours = output.manifest
    staying = [path for page in decided.retained for path in ours.pages[page]]
    for path in (*staying, *decided.retained_errors & ours.files.keys()):
        file, found = ours.files[path], output.digests.get(path, "")
        digests = (found,) if found in file.digests else file.digests
        yield path, file._replace(digests=digests, merged=False)


def _check_retained(decided: Plan, output: Output) -> None:
    """Refuse retained code that no template writes: nobody can make it again to compare it; OutputUnusable."""
    for entry in decided.held_back:
        for path in filter(output.is_as_written, output.manifest.pages[entry.page]):
            try:
                check_action_file(path, output.texts[path].decode("utf-8", "replace"))
            except Unsafe as error:
                raise OutputUnusable(
                    f"{output.folder}: {error}, and {entry.page} has errors, so that it cannot be made again\n"
                    "Restore this file from version control, or mend the page."
                ) from error


def _with_changes(report: Report, decided: Plan, changes: Changes) -> Report:
    before = {entry.action for entry in changes.output.entries.values()}
    now = {entry.action for entry in decided.entries}
    return replace(
        report,
        retained=tuple(sorted(entry.action for entry in decided.held_back)),
        unmade=decided.unmade,
        orphans=changes.orphans,
        added=tuple(sorted(now - before)),
        removed=tuple(sorted(before - now)),
        written=tuple(changes.texts),
        unchanged=len(changes.unchanged),
        deleted=changes.deleted,
        changes=changes,
    )
