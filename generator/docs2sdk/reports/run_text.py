"""Format a run as lines of text: its diagnostics, a summary, and a table of everything that it read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from docs2sdk.message_text import pluralize
from docs2sdk.reports import findings_text

if TYPE_CHECKING:
    from pathlib import Path

    from docs2sdk.build.run_report import RunReport
    from docs2sdk.catalog.catalog import Catalog
    from docs2sdk.lint.findings import Finding

_MAX_LISTED = 20


def format_summary(out: Path, report: RunReport) -> Iterator[str]:
    """Yield the actions that a run added and removed, then a line for each step with its counts; ``out`` as it is to be shown."""
    yield from name_actions("added", report.added, limit=_MAX_LISTED)
    yield from name_actions("removed", report.removed)
    yield f"read      {pluralize(sum(report.kinds.values()), 'page')} ({_format_counts(report.kinds)})"
    yield f"found     {pluralize(report.actions, 'action')} in {pluralize(report.services, 'service')}"
    if report.excluded:
        yield f"excluded  {pluralize(report.excluded, 'page')} by include and exclude"
    if report.corrections:
        hidden = f", {report.hidden} hidden" if report.hidden else ""
        made = f"{pluralize(report.corrections, 'place')} from {pluralize(report.overlays, 'overlay')}"
        yield f"corrected {made}{hidden}"
    others = f"{report.unchanged} unchanged, {len(report.deleted)} removed"
    yield f"wrote     {pluralize(len(report.written), 'file')} to {out} ({others})"
    severities = Counter(diagnostic.severity for diagnostic in report.diagnostics)
    totals = ", ".join(pluralize(n, name) for name, n in sorted(severities.items()))
    adopted = f", {report.adopted} adopted" if report.adopted else ""
    yield f"reported  {totals or 'nothing'}{adopted}"


def name_actions(label: str, actions: Sequence[str], limit: int = 0) -> Iterator[str]:
    """Yield a line with the names of actions, if there are any; at most ``limit`` names, 0 for all."""
    if actions:
        shown = actions[:limit] if limit else actions
        more = (
            f" and {len(actions) - len(shown)} more"
            if len(shown) < len(actions)
            else ""
        )
        yield f"{label:<9} {pluralize(len(actions), 'action')}: {', '.join(shown)}{more}"


def _format_counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


def format_remarks(
    report: RunReport, findings: Iterable[Finding], *, verbose: bool
) -> Iterator[str]:
    """Yield all findings but errors, equal ones as one line; if not ``verbose``, the first of each code."""
    others = (finding for finding in findings if finding.level != "error")
    yield from _shorten(findings_text.format_findings_with_codes(others), verbose)
    yield from _orphans(report)
    yield from (f"[tool.docs2sdk] {line}" for line in report.unmatched)


def format_errors(
    report: RunReport, findings: Iterable[Finding], *, verbose: bool
) -> Iterator[str]:
    """Yield the errors of a run as ``format_remarks`` does, and the actions that they affect."""
    errors = (finding for finding in findings if finding.level == "error")
    yield from _shorten(findings_text.format_findings_with_codes(errors), verbose)
    yield from name_actions("retained", report.retained)
    yield from name_actions("not generated", report.ungenerated)


def _shorten(lines: Iterable[tuple[str, str]], verbose: bool) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for code, line in lines:
        seen[code] += 1
        if verbose or seen[code] <= _MAX_LISTED:
            yield line
    for code, number in seen.items():
        if not verbose and number > _MAX_LISTED:
            yield f"… and {number - _MAX_LISTED} more ({code}): --verbose prints them"


def _orphans(report: RunReport) -> Iterator[str]:
    for path in report.orphans:
        yield (
            f"{report.out / path}: warning: its page is gone, but the file was modified, so it is kept"
        )


def format_table(report: RunReport, findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the table of a run whose report has its catalog: pages by kind, actions by service, what is not in the package and why, findings by code."""
    catalog = report.catalog
    assert catalog is not None
    kinds = Counter(page.kind for page in catalog.pages)
    findings = list(findings)
    services = [
        (service.folder, len(service.actions), service.title)
        for service in catalog.services
    ]
    actions = sum(count for _, count, _ in services)
    yield _section(
        "pages", len(catalog.pages), f"below {', '.join(map(str, report.base.folders))}"
    )
    yield from _rows([(kind, count, "") for kind, count in sorted(kinds.items())])
    yield _section("actions", actions, f"in {pluralize(len(services), 'service')}")
    yield from _rows(services)
    yield from _list_absent(catalog)
    yield _section("findings", len(findings), "by code")
    yield from _indented(findings_text.summarize_rules(findings))


def _list_absent(catalog: Catalog) -> Iterator[str]:
    """Yield what is not in the package as its page says, with the reason, and what overlays corrected."""
    yield _section(
        "shadowed", len(catalog.shadowed), "pages whose action another page defines"
    )
    yield from _indented(f"{page.path}: {page}" for page in catalog.shadowed)
    yield _section(
        "unindexed", len(catalog.not_in_index), "actions to which no index links"
    )
    yield from _indented(catalog.not_in_index)
    yield _section("excluded", len(catalog.excluded), "by include and exclude")
    yield from _indented(
        f"{page.path}: {page.action or 'no action'}: {page.reason}"
        for page in catalog.excluded
    )
    yield _section("hidden", len(catalog.hidden), "by overlays")
    yield from _indented(
        f"{page.path}: {page.action or 'no action'}: {page.reason}"
        for page in catalog.hidden
    )
    yield _section("corrected", len(catalog.corrections), "by overlays")
    yield from _indented(
        f"{correction.location.path}:{correction.location.line}: {correction}"
        f" ({', '.join(correction.changes)}): {correction.reason}"
        for correction in catalog.corrections
    )


def _section(name: str, count: int, about: str) -> str:
    return f"{name:<9} {count} {about}"


def _rows(rows: Sequence[tuple[str, int, str]]) -> Iterator[str]:
    """Yield a line for each name with its number and a comment, in columns."""
    names = max((len(name) for name, _, _ in rows), default=0)
    digits = max((len(str(count)) for _, count, _ in rows), default=0)
    for name, count, comment in rows:
        yield f"  {name:<{names}}  {count:>{digits}}  {comment}".rstrip()


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)
