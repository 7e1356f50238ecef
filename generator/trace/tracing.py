"""Between things of the client and the generated files that hold them, in both directions."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from generator.catalog.catalog import Catalog
from generator.config import Settings
from generator.output import manifest, names_lock
from generator.output.names_lock import Lock
from generator.places import Place
from generator.python import names
from generator.python.classes import of_action
from generator.schema import Action
from generator.trace import subjects, whereabouts
from generator.trace.origins import Origin
from generator.trace.subjects import Subject, UnknownSubject


def named(catalog: Catalog, settings: Settings, address: str) -> tuple[Subject, ...]:
    """Return what an address means: ``isms.GetISMSSendReceipt.TaskIdSet``; UnknownSubject if nothing."""
    lock = names_lock.load(settings.out)
    return subjects.find(catalog.services, address, lambda action: _given(lock, action))


def standing_at(
    catalog: Catalog, settings: Settings, file: Path, line: int
) -> tuple[Subject, ...]:
    """Return what stands on a line of a generated file, or (line 0) what the whole file is about; UnknownSubject."""
    page = _page(settings.out, file)
    lock = names_lock.load(settings.out)
    for service in catalog.services:
        for action in service.actions:
            if action.place.path == page:
                decided = of_action(action, _given(lock, action))
                whole = Subject(service, action, decided)
                return (_narrowed(whole, file, line),)
    raise UnknownSubject(f"{file} came from {page}, which describes no action now")


def symbol(subject: Subject, settings: Settings) -> tuple[Origin, ...]:
    """Return the name of a thing in Python, and the place where it is defined."""
    lock = names_lock.load(settings.out)
    given = _given(lock, subject.action)
    folder = subject.service.folder
    package = lock.packages.get(folder) or names.service(folder)
    method = given.get("") or names.method(subject.action.wire)
    cls = subject.cls.name if subject.cls else subject.classes.request.name
    attribute = subject.attribute.name if subject.attribute else ""
    module = f"{settings.package}.{package}"
    dotted = ".".join(part for part in (module, cls, attribute) if part)
    file = settings.out / settings.package / package / f"{method}.py"
    return (Origin("symbol", dotted), _defined(file, cls, attribute))


def _defined(file: Path, cls: str, attribute: str) -> Origin:
    try:
        spots = whereabouts.spots(file.read_text("utf-8"))
    except FileNotFoundError:
        return Origin("generated", "not yet: docs2sdk generate")
    except (OSError, ValueError, SyntaxError):
        return Origin("generated", f"{file} cannot be read")
    spot = whereabouts.of(spots, cls, attribute)
    if not spot:
        return Origin("generated", f"{file} is out of date: docs2sdk generate")
    return Origin("generated", "", Place(os.path.relpath(file), spot.first))


def _narrowed(whole: Subject, file: Path, line: int) -> Subject:
    try:
        spot = whereabouts.at(whereabouts.spots(file.read_text("utf-8")), line)
    except (OSError, ValueError, SyntaxError) as error:
        raise UnknownSubject(f"{file} cannot be read: {error}") from error
    return subjects.of_attribute(whole, spot.cls, spot.attribute) if spot else whole


def _page(out: Path, file: Path) -> str:
    """Return the page that a file came from."""
    inside = os.path.relpath(os.path.realpath(file), os.path.realpath(out))
    path = inside.replace(os.sep, "/")
    for page, record in manifest.load(out).pages.items():
        if path in record.files:
            return page
    raise UnknownSubject(f"{file} came from no single page of those behind {out}")


def _given(lock: Lock, action: Action) -> Mapping[str, str]:
    return lock.actions.get(action.wire, names.NONE_GIVEN)
