"""What a baseline means for the report of a run: findings that are adopted neither show nor count."""

from __future__ import annotations

from dataclasses import replace

from docs2sdk.build.report import Report
from docs2sdk.lint import baseline
from docs2sdk.lint.baseline import Entry
from docs2sdk.pages.inputs import Inputs


def adopt(report: Report, entries: tuple[Entry, ...], inputs: Inputs) -> Report:
    """Return the report without the findings that the baseline adopts, and how many those are."""
    if not entries:
        return report
    texts = {page.path: page.text for page in inputs.tree.pages}
    new, adopted = baseline.adopt(report.diagnostics, entries, texts)
    return replace(report, diagnostics=new, adopted=len(adopted))
