"""Render and verify all files of the package in memory, before anything is written.

The cache has the digests of the files that the inputs of an action gave before; an action whose files are unchanged on disk
is not rendered again.  Many actions are rendered in several processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
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
from docs2sdk.schema import Action
from docs2sdk.targets.client import ActionRef, PackageInfo, make_package_info
from docs2sdk.targets.registry import Target, find_target
from docs2sdk.targets.rendering import FileGroup, RenderResult, RenderTask, digest_texts
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
    target, package = find_target(settings.target), make_package_info(settings)
    renderer = _Renderer(plan, catalog, output, target, package, pages)
    # Starts other processes, which work while this one renders the shared files.
    actions = renderer.render_actions(pool, step)
    shared = target.group_shared_files(
        plan.services, plan.common, plan.unwritten_error_modules, package
    )
    for name, rendered in renderer.render_groups([*shared]):
        files.add(rendered, name)
    for ref, rendered in actions:
        files.add(rendered, ref.page, ref.page in catalog.broken)
    read_text = partial(_read_text, files, output)
    own = target.group_package_files(plan.services, read_text, package)
    for name, rendered in renderer.render_groups([*own]):
        files.add(rendered, name)
    files.diagnostics += target.find_renamed_packages(plan.services)
    return files


@dataclass(frozen=True)
class _Renderer:
    plan: BuildPlan
    catalog: Catalog
    output: Output
    target: Target
    package: PackageInfo
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
        rendered = pool.map(self.target.render_action, tasks)
        results = zip(tasks, rendered, strict=True)

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
        return digests.make_key(page, action.in_index, text, ref, self.package)

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
        return RenderTask(action, ref, self.package, module)


def _read_text(files: RenderedFiles, output: Output, path: str) -> str:
    """Return the text of a module: as it was rendered, or as it stands in the output."""
    old = output.texts.get(path, b"").decode("utf-8", "replace")
    return files.texts.get(path, old)
