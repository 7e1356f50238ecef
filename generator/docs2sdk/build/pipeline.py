"""The stages of a run without the commit: pages → catalog → plan → rendered files → changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from docs2sdk.build.file_changes import FileChanges, find_changes
from docs2sdk.build.manifest import ManifestEntry
from docs2sdk.build.output_folder import Output, add_digests
from docs2sdk.build.plan import BuildPlan, make_plan
from docs2sdk.build.rendered_files import render_files
from docs2sdk.build.run_context import RunContext
from docs2sdk.build.run_report import RunReport, make_report
from docs2sdk.catalog import assembly, requested_services
from docs2sdk.catalog.selection import Selection, find_unmatched_patterns
from docs2sdk.config import Settings
from docs2sdk.errors import UnsafeCodeError, UnusableOutput
from docs2sdk.overlays import overlay_files
from docs2sdk.pages.page_cache import PageCache
from docs2sdk.targets.registry import find_target
from docs2sdk.workers import WorkerPool, open_pool


@dataclass(frozen=True)
class PipelineResult:
    """The plan, the changes that follow from it, and the ``report`` of a run that commits them."""

    plan: BuildPlan
    changes: FileChanges
    report: RunReport


def run_pipeline(run: RunContext, output: Output) -> PipelineResult:
    """Render everything in memory and compare it with the output; UnreadableInput, BadSettings or NotFound."""
    folders = run.inputs.file_tree, output.names.packages_by_folder
    requested_services.check_folders(*folders, run.settings.services)
    with open_pool(run.settings.jobs) as pool:
        return _run_with(pool, run, output)


def _run_with(pool: WorkerPool, run: RunContext, output: Output) -> PipelineResult:
    settings, pages = run.settings, PageCache(run.inputs, run.cache)
    previous_actions = {page: ref.action for page, ref in output.refs.items()}
    overlays = tuple(map(overlay_files.read_overlay, run.inputs.overlays))
    catalog = assembly.assemble_catalog(
        settings,
        run.inputs.tree,
        pages.read_pages(pool, run.progress),
        overlays,
        run.today,
        previous_actions,
        pages.load_full_action,
    )
    plan = make_plan(catalog, output, settings)
    _check_retained(plan, output, settings)
    step = partial(run.progress, "generate")
    files = render_files(plan, catalog, output, settings, pages, pool, step)
    retained = dict(_find_retained_files(plan, output))
    output = add_digests(output, files.files.keys())
    changes = find_changes(files, retained, settings.package, output, settings.target)
    diagnostics = (*catalog.diagnostics, *files.diagnostics)
    folders = plan.folders if settings.services else None
    diagnostics = requested_services.filter_diagnostics(diagnostics, catalog, folders)
    patterns = Selection(settings.include, settings.exclude)
    unmatched = find_unmatched_patterns(catalog, patterns, previous_actions)
    report = replace(
        make_report(catalog, run.inputs.file_tree.base, settings.out, diagnostics),
        valid_until=overlay_files.find_last_valid_day(overlays, run.today),
        unmatched=tuple(unmatched),
    )
    return PipelineResult(plan, changes, _add_changes(report, plan, changes))


def _find_retained_files(
    plan: BuildPlan, output: Output
) -> Iterator[tuple[str, ManifestEntry]]:
    """Yield the manifest entries of files that are not rendered again, with their digests on disk."""
    manifest = output.manifest
    paths = [path for page in plan.retained for path in manifest.pages[page]]
    for path in (*paths, *plan.unwritten_error_modules & manifest.files.keys()):
        file, digest = manifest.files[path], output.digests.get(path, "")
        digests = (digest,) if digest in file.digests else file.digests
        yield path, file._replace(digests=digests, merged=False)


def _check_retained(plan: BuildPlan, output: Output, settings: Settings) -> None:
    """Refuse retained code that no template writes, since it cannot be rendered again for comparison; UnusableOutput."""
    for ref in plan.kept_for_errors:
        for path in filter(output.is_as_written, output.manifest.pages[ref.page]):
            try:
                find_target(settings.target).check_action_file(
                    path, output.texts[path], settings.templates
                )
            except UnsafeCodeError as error:
                raise UnusableOutput(
                    f"{output.folder}: {error}, and {ref.page} has errors, so that it cannot be made again\n"
                    "Restore this file from version control, or mend the page; --templates if an own template wrote it."
                ) from error


def _add_changes(report: RunReport, plan: BuildPlan, changes: FileChanges) -> RunReport:
    before = {ref.action for ref in changes.output.refs.values()}
    now = {ref.action for ref in plan.refs}
    return replace(
        report,
        retained=tuple(sorted(ref.action for ref in plan.kept_for_errors)),
        ungenerated=plan.ungenerated,
        orphans=changes.orphans,
        added=tuple(sorted(now - before)),
        removed=tuple(sorted(before - now)),
        written=tuple(changes.texts),
        unchanged=len(changes.unchanged),
        deleted=changes.deleted,
        changes=changes,
    )
