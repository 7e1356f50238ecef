"""Writes the site of a client: reads pages as ``generate`` does, renders Markdown from templates, commits all or nothing.

The Python names are those of the client's last output, where there is one.  There is no cache: every action is needed in
full, and parsing it takes longer than rendering its page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from docs2sdk import folders
from docs2sdk.build import output_folder
from docs2sdk.build.file_changes import FileChanges
from docs2sdk.build.plan import BuildPlan, plan_without_output
from docs2sdk.build.rendered_files import RenderedFiles
from docs2sdk.catalog import assembly
from docs2sdk.config import Settings, SiteSettings
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages import page_sources, run_inputs
from docs2sdk.pages.page_folders import PageFolders
from docs2sdk.protocol import is_reading
from docs2sdk.python import existing_names
from docs2sdk.reference import action_calls, action_page, site_pages
from docs2sdk.reference.action_page import ReferenceInfo
from docs2sdk.reference.document_folder import add_document, commit_documents
from docs2sdk.reference.site_pages import ServicePages
from docs2sdk.schema import Action
from docs2sdk.targets import template_engine
from docs2sdk.targets.client import ActionRef, make_package_info
from docs2sdk.targets.existing_names import ExistingNames
from docs2sdk.targets.rendering import TemplateContext
from docs2sdk.workers import ProgressCallback, WorkerPool, open_pool

# The source of files that are not made from a single page, for the manifest.
_SITE = "site"


@dataclass(frozen=True)
class SiteReport:
    """What a run wrote: the numbers of ``actions`` and ``services``, the ``errors`` of pages, the changes on disk.

    ``base`` is what the paths of pages are relative to.
    """

    base: PageFolders
    actions: int
    services: int
    errors: tuple[Diagnostic, ...]
    changes: FileChanges


class _PageTask(NamedTuple):
    """What a worker needs to render an action's page; ``module`` is its text in the client, "" for none."""

    action: Action
    ref: ActionRef
    module: str
    path: str
    info: ReferenceInfo
    error_pages: tuple[Mapping[str, str], ...]


def write_site(
    settings: Settings, site: SiteSettings, progress: ProgressCallback, force: bool
) -> SiteReport:
    """Write the site; UserError or OutputConflict if nothing was written."""
    folders.check_output_folder(settings.specs, site.out)
    client = output_folder.read_python_output(settings.out)
    settings = settings.with_package_of_output(client.manifest.package)
    # A site shows all of its client, not only what the next run of generate renews.
    settings = settings._replace(services=())
    tree = page_sources.decode_tree(run_inputs.read_page_files(settings))
    with open_pool(settings.jobs) as pool, folders.lock_folder(site.out):
        catalog = assembly.read_catalog_of_tree(settings, tree, pool, progress)
        plan = plan_without_output(catalog, client.names, settings)
        package = make_package_info(settings)
        info = ReferenceInfo(
            package.package,
            site.lang,
            package.sites,
            package.base_url,
            package.overrides,
        )
        files = _render_files(plan, client.names, info, pool, progress)
        changes = commit_documents(files, site.out, _SITE, progress, force)
    errors = tuple(item for item in catalog.diagnostics if item.severity == "error")
    actions, services = len(plan.fresh), len(plan.services)
    return SiteReport(tree.base, actions, services, errors, changes)


def _render_files(
    plan: BuildPlan,
    names: ExistingNames,
    info: ReferenceInfo,
    pool: WorkerPool,
    progress: ProgressCallback,
) -> RenderedFiles:
    services = [site_pages.place_pages(*service) for service in plan.services]
    tasks = [*_list_tasks(plan, services, names, info)]
    files = RenderedFiles()
    pages = zip(tasks, pool.map(_render_page, tasks), strict=True)
    for done, (task, (path, text)) in enumerate(pages, 1):
        add_document(files, path, text, task.ref.page)
        progress("render", done, len(tasks))
    for context in _build_shared_contexts(plan, services, info):
        text = template_engine.render_template(context, info.overrides)
        add_document(files, context.path, text, _SITE)
    return files


def build_contexts(
    plan: BuildPlan, names: ExistingNames, info: ReferenceInfo
) -> Iterator[TemplateContext]:
    """Yield the template contexts of a whole site; ``names`` are those of the client."""
    services = [site_pages.place_pages(*service) for service in plan.services]
    yield from map(_build_page, _list_tasks(plan, services, names, info))
    yield from _build_shared_contexts(plan, services, info)


def _list_tasks(
    plan: BuildPlan,
    services: list[ServicePages],
    names: ExistingNames,
    info: ReferenceInfo,
) -> Iterator[_PageTask]:
    actions = {action.name: action for action, _ in plan.fresh}
    for pages in services:
        error_pages = tuple(site_pages.list_error_pages(pages, info))
        for ref in pages.actions:
            is_named = ref.action in names.refs_by_action
            module = names.modules_by_action[ref.action] if is_named else ""
            path = pages.paths[ref.action]
            yield _PageTask(actions[ref.action], ref, module, path, info, error_pages)


def _render_page(task: _PageTask) -> tuple[str, str]:
    """Return path and text of an action's page."""
    context = _build_page(task)
    return context.path, template_engine.render_template(context, task.info.overrides)


def _build_page(task: _PageTask) -> TemplateContext:
    action, ref = task.action, task.ref
    names = existing_names.read_all_names(task.module, action, ref)
    values = action_page.build_action_values(
        action, names, ref, task.info, task.error_pages
    )
    return site_pages.build_action_context(task.path, values)


def _build_shared_contexts(
    plan: BuildPlan, services: list[ServicePages], info: ReferenceInfo
) -> Iterator[TemplateContext]:
    titles = {
        action.name: site_pages.format_action_title(action) for action, _ in plan.fresh
    }
    readable = sorted(plan.fresh, key=lambda pair: not is_reading(pair[0].name))
    example = site_pages.find_example(readable, info.package)
    return site_pages.build_site_contexts(
        services, titles, plan.common, example, _find_paged(plan), info
    )


def _find_paged(plan: BuildPlan) -> ActionRef | None:
    """Return the first action with pages that can be called without arguments."""
    refs = (
        ref
        for action, ref in plan.fresh
        if action.pagination and not action_calls.needs_arguments(action)
    )
    return next(refs, None)
