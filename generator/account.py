"""What a run read, for its manifest: of every page and overlay its digest and what was found.

From that the next run can tell what has changed, and can tell everything again where nothing has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from generator import __version__, outline
from generator.catalog import Catalog
from generator.config import Settings
from generator.diagnostics import Diagnostic
from generator.digests import digest, generator, key
from generator.inputs import Inputs
from generator.manifest import Manifest
from generator.overlays import Overlay
from generator.records import Overlaid, Reading
from generator.sources import Tree


@dataclass(frozen=True, slots=True)
class About:
    """What a run read, and found: ``more`` are the findings of naming services."""

    inputs: Inputs
    overlays: tuple[Overlay, ...]
    read: Catalog
    more: tuple[Diagnostic, ...]


def of_run(
    settings: Settings, about: About, chosen: frozenset[str], old: Manifest
) -> Manifest:
    """Return the manifest of a run, but for what it made.

    Of pages that have errors, and of folders that are not ``chosen``, it says what the last run did if that was like this.
    """
    new = Manifest(
        readings=readings(about.inputs.pages, about.read, about.more),
        overlays=dict(_overlaid(about)),
        generator=made_by(),
        settings=settings_of(settings, about.inputs.tree),
    )
    alike = (old.generator, old.settings) == (new.generator, new.settings)
    before = old if alike else Manifest()
    kept = _Elsewhere(bool(settings.services), chosen, about.read.broken)
    return replace(
        new,
        readings={
            **{page: one for page, one in before.readings.items() if page in kept},
            **{page: one for page, one in new.readings.items() if page not in kept},
        },
        overlays=before.overlays if settings.services else new.overlays,
    )


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """The pages that a run does not vouch for: of folders that are not ``chosen`` if it is ``partial``, and those broken."""

    partial: bool
    chosen: frozenset[str]
    broken: frozenset[str]

    def __contains__(self, page: str) -> bool:
        other = self.partial and page.partition("/")[0] not in self.chosen
        return other or outline.is_lost(page, self.broken)


def settings_of(settings: Settings, tree: Tree) -> dict[str, object]:
    """Return the settings that decide what the output is."""
    return {
        "package": settings.package,
        "version": settings.version,
        "scope": tree.scope,
        "include": list(settings.include),
        "exclude": list(settings.exclude),
    }


def made_by() -> tuple[str, str]:
    """Return this program's version and digest."""
    return __version__, generator()


def origins(pages: Mapping[str, str], read: Catalog) -> dict[str, str]:
    """Return what stands for all that an action was read from, by its page: the page, and what overlays say of it."""
    corrected: dict[str, list[object]] = defaultdict(list)
    for correction in read.corrections:
        corrected[correction.action].append(correction)
    return {
        action.place.path: key(
            pages[action.place.path], action.listed, corrected.get(action.wire)
        )
        for service in read.services
        for action in service.actions
    }


def readings(
    pages: Mapping[str, str], read: Catalog, more: Iterable[Diagnostic]
) -> dict[str, Reading]:
    """Return every page as it was read; ``pages`` are their digests, ``more`` findings about them."""
    said: dict[str, list[Diagnostic]] = defaultdict(list)
    for finding in (*read.diagnostics, *more):
        said[finding.place.path].append(finding)
    actions = {page.path: page.action or "" for page in read.pages}
    kinds = {page.path: page.kind for page in read.pages}
    against = rivals(pages, actions, kinds)
    excluded = {page.path for page in read.excluded}
    return {
        path: Reading(
            digest,
            kinds[path],
            actions[path],
            tuple(said.get(path, ())),
            against.get(path, ""),
            path in excluded,
        )
        for path, digest in pages.items()
    }


def rivals(
    pages: Mapping[str, str], actions: Mapping[str, str], kinds: Mapping[str, str]
) -> dict[str, str]:
    """Return what stands for the choice between pages that describe one action, by each of these pages.

    That is these pages and the navigation, whose links count; ``catalog`` has the rule.
    """
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path, action in actions.items():
        if action:
            groups[action.lower()].append((path, pages[path]))
    navigation = sorted(
        (path, pages[path]) for path, kind in kinds.items() if kind == "navigation"
    )
    links = repr(navigation)
    return {
        path: digest(repr(sorted(group)) + links)[:32]
        for group in groups.values()
        if len(group) > 1
        for path, _ in group
    }


def _overlaid(about: About) -> Iterator[tuple[str, Overlaid]]:
    read, digests = about.read, about.inputs.corrections
    hidden = {one.action for one in read.hidden}
    faulty = {finding.place.path for finding in read.diagnostics}
    for overlay in about.overlays:
        name = overlay.path.rpartition("/")[2]
        done = [one for one in read.corrections if one.place.path == overlay.path]
        hiding = {one.action for one in done if one.changes.get("hidden")}
        until = (one.expires for one in overlay.corrections if one.expires)
        yield (
            name,
            Overlaid(
                digests[name],
                len(done),
                len(hiding & hidden),
                min((day.isoformat() for day in until), default=""),
                overlay.path in faulty or bool(overlay.faults),
            ),
        )
