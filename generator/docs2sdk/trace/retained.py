"""Targets that only the last output has: of a page with errors, the last good output is retained.

They are read from the generated module, which has the API's name and the Python name of everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from docs2sdk.build.output_folder import Output
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.locations import Location
from docs2sdk.pages.checkout_layout import product_folder
from docs2sdk.python.existing_names import ClassNames, read_class_names
from docs2sdk.targets.client import ActionRef
from docs2sdk.trace.provenance import Fact
from docs2sdk.trace.targets import (
    format_target,
    list_service_names,
    matches_any,
    split_address,
    split_path,
)

_PAYLOADS = ("request", "response")


@dataclass(frozen=True, slots=True)
class RetainedTarget:
    """An action of the last output (no ``cls``), a class of its module (no ``attribute``), or an attribute: Python names.

    ``payload`` and ``path`` are as those of a TraceTarget.
    """

    entry: ActionRef
    cls: str = ""
    attribute: str = ""
    payload: str = ""
    path: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        """The folder of its page."""
        return product_folder(self.entry.page)

    @property
    def action_name(self) -> str:
        """The API's name of its action."""
        return self.entry.action

    def __str__(self) -> str:
        return format_target(self.folder, self.action_name, self.payload, self.path)


def find_retained(output: Output, address: str) -> Iterator[RetainedTarget]:
    """Yield the targets of an address in the last output; of a path to a nested field, only the last name counts."""
    for entry in output.refs.values():
        for path in _paths_inside(entry, address):
            path_names = split_path(path)
            for target in list_retained(
                entry, output.names.modules_by_action[entry.action]
            ):
                if _matches(target, path_names):
                    yield target


def list_retained(entry: ActionRef, module: str) -> Iterator[RetainedTarget]:
    """Yield all targets that the last output has of an action: itself, the classes of its module, and their attributes."""
    yield RetainedTarget(entry)
    classes = read_class_names(module)
    for payload, first in (("request", entry.request), ("response", entry.response)):
        for name, route in _find_reachable(classes, first):
            path = () if name == first else (name,)
            yield RetainedTarget(entry, name, "", payload, path)
            parent = route if payload == "request" else path
            for field, attribute in classes[name].attributes.items():
                yield RetainedTarget(entry, name, attribute, payload, (*parent, field))


def _find_reachable(
    classes: Mapping[str, ClassNames], first: str
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield a class of a module and those reachable by its attributes, each with the API's names on the way."""
    pending: list[tuple[str, tuple[str, ...]]] = [(first, ())]
    seen = {first}
    while pending:
        name, route = pending.pop()
        if name not in classes:
            continue
        yield name, route
        for field, inner in classes[name].classes.items():
            pending += [(cls, (*route, field)) for cls in inner if cls not in seen]
            seen.update(inner)


def explain_retained(target: RetainedTarget, catalog: Catalog) -> Iterator[Fact]:
    """Yield why a target is retained, and the errors of its page."""
    page = target.entry.page
    reason = "no longer defines it; docs2sdk generate would remove it"
    if page in catalog.broken:
        reason = "has errors, so the last good output is kept"
    yield Fact("page", reason, Location(page, 1))
    for diagnostic in catalog.diagnostics:
        if diagnostic.location.path == page and diagnostic.severity == "error":
            yield Fact(diagnostic.code, diagnostic.message, diagnostic.location)


def _paths_inside(entry: ActionRef, address: str) -> Iterator[str]:
    """Yield the rest of an address inside an action, if the address means that action."""
    folder = product_folder(entry.page)
    service_names = list_service_names(folder, {folder: entry.service})
    for rest in split_address(address, service_names):
        name, _, path = rest.partition(".")
        if matches_any(name, (entry.action, entry.method, entry.response)):
            yield path
            return


def _matches(target: RetainedTarget, path_names: list[str]) -> bool:
    """Whether a path inside the target's action may mean the target."""
    if not path_names:
        return not target.cls
    if path_names[0].lower() in _PAYLOADS:
        payload, *path_names = path_names
        if payload.lower() != target.payload:
            return False
        if not path_names:
            return not target.attribute and not target.path
    if target.attribute and (len(path_names) > 1) != (len(target.path) > 1):
        return False
    candidates = (*target.path[-1:], target.attribute or target.cls)
    return matches_any(path_names[-1], candidates)
