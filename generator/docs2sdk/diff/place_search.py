"""Find what a fingerprint of `docs2sdk diff` is about: the places in the documentation whose digits it begins with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from docs2sdk.diff.changes import PLACE_DIGITS, digest_place
from docs2sdk.diff.rules import RULES
from docs2sdk.schema import Action, Payload, Service


class Place(NamedTuple):
    """A rule and a place, as the fields of a change."""

    rule: str
    service: str
    action: str
    payload: str
    path: str


def find_places(
    services: Iterable[Service], fingerprint: str, rule: str = ""
) -> Iterator[Place]:
    """Yield the places that a fingerprint may be of: one, unless digits agree by chance; ``rule`` makes it faster."""
    rules = [rule] if rule else [*RULES]
    for service in services:
        for action, payload, path in _list_places(service):
            for each in rules:
                place = Place(each, service.folder, action, payload, path)
                if digest_place(*place) == fingerprint[:PLACE_DIGITS]:
                    yield place


def _list_places(service: Service) -> Iterator[tuple[str, str, str]]:
    """Yield action, payload and path of everything that can change in a service."""
    yield "", "", ""
    yield from (("", "", str(error.code)) for error in service.errors)
    for action in service.actions:
        yield action.name, "", ""
        yield action.name, "", action.location.path
        for name, payload in _list_payloads(action):
            yield action.name, name, ""
            for path in _list_paths(payload):
                yield action.name, name, path


def _list_payloads(action: Action) -> tuple[tuple[str, Payload], ...]:
    return ("request", action.request), ("response", action.response)


def _list_paths(payload: Payload) -> Iterable[str]:
    """Return the paths of rows and of tables, each once: a group of rows is both."""
    paths = [field.name for field in payload.fields]
    for model in payload.models:
        paths += [model.name, *(f"{model.name}.{row.name}" for row in model.fields)]
    return dict.fromkeys(paths)
