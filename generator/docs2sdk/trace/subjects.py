"""``isms.GetISMSSendReceipt.TaskIdSet`` → the thing that is meant: an action, a class of its module, or an attribute.

Wire names and Python names both will do, in any case, with or without the service; ``N`` and numbers between them too.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from docs2sdk import names
from docs2sdk.python import classes
from docs2sdk.python.classes import Attribute, Class, Classes
from docs2sdk.refusals import Refusal
from docs2sdk.schema import Action, ListOf, Ref, Service, Type

# The names that an action has already, as ``classes.of_action`` takes them.
Given: TypeAlias = Callable[[Action], Mapping[str, str]]


class UnknownSubject(Refusal):
    """There is no such thing; the message says what there is near by."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing of the client: an action (no ``cls``), a class of its module (no ``attribute``), or an attribute.

    ``path``: the wire names that lead to it in its request or response; of a class, its own wire name, if it has one.
    """

    service: Service
    action: Action
    classes: Classes
    cls: Class | None = None
    attribute: Attribute | None = None
    path: tuple[str, ...] = ()

    @property
    def side(self) -> str:
        """``request`` or ``response``; empty for an action."""
        if not self.cls:
            return ""
        return "request" if self.cls.role in ("request", "parameters") else "response"

    @property
    def folder(self) -> str:
        """The folder of its service."""
        return self.service.folder

    @property
    def wire(self) -> str:
        """The wire name of its action."""
        return self.action.wire

    def __str__(self) -> str:
        return title(self.folder, self.wire, self.side, self.path)


def title(folder: str, wire: str, side: str, path: Iterable[str]) -> str:
    """Return a thing as one line: ``isms-api GetISMSSendReceipt request TaskIdSet``."""
    return " ".join(word for word in (folder, wire, side, ".".join(path)) if word)


def find(
    services: Iterable[Service], address: str, given: Given
) -> tuple[Subject, ...]:
    """Return what an address means, more than one where request and response both have it; UnknownSubject if nothing."""
    for service, rest in _in_services(services, address):
        named, _, path = rest.partition(".")
        for action in service.actions:
            if is_one_of(named, _names_of(action, given(action))):
                decided = classes.of_action(action, given(action))
                subject = Subject(service, action, decided)
                found = inside(subject, path)
                if not found:
                    raise UnknownSubject(_unknown_field(subject, path))
                return found
    raise UnknownSubject(_unknown_action(services, address))


def inside(action: Subject, path: str) -> tuple[Subject, ...]:
    """Return what a path inside an action means: ``TaskIdSet``, ``request.Disks.N.Size``; nothing if it leads nowhere."""
    asked = steps(path)
    if not asked:
        return (action,)
    return tuple(
        subject
        for start, left in _starts(action.classes, asked)
        for subject in _followed(action, start, left, _own(start))
    )


def of_attribute(subject: Subject, cls: str, attribute: str) -> Subject:
    """Return a class of the action, or an attribute of it, by Python names; the action itself if it has none such."""
    for one in subject.classes:
        if one.name == cls:
            for member in one.attributes:
                if member.name == attribute:
                    return _at(subject, one, member, (*_own(one), member.field.wire))
            return _at(subject, one, None, _own(one))
    return subject


def parts(action: Subject) -> Iterator[Subject]:
    """Yield every class of an action, and every attribute of each."""
    for cls in action.classes:
        yield _at(action, cls, None, _own(cls))
        for member in cls.attributes:
            yield _at(action, cls, member, (*_own(cls), member.field.wire))


def steps(path: str) -> list[str]:
    """Return the names in a path, without the indexes between them."""
    return [step for step in path.split(".") if not _is_index(step)]


def rests(address: str, services: Iterable[str]) -> Iterator[str]:
    """Yield an address, and what is left of it behind each name of a service with which it begins."""
    yield address
    for name in services:
        # A folder may hold dots itself: vpc2.0-api.
        if address.lower().startswith(f"{name.lower()}."):
            yield address[len(name) + 1 :]


def is_one_of(word: str, known: Iterable[str]) -> bool:
    """Whether a word is one of these names, in any case."""
    return word.lower() in (name.lower() for name in known if name)


def _in_services(
    services: Iterable[Service], address: str
) -> Iterator[tuple[Service, str]]:
    """Yield every service that an address may mean, with what is left of the address."""
    for service in services:
        known = (service.folder, names.service(service.folder))
        yield from ((service, rest) for rest in rests(address, known))


def _names_of(action: Action, given: Mapping[str, str]) -> tuple[str, ...]:
    method = given.get("") or names.method(action.wire)
    return action.wire, method, f"{action.wire}Response"


def _is_index(step: str) -> bool:
    return step in ("", "N", "n") or step.isdecimal()


def _starts(decided: Classes, steps: list[str]) -> Iterator[tuple[Class, list[str]]]:
    """Yield the classes at which a path may begin: both sides, one that it names, or a model."""
    sides = {"request": decided.request, "response": decided.response}
    if steps[0].lower() in sides:
        yield sides[steps[0].lower()], steps[1:]
        return
    for cls in decided:
        if is_one_of(steps[0], (cls.name, cls.wire)):
            yield cls, steps[1:]
    yield from ((cls, steps) for cls in sides.values())


def _followed(
    action: Subject, cls: Class, steps: list[str], path: tuple[str, ...]
) -> Iterator[Subject]:
    if not steps:
        yield _at(action, cls, None, path)
        return
    for attribute in cls.attributes:
        if is_one_of(steps[0], (attribute.name, attribute.field.wire)):
            at = (*path, attribute.field.wire)
            inner = _class_of(action.classes, cls, attribute.field.type)
            if len(steps) == 1:
                yield _at(action, cls, attribute, at)
            elif inner:
                yield from _followed(action, inner, steps[1:], at)


def _class_of(decided: Classes, holder: Class, type_: Type) -> Class | None:
    while isinstance(type_, ListOf):
        type_ = type_.item
    asked = holder.role in ("request", "parameters")
    members = decided.parameters if asked else decided.models
    if not isinstance(type_, Ref):
        return None
    return next((one for one in members if one.wire == type_.model), None)


def _own(cls: Class) -> tuple[str, ...]:
    return (cls.wire,) if cls.wire else ()


def _at(
    action: Subject, cls: Class, attribute: Attribute | None, path: tuple[str, ...]
) -> Subject:
    return Subject(action.service, action.action, action.classes, cls, attribute, path)


def _unknown_action(services: Iterable[Service], address: str) -> str:
    wires = (action.wire for service in services for action in service.actions)
    known = {wire.lower(): wire for wire in wires}
    return f"nothing is called {address!r}{_near(address, known)}"


def _unknown_field(action: Subject, path: str) -> str:
    members = (one for one in parts(action) if one.attribute)
    known = {one.path[-1].lower(): ".".join(one.path) for one in members}
    return f"{action.wire} has no {path!r}{_near(path, known)}"


def _near(path: str, known: Mapping[str, str]) -> str:
    """Return what may have been meant; ``known`` addresses by their last names in lower case."""
    near = [
        known[match]
        for part in path.lower().split(".")
        for match in difflib.get_close_matches(part, known, 3)
    ]
    return f"; did you mean {' or '.join(near)}?" if near else ""
