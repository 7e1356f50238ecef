"""Caches the life cycles of a documentation, so that a start reads no page whose text is unchanged."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from docs2sdk import digests
from docs2sdk.cache import open_cache
from docs2sdk.mock.documentation import Documentation
from docs2sdk.mock.key_fields import ListedKey
from docs2sdk.mock.lifecycles import Creation, Lifecycle, Reading, find_lifecycles


def read_lifecycles(documentation: Documentation) -> tuple[Lifecycle, ...]:
    """Return the life cycles of all services, from the cache if nothing has changed since they were found."""
    settings, actions = documentation.settings, documentation.actions
    services = sorted((name, each.service.package) for name, each in actions.items())
    key = digests.make_key("lifecycles", documentation.key, services)
    with open_cache(*settings.specs, settings.out) as cache:
        lifecycles = load_lifecycles(cache.load([key]).get(key))
        if lifecycles is None:
            lifecycles = tuple(_find_all(documentation))
            cache.store({key: dump_lifecycles(lifecycles)})
    return lifecycles


def _find_all(documentation: Documentation) -> Iterator[Lifecycle]:
    names: dict[str, list[str]] = defaultdict(list)
    for name, action in documentation.actions.items():
        names[action.service.package].append(name)
    for service in sorted(names):
        yield from find_lifecycles(service, names[service], documentation.load)


def dump_lifecycles(lifecycles: Iterable[Lifecycle]) -> str:
    """Return what ``load_lifecycles`` reads."""
    return json.dumps([vars(each) for each in lifecycles])


def load_lifecycles(text: str | None) -> tuple[Lifecycle, ...] | None:
    """Return the life cycles by their cached JSON, None if that is missing or invalid."""
    if text is None:
        return None
    try:
        return tuple(map(_read_lifecycle, json.loads(text)))
    except (LookupError, TypeError, ValueError):
        return None


def _read_lifecycle(values: Any) -> Lifecycle:
    creates = {
        name: Creation(parameter, _read_path(answer))
        for name, (parameter, answer) in values["creates"].items()
    }
    reads = {
        name: Reading(parameter, _read_listed(listed), _read_path(answer))
        for name, (parameter, listed, answer) in values["reads"].items()
    }
    return Lifecycle(**values | {"creates": creates, "reads": reads})


def _read_listed(value: Any) -> ListedKey | None:
    return ListedKey(*map(tuple, value)) if value else None


def _read_path(value: Any) -> Any:
    return tuple(value) if value else None
