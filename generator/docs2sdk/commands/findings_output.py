"""Write the findings of ``lint`` and ``validate`` in a format, to a file or to standard output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from docs2sdk.commands import options
from docs2sdk.console import dump_json, save_report, write
from docs2sdk.message_text import pluralize

if TYPE_CHECKING:
    from docs2sdk.lint.baseline import BaselineComparison
    from docs2sdk.lint.findings import Finding

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="text for people, json for programs, sarif for code scanning, github for workflow annotations.",
)
out_option = click.option(
    "--out",
    type=options.PATH,
    metavar="FILE",
    help="File to write; an existing one is replaced. [default: standard output]",
)


def format_findings(
    form: str, command: str, findings: Sequence[Finding], comparison: BaselineComparison
) -> str:
    """Return findings in the format ``form``; ``command`` names the command in SARIF."""
    from docs2sdk.reports import findings_json, github_annotations, sarif

    match form:
        case "json":
            return dump_json(findings_json.dump_findings(findings, comparison))
        case "sarif":
            return dump_json(sarif.dump_log(findings, command))
        case "github":
            return _join_lines(github_annotations.format_annotations(findings))
        case _:
            return _join_lines(_format_text(findings, comparison))


def write_report(text: str, out: Path | None) -> None:
    """Save a report, or print it."""
    if out:
        save_report(out, text)
    else:
        write(text)


def _format_text(
    findings: Sequence[Finding], comparison: BaselineComparison
) -> Iterator[str]:
    from docs2sdk.reports import findings_text

    yield from findings_text.format_findings(findings)
    yield from findings_text.summarize_rules(findings)
    counts = Counter(finding.level for finding in findings)
    levels = ", ".join(
        pluralize(count, level) for level, count in sorted(counts.items())
    )
    adopted = f", {comparison.adopted} adopted" if comparison.adopted else ""
    yield f"reported  {levels or 'nothing'}{adopted}"


def _join_lines(lines: Iterable[str]) -> str:
    from docs2sdk.diagnostics import escape_unprintable

    return "".join(f"{escape_unprintable(line)}\n" for line in lines)
