"""``docs2sdk generate``: pages to a package.

Exit codes: 0 done; 1 done, but some pages had errors; 2 wrong usage or unreadable input, nothing written.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.console import clickable, failures, remark, say

if TYPE_CHECKING:
    from generator.diagnostics import Diagnostic
    from generator.pipeline import Report


@click.command(
    epilog="Example: docs2sdk generate ../documentation --service isms --out sdk"
)
@click.argument("specs", required=False, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
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
    "--overlays",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Corrections to the pages, <service>.toml. [default: overlays beside the products]",
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
@click.option(
    "--full",
    is_flag=True,
    help="Make everything again, whatever the manifest says of it.",
)
def command(
    specs: Path | None,
    out: Path | None,
    services: tuple[str, ...],
    overlays: Path | None,
    package: str | None,
    jobs: int | None,
    as_json: bool,
    force: bool,
    full: bool,
) -> None:
    """Generate the package and its tests from the pages in SPECS.

    SPECS is a documentation checkout (a folder per product), one product's folder, or one page. [default: specs]
    The output is what SPECS gives, no more: to renew one service among others, use --service.

    Settings not given here come from [tool.docs2sdk] in the nearest pyproject.toml: specs, out, package, version,
    services, overlays, jobs; include and exclude, patterns of services and actions ("uhost", "*.Describe*"), choose
    what the package has at all, where --service only says what to renew. A page with errors costs its action only; the output that it last gave stays.
    """
    given = {
        "specs": specs,
        "out": out,
        "services": services,
        "overlays": overlays,
        "package": package,
        "jobs": jobs,
    }
    report = _generated(given, force, full, quiet=as_json)
    if as_json:
        # Escaped, so that it is the same JSON in every encoding.
        click.echo(json.dumps(_as_json(report), indent=2))
    else:
        _print(report)
    sys.exit(1 if report.failed else 0)


def _generated(given: dict[str, Any], force: bool, full: bool, quiet: bool) -> Report:
    from generator import config, pipeline
    from generator.progress import shown

    with failures(), shown(quiet) as progress:
        settings = config.load(Path.cwd(), given)
        return pipeline.generate(settings, force, progress, full=full)


def _print(report: Report) -> None:
    for line in _findings(report):
        remark(line)
    for line in _summary(report):
        say(line)


def _findings(report: Report) -> Iterator[str]:
    for finding in report.diagnostics:
        yield str(clickable(finding, report.base))
    for path in report.changes.kept:
        yield f"{report.out / path}: warning: its page is gone, but the file was edited, so it stays"
    for entry in report.kept:
        yield f"{entry.action}: the last good output stays, since its page or its overlay has errors"
    for line in report.unmatched:
        yield f"[tool.docs2sdk] {line}"


def _summary(report: Report) -> Iterator[str]:
    pages, services = report.catalog.pages, report.catalog.services
    kinds = Counter(page.kind for page in pages)
    found = Counter(finding.severity for finding in report.diagnostics)
    actions = sum(len(service.actions) for service in services)
    changes = report.changes
    left = f"{len(changes.unchanged)} unchanged, {len(changes.removed)} removed"
    yield f"read      {len(pages)} pages ({_listed(kinds)})"
    yield f"found     {actions} actions in {len(services)} services"
    if report.catalog.excluded:
        yield f"left out  {len(report.catalog.excluded)} pages by include and exclude"
    if report.catalog.corrections:
        yield f"corrected {_corrected(report)}"
    yield f"wrote     {len(changes.written)} files to {report.out} ({left})"
    yield f"reported  {_listed(found) or 'nothing'}"


def _listed(counts: Counter[Any]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


def _corrected(report: Report) -> str:
    hidden = [f"{len(report.catalog.hidden)} hidden"] if report.catalog.hidden else []
    done = report.catalog.corrections
    files = {one.place.path for one in done}
    made = f"{len(done)} places from {len(files)} overlays"
    return ", ".join([made, *hidden])


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "version": 1,
        "base": str(report.base),
        "out": str(report.out),
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
        "corrections": [
            {
                "path": one.place.path,
                "line": one.place.line,
                "of": str(one),
                "part": one.part,
                "keys": list(one.changes),
                "reason": one.reason,
            }
            for one in report.catalog.corrections
        ],
        "hidden": [
            {"action": one.action, "path": one.path, "reason": one.reason}
            for one in report.catalog.hidden
        ],
        "excluded": [
            {"action": one.action, "path": one.path, "reason": one.reason}
            for one in report.catalog.excluded
        ],
        "unmatched_patterns": list(report.unmatched),
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
