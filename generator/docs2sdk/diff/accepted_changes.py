"""Read the file of accepted changes: changes that the project has reviewed, each with a reason.

[[accepted]]
fingerprint = "aa5811ea7d1c02b6f3a98e54"   # as `docs2sdk diff --verbose` prints it
reason = "nobody calls it; see #12"
expires = 2027-06-30                 # optional: the last day of validity
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from docs2sdk.diagnostics import Diagnostic, escape_unprintable
from docs2sdk.errors import UserError
from docs2sdk.locations import Location
from docs2sdk.overlays import toml_locations
from docs2sdk.pages import page_sources

_TABLE = "accepted"
_KEYS = ("fingerprint", "reason", "expires")
# Those of earlier versions have 16 digits: they match no change, but their place is known.
_FINGERPRINT = re.compile(r"[0-9a-f]{16}(?:[0-9a-f]{8})?")


class BadAcceptedChanges(UserError):
    """A file of accepted changes is invalid; the message says where and why."""


@dataclass(frozen=True, slots=True)
class AcceptedChange:
    """An accepted change: ``expires`` is the last day of validity, ``location`` the entry in the file."""

    fingerprint: str
    reason: str
    expires: date | None
    location: Location


def load_accepted_changes(file: Path) -> tuple[AcceptedChange, ...]:
    """Read a file of accepted changes; BadAcceptedChanges if it cannot be read or an entry is invalid."""
    source = page_sources.read_source(str(file), file.as_posix())
    if isinstance(source, Diagnostic):
        raise BadAcceptedChanges(f"{file}: {source.message}")
    return parse_accepted_changes(source.text, file)


def parse_accepted_changes(text: str, file: Path) -> tuple[AcceptedChange, ...]:
    """Read the text of a file of accepted changes; BadAcceptedChanges if an entry is invalid."""
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadAcceptedChanges(f"{file}: {error}") from error
    items = document.get(_TABLE, [])
    if document.keys() - {_TABLE} or not isinstance(items, list):
        raise BadAcceptedChanges(f'{file}: only "[[{_TABLE}]]" tables are allowed')
    entries = tuple(_read_entries(items, text, file))
    _check_unique(entries)
    return entries


def format_entry(fingerprint: str, reason: str, description: str) -> str:
    """Return the entry of a change as text, with its description as a comment; BadAcceptedChanges if the reason is invalid."""
    line = " ".join(reason.split())
    if not line or not line.isprintable():
        raise BadAcceptedChanges("the reason must say why the change is accepted")
    entry = f'fingerprint = "{fingerprint}"\nreason = {json.dumps(line, ensure_ascii=False)}'
    return f"[[{_TABLE}]]\n# {escape_unprintable(description)}\n{entry}\n"


def _read_entries(items: list[Any], text: str, file: Path) -> Iterator[AcceptedChange]:
    tables = toml_locations.locate_array_tables(text, _TABLE)
    for index, item in enumerate(items):
        # An inline array has no tables, so its entries have no places of their own.
        line, column = tables[index][""] if len(tables) == len(items) else (1, 1)
        location = Location(file.as_posix(), line, column)
        if problem := _find_problem(item):
            raise BadAcceptedChanges(f"{file}:{line}:{column}: {problem}")
        yield _read_entry(item, location)


def _find_problem(item: Any) -> str:
    if not isinstance(item, dict):
        return f'write "[[{_TABLE}]]"'
    if unknown := sorted(item.keys() - {*_KEYS}):
        return f'unknown key "{unknown[0]}"; the keys are {", ".join(_KEYS)}'
    fingerprint, reason = item.get("fingerprint"), item.get("reason")
    if not isinstance(fingerprint, str) or not _FINGERPRINT.fullmatch(fingerprint):
        return (
            '"fingerprint" must be the 24 digits that `docs2sdk diff --verbose` prints'
        )
    if not isinstance(reason, str) or not reason.strip():
        return '"reason" must say why the change is accepted'
    expires = item.get("expires", date.max)
    if not isinstance(expires, date) or isinstance(expires, datetime):
        return '"expires" must be a day like 2027-06-30'
    return ""


def _read_entry(item: Mapping[str, Any], location: Location) -> AcceptedChange:
    reason = " ".join(item["reason"].split())
    return AcceptedChange(item["fingerprint"], reason, item.get("expires"), location)


def _check_unique(entries: tuple[AcceptedChange, ...]) -> None:
    first: dict[str, AcceptedChange] = {}
    for entry in entries:
        earlier = first.setdefault(entry.fingerprint, entry)
        if earlier is not entry:
            location = entry.location
            raise BadAcceptedChanges(
                f"{location.path}:{location.line}:{location.column}: "
                f"{entry.fingerprint} is already accepted in line {earlier.location.line}"
            )
