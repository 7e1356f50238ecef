"""Overlay files → corrections: where a page is wrong, what is right, and the reason; ``overlays/<service>.toml``.

    [[correction]]
    action = "CreateUHostInstance"
    parameter = "Password"          # or field = "UHostSet.State"; neither: the action itself
    format = "base64"
    reason = "the gateway decodes it; the official SDK encodes it"
    issue = "https://…"             # optional
    expires = 2027-06-30            # optional: the last day on which it holds

    [[correction]]
    page = "uarchive-api/put_*.md"  # pages by their path, whatever is wrong with them; they can only be hidden
    hidden = true
    reason = "these pages are drafts"

This room knows the form of corrections, ``corrections`` what they are about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from docs2sdk import names
from docs2sdk.catalog import overlay_keys, toml_places
from docs2sdk.catalog.overlay_keys import Part
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages import cells, sources
from docs2sdk.pages.sources import Source
from docs2sdk.places import Place

SUFFIX = sources.OVERLAY
_TABLE = "correction"


class Correction(NamedTuple):
    """One correction: what it is about (``path`` without indices, empty for the action), and the values to set by key.

    ``page`` is a pattern of pages' paths; there is no ``action`` then.
    """

    place: Place
    places: Mapping[str, Place]
    action: str
    part: Part
    path: tuple[str, ...]
    changes: Mapping[str, Any]
    reason: str
    expires: date | None
    page: str = ""

    def is_over(self, today: date) -> bool:
        """Whether it holds no more."""
        return self.expires is not None and self.expires < today

    def at(self, key: str) -> Place:
        """Return where a key of the correction stands."""
        return self.places.get(key, self.place)

    def __str__(self) -> str:
        return self.page or ".".join((self.action, *self.path))


class Fault(NamedTuple):
    """A correction, or a whole file, that cannot be used; ``action``: whose it is, None if that cannot be told."""

    finding: Diagnostic
    action: str | None


class Overlay(NamedTuple):
    """A file of corrections; ``service`` is its name: a product's folder, or its package."""

    path: str
    service: str
    corrections: tuple[Correction, ...]
    faults: tuple[Fault, ...]

    def is_for(self, folders: Iterable[str]) -> bool:
        """Whether the file is named after one of these product folders."""
        return is_for(self.path, folders)

    @property
    def actions(self) -> frozenset[str]:
        """The actions that the file names."""
        named = (fault.action for fault in self.faults)
        corrected = (one.action for one in self.corrections)
        return frozenset(filter(None, (*corrected, *named)))


def is_for(path: str, folders: Iterable[str]) -> bool:
    """Whether an overlay file is named after one of these product folders, or its package."""
    service = _service(path)
    return any(service in (folder, names.service(folder)) for folder in folders)


def read_folder(folder: Path, base: Path) -> tuple[Overlay, ...]:
    """Read every overlay file of a folder, by name; UnreadableInput if the folder cannot be listed."""
    return tuple(map(understood, sources.read_overlays(folder, base)))


def understood(read: Source | Diagnostic) -> Overlay:
    """Return the overlay of a file, or of one that could not be read."""
    if isinstance(read, Source):
        return parse(read)
    return _without_corrections(read.place.path, read)


def valid_until(overlays: Iterable[Overlay], today: date) -> str:
    """Return the last day on which all corrections hold that hold today, "" for ever."""
    ends = (one.expires for overlay in overlays for one in overlay.corrections)
    return min((str(end) for end in ends if end and end >= today), default="")


def _without_corrections(path: str, finding: Diagnostic) -> Overlay:
    return Overlay(path, _service(path), (), (Fault(finding, None),))


def _service(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(SUFFIX)


def parse(source: Source) -> Overlay:
    """Return the corrections of an overlay file, and what is wrong with the others."""
    # Most runs have no overlay, and need not wait for it.
    import tomllib

    try:
        document = tomllib.loads(source.text)
    except (ValueError, RecursionError) as error:
        return _without_corrections(source.path, _syntax_error(source.path, error))
    corrections: list[Correction] = []
    faults = list(_strange(document, source.path))
    for item, places in _items(document.get(_TABLE, []), source):
        problems = list(overlay_keys.problems(item))
        if problems:
            faults.extend(_faults(item, places, problems))
        else:
            corrections.append(_correction(item, places))
    return Overlay(
        source.path, _service(source.path), tuple(corrections), tuple(faults)
    )


def _syntax_error(path: str, error: Exception) -> Diagnostic:
    at = re.search(r"line (\d+), column (\d+)", str(error))
    place = Place(path, int(at[1]), int(at[2])) if at else Place(path, 1)
    reason = "nested too deep" if isinstance(error, RecursionError) else str(error)
    return Diagnostic(place, "D604", re.sub(r" \(at line .*\)$", "", reason))


def _strange(document: Mapping[str, Any], path: str) -> Iterator[Fault]:
    for key in document:
        if key != _TABLE:
            message = f'there is no {cells.quoted(key)}; write "[[{_TABLE}]]"'
            yield Fault(Diagnostic(Place(path, 1), "D604", message), None)


def _items(items: Any, source: Source) -> Iterator[tuple[Any, dict[str, Place]]]:
    """Yield every correction, with the places of its keys; its own under ""."""
    found = items if isinstance(items, list) else [items]
    tables = toml_places.of_array(source.text, _TABLE)
    for at, item in enumerate(found):
        # An inline array has no tables to be found.
        table = tables[at] if len(tables) == len(found) else {"": (1, 1)}
        yield item, {key: Place(source.path, *place) for key, place in table.items()}


def _faults(
    item: Any, places: Mapping[str, Place], problems: list[tuple[str, str]]
) -> Iterator[Fault]:
    action = item.get("action") if isinstance(item, dict) else None
    for key, problem in problems:
        place = places.get(key, places[""])
        finding = Diagnostic(place, "D604", problem)
        yield Fault(finding, action if isinstance(action, str) else None)


def _correction(item: Mapping[str, Any], places: Mapping[str, Place]) -> Correction:
    part, text = overlay_keys.target(item)
    return Correction(
        place=places[""],
        places=places,
        action=item.get("action", ""),
        part=part,
        path=overlay_keys.path(text),
        changes=overlay_keys.changes(item),
        reason=item["reason"].strip(),
        expires=item.get("expires"),
        page=item.get("page", ""),
    )
