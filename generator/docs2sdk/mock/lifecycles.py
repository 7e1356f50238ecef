"""Which resources the local API remembers: what one action creates, others find, change and delete.

That holds where the names of actions make a family, and where all of them name the resource by the same key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from docs2sdk.mock import key_fields
from docs2sdk.mock.action_families import Family, find_families
from docs2sdk.mock.key_fields import FieldPath, ListedKey
from docs2sdk.schema import Action, Field


class Creation(NamedTuple):
    """How a creating action gives the key: as a parameter, or in its answer."""

    parameter: str | None
    answer: FieldPath | None


class Reading(NamedTuple):
    """How a reading action names and returns resources: a list of them, or one, whose key may be in the answer."""

    parameter: str | None
    listed: ListedKey | None
    answer: FieldPath | None


@dataclass(frozen=True)
class Lifecycle:
    """A kind of resource and its actions; ``key`` is the name of its key, ``updates`` and ``deletes`` with the parameter for it.

    ``has_number``: the key is a number.
    """

    service: str
    noun: str
    key: str
    creates: Mapping[str, Creation]
    reads: Mapping[str, Reading]
    updates: Mapping[str, str]
    deletes: Mapping[str, str]
    has_number: bool

    @property
    def actions(self) -> tuple[str, ...]:
        """All of its actions, in the order of a life."""
        return (*self.creates, *self.reads, *self.updates, *self.deletes)


def find_lifecycles(
    service: str, names: Iterable[str], load: Callable[[str], Action]
) -> Iterator[Lifecycle]:
    """Yield the life cycles of a service's actions."""
    for family in find_families(names):
        lifecycle = _match_family(service, family, load)
        if lifecycle:
            yield lifecycle


def _match_family(
    service: str, family: Family, load: Callable[[str], Action]
) -> Lifecycle | None:
    """Return the life cycle of a family, by the first parameter of its deleting actions that all of them can have for a key."""
    candidates = [
        field
        for name in family.deletes
        for field in key_fields.list_keys(load(name).request)
    ]
    matches = (_match_key(service, family, load, field) for field in candidates)
    complete = [lifecycle for lifecycle in matches if lifecycle]
    # A key that the answer of the creation gives is the resource's own; one of the request may be that of its owner.
    own = [
        lifecycle
        for lifecycle in complete
        if any(creation.answer for creation in lifecycle.creates.values())
    ]
    return next(iter(own or complete), None)


def _match_key(
    service: str, family: Family, load: Callable[[str], Action], field: Field
) -> Lifecycle | None:
    key = key_fields.normalize_name(field.name)
    lifecycle = Lifecycle(
        service,
        family.noun,
        field.name,
        {
            action: creation
            for action in family.creates
            if (creation := _match_creation(load(action), key))
        },
        {
            action: reading
            for action in family.reads
            if (reading := _match_reading(load(action), key))
        },
        dict(_match_parameters(family.updates, load, key)),
        dict(_match_parameters(family.deletes, load, key)),
        key_fields.is_number(field.type),
    )
    is_complete = lifecycle.creates and lifecycle.reads and lifecycle.deletes
    return lifecycle if is_complete else None


def _match_creation(action: Action, key: str) -> Creation | None:
    parameter = key_fields.find_parameter(action.request, key)
    answer = key_fields.find_field(action.response, key)
    required = {field.name for field in action.request.fields if field.required}
    if key.endswith("id") and parameter in required:
        # An id that exists before the creation is that of another resource.
        return None
    if answer:
        return Creation(None if key.endswith("id") else parameter, answer)
    return Creation(parameter, None) if parameter and not key.endswith("id") else None


def _match_reading(action: Action, key: str) -> Reading | None:
    parameter = key_fields.find_parameter(action.request, key)
    listed = key_fields.find_listed_key(action.response, key)
    answer = key_fields.find_single_field(action.response, key)
    if listed and not (answer and parameter and len(answer) <= len(listed.items)):
        return Reading(parameter, listed, None)
    return Reading(parameter, None, answer) if parameter else None


def _match_parameters(
    names: Iterable[str], load: Callable[[str], Action], key: str
) -> Iterator[tuple[str, str]]:
    for name in names:
        parameter = key_fields.find_parameter(load(name).request, key)
        if parameter:
            yield name, parameter
