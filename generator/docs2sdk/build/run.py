"""The operations ``generate`` and ``check``: ``check`` does all that ``generate`` does, without the commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from docs2sdk import cache, folders
from docs2sdk.build import output_folder
from docs2sdk.build.output_folder import Output
from docs2sdk.build.run_context import RunContext
from docs2sdk.build.run_report import RunReport
from docs2sdk.cache import Cache
from docs2sdk.config import Settings
from docs2sdk.errors import UnreadableInput, UnusableOutput
from docs2sdk.message_text import pluralize
from docs2sdk.pages.checkout_layout import product_folder
from docs2sdk.pages.run_inputs import Inputs
from docs2sdk.workers import ProgressCallback

if TYPE_CHECKING:
    from docs2sdk.build.pipeline import PipelineResult

_CHECK_PATIENCE = 60  # seconds to wait for another run to end


@contextmanager
def prepare_run(
    settings: Settings,
    inputs: Inputs,
    progress: ProgressCallback,
    *,
    today: date | None = None,
    use_cache: bool = True,
    whole: bool = False,
) -> Iterator[RunContext]:
    """Yield the context of a run, with the cache open; UnusableOutput if specs and output overlap."""
    specs, out = settings.specs, settings.out
    folders.check_output_folder(specs, out)
    if settings.templates and settings.templates.folder.resolve() == out.resolve():
        raise UnusableOutput(f"the output {out} and the own templates must be apart")
    day = today or datetime.now(UTC).date()
    with cache.open_cache(*specs, out) if use_cache else nullcontext(Cache()) as opened:
        yield RunContext(settings, inputs, opened, progress, day, whole)


def generate(run: RunContext, force: bool = False) -> RunReport:
    """Bring the output up to date.

    UnreadableInput, BadSettings, UnusableOutput, OutputConflict or BadManifest if nothing was written.
    """
    run, output = _read_output(run)
    if cached := run.load_report(output):
        return cached
    from docs2sdk.build import transaction  # not needed for a cached report
    from docs2sdk.build.file_changes import resolve_conflicts
    from docs2sdk.build.pipeline import run_pipeline

    with folders.lock_folder(output.folder):
        output = output_folder.reread_output(output)
        if not force:
            _check_scope(run, output)
        result = run_pipeline(run, output)
        if not force:
            _check_not_empty(run, result)
        changes = resolve_conflicts(result.changes, force)
        paths = {*changes.texts, *changes.deleted}
        output_folder.check_unchanged(changes.output, paths)
        transaction.commit(changes, run.progress)
        report, output = result.report, changes.result
        if not output.untracked and not changes.orphans:
            unchanged = report.unchanged + len(report.written)
            run.store_report(output, replace(report, unchanged=unchanged))
        return report


def check(run: RunContext) -> RunReport:
    """Report what ``generate`` would do, without changes on disk; the same exceptions but OutputConflict.

    ``RunReport.drift`` has every file that ``generate`` would change.
    """
    run, output = _read_output(run)
    if cached := run.load_report(output):
        return cached
    from docs2sdk.build.file_changes import find_drift  # not needed for a cached report
    from docs2sdk.build.pipeline import run_pipeline

    with folders.lock_folder(output.folder, patience=_CHECK_PATIENCE):
        output = output_folder.reread_output(output)
    _check_scope(run, output)
    result = run_pipeline(run, output)
    _check_not_empty(run, result)
    drift = find_drift(result.changes)
    if not drift:
        run.store_report(output, result.report)
    return replace(result.report, drift=drift)


def _read_output(run: RunContext) -> tuple[RunContext, Output]:
    """Return the output, and the run with the output's package name unless the settings have one; UnusableOutput."""
    output = output_folder.read_output(run.settings.out)
    if output.manifest.files and not output.manifest.package:
        raise UnusableOutput(f"{output.folder} holds a site, not a client")
    existing, requested = output.manifest.target, run.settings.target
    if output.manifest.files and existing != requested:
        raise UnusableOutput(
            f"{output.folder} holds a client for {existing}, not for {requested}\nName another --out; generate and check also take --target {existing}."
        )
    settings = run.settings.with_package_of_output(output.manifest.package)
    return replace(run, settings=settings), output


def _check_scope(run: RunContext, output: Output) -> None:
    """Refuse to remove actions that are not in SPECS because it is a single product or page; UnusableOutput."""
    raw, settings = run.inputs.file_tree, run.settings
    if raw.scope == "checkout" or settings.services or not raw.files:
        return
    first = raw.files[0].path
    prefix = first if raw.scope == "page" else f"{product_folder(first)}/"
    outside = sum(not page.startswith(prefix) for page in output.refs)
    if outside:
        raise UnusableOutput(
            f"{settings.out} holds {pluralize(outside, 'action')} of which {settings.specs_text} says nothing, and which would be removed\n"
            "Name the whole documentation (--service renews one service of it) or another --out;"
            " generate --force removes them."
        )


def _check_not_empty(run: RunContext, result: PipelineResult) -> None:
    """Refuse to generate a package without actions: most likely SPECS is the wrong folder; UnreadableInput."""
    plan, report, catalog = result.plan, result.report, result.report.catalog
    if plan.fresh or plan.kept_for_errors or (report.hidden and any(plan.refs)):
        return
    from docs2sdk.catalog.missing_actions import describe_pages

    before = len(result.changes.output.refs)
    lost = f"; {pluralize(before, 'action')} would be removed" if before else ""
    errors = map(str, report.errors[:10])  # enough to see why
    force = ["generate --force removes what is there."] if before else []
    pages = describe_pages(catalog.pages if catalog else ())
    lines = [f"{run.settings.specs_text}: {pages}{lost}", *errors, *force]
    raise UnreadableInput("\n".join(lines))
