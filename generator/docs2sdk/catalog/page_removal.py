"""Remove pages from a catalog, with their actions, error codes and diagnostics."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from docs2sdk.catalog.catalog import Catalog
from docs2sdk.schema import ErrorCode, Service


def remove_pages(catalog: Catalog, paths: Collection[str]) -> Catalog:
    """Return the catalog without these pages; only ``Catalog.pages`` still lists them.

    No other page takes the place of a removed one: which page defines an action has been decided before.
    """
    services = tuple(_filter_services(catalog.services, paths))
    actions = {action.name for service in services for action in service.actions}
    errors = {
        folder: kept
        for folder, codes in catalog.error_codes.items()
        if (kept := _filter_codes(codes, paths))
    }
    diagnostics = (
        diagnostic
        for diagnostic in catalog.diagnostics
        if diagnostic.location.path not in paths
    )
    return replace(
        catalog,
        services=services,
        not_in_index=tuple(wire for wire in catalog.not_in_index if wire in actions),
        diagnostics=tuple(diagnostics),
        error_codes=errors,
        common_error_codes=_filter_codes(catalog.common_error_codes, paths),
        uncorrected=catalog.uncorrected.difference(paths),
    )


def _filter_services(
    services: Iterable[Service], paths: Collection[str]
) -> Iterator[Service]:
    for service in services:
        actions = tuple(
            action for action in service.actions if action.location.path not in paths
        )
        if actions:
            errors = _filter_codes(service.errors, paths)
            yield replace(service, actions=actions, errors=errors)


def _filter_codes(
    codes: Iterable[ErrorCode], paths: Collection[str]
) -> tuple[ErrorCode, ...]:
    return tuple(code for code in codes if code.location.path not in paths)
