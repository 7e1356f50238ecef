"""Builds the template context of every generated file: templates only insert these strings, they do not compute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from docs2sdk import python_naming
from docs2sdk.message_text import pluralize
from docs2sdk.python import (
    action_context,
    action_test_context,
    docstrings,
    error_codes_context,
    example_call,
)
from docs2sdk.python.action_refs import action_paths
from docs2sdk.python.class_plan import ActionClasses
from docs2sdk.python_literals import (
    INDENT,
    Call,
    Identifier,
    format_assignment,
    format_docstring,
    format_import,
    format_literal,
)
from docs2sdk.schema import Action, ErrorCode
from docs2sdk.targets import plain_text
from docs2sdk.targets.client import ActionRef, PackageInfo, ServiceInfo
from docs2sdk.targets.rendering import TemplateContext

# An empty file needs no template.
_EMPTY = ""
_ERRORS = "package/_errors.py.j2"
# The templates of an action's module and its tests.
MODULE_TEMPLATE = "package/service/action.py.j2"
TEST_TEMPLATE = "tests/service/test_action.py.j2"
# What the tests of all actions share.
_SHARED_TESTS = ("__init__.py", "page.py", "samples.py", "support.py", "tables.py")
# The README's example for a package without actions.
_NO_ACTION = ActionRef("", "Action", "service", "action", "Action", "ActionResponse")


def build_action_contexts(
    action: Action, classes: ActionClasses, entry: ActionRef, target: PackageInfo
) -> tuple[TemplateContext, ...]:
    """Return the contexts of an action's module and of its tests."""
    module, tests = action_paths(entry, target.package)
    objects = {"client": target, "action": action, "ref": entry, "classes": classes}
    return (
        TemplateContext(
            module,
            MODULE_TEMPLATE,
            objects | action_context.build_module_values(action, classes, target.sites),
        ),
        TemplateContext(
            tests,
            TEST_TEMPLATE,
            objects | action_test_context.build_test_values(action, classes),
        ),
    )


def build_service_contexts(
    service: ServiceInfo, actions: Sequence[ActionRef], target: PackageInfo
) -> tuple[TemplateContext, ...]:
    """Return the contexts of a service's package, but for its actions."""
    by_method = sorted(actions, key=lambda entry: entry.method)
    modules = {
        name: entry.method
        for entry in by_method
        for name in (entry.request, entry.response)
    }
    count = pluralize(len(actions), "action")
    about = format_docstring(
        docstrings.describe_module(f"{service.title}: {count}", service.folder)
    )
    objects = {"client": target, "service": service, "refs": by_method}
    init = objects | {
        "docstring": about,
        "imports": [
            format_import(f".{entry.method}", (entry.request, entry.response), INDENT)
            for entry in by_method
        ],
        "exported": format_assignment("__all__", sorted(modules)),
        "homes": format_assignment(
            "_HOMES", {name: modules[name] for name in sorted(modules)}
        ),
    }
    index = objects | {
        "docstring": about,
        "imports": [
            format_import(f".{entry.method}", (entry.request,), INDENT)
            for entry in by_method
        ],
        "name": python_naming.service_class_name(service.package),
        "title": format_docstring(service.title, INDENT),
        "actions": format_assignment(
            "_ACTIONS", {entry.method: entry.request for entry in by_method}
        ),
        "methods": [_method("method", entry) for entry in by_method],
        "async_methods": [_method("async_method", entry) for entry in by_method],
    }
    folder = f"{target.package}/{service.package}"
    return (
        TemplateContext(
            f"{folder}/__init__.py", "package/service/__init__.py.j2", init
        ),
        TemplateContext(
            f"{folder}/_service.py", "package/service/_service.py.j2", index
        ),
        TemplateContext(f"tests/{service.package}/__init__.py", _EMPTY, {}),
    )


def _build_service_listings(services: Iterable[ServiceInfo]) -> list[dict[str, Any]]:
    """Return what the package says of each service, in the order of their packages."""
    ordered = sorted(services, key=lambda service: service.package)
    in_client = _name_service_classes(service.package for service in ordered)
    return [_build_service_listing(service, in_client) for service in ordered]


def _build_service_listing(
    service: ServiceInfo, in_client: Mapping[tuple[str, str], str]
) -> dict[str, Any]:
    package, cls = service.package, python_naming.service_class_name(service.package)
    sync, asynchronous = in_client[package, ""], in_client[package, "Async"]
    imports = (_import_as(cls, sync), _import_as(f"Async{cls}", asynchronous))
    module = f".{package}._service"
    return {
        "service": service,
        "package": package,
        "name": sync,
        "async_name": asynchronous,
        "title": format_docstring(service.title, INDENT * 2),
        "markdown_title": plain_text.escape_markdown(service.title),
        "imported": format_import(module, sorted(imports), INDENT),
        "import_sync": format_import(module, imports[:1], INDENT * 2),
        "import_async": format_import(module, imports[1:], INDENT * 2),
    }


def _name_service_classes(packages: Iterable[str]) -> dict[tuple[str, str], str]:
    """Name the services' classes in the client's module: a name that several services have gets a number there.

    ``vpc2_0`` and ``vpc20`` both have a ``Vpc20Service``.
    """
    keys = {
        f"{package}/{prefix}": (package, prefix)
        for package in packages
        for prefix in ("", "Async")
    }
    distinct = python_naming.assign_unique_names(
        (key, prefix + python_naming.service_class_name(package))
        for key, (package, prefix) in keys.items()
    )
    return {keys[key]: name for key, name in distinct.items()}


def _import_as(name: str, local: str) -> str:
    return name if name == local else f"{name} as {local}"


def _method(cls: str, entry: ActionRef) -> str:
    indent = INDENT * 2
    call = Call(cls, (("", Identifier(entry.request)),))
    return format_assignment(entry.method, call, indent).lstrip()


def build_package_contexts(
    services: Sequence[ServiceInfo],
    example: ActionRef | None,
    module: str,
    target: PackageInfo,
) -> tuple[TemplateContext, ...]:
    """Return the contexts of the package, but for its services; its README shows ``example``, whose module is ``module``."""
    shared = {
        "client": target,
        "services": _build_service_listings(services),
        "package": target.package,
        "distribution": target.package.replace("_", "-"),
        "version": target.version,
        "base_url": target.base_url,
    }
    readme = shared | {"example": _build_example(example or _NO_ACTION, module)}
    return (
        TemplateContext(".gitattributes", ".gitattributes.j2", shared),
        TemplateContext("pyproject.toml", "pyproject.toml.j2", shared),
        TemplateContext("README.md", "README.md.j2", readme),
        TemplateContext("README.zh-CN.md", "README.zh-CN.md.j2", readme),
        TemplateContext(
            f"{target.package}/__init__.py", "package/__init__.py.j2", shared
        ),
        TemplateContext(
            f"{target.package}/__main__.py", "package/__main__.py.j2", shared
        ),
        TemplateContext(f"{target.package}/client.py", "package/client.py.j2", shared),
        TemplateContext(
            f"{target.package}/testing.py", "package/testing.py.j2", shared
        ),
        TemplateContext(
            f"{target.package}/pytest_plugin.py", "package/pytest_plugin.py.j2", shared
        ),
        TemplateContext(f"{target.package}/py.typed", _EMPTY, {}),
        *(
            TemplateContext(f"tests/{name}", f"tests/{name}.j2", shared)
            for name in _SHARED_TESTS
        ),
    )


def _build_example(entry: ActionRef, module: str) -> dict[str, str]:
    """Return what the READMEs show of an action: how to call it, with its required parameters."""
    arguments = example_call.read_example_arguments(module, entry.request)
    method = f"client.{entry.service}.{entry.method}"
    on_view = f"other_region.{entry.service}.{entry.method}"
    request = Call(entry.request, arguments)
    in_block = Call(method, arguments)
    return {
        "service": entry.service,
        "command_service": _to_words(entry.service),
        "command": f"{_to_words(entry.service)} {_to_words(entry.method)}",
        "method": method,
        "request": entry.request,
        "call": format_literal(in_block, INDENT, len(INDENT)),
        "assigned_call": format_assignment("response", in_block, INDENT).lstrip(),
        "call_on_view": format_literal(Call(on_view, arguments)),
        "call_of_method": format_literal(Call("method", arguments)),
        "assigned_request": format_assignment("request", request),
    }


def _to_words(name: str) -> str:
    """Return a Python name as the command line of the client has it."""
    return name.replace("_", "-")


def build_service_error_context(
    service: ServiceInfo, target: PackageInfo
) -> TemplateContext:
    """Return the context of the module with a service's error codes."""
    values = error_codes_context.build_service_values(service.title, service.errors)
    objects = {"client": target, "service": service, "errors": service.errors}
    path = error_module_path(target.package, service.package)
    return TemplateContext(path, _ERRORS, objects | values)


def build_common_error_context(
    common: Iterable[ErrorCode], target: PackageInfo
) -> TemplateContext:
    """Return the context of the module with the error codes that all services share."""
    errors = tuple(common)
    values = error_codes_context.build_common_values(errors)
    objects = {"client": target, "service": None, "errors": errors}
    path = error_module_path(target.package)
    return TemplateContext(path, _ERRORS, objects | values)


def error_module_path(package: str, service: str = "") -> str:
    """Return the path of the module with a service's error codes, or with the common ones."""
    return f"{package}/{service}/_errors.py" if service else f"{package}/_errors.py"
