"""Groups the files that do not come from a single page: a group is rendered, and cached, as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from docs2sdk.python import plan, render
from docs2sdk.python.entries import Entry, shown
from docs2sdk.python.plan import ServiceEntry, Target, TemplateContext
from docs2sdk.python.rendering import render_texts
from docs2sdk.schema import ErrorCode


class Group(NamedTuple):
    """Files that are rendered together: a name, everything that they depend on, and a function that returns their texts."""

    name: str
    parts: tuple[object, ...]
    make: Callable[[], dict[str, str]]


def of_services(
    services: Iterable[tuple[ServiceEntry, Sequence[Entry]]], target: Target
) -> Iterator[Group]:
    """Yield a group for each service: the package with its index."""
    for service, entries in services:
        without_errors = service._replace(errors=())
        name = f"service {service.folder}"
        yield _group(name, plan.build_service_contexts, without_errors, entries, target)


def of_package(
    services: Iterable[ServiceEntry], entries: Iterable[Entry], target: Target
) -> Iterator[Group]:
    """Yield the group of the package's own files, and that of its runtime."""
    without_errors = [service._replace(errors=()) for service in services]
    yield _group(
        "package", plan.build_package_contexts, without_errors, shown(entries), target
    )
    package = target.package
    yield Group("runtime", (package,), lambda: render.read_runtime(package))


def of_service_errors(service: ServiceEntry, target: Target) -> Group:
    """Return the group of the module with a service's RetCodes."""
    return _group(
        f"errors {service.folder}", _build_service_error_contexts, service, target
    )


def of_common_errors(common: Sequence[ErrorCode], target: Target) -> Group:
    """Return the group of the module with the RetCodes that all services share."""
    return _group("errors", _build_common_error_contexts, common, target)


def _build_service_error_contexts(
    service: ServiceEntry, target: Target
) -> tuple[TemplateContext]:
    return (plan.build_service_error_context(service, target),)


def _build_common_error_contexts(
    common: Sequence[ErrorCode], target: Target
) -> tuple[TemplateContext]:
    return (plan.build_common_error_context(common, target),)


def _group(
    name: str, build: Callable[..., Iterable[TemplateContext]], *parts: object
) -> Group:
    return Group(name, parts, lambda: render_texts(build(*parts)))
