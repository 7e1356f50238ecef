"""Which actions a run makes anew, which stay as they were last made, and why.

An action is *retained* if its page cannot be read now (or gives no action any more, though it is there), if its page has
errors and the last output had none, or if the run is for other services only.  Nothing but a page that is gone, or another
page that defines its action, takes an action out of the output.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from docs2sdk.build.disk import Output
from docs2sdk.catalog import subset
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.config import Settings
from docs2sdk.pages.layout import ACTIONS, folder_of, is_common
from docs2sdk.python import plan as contexts
from docs2sdk.python.entries import Entry, assign_entries, assign_packages
from docs2sdk.python.given_names import GivenNames, read_title
from docs2sdk.python.plan import ServiceEntry
from docs2sdk.schema import Action, ErrorCode


@dataclass(frozen=True)
class Plan:
    """What the package will have.

    ``folders`` are those that the run is for; ``services`` all services with their actions; ``fresh`` the actions to make.
    ``retained`` are the pages whose files stay as they are, ``held_back`` those of them that stay only because of errors;
    ``unmade`` the actions that cannot be made and have no earlier output.  ``common`` are the RetCodes that all services
    share, ``retained_errors`` the modules of RetCodes that stay.
    """

    folders: frozenset[str]
    services: tuple[tuple[ServiceEntry, tuple[Entry, ...]], ...]
    fresh: tuple[tuple[Action, Entry], ...]
    retained: Mapping[str, Entry]
    held_back: tuple[Entry, ...]
    unmade: tuple[str, ...]
    common: tuple[ErrorCode, ...]
    retained_errors: frozenset[str]

    @property
    def entries(self) -> Iterator[Entry]:
        """All actions of the package."""
        return (entry for _, entries in self.services for entry in entries)


def name_packages(
    catalog: Catalog, names: GivenNames, others: Iterable[str] = ()
) -> dict[str, str]:
    """Name the folders that the package has (folder → package): those with actions or pages that should be some, and ``others``."""
    excluded = {page.path for page in catalog.excluded}
    tried = {page.path for page in catalog.pages if page.kind in ACTIONS} - excluded
    pages = (page for page in tried | catalog.broken if page.endswith(".md"))
    folders = {folder_of(page) for page in pages if "/" in page}
    folders |= {service.folder for service in catalog.services}
    return assign_packages({*folders, *others}, names.packages)


def make_plan(catalog: Catalog, output: Output, settings: Settings) -> Plan:
    """Decide from the pages as they are now, and from the last output; NotFound for a service that there is not."""
    names, old = output.names, output.entries
    lost = _find_lost(catalog, old)
    staying = lost if not settings.services else old
    named = name_packages(catalog, names, map(folder_of, staying))
    subset.check_services(catalog, named, settings.services)
    moves = output.manifest.package != settings.package
    in_place = {
        page: entry
        for page, entry in old.items()
        if not moves and entry.service == named.get(folder_of(page))
    }
    displaced = output.manifest.pages.keys() - in_place.keys()
    folders = _chosen_folders(named, displaced, settings)
    worth_keeping = _without_partial(lost, catalog, output)
    retained = {
        page: entry
        for page, entry in in_place.items()
        if folder_of(page) not in folders or page in worth_keeping
    }
    titles = dict(_titles(catalog, named, output, settings))
    services, fresh = _name_actions(catalog, named, titles, folders, retained, names)
    held_back = (one for page, one in retained.items() if folder_of(page) in folders)
    errors = frozenset(_retained_errors(catalog, output, services, folders, settings))
    plan = Plan(
        folders, services, fresh, retained, tuple(held_back), (), catalog.common, errors
    )
    return replace(plan, unmade=_unmade(catalog, old, plan))


def plan_afresh(catalog: Catalog, names: GivenNames, settings: Settings) -> Plan:
    """Decide as if there were no output, but for the names that it gave."""
    named = name_packages(catalog, names)
    folders = _chosen_folders(named, (), settings)
    services, fresh = _name_actions(catalog, named, catalog.titles, folders, {}, names)
    return Plan(folders, services, fresh, {}, (), (), catalog.common, frozenset())


def _chosen_folders(
    named: Mapping[str, str], displaced: Iterable[str], settings: Settings
) -> frozenset[str]:
    """Return the folders that the run is for: those asked for, and those of pages whose modules have to move."""
    moving, asked = {folder_of(page) for page in displaced}, {*settings.services}
    return frozenset(
        folder
        for folder, name in named.items()
        if not asked or asked & {folder, name} or folder in moving
    )


def _is_lost(page: str, broken: Collection[str]) -> bool:
    """Whether a page has errors, or lies in a folder that could not be read."""
    return page in broken or any(page.startswith(f"{path}/") for path in broken)


def _find_lost(catalog: Catalog, old: Mapping[str, Entry]) -> set[str]:
    """Return the pages of the last output that have errors now, or give way to another page only because they are broken."""
    return {page for page in old if _is_lost(page, catalog.broken)}


def _without_partial(
    pages: Collection[str], catalog: Catalog, output: Output
) -> set[str]:
    """Return the pages whose last output is better than what they give now: those that give nothing, or had no errors then."""
    readable = {
        action.place.path for service in catalog.services for action in service.actions
    }
    modules = {page: output.manifest.pages[page][0] for page in pages}
    return {
        page
        for page, module in modules.items()
        if page not in readable or not output.manifest.files[module].partial
    }


def _name_actions(
    catalog: Catalog,
    named: Mapping[str, str],
    titles: Mapping[str, str],
    folders: Collection[str],
    retained: Mapping[str, Entry],
    names: GivenNames,
) -> tuple[
    tuple[tuple[ServiceEntry, tuple[Entry, ...]], ...], tuple[tuple[Action, Entry], ...]
]:
    services = []
    fresh: list[tuple[Action, Entry]] = []
    for folder, package in sorted(named.items()):
        kept = [one for page, one in retained.items() if folder_of(page) == folder]
        actions = _fresh_actions(catalog, folder, retained) if folder in folders else {}
        entries = assign_entries(actions.values(), package, kept, names.entries)
        fresh += [(actions[one.page], one) for one in entries if one.page in actions]
        if entries:
            errors = catalog.errors.get(folder, ())
            title = titles.get(folder) or folder
            services.append((ServiceEntry(folder, package, title, errors), entries))
    return tuple(services), tuple(fresh)


def _titles(
    catalog: Catalog, named: Mapping[str, str], output: Output, settings: Settings
) -> Iterator[tuple[str, str]]:
    """Yield what navigation calls each folder; what the output calls it, where the navigation cannot be read."""
    yield from catalog.titles.items()
    for folder, package in named.items():
        index = f"{settings.package}/{package}/_service.py"
        lost = _is_lost(f"{folder}/_sidebar.md", catalog.broken)
        if lost and folder not in catalog.titles and index in output.texts:
            yield folder, read_title(output.texts[index].decode("utf-8", "replace"))


def _fresh_actions(
    catalog: Catalog, folder: str, retained: Mapping[str, Entry]
) -> dict[str, Action]:
    """Return the actions of a folder that are to be made, by page."""
    taken = {entry.action for entry in retained.values()}
    return {
        action.place.path: action
        for service in catalog.services
        if service.folder == folder
        for action in service.actions
        if action.place.path not in retained and action.wire not in taken
    }


def _unmade(catalog: Catalog, old: Mapping[str, Entry], plan: Plan) -> tuple[str, ...]:
    """Return the actions that broken pages name, or gave before, and that the package does not have."""
    there = {entry.action for entry in plan.entries}
    missing = {
        old[page.path].action if page.path in old else page.named or page.path
        for page in catalog.pages
        if page.path in catalog.broken and folder_of(page.path) in plan.folders
        if page.kind in ACTIONS or page.named or page.path in old
        if page.path not in plan.retained
    }
    return tuple(sorted(missing - there))


def _retained_errors(
    catalog: Catalog,
    output: Output,
    services: Collection[tuple[ServiceEntry, object]],
    folders: Collection[str],
    settings: Settings,
) -> Iterator[str]:
    """Yield the modules of RetCodes that stay as they are, or away: of services that the run is not for, or of a broken page."""
    for one, _ in services:
        lost = _is_lost(f"{one.folder}/error_code.md", catalog.broken)
        path = contexts.errors_path(settings.package, one.package)
        is_gone = path in output.manifest.files and path not in output.texts
        if not is_gone and not (one.folder in folders and (one.errors or not lost)):
            yield path
    others = {one.folder for one, _ in services} - {*folders}
    lost = any(map(is_common, catalog.broken))
    path = contexts.errors_path(settings.package)
    if path in output.texts and not catalog.common and (lost or others):
        yield path
