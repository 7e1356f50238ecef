"""Schema → what every file says: each string that a template will put in its place, decided here.

A ``Sheet`` is a file to be: its path in the output, its template, and the strings for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from generator import action_module, action_tests, classes, docs, names
from generator.diagnostics import Diagnostic
from generator.literals import INDENT, Call, Name, assignment, docstring, imported
from generator.schema import Action


@dataclass(frozen=True, slots=True)
class Target:
    """The package to be made: its import name and its version."""

    package: str
    version: str


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """What a service's index says of an action, and what is kept of an action whose page has become unreadable."""

    page: str
    action: str
    service: str
    method: str
    request: str
    response: str


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """What the package says of a service: its folder in the documentation, its package name, its title."""

    folder: str
    package: str
    title: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file to be: path below the output folder (``/`` separators), template, and the template's values."""

    path: str
    template: str
    values: dict[str, Any]


def packages(folders: Iterable[str]) -> dict[str, str]:
    """Name the services' packages: folder → name below the client's package."""
    return names.distinct((folder, names.service(folder)) for folder in folders)


def entries(
    actions: Iterable[Action], package: str, kept: Iterable[Entry] = ()
) -> tuple[Entry, ...]:
    """Name the actions of a service, those kept from an earlier run included; sorted by page."""
    wanted = {entry.action: entry.page for entry in kept}
    wanted |= {action.wire: action.place.path for action in actions}
    methods = names.distinct((wire, names.method(wire)) for wire in wanted)
    requests = {wire: names.class_name(wire, "Action") for wire in wanted}
    return tuple(
        sorted(
            Entry(
                page,
                wire,
                package,
                methods[wire],
                requests[wire],
                f"{requests[wire]}Response",
            )
            for wire, page in wanted.items()
        )
    )


def action_sheets(action: Action, entry: Entry, target: Target) -> tuple[Sheet, ...]:
    """Return an action's module and its tests."""
    decided = classes.of_action(action)
    return (
        Sheet(
            f"{target.package}/{entry.service}/{entry.method}.py",
            "package/service/action.py.j2",
            action_module.values(action, decided),
        ),
        Sheet(
            f"tests/{entry.service}/test_{entry.method}.py",
            "tests/service/test_action.py.j2",
            action_tests.values(
                action, decided, target.package, entry.service, entry.method
            ),
        ),
    )


def renamed(action: Action) -> tuple[Diagnostic, ...]:
    """Return a warning for each name that could not be what its wire name suggests."""
    return tuple(
        Diagnostic(
            attribute.field.place,
            "D301",
            f'"{attribute.field.wire}" is called "{attribute.name}" in Python',
        )
        for cls in classes.of_action(action)
        for attribute in cls.attributes
        if attribute.name != names.snake(attribute.field.wire)
    )


def service_sheets(
    service: ServiceEntry, actions: Sequence[Entry], target: Target
) -> tuple[Sheet, ...]:
    """Return what a service's package says besides its actions."""
    by_method = sorted(actions, key=lambda entry: entry.method)
    homes = {
        name: entry.method
        for entry in by_method
        for name in (entry.request, entry.response)
    }
    count = f"{len(actions)} action{'' if len(actions) == 1 else 's'}"
    about = docstring(docs.module(f"{service.title}: {count}", service.folder))
    init = {
        "docstring": about,
        "imports": [
            imported(f".{entry.method}", (entry.request, entry.response), INDENT)
            for entry in by_method
        ],
        "exported": assignment("__all__", sorted(homes)),
        "homes": assignment("_HOMES", {name: homes[name] for name in sorted(homes)}),
    }
    index = {
        "docstring": about,
        "imports": [
            imported(f".{entry.method}", (entry.request,), INDENT)
            for entry in by_method
        ],
        "name": names.service_class(service.package),
        "title": docstring(service.title, INDENT),
        "actions": assignment(
            "_ACTIONS", {entry.method: entry.request for entry in by_method}
        ),
        "methods": [_method("Method", entry) for entry in by_method],
        "async_methods": [_method("AsyncMethod", entry) for entry in by_method],
    }
    folder = f"{target.package}/{service.package}"
    return (
        Sheet(f"{folder}/__init__.py", "package/service/__init__.py.j2", init),
        Sheet(f"{folder}/_service.py", "package/service/_service.py.j2", index),
        Sheet(f"tests/{service.package}/__init__.py", "empty.py.j2", {}),
    )


def _service_import(service: ServiceEntry) -> str:
    name = names.service_class(service.package)
    return imported(f".{service.package}._service", (f"Async{name}", name), INDENT)


def _method(cls: str, entry: Entry) -> str:
    indent = INDENT * 2
    call = Call(cls, (("", Name(entry.request)),))
    return assignment(entry.method, call, indent).lstrip()


def package_sheets(
    services: Sequence[ServiceEntry], target: Target
) -> tuple[Sheet, ...]:
    """Return what the package says besides its services."""
    listed = [
        {
            "package": service.package,
            "name": names.service_class(service.package),
            "title": docstring(service.title, INDENT * 2),
            "plain_title": docs.one_line(service.title),
            "imported": _service_import(service),
        }
        for service in sorted(services, key=lambda service: service.package)
    ]
    shared = {
        "package": target.package,
        "distribution": target.package.replace("_", "-"),
        "version": target.version,
    }
    return (
        Sheet("pyproject.toml", "pyproject.toml.j2", shared),
        Sheet("README.md", "README.md.j2", shared | {"services": listed}),
        Sheet(f"{target.package}/__init__.py", "package/__init__.py.j2", shared),
        Sheet(
            f"{target.package}/client.py",
            "package/client.py.j2",
            shared | {"services": listed},
        ),
        Sheet(f"{target.package}/py.typed", "empty.py.j2", {}),
        Sheet("tests/__init__.py", "empty.py.j2", {}),
        Sheet("tests/support.py", "tests/support.py.j2", shared),
    )
