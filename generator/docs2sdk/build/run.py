"""The operations ``generate`` and ``check``: ``check`` does all that ``generate`` does, without the commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from docs2sdk import cache, folders
from docs2sdk.build import disk
from docs2sdk.build.context import Run
from docs2sdk.build.disk import Output
from docs2sdk.build.report import Report
from docs2sdk.cache import Cache
from docs2sdk.config import Settings
from docs2sdk.counting import counted
from docs2sdk.pages.inputs import Inputs
from docs2sdk.pages.layout import folder_of
from docs2sdk.refusals import OutputUnusable, UnreadableInput
from docs2sdk.workers import Progress

if TYPE_CHECKING:
    from docs2sdk.build.pipeline import PipelineResult

_CHECK_PATIENCE = 60  # seconds to wait for another run to end
_MAX_LISTED = 10  # errors in a message


@contextmanager
def prepared(
    settings: Settings,
    inputs: Inputs,
    progress: Progress,
    *,
    today: date | None = None,
    use_cache: bool = True,
    whole: bool = False,
) -> Iterator[Run]:
    """Yield the context of a run, with the cache open; OutputUnusable if specs and output overlap."""
    folders.check_apart(settings.specs, settings.out)
    day = today or datetime.now(UTC).date()
    places = (settings.specs, settings.out)
    with cache.opened(*places) if use_cache else nullcontext(Cache()) as opened:
        yield Run(settings, inputs, opened, progress, day, whole)


def generate(run: Run, force: bool = False) -> Report:
    """Bring the output up to date.

    UnreadableInput, BadSettings, OutputUnusable, OutputConflict or BadManifest if nothing was written.
    """
    output = disk.read_output(run.settings.out)
    run = replace(run, settings=run.settings.for_output_of(output.manifest.package))
    if cached := run.load_report(output):
        return cached
    from docs2sdk.build import transaction  # not needed for a cached report
    from docs2sdk.build.changes import settle
    from docs2sdk.build.pipeline import run_pipeline

    with folders.held(output.folder):
        output = disk.reread_output(output)
        if not force:
            _check_scope(run, output)
        result = run_pipeline(run, output)
        if not force:
            _check_not_empty(run, result)
        changes = settle(result.changes, force)
        disk.check_unchanged(changes.output, {*changes.texts, *changes.deleted})
        transaction.commit(changes, run.progress)
        report, output = result.report, changes.result
        if not output.untracked and not changes.orphans:
            unchanged = report.unchanged + len(report.written)
            run.store_report(output, replace(report, unchanged=unchanged))
        return report


def check(run: Run) -> Report:
    """Report what ``generate`` would do, without changes on disk; the same exceptions but OutputConflict.

    ``Report.drift`` has every file that ``generate`` would change.
    """
    output = disk.read_output(run.settings.out)
    run = replace(run, settings=run.settings.for_output_of(output.manifest.package))
    if cached := run.load_report(output):
        return cached
    from docs2sdk.build.changes import find_drift  # not needed for a cached report
    from docs2sdk.build.pipeline import run_pipeline

    with folders.held(output.folder, patience=_CHECK_PATIENCE):
        output = disk.reread_output(output)
    _check_scope(run, output)
    result = run_pipeline(run, output)
    _check_not_empty(run, result)
    drift = find_drift(result.changes)
    if not drift:
        run.store_report(output, result.report)
    return replace(result.report, drift=drift)


def _check_scope(run: Run, output: Output) -> None:
    """Refuse to remove actions that are not in SPECS because it is a single product or page; OutputUnusable."""
    raw, settings = run.inputs.raw, run.settings
    if raw.scope == "checkout" or settings.services or not raw.files:
        return
    first = raw.files[0].path
    prefix = first if raw.scope == "page" else f"{folder_of(first)}/"
    outside = sum(not page.startswith(prefix) for page in output.entries)
    if outside:
        raise OutputUnusable(
            f"{settings.out} holds {counted(outside, 'action')} of which {settings.specs} says nothing, and which would be removed\n"
            "Name the whole documentation (--service renews one service of it) or another --out;"
            " generate --force removes them."
        )


def _check_not_empty(run: Run, result: PipelineResult) -> None:
    """Refuse to generate a package without actions: most likely SPECS is the wrong folder; UnreadableInput."""
    plan, report, catalog = result.plan, result.report, result.report.catalog
    if plan.fresh or plan.kept_for_errors or (report.hidden and any(plan.entries)):
        return
    from docs2sdk.catalog.missing_actions import describe_pages

    before = len(result.changes.output.entries)
    lost = f"; {counted(before, 'action')} would be removed" if before else ""
    errors = [str(error) for error in report.errors[:_MAX_LISTED]]
    force = ["generate --force removes what is there."] if before else []
    pages = describe_pages(catalog.pages if catalog else ())
    raise UnreadableInput(
        "\n".join([f"{run.settings.specs}: {pages}{lost}", *errors, *force])
    )
