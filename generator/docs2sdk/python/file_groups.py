"""Groups the files that do not come from a single page: a group is rendered, and cached, as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from docs2sdk import install_paths
from docs2sdk.python import template_contexts
from docs2sdk.python.file_renderer import render_texts
from docs2sdk.python_literals import format_assignment
from docs2sdk.schema import ErrorCode
from docs2sdk.targets import client
from docs2sdk.targets.client import ActionRef, PackageInfo, ServiceInfo
from docs2sdk.targets.rendering import FileGroup, TemplateContext


def group_service_indexes(
    services: Iterable[tuple[ServiceInfo, Sequence[ActionRef]]], target: PackageInfo
) -> Iterator[FileGroup]:
    """Yield a group for each service: the package with its index."""
    for service, entries in services:
        without_errors = service._replace(errors=())
        name = f"service {service.folder}"
        yield _group(
            name,
            template_contexts.build_service_contexts,
            without_errors,
            entries,
            target=target,
        )


def group_package_files(
    services: Iterable[ServiceInfo],
    example: ActionRef | None,
    module: str,
    target: PackageInfo,
) -> FileGroup:
    """Return the group of the package's own files; ``module`` is the text of the example's module."""
    without_errors = [service._replace(errors=()) for service in services]
    return _group(
        "package",
        template_contexts.build_package_contexts,
        without_errors,
        example,
        module,
        target=target,
    )


def group_runtime(target: PackageInfo) -> FileGroup:
    """Return the group of the package's runtime."""
    package, base_url = target.package, target.base_url
    return FileGroup(
        "runtime", (package, base_url), lambda: _render_runtime(package, base_url)
    )


def _render_runtime(package: str, base_url: str) -> dict[str, str]:
    """Return the runtime as it is, but for the address to which it sends requests."""
    texts = read_runtime(package)
    old, new = (
        format_assignment("BASE_URL", url) for url in (client.BASE_URL, base_url)
    )
    path = f"{package}/runtime/settings.py"
    assert old in texts[path]
    return texts | {path: texts[path].replace(old, new, 1)}


def group_service_errors(service: ServiceInfo, target: PackageInfo) -> FileGroup:
    """Return the group of the module with a service's RetCodes."""
    return _group(
        f"errors {service.folder}",
        _build_service_error_contexts,
        service,
        target=target,
    )


def group_common_errors(common: Sequence[ErrorCode], target: PackageInfo) -> FileGroup:
    """Return the group of the module with the RetCodes that all services share."""
    return _group("errors", _build_common_error_contexts, common, target=target)


def _build_service_error_contexts(
    service: ServiceInfo, target: PackageInfo
) -> tuple[TemplateContext]:
    return (template_contexts.build_service_error_context(service, target),)


def _build_common_error_contexts(
    common: Sequence[ErrorCode], target: PackageInfo
) -> tuple[TemplateContext]:
    return (template_contexts.build_common_error_context(common, target),)


def _group(
    name: str,
    build: Callable[..., Iterable[TemplateContext]],
    *parts: object,
    target: PackageInfo,
) -> FileGroup:
    return FileGroup(
        name,
        (*parts, target),
        lambda: render_texts(build(*parts, target), target.overrides),
    )


def read_runtime(package: str) -> dict[str, str]:
    """Return the runtime's modules: path in the output → text."""
    folder = install_paths.find_templates()
    return {
        f"{package}/{module.relative_to(folder).as_posix()}": module.read_text("utf-8")
        for module in sorted(folder.glob("runtime/**/*.py"))
    }
