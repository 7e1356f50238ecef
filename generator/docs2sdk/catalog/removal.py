"""A catalog without some of its pages: with nothing that they give, and nothing that was found in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from docs2sdk.catalog.catalog import Catalog
from docs2sdk.schema import ErrorCode, Service


def without(read: Catalog, paths: Collection[str]) -> Catalog:
    """Return the catalog without these pages, which stay in its account of all pages.

    No other page takes the place of one of them: which page defines an action has been decided.
    """
    services = tuple(_services(read.services, paths))
    actions = {action.wire for service in services for action in service.actions}
    errors = {
        folder: left
        for folder, codes in read.errors.items()
        if (left := _codes(codes, paths))
    }
    return replace(
        read,
        services=services,
        unlisted=tuple(wire for wire in read.unlisted if wire in actions),
        diagnostics=tuple(
            one for one in read.diagnostics if one.place.path not in paths
        ),
        errors=errors,
        common=_codes(read.common, paths),
        uncorrected=read.uncorrected.difference(paths),
    )


def _services(services: Iterable[Service], paths: Collection[str]) -> Iterator[Service]:
    for service in services:
        left = tuple(one for one in service.actions if one.place.path not in paths)
        if left:
            yield replace(service, actions=left, errors=_codes(service.errors, paths))


def _codes(codes: Iterable[ErrorCode], paths: Collection[str]) -> tuple[ErrorCode, ...]:
    return tuple(code for code in codes if code.place.path not in paths)
