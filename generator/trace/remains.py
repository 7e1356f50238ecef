"""What the last output holds though its page does not give it now: of a page with errors the last good output stays.

What it was is told by its names: the lock has ``StopThing/request/Zone zone``, and the manifest the page behind the module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.catalog.catalog import Catalog
from generator.output.manifest import Manifest
from generator.output.names_lock import Lock
from generator.pages.layout import folder_of
from generator.places import Place
from generator.python import names
from generator.python.entries import Entry
from generator.trace import subjects
from generator.trace.origins import Origin

_SIDES = ("request", "response")


@dataclass(frozen=True, slots=True)
class Remains:
    """An action of the last output (no ``cls``), a class of its module (no ``attribute``), or an attribute, by Python names.

    ``side`` and ``path`` are as those of a Subject.
    """

    entry: Entry
    cls: str = ""
    attribute: str = ""
    side: str = ""
    path: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        """The folder of its page."""
        return folder_of(self.entry.page)

    @property
    def wire(self) -> str:
        """The wire name of its action."""
        return self.entry.action

    def __str__(self) -> str:
        return subjects.title(self.folder, self.wire, self.side, self.path)


def find(known: Manifest, lock: Lock, address: str) -> Iterator[Remains]:
    """Yield what an address may mean in the last output; of the path to a nested field its end alone is looked at."""
    for record in known.pages.values():
        for path in _paths(record.entry, address):
            steps = subjects.steps(path)
            for one in of(record.entry, lock.actions.get(record.entry.action, {})):
                if _is_meant(one, steps):
                    yield one


def of(entry: Entry, given: Mapping[str, str]) -> Iterator[Remains]:
    """Yield all that the last output has of an action, by the names that are given in it."""
    yield Remains(entry)
    for place, name in given.items():
        holder, _, attribute = place.partition("/")
        side, _, model = holder.partition(":")
        path = tuple(part for part in (model, attribute) if part)
        if attribute:
            yield Remains(entry, given.get(holder, ""), name, side, path)
        elif holder:
            yield Remains(entry, name, "", side, path)


def told(one: Remains, catalog: Catalog) -> Iterator[Origin]:
    """Yield why it is there, and what is wrong with its page."""
    page = one.entry.page
    why = "does not say so; docs2sdk generate would take it away"
    if page in catalog.broken:
        why = "has errors, so the last good output stays"
    yield Origin("page", why, Place(page, 1))
    for finding in catalog.diagnostics:
        if finding.place.path == page and finding.severity == "error":
            yield Origin(finding.code, finding.message, finding.place)


def _paths(entry: Entry, address: str) -> Iterator[str]:
    """Yield what an address leaves to be found inside of an action, if it means that action."""
    folder = folder_of(entry.page)
    services = (folder, names.service(folder), entry.service)
    for rest in subjects.rests(address, services):
        named, _, path = rest.partition(".")
        if subjects.is_one_of(named, (entry.action, entry.method, entry.response)):
            yield path
            return


def _is_meant(one: Remains, steps: list[str]) -> bool:
    if not steps:
        return not one.cls
    if steps[0].lower() in _SIDES:
        side, *steps = steps
        if side.lower() != one.side:
            return False
        if not steps:
            return not one.attribute and not one.path
    if one.attribute and (len(steps) > 1) != (len(one.path) > 1):
        return False
    return subjects.is_one_of(steps[-1], (*one.path[-1:], one.attribute or one.cls))
