"""Match the models that only one of two versions has: a renamed model has nearly the same fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from docs2sdk.schema import Model


def match_models(old: Mapping[str, Model], new: Mapping[str, Model]) -> dict[str, str]:
    """Return the renamed models, old name → new name: those of which each is the only candidate of the other."""
    removed = _list_fields(old, old.keys() - new.keys())
    added = _list_fields(new, new.keys() - old.keys())
    pairs = [
        (old_name, new_name)
        for old_name in sorted(removed)
        for new_name in sorted(added)
        if are_similar(removed[old_name], added[new_name])
    ]
    old_counts = Counter(old_name for old_name, _ in pairs)
    new_counts = Counter(new_name for _, new_name in pairs)
    return {
        old_name: new_name
        for old_name, new_name in pairs
        if old_counts[old_name] == new_counts[new_name] == 1
    }


def are_similar(old: frozenset[str], new: frozenset[str]) -> bool:
    """Whether two models share at least half of the names of their fields."""
    return 2 * len(old & new) >= len(old | new)


def _list_fields(
    models: Mapping[str, Model], names: Collection[str]
) -> dict[str, frozenset[str]]:
    return {
        name: frozenset(field.name for field in models[name].fields)
        for name in names
        if not models[name].implicit
    }
