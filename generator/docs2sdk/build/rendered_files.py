"""Render and verify all files of the package in memory, before anything is written.

The cache has the digests of the files that the inputs of an action gave before; an action whose files are unchanged on disk
is not rendered again.  Many actions are rendered in several processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from docs2sdk import digests
from docs2sdk.build.manifest import ManifestEntry
from docs2sdk.build.output_folder import Output
from docs2sdk.build.plan import BuildPlan
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.config import Settings
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import file_of_path
from docs2sdk.pages.page_cache import PageCache
from docs2sdk.python import file_groups, template_contexts
from docs2sdk.python.action_refs import ActionRef, action_paths, pick_example
from docs2sdk.python.file_groups import FileGroup
from docs2sdk.python.file_renderer import (
    RenderResult,
    RenderTask,
    digest_texts,
    render_action,
)
from docs2sdk.python.renames import find_renamed_packages
from docs2sdk.python.template_contexts import PackageInfo
from docs2sdk.schema import Action
from docs2sdk.workers import WorkerPool


@dataclass
class RenderedFiles:
    """The files of the package by path, without retained ones; ``texts`` of those that were rendered, not cached."""

    files: dict[str, ManifestEntry] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def add(self, rendered: RenderResult, source: str, partial: bool = False) -> None:
        """Add the files of a page or group."""
        for path, digest in rendered.digests.items():
            self.files[path] = ManifestEntry((digest,), source, partial)
        self.texts.update(rendered.texts)
        self.diagnostics.extend(rendered.diagnostics)


def render_files(
    plan: BuildPlan,
    catalog: Catalog,
    output: Output,
    settings: Settings,
    pages: PageCache,
    pool: WorkerPool,
    step: Callable[[int, int], None],
) -> RenderedFiles:
    """Render every file of the package; ``step`` is called with the numbers of rendered actions and of all."""
    files = RenderedFiles()
    target = template_contexts.make_package_info(settings)
    renderer = _Renderer(plan, catalog, output, target, pages)
    # Starts other processes, which work while this one renders the shared files.
    actions = renderer.render_actions(pool, step)
    for name, rendered in renderer.render_groups([*_find_groups(plan, target)]):
        files.add(rendered, name)
    for ref, rendered in actions:
        files.add(rendered, ref.page, ref.page in catalog.broken)
    package = _find_package_group(plan, files, output, target)
    for name, rendered in renderer.render_groups([package]):
        files.add(rendered, name)
    files.diagnostics += find_renamed_packages(plan.services)
    return files


@dataclass(frozen=True)
class _Renderer:
    plan: BuildPlan
    catalog: Catalog
    output: Output
    target: PackageInfo
    pages: PageCache

    def render_actions(
        self, pool: WorkerPool, step: Callable[[int, int], None]
    ) -> Iterator[tuple[ActionRef, RenderResult]]:
        """Start to render the actions that are not cached; the iterator gives the files of all actions."""
        fresh = self.plan.fresh
        corrected = {correction.action for correction in self.catalog.corrections}
        keys = {pair[1].page: self._make_key(*pair, corrected) for pair in fresh}
        cached = self._load_unchanged(keys)
        unchanged = [(ref, cached[ref.page]) for _, ref in fresh if ref.page in cached]
        tasks = [self._make_task(*pair) for pair in fresh if pair[1].page not in cached]
        results = zip(tasks, pool.map(render_action, tasks), strict=True)

        def render_tasks() -> Iterator[tuple[ActionRef, RenderResult]]:
            new = {}
            for done, (task, rendered) in enumerate(results, 1):
                new[keys[task.ref.page]] = rendered.to_json()
                yield task.ref, rendered
                step(done, len(tasks))
            self.pages.cache.store(new)

        return chain(unchanged, render_tasks())

    def render_groups(
        self, groups: list[FileGroup]
    ) -> Iterator[tuple[str, RenderResult]]:
        """Yield the files that belong to no single page, by the name of their group."""
        keys = {group.name: group.key for group in groups}
        cached = self._load_unchanged(keys)
        new = {}
        for group in groups:
            rendered = cached.get(group.name)
            if rendered is None:
                texts = group.render()
                rendered = RenderResult(digest_texts(texts), (), texts)
                new[keys[group.name]] = rendered.to_json()
            yield group.name, rendered
        self.pages.cache.store(new)

    def _make_key(self, action: Action, ref: ActionRef, corrected: set[str]) -> str:
        """Return the cache key of an action's files: all inputs but the names that the output already has."""
        page = self.pages.inputs.page_digests[file_of_path(ref.page)]
        text = repr(action) if action.name in corrected else ""
        return digests.make_key(page, action.in_index, text, ref, self.target)

    def _load_unchanged(self, keys: Mapping[str, str]) -> dict[str, RenderResult]:
        """Return the cached files that are unchanged on disk, so that they (and their names) need not be rendered again."""
        texts = self.pages.cache.load(keys.values())
        loaded = ((name, texts.get(key, "")) for name, key in keys.items())
        cached = ((name, RenderResult.from_json(text)) for name, text in loaded)
        return {
            name: rendered
            for name, rendered in cached
            if rendered and rendered.digests.items() <= self.output.digests.items()
        }

    def _make_task(self, action: Action, ref: ActionRef) -> RenderTask:
        names, action = self.output.names, self.pages.load_full_action(action)
        is_named = ref.action in names.refs_by_action
        module = names.modules_by_action[ref.action] if is_named else ""
        return RenderTask(action, ref, self.target, module)


def _find_groups(plan: BuildPlan, target: PackageInfo) -> Iterator[FileGroup]:
    """Yield the groups of shared files that this run renders, but for the package's own."""
    services = [service for service, _ in plan.services]
    yield from file_groups.group_service_indexes(plan.services, target)
    yield file_groups.group_runtime(target)
    for service in services:
        path = template_contexts.error_module_path(target.package, service.package)
        if service.errors and path not in plan.unwritten_error_modules:
            yield file_groups.group_service_errors(service, target)
    path = template_contexts.error_module_path(target.package)
    if path not in plan.unwritten_error_modules:
        yield file_groups.group_common_errors(plan.common, target)


def _find_package_group(
    plan: BuildPlan, files: RenderedFiles, output: Output, target: PackageInfo
) -> FileGroup:
    """Return the group of the package's own files; its README shows the call of an action as the action's module has it."""
    example = pick_example(plan.refs)
    path = action_paths(example, target.package)[0] if example else ""
    old = output.texts.get(path, b"").decode("utf-8", "replace")
    module = files.texts.get(path, old)
    services = [service for service, _ in plan.services]
    return file_groups.group_package_files(services, example, module, target)
