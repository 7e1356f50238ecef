"""Run a build for ``generate`` and ``check``: read the inputs, apply the baseline, print the errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from docs2sdk.console import echo_errors, relativize_location, warn

if TYPE_CHECKING:
    from docs2sdk.build.run_context import RunContext
    from docs2sdk.build.run_report import RunReport
    from docs2sdk.config import Settings
    from docs2sdk.pages.run_inputs import Inputs
    from docs2sdk.template_folder import Overrides


def run_build(
    settings: Settings,
    work: Callable[[RunContext], RunReport],
    *,
    silent: bool,
    use_cache: bool,
    whole: bool = False,
) -> RunReport:
    """Read the inputs and return the report of ``work``, without the diagnostics that the baseline adopts; UserError."""
    from docs2sdk.build import run
    from docs2sdk.pages import run_inputs
    from docs2sdk.progress import show_progress

    if not silent:
        warn_of_outdated_templates(settings)
    apply_baseline = _read_baseline(settings)
    sources = run_inputs.read_inputs(settings)
    with (
        show_progress(silent) as progress,
        run.prepare_run(
            settings, sources, progress, use_cache=use_cache, whole=whole
        ) as prepared,
    ):
        report = work(prepared)
    return apply_baseline(report, sources)


def _read_baseline(settings: Settings) -> Callable[[RunReport, Inputs], RunReport]:
    """Return a function that removes from a report the diagnostics that the baseline adopts; BadBaseline."""
    if not settings.baseline:
        return lambda report, _: report
    from docs2sdk.lint import baseline, baseline_filter

    entries = baseline.load_from_settings(settings)
    return lambda report, sources: baseline_filter.apply_baseline(
        report, entries, sources
    )


def warn_of_errors(report: RunReport, lines: Iterable[str]) -> None:
    """Print the lines of a run's errors, and what to do about their pages."""
    from docs2sdk.lint.remedies import suggest_remedies
    from docs2sdk.locations import Location

    echo_errors(*lines)
    broken = [error.location.path for error in report.errors]
    echo_errors(
        *suggest_remedies(
            broken,
            lambda path: relativize_location(Location(path, 1), report.base).path,
        )
    )


def warn_of_outdated_templates(settings: Settings) -> None:
    """Print a warning for each own template that was copied from another version; BadTemplate."""
    from docs2sdk.template_folder import find_outdated

    if settings.templates:
        unused = _find_unused(settings.templates, settings.target)
        warn(*find_outdated(settings.templates), *unused)


def _find_unused(templates: Overrides, target: str) -> Iterator[str]:
    """Yield a warning if no own template is one of the client's kind, as after a forgotten --target."""
    kinds = {name.startswith("typescript/") for name in templates.names}
    if kinds == {target != "typescript"}:
        yield f"no template in {templates.folder} is one of a client for {target}"
