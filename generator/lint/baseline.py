"""A baseline: the findings that are adopted, so that only new ones count; a file that is committed beside the pages.

One finding a line, sorted, so that a change to the file can be read; a finding is known by its fingerprint alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.lint.findings import Finding
from generator.refusals import Refusal

VERSION = 1


class BadBaseline(Refusal):
    """A baseline file that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """An adopted finding; all but the fingerprint is for people."""

    path: str
    code: str
    message: str
    fingerprint: str


def load(file: Path) -> tuple[Entry, ...]:
    """Read a baseline; BadBaseline if there is none, or none of this version."""
    try:
        document = json.loads(file.read_bytes())
    except FileNotFoundError:
        message = f"{file}: there is no such baseline; --update-baseline writes it"
        raise BadBaseline(message) from None
    except OSError as error:
        raise BadBaseline(f"{file}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise BadBaseline(f"{file} is no JSON: {error}") from error
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise BadBaseline(f"{file} is no baseline of version {VERSION}")
    return tuple(_entries(file, document.get("findings")))


def _entries(file: Path, found: Any) -> Iterator[Entry]:
    for number, one in enumerate(found if isinstance(found, list) else [None], 1):
        keys = ("path", "code", "message", "fingerprint")
        values = [one.get(key) for key in keys] if isinstance(one, dict) else [None]
        if not all(isinstance(value, str) for value in values):
            raise BadBaseline(f"{file}: entry {number} is no finding; restore it")
        yield Entry(*values)


def dump(entries: Iterable[Entry]) -> str:
    """Return the text of a baseline file."""
    lines = ",\n".join(f"  {_line(one)}" for one in sorted(entries))
    body = f"[\n{lines}\n ]" if lines else "[]"
    return f'{{"version": {VERSION}, "findings": {body}}}\n'


def _line(one: Entry) -> str:
    return json.dumps(
        {
            "code": one.code,
            "path": one.path,
            "message": one.message,
            "fingerprint": one.fingerprint,
        }
    )


def entry(finding: Finding) -> Entry:
    """Return a finding as it is adopted."""
    path, message = finding.place.path, finding.message
    return Entry(path, finding.rule.id, message, finding.fingerprint)


@dataclass(frozen=True, slots=True)
class Compared:
    """Findings that are ``new``, how many are ``adopted``, and the entries ``gone``: adopted, and no longer found."""

    new: tuple[Finding, ...]
    adopted: int
    gone: tuple[Entry, ...]


def compare(
    findings: Iterable[Finding],
    entries: Iterable[Entry],
    was_read: Callable[[str], bool],
) -> Compared:
    """Hold findings against a baseline; an entry is gone only if its path ``was_read`` in this run."""
    found = {one.fingerprint: one for one in findings}
    known = {one.fingerprint: one for one in entries}
    gone = (one for one in known.values() if was_read(one.path))
    return Compared(
        tuple(one for mark, one in found.items() if mark not in known),
        len(found.keys() & known.keys()),
        tuple(sorted(one for one in gone if one.fingerprint not in found)),
    )


def renewed(
    findings: Iterable[Finding],
    entries: Iterable[Entry],
    was_read: Callable[[str], bool],
) -> tuple[Entry, ...]:
    """Return a baseline that adopts the findings; what was not read in this run stays as it is."""
    kept = (one for one in entries if not was_read(one.path))
    return (*kept, *(entry(one) for one in findings))
