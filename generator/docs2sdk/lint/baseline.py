"""A baseline: the findings that are adopted, so that only new ones count; a file that is committed beside the pages.

One finding a line, sorted, so that a change to the file can be read; a finding is known by its fingerprint alone.

A page with errors may hide other findings of its own, so what is adopted of it stays adopted until it is read without errors,
or is gone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docs2sdk.config import Settings
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.lint import recognition
from docs2sdk.lint.findings import Finding
from docs2sdk.pages import files
from docs2sdk.refusals import Refusal

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


def load_for(settings: Settings) -> tuple[Entry, ...]:
    """Read the baseline of a run, empty if its settings name none; BadBaseline if it cannot be used."""
    return load(settings.baseline) if settings.baseline else ()


def load(file: Path) -> tuple[Entry, ...]:
    """Read a baseline; BadBaseline if there is none, or none of this version."""
    try:
        document = json.loads(files.fetch(os.path.realpath(file)))
    except FileNotFoundError:
        message = f"{file}: there is no such baseline; docs2sdk lint --update-baseline writes it"
        raise BadBaseline(message) from None
    except files.Refused as refused:
        raise BadBaseline(f"{file}: {refused.message}") from refused
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
    findings: Collection[Finding],
    entries: Iterable[Entry],
    was_read: Callable[[str], bool],
) -> Compared:
    """Hold findings against a baseline; an entry is gone only if its path ``was_read`` in this run, without errors."""
    found = {one.fingerprint: one for one in findings}
    known = {one.fingerprint: one for one in entries}
    is_broken = _broken(findings)
    gone = (
        one
        for one in known.values()
        if one.fingerprint not in found
        and was_read(one.path)
        and not is_broken(one.path)
    )
    return Compared(
        tuple(one for mark, one in found.items() if mark not in known),
        len(found.keys() & known.keys()),
        tuple(sorted(gone)),
    )


def renewed(
    findings: Iterable[Finding], entries: Iterable[Entry], gone: Collection[Entry]
) -> tuple[Entry, ...]:
    """Return a baseline that adopts the findings, and lacks the entries that are gone."""
    now = {one.fingerprint: entry(one) for one in findings}
    lost = set(gone)
    before = {one.fingerprint: one for one in entries if one not in lost}
    return tuple((before | now).values())


def adopt(
    diagnostics: Iterable[Diagnostic],
    entries: Collection[Entry],
    texts: Mapping[str, str],
) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
    """Return the diagnostics that are new, and those that the baseline adopts, by place.

    ``texts`` are those of the pages by path; only pages with diagnostics are looked at, and none if nothing is adopted.
    """
    ordered = sorted(set(diagnostics))
    if not entries:
        return tuple(ordered), ()
    known = {one.fingerprint for one in entries}
    pairs = zip(ordered, recognition.findings(ordered, texts), strict=True)
    adopted = [one for one, finding in pairs if finding.fingerprint in known]
    adopted_ones = set(adopted)
    return tuple(one for one in ordered if one not in adopted_ones), tuple(adopted)


def _broken(findings: Iterable[Finding]) -> Callable[[str], bool]:
    """Return whether a path, or a folder on the way to it, has errors."""
    paths = {one.place.path for one in findings if one.level == "error"}
    return lambda path: path in paths or any(
        path.startswith(f"{one}/") for one in paths
    )
