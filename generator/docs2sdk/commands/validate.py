"""``docs2sdk validate``: checks recorded responses of the API against the pages, offline, and proposes corrections.

Exit codes: 0 all responses are as documented; 1 some contradict their pages; 2 wrong usage, unreadable pages or
recordings, no response that could be checked, or a file that cannot be written.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from docs2sdk.commands import findings_output, options
from docs2sdk.console import exit_on_errors, fail, relativize_finding, save_file, warn
from docs2sdk.message_text import pluralize

if TYPE_CHECKING:
    from docs2sdk.validation.run import ValidationResult


@click.command(
    short_help="Validate recorded responses of the API against the pages.",
    epilog="Example: docs2sdk validate ../documentation recorded/*.json --propose proposed.toml",
)
@click.argument("specs", type=options.PATH)
@click.argument("recorded", nargs=-1, required=True, type=options.PATH)
@click.option(
    "--propose",
    type=options.PATH,
    metavar="FILE",
    help="Write corrections in the form of an overlay to FILE; only an earlier file of proposals is replaced.",
)
@findings_output.format_option()
@options.overlays
@options.builtin_overlays
@options.jobs
@findings_output.out_option
def command(
    specs: Path,
    recorded: tuple[Path, ...],
    propose: Path | None,
    form: str,
    overlays: tuple[Path, ...],
    builtin_overlays: bool | None,
    jobs: int | None,
    out: Path | None,
) -> None:
    """Validate RECORDED responses of the API against the pages in SPECS, with their overlays applied.

    SPECS is a documentation checkout (a folder per product), one product's folder, or one page.
    RECORDED are JSON files: a response as the API sent it (response.raw of the client), a list of responses, or a response
    per line; or HAR files. "Action" in a response names its action; or write {"action": …, "response": {…}}.

    Contradictions are reported at the rows of the tables. API errors (RetCode other than 0) are skipped. If no response can
    be checked, the exit code is 2.
    """
    overrides = {
        "specs": (specs,),
        "overlays": overlays,
        "builtin_overlays": builtin_overlays,
        "jobs": jobs,
    }
    with exit_on_errors():
        result = _validate(overrides, recorded, quiet=form != "text")
        for action, count in result.undocumented.items():
            skipped = pluralize(count, "response")
            warn(f"no page describes {action}; {skipped} not checked")
        warn(*_offer_infer(result.undocumented, recorded))
        if not result.responses:
            fail(f"no response was checked: {_explain_nothing_checked(result)}")
        _report(result, form, out)
        if propose:
            _write_proposals(result, propose)
    sys.exit(1 if result.findings else 0)


def _offer_infer(actions: Iterable[str], recorded: tuple[Path, ...]) -> Iterator[str]:
    """Yield the command that drafts the page of the first action that can have one."""
    from docs2sdk.pages.interpretation import is_action_name

    files = shlex.join(map(str, recorded[:3])) + " …" * (len(recorded) > 3)
    for action in filter(is_action_name, actions):
        yield f"docs2sdk infer SERVICE {action} {files} drafts its page; add recorded requests"
        return


def _validate(
    overrides: dict[str, Any], recorded: tuple[Path, ...], quiet: bool
) -> ValidationResult:
    from docs2sdk import config
    from docs2sdk.progress import show_progress
    from docs2sdk.validation import run

    with show_progress(quiet) as progress:
        return run.validate(
            config.load_settings(Path.cwd(), overrides), recorded, progress
        )


def _explain_nothing_checked(result: ValidationResult) -> str:
    counts = {
        "of actions without a page": sum(result.undocumented.values()),
        "with an API error": result.api_errors,
    }
    reasons = [
        f"{pluralize(count, 'response')} {reason}"
        for reason, count in counts.items()
        if count
    ]
    return " and ".join(reasons) or "the files contain no response"


def _report(result: ValidationResult, form: str, out: Path | None) -> None:
    from docs2sdk.lint.baseline import BaselineComparison

    findings = tuple(
        relativize_finding(finding, result.base) for finding in result.findings
    )
    compared = BaselineComparison(findings, 0, ())
    text = findings_output.format_findings(
        form, "validate", findings, compared, ("error", "warning", "note")
    )
    findings_output.write_report(text, out, form)
    counts = f"responses {result.responses}, actions {result.actions}"
    warn(f"checked   {counts}, API errors skipped {result.api_errors}")


def _write_proposals(result: ValidationResult, file: Path) -> None:
    from docs2sdk.validation import proposals

    text = proposals.write_overlay(result.proposals, result.unresolved)
    save_file(file, text, proposals.HEAD)
    counts = f"corrections {len(result.proposals)}"
    warn(f"proposed  {counts}, unresolved {len(result.unresolved)}: {file}")
