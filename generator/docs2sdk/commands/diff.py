"""``docs2sdk diff``: what changed in meaning between two sets of pages.

Exit codes: 0 nothing as bad as --fail-on; 1 something is; 2 wrong usage or unreadable input, or a page that changed has
errors (``page-unclear``) and nothing else is as bad as --fail-on: nobody can tell then.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docs2sdk.commands import comparing, options
from docs2sdk.console import failures, remark

if TYPE_CHECKING:
    from docs2sdk.drift.policy import Judged


@click.command(
    short_help="Report what changed in meaning.",
    epilog="Example: docs2sdk diff git:origin/main ../documentation --fail-on breaking",
)
@click.argument("old", type=options.PLACE)
@click.argument("new", type=options.PLACE)
@click.option(
    "--repo",
    type=options.PATH,
    metavar="DIR",
    help="Repository of git:REV. [default: the one that holds the pages]",
)
@click.option(
    "--fail-on",
    type=click.Choice(["breaking", "risky", "additive", "any"]),
    help="Exit with 1 if a change is as bad as this. [default: nothing is]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown", "html", "sarif", "github", "junit"]),
    default="text",
    help="How to print the changes. [default: text]",
)
@options.out_file
@click.option(
    "--accepted",
    type=options.PATH,
    metavar="FILE",
    help="Changes that were looked at and count no longer (TOML).",
)
@click.option(
    "--overlays",
    type=options.PATH,
    metavar="DIR",
    help="Corrections for both, <service>.toml. [default: overlays beside the products]",
)
@options.jobs
def command(
    old: str,
    new: str,
    repo: Path | None,
    fail_on: str | None,
    form: str,
    out: Path | None,
    accepted: Path | None,
    overlays: Path | None,
    jobs: int | None,
) -> None:
    """Report what changed in meaning from OLD to NEW.

    OLD and NEW are each a documentation checkout, one product's folder, one page, a schema file (as written by
    `docs2sdk schema`), or git:REV[:PATH]: a revision of the repository that holds the pages, read without a checkout.

    `docs2sdk rules` lists what is reported, and how bad it is. A page that changed and has errors is reported as one
    of which nobody can tell what changed. [tool.docs2sdk.diff] in the nearest pyproject.toml may set fail_on, accepted,
    and the levels of rules; the settings overlays, include, exclude and jobs hold as for generate.
    """
    given = {"overlays": overlays, "jobs": jobs}
    with failures():
        policy = comparing.policy(fail_on, accepted)
        found = comparing.compared(old, new, repo, given)
        judged = comparing.judged(found, policy)
    comparing.answer(_report(judged, form), out, for_people=form == "text")
    remark(*_remarks(judged))
    sys.exit(1 if judged.failing else 2 if judged.unclear else 0)


def _report(judged: Judged, form: str) -> str:
    from docs2sdk.reports import changes_as_findings as as_findings
    from docs2sdk.reports import (
        changes_html,
        changes_json,
        changes_junit,
        changes_markdown,
        changes_text,
        github,
        sarif,
    )

    found = judged.compared
    match form:
        case "json":
            return _json(changes_json.document(judged))
        case "markdown":
            return changes_markdown.text(found)
        case "html":
            return changes_html.text(judged)
        case "sarif":
            return _json(sarif.document(tuple(as_findings.findings(found)), "diff"))
        case "github":
            return _lines(github.lines(as_findings.findings(found)))
        case "junit":
            return changes_junit.text(judged)
        case _:
            return _lines(changes_text.lines(judged))


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=True, indent=2) + "\n"


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _remarks(judged: Judged) -> Iterator[str]:
    from docs2sdk.reports import changes_text

    yield from changes_text.remarks(judged)
