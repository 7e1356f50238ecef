"""``docs2sdk lint``: what is wrong with the pages, for people, for machines, for code review.

Exit codes: 0 nothing as bad as ``--fail-on`` (but for what the baseline adopts); 1 something is; 2 wrong usage,
unreadable input, an unusable baseline, or a file that cannot be written.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.commands import options, reporting
from generator.console import clickable, failures, remark, save, say
from generator.counting import counted

if TYPE_CHECKING:
    from generator.lint.baseline import Compared
    from generator.lint.linting import Lint


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
@click.option(
    "--baseline",
    type=options.PATH,
    metavar="FILE",
    help="Findings that are adopted: only others are reported and count.",
)
@click.option(
    "--update-baseline", is_flag=True, help="Adopt what is found now: write FILE."
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
    if update_baseline and not baseline:
        raise click.UsageError("--update-baseline needs --baseline FILE")
    given = {"specs": specs, "services": services, "overlays": overlays, "jobs": jobs}
    with failures():
        found = _linted(given, quiet=form != "text")
        if baseline and update_baseline:
            _adopt(found, baseline)
            return
        compared = _compared(found, baseline)
        shown = [clickable(one, found.base) for one in compared.new]
        reporting.write(reporting.report(form, "lint", shown, compared), out)
    _remarks(compared, baseline)
    bad = ("error",) if fail_on == "error" else ("error", "warning")
    sys.exit(1 if any(one.level in bad for one in compared.new) else 0)


def _linted(given: dict[str, Any], quiet: bool) -> Lint:
    from generator import config
    from generator.lint import linting
    from generator.progress import shown

    with shown(quiet) as progress:
        return linting.lint(config.load(Path.cwd(), given), progress)


def _compared(found: Lint, file: Path | None) -> Compared:
    from generator.lint import baseline

    entries = baseline.load(file) if file else ()
    return baseline.compare(found.findings, entries, found.scope.__contains__)


def _adopt(found: Lint, file: Path) -> None:
    from generator.lint import baseline

    entries = baseline.load(file) if os.path.exists(file) else ()
    within = found.scope.__contains__
    compared = baseline.compare(found.findings, entries, within)
    renewed = baseline.renewed(found.findings, entries, within)
    save(file, baseline.dump(renewed))
    say(
        f"{file}: {counted(len(renewed), 'finding')}, {len(compared.new)} new, {len(compared.gone)} gone"
    )


def _remarks(compared: Compared, file: Path | None) -> None:
    for one in compared.gone:
        remark(
            f"{file}: {one.path}: [{one.code}] {one.message}: no longer found; --update-baseline removes it"
        )
