"""Apply a baseline to the report of a run: diagnostics that it adopts are neither printed nor counted."""

from __future__ import annotations

from dataclasses import replace

from docs2sdk.build.report import Report
from docs2sdk.lint import baseline
from docs2sdk.lint.baseline import Entry
from docs2sdk.pages.inputs import Inputs


def adopt(report: Report, entries: tuple[Entry, ...], inputs: Inputs) -> Report:
    """Return the report without the diagnostics that the baseline adopts, and with their number."""
    if not entries:
        return report
    texts = {page.path: page.text for page in inputs.tree.pages}
    new, adopted = baseline.adopt(report.diagnostics, entries, texts)
    return replace(report, diagnostics=new, adopted=len(adopted))
