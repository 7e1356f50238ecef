"""A run as lines for people: what it remarks on, a summary of what it did, and a table of everything that it read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from docs2sdk.counting import counted
from docs2sdk.reports import findings_text

if TYPE_CHECKING:
    from pathlib import Path

    from docs2sdk.build.report import Report
    from docs2sdk.catalog.catalog import Catalog
    from docs2sdk.lint.findings import Finding

# So many lines of one kind are an overview; more would hide the others.
_MAX_LISTED = 20


def summary(out: Path, report: Report) -> Iterator[str]:
    """Yield which actions a run that wrote to ``out`` changed, then a line for each step with its counts."""
    yield from _named("added", report.added, limit=_MAX_LISTED)
    yield from _named("removed", report.removed)
    yield f"read      {counted(sum(report.kinds.values()), 'page')} ({_listed(report.kinds)})"
    yield f"found     {counted(report.actions, 'action')} in {counted(report.services, 'service')}"
    if report.excluded:
        yield f"excluded  {counted(report.excluded, 'page')} by include and exclude"
    if report.corrections:
        hidden = f", {report.hidden} hidden" if report.hidden else ""
        made = f"{counted(report.corrections, 'place')} from {counted(report.overlays, 'overlay')}"
        yield f"corrected {made}{hidden}"
    left = f"{report.unchanged} unchanged, {len(report.deleted)} removed"
    yield f"wrote     {counted(len(report.written), 'file')} to {out} ({left})"
    severities = Counter(finding.severity for finding in report.diagnostics)
    found = ", ".join(counted(n, name) for name, n in sorted(severities.items()))
    adopted = f", {report.adopted} adopted" if report.adopted else ""
    yield f"reported  {found or 'nothing'}{adopted}"


def _named(what: str, actions: Sequence[str], limit: int = 0) -> Iterator[str]:
    """Yield a line with the names of actions, of the first ones where there are too many."""
    if actions:
        shown = actions[:limit] if limit else actions
        more = (
            f" and {len(actions) - len(shown)} more"
            if len(shown) < len(actions)
            else ""
        )
        yield f"{what:<9} {counted(len(actions), 'action')}: {', '.join(shown)}{more}"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


def remarks(
    report: Report, findings: Iterable[Finding], *, verbose: bool
) -> Iterator[str]:
    """Yield what a run reports besides errors, equal findings as one line; if not ``verbose``, the first of each code."""
    others = (one for one in findings if one.level != "error")
    yield from _first(findings_text.coded(others), verbose)
    yield from _orphans(report)
    yield from (f"[tool.docs2sdk] {line}" for line in report.unmatched)


def errors(
    report: Report, findings: Iterable[Finding], *, verbose: bool
) -> Iterator[str]:
    """Yield the errors of a run as ``remarks`` does, and what they cost."""
    found = (one for one in findings if one.level == "error")
    yield from _first(findings_text.coded(found), verbose)
    yield from _named("retained", report.retained)
    yield from _named("not generated", report.unmade)


def _first(lines: Iterable[tuple[str, str]], verbose: bool) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for code, line in lines:
        seen[code] += 1
        if verbose or seen[code] <= _MAX_LISTED:
            yield line
    for code, number in seen.items():
        if not verbose and number > _MAX_LISTED:
            yield f"… and {number - _MAX_LISTED} more ({code}): --verbose prints them"


def _orphans(report: Report) -> Iterator[str]:
    for path in report.orphans:
        yield (
            f"{report.out / path}: warning: its page is gone, but the file was edited, so it stays"
        )


def table(report: Report, findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the account of a run that has its catalog: pages by kind, actions by service, what is not in the package and why, findings by code."""
    read = report.catalog
    assert read is not None
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
        "shadowed", len(read.losers), "pages whose action another page defines"
    )
    yield from _indented(f"{one.path}: {one}" for one in read.losers)
    yield _section("unlisted", len(read.unlisted), "actions to which no index links")
    yield from _indented(read.unlisted)
    yield _section("excluded", len(read.excluded), "by include and exclude")
    yield from _indented(
        f"{one.path}: {one.action or 'no action'}: {one.reason}"
        for one in read.excluded
    )
    yield _section("hidden", len(read.hidden), "by overlays")
    yield from _indented(
        f"{one.path}: {one.action or 'no action'}: {one.reason}" for one in read.hidden
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
