"""The actions that the local API has.  What a page says beside the name is read when its action is first called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from docs2sdk import digests
from docs2sdk.build import output_folder
from docs2sdk.build.plan import BuildPlan, name_packages, plan_without_output
from docs2sdk.cache import Cache, open_cache
from docs2sdk.catalog import assembly, requested_services
from docs2sdk.config import Settings
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.overlays import overlay_files
from docs2sdk.pages import run_inputs
from docs2sdk.pages.page_cache import PageCache
from docs2sdk.pages.page_folders import PageFolders
from docs2sdk.pages.run_inputs import Inputs
from docs2sdk.schema import Action
from docs2sdk.targets.client import ActionRef, ServiceInfo
from docs2sdk.targets.error_meanings import merge_common_codes
from docs2sdk.targets.existing_names import ExistingNames
from docs2sdk.workers import ProgressCallback, open_pool


@dataclass(frozen=True)
class DocumentedAction:
    """An action by name: its service, and how the client calls it."""

    service: ServiceInfo
    ref: ActionRef


@dataclass(frozen=True)
class Documentation:
    """The actions of a run by name; ``base`` is what the paths of pages are relative to, ``errors`` are those of pages."""

    settings: Settings
    base: PageFolders
    actions: Mapping[str, DocumentedAction]
    names: ExistingNames
    common_errors: Mapping[int, str]
    errors: tuple[Diagnostic, ...]
    key: str
    partial_actions: Mapping[str, Action]
    pages: PageCache
    loaded: dict[str, Action] = field(default_factory=dict)

    def load(self, name: str) -> Action:
        """Return an action with all that its page says."""
        if name not in self.loaded:
            action = self.partial_actions[name]
            self.loaded[name] = self.pages.load_full_action(action)
        return self.loaded[name]

    def find_meanings(self, name: str) -> Mapping[int, str]:
        """Return the meanings of the RetCodes that an action can answer with; of an unknown one, the common codes."""
        if name not in self.actions:
            return self.common_errors
        errors = self.actions[name].service.errors
        own = {error.code: error.meaning or error.message for error in errors}
        return {**self.common_errors, **own}

    @property
    def services(self) -> tuple[ServiceInfo, ...]:
        """The services that have actions, in the order of their packages."""
        services = {
            action.service.package: action.service for action in self.actions.values()
        }
        return tuple(services[package] for package in sorted(services))


def read_documentation(settings: Settings, progress: ProgressCallback) -> Documentation:
    """Read the actions of the requested services; UserError."""
    with open_cache(*settings.specs, settings.out) as cache:
        return _read_with(cache, settings, progress)


def _read_with(
    cache: Cache, settings: Settings, progress: ProgressCallback
) -> Documentation:
    client = output_folder.read_python_output(settings.out)
    settings = settings.with_package_of_output(client.manifest.package)
    inputs = run_inputs.read_inputs(settings)
    requested_services.check_folders(
        inputs.file_tree, client.names.packages_by_folder, settings.services
    )
    pages, today = PageCache(inputs, cache), assembly.today_in_utc()
    with open_pool(settings.jobs) as pool:
        catalog = assembly.assemble_catalog(
            settings,
            inputs.tree,
            pages.read_pages(pool, progress),
            tuple(map(overlay_files.read_overlay, inputs.overlays)),
            today,
            load_action=pages.load_full_action,
        )
    packages = name_packages(catalog, client.names)
    requested_services.check_services(catalog, packages, settings.services)
    plan = plan_without_output(catalog, client.names, settings)
    return Documentation(
        settings,
        inputs.file_tree.base,
        dict(_list_actions(plan)),
        client.names,
        merge_common_codes(plan.common),
        tuple(item for item in catalog.diagnostics if item.severity == "error"),
        _make_key(settings, inputs, str(today)),
        {action.name: action for action, _ in plan.fresh},
        pages,
    )


def _list_actions(plan: BuildPlan) -> Iterator[tuple[str, DocumentedAction]]:
    for service, refs in plan.services:
        for ref in refs:
            yield ref.action, DocumentedAction(service, ref)


def _make_key(settings: Settings, inputs: Inputs, today: str) -> str:
    return digests.make_key(
        "mock",
        [str(value) for value in settings._replace(jobs=1, baseline=None)],
        sorted(inputs.page_digests.items()),
        inputs.overlay_digests,
        today,
    )
