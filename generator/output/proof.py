"""What an output is tied to besides its pages: this program, the settings, and the choices between pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from generator import __version__
from generator.config import Settings
from generator.digests import digest, generator
from generator.pages.files import Scope
from generator.python.entries import Entry


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


class Origin(NamedTuple):
    """What an action was read from: its page's digest, whether an index links to it, and what overlays say of it.

    ``corrected`` stands for these corrections, "" for none.
    """

    digest: str
    listed: bool
    corrected: str


def of_action(origin: Origin, entry: Entry, package: str) -> str:
    """Return the key of an action's files: what stands for all that they are made from, but for names that were given."""
    listed = "listed" if origin.listed else ""
    parts = (generator(), origin.digest, listed, origin.corrected, *entry, package)
    return digest("\0".join(parts))[:32]


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
    found: dict[str, str] = {}
    for group in groups.values():
        if len(group) > 1:
            choice = digest(repr(sorted(group)) + links)[:32]
            found |= {path: choice for path, _ in group}
    return found
