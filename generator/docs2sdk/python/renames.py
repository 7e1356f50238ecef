"""Finds Python names that differ from what the API's names suggest, because those are reserved or not unique."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from docs2sdk import names
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.places import Place
from docs2sdk.python.classes import Classes
from docs2sdk.python.entries import Entry
from docs2sdk.python.plan import ServiceEntry
from docs2sdk.schema import Action


def find_renamed_packages(
    services: Iterable[tuple[ServiceEntry, Sequence[Entry]]],
) -> Iterator[Diagnostic]:
    """Yield a warning for each service whose package has another name than its folder, at the first of its pages."""
    for service, entries in services:
        if service.package != names.plain_service(service.folder):
            yield _warn(Place(entries[0].page, 1), service.folder, service.package)


def find_renames(
    action: Action, entry: Entry, classes: Classes
) -> Iterator[Diagnostic]:
    """Yield a warning for each method, class and attribute of an action with another name."""
    for name, preferred in (
        (entry.method, names.plain_method(action.wire)),
        (entry.request, names.plain_class(action.wire)),
        (entry.response, f"{names.class_name(action.wire, 'Action')}Response"),
    ):
        if name != preferred:
            yield _warn(action.place, action.wire, name)
    yield from _find_renamed_members(action, classes)


def _find_renamed_members(action: Action, classes: Classes) -> Iterator[Diagnostic]:
    for cls in classes:
        if cls.role == "model" and cls.name != names.plain_class(cls.wire):
            model = action.response.model(cls.wire)
            if not model.grouped:
                yield _warn(model.place, model.wire, cls.name)
        for attribute in cls.attributes:
            field = attribute.field
            if not field.name and attribute.name != names.snake(field.wire):
                yield _warn(field.place, field.wire, attribute.name)


def _warn(place: Place, wire: str, name: str) -> Diagnostic:
    return Diagnostic(place, "D301", f'"{wire}" is called "{name}" in Python')
