"""Read overlay files (``overlays/<service>.toml``): each correction with its target, values, reason and location.

    [[correction]]
    action = "CreateUHostInstance"
    parameter = "Password"          # or field = "UHostSet.State"; neither: the action itself
    content_encoding = "base64"
    reason = "the gateway decodes it; the official SDK encodes it"
    issue = "https://…"             # optional
    expires = 2027-06-30            # optional: the last day on which it is applied

    [[correction]]
    page = "uarchive-api/put_*.md"  # pages by their path; they can only be hidden
    hidden = true
    reason = "these pages are drafts"

This module checks the form of a correction; ``apply_catalog`` checks that its target exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from docs2sdk import python_naming
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.locations import BUILTIN, Location
from docs2sdk.overlays import keys, toml_locations
from docs2sdk.overlays.keys import TargetKind
from docs2sdk.pages import cells, page_sources
from docs2sdk.pages.page_sources import Source

OVERLAY_SUFFIX = page_sources.OVERLAY_SUFFIX
_TABLE = "correction"


class Correction(NamedTuple):
    """One correction: its target, and the ``changes`` to make there (key → value).

    The target is the action, a field of its ``target_kind`` at ``path`` (without indices; empty for the action), or the pages
    whose paths match the pattern ``page_pattern`` (``action`` is then "").  ``key_locations`` are the positions of its keys.
    """

    location: Location
    key_locations: Mapping[str, Location]
    action: str
    target_kind: TargetKind
    path: tuple[str, ...]
    changes: Mapping[str, Any]
    reason: str
    expires: date | None
    page_pattern: str = ""

    def is_expired(self, today: date) -> bool:
        """Whether its last day is before ``today``."""
        return self.expires is not None and self.expires < today

    def locate_key(self, key: str) -> Location:
        """Return the location of a key, that of the whole correction if it has no such key."""
        return self.key_locations.get(key, self.location)

    def __str__(self) -> str:
        return self.page_pattern or ".".join((self.action, *self.path))


class OverlayFault(NamedTuple):
    """A correction, or a whole file, that cannot be used; ``action`` is the name that it has, None if it has none."""

    diagnostic: Diagnostic
    action: str | None


class Overlay(NamedTuple):
    """A file of corrections; ``service`` is its name: the product's folder, or the name of its package."""

    path: str
    service: str
    corrections: tuple[Correction, ...]
    faults: tuple[OverlayFault, ...]

    @property
    def is_builtin(self) -> bool:
        """Whether the file is part of this program: it yields to all others, and what it cannot change is as it should be."""
        return self.path.startswith(BUILTIN)

    def is_for_folders(self, folders: Iterable[str]) -> bool:
        """Whether the file is named after one of these product folders, or its package."""
        return is_for_folders(self.path, folders)

    @property
    def actions(self) -> frozenset[str]:
        """The names of the actions in the file, those of faulty corrections included."""
        of_faults = (fault.action for fault in self.faults)
        of_corrections = (correction.action for correction in self.corrections)
        return frozenset(filter(None, (*of_corrections, *of_faults)))


def is_for_folders(path: str, folders: Iterable[str]) -> bool:
    """Whether an overlay file is named after one of these product folders, or its package."""
    return python_naming.is_service(_get_service(path), folders)


def read_overlay_folder(folder: Path, base: Path) -> tuple[Overlay, ...]:
    """Read the overlay files of a folder, ordered by name; UnreadableInput if the folder cannot be listed."""
    return tuple(map(read_overlay, page_sources.read_overlay_files(folder, base)))


def read_overlay(file: Source | Diagnostic) -> Overlay:
    """Return the overlay of a file; without corrections and with a fault if the file could not be read."""
    if isinstance(file, Source):
        return parse_overlay(file)
    return _make_faulty_overlay(file.location.path, file)


def find_last_valid_day(overlays: Iterable[Overlay], today: date) -> str:
    """Return the last day, as YYYY-MM-DD, on which all corrections valid ``today`` are still valid; "" if none expires."""
    days = (
        correction.expires for overlay in overlays for correction in overlay.corrections
    )
    return min((str(day) for day in days if day and day >= today), default="")


def _make_faulty_overlay(path: str, diagnostic: Diagnostic) -> Overlay:
    return Overlay(path, _get_service(path), (), (OverlayFault(diagnostic, None),))


def _get_service(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(OVERLAY_SUFFIX)


def parse_overlay(source: Source) -> Overlay:
    """Parse an overlay file; a malformed correction, or a file that is no TOML, becomes a fault of the overlay."""
    # Imported here, since most runs read no overlay.
    import tomllib

    try:
        document = tomllib.loads(source.text)
    except (ValueError, RecursionError) as error:
        return _make_faulty_overlay(source.path, _report_syntax(source.path, error))
    corrections: list[Correction] = []
    faults = list(_report_unknown_tables(document, source.path))
    for item, locations in _locate_items(document.get(_TABLE, []), source):
        problems = list(keys.find_problems(item))
        if problems:
            faults.extend(_make_faults(item, locations, problems))
        else:
            corrections.append(_make_correction(item, locations))
    service = _get_service(source.path)
    return Overlay(source.path, service, tuple(corrections), tuple(faults))


def _report_syntax(path: str, error: Exception) -> Diagnostic:
    match = re.search(r"line (\d+), column (\d+)", str(error))
    location = (
        Location(path, int(match[1]), int(match[2])) if match else Location(path, 1)
    )
    reason = "nested too deep" if isinstance(error, RecursionError) else str(error)
    return Diagnostic(location, "D604", re.sub(r" \(at line .*\)$", "", reason))


def _report_unknown_tables(
    document: Mapping[str, Any], path: str
) -> Iterator[OverlayFault]:
    for key in document:
        if key != _TABLE:
            message = f'there is no {cells.quote(key)}; write "[[{_TABLE}]]"'
            yield OverlayFault(Diagnostic(Location(path, 1), "D604", message), None)


def _locate_items(
    content: Any, source: Source
) -> Iterator[tuple[Any, dict[str, Location]]]:
    """Yield every correction, with the locations of its keys; that of the correction itself under ""."""
    items = content if isinstance(content, list) else [content]
    tables = toml_locations.locate_array_tables(source.text, _TABLE)
    # An inline array has no tables: its corrections stand at the begin of the file.
    if len(tables) != len(items):
        tables = ({"": (1, 1)},) * len(items)
    for item, positions in zip(items, tables, strict=True):
        yield item, {
            key: Location(source.path, *position) for key, position in positions.items()
        }


def _make_faults(
    item: Any, locations: Mapping[str, Location], problems: list[tuple[str, str]]
) -> Iterator[OverlayFault]:
    action = item.get("action") if isinstance(item, dict) else None
    for key, problem in problems:
        location = locations.get(key, locations[""])
        diagnostic = Diagnostic(location, "D604", problem)
        yield OverlayFault(diagnostic, action if isinstance(action, str) else None)


def _make_correction(
    item: Mapping[str, Any], locations: Mapping[str, Location]
) -> Correction:
    target_kind, path = keys.read_target(item)
    return Correction(
        location=locations[""],
        key_locations=locations,
        action=item.get("action", ""),
        target_kind=target_kind,
        path=keys.parse_path(path),
        changes=keys.read_changes(item),
        reason=item["reason"].strip(),
        expires=item.get("expires"),
        page_pattern=item.get("page", ""),
    )
