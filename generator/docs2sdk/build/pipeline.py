"""The stages of a run without the commit: pages → catalog → plan → rendered files → changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from docs2sdk.build import output_folder, plan, rendered_files
from docs2sdk.build.file_changes import FileChanges, find_changes
from docs2sdk.build.manifest import ManifestEntry
from docs2sdk.build.output_folder import Output
from docs2sdk.build.plan import BuildPlan
from docs2sdk.build.run_context import RunContext
from docs2sdk.build.run_report import RunReport, report_catalog
from docs2sdk.catalog import assembly, requested_services, selection
from docs2sdk.catalog.selection import Selection
from docs2sdk.errors import UnsafeCodeError, UnusableOutput
from docs2sdk.overlays import overlay_files
from docs2sdk.pages.page_cache import PageCache
from docs2sdk.python.file_renderer import check_action_file
from docs2sdk.workers import WorkerPool, open_pool


@dataclass(frozen=True)
class PipelineResult:
    """The plan, the changes that follow from it, and the ``report`` of a run that commits them."""

    plan: BuildPlan
    changes: FileChanges
    report: RunReport


def run_pipeline(run: RunContext, output: Output) -> PipelineResult:
    """Render everything in memory and compare it with the output; UnreadableInput or BadSettings."""
    with open_pool(run.settings.jobs) as pool:
        return _run_with(pool, run, output)


def _run_with(pool: WorkerPool, run: RunContext, output: Output) -> PipelineResult:
    settings, pages = run.settings, PageCache(run.inputs, run.cache)
    previous_actions = {page: entry.action for page, entry in output.entries.items()}
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
    build_plan = plan.make_plan(catalog, output, settings)
    _check_retained(build_plan, output)
    step = partial(run.progress, "generate")
    files = rendered_files.render_files(
        build_plan, catalog, output, settings, pages, pool, step
    )
    retained = dict(_find_retained_files(build_plan, output))
    output = output_folder.add_digests(output, files.files.keys())
    changes = find_changes(files, retained, settings.package, output)
    diagnostics = (*catalog.diagnostics, *files.diagnostics)
    folders = build_plan.folders if settings.services else None
    diagnostics = requested_services.filter_diagnostics(diagnostics, catalog, folders)
    patterns = Selection(settings.include, settings.exclude)
    report = replace(
        report_catalog(catalog, run.inputs.file_tree.base, settings.out, diagnostics),
        valid_until=overlay_files.find_last_valid_day(overlays, run.today),
        unmatched=tuple(
            selection.find_unmatched_patterns(catalog, patterns, previous_actions)
        ),
    )
    report = _add_changes(report, build_plan, changes)
    return PipelineResult(build_plan, changes, report)


def _find_retained_files(
    build_plan: BuildPlan, output: Output
) -> Iterator[tuple[str, ManifestEntry]]:
    """Yield the manifest entries of files that are not rendered again, with their digests on disk."""
    manifest = output.manifest
    paths = [path for page in build_plan.retained for path in manifest.pages[page]]
    for path in (*paths, *build_plan.retained_errors & manifest.files.keys()):
        file, digest = manifest.files[path], output.digests.get(path, "")
        digests = (digest,) if digest in file.digests else file.digests
        yield path, file._replace(digests=digests, merged=False)


def _check_retained(build_plan: BuildPlan, output: Output) -> None:
    """Refuse retained code that no template writes, since it cannot be rendered again for comparison; OutputUnusable."""
    for entry in build_plan.kept_for_errors:
        for path in filter(output.is_as_written, output.manifest.pages[entry.page]):
            try:
                check_action_file(path, output.texts[path].decode("utf-8", "replace"))
            except UnsafeCodeError as error:
                raise UnusableOutput(
                    f"{output.folder}: {error}, and {entry.page} has errors, so that it cannot be made again\n"
                    "Restore this file from version control, or mend the page."
                ) from error


def _add_changes(
    report: RunReport, build_plan: BuildPlan, changes: FileChanges
) -> RunReport:
    before = {entry.action for entry in changes.output.entries.values()}
    now = {entry.action for entry in build_plan.entries}
    return replace(
        report,
        retained=tuple(sorted(entry.action for entry in build_plan.kept_for_errors)),
        unmade=build_plan.unmade,
        orphans=changes.orphans,
        added=tuple(sorted(now - before)),
        removed=tuple(sorted(before - now)),
        written=tuple(changes.texts),
        unchanged=len(changes.unchanged),
        deleted=changes.deleted,
        changes=changes,
    )
