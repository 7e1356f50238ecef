"""``docs2sdk generate``: pages to a package.

It prints a summary and the first findings of each kind; everything with ``--report``, or ``--json`` for programs.

Exit codes: 0 done; 1 done, but some pages had errors; 2 wrong usage or unreadable input, nothing written.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.commands import options
from generator.console import clickable, failures, put_json, remark, say, short

if TYPE_CHECKING:
    from generator.config import Settings
    from generator.output.outcome import Outcome
    from generator.output.pipeline import Report
    from generator.pages.inputs import Inputs


@click.command(
    short_help="Make the package and its tests from pages.",
    epilog="Example: docs2sdk generate ../documentation --service isms --out sdk",
)
@options.specs
@click.option(
    "--out",
    type=options.PATH,
    metavar="DIR",
    help="Folder to write to. [default: generated]",
)
@options.services
@options.overlays
@options.package
@options.jobs
@click.option(
    "--report",
    "whole",
    is_flag=True,
    help="Print a table of everything that was read, and every finding.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the whole report as JSON on standard output.",
)
@click.option(
    "--force", is_flag=True, help="Overwrite files that were edited or are not ours."
)
@click.option(
    "--full",
    is_flag=True,
    help="Make everything again, whatever the manifest says of it.",
)
def command(whole: bool, as_json: bool, force: bool, full: bool, **given: Any) -> None:
    """Generate the package and its tests from the pages in SPECS.

    SPECS is a documentation checkout (a folder per product), one product's folder, or one page. [default: specs]
    The output is what SPECS gives, no more: to renew one service among others, use --service.

    Settings not given here come from [tool.docs2sdk] in the nearest pyproject.toml: specs, out, package, version,
    services, overlays, jobs; include and exclude, patterns of services and actions ("uhost", "*.Describe*"), choose
    what the package has at all, where --service only says what to renew. A page with errors costs its action only; the output that it last gave stays.
    """
    if whole and as_json:
        raise click.UsageError("--json is the whole report; leave out --report")
    from generator import config
    from generator.pages import inputs

    with failures():
        settings = config.load(Path.cwd(), given)
        found = inputs.read(settings)
        short = not (full or as_json or whole)
        done = _shortly(settings, found) if short else None
        if done:
            sys.exit(_print_shortly(found, *done))
        report = _generated(settings, found, force, full, quiet=as_json)
    if as_json:
        _print_json(report)
    else:
        _print(report, whole)
    sys.exit(1 if report.failed else 0)


def _shortly(settings: Settings, found: Inputs) -> tuple[Outcome, int] | None:
    """Do what little there is to do, as ``shortcut.generate``: all that more takes has to be imported."""
    from generator.output import holding, shortcut

    holding.check_apart(settings.specs, settings.out)
    return shortcut.generate(settings, found, datetime.now(UTC).date())


def _generated(
    settings: Settings, found: Inputs, force: bool, full: bool, quiet: bool
) -> Report:
    from generator.output import pipeline
    from generator.progress import shown

    with shown(quiet) as progress:
        return pipeline.generate(settings, force, progress, full=full, found=found)


def _print_shortly(found: Inputs, run: Outcome, written: int) -> int:
    """Print what was done, and return the exit code."""
    from generator.lint.recognition import unmarked
    from generator.output import telling
    from generator.reports import run_text

    told = telling.told(run.new)
    findings = [clickable(unmarked(one), found.raw.base) for one in told.diagnostics]
    remark(*run_text.remarks(None, findings, whole=False))
    counted = run_text.Totals(
        kinds=told.kinds,
        actions=told.actions,
        services=told.services,
        excluded=told.excluded,
        corrections=told.corrections,
        overlays=told.overlays,
        hidden=told.hidden,
        written=written,
        unchanged=len(run.wanted) - written,
        removed=0,
        severities=Counter(str(one.severity) for one in told.diagnostics),
    )
    say(*run_text.summary(short(run.out), counted))
    return int(told.failed)


def _print(report: Report, whole: bool) -> None:
    from generator.lint.recognition import unmarked
    from generator.reports import run_text

    findings = [clickable(unmarked(one), report.base) for one in report.diagnostics]
    remark(*run_text.remarks(report, findings, whole=whole))
    if whole:
        say(*run_text.table(report, findings))
    say(*run_text.summary(short(report.out), run_text.totals(report)))


def _print_json(report: Report) -> None:
    from generator.reports import run_json

    put_json(run_json.document(report))
