"""Builds the template context of every file of a TypeScript client."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from docs2sdk import python_naming
from docs2sdk.schema import Action, ErrorCode
from docs2sdk.targets.client import ActionRef, PackageInfo, ServiceInfo
from docs2sdk.targets.error_meanings import list_meanings, merge_common_codes
from docs2sdk.targets.plain_text import escape_markdown, one_line
from docs2sdk.targets.rendering import TemplateContext
from docs2sdk.typescript import action_context, action_test_context
from docs2sdk.typescript.action_refs import (
    action_paths,
    error_module_path,
    service_index_path,
    service_property,
)
from docs2sdk.typescript.allowed_lines import FOLDER
from docs2sdk.typescript.index_entries import IndexEntry
from docs2sdk.typescript.source_text import (
    INDENT,
    format_comment,
    format_origin,
    format_string,
)

# The templates of an action's module and its tests.
MODULE_TEMPLATE = f"{FOLDER}/src/service/action.ts.j2"
TEST_TEMPLATE = f"{FOLDER}/tests/service/action.test.ts.j2"
_ERRORS = f"{FOLDER}/src/errorCodes.ts.j2"
_VERSION = re.compile(r"([0-9]+(?:\.[0-9]+){0,2})(?:(a|b|rc|\.dev)([0-9]+))?")
# Stages before a release; npm sorts them as text, and numbers before text.
_STAGES = {".dev": "0.dev", "a": "alpha", "b": "beta", "rc": "rc"}


def build_action_contexts(
    action: Action, ref: ActionRef, package: PackageInfo
) -> tuple[TemplateContext, ...]:
    """Return the contexts of an action's module and of its tests."""
    module, tests = action_paths(ref, package.package)
    objects = {"client": package, "action": action, "ref": ref}
    values = action_context.build_module_values(action, ref, package.sites)
    test_values = action_test_context.build_test_values(action, ref)
    return (
        TemplateContext(module, MODULE_TEMPLATE, objects | values),
        TemplateContext(tests, TEST_TEMPLATE, objects | test_values),
    )


def build_service_contexts(
    service: ServiceInfo,
    entries: Sequence[IndexEntry],
    has_codes: bool,
    package: PackageInfo,
) -> tuple[TemplateContext]:
    """Return the context of the class of a service."""
    ordered = sorted(entries, key=lambda entry: entry.ref.method)
    types = [
        f'type {{ {entry.ref.request}, {entry.ref.response} }} from "./{entry.ref.method}.js";'
        for entry in ordered
    ]
    values = {
        "client": package,
        "service": service,
        "refs": [entry.ref for entry in ordered],
        "origin": format_origin(service.folder),
        "is_paged": any(entry.items for entry in entries),
        "imports": [f"import {line}" for line in types],
        "exports": [f"export {line}" for line in types],
        "comment": format_comment(one_line(service.title)),
        "name": python_naming.service_class_name(service.package),
        "methods": [_build_method(entry) for entry in ordered],
        "has_codes": has_codes,
    }
    path = service_index_path(package.package, service.package)
    return (TemplateContext(path, f"{FOLDER}/src/service/index.ts.j2", values),)


def _build_method(entry: IndexEntry) -> dict[str, Any]:
    ref = entry.ref
    default = "" if entry.needs_request else " = {}"
    item = f"NonNullable<{ref.response}[{entry.items}]>[number]"
    result = (
        f"PagedCall<{ref.response}, {item}>"
        if entry.items
        else f"Promise<{ref.response}>"
    )
    parameters = f"request: {ref.request}{default}, options?: CallOptions"
    return {
        "comment": _format_comment_again(entry),
        "head": f"{ref.method}({parameters}): {result}",
        "call": "callPaged" if entry.items else "call",
        "module": ref.method,
    }


def _format_comment_again(entry: IndexEntry) -> list[str]:
    """Return the comment of a method, whose parts are source of a comment already."""
    if not entry.deprecation:
        return [f"{INDENT}/** {entry.title} */"]
    lines = (entry.title, "", f"@deprecated {entry.deprecation}")
    body = [f"{INDENT} * {line}".rstrip() for line in lines]
    return [f"{INDENT}/**", *body, f"{INDENT} */"]


def build_service_error_contexts(
    service: ServiceInfo, package: PackageInfo
) -> tuple[TemplateContext]:
    """Return the context of the module with a service's RetCodes."""
    values = {
        "client": package,
        "service": service,
        "errors": service.errors,
        "origin": format_origin(service.folder),
        "comment": format_comment(f"RetCodes of {one_line(service.title)}."),
        "codes": _write_codes(list_meanings(service.errors)),
    }
    path = error_module_path(package.package, service.package)
    return (TemplateContext(path, _ERRORS, values),)


def build_common_error_contexts(
    common: Iterable[ErrorCode], package: PackageInfo
) -> tuple[TemplateContext]:
    """Return the context of the module with the RetCodes that all services share."""
    errors = tuple(common)
    pages = sorted({error.location.path for error in errors})
    values = {
        "client": package,
        "service": None,
        "errors": errors,
        "origin": format_origin(", ".join(pages) or "its own table"),
        "comment": format_comment("RetCodes that all services share."),
        "codes": _write_codes(merge_common_codes(errors)),
    }
    return (TemplateContext(error_module_path(package.package), _ERRORS, values),)


def _write_codes(codes: Mapping[int, str]) -> list[str]:
    return [f"[{code}, {format_string(codes[code])}]" for code in sorted(codes)]


# What stands beside the services: its path in the output, and below the folder of templates but for the ending.
_PACKAGE_FILES = (
    *(".gitattributes", "README.md", "README.zh-CN.md", "package.json"),
    *("src/client.ts", "src/about.ts"),
)


def build_package_contexts(
    services: Sequence[ServiceInfo],
    ref: ActionRef | None,
    example: str,
    list_example: str,
    package: PackageInfo,
) -> Iterator[TemplateContext]:
    """Yield the contexts of the client's own files; its README shows the call ``example`` of an action, and one of a list."""
    values = {
        "client": package,
        "name": package.npm_name,
        "version": to_semantic_version(package.version),
        "base_url": format_string(package.base_url),
        "services": _list_services(services),
        "example": example,
        "example_service": ref.service if ref else "",
        "example_method": ref.method if ref else "",
        "example_response": ref.response if ref else "",
        "list_example": list_example,
    }
    for path in _PACKAGE_FILES:
        yield TemplateContext(path, f"{FOLDER}/{path}.j2", values)


def _list_services(services: Iterable[ServiceInfo]) -> list[dict[str, Any]]:
    """Return what the client says of each service; a name that several services have gets a number in the client."""
    ordered = sorted(services, key=lambda service: service.package)
    classes = {
        service.package: python_naming.service_class_name(service.package)
        for service in ordered
    }
    local = python_naming.assign_unique_names(classes.items())
    return [
        {
            "service": service,
            "package": service.package,
            "property": service_property(service.package),
            "imported": _import_as(classes[service.package], local[service.package]),
            "class": local[service.package],
            "comment": format_comment(one_line(service.title), INDENT),
            "markdown_title": escape_markdown(service.title),
        }
        for service in ordered
    ]


def _import_as(name: str, local: str) -> str:
    return name if name == local else f"{name} as {local}"


def to_semantic_version(version: str) -> str:
    """Return a version of Python as npm has it, and in npm's order: ``1.2rc1`` → ``1.2.0-rc.1``, ``1.dev1`` → ``1.0.0-0.dev.1``."""
    parts = _VERSION.fullmatch(version)
    if parts is None:
        return version
    padded = ".".join((*parts[1].split("."), "0", "0")[:3])
    return f"{padded}-{_STAGES[parts[2]]}.{parts[3]}" if parts[2] else padded
