"""Plan → files in memory: every text is rendered and verified before anything is written.

An action whose files lie there as they would be made again is not made again: the cache knows the digests that its inputs
give.  All others are rendered, in processes where there are many.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from docs2sdk import digests
from docs2sdk.build.disk import Output
from docs2sdk.build.manifest import File
from docs2sdk.build.plan import Plan
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.config import Settings
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages.page_cache import PageCache
from docs2sdk.python import plan as contexts
from docs2sdk.python import shared_files
from docs2sdk.python.entries import Entry
from docs2sdk.python.plan import Target
from docs2sdk.python.renames import find_renamed_packages
from docs2sdk.python.rendering import Rendered, Task, digests_of, render_action
from docs2sdk.python.shared_files import Group
from docs2sdk.schema import Action
from docs2sdk.workers import Workers


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
    actions = renderer.actions(
        pool, step
    )  # in processes, while this one makes the rest
    for name, rendered in renderer.groups(list(_groups(plan, target))):
        build.add(rendered, name)
    for entry, rendered in actions:
        build.add(rendered, entry.page, entry.page in catalog.broken)
    build.diagnostics += find_renamed_packages(plan.services)
    return build


@dataclass(frozen=True)
class _Renderer:
    plan: Plan
    catalog: Catalog
    output: Output
    target: Target
    pages: PageCache

    def actions(
        self, pool: Workers, step: Callable[[int, int], None]
    ) -> Iterator[tuple[Entry, Rendered]]:
        """Start to render what the cache does not know to be there; the iterator gives the files of each action."""
        keys = {
            entry.page: self._key(action, entry) for action, entry in self.plan.fresh
        }
        known = self._known(keys)
        there = [
            (one, known[one.page]) for _, one in self.plan.fresh if one.page in known
        ]
        fresh = [one for one in self.plan.fresh if one[1].page not in known]
        tasks = [self._task(action, entry) for action, entry in fresh]
        results = zip(tasks, pool.map(render_action, tasks), strict=True)

        def rendered() -> Iterator[tuple[Entry, Rendered]]:
            new = {}
            for done, (task, made) in enumerate(results, 1):
                new[keys[task.entry.page]] = _dump(made)
                yield task.entry, made
                step(done, len(tasks))
            self.pages.cache.store(new)

        return chain(there, rendered())

    def groups(self, groups: list[Group]) -> Iterator[tuple[str, Rendered]]:
        """Yield the files that belong to no single page, by the name of their group."""
        keys = {one.name: digests.key(one.name, one.parts) for one in groups}
        known = self._known(keys)
        new = {}
        for group in groups:
            rendered = known.get(group.name)
            if rendered is None:
                texts = group.make()
                rendered = Rendered(digests_of(texts), (), texts)
                new[keys[group.name]] = _dump(rendered)
            yield group.name, rendered
        self.pages.cache.store(new)

    def _key(self, action: Action, entry: Entry) -> str:
        """Return what stands for all that an action's files are made from, but for names that the output has given already."""
        page = self.pages.inputs.pages[entry.page]
        corrected = any(one.action == action.wire for one in self.catalog.corrections)
        said = repr(action) if corrected else ""
        return digests.key("action", page, action.listed, said, entry, self.target)

    def _known(self, keys: Mapping[str, str]) -> dict[str, Rendered]:
        """Return what need not be rendered: the cache knows what came of it last, and that is there, so its names stay."""
        texts = self.pages.cache.load(keys.values())
        found = {name: _load(texts.get(key, "")) for name, key in keys.items()}
        return {
            name: one
            for name, one in found.items()
            if one and one.digests.items() <= self.output.digests.items()
        }

    def _task(self, action: Action, entry: Entry) -> Task:
        names = self.output.names
        module = names.modules[entry.action] if entry.action in names.entries else ""
        return Task(self.pages.complete(action), entry, self.target, module)


def _dump(rendered: Rendered) -> str:
    diagnostics = [one.to_json() for one in rendered.diagnostics]
    return json.dumps([dict(rendered.digests), diagnostics])


def _load(text: str) -> Rendered | None:
    """Return what the cache knows, None if that is nothing."""
    try:
        known, diagnostics = json.loads(text)
        return Rendered({**known}, tuple(map(Diagnostic.from_json, diagnostics)))
    except (TypeError, ValueError):
        return None


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
