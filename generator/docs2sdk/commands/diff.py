"""``docs2sdk diff``: report the changes in meaning between two versions of the documentation.

Exit codes: 0 no change reaches the level of --fail-on; 1 a change does; 2 wrong usage, unreadable input, or a changed page
with errors (``page-unparsable``) while no change reaches the level: the result is unknown then.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from docs2sdk.commands import acceptance, options, page_comparison
from docs2sdk.console import dump_json, exit_on_errors, warn

if TYPE_CHECKING:
    from docs2sdk.diff.policy import PolicyResult


@click.command(
    short_help="Report the changes between two versions of the pages.",
    epilog="Example: docs2sdk diff git:origin/main ../documentation --fail-on breaking",
)
@click.argument("old", type=options.PLACE)
@click.argument("new", required=False, type=options.PLACE)
@click.option(
    "--repo",
    type=options.PATH,
    metavar="DIR",
    help="Repository for git:REV. [default: the repository of the pages]",
)
@click.option(
    "--fail-on",
    type=click.Choice(["breaking", "risky", "additive", "any"]),
    help="Exit with 1 if a change has this level or a worse one. [default: never]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown", "html", "sarif", "github", "junit"]),
    default="text",
    help="Output format. [default: text]",
)
@options.out_file
@click.option(
    "--accepted",
    type=options.PATH,
    metavar="FILE",
    help="File of accepted changes (TOML), which are not reported.",
)
@click.option(
    "--accept",
    multiple=True,
    metavar="FINGERPRINT",
    help="Add this change to the file of accepted changes; repeatable.",
)
@click.option("--reason", help="Why the changes of --accept are accepted.")
@click.option(
    "-v", "--verbose", is_flag=True, help="Print the fingerprint of each change."
)
@click.option(
    "--overlays",
    type=options.PATH,
    multiple=True,
    metavar="DIR",
    help="Corrections for both versions, <service>.toml; repeatable. [default: the overlays folder beside the services]",
)
@options.builtin_overlays
@options.jobs
def command(
    old: str,
    new: str | None,
    repo: Path | None,
    fail_on: str | None,
    form: str,
    out: Path | None,
    accepted: Path | None,
    accept: tuple[str, ...],
    reason: str | None,
    verbose: bool,
    overlays: tuple[Path, ...],
    builtin_overlays: bool | None,
    jobs: int | None,
) -> None:
    """Report the changes in meaning from OLD to NEW.

    OLD and NEW are each a documentation checkout, the folder of one service, one page, a schema file (as written by
    `docs2sdk schema`), or git:REV[:PATH]: a revision of the repository of the pages, read without a checkout. NEW defaults
    to the pages of the settings.

    `docs2sdk rules` lists the kinds of changes and their levels. A changed page with errors cannot be compared and is
    reported as page-unparsable. A change that was reviewed is accepted with --accept and --reason; --verbose prints the
    fingerprints. [tool.docs2sdk.diff] in the nearest pyproject.toml may set fail_on, accepted, and the
    levels of rules; the settings overlays, include, exclude and jobs apply as in generate.
    """
    overrides = {
        "overlays": overlays,
        "builtin_overlays": builtin_overlays,
        "jobs": jobs,
    }
    if bool(accept) != bool(reason):
        raise click.UsageError("--accept and --reason need each other")
    with exit_on_errors():
        policy = page_comparison.load_policy(fail_on, accepted, may_be_new=bool(accept))
        comparison = page_comparison.compare_inputs(old, new or "", repo, overrides)
        if reason:
            policy = acceptance.accept_changes(comparison, policy, accept, reason)
        result = page_comparison.apply_policy(comparison, policy)
    text = _render(result, form, verbose)
    page_comparison.write_comparison(text, result.comparison, out, form)
    warn(*_render_warnings(result))
    sys.exit(1 if result.failing else 2 if result.has_unparsable_page else 0)


def _render(result: PolicyResult, form: str, is_verbose: bool) -> str:
    from docs2sdk.reports import (
        changes_findings,
        changes_html,
        changes_json,
        changes_junit,
        changes_markdown,
        changes_text,
        github_annotations,
        sarif,
    )

    comparison = result.comparison
    match form:
        case "json":
            return dump_json(changes_json.build_document(result))
        case "markdown":
            return changes_markdown.render(comparison)
        case "html":
            return changes_html.render(result)
        case "sarif":
            findings = tuple(changes_findings.convert_changes(comparison))
            return dump_json(sarif.dump_log(findings, "diff"))
        case "github":
            findings = tuple(changes_findings.convert_changes(comparison))
            return _join_lines(github_annotations.format_annotations(findings))
        case "junit":
            return changes_junit.render(result)
        case _:
            return _join_lines(changes_text.render(result, is_verbose=is_verbose))


def _join_lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _render_warnings(result: PolicyResult) -> Iterator[str]:
    from docs2sdk.reports import changes_text

    yield from changes_text.render_warnings(result)
