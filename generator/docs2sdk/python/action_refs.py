"""Names the services' packages and their actions: modules, methods and classes, as the index of a service lists them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from docs2sdk import python_naming
from docs2sdk.schema import Action
from docs2sdk.targets.client import ActionRef


def build_action_refs(
    actions: Iterable[Action],
    package: str,
    retained: Iterable[ActionRef] = (),
    existing: Mapping[str, ActionRef] = MappingProxyType({}),
) -> tuple[ActionRef, ...]:
    """Name the actions of a service beside those that are ``retained``; return all of them, sorted by page.

    ``existing``: how the last output names actions; these names are kept.
    """
    retained = tuple(retained)
    pages = {action.name: action.location.path for action in actions}
    existing = {wire: existing[wire] for wire in pages if wire in existing}
    methods = python_naming.assign_unique_names(
        ((wire, python_naming.method_name(wire)) for wire in pages),
        {entry.method for entry in retained},
        {wire: entry.method for wire, entry in existing.items()},
    )
    classes = _assign_classes(pages, package, retained, existing)
    new = (
        ActionRef(
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
    retained: Iterable[ActionRef],
    existing: Mapping[str, ActionRef],
) -> dict[str, str]:
    """Name the requests and responses of a service, which exports them all: ``GetThing/request`` → class name."""
    requests = {wire: python_naming.class_name(wire, "Action") for wire in actions}
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
    return python_naming.assign_unique_names(
        preferred, taken | python_naming.names_in_service_index(package), kept
    )


def action_paths(entry: ActionRef, package: str) -> tuple[str, str]:
    """Return the paths in the output of an action's module and of its tests."""
    service, method = entry.service, entry.method
    return f"{package}/{service}/{method}.py", f"tests/{service}/test_{method}.py"
