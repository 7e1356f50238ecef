"""Write findings in a format, to a file or to standard output; the formats are the same for every command that has findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from docs2sdk.commands import options
from docs2sdk.console import (
    dump_json,
    save_report,
    write,
    write_workflow_commands,
)
from docs2sdk.message_text import pluralize

if TYPE_CHECKING:
    from docs2sdk.lint.baseline import BaselineComparison
    from docs2sdk.lint.findings import Finding

_Function = TypeVar("_Function", bound=Callable[..., Any])

_FORMATS = ("text", "json", "markdown", "sarif", "github", "junit")

out_option = click.option(
    "--out",
    type=options.PATH,
    metavar="FILE",
    help="File to write; an existing one is replaced. [default: standard output]",
)


def format_option(*more: str) -> Callable[[_Function], _Function]:
    """Return the option ``--format``; ``more`` are formats of one command only."""
    return click.option(
        "--format",
        "form",
        type=click.Choice([*_FORMATS, *more]),
        default="text",
        show_default=True,
        help="text for people, json for programs, markdown for pull requests, sarif for code scanning, github for "
        "annotations of a workflow, junit for other CI systems"
        + ("; html for a page of the documentation's health." if more else "."),
    )


def format_findings(
    form: str,
    command: str,
    findings: Sequence[Finding],
    comparison: BaselineComparison,
    failing: Collection[str] = ("error",),
) -> str:
    """Return findings in the format ``form``; ``command`` names the command, ``failing`` are the levels that fail it."""
    from docs2sdk.reports import findings_json

    match form:
        case "json":
            return dump_json(findings_json.dump_findings(findings, comparison))
        case "text":
            return _join_lines(_format_text(findings, comparison))
        case _:
            return format_for_ci(form, command, findings, failing)


def format_for_ci(
    form: str, command: str, findings: Sequence[Finding], failing: Collection[str]
) -> str:
    """Return findings in a format that does not depend on the command: markdown, sarif, github or junit."""
    from docs2sdk.reports import (
        findings_junit,
        findings_markdown,
        github_annotations,
        sarif,
    )

    match form:
        case "markdown":
            return findings_markdown.render(findings, f"docs2sdk {command}")
        case "sarif":
            return dump_json(sarif.dump_log(findings, command))
        case "github":
            return _join_lines(github_annotations.format_annotations(findings))
        case _:
            return findings_junit.render(findings, command, failing)


def write_report(text: str, out: Path | None, form: str) -> None:
    """Save a report, or print it."""
    if out:
        save_report(out, text)
    elif form == "github":
        write_workflow_commands(text.splitlines())
    else:
        # Other programs read it: independent of the terminal's encoding, and the same as in a file.
        write(text, is_utf8=form != "text")


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
