"""Finds Python names that differ from what the API's names suggest, because those are reserved or not unique."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from docs2sdk import python_naming
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.python.class_plan import ActionClasses
from docs2sdk.schema import Action
from docs2sdk.targets.client import ActionRef, ServiceInfo


def find_renamed_packages(
    services: Iterable[tuple[ServiceInfo, Sequence[ActionRef]]],
) -> Iterator[Diagnostic]:
    """Yield a warning for each service whose package has another name than its folder, at the first of its pages."""
    for service, entries in services:
        if service.package != python_naming.preferred_package_name(service.folder):
            yield _warn(Location(entries[0].page, 1), service.folder, service.package)


def find_renames(
    action: Action, entry: ActionRef, classes: ActionClasses
) -> Iterator[Diagnostic]:
    """Yield a warning for each method, class and attribute of an action with another name."""
    for name, preferred in (
        (entry.method, python_naming.preferred_method_name(action.name)),
        (entry.request, python_naming.preferred_class_name(action.name)),
        (entry.response, f"{python_naming.class_name(action.name, 'Action')}Response"),
    ):
        if name != preferred:
            yield _warn(action.location, action.name, name)
    yield from _find_renamed_members(action, classes)


def _find_renamed_members(
    action: Action, classes: ActionClasses
) -> Iterator[Diagnostic]:
    for cls in classes:
        if cls.role == "model" and cls.name != python_naming.preferred_class_name(
            cls.model
        ):
            model = action.response.model(cls.model)
            if not model.implicit:
                yield _warn(model.location, model.name, cls.name)
        for attribute in cls.attributes:
            field = attribute.field
            if not field.python_name and attribute.name != python_naming.to_snake_case(
                field.name
            ):
                yield _warn(field.location, field.name, attribute.name)


def _warn(location: Location, wire: str, name: str) -> Diagnostic:
    return Diagnostic(location, "D301", f'"{wire}" is called "{name}" in Python')
