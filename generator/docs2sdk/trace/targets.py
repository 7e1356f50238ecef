"""Resolves an address such as ``isms.GetISMSSendReceipt.TaskIdSet`` to a service, an action, a class of it, or an attribute.

The API's names and Python names are accepted, in any case, with or without the service, ``N`` and indices in between; the
name of a class in place of the action's means that class of every action.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from docs2sdk import python_naming
from docs2sdk.errors import UserError
from docs2sdk.python import class_plan
from docs2sdk.python.class_plan import ActionClasses, AttributePlan, ClassPlan
from docs2sdk.schema import Action, ListOf, Ref, Service, Type

# Returns the Python names that an action has in the last output, as ``class_plan.plan_classes`` takes them.
FindNames: TypeAlias = Callable[[Action], Mapping[str, str]]


class UnknownTarget(UserError):
    """An address that leads to nothing; the message suggests similar ones."""


@dataclass(frozen=True, slots=True)
class TraceTarget:
    """Something in the client: an action (no ``cls``), a class of its module (no ``attribute``), or an attribute.

    ``path`` are the API's names that lead to it in its request or response; of a class, its model's name if it has one.
    """

    service: Service
    action: Action
    classes: ActionClasses
    cls: ClassPlan | None = None
    attribute: AttributePlan | None = None
    path: tuple[str, ...] = ()

    @property
    def payload(self) -> str:
        """``request`` or ``response``; empty for an action."""
        if not self.cls:
            return ""
        return "request" if _is_in_request(self.cls) else "response"

    @property
    def folder(self) -> str:
        """The folder of its service."""
        return self.service.folder

    @property
    def action_name(self) -> str:
        """The API's name of its action."""
        return self.action.name

    def __str__(self) -> str:
        return format_target(self.folder, self.action_name, self.payload, self.path)


@dataclass(frozen=True, slots=True)
class ServiceTarget:
    """A whole service of the client."""

    service: Service
    payload: str = ""
    action_name: str = ""
    path: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        """The folder of the service."""
        return self.service.folder

    def __str__(self) -> str:
        return self.folder


def format_target(folder: str, action: str, payload: str, path: Iterable[str]) -> str:
    """Return a target as one line: ``isms-api GetISMSSendReceipt request TaskIdSet``."""
    return " ".join(word for word in (folder, action, payload, ".".join(path)) if word)


def find_targets(
    services: Iterable[Service],
    address: str,
    find_names: FindNames,
    packages: Mapping[str, str],
) -> tuple[TraceTarget | ServiceTarget, ...]:
    """Return the targets of an address: two where request and response both have it; UnknownTarget if there is none.

    ``packages`` are the names of packages that the output has, by folder.
    """
    for service in services:
        if matches_any(address, list_service_names(service.folder, packages)):
            return (ServiceTarget(service),)
    for service, rest in _split_service(services, address, packages):
        name, _, path = rest.partition(".")
        for action in service.actions:
            python_names = find_names(action)
            if matches_any(name, _list_response_names(action, python_names)):
                name, path = action.name, f"response.{path}"
            if matches_any(name, _list_names(action, python_names)):
                whole = _make_action_target(service, action, python_names)
                targets = find_inside(whole, path)
                if not targets:
                    raise UnknownTarget(_suggest_field(whole, path))
                return targets
    if targets := tuple(_find_classes(services, address, find_names, packages)):
        return targets
    raise UnknownTarget(_suggest(services, address))


def _make_action_target(
    service: Service, action: Action, python_names: Mapping[str, str]
) -> TraceTarget:
    decided = class_plan.plan_classes(action, python_names)
    return TraceTarget(service, action, decided)


def _find_classes(
    services: Iterable[Service],
    address: str,
    find_names: FindNames,
    packages: Mapping[str, str],
) -> Iterator[TraceTarget]:
    """Yield the targets in every class or model with the name that an address begins with."""
    for service, rest in _split_service(services, address, packages):
        name = rest.partition(".")[0]
        for action in service.actions:
            whole = _make_action_target(service, action, find_names(action))
            if any(name in (cls.name, cls.model) for cls in whole.classes):
                yield from find_inside(whole, rest)


def find_inside(action: TraceTarget, path: str) -> tuple[TraceTarget, ...]:
    """Return the targets of a path inside an action: ``TaskIdSet``, ``request.Disks.N.Size``; none if it leads nowhere."""
    path_names = split_path(path)
    if not path_names:
        return (action,)
    starts = _find_starts(action.classes, path_names)
    return _follow_paths(action, starts) or _follow_paths(
        action, _find_inner_classes(action.classes, path_names)
    )


def find_by_python_name(
    target: TraceTarget, cls_name: str, attribute_name: str
) -> TraceTarget:
    """Return a class of the target's action, or an attribute of it; the nearest target that exists if there is none."""
    for cls in target.classes:
        if cls.name == cls_name:
            for attribute in cls.attributes:
                if attribute.name == attribute_name:
                    return _attribute_target(target, cls, attribute)
            return _class_target(target, cls)
    return target


def list_parts(action: TraceTarget) -> Iterator[TraceTarget]:
    """Yield every class of an action, and every attribute of each."""
    for cls in action.classes:
        yield _class_target(action, cls)
        for attribute in cls.attributes:
            yield _attribute_target(action, cls, attribute)


def split_path(path: str) -> list[str]:
    """Return the names in a path, without the indices in between."""
    return [name for name in path.split(".") if not _is_index(name)]


def list_service_names(folder: str, packages: Mapping[str, str]) -> tuple[str, ...]:
    """Return what a service may be called: its folder, its package, and the classes of its client."""
    package = packages.get(folder) or python_naming.package_name(folder)
    cls = python_naming.service_class_name(package)
    return folder, package, cls, f"Async{cls}"


def split_address(address: str, service_names: Iterable[str]) -> Iterator[str]:
    """Yield an address, and the rest of it after each of the service's names with which it begins."""
    yield address
    for name in service_names:
        # A folder's name may contain dots itself: vpc2.0-api.
        if address.lower().startswith(f"{name.lower()}."):
            yield address[len(name) + 1 :]


def matches_any(word: str, candidates: Iterable[str]) -> bool:
    """Whether a word is one of these names, in any case."""
    return word.lower() in (name.lower() for name in candidates if name)


def _is_in_request(cls: ClassPlan) -> bool:
    return cls.role in ("request", "parameters")


def _split_service(
    services: Iterable[Service], address: str, packages: Mapping[str, str]
) -> Iterator[tuple[Service, str]]:
    """Yield every service that an address may mean, with the rest of the address."""
    for service in services:
        names = list_service_names(service.folder, packages)
        for rest in split_address(address, names):
            yield service, rest


def _list_names(action: Action, python_names: Mapping[str, str]) -> tuple[str, ...]:
    method = python_names.get("") or python_naming.method_name(action.name)
    return action.name, method


def _list_response_names(
    action: Action, python_names: Mapping[str, str]
) -> tuple[str, ...]:
    return f"{action.name}Response", python_names.get("response", "")


def _is_index(name: str) -> bool:
    return name in ("", "N", "n") or name.isdecimal()


def _find_starts(
    decided: ActionClasses, path_names: list[str]
) -> Iterator[tuple[ClassPlan, list[str]]]:
    """Yield the classes at which a path may begin, each with the rest: request and response, or one that it names."""
    sides = {"request": decided.request, "response": decided.response}
    side = sides.get(path_names[0].lower())
    rest = path_names[1:] if side else path_names
    for cls in decided:
        is_there = not side or _is_in_request(cls) == _is_in_request(side)
        if rest and is_there and matches_any(rest[0], (cls.name, cls.model)):
            yield cls, rest[1:]
    yield from ((cls, rest) for cls in ((side,) if side else sides.values()))


def _find_inner_classes(
    decided: ActionClasses, path_names: list[str]
) -> Iterator[tuple[ClassPlan, list[str]]]:
    """Yield the classes inside the request's class that a path may begin with: ``AB`` of ``DoThing.AB``."""
    for cls in decided.parameters:
        if matches_any(path_names[0], (cls.name.rpartition(".")[2],)):
            yield cls, path_names[1:]


def _follow_paths(
    action: TraceTarget, starts: Iterable[tuple[ClassPlan, list[str]]]
) -> tuple[TraceTarget, ...]:
    return tuple(
        target
        for cls, rest in starts
        for target in _follow_path(action, cls, rest, _model_path(cls))
    )


def _follow_path(
    action: TraceTarget, cls: ClassPlan, path_names: list[str], path: tuple[str, ...]
) -> Iterator[TraceTarget]:
    if not path_names:
        yield _make_target(action, cls, None, path)
        return
    for attribute in cls.attributes:
        if matches_any(path_names[0], (attribute.name, attribute.field.name)):
            inner_path = (*path, attribute.field.name)
            inner = _find_class(action.classes, cls, attribute.field.type)
            if len(path_names) == 1:
                yield _make_target(action, cls, attribute, inner_path)
            elif inner:
                yield from _follow_path(action, inner, path_names[1:], inner_path)


def _find_class(
    decided: ActionClasses, holder: ClassPlan, type_: Type
) -> ClassPlan | None:
    """Return the class of a field's type, None if that is not a model."""
    while isinstance(type_, ListOf):
        type_ = type_.item
    if not isinstance(type_, Ref):
        return None
    members = decided.parameters if _is_in_request(holder) else decided.models
    return next((cls for cls in members if cls.model == type_.model), None)


def _model_path(cls: ClassPlan) -> tuple[str, ...]:
    return (cls.model,) if cls.model else ()


def _class_target(action: TraceTarget, cls: ClassPlan) -> TraceTarget:
    return _make_target(action, cls, None, _model_path(cls))


def _attribute_target(
    action: TraceTarget, cls: ClassPlan, attribute: AttributePlan
) -> TraceTarget:
    path = (*_model_path(cls), attribute.field.name)
    return _make_target(action, cls, attribute, path)


def _make_target(
    action: TraceTarget,
    cls: ClassPlan,
    attribute: AttributePlan | None,
    path: tuple[str, ...],
) -> TraceTarget:
    return TraceTarget(
        action.service, action.action, action.classes, cls, attribute, path
    )


def _suggest(services: Iterable[Service], address: str) -> str:
    names = [action.name for service in services for action in service.actions]
    names += [python_naming.package_name(service.folder) for service in services]
    by_lower_name = {name.lower(): name for name in names}
    return f"nothing is called {address!r}{_list_similar(address, by_lower_name)}"


def _suggest_field(action: TraceTarget, path: str) -> str:
    members = (part for part in list_parts(action) if part.attribute)
    by_lower_name = {part.path[-1].lower(): ".".join(part.path) for part in members}
    return f"{action.action_name} has no {path!r}{_list_similar(path, by_lower_name)}"


def _list_similar(path: str, by_lower_name: Mapping[str, str]) -> str:
    """Return the end of a message with similar addresses; ``by_lower_name`` are addresses by their last names."""
    suggestions = [
        by_lower_name[match]
        for name in path.lower().split(".")
        for match in difflib.get_close_matches(name, by_lower_name, 3)
    ]
    return f"; did you mean {' or '.join(suggestions)}?" if suggestions else ""
