"""Read, compare and write a baseline: a file of known findings, so that only new ones fail.

The file has one finding per line, sorted, so that its diffs can be read. The fingerprint alone identifies a finding.

Errors of a page may hide its other findings, so the entries of a page stay until it is read without errors or is gone.
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
from docs2sdk.errors import UserError
from docs2sdk.lint import fingerprints
from docs2sdk.lint.findings import Finding
from docs2sdk.pages import input_files

VERSION = 1


class BadBaseline(UserError):
    """The baseline file cannot be used; the message says why."""


@dataclass(frozen=True, slots=True, order=True)
class BaselineEntry:
    """A line of a baseline; everything except the fingerprint is for people."""

    path: str
    code: str
    message: str
    fingerprint: str


def load_from_settings(settings: Settings) -> tuple[BaselineEntry, ...]:
    """Return the baseline of a run, empty if the settings name none; BadBaseline if it cannot be used."""
    return load(settings.baseline) if settings.baseline else ()


def load(file: Path) -> tuple[BaselineEntry, ...]:
    """Return the entries of a baseline file; BadBaseline if it is missing, malformed or of another version."""
    try:
        document = json.loads(input_files.read_bytes(os.path.realpath(file)))
    except FileNotFoundError:
        message = f"{file}: there is no such baseline; docs2sdk lint --update-baseline writes it"
        raise BadBaseline(message) from None
    except input_files.UnreadableFile as refused:
        raise BadBaseline(f"{file}: {refused.message}") from refused
    except OSError as error:
        raise BadBaseline(f"{file}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise BadBaseline(f"{file} is no JSON: {error}") from error
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise BadBaseline(f"{file} is no baseline of version {VERSION}")
    return tuple(_entries(file, document.get("findings")))


def _entries(file: Path, rows: Any) -> Iterator[BaselineEntry]:
    for number, row in enumerate(rows if isinstance(rows, list) else [None], 1):
        keys = ("path", "code", "message", "fingerprint")
        values = [row.get(key) for key in keys] if isinstance(row, dict) else [None]
        if not all(isinstance(value, str) for value in values):
            raise BadBaseline(f"{file}: entry {number} is no finding; restore it")
        yield BaselineEntry(*values)


def dump(entries: Iterable[BaselineEntry]) -> str:
    """Return the text of a baseline file."""
    lines = ",\n".join(f"  {_line(entry)}" for entry in sorted(entries))
    body = f"[\n{lines}\n ]" if lines else "[]"
    return f'{{"version": {VERSION}, "findings": {body}}}\n'


def _line(entry: BaselineEntry) -> str:
    return json.dumps(
        {
            "code": entry.code,
            "path": entry.path,
            "message": entry.message,
            "fingerprint": entry.fingerprint,
        }
    )


def make_entry(finding: Finding) -> BaselineEntry:
    """Return the entry that adopts a finding."""
    path, message = finding.location.path, finding.message
    return BaselineEntry(path, finding.rule.id, message, finding.fingerprint)


@dataclass(frozen=True, slots=True)
class BaselineComparison:
    """Findings compared with a baseline: the ``new`` ones, the number of ``adopted`` ones, and the entries ``gone``, which no finding matches."""

    new: tuple[Finding, ...]
    adopted: int
    gone: tuple[BaselineEntry, ...]


def compare(
    findings: Collection[Finding],
    entries: Iterable[BaselineEntry],
    was_read: Callable[[str], bool],
) -> BaselineComparison:
    """Compare findings with a baseline; an entry is gone only if its path ``was_read`` in this run, without errors."""
    current = {finding.fingerprint: finding for finding in findings}
    adopted = {entry.fingerprint: entry for entry in entries}
    is_broken = _has_errors(findings)
    gone = (
        entry
        for entry in adopted.values()
        if entry.fingerprint not in current
        and was_read(entry.path)
        and not is_broken(entry.path)
    )
    return BaselineComparison(
        tuple(finding for mark, finding in current.items() if mark not in adopted),
        len(current.keys() & adopted.keys()),
        tuple(sorted(gone)),
    )


def update(
    findings: Iterable[Finding],
    entries: Iterable[BaselineEntry],
    gone: Collection[BaselineEntry],
) -> tuple[BaselineEntry, ...]:
    """Return the baseline that adopts the findings and lacks the entries that are gone."""
    current = {finding.fingerprint: make_entry(finding) for finding in findings}
    removed = set(gone)
    kept = {entry.fingerprint: entry for entry in entries if entry not in removed}
    return tuple((kept | current).values())


def split_adopted(
    diagnostics: Iterable[Diagnostic],
    entries: Collection[BaselineEntry],
    texts: Mapping[str, str],
) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
    """Return the new diagnostics and those that the baseline adopts, both sorted by location.

    ``texts`` maps the path of each page to its text; fingerprints are made of it.
    """
    ordered = sorted(set(diagnostics))
    if not entries:
        return tuple(ordered), ()
    adopted_fingerprints = {entry.fingerprint for entry in entries}
    pairs = zip(ordered, fingerprints.make_findings(ordered, texts), strict=True)
    adopted = {
        diagnostic: None
        for diagnostic, finding in pairs
        if finding.fingerprint in adopted_fingerprints
    }
    new = (diagnostic for diagnostic in ordered if diagnostic not in adopted)
    return tuple(new), tuple(adopted)


def _has_errors(findings: Iterable[Finding]) -> Callable[[str], bool]:
    """Return a predicate: whether a path, or a folder above it, has errors."""
    paths = {finding.location.path for finding in findings if finding.level == "error"}
    return lambda path: path in paths or any(
        path.startswith(f"{folder}/") for folder in paths
    )
