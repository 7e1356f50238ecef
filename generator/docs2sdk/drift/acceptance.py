"""The file of accepted findings: changes that somebody looked at, each with a reason.

[[accepted]]
fingerprint = "aa5811ea73560eb4"     # as `docs2sdk diff` prints it
reason = "nobody calls it; see #12"
expires = 2027-06-30                 # optional: the last day on which it holds
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.overlays import toml_locations as toml_places
from docs2sdk.pages import sources
from docs2sdk.places import Place
from docs2sdk.refusals import Refusal

_TABLE = "accepted"
_KEYS = ("fingerprint", "reason", "expires")
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")


class BadAcceptance(Refusal):
    """A file of accepted findings that cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that is accepted until the end of ``expires``; ``place`` is where the file says so."""

    fingerprint: str
    reason: str
    expires: date | None
    place: Place


def load(file: Path) -> tuple[Accepted, ...]:
    """Read a file of accepted findings; BadAcceptance if it cannot be read or an entry is malformed."""
    read = sources.read_file(str(file), file.as_posix())
    if isinstance(read, Diagnostic):
        raise BadAcceptance(f"{file}: {read.message}")
    try:
        document = tomllib.loads(read.text)
    except (ValueError, RecursionError) as error:
        raise BadAcceptance(f"{file}: {error}") from error
    items = document.get(_TABLE, [])
    if document.keys() - {_TABLE} or not isinstance(items, list):
        raise BadAcceptance(f'{file}: write "[[{_TABLE}]]", and nothing else')
    found = tuple(_entries(items, read.text, file))
    _check_once(found)
    return found


def _entries(items: list[Any], text: str, file: Path) -> Iterator[Accepted]:
    tables = toml_places.of_array(text, _TABLE)
    for at, item in enumerate(items):
        # An inline array has no tables to be found.
        line, column = tables[at][""] if len(tables) == len(items) else (1, 1)
        place = Place(file.as_posix(), line, column)
        if problem := _problem(item):
            raise BadAcceptance(f"{file}:{line}:{column}: {problem}")
        yield _entry(item, place)


def _problem(item: Any) -> str:
    if not isinstance(item, dict):
        return f'write "[[{_TABLE}]]"'
    if unknown := sorted(item.keys() - {*_KEYS}):
        return f'there is no key "{unknown[0]}"; there are {", ".join(_KEYS)}'
    fingerprint, reason = item.get("fingerprint"), item.get("reason")
    if not isinstance(fingerprint, str) or not _FINGERPRINT.fullmatch(fingerprint):
        return '"fingerprint" must be the 16 digits that `docs2sdk diff` prints'
    if not isinstance(reason, str) or not reason.strip():
        return '"reason" must say why the change is accepted'
    expires = item.get("expires", date.max)
    if not isinstance(expires, date) or isinstance(expires, datetime):
        return '"expires" must be a day like 2027-06-30'
    return ""


def _entry(item: Mapping[str, Any], place: Place) -> Accepted:
    reason = " ".join(item["reason"].split())
    return Accepted(item["fingerprint"], reason, item.get("expires"), place)


def _check_once(found: tuple[Accepted, ...]) -> None:
    first: dict[str, Accepted] = {}
    for one in found:
        earlier = first.setdefault(one.fingerprint, one)
        if earlier is not one:
            place = one.place
            raise BadAcceptance(
                f"{place.path}:{place.line}:{place.column}: "
                f"{one.fingerprint} is accepted in line {earlier.place.line} already"
            )
