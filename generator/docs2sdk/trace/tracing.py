"""Between things of the client, the generated files that hold them and the pages that say so, in every direction."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeAlias

from docs2sdk import names
from docs2sdk.build import disk
from docs2sdk.catalog.catalog import Catalog
from docs2sdk.config import Settings
from docs2sdk.counting import counted
from docs2sdk.pages import files
from docs2sdk.pages.files import Refused
from docs2sdk.places import Place
from docs2sdk.python.classes import of_action
from docs2sdk.python.entries import Entry
from docs2sdk.trace import origins, remains, subjects, whereabouts
from docs2sdk.trace.origins import Origin
from docs2sdk.trace.remains import Remains
from docs2sdk.trace.subjects import Subject, UnknownSubject
from docs2sdk.trace.whereabouts import Spot

Thing: TypeAlias = Subject | Remains


def named(catalog: Catalog, settings: Settings, address: str) -> tuple[Thing, ...]:
    """Return what an address means: ``isms.GetISMSSendReceipt.TaskIdSet``; UnknownSubject if nothing."""
    output = disk.read_output(settings.out)
    try:
        return subjects.find(catalog.services, address, output.names.of_action)
    except UnknownSubject:
        found = tuple(remains.find(output, address))
        if not found:
            raise
        return found


def standing_in(
    catalog: Catalog, settings: Settings, base: Path, file: Path, line: int | None
) -> Thing:
    """Return what stands in a file, or on a line of it: of a page below ``base``, or of a generated file; UnknownSubject."""
    _check(file, line)
    page = _inside(file, base)
    if page in {one.path for one in catalog.pages}:
        return _of_page(catalog, settings, page, line)
    return standing_at(catalog, settings, file, line)


def standing_at(
    catalog: Catalog, settings: Settings, file: Path, line: int | None
) -> Thing:
    """Return what stands on a line of a generated file, or what the whole file is about; UnknownSubject."""
    entry = _entry(settings.out, file)
    whole = _action(catalog, settings, entry.page)
    spot = whereabouts.at(_spots(file), line) if line else None
    return _narrowed(whole, spot, entry, settings) if spot else whole


def told(thing: Thing, catalog: Catalog) -> tuple[Origin, ...]:
    """Return what the pages and overlays have to do with a thing."""
    if isinstance(thing, Remains):
        return tuple(remains.told(thing, catalog))
    return origins.of(thing, catalog)


def symbol(thing: Thing, settings: Settings) -> tuple[Origin, ...]:
    """Return the name of a thing in Python, and the place where it is defined."""
    file = _module(thing, settings)
    cls, attribute = _names(thing)
    module = f"{settings.package}.{file.parent.name}"
    dotted = ".".join(part for part in (module, cls, attribute) if part)
    return (Origin("symbol", dotted), _defined(file, cls, attribute))


def _check(file: Path, line: int | None) -> None:
    """UnknownSubject if there is no such file, or it has no such line."""
    if file.is_dir():
        raise UnknownSubject(f"{file} is a folder; name a file or Service.Action.Field")
    if not file.exists():
        raise UnknownSubject(f"there is no file {file}")
    if line is not None:
        lines = len(_text(file).splitlines())
        if not 0 < line <= lines:
            raise UnknownSubject(f"{file} has {counted(lines, 'line')}")


def _of_page(
    catalog: Catalog, settings: Settings, page: str, line: int | None
) -> Thing:
    whole = _action(catalog, settings, page)
    if isinstance(whole, Remains):
        return whole
    parts = (whole, *subjects.parts(whole))
    return next((one for one in parts if origins.place(one).line == line), whole)


def _action(catalog: Catalog, settings: Settings, page: str) -> Thing:
    """Return the action of a page: what it says now, or else what is left of it in the last output; UnknownSubject."""
    output = disk.read_output(settings.out)
    for service in catalog.services:
        for action in service.actions:
            if action.place.path == page:
                decided = of_action(action, output.names.of_action(action))
                return Subject(service, action, decided)
    if page in output.entries:
        return Remains(output.entries[page])
    lost = [one for one in catalog.losers if one.path == page]
    why = f"; {lost[0]}" if lost else ""
    raise UnknownSubject(f"{page} gives no action of the client{why}")


def _narrowed(whole: Thing, spot: Spot, entry: Entry, settings: Settings) -> Thing:
    """Return what is defined at a spot of an action's module; what holds it if it is none of ours."""
    wanted = (spot.cls, spot.attribute)
    now = whole
    if isinstance(whole, Subject):
        now = subjects.of_attribute(whole, *wanted)
        if _names(now) == wanted:
            return now
    before = remains.of(
        entry, disk.read_output(settings.out).names.modules[entry.action]
    )
    return next((one for one in before if (one.cls, one.attribute) == wanted), now)


def _entry(out: Path, file: Path) -> Entry:
    """Return how the action is indexed whose page a file came from."""
    path = _inside(file, out)
    output = disk.read_output(out)
    for page, entry in output.entries.items():
        if path in output.manifest.pages[page]:
            return entry
    raise UnknownSubject(f"{file} came from no single page of those behind {out}")


def _names(thing: Thing) -> tuple[str, str]:
    """Return the class that stands for a thing, and its attribute, if it is one."""
    if isinstance(thing, Remains):
        return thing.cls or thing.entry.request, thing.attribute
    cls = thing.cls or thing.classes.request
    return cls.name, thing.attribute.name if thing.attribute else ""


def _module(thing: Thing, settings: Settings) -> Path:
    if isinstance(thing, Remains):
        package, method = thing.entry.service, thing.entry.method
    else:
        given = disk.read_output(settings.out).names
        package = given.packages.get(thing.folder) or names.service(thing.folder)
        entry = given.entries.get(thing.wire)
        method = entry.method if entry else names.method(thing.wire)
    return settings.out / settings.package / package / f"{method}.py"


def _defined(file: Path, cls: str, attribute: str) -> Origin:
    if not file.exists():
        return Origin("generated", "not yet: docs2sdk generate")
    try:
        spot = whereabouts.of(_spots(file), cls, attribute)
    except UnknownSubject:
        return Origin("generated", f"{file} cannot be read")
    if not spot:
        return Origin("generated", f"{file} is out of date: docs2sdk generate")
    return Origin("generated", "", Place(os.path.relpath(file), spot.first))


def _spots(file: Path) -> tuple[Spot, ...]:
    try:
        return whereabouts.spots(_text(file))
    except SyntaxError as error:
        raise UnknownSubject(f"{file} cannot be read: {error}") from error


def _text(file: Path) -> str:
    try:
        return files.fetch(file).decode()
    except Refused as refused:
        raise UnknownSubject(f"{file} is {refused.message}") from refused
    except (OSError, ValueError) as error:
        raise UnknownSubject(f"{file} cannot be read: {error}") from error


def _inside(file: Path, folder: Path) -> str:
    """Return a file's path from a folder, as manifests and catalogs write it."""
    path = os.path.relpath(os.path.realpath(file), os.path.realpath(folder))
    return path.replace(os.sep, "/")
