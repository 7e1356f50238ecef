"""What a run read, for its manifest: of every page and overlay its digest and what was found.

From that the next run can tell what has changed, and can tell everything again where nothing has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from generator.catalog.catalog import Catalog
from generator.catalog.overlays import Correction, Overlay
from generator.config import Settings
from generator.diagnostics import Diagnostic
from generator.digests import key
from generator.output import outline
from generator.output.manifest import Manifest
from generator.output.outline import Outline
from generator.output.proof import Origin, made_by, rivals, settings_of
from generator.output.records import Overlaid, Reading
from generator.pages.inputs import Inputs
from generator.pages.layout import folder_of


@dataclass(frozen=True, slots=True)
class About:
    """What a run read, and found: ``more`` are the findings of naming services, ``unmatched`` those about settings."""

    inputs: Inputs
    overlays: tuple[Overlay, ...]
    read: Catalog
    more: tuple[Diagnostic, ...]
    unmatched: tuple[str, ...]


def of_run(
    settings: Settings, about: About, decided: Outline, old: Manifest
) -> Manifest:
    """Return the manifest of a run, but for what it made.

    Of pages that have errors, and of folders that the run is not for, it says what the last run did if that was like this.
    """
    new = Manifest(
        readings=readings(about.inputs.pages, about.read, about.more),
        overlays=dict(_overlaid(about)),
        generator=made_by(),
        settings=settings_of(settings, about.inputs.raw.scope, about.unmatched),
    )
    alike = (old.generator, old.settings) == (new.generator, new.settings)
    before = old if alike else Manifest()
    kept = _Elsewhere(bool(settings.services), decided.folders, about.read.broken)
    # Somebody deleted files of theirs: what was read of them is not there any more.
    lost = old.pages.keys() - decided.staying.keys()
    return replace(
        new,
        readings={
            **{
                page: one
                for page, one in before.readings.items()
                if page in kept and page not in lost
            },
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
        other = self.partial and folder_of(page) not in self.chosen
        return other or outline.is_lost(page, self.broken)


def origins(pages: Mapping[str, str], read: Catalog) -> dict[str, Origin]:
    """Return what each action was read from, by its page; ``pages`` are the digests of all."""
    corrected: dict[str, list[object]] = defaultdict(list)
    for correction in read.corrections:
        corrected[correction.action].append(_said(correction))
    said = {action: key(*found) for action, found in corrected.items()}
    return {
        (page := action.place.path): Origin(
            pages[page], action.listed, said.get(action.wire, "")
        )
        for service in read.services
        for action in service.actions
    }


def _said(one: Correction) -> tuple[object, ...]:
    """Return a correction but for where it stands, since overlays lie elsewhere on another machine."""
    changes = sorted(one.changes.items())
    return one.action, one.part, one.path, changes, one.reason, one.expires


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
            pages[path],
            kind,
            actions[path],
            tuple(sorted(said.get(path, ()))),
            against.get(path, ""),
            path in excluded,
        )
        for path, kind in kinds.items()
    }


def _corrected(about: About) -> dict[str, tuple[str, str]]:
    """Return the page of every action that overlays correct, with what stands for the corrections."""
    found = origins(about.inputs.pages, about.read)
    actions = (one for service in about.read.services for one in service.actions)
    pages = ((action.wire, action.place.path) for action in actions)
    return {
        action: (page, found[page].corrected)
        for action, page in pages
        if found[page].corrected
    }


def _overlaid(about: About) -> Iterator[tuple[str, Overlaid]]:
    read, digests = about.read, about.inputs.corrections
    hidden = {one.action: one.path for one in read.hidden}
    corrected = _corrected(about)
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
                len(hiding & hidden.keys()),
                min((day.isoformat() for day in until), default=""),
                overlay.path in faulty or bool(overlay.faults),
                {
                    **dict(
                        corrected[one.action] for one in done if one.action in corrected
                    ),
                    **{hidden[one]: "" for one in hiding & hidden.keys()},
                },
            ),
        )
