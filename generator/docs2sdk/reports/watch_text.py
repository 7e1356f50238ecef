"""Format an update of ``docs2sdk watch`` as lines: pages, diagnostics, changes in meaning, files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from docs2sdk.message_text import pluralize
from docs2sdk.reports import changes_text, findings_text, run_text

if TYPE_CHECKING:
    from docs2sdk.build.run_report import RunReport
    from docs2sdk.diff.policy import PolicyResult
    from docs2sdk.lint.findings import Finding

_MAX_PAGES = 5
_MAX_LINES = 20


def format_update(
    pages: Sequence[str],
    findings: Iterable[Finding],
    result: PolicyResult,
    report: RunReport,
    out: Path,
) -> Iterator[str]:
    """Yield the changed pages, their findings, the changes in meaning, and what was written to ``out``."""
    more = f" and {len(pages) - _MAX_PAGES} more" if len(pages) > _MAX_PAGES else ""
    yield f"{', '.join(pages[:_MAX_PAGES])}{more}"
    yield from _shorten([*findings_text.format_findings(findings)])
    comparison = result.comparison
    lines = [
        changes_text.render_change(comparison, change) for change in comparison.changes
    ]
    yield from _shorten(lines)
    yield from run_text.name_actions("retained", report.retained)
    yield from run_text.name_actions("not generated", report.ungenerated)
    removed = f", {len(report.deleted)} removed" if report.deleted else ""
    yield f"wrote     {pluralize(len(report.written), 'file')} to {out}{removed}; {changes_text.summarize(comparison)}"


def _shorten(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_MAX_LINES]
    if len(lines) > _MAX_LINES:
        yield f"… and {len(lines) - _MAX_LINES} more"
