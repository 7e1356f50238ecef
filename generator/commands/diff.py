"""``docs2sdk diff``: what changed in meaning between two sets of pages.

Exit codes: 0 nothing as bad as --fail-on; 1 something is; 2 wrong usage or unreadable input, or a page that changed has
errors (``page-unclear``) and nothing else is as bad as --fail-on: nobody can tell then.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.console import failures, say

if TYPE_CHECKING:
    from generator.drift.comparison import Comparison


@click.command(
    epilog="Example: docs2sdk diff git:origin/main ../documentation --fail-on breaking"
)
@click.argument("old")
@click.argument("new")
@click.option(
    "--repo",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Repository of git:REV. [default: the one that holds the pages]",
)
@click.option(
    "--fail-on",
    type=click.Choice(["breaking", "risky", "additive", "any"]),
    help="Exit with 1 if a change is as bad as this. [default: never]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How to print the changes. [default: text]",
)
@click.option(
    "--overlays",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Corrections for both, <service>.toml. [default: overlays beside the products]",
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Processes to use. [default: one a core]",
)
def command(
    old: str,
    new: str,
    repo: Path | None,
    fail_on: str | None,
    form: str,
    overlays: Path | None,
    jobs: int | None,
) -> None:
    """Report what changed in meaning from OLD to NEW.

    OLD and NEW are each a documentation checkout, one product's folder, one page, or git:REV[:PATH]: a revision of the
    repository that holds the pages, read from git without a checkout.

    `docs2sdk rules` lists what is reported, and how bad it is. A page that changed and has errors is reported as one
    of which nobody can tell what changed.
    """
    compared = _compared(old, new, repo, overlays, jobs)
    if form == "json":
        from generator.reports import changes_json

        # Escaped, so that it is the same JSON in every encoding.
        click.echo(json.dumps(changes_json.document(compared), indent=2))
    else:
        from generator.reports import changes_text

        for line in changes_text.lines(compared):
            say(line)
    sys.exit(_exit_code(compared, fail_on))


def _compared(
    old: str, new: str, repo: Path | None, overlays: Path | None, jobs: int | None
) -> Comparison:
    from generator import config, workers
    from generator.drift import comparison, inputs
    from generator.progress import shown

    with failures(), shown(quiet=True) as progress:
        settings = config.load(Path.cwd(), {"overlays": overlays, "jobs": jobs})
        choices = inputs.Choices(settings.specs, repo, settings.overlays)
        with workers.started(settings.jobs) as crew:
            step = lambda done, count: progress("read", done, count)
            return comparison.compare(*inputs.read(old, new, choices, crew, step))


def _exit_code(compared: Comparison, fail_on: str | None) -> int:
    from generator.drift.rules import LEVELS

    order = list(LEVELS)
    bad = order[: order.index(fail_on) + 1] if fail_on in order else order
    if fail_on and any(change.level in bad for change in compared.changes):
        return 1
    unclear = any(change.rule.id == "page-unclear" for change in compared.changes)
    return 2 if unclear else 0
