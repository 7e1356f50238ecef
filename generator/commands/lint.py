"""``docs2sdk lint``: what is wrong with the pages, for people, for machines, for code review.

Exit codes: 0 nothing as bad as ``--fail-on`` (but for what the baseline adopts); 1 something is; 2 wrong usage,
unreadable input, an unusable baseline, or a file that cannot be written.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.console import clickable, failures, remark, save, say

if TYPE_CHECKING:
    from generator.baseline import Compared
    from generator.linting import Lint
    from generator.reports.findings import Finding


@click.command(
    epilog="Example: docs2sdk lint ../documentation --format sarif --out lint.sarif --baseline lint-baseline.json"
)
@click.argument("specs", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="For people, machines, code scanning, or workflow annotations.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="From which severity on the exit code is 1.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Findings that are adopted: only others are reported and count.",
)
@click.option(
    "--update-baseline", is_flag=True, help="Adopt what is found now: write FILE."
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
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Processes to use. [default: one a core]",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="File to write the findings to. [default: standard output]",
)
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
        _write(_FORMS[form](shown, compared), out)
    _remarks(compared, baseline)
    bad = ("error",) if fail_on == "error" else ("error", "warning")
    sys.exit(1 if any(one.level in bad for one in compared.new) else 0)


def _linted(given: dict[str, Any], quiet: bool) -> Lint:
    from generator import config, linting
    from generator.progress import shown

    with shown(quiet) as progress:
        return linting.lint(config.load(Path.cwd(), given), progress)


def _compared(found: Lint, file: Path | None) -> Compared:
    from generator import baseline

    entries = baseline.load(file) if file else ()
    return baseline.compare(found.findings, entries, found.scope.__contains__)


def _adopt(found: Lint, file: Path) -> None:
    from generator import baseline

    entries = baseline.load(file) if file.exists() else ()
    within = found.scope.__contains__
    compared = baseline.compare(found.findings, entries, within)
    renewed = baseline.renewed(found.findings, entries, within)
    save(file, baseline.dump(renewed))
    say(
        f"{file}: {len(renewed)} findings, {len(compared.new)} new, {len(compared.gone)} gone"
    )


def _write(text: str, out: Path | None) -> None:
    if out:
        save(out, text)
    else:
        click.echo(text, nl=False)


def _remarks(compared: Compared, file: Path | None) -> None:
    for one in compared.gone:
        remark(
            f"{file}: {one.path}: [{one.code}] {one.message}: no longer found; --update-baseline removes it"
        )


def _as_text(findings: Sequence[Finding], compared: Compared) -> str:
    from generator.reports import findings_text

    counts = Counter(one.level for one in findings)
    levels = ", ".join(f"{count} {level}" for level, count in sorted(counts.items()))
    adopted = f", {compared.adopted} adopted" if compared.adopted else ""
    summary = f"reported  {levels or 'nothing'}{adopted}"
    return _lines(
        [*findings_text.lines(findings), *findings_text.rules(findings), summary]
    )


def _as_github(findings: Sequence[Finding], compared: Compared) -> str:
    from generator.reports import github

    return _lines(github.lines(findings))


def _lines(lines: Sequence[str] | Any) -> str:
    from generator.diagnostics import printable

    return "".join(f"{printable(line)}\n" for line in lines)


def _as_sarif(findings: Sequence[Finding], compared: Compared) -> str:
    from generator.reports import sarif

    return _json(sarif.document(findings, "lint"))


def _as_json(findings: Sequence[Finding], compared: Compared) -> str:
    from generator.reports import findings_json

    return _json(findings_json.document(findings, compared))


def _json(document: dict[str, Any]) -> str:
    # Escaped, so that it is the same JSON in every encoding.
    return json.dumps(document, indent=2) + "\n"


_FORMS: dict[str, Callable[[Sequence[Finding], Compared], str]] = {
    "text": _as_text,
    "json": _as_json,
    "sarif": _as_sarif,
    "github": _as_github,
}
