"""Run a build for ``generate`` and ``check``: read the inputs, apply the baseline, print the errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from docs2sdk.console import echo_errors, from_here

if TYPE_CHECKING:
    from docs2sdk.build.context import Run
    from docs2sdk.build.report import Report
    from docs2sdk.config import Settings
    from docs2sdk.pages.inputs import Inputs


def run_build(
    settings: Settings,
    work: Callable[[Run], Report],
    *,
    silent: bool,
    use_cache: bool,
    whole: bool = False,
) -> Report:
    """Read the inputs and return the report of ``work``, without the diagnostics that the baseline adopts; UserError."""
    from docs2sdk.build import run
    from docs2sdk.pages import inputs
    from docs2sdk.progress import shown

    apply_baseline = _read_baseline(settings)
    sources = inputs.read(settings)
    with (
        shown(silent) as progress,
        run.prepared(
            settings, sources, progress, use_cache=use_cache, whole=whole
        ) as prepared,
    ):
        report = work(prepared)
    return apply_baseline(report, sources)


def _read_baseline(settings: Settings) -> Callable[[Report, Inputs], Report]:
    """Return a function that removes from a report the diagnostics that the baseline adopts; BadBaseline."""
    if not settings.baseline:
        return lambda report, _: report
    from docs2sdk.lint import adoption, baseline

    entries = baseline.load_for(settings)
    return lambda report, sources: adoption.adopt(report, entries, sources)


def warn_of_errors(report: Report, lines: Iterable[str]) -> None:
    """Print the lines of a run's errors, and what to do about their pages."""
    from docs2sdk.lint.remedies import remedies
    from docs2sdk.places import Place

    echo_errors(*lines)
    broken = [error.place.path for error in report.errors]
    echo_errors(
        *remedies(broken, lambda path: from_here(Place(path, 1), report.base).path)
    )
