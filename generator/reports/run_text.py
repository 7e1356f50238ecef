"""A run as lines for people: what it remarks on, a summary of what it did, and a table of everything that it read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from generator.counting import counted
from generator.reports import findings_text

if TYPE_CHECKING:
    from pathlib import Path

    from generator.catalog.catalog import Catalog
    from generator.lint.findings import Finding
    from generator.output.pipeline import Report

# So many lines of one kind are an overview; more would hide the others.
_MOST = 20


class Totals(NamedTuple):
    """The numbers of a summary; pages by kind, findings by severity, ``corrections`` from so many ``overlays``."""

    kinds: Mapping[str, int]
    actions: int
    services: int
    excluded: int
    corrections: int
    overlays: int
    hidden: int
    written: int
    unchanged: int
    removed: int
    severities: Mapping[str, int]


def totals(report: Report) -> Totals:
    """Count what a run found and did."""
    read, changes = report.catalog, report.changes
    return Totals(
        kinds=Counter(page.kind for page in read.pages),
        actions=sum(len(service.actions) for service in read.services),
        services=len(read.services),
        excluded=len(read.excluded),
        corrections=len(read.corrections),
        overlays=len({one.place.path for one in read.corrections}),
        hidden=len(read.hidden),
        written=len(changes.written),
        unchanged=len(changes.unchanged),
        removed=len(changes.removed),
        severities=Counter(finding.severity for finding in report.diagnostics),
    )


def summary(out: Path, found: Totals) -> Iterator[str]:
    """Yield a line for each step of a run that wrote to ``out``."""
    pages = sum(found.kinds.values())
    yield f"read      {counted(pages, 'page')} ({_listed(found.kinds)})"
    yield f"found     {counted(found.actions, 'action')} in {counted(found.services, 'service')}"
    if found.excluded:
        yield f"left out  {counted(found.excluded, 'page')} by include and exclude"
    if found.corrections:
        hidden = f", {found.hidden} hidden" if found.hidden else ""
        made = f"{counted(found.corrections, 'place')} from {counted(found.overlays, 'overlay')}"
        yield f"corrected {made}{hidden}"
    left = f"{found.unchanged} unchanged, {found.removed} removed"
    yield f"wrote     {counted(found.written, 'file')} to {out} ({left})"
    severities = sorted(found.severities.items())
    reported = ", ".join(counted(count, severity) for severity, count in severities)
    yield f"reported  {reported or 'nothing'}"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


def remarks(
    report: Report | None, findings: Iterable[Finding], *, whole: bool
) -> Iterator[str]:
    """Yield the ``findings`` of a run, equal ones as one line, and what stays; if not ``whole``, the first of each kind.

    ``report`` is None if there was nothing to do: nothing stays then for want of something better.
    """
    seen: Counter[str] = Counter()
    for kind, line in _remarks(report, findings):
        seen[kind] += 1
        if whole or seen[kind] <= _MOST:
            yield line
    for kind, count in seen.items():
        if not whole and count > _MOST:
            yield f"… and {count - _MOST} more ({kind}): --report prints them"


def _remarks(
    report: Report | None, findings: Iterable[Finding]
) -> Iterator[tuple[str, str]]:
    """Yield lines, each with what kind it is of."""
    yield from findings_text.coded(findings)
    if report is None:
        return
    for path in report.changes.kept:
        yield (
            "edited files",
            f"{report.out / path}: warning: its page is gone, but the file was edited, so it stays",
        )
    for entry in report.kept:
        yield (
            "actions that stay",
            f"{entry.action}: the last good output stays, since its page or its overlay has errors",
        )
    for line in report.unmatched:
        yield "patterns", f"[tool.docs2sdk] {line}"


def table(report: Report, findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the account of a run: pages by kind, actions by service, what is not in the package and why, findings by code."""
    read = report.catalog
    kinds = Counter(page.kind for page in read.pages)
    found = list(findings)
    services = [(one.folder, len(one.actions), one.title) for one in read.services]
    actions = sum(count for _, count, _ in services)
    yield _section("pages", len(read.pages), f"below {report.base}")
    yield from _rows([(kind, count, "") for kind, count in sorted(kinds.items())])
    yield _section("actions", actions, f"in {counted(len(services), 'service')}")
    yield from _rows(services)
    yield from _absent(read)
    yield _section("findings", len(found), "by code")
    yield from _indented(findings_text.rules(found))


def _absent(read: Catalog) -> Iterator[str]:
    """Yield what was read and is not in the package as its page stands, each with the reason."""
    yield _section(
        "losers", len(read.losers), "pages that gave way to another of their action"
    )
    yield from _indented(f"{one.path}: {one}" for one in read.losers)
    yield _section("unlisted", len(read.unlisted), "actions to which no index links")
    yield from _indented(read.unlisted)
    yield _section("left out", len(read.excluded), "by include and exclude")
    yield from _indented(
        f"{one.path}: {one.action or 'no action'}: {one.reason}"
        for one in read.excluded
    )
    yield _section("hidden", len(read.hidden), "by overlays")
    yield from _indented(
        f"{one.path}: {one.action}: {one.reason}" for one in read.hidden
    )
    yield _section("corrected", len(read.corrections), "by overlays")
    yield from _indented(
        f"{one.place.path}:{one.place.line}: {one} ({', '.join(one.changes)}): {one.reason}"
        for one in read.corrections
    )


def _section(name: str, count: int, about: str) -> str:
    return f"{name:<9} {count} {about}"


def _rows(rows: Sequence[tuple[str, int, str]]) -> Iterator[str]:
    """Yield a line for each name with its number and a remark, in columns."""
    names = max((len(name) for name, _, _ in rows), default=0)
    digits = max((len(str(count)) for _, count, _ in rows), default=0)
    for name, count, remark in rows:
        yield f"  {name:<{names}}  {count:>{digits}}  {remark}".rstrip()


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)
