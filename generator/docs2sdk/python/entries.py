"""Names the services' packages and their actions: modules, methods and classes, as the index of a service lists them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from docs2sdk import names
from docs2sdk.protocol import is_reading
from docs2sdk.schema import Action


class Entry(NamedTuple):
    """How to reach an action in the generated package: all that the index of its service says of it.

    ``page`` is the path of its page, ``service`` the package of its service, ``method`` both its module and its method;
    ``request`` and ``response`` are classes.
    """

    page: str
    action: str
    service: str
    method: str
    request: str
    response: str


def assign_packages(
    folders: Iterable[str], existing: Mapping[str, str] = names.NONE_GIVEN
) -> dict[str, str]:
    """Name the services' packages: folder → name below the client's package; ``existing`` names are kept."""
    return names.distinct(
        ((folder, names.service(folder)) for folder in folders), existing=existing
    )


def assign_entries(
    actions: Iterable[Action],
    package: str,
    retained: Iterable[Entry] = (),
    existing: Mapping[str, Entry] = MappingProxyType({}),
) -> tuple[Entry, ...]:
    """Name the actions of a service beside those that are ``retained``; return all of them, sorted by page.

    ``existing``: how the last output names actions; these names are kept.
    """
    retained = tuple(retained)
    pages = {action.wire: action.place.path for action in actions}
    existing = {wire: existing[wire] for wire in pages if wire in existing}
    methods = names.distinct(
        ((wire, names.method(wire)) for wire in pages),
        {entry.method for entry in retained},
        {wire: entry.method for wire, entry in existing.items()},
    )
    classes = _assign_classes(pages, package, retained, existing)
    new = (
        Entry(
            page,
            wire,
            package,
            methods[wire],
            classes[f"{wire}/request"],
            classes[f"{wire}/response"],
        )
        for wire, page in pages.items()
    )
    return tuple(sorted((*retained, *new)))


def _assign_classes(
    actions: Iterable[str],
    package: str,
    retained: Iterable[Entry],
    existing: Mapping[str, Entry],
) -> dict[str, str]:
    """Name the requests and responses of a service, which exports them all: ``GetThing/request`` → class name."""
    requests = {wire: names.class_name(wire, "Action") for wire in actions}
    preferred = [
        (f"{wire}/{half}", name + suffix)
        for wire, name in requests.items()
        for half, suffix in (("request", ""), ("response", "Response"))
    ]
    kept = {
        f"{wire}/{half}": name
        for wire, entry in existing.items()
        for half, name in (("request", entry.request), ("response", entry.response))
    }
    taken = {name for entry in retained for name in (entry.request, entry.response)}
    return names.distinct(preferred, taken | names.taken_by_service(package), kept)


def files_of(entry: Entry, package: str) -> tuple[str, str]:
    """Return the paths in the output of an action's module and of its tests."""
    service, method = entry.service, entry.method
    return f"{package}/{service}/{method}.py", f"tests/{service}/test_{method}.py"


def shown(entries: Iterable[Entry]) -> Entry | None:
    """Return the action that the package's README shows as an example: the first that reads, if there is one."""
    return min(
        entries,
        key=lambda entry: (not is_reading(entry.action), entry.service, entry.method),
        default=None,
    )
