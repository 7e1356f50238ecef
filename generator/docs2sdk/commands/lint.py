"""``docs2sdk lint``: what is wrong with the pages, for people, for machines, for code review.

Exit codes: 0 nothing as bad as ``--fail-on`` (but for what the baseline adopts); 1 something is; 2 wrong usage,
unreadable input, an unusable baseline, or a file that cannot be written.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docs2sdk.commands import options, reporting
from docs2sdk.console import clickable, failures, remark, save, say, short
from docs2sdk.counting import counted

if TYPE_CHECKING:
    from docs2sdk.config import Settings
    from docs2sdk.lint.baseline import Compared
    from docs2sdk.lint.findings import Finding
    from docs2sdk.lint.linting import Lint


@click.command(
    short_help="Report what is wrong with pages.",
    epilog="Example: docs2sdk lint ../documentation --format sarif --out lint.sarif --baseline lint-baseline.json",
)
@options.specs
@reporting.form
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="From which severity on the exit code is 1.",
)
@options.baseline
@click.option(
    "--update-baseline",
    is_flag=True,
    help="Adopt what is found now: write the baseline.",
)
@options.services
@options.overlays
@options.jobs
@reporting.out
def command(
    specs: Path | None,
    form: str,
    fail_on: str,
    baseline: Path | None,
    update_baseline: bool,
    services: tuple[str, ...],
    overlays: Path | None,
    jobs: int | None,
    out: Path | None,
) -> None:
    """Report what is wrong with the pages in SPECS, and where their examples contradict their tables.

    SPECS is a documentation checkout (a folder per product), one product's folder, or one page. [default: specs]
    Nothing is generated. `docs2sdk explain CODE` says more about a code.

    Settings not given here come from [tool.docs2sdk] in the nearest pyproject.toml, as for generate.
    """
    given = {"specs": specs, "services": services, "overlays": overlays, "jobs": jobs}
    with failures():
        settings = _settings(given | {"baseline": baseline})
        if update_baseline and not settings.baseline:
            raise click.UsageError(
                "--update-baseline needs --baseline FILE, or baseline in [tool.docs2sdk.lint]"
            )
        found = _linted(settings, quiet=form != "text")
        if settings.baseline and update_baseline:
            _adopt(found, settings.baseline)
            return
        compared = _compared(found, settings)
        shown = [clickable(one, found.base) for one in compared.new]
        reporting.write(reporting.report(form, "lint", shown, compared), out)
    _remarks(compared, settings)
    bad = ("error",) if fail_on == "error" else ("error", "warning")
    sys.exit(1 if any(one.level in bad for one in compared.new) else 0)


def _settings(given: dict[str, Any]) -> Settings:
    from docs2sdk import config

    return config.load(Path.cwd(), given)


def _linted(settings: Settings, quiet: bool) -> Lint:
    from docs2sdk.lint import linting
    from docs2sdk.progress import shown

    with shown(quiet) as progress:
        return linting.lint(settings, progress)


def _compared(found: Lint, settings: Settings) -> Compared:
    from docs2sdk.lint import baseline

    entries = baseline.load_for(settings)
    return baseline.compare(found.findings, entries, found.scope.__contains__)


def _adopt(found: Lint, file: Path) -> None:
    from docs2sdk.lint import baseline

    entries = baseline.load(file) if os.path.exists(file) else ()
    compared = baseline.compare(found.findings, entries, found.scope.__contains__)
    renewed = baseline.renewed(found.findings, entries, compared.gone)
    save(file, baseline.dump(renewed))
    new = f"{len(compared.new)} new{_levels(compared.new)}"
    say(
        f"{short(file)}: {counted(len(renewed), 'finding')}, {new}, {len(compared.gone)} gone"
    )


def _levels(findings: Iterable[Finding]) -> str:
    """Return how many findings are errors, warnings and notes, in brackets; "" for none."""
    counts = Counter(one.level for one in findings)
    levels = ", ".join(counted(count, level) for level, count in sorted(counts.items()))
    return f" ({levels})" if levels else ""


def _remarks(compared: Compared, settings: Settings) -> None:
    from docs2sdk.lint import remedies

    file = settings.baseline and short(settings.baseline)
    for one in compared.gone:
        remark(
            f"{file}: {one.path}: [{one.code}] {one.message}: no longer found; --update-baseline removes it"
        )
    broken = [one.place.path for one in compared.new if one.level == "error"]
    if exclusion := remedies.exclusion(broken):
        adoption = "--update-baseline" if file else "--baseline FILE --update-baseline"
        remark(f"{exclusion}; to adopt what is found: {adoption}")
