"""The target ``typescript``: how ``build`` names the actions of a TypeScript client and renders its files.

Properties have the names of the API, as callers know them from its documentation; only methods, modules and interfaces are
named here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from docs2sdk import install_paths
from docs2sdk.schema import ErrorCode
from docs2sdk.targets.client import ActionRef, PackageInfo, Services, pick_example
from docs2sdk.targets.rendering import FileGroup, TemplateContext
from docs2sdk.typescript.action_refs import (
    action_paths,
    build_action_refs,
    error_module_path,
    read_existing_names,
    service_index_path,
    service_property,
)
from docs2sdk.typescript.file_renderer import (
    check_action_file,
    render_action,
    render_texts,
)
from docs2sdk.typescript.index_entries import (
    IndexEntry,
    read_index_entry,
    read_values,
)
from docs2sdk.typescript.renames import find_renamed_packages
from docs2sdk.typescript.template_contexts import (
    build_common_error_contexts,
    build_package_contexts,
    build_service_contexts,
    build_service_error_contexts,
)

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

# What is copied unchanged, below the folder of templates.
_PLAIN_FILES = ("*.json", "*.js", "*.ts", ".gitignore", "src/**/*.ts", "tests/*.ts")
_TITLE = re.compile(r"^/\*\* (.*) \*/\nexport class ", re.MULTILINE)


def read_service_title(text: str) -> str:
    """Return the title of a product in the module of its service, "" if there is none."""
    title = _TITLE.search(text)
    return title[1] if title else ""


def group_shared_files(
    services: Services,
    common: tuple[ErrorCode, ...],
    unwritten: frozenset[str],
    package: PackageInfo,
) -> Iterator[FileGroup]:
    """Yield the groups of the files that are copied, and of the modules of RetCodes that are not ``unwritten``."""
    yield FileGroup("typescript runtime", (), _read_plain_files)
    for service, _ in services:
        path = error_module_path(package.package, service.package)
        if service.errors and path not in unwritten:
            name, build = f"errors {service.folder}", build_service_error_contexts
            yield _group(name, build, service, package=package)
    if error_module_path(package.package) not in unwritten:
        yield _group("errors", build_common_error_contexts, common, package=package)


def _group(
    name: str,
    build: Callable[..., Iterable[TemplateContext]],
    *parts: object,
    package: PackageInfo,
) -> FileGroup:
    return FileGroup(
        f"typescript {name}",
        (*parts, package),
        lambda: render_texts(build(*parts, package), package.overrides),
    )


def _read_plain_files() -> dict[str, str]:
    """Return the files that are copied unchanged, as those of the runtime: path in the output → text."""
    folder = install_paths.find_templates() / "typescript"
    files = (file for pattern in _PLAIN_FILES for file in folder.glob(pattern))
    return {
        file.relative_to(folder).as_posix(): file.read_text("utf-8")
        for file in sorted(files)
    }


def group_package_files(
    services: Services, read_text: Callable[[str], str], package: PackageInfo
) -> Iterator[FileGroup]:
    """Yield a group for each service, whose methods show what modules of actions say, and the group of the client's own files."""
    name = package.package
    paged: list[IndexEntry] = []
    for service, refs in services:
        entries = tuple(
            read_index_entry(ref, read_text(action_paths(ref, name)[0])) for ref in refs
        )
        paged += [entry for entry in entries if entry.items]
        has_codes = bool(read_text(error_module_path(name, service.package)))
        parts = service._replace(errors=()), entries, has_codes
        group = f"service {service.folder}"
        yield _group(group, build_service_contexts, *parts, package=package)
    example = pick_example(ref for _, refs in services for ref in refs)
    calls = _write_example(example, read_text, name), _write_list_example(paged)
    infos = [service._replace(errors=()) for service, _ in services]
    shown = infos, example, *calls
    yield _group("package", build_package_contexts, *shown, package=package)


def _write_example(
    ref: ActionRef | None, read_text: Callable[[str], str], package: str
) -> str:
    """Return the call that the README shows, "" if there is no action."""
    if ref is None:
        return ""
    return _write_call(ref, read_values(read_text(action_paths(ref, package)[1])))


def _write_list_example(paged: Iterable[IndexEntry]) -> str:
    """Return the call of an action that returns parts of a list, one that requires nothing if there is one; "" for no list."""
    entry = min(paged, key=lambda entry: entry.needs_request, default=None)
    if entry is None:
        return ""
    return _write_call(entry.ref, "request" if entry.needs_request else "")


def _write_call(ref: ActionRef, values: str) -> str:
    return f"client.{service_property(ref.service)}.{ref.method}({values})"
