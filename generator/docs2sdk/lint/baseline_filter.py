"""Apply a baseline to the report of a run: diagnostics that it adopts are neither printed nor counted."""

from __future__ import annotations

from dataclasses import replace

from docs2sdk.build.run_report import RunReport
from docs2sdk.lint import baseline
from docs2sdk.lint.baseline import BaselineEntry
from docs2sdk.pages.run_inputs import Inputs


def apply_baseline(
    report: RunReport, entries: tuple[BaselineEntry, ...], inputs: Inputs
) -> RunReport:
    """Return the report without the diagnostics that the baseline adopts, and with their number."""
    if not entries:
        return report
    texts = {page.path: page.text for page in inputs.tree.pages}
    new, adopted = baseline.split_adopted(report.diagnostics, entries, texts)
    return replace(report, diagnostics=new, adopted=len(adopted))
