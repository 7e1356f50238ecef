"""Plan → files in memory: every text is rendered and verified before anything is written.

An action whose files lie there as they would be made again is not made again: the cache knows the digests that its inputs
give.  All others are rendered, in processes where there are many.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from generator.build import fingerprint
from generator.build.disk import Output
from generator.build.manifest import File
from generator.build.plan import Plan
from generator.cache import Cache
from generator.catalog.catalog import Catalog
from generator.config import Settings
from generator.diagnostics import Diagnostic
from generator.pages.page_cache import PageCache
from generator.places import Place
from generator.python import plan as contexts
from generator.python import shared_files
from generator.python.entries import Entry, files_of
from generator.python.plan import Target
from generator.python.rendering import Rendered, Task, digests_of, render_action
from generator.python.shared_files import Group
from generator.schema import Action
from generator.workers import Workers


@dataclass
class Build:
    """The files that are to be, by path, but for those retained; ``texts`` of all that may have to be written."""

    files: dict[str, File] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def add(self, rendered: Rendered, source: str, partial: bool = False) -> None:
        """Take in what came of a page or group."""
        for path, value in rendered.digests.items():
            self.files[path] = File((value,), source, partial)
        self.texts.update(rendered.texts)
        self.diagnostics.extend(rendered.diagnostics)


def build_files(
    plan: Plan,
    catalog: Catalog,
    output: Output,
    settings: Settings,
    pages: PageCache,
    pool: Workers,
    step: Callable[[int, int], None],
) -> Build:
    """Make every file of the package; ``step`` is told how many actions of how many are done."""
    build = Build()
    target = Target(settings.package, settings.version)
    renderer = _Renderer(plan, catalog, output, target, pages)
    for entry, rendered in renderer.actions(pool, step):
        build.add(rendered, entry.page, entry.page in catalog.broken)
    for name, rendered in renderer.groups(list(_groups(plan, target))):
        build.add(rendered, name)
    build.diagnostics += contexts.renamed_services(plan.services)
    return build


@dataclass(frozen=True)
class _Renderer:
    plan: Plan
    catalog: Catalog
    output: Output
    target: Target
    pages: PageCache

    @property
    def cache(self) -> Cache:
        return self.pages.cache

    def actions(
        self, pool: Workers, step: Callable[[int, int], None]
    ) -> Iterator[tuple[Entry, Rendered]]:
        """Yield the files of each action: those that the cache knows to be there, then those that have to be rendered."""
        corrected = {one.action for one in self.catalog.corrections}
        keys = {
            entry.page: self._key(action, entry, action.wire in corrected)
            for action, entry in self.plan.fresh
        }
        known = self.cache.load(keys.values())
        stale = []
        for action, entry in self.plan.fresh:
            rendered = _load(known.get(keys[entry.page], ""))
            if rendered and self._is_there(rendered):
                yield entry, rendered
            else:
                stale.append(self._task(action, entry))
        results = pool.map(render_action, stale)
        new = {}
        for done, (task, rendered) in enumerate(zip(stale, results, strict=True), 1):
            new[keys[task.entry.page]] = _dump(rendered)
            new[self._next_key(task, rendered, corrected)] = _dump(rendered)
            yield task.entry, rendered
            step(done, len(stale))
        self.cache.store(new)

    def _key(self, action: Action, entry: Entry, corrected: bool, module: str = "") -> str:
        there = module or self._module_digest(entry.action)
        page = self.pages.inputs.pages[entry.page]
        return fingerprint.of_action(action, page, corrected, entry, self.target.package, there)

    def _next_key(self, task: Task, rendered: Rendered, corrected: set[str]) -> str:
        """Return the key that the action has in the next run: its names are then those of the module rendered now."""
        path, _ = files_of(task.entry, self.target.package)
        is_corrected = task.action.wire in corrected
        return self._key(task.action, task.entry, is_corrected, rendered.digests[path])

    def _module_digest(self, action: str) -> str:
        """Return the digest of the module that the output has of an action, whose names stay; "" for none."""
        old = self.output.names.entries.get(action)
        return self.output.digests[self.output.manifest.pages[old.page][0]] if old else ""

    def _task(self, action: Action, entry: Entry) -> Task:
        is_given = entry.action in self.output.names.entries
        module = self.output.names.modules[entry.action] if is_given else ""
        return Task(self.pages.complete(action), entry, self.target, module)

    def _is_there(self, rendered: Rendered) -> bool:
        return all(
            self.output.digests.get(path) == value
            for path, value in rendered.digests.items()
        )

    def groups(self, groups: list[Group]) -> Iterator[tuple[str, Rendered]]:
        """Yield the files that belong to no single page, by the name of their group."""
        keys = {one.name: fingerprint.of_group(one.name, one.parts) for one in groups}
        known = self.cache.load(keys.values())
        new = {}
        for group in groups:
            rendered = _load(known.get(keys[group.name], ""))
            if not rendered or not self._is_there(rendered):
                texts = group.make()
                rendered = Rendered(digests_of(texts), (), texts)
                new[keys[group.name]] = _dump(rendered)
            yield group.name, rendered
        self.cache.store(new)


def _dump(rendered: Rendered) -> str:
    diagnostics = [[*one.place, one.code, one.message] for one in rendered.diagnostics]
    return json.dumps([dict(rendered.digests), diagnostics])


def _load(text: str) -> Rendered | None:
    """Return what the cache knows of an action, None if that is nothing."""
    try:
        digests, diagnostics = json.loads(text)
        return Rendered({**digests}, tuple(_diagnostic(*one) for one in diagnostics))
    except (TypeError, ValueError):
        return None


def _diagnostic(path: str, line: int, column: int, code: str, message: str) -> Diagnostic:
    return Diagnostic(Place(path, line, column), code, message)


def _groups(plan: Plan, target: Target) -> Iterator[Group]:
    """Yield the groups that this run can make."""
    services = [service for service, _ in plan.services]
    yield from shared_files.of_services(plan.services, target)
    yield from shared_files.of_package(services, plan.entries, target)
    for service in services:
        path = contexts.errors_path(target.package, service.package)
        if service.errors and path not in plan.retained_errors:
            yield shared_files.of_service_errors(service, target)
    if contexts.errors_path(target.package) not in plan.retained_errors:
        yield shared_files.of_common_errors(plan.common, target)
