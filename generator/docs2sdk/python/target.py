"""The target ``python``: how ``build`` names the actions of a Python client and renders its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from docs2sdk.python import file_groups
from docs2sdk.python.action_refs import action_paths, build_action_refs
from docs2sdk.python.existing_names import read_existing_names, read_service_title
from docs2sdk.python.file_renderer import check_action_file, render_action
from docs2sdk.python.renames import find_renamed_packages
from docs2sdk.python.template_contexts import error_module_path
from docs2sdk.schema import ErrorCode
from docs2sdk.targets.client import PackageInfo, Services, pick_example
from docs2sdk.targets.rendering import FileGroup

# With the functions below, what ``targets.registry.Target`` asks for.
__all__ = [
    "action_paths",
    "build_action_refs",
    "check_action_file",
    "error_module_path",
    "find_renamed_packages",
    "group_package_files",
    "group_shared_files",
    "read_existing_names",
    "read_service_title",
    "render_action",
    "service_index_path",
]


def service_index_path(package: str, service: str) -> str:
    """Return the path of the module with the index of a service, which has its title."""
    return f"{package}/{service}/_service.py"


def group_shared_files(
    services: Services,
    common: tuple[ErrorCode, ...],
    unwritten: frozenset[str],
    package: PackageInfo,
) -> Iterator[FileGroup]:
    """Yield the groups of the files that several actions share, without the ``unwritten`` modules of RetCodes."""
    yield from file_groups.group_service_indexes(services, package)
    yield file_groups.group_runtime(package)
    for service, _ in services:
        path = error_module_path(package.package, service.package)
        if service.errors and path not in unwritten:
            yield file_groups.group_service_errors(service, package)
    if error_module_path(package.package) not in unwritten:
        yield file_groups.group_common_errors(common, package)


def group_package_files(
    services: Services, read_text: Callable[[str], str], package: PackageInfo
) -> Iterator[FileGroup]:
    """Yield the group of the package's own files; its README shows the call of an action as the action's module has it."""
    example = pick_example(ref for _, refs in services for ref in refs)
    path = action_paths(example, package.package)[0] if example else ""
    infos = [service for service, _ in services]
    yield file_groups.group_package_files(infos, example, read_text(path), package)
