"""Schema → what every file says: each string that a template will put in its place, decided here.

A ``Sheet`` is a file to be: its path in the output, its template, and the strings for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from docs2sdk.counting import counted
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.literals import (
    INDENT,
    Call,
    Name,
    assignment,
    docstring,
    imported,
)
from docs2sdk.places import Place
from docs2sdk.python import action_module, action_tests, docs, error_module, names
from docs2sdk.python.classes import Classes
from docs2sdk.python.entries import Entry, files_of
from docs2sdk.schema import Action, ErrorCode
from docs2sdk.values import examples

# An empty file needs no template.
_EMPTY = ""
_ERRORS = "package/_errors.py.j2"
# The templates of an action's module and its tests.
MODULE = "package/service/action.py.j2"
TEST = "tests/service/test_action.py.j2"
# What the README shows of a package that has no action.
_ANY = Entry("", "Action", "service", "action", "Action", "ActionResponse")


class Target(NamedTuple):
    """The package to be made: its import name and its version."""

    package: str
    version: str


class ServiceEntry(NamedTuple):
    """What the package says of a service: its folder in the documentation, its package name, title, and RetCodes."""

    folder: str
    package: str
    title: str
    errors: tuple[ErrorCode, ...] = ()


class Sheet(NamedTuple):
    """A file to be: path below the output folder (``/`` separators), template ("" for an empty file), and its values."""

    path: str
    template: str
    values: dict[str, Any]


def packages(
    folders: Iterable[str], given: Mapping[str, str] = names.NONE_GIVEN
) -> dict[str, str]:
    """Name the services' packages: folder → name below the client's package; those with a name ``given`` keep it."""
    return names.distinct(
        ((folder, names.service(folder)) for folder in folders), given=given
    )


def entries(
    actions: Iterable[Action],
    package: str,
    kept: Iterable[Entry] = (),
    given: Mapping[str, Entry] = MappingProxyType({}),
) -> tuple[Entry, ...]:
    """Name the actions of a service, beside those kept from an earlier run; sorted by page.

    ``given``: how the last output names actions, whose names stay.
    """
    kept = tuple(kept)
    pages = {action.wire: action.place.path for action in actions}
    had = {wire: given[wire] for wire in pages if wire in given}
    methods = names.distinct(
        ((wire, names.method(wire)) for wire in pages),
        {entry.method for entry in kept},
        {wire: entry.method for wire, entry in had.items()},
    )
    found = _class_names(pages, package, kept, had)
    made = (
        Entry(
            page,
            wire,
            package,
            methods[wire],
            found[f"{wire}/request"],
            found[f"{wire}/response"],
        )
        for wire, page in pages.items()
    )
    return tuple(sorted((*kept, *made)))


def _class_names(
    actions: Iterable[str],
    package: str,
    kept: Iterable[Entry],
    given: Mapping[str, Entry],
) -> dict[str, str]:
    """Name the requests and responses of a service, which exports them all: ``GetThing/request`` → class name."""
    plain = {wire: names.class_name(wire, "Action") for wire in actions}
    wanted = [
        (f"{wire}/{half}", name + suffix)
        for wire, name in plain.items()
        for half, suffix in (("request", ""), ("response", "Response"))
    ]
    had = {
        f"{wire}/{half}": name
        for wire, entry in given.items()
        for half, name in (("request", entry.request), ("response", entry.response))
    }
    taken = {name for entry in kept for name in (entry.request, entry.response)}
    return names.distinct(wanted, taken | names.taken_by_service(package), had)


def action_sheets(
    action: Action, decided: Classes, entry: Entry, target: Target
) -> tuple[Sheet, ...]:
    """Return an action's module and its tests."""
    module, tests = files_of(entry, target.package)
    return (
        Sheet(
            module,
            MODULE,
            action_module.values(action, decided),
        ),
        Sheet(
            tests,
            TEST,
            action_tests.values(
                action, decided, target.package, entry.service, entry.method
            ),
        ),
    )


def findings(action: Action, entry: Entry, decided: Classes) -> tuple[Diagnostic, ...]:
    """Return warnings: names that could not be what their wire names suggest, examples that cannot be tested."""
    renamed = (*_renamed_action(action, entry), *_renamed(action, decided))
    return (*renamed, *examples.findings(action))


def renamed_services(
    services: Iterable[tuple[ServiceEntry, Sequence[Entry]]],
) -> Iterator[Diagnostic]:
    """Yield a warning for each folder whose package could not have its name, on the first of its pages."""
    for service, members in services:
        if service.package != names.plain_service(service.folder):
            place = Place(members[0].page, 1)
            yield _called(place, service.folder, service.package)


def _renamed_action(action: Action, entry: Entry) -> Iterator[Diagnostic]:
    for name, plain in (
        (entry.method, names.plain_method(action.wire)),
        (entry.request, names.plain_class(action.wire)),
        (entry.response, f"{names.class_name(action.wire, 'Action')}Response"),
    ):
        if name != plain:
            yield _called(action.place, action.wire, name)


def _renamed(action: Action, decided: Classes) -> Iterator[Diagnostic]:
    """Yield what happened to the names of models and fields."""
    for cls in decided:
        if cls.role == "model" and cls.name != names.plain_class(cls.wire):
            model = action.response.model(cls.wire)
            if not model.grouped:
                yield _called(model.place, model.wire, cls.name)
        for attribute in cls.attributes:
            field = attribute.field
            if not field.name and attribute.name != names.snake(field.wire):
                yield _called(field.place, field.wire, attribute.name)


def _called(place: Place, wire: str, name: str) -> Diagnostic:
    return Diagnostic(place, "D301", f'"{wire}" is called "{name}" in Python')


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
    count = counted(len(actions), "action")
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
        "methods": [_method("method", entry) for entry in by_method],
        "async_methods": [_method("async_method", entry) for entry in by_method],
    }
    folder = f"{target.package}/{service.package}"
    return (
        Sheet(f"{folder}/__init__.py", "package/service/__init__.py.j2", init),
        Sheet(f"{folder}/_service.py", "package/service/_service.py.j2", index),
        Sheet(f"tests/{service.package}/__init__.py", _EMPTY, {}),
    )


def _client_services(services: Iterable[ServiceEntry]) -> list[dict[str, str]]:
    """Return what the package says of each service, in the order of their packages."""
    ordered = sorted(services, key=lambda service: service.package)
    in_client = _names_in_client(service.package for service in ordered)
    return [_client_service(service, in_client) for service in ordered]


def _client_service(
    service: ServiceEntry, in_client: Mapping[tuple[str, str], str]
) -> dict[str, str]:
    package, cls = service.package, names.service_class(service.package)
    sync, asynchronous = in_client[package, ""], in_client[package, "Async"]
    imports = (_alias(cls, sync), _alias(f"Async{cls}", asynchronous))
    module = f".{package}._service"
    return {
        "package": package,
        "name": sync,
        "async_name": asynchronous,
        "title": docstring(service.title, INDENT * 2),
        "markdown_title": docs.markdown(service.title),
        "imported": imported(module, sorted(imports), INDENT),
        "import_sync": imported(module, imports[:1], INDENT * 2),
        "import_async": imported(module, imports[1:], INDENT * 2),
    }


def _names_in_client(packages: Iterable[str]) -> dict[tuple[str, str], str]:
    """Name the services' classes in the client's module: a name that several services have gets a number there.

    ``vpc2_0`` and ``vpc20`` both have a ``Vpc20Service``.
    """
    keys = {
        f"{package}/{prefix}": (package, prefix)
        for package in packages
        for prefix in ("", "Async")
    }
    distinct = names.distinct(
        (key, prefix + names.service_class(package))
        for key, (package, prefix) in keys.items()
    )
    return {keys[key]: name for key, name in distinct.items()}


def _alias(name: str, local: str) -> str:
    return name if name == local else f"{name} as {local}"


def _method(cls: str, entry: Entry) -> str:
    indent = INDENT * 2
    call = Call(cls, (("", Name(entry.request)),))
    return assignment(entry.method, call, indent).lstrip()


def package_sheets(
    services: Sequence[ServiceEntry], example: Entry | None, target: Target
) -> tuple[Sheet, ...]:
    """Return what the package says besides its services; ``example`` is the action that its README shows."""
    listed = _client_services(services)
    shared = {
        "package": target.package,
        "distribution": target.package.replace("_", "-"),
        "version": target.version,
    }
    return (
        Sheet(".gitattributes", ".gitattributes.j2", shared),
        Sheet("pyproject.toml", "pyproject.toml.j2", shared),
        Sheet(
            "README.md",
            "README.md.j2",
            shared | {"services": listed, "example": example or _ANY},
        ),
        Sheet(f"{target.package}/__init__.py", "package/__init__.py.j2", shared),
        Sheet(
            f"{target.package}/client.py",
            "package/client.py.j2",
            shared | {"services": listed},
        ),
        Sheet(f"{target.package}/testing.py", "package/testing.py.j2", shared),
        Sheet(
            f"{target.package}/pytest_plugin.py", "package/pytest_plugin.py.j2", shared
        ),
        Sheet(f"{target.package}/py.typed", _EMPTY, {}),
        Sheet("tests/__init__.py", _EMPTY, {}),
        Sheet("tests/support.py", "tests/support.py.j2", shared),
    )


def error_sheets(
    services: Iterable[ServiceEntry], common: Iterable[ErrorCode], target: Target
) -> Iterator[Sheet]:
    """Yield the modules of error codes: one for each service that has some, one for what all services share."""
    for service in services:
        if service.errors:
            yield error_sheet(service, target)
    yield common_error_sheet(common, target)


def error_sheet(service: ServiceEntry, target: Target) -> Sheet:
    """Return the module of a service's error codes."""
    values = error_module.of_service(service.title, service.errors)
    path = errors_path(target.package, service.package)
    return Sheet(path, _ERRORS, values)


def common_error_sheet(common: Iterable[ErrorCode], target: Target) -> Sheet:
    """Return the module of the error codes that all services share."""
    values = error_module.of_all_services(common)
    return Sheet(errors_path(target.package), _ERRORS, values)


def errors_path(package: str, service: str = "") -> str:
    """Return where the error codes of a service are, or those that all services share."""
    return f"{package}/{service}/_errors.py" if service else f"{package}/_errors.py"
