"""``docs2sdk check``: whether the output is what the pages give.  Writes nothing.

Exit codes: 0 up to date; 1 drift, each file named, or with ``--strict`` a page with errors; 2 it cannot be told: wrong usage
or unreadable input.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docs2sdk.commands import options
from docs2sdk.commands.building import run_build, warn_of_errors
from docs2sdk.console import (
    clickable,
    failures,
    put_json,
    remark,
    say,
    short,
)
from docs2sdk.counting import counted

if TYPE_CHECKING:
    from docs2sdk.build.changes import Drift
    from docs2sdk.build.report import Report


@click.command(
    short_help="Tell whether the package is what the pages give.",
    epilog="Example: docs2sdk check ../documentation --out sdk --diff",
)
@options.specs
@click.option(
    "--out",
    type=options.PATH,
    metavar="DIR",
    help="Folder to look at. [default: generated]",
)
@options.services
@options.overlays
@options.package
@options.baseline
@options.jobs
@click.option("--diff", "with_diff", is_flag=True, help="Show what generate would do.")
@click.option("--strict", is_flag=True, help="End with 1 if pages have errors, too.")
@options.quiet
@options.no_cache
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the drift as JSON on standard output.",
)
def command(
    with_diff: bool,
    strict: bool,
    quiet: bool,
    no_cache: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Tell whether the package in DIR is what the pages in SPECS give, and if not, what differs and why.

    A file is missing, stale (not what the pages and settings give now), outdated (made by another version of docs2sdk),
    modified by hand, untracked (not ours) or orphaned (nothing gives it any more). The last good output of a page that
    has errors now is up to date. Nothing is written. Settings not given here come from [tool.docs2sdk] in the nearest
    pyproject.toml that has it, as for generate.
    """
    from docs2sdk import config
    from docs2sdk.build import run

    with failures():
        report = run_build(
            config.load(Path.cwd(), given),
            run.check,
            silent=quiet or as_json,
            use_cache=not no_cache,
        )
    if as_json:
        put_json(_as_json(report, with_diff, strict))
    else:
        _print(report, with_diff, quiet)
    sys.exit(_exit_code(report, strict))


def _exit_code(report: Report, strict: bool) -> int:
    return int(bool(report.drift) or (strict and bool(report.errors)))


def _print(report: Report, with_diff: bool, quiet: bool) -> None:
    from docs2sdk.lint.recognition import unmarked
    from docs2sdk.reports import findings_text

    errors = [clickable(unmarked(one), report.base) for one in report.errors]
    warn_of_errors(report, findings_text.lines(errors))
    if not quiet:
        remark(*(f"[tool.docs2sdk] {line}" for line in report.unmatched))
    for one in report.drift:
        say(f"{short(report.out) / one.path}: {one.status}: {one.reason}")
    if with_diff:
        say(*(line for one in report.drift for line in _diff(report, one)))
    if report.drift or not quiet:
        say(*_summary(report))


def _diff(report: Report, drift: Drift) -> list[str]:
    from docs2sdk.reports.drift_diff import diff_file

    return diff_file(report.changes, drift.path) if report.changes else []


# What can be done about drift, by status.
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


def _summary(report: Report) -> list[str]:
    counts = Counter(one.status for one in report.drift)
    listed = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    state = f"drift: {listed}" if listed else "up to date"
    lines = [f"{short(report.out)}: {state}"]
    lines += [remedy for statuses, remedy in _REMEDIES if statuses & counts.keys()]
    pages = len({one.place.path for one in report.errors})
    if pages:
        lines.append(f"{counted(pages, 'page')} with errors: --strict fails on them")
    for what, actions in (("retained", report.retained), ("not generated", report.unmade)):
        if actions:
            lines.append(f"{what}: {', '.join(actions)}")
    return lines


def _as_json(report: Report, with_diff: bool, strict: bool) -> dict[str, Any]:
    return {
        "version": 2,
        "root": str(report.base),
        "up_to_date": not report.drift,
        "exit_code": _exit_code(report, strict),
        "retained_actions": list(report.retained),
        "ungenerated_actions": list(report.unmade),
        "drift": [
            one._asdict()
            | ({"diff": diff} if (diff := _diff(report, one)) and with_diff else {})
            for one in report.drift
        ],
        "diagnostics": [
            {
                "path": finding.place.path,
                "line": finding.place.line,
                "column": finding.place.column,
                "severity": finding.severity,
                "code": finding.code,
                "message": finding.message,
            }
            for finding in report.diagnostics
        ],
    }
