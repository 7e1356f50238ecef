"""What an output is tied to besides its pages: this program, the settings, and the choices between pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from generator import __version__
from generator.config import Settings
from generator.digests import digest, generator
from generator.pages.files import Scope


def made_by() -> tuple[str, str]:
    """Return this program's version and digest."""
    return __version__, generator()


def settings_of(
    settings: Settings, scope: Scope, unmatched: tuple[str, ...] = ()
) -> dict[str, object]:
    """Return the settings that decide what the output is, and what is wrong with them."""
    wrong = {"unmatched": list(unmatched)} if unmatched else {}
    return {
        "package": settings.package,
        "version": settings.version,
        "scope": scope,
        "include": list(settings.include),
        "exclude": list(settings.exclude),
        **wrong,
    }


def rivals(
    pages: Mapping[str, str], actions: Mapping[str, str], kinds: Mapping[str, str]
) -> dict[str, str]:
    """Return what stands for the choice between pages that describe one action, by each of these pages.

    That is these pages and the navigation, whose links count; ``catalog`` has the rule.  ``pages`` are their digests.
    """
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path, action in actions.items():
        if action:
            groups[action.lower()].append((path, pages[path]))
    navigation = sorted(
        (path, pages[path]) for path, kind in kinds.items() if kind == "navigation"
    )
    links = digest(repr(navigation))
    return {
        path: digest(repr(sorted(group)) + links)[:32]
        for group in groups.values()
        if len(group) > 1
        for path, _ in group
    }
