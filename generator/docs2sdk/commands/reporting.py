"""What the commands that report findings share: the formats, and where the report goes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docs2sdk.commands import options
from docs2sdk.console import put, save_report
from docs2sdk.counting import counted

if TYPE_CHECKING:
    from docs2sdk.lint.baseline import Compared
    from docs2sdk.lint.findings import Finding

form = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="For people, machines, code scanning, or workflow annotations.",
)
out = click.option(
    "--out",
    type=options.PATH,
    metavar="FILE",
    help="File to write the findings to, or to replace. [default: standard output]",
)


def report(
    form: str, command: str, findings: Sequence[Finding], compared: Compared
) -> str:
    """Return findings in a format; ``command`` is who found them, ``compared`` how they compare with its baseline."""
    from docs2sdk.reports import findings_json, github, sarif

    match form:
        case "json":
            return _json(findings_json.document(findings, compared))
        case "sarif":
            return _json(sarif.document(findings, command))
        case "github":
            return _lines(github.lines(findings))
        case _:
            return _lines(_for_people(findings, compared))


def write(text: str, out: Path | None) -> None:
    """Save a report, or print it."""
    if out:
        save_report(out, text)
    else:
        put(text)


def _for_people(findings: Sequence[Finding], compared: Compared) -> Iterator[str]:
    from docs2sdk.reports import findings_text

    yield from findings_text.lines(findings)
    yield from findings_text.rules(findings)
    counts = Counter(one.level for one in findings)
    levels = ", ".join(counted(count, level) for level, count in sorted(counts.items()))
    adopted = f", {compared.adopted} adopted" if compared.adopted else ""
    yield f"reported  {levels or 'nothing'}{adopted}"


def _lines(lines: Iterable[str]) -> str:
    from docs2sdk.diagnostics import printable

    return "".join(f"{printable(line)}\n" for line in lines)


def _json(document: dict[str, Any]) -> str:
    # Escaped, so that it is the same JSON in every encoding.
    return json.dumps(document, indent=2) + "\n"
