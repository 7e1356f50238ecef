"""What ``generate`` and ``check`` share: the run over pages, held against the baseline, and the errors that it found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from docs2sdk.console import from_here, warn

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
    """Read the inputs, do the work, and return its report without what the baseline adopts; Refusal."""
    from docs2sdk.build import run
    from docs2sdk.pages import inputs
    from docs2sdk.progress import shown

    adopted = _read_baseline(settings)
    found = inputs.read(settings)
    with (
        shown(silent) as progress,
        run.prepared(
            settings, found, progress, use_cache=use_cache, whole=whole
        ) as prepared,
    ):
        report = work(prepared)
    return adopted(report, found)


def _read_baseline(settings: Settings) -> Callable[[Report, Inputs], Report]:
    """Return what takes out of a report what the baseline of the settings adopts; BadBaseline."""
    if not settings.baseline:
        return lambda report, _: report
    from docs2sdk.lint import adoption, baseline

    entries = baseline.load_for(settings)
    return lambda report, found: adoption.adopt(report, entries, found)


def warn_of_errors(report: Report, lines: Iterable[str]) -> None:
    """Print the lines of a run's errors, and what can be done about their pages."""
    from docs2sdk.lint.remedies import remedies
    from docs2sdk.places import Place

    warn(*lines)
    broken = [one.place.path for one in report.errors]
    warn(*remedies(broken, lambda path: from_here(Place(path, 1), report.base).path))
