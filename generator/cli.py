"""The command line: arguments, progress, exit codes.  The only room that prints.

Exit codes: 0 done; 1 done, but some pages had errors; 2 wrong usage or unreadable input, nothing written.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from generator import __version__

if TYPE_CHECKING:
    from generator.diagnostics import Diagnostic
    from generator.pipeline import Report


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="docs2sdk")
def main() -> None:
    """Read Markdown API documentation, write a typed Python SDK with its tests."""


@main.command(
    epilog="Example: docs2sdk generate ../documentation --service isms --out sdk"
)
@click.argument("specs", required=False, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder to write to. [default: generated]",
)
@click.option(
    "--service",
    "services",
    multiple=True,
    metavar="S",
    help="Only this service (isms or isms-api); repeatable.",
)
@click.option(
    "--package",
    metavar="NAME",
    help="Import name of the package. [default: ucloud_client]",
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Processes to use. [default: one a core]",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the report as JSON on standard output.",
)
@click.option(
    "--force", is_flag=True, help="Overwrite files that were edited or are not ours."
)
def generate(
    specs: Path | None,
    out: Path | None,
    services: tuple[str, ...],
    package: str | None,
    jobs: int | None,
    as_json: bool,
    force: bool,
) -> None:
    """Generate the package and its tests from the pages in SPECS.

    SPECS is a documentation checkout (a folder per product), one product's folder, or one page. [default: specs]

    Settings not given here come from [tool.docs2sdk] in the nearest pyproject.toml: specs, out, package, version,
    services, jobs. A page with errors costs its action only; the output that it last gave stays.
    """
    from generator import config, pipeline
    from generator.manifest import BadManifest
    from generator.progress import shown
    from generator.sources import UnreadableInput
    from generator.writing import OutputConflict, OutputUnusable

    given = {
        "specs": specs,
        "out": out,
        "services": services,
        "package": package,
        "jobs": jobs,
    }
    try:
        settings = config.load(Path.cwd(), given)
        with shown(quiet=as_json) as progress:
            report = pipeline.generate(settings, force, progress)
    except OutputConflict as conflict:
        _fail(_conflict(conflict.folder, conflict.paths))
    except (config.BadSettings, UnreadableInput, OutputUnusable, BadManifest) as error:
        _fail(str(error))
    if as_json:
        click.echo(json.dumps(_as_json(report), ensure_ascii=False, indent=2))
    else:
        _print(report)
    sys.exit(1 if report.failed else 0)


def _fail(message: str) -> NoReturn:
    from generator.diagnostics import printable

    lines = [printable(line) for line in message.splitlines()]
    click.echo("\n".join([f"docs2sdk: {lines[0]}", *lines[1:]]), err=True)
    sys.exit(2)


def _conflict(folder: Path, paths: dict[str, str]) -> str:
    lines = [f"nothing was written: {len(paths)} file(s) in {folder} stand in the way"]
    lines += [f"  {path}: {reason}" for path, reason in paths.items()]
    return "\n".join([*lines, "Move them away, or overwrite them with --force."])


def _print(report: Report) -> None:
    from generator.diagnostics import printable

    for finding in report.diagnostics:
        click.echo(f"{_prefix(report)}{finding}", err=True)
    for path in report.changes.kept:
        click.echo(
            f"{report.out / path}: warning: its page is gone, but the file was edited, so it stays",
            err=True,
        )
    for entry in report.kept:
        click.echo(
            f"{entry.action}: the last good output stays, since its page has errors",
            err=True,
        )
    kinds = Counter(page.kind for page in report.catalog.pages)
    actions = sum(len(service.actions) for service in report.catalog.services)
    services = len(report.catalog.services)
    found = Counter(finding.severity for finding in report.diagnostics)
    changes = report.changes
    lines = [
        f"read      {len(report.catalog.pages)} pages ({_listed(kinds)})",
        f"found     {actions} actions in {services} services",
        (f"wrote     {len(changes.written)} files to {report.out}"
        f" ({len(changes.unchanged)} unchanged, {len(changes.removed)} removed)"),
        f"reported  {_listed(found) or 'nothing'}",
    ]
    click.echo("\n".join(map(printable, lines)))


def _listed(counts: Counter[Any]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


def _prefix(report: Report) -> str:
    """Make paths of findings clickable from where the user stands."""
    relative = os.path.relpath(report.base)
    return "" if relative == "." else f"{relative}/"


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "version": 1,
        "pages": [
            {"path": page.path, "kind": page.kind, "action": page.action}
            for page in report.catalog.pages
        ],
        "services": {
            service.folder: [action.wire for action in service.actions]
            for service in report.catalog.services
        },
        "losers": [
            {"action": loser.action, "path": loser.path, "winner": loser.winner}
            for loser in report.catalog.losers
        ],
        "unlisted": list(report.catalog.unlisted),
        "diagnostics": [_diagnostic_as_json(finding) for finding in report.diagnostics],
        "kept_actions": [entry.action for entry in report.kept],
        "files": {
            "written": list(report.changes.written),
            "unchanged": len(report.changes.unchanged),
            "removed": list(report.changes.removed),
            "kept": list(report.changes.kept),
        },
    }


def _diagnostic_as_json(finding: Diagnostic) -> dict[str, Any]:
    return {
        "path": finding.place.path,
        "line": finding.place.line,
        "column": finding.place.column,
        "severity": finding.severity,
        "code": finding.code,
        "message": finding.message,
    }


if __name__ == "__main__":
    main()
