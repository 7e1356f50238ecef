"""The files of a package that come of no single page, in the groups in which they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from docs2sdk.python import plan, render
from docs2sdk.python.entries import Entry, shown
from docs2sdk.python.plan import ServiceEntry, Sheet, Target
from docs2sdk.python.rendering import render_texts
from docs2sdk.schema import ErrorCode


class Group(NamedTuple):
    """Files that are made together: a name, all that they are made from, and what makes their texts."""

    name: str
    parts: tuple[object, ...]
    make: Callable[[], dict[str, str]]


def of_services(
    services: Iterable[tuple[ServiceEntry, Sequence[Entry]]], target: Target
) -> Iterator[Group]:
    """Yield the index of each service."""
    for service, entries in services:
        plain = service._replace(errors=())
        name = f"service {service.folder}"
        yield _group(name, plan.service_sheets, plain, entries, target)


def of_package(
    services: Iterable[ServiceEntry], entries: Iterable[Entry], target: Target
) -> Iterator[Group]:
    """Yield what the package says besides its services, and its runtime."""
    plain = [service._replace(errors=()) for service in services]
    yield _group("package", plan.package_sheets, plain, shown(entries), target)
    package = target.package
    yield Group("runtime", (package,), lambda: render.runtime(package))


def of_service_errors(service: ServiceEntry, target: Target) -> Group:
    """Return the module of a service's RetCodes."""
    return _group(f"errors {service.folder}", _error_sheets, service, target)


def of_common_errors(common: Sequence[ErrorCode], target: Target) -> Group:
    """Return the module of the RetCodes that all services share."""
    return _group("errors", _common_error_sheets, common, target)


def _error_sheets(service: ServiceEntry, target: Target) -> tuple[Sheet]:
    return (plan.error_sheet(service, target),)


def _common_error_sheets(common: Sequence[ErrorCode], target: Target) -> tuple[Sheet]:
    return (plan.common_error_sheet(common, target),)


def _group(name: str, sheets: Callable[..., Iterable[Sheet]], *parts: object) -> Group:
    return Group(name, parts, lambda: render_texts(sheets(*parts)))
