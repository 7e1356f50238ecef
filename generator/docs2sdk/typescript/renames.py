"""Finds TypeScript names that differ from what the API's names suggest, because those are reserved or not unique."""

from __future__ import annotations

from collections.abc import Iterator

from docs2sdk import python_naming
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import Location
from docs2sdk.schema import Action
from docs2sdk.targets.client import ActionRef, Services
from docs2sdk.typescript.action_refs import preferred_method_name, service_property
from docs2sdk.typescript.interfaces import ActionInterfaces, name_model


def find_renamed_packages(services: Services) -> Iterator[Diagnostic]:
    """Yield a warning for each service whose property of the client has another name than its folder, at its first page."""
    for service, refs in services:
        name = service_property(service.package)
        if name != python_naming.preferred_package_name(service.folder):
            yield _warn(Location(refs[0].page, 1), service.folder, name)


def find_renames(
    action: Action, ref: ActionRef, interfaces: ActionInterfaces
) -> Iterator[Diagnostic]:
    """Yield a warning for the method of an action, and for each interface of a model, with another name."""
    if ref.method != preferred_method_name(action.name):
        yield _warn(action.location, action.name, ref.method)
    prefix = ref.request.removesuffix("Request")
    sent, received = interfaces.sent_names, interfaces.received_names
    for models, names, before in (
        (action.request.models, sent, prefix),
        (action.response.models, received, ""),
    ):
        for model in models:
            if not model.implicit and names[model.name] != before + name_model(model):
                yield _warn(model.location, model.name, names[model.name])


def _warn(location: Location, name: str, written: str) -> Diagnostic:
    return Diagnostic(location, "D301", f'"{name}" is called "{written}" in TypeScript')
