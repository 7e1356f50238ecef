"""What the last output holds though its page does not give it now: of a page with errors the last good output stays.

What it was is told by its module, which says which name of the API has which Python name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from docs2sdk import names
from docs2sdk.build.disk import Output
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.pages.layout import folder_of
from docs2sdk.places import Place
from docs2sdk.python.entries import Entry
from docs2sdk.python.given_names import ClassNames, read_classes
from docs2sdk.trace import subjects
from docs2sdk.trace.origins import Origin

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


def find(output: Output, address: str) -> Iterator[Remains]:
    """Yield what an address may mean in the last output; of the path to a nested field its end alone is looked at."""
    for entry in output.entries.values():
        for path in _paths(entry, address):
            steps = subjects.steps(path)
            for one in of(entry, output.names.modules[entry.action]):
                if _is_meant(one, steps):
                    yield one


def of(entry: Entry, module: str) -> Iterator[Remains]:
    """Yield all that the last output has of an action: the classes of its module, and their attributes."""
    yield Remains(entry)
    classes = read_classes(module)
    for side, first in (("request", entry.request), ("response", entry.response)):
        for name, way in _reached(classes, first):
            path = () if name == first else (name,)
            yield Remains(entry, name, "", side, path)
            within = way if side == "request" else path
            for wire, attribute in classes[name].attributes.items():
                yield Remains(entry, name, attribute, side, (*within, wire))


def _reached(
    classes: Mapping[str, ClassNames], first: str
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield a class of a module and those that its attributes lead to, each with the names of the API on the way."""
    waiting: list[tuple[str, tuple[str, ...]]] = [(first, ())]
    seen = {first}
    while waiting:
        name, path = waiting.pop()
        if name not in classes:
            continue
        yield name, path
        for wire, mentioned in classes[name].classes.items():
            waiting += [(one, (*path, wire)) for one in mentioned if one not in seen]
            seen.update(mentioned)


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
