"""``docs2sdk check``: find the drift between a package and its pages.  Writes nothing.

Exit codes: 0 up to date; 1 drift, or with ``--strict`` a page with errors; 2 unknown: wrong usage or unreadable input.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docs2sdk.commands import findings_output, options, staged_files
from docs2sdk.commands.build_runs import run_build, warn_of_errors
from docs2sdk.console import (
    echo,
    exit_on_errors,
    relativize_finding,
    shorten_path,
    warn,
    write_json,
)
from docs2sdk.message_text import pluralize

if TYPE_CHECKING:
    from docs2sdk.build.file_changes import Drift
    from docs2sdk.build.run_report import RunReport
    from docs2sdk.lint.findings import Finding, Level


@click.command(
    short_help="Check whether the package is up to date with its pages.",
    epilog="Example: docs2sdk check ../documentation --out sdk --diff",
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
    "--diff",
    "with_diff",
    is_flag=True,
    help="Print what generate would change, as a unified diff.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 also if a page has errors.")
@options.quiet
@options.no_cache
@findings_output.format_option()
@staged_files.option
def command(
    with_diff: bool,
    strict: bool,
    quiet: bool,
    no_cache: bool,
    form: str,
    staged: bool,
    **arguments: Any,
) -> None:
    """Check whether the package in DIR is up to date with the pages in SPECS, and list each file that is not.

    SPECS is a documentation checkout (a folder per product), one product's folder, or one page. [default: specs]
    Of several checkouts, later ones add pages, and replace those of the same path or action.

    Nothing is written.

    A file is missing, stale (the pages or settings have changed), outdated (written by another version of docs2sdk),
    modified by hand, untracked (not written by docs2sdk) or orphaned (its page is gone). The last good output of a page
    that has errors counts as up to date.

    Defaults come from [tool.docs2sdk] in the nearest pyproject.toml that has this table, as for generate.
    """
    from docs2sdk import config
    from docs2sdk.build import run

    with exit_on_errors():
        settings = config.load_settings(Path.cwd(), arguments)
        if staged and not staged_files.is_concerned(settings):
            return
        report = run_build(
            settings,
            run.check,
            silent=quiet or form != "text",
            use_cache=not no_cache,
        )
    if form == "text":
        _print(report, with_diff, quiet)
    elif form == "json":
        write_json(_as_json(report, with_diff, strict))
    else:
        findings_output.write_report(_format(report, form, strict), None, form)
    sys.exit(_exit_code(report, strict))


def _exit_code(report: RunReport, strict: bool) -> int:
    return int(bool(report.drift) or (strict and bool(report.errors)))


def _format(report: RunReport, form: str, strict: bool) -> str:
    """Return the drift, and errors of pages: as warnings unless they fail the run."""
    from docs2sdk.reports import drift_findings

    level: Level = "error" if strict else "warning"
    pages = [_identify(error._replace(level=level)) for error in _list_errors(report)]
    out = shorten_path(report.out).as_posix()
    findings = [*drift_findings.convert_drift(report.drift, out), *pages]
    return findings_output.format_for_ci(form, "check", findings, ("error",))


def _identify(error: Finding) -> Finding:
    from docs2sdk.digests import digest

    key = (error.rule.id, error.location.path, error.message)
    return error._replace(fingerprint=digest(repr(key))[:16])


def _list_errors(report: RunReport) -> list[Finding]:
    from docs2sdk.lint.fingerprints import make_plain_finding

    return [
        relativize_finding(make_plain_finding(error), report.base)
        for error in report.errors
    ]


def _print(report: RunReport, with_diff: bool, quiet: bool) -> None:
    from docs2sdk.reports import findings_text

    warn_of_errors(report, findings_text.format_findings(_list_errors(report)))
    if not quiet:
        warn(*(f"[tool.docs2sdk] {line}" for line in report.unmatched))
    for drift in report.drift:
        echo(f"{shorten_path(report.out) / drift.path}: {drift.status}: {drift.reason}")
    if with_diff:
        echo(*(line for drift in report.drift for line in _diff(report, drift)))
    if report.drift or not quiet:
        echo(*_summary(report))


def _diff(report: RunReport, drift: Drift) -> list[str]:
    from docs2sdk.reports.drift_diff import diff_file

    return diff_file(report.changes, drift.path) if report.changes else []


# What to do about drift, by status.
_REMEDIES = (
    (
        {"missing", "stale", "outdated", "orphaned", "interrupted"},
        "docs2sdk generate brings it up to date",
    ),
    (
        {"modified"},
        "modified: undo the edit, or docs2sdk generate --force overwrites it",
    ),
    ({"untracked"}, "untracked: docs2sdk never removes these; move or delete them"),
)


def _summary(report: RunReport) -> list[str]:
    counts = Counter(drift.status for drift in report.drift)
    drift = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    state = f"drift: {drift}" if drift else "up to date"
    lines = [f"{shorten_path(report.out)}: {state}"]
    lines += [remedy for statuses, remedy in _REMEDIES if statuses & counts.keys()]
    pages = len({error.location.file for error in report.errors})
    if pages:
        lines.append(f"{pluralize(pages, 'page')} with errors: --strict fails on them")
    for what, actions in (
        ("retained", report.retained),
        ("not generated", report.ungenerated),
    ):
        if actions:
            lines.append(f"{what}: {', '.join(actions)}")
    return lines


def _as_json(report: RunReport, with_diff: bool, strict: bool) -> dict[str, Any]:
    from docs2sdk.reports.findings_json import dump_diagnostics

    return {
        "version": 2,
        "root": str(report.base.first),
        "up_to_date": not report.drift,
        "exit_code": _exit_code(report, strict),
        "retained_actions": list(report.retained),
        "ungenerated_actions": list(report.ungenerated),
        "drift": [
            drift._asdict()
            | ({"diff": diff} if with_diff and (diff := _diff(report, drift)) else {})
            for drift in report.drift
        ],
        "diagnostics": dump_diagnostics(report.diagnostics, report.base),
    }
