"""``docs2sdk lint``: report diagnostics of pages, for people and in the formats of CI systems.

Exit codes: 0 no new finding of the severity of ``--fail-on`` or worse; 1 there is one; 2 wrong usage, unreadable input,
an unusable baseline, or a file that cannot be written.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docs2sdk.commands import findings_output, options, staged_files
from docs2sdk.console import (
    echo,
    exit_on_errors,
    relativize_finding,
    save_file,
    shorten_path,
    warn,
)
from docs2sdk.message_text import pluralize

if TYPE_CHECKING:
    from docs2sdk.config import Settings
    from docs2sdk.lint.baseline import BaselineComparison
    from docs2sdk.lint.findings import Finding
    from docs2sdk.lint.linter import LintResult

# The levels that fail the run, by --fail-on.
_FAILING = {"error": ("error",), "warning": ("error", "warning")}


@click.command(
    short_help="Report errors and warnings in pages.",
    epilog="Example: docs2sdk lint ../documentation --format sarif --out lint.sarif --baseline lint-baseline.json",
)
@options.specs
@findings_output.format_option("html")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="The lowest severity that makes the exit code 1.",
)
@options.baseline
@click.option(
    "--update-baseline",
    is_flag=True,
    help="Write the baseline: it adopts all current findings.",
)
@click.option(
    "--since",
    metavar="REV",
    help="Report only what the pages of this revision do not have yet.",
)
@staged_files.option
@options.services
@options.overlays
@options.builtin_overlays
@options.jobs
@findings_output.out_option
def command(
    form: str,
    fail_on: str,
    update_baseline: bool,
    since: str | None,
    staged: bool,
    out: Path | None,
    **arguments: Any,
) -> None:
    """Report errors and warnings in the pages in SPECS, and examples that contradict their tables.

    SPECS is a documentation checkout (a folder per product), one product's folder, or one page. [default: specs]
    Of several checkouts, later ones add pages, and replace those of the same path or action.

    Nothing is generated. `docs2sdk explain CODE` explains a code, with an example.

    Defaults come from [tool.docs2sdk] in the nearest pyproject.toml that has this table, as for generate.
    """
    failing = _FAILING[fail_on]
    with exit_on_errors():
        settings = _settings(arguments)
        if update_baseline and not settings.baseline:
            raise click.UsageError(
                "--update-baseline needs --baseline FILE, or baseline in [tool.docs2sdk.lint]"
            )
        if staged and not staged_files.is_concerned(settings):
            return
        lint = _lint(settings, quiet=form != "text")
        if settings.baseline and update_baseline:
            _update_baseline(lint, settings.baseline)
            return
        comparison = _compare(lint, settings, since)
        findings = [
            relativize_finding(finding, lint.base) for finding in comparison.new
        ]
        if form == "html":
            text = _render_health(lint, comparison, bool(settings.baseline or since))
        else:
            text = findings_output.format_findings(
                form, "lint", findings, comparison, failing
            )
        findings_output.write_report(text, out, form)
    _print_hints(comparison, settings)
    sys.exit(1 if any(finding.level in failing for finding in comparison.new) else 0)


def _settings(arguments: dict[str, Any]) -> Settings:
    from docs2sdk import config

    return config.load_settings(Path.cwd(), arguments)


def _lint(settings: Settings, quiet: bool) -> LintResult:
    from docs2sdk.lint import linter
    from docs2sdk.progress import show_progress

    with show_progress(quiet) as progress:
        return linter.lint_pages(settings, progress)


def _compare(
    lint: LintResult, settings: Settings, since: str | None
) -> BaselineComparison:
    """Compare the findings with the baseline, and leave out those that the pages of a revision have already."""
    from docs2sdk.lint import baseline

    entries = baseline.load_from_settings(settings)
    compared = baseline.compare(lint.findings, entries, lint.scope.__contains__)
    if since is None:
        return compared
    from docs2sdk.diff.earlier_findings import find_earlier_findings
    from docs2sdk.progress import show_progress

    with show_progress(quiet=True) as progress:
        earlier = find_earlier_findings(settings, since, progress)
    new = (each for each in compared.new if each.fingerprint not in earlier)
    return replace(compared, new=tuple(new))


def _render_health(
    lint: LintResult, comparison: BaselineComparison, is_compared: bool
) -> str:
    from docs2sdk.reports import health_html
    from docs2sdk.reports.health_html import Health

    new = frozenset(finding.fingerprint for finding in comparison.new)
    return health_html.render(
        Health(lint.findings, lint.texts, new, comparison.gone, is_compared)
    )


def _update_baseline(lint: LintResult, file: Path) -> None:
    from docs2sdk.lint import baseline

    entries = baseline.load(file) if os.path.exists(file) else ()
    comparison = baseline.compare(lint.findings, entries, lint.scope.__contains__)
    updated = baseline.update(lint.findings, entries, comparison.gone)
    save_file(file, baseline.dump(updated))
    new = f"{len(comparison.new)} new{_count_levels(comparison.new)}"
    echo(
        f"{shorten_path(file)}: {pluralize(len(updated), 'finding')}, {new}, {len(comparison.gone)} gone"
    )


def _count_levels(findings: Iterable[Finding]) -> str:
    """Return the number of errors, warnings and notes in brackets; "" for none."""
    counts = Counter(finding.level for finding in findings)
    levels = ", ".join(
        pluralize(count, level) for level, count in sorted(counts.items())
    )
    return f" ({levels})" if levels else ""


def _print_hints(comparison: BaselineComparison, settings: Settings) -> None:
    """Print the baseline's entries that are gone, and how to go on without broken pages."""
    from docs2sdk.lint import remedies

    file = settings.baseline and shorten_path(settings.baseline)
    for entry in comparison.gone:
        warn(
            f"{file}: {entry.path}: [{entry.code}] {entry.message}: no longer found; --update-baseline removes it"
        )
    broken = [
        finding.location.path for finding in comparison.new if finding.level == "error"
    ]
    if exclusion := remedies.suggest_exclusion(broken):
        adoption = "--update-baseline" if file else "--baseline FILE --update-baseline"
        warn(f"{exclusion}; to adopt what is found: {adoption}")
