"""Whether the lines of a manifest belong to one run, and not to two whose lines git has merged.

Each line tells the truth about its page, its overlay or its files at the time when it was written.  What one of them means
for another is what has to be looked at, and is told from the manifest alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from generator.config import Settings
from generator.digests import digest
from generator.output.manifest import Manifest
from generator.output.proof import Origin, of_action, rivals
from generator.output.records import SERVICE
from generator.pages.layout import ACTIONS, COMMON, folder_of
from generator.python.entries import Entry, files_of, shown


def sealed(new: Manifest) -> Manifest:
    """Return the manifest of a run with the seals of its shared files."""
    shared = {name: new.shared[name]._replace(seal=one) for name, one in _seals(new)}
    return replace(new, shared=shared)


def holds(known: Manifest, settings: Settings) -> bool:
    """Whether the lines belong together; ``settings`` are those that the manifest says it was made with."""
    return (
        known.pages.keys() <= known.readings.keys()
        and _are_chosen(known)
        and _are_named_apart(known)
        and _are_made_of_their_pages(known)
        and _are_corrected(known)
        and _are_wanted(known, settings)
        and _are_sealed(known)
    )


def _are_chosen(known: Manifest) -> bool:
    """Whether it is as it was which of several pages speaks for an action."""
    readings = known.readings
    against = rivals(
        {page: one.digest for page, one in readings.items()},
        {page: one.action for page, one in readings.items()},
        {page: one.kind for page, one in readings.items()},
    )
    return against == {page: one.rivals for page, one in readings.items() if one.rivals}


def _are_named_apart(known: Manifest) -> bool:
    entries = [one.entry for one in known.pages.values()]
    named = {(folder_of(one.page), one.service) for one in entries}
    return (
        len({one.action.lower() for one in entries}) == len(entries)
        and len(named) == len({folder for folder, _ in named})
        and len(named) == len({service for _, service in named})
    )


def _are_made_of_their_pages(known: Manifest) -> bool:
    readings, package = known.readings, str(known.settings["package"])
    return all(
        one.key
        == of_action(
            Origin(readings[page].digest, one.listed, one.corrected), one.entry, package
        )
        and one.clean
        and one.files.keys() == {*files_of(one.entry, package)}
        for page, one in known.pages.items()
    )


def _are_corrected(known: Manifest) -> bool:
    """Whether overlays correct, and hide, what they did."""
    said: dict[str, str] = {}
    for overlay in known.overlays.values():
        said |= overlay.pages
    made = {page: one.corrected for page, one in known.pages.items()}
    return {page: one for page, one in made.items() if one} == {
        page: one for page, one in said.items() if one
    } and not any(page in made for page, one in said.items() if not one)


def _are_wanted(known: Manifest, settings: Settings) -> bool:
    """Whether the patterns of the settings leave out what they did; imports what a run without any does not need."""
    if not settings.include and not settings.exclude:
        return True
    from generator.catalog.selection import Selection

    wanted = Selection(settings.include, settings.exclude)
    return all(
        bool(wanted.against_page(page, one.action or None)) == one.excluded
        for page, one in known.readings.items()
        if one.kind in ACTIONS
    )


def _are_sealed(known: Manifest) -> bool:
    folders = {folder_of(page) for page in known.pages}
    services = {name for name in known.shared if name.startswith(SERVICE)}
    return (
        services == {SERVICE + folder for folder in folders}
        and {"package", "runtime"} <= known.shared.keys()
        and is_sealed(known)
    )


def is_sealed(known: Manifest) -> bool:
    """Whether the groups of shared files are those that were made of the other lines."""
    return all(known.shared[name].seal == one for name, one in _seals(known))


def _seals(known: Manifest) -> Iterator[tuple[str, str]]:
    """Yield what stands for the lines that each group of shared files was made from, and for which, by the group's name."""
    about = _Lines(known)
    head = (known.generator, known.settings.get("package"))
    for name, group in known.shared.items():
        yield name, digest(repr((head, about.of(name), sorted(group.files))))[:32]


class _Lines:
    """The lines of a manifest by folder: of actions what indexes say, of other pages their digests."""

    def __init__(self, known: Manifest) -> None:
        self.known = known
        self.entries: dict[str, list[Entry]] = defaultdict(list)
        self.beside: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for page, record in sorted(known.pages.items()):
            self.entries[folder_of(page)].append(record.entry)
        for page, reading in sorted(known.readings.items()):
            if reading.kind not in ACTIONS:
                self.beside[folder_of(page)].append((page, reading.digest))
        self.folders = {found[0].service: one for one, found in self.entries.items()}

    def of(self, name: str) -> object:
        """Return the lines that a group was made from."""
        if name == "runtime":
            return ()
        if name == "package":
            everyone = [one for found in self.entries.values() for one in found]
            version = self.known.settings.get("version")
            return version, self._titles(), shown(everyone)
        if name.startswith(SERVICE):
            folder = name.removeprefix(SERVICE)
            # One text for each: the repr of a named tuple takes ten times as long.
            return [*map("\0".join, self.entries[folder])], self.beside[folder]
        # The path of the RetCodes of a service, or of those that all have.
        service = name.split("/")[1:-1]
        return self.beside[self.folders.get(service[0], "") if service else COMMON]

    def _titles(self) -> list[tuple[str, str, str]]:
        shared = self.known.shared
        return [
            (folder, service, shared[group].title)
            for service, folder in sorted(self.folders.items())
            if (group := SERVICE + folder) in shared
        ]
