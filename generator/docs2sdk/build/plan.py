"""Plan a run: which actions are generated, and which keep their last output.

An action is *retained* if its page cannot be read now (or exists and gives no action any more), if its page has errors and
the last output had none, or if the run is for other services only.  An action is removed from the output only if its page is
gone, or another page defines it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from docs2sdk.build.output_folder import Output
from docs2sdk.catalog import requested_services
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.catalog.missing_actions import find_lost_headings
from docs2sdk.config import Settings
from docs2sdk.pages.checkout_layout import (
    ACTION_KINDS,
    is_common_page,
    is_page_path,
    product_folder,
)
from docs2sdk.schema import Action, ErrorCode
from docs2sdk.targets.client import (
    ActionRef,
    ServiceInfo,
    Services,
    assign_package_names,
)
from docs2sdk.targets.existing_names import ExistingNames
from docs2sdk.targets.registry import find_target

FreshActions: TypeAlias = tuple[tuple[Action, ActionRef], ...]


@dataclass(frozen=True)
class BuildPlan:
    """The contents of the package.

    ``folders`` are those that the run is for; ``services`` all services with their actions; ``fresh`` the actions to generate.
    ``retained`` are the pages that keep their last output, ``kept_for_errors`` those of them that keep it only because of
    errors; ``ungenerated`` the actions that have errors and no last output.  ``common`` are the RetCodes of all services,
    ``unwritten_error_modules`` the modules of RetCodes that this run does not write.
    """

    folders: frozenset[str]
    services: Services
    fresh: FreshActions
    retained: Mapping[str, ActionRef]
    kept_for_errors: tuple[ActionRef, ...]
    ungenerated: tuple[str, ...]
    common: tuple[ErrorCode, ...]
    unwritten_error_modules: frozenset[str]

    @property
    def refs(self) -> Iterator[ActionRef]:
        """All actions of the package."""
        return (ref for _, refs in self.services for ref in refs)


def name_packages(
    catalog: Catalog, names: ExistingNames, more_folders: Iterable[str] = ()
) -> dict[str, str]:
    """Return the package name of each folder with actions, or with pages that should give one, and of ``more_folders``."""
    pages = {page.path for page in catalog.pages if page.kind in ACTION_KINDS}
    pages -= {page.path for page in catalog.excluded}
    pages |= {path for path in catalog.broken if is_page_path(path)}
    folders = {product_folder(page) for page in pages if "/" in page}
    folders |= {service.folder for service in catalog.services}
    return assign_package_names({*folders, *more_folders}, names.packages_by_folder)


def make_plan(catalog: Catalog, output: Output, settings: Settings) -> BuildPlan:
    """Plan from the pages as they are now and the last output; NotFound for an unknown service."""
    names, old = output.names, output.refs
    lost = {page for page in old if _is_lost(page, catalog.broken)}
    lost |= find_lost_headings(catalog, old)
    kept_pages = lost if not settings.services else old
    packages = name_packages(catalog, names, map(product_folder, kept_pages))
    requested_services.check_services(catalog, packages, settings.services)
    is_moved = output.manifest.package != settings.package
    in_place = {
        page: ref
        for page, ref in old.items()
        if not is_moved and ref.service == packages.get(product_folder(page))
    }
    displaced = output.manifest.pages.keys() - in_place.keys()
    folders = _choose_folders(packages, displaced, settings)
    better = _find_better(lost, catalog, output)
    retained = {
        page: ref
        for page, ref in in_place.items()
        if product_folder(page) not in folders or page in better
    }
    titles = dict(_find_titles(catalog, packages, output, settings))
    services, fresh = _name_actions(
        catalog, packages, titles, folders, retained, names, settings
    )
    kept = tuple(retained[page] for page in retained if product_folder(page) in folders)
    errors = _find_unwritten_error_modules(catalog, output, services, folders, settings)
    common, modules = catalog.common_error_codes, frozenset(errors)
    plan = BuildPlan(folders, services, fresh, retained, kept, (), common, modules)
    return replace(plan, ungenerated=_find_ungenerated(catalog, old, plan))


def plan_without_output(
    catalog: Catalog, names: ExistingNames, settings: Settings
) -> BuildPlan:
    """Plan as if there were no output, but with the names that it gave."""
    packages = name_packages(catalog, names)
    folders = _choose_folders(packages, (), settings)
    titles, common = catalog.titles, catalog.common_error_codes
    services, fresh = _name_actions(
        catalog, packages, titles, folders, {}, names, settings
    )
    return BuildPlan(folders, services, fresh, {}, (), (), common, frozenset())


def _choose_folders(
    packages: Mapping[str, str], displaced: Iterable[str], settings: Settings
) -> frozenset[str]:
    """Return the folders that the run is for: the requested ones, and those of pages whose modules have to move."""
    moved, requested = {*map(product_folder, displaced)}, {*settings.services}
    return frozenset(
        folder
        for folder, package in packages.items()
        if not requested or requested & {folder, package} or folder in moved
    )


def _is_lost(page: str, broken: Collection[str]) -> bool:
    """Whether a page has errors, or lies in a folder that could not be read."""
    return page in broken or any(page.startswith(f"{path}/") for path in broken)


def _find_better(pages: Collection[str], catalog: Catalog, output: Output) -> set[str]:
    """Return the pages whose last output is better than what they give now: those that give no action, or had no errors then.

    A module that was edited may name the action of another page; then it is not the last output of its own.
    """
    actions = [action for service in catalog.services for action in service.actions]
    readable = {action.location.path for action in actions}
    defined = {action.name: action.location.path for action in actions}
    unedited = {ref.page for ref in output.names.refs_by_action.values()}
    modules = {page: output.manifest.pages[page][0] for page in pages}
    return {
        page
        for page, module in modules.items()
        if page not in readable or not output.manifest.files[module].partial
        if page in unedited or defined.get(output.refs[page].action, page) == page
    }


def _name_actions(
    catalog: Catalog,
    packages: Mapping[str, str],
    titles: Mapping[str, str],
    folders: Collection[str],
    retained: Mapping[str, ActionRef],
    names: ExistingNames,
    settings: Settings,
) -> tuple[Services, FreshActions]:
    """Return the services with the references of their actions, and the actions to generate with theirs."""
    target = find_target(settings.target)
    services = []
    fresh: list[tuple[Action, ActionRef]] = []
    for folder, package in sorted(packages.items()):
        kept = [ref for page, ref in retained.items() if product_folder(page) == folder]
        is_chosen = folder in folders
        actions = _find_fresh_actions(catalog, folder, retained) if is_chosen else {}
        old = names.refs_by_action
        refs = target.build_action_refs(actions.values(), package, kept, old)
        fresh += [(actions[ref.page], ref) for ref in refs if ref.page in actions]
        if refs:
            errors = catalog.error_codes.get(folder, ())
            title = titles.get(folder) or folder
            services.append((ServiceInfo(folder, package, title, errors), refs))
    return tuple(services), tuple(fresh)


def _find_titles(
    catalog: Catalog, packages: Mapping[str, str], output: Output, settings: Settings
) -> Iterator[tuple[str, str]]:
    """Yield the title of each folder in the navigation, or in the output if the navigation cannot be read."""
    yield from catalog.titles.items()
    target = find_target(settings.target)
    for folder, package in packages.items():
        index = target.service_index_path(settings.package, package)
        lost = _is_lost(f"{folder}/_sidebar.md", catalog.broken)
        is_unknown = lost or settings.services  # its folder may be gone for now
        if is_unknown and folder not in catalog.titles and index in output.texts:
            text = output.texts[index].decode("utf-8", "replace")
            yield folder, target.read_service_title(text)


def _find_fresh_actions(
    catalog: Catalog, folder: str, retained: Mapping[str, ActionRef]
) -> dict[str, Action]:
    """Return the actions of a folder that are to be generated, by page."""
    taken = {ref.action for ref in retained.values()}
    return {
        action.location.path: action
        for service in catalog.services
        if service.folder == folder
        for action in service.actions
        if action.location.path not in retained and action.name not in taken
    }


def _find_ungenerated(
    catalog: Catalog, old: Mapping[str, ActionRef], plan: BuildPlan
) -> tuple[str, ...]:
    """Return the actions that broken pages name, or gave before, and that the package does not have."""
    missing = {
        old[page.path].action if page.path in old else page.expected_action or page.path
        for page in catalog.pages
        if page.path in catalog.broken and product_folder(page.path) in plan.folders
        if page.kind in ACTION_KINDS or page.expected_action or page.path in old
        if page.path not in plan.retained
    }
    return tuple(sorted(missing - {ref.action for ref in plan.refs}))


def _find_unwritten_error_modules(
    catalog: Catalog,
    output: Output,
    services: Collection[tuple[ServiceInfo, object]],
    folders: Collection[str],
    settings: Settings,
) -> Iterator[str]:
    """Yield the modules of RetCodes that are not written: of services that the run is not for, or of broken pages."""
    error_module_path = find_target(settings.target).error_module_path
    for service, _ in services:
        is_lost = _is_lost(f"{service.folder}/error_code.md", catalog.broken)
        is_rendered = service.folder in folders and (service.errors or not is_lost)
        path = error_module_path(settings.package, service.package)
        is_gone = path in output.manifest.files and path not in output.texts
        if not is_gone and not is_rendered:
            yield path
    is_partial = any(service.folder not in folders for service, _ in services)
    is_lost = any(map(is_common_page, catalog.broken))
    path = error_module_path(settings.package)
    may_lack_codes = is_lost or is_partial
    if path in output.texts and may_lack_codes and not catalog.common_error_codes:
        yield path
