"""``docs2sdk generate``: generate a package from pages.

It prints the diagnostics, the actions that it added, removed and retained, and a summary; everything with ``--verbose``,
errors only with ``--quiet``, or ``--json`` for programs.

Exit codes: 0 done; 1 done, but some pages have errors; 2 wrong usage or unreadable input, nothing was written.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docs2sdk.commands import options
from docs2sdk.commands.build_runs import run_build, warn_of_errors
from docs2sdk.console import (
    echo,
    exit_on_errors,
    relativize_finding,
    shorten_path,
    warn,
    write_json,
)

if TYPE_CHECKING:
    from docs2sdk.build.run_report import RunReport
    from docs2sdk.config import Settings


@click.command(
    short_help="Generate the package and its tests from pages.",
    epilog="Example: docs2sdk generate ../documentation --service isms --out sdk",
)
@options.specs
@options.target
@options.client_folder
@options.services
@options.overlays
@options.builtin_overlays
@options.package
@options.templates
@options.baseline
@options.jobs
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help="Print every diagnostic, and a table of everything that was read.",
)
@options.quiet
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the whole report as JSON; docs/report.md describes it.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite files that were modified or that docs2sdk did not write.",
)
@options.no_cache
def command(
    verbose: bool,
    quiet: bool,
    as_json: bool,
    force: bool,
    no_cache: bool,
    **arguments: Any,
) -> None:
    """Generate the package and its tests from the pages in SPECS.

    SPECS is a documentation checkout (a folder per product), one product's folder, or one page. [default: specs]
    Of several checkouts, later ones add pages, and replace those of the same path or action.

    The output holds what SPECS defines and nothing else: actions whose pages are gone are removed. To regenerate one
    service and leave the others as they are, use --service.

    A page with errors affects its own action only, and the last good output of that action is kept.

    Defaults come from [tool.docs2sdk] in the nearest pyproject.toml that has this table: specs, out, package, version,
    services, overlays, jobs, lint.baseline. Its include and exclude are patterns of services, actions and pages
    ("uhost", "*.Describe*", "uhost-api/get_*.md") that choose what the package contains.
    """
    if sum((verbose, quiet, as_json)) > 1:
        raise click.UsageError("use one of --verbose, --quiet and --json")
    from docs2sdk import config

    with exit_on_errors():
        report = generate_client(
            config.load_settings(Path.cwd(), arguments),
            verbose=verbose,
            quiet=quiet,
            as_json=as_json,
            force=force,
            no_cache=no_cache,
        )
    sys.exit(1 if report.errors else 0)


def generate_client(
    settings: Settings,
    *,
    verbose: bool = False,
    quiet: bool = False,
    as_json: bool = False,
    force: bool = False,
    no_cache: bool = False,
) -> RunReport:
    """Generate, print the report and return it; UserError or OutputConflict."""
    from docs2sdk.build import run

    report = run_build(
        settings,
        lambda prepared: run.generate(prepared, force),
        silent=quiet or as_json,
        use_cache=not no_cache,
        whole=verbose or as_json,
    )
    _print(report, verbose, quiet, as_json)
    return report


def _print(report: RunReport, verbose: bool, quiet: bool, as_json: bool) -> None:
    from docs2sdk.lint.fingerprints import make_plain_finding

    if as_json:
        _print_json(report)
        return
    from docs2sdk.reports import run_text

    findings = [
        relativize_finding(make_plain_finding(diagnostic), report.base)
        for diagnostic in report.diagnostics
    ]
    if not quiet:
        warn(*run_text.format_remarks(report, findings, verbose=verbose))
    warn_of_errors(report, run_text.format_errors(report, findings, verbose=verbose))
    if verbose:
        echo(*run_text.format_table(report, findings))
    if not quiet:
        echo(*run_text.format_summary(shorten_path(report.out), report))


def _print_json(report: RunReport) -> None:
    from docs2sdk.reports import run_json

    write_json(run_json.dump_report(report))
