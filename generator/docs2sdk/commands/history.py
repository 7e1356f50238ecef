"""``docs2sdk history``: what each commit of a documentation repository changed in meaning.

Exit codes: 0 told; 2 wrong usage or unreadable input.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from docs2sdk.commands import comparing, options
from docs2sdk.console import failures, remark, say
from docs2sdk.counting import counted

if TYPE_CHECKING:
    from docs2sdk.drift.history import Step


@click.command(
    short_help="Replay the commits of a documentation repository.",
    epilog="Example: docs2sdk history ../documentation --since v1.0 --format json",
)
@click.argument("repo", type=options.PATH)
@click.option(
    "--since",
    metavar="REV",
    help="Only the commits after this revision. [default: all]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="For people, or an object a line as each commit is done. [default: text]",
)
@options.jobs
def command(repo: Path, since: str | None, form: str, jobs: int | None) -> None:
    """Replay the commits of REPO that touched its pages: per commit, service and rule, how much changed in meaning.

    REPO is a documentation repository, or a folder or page in one; its checkout is not touched. Of a merge only the merge
    itself is told. A page is read again only where a commit touched it.
    """
    told = False
    with failures():
        for step in _steps(repo, since, jobs):
            told = True
            say(*(_as_json(step) if form == "json" else _as_text(step)))
    if not told:
        after = f" after {since}" if since else ""
        remark(f"no commit{after} touched {repo}")


def _steps(repo: Path, since: str | None, jobs: int | None) -> Iterator[Step]:
    from docs2sdk import config, workers
    from docs2sdk.drift import history, repositories
    from docs2sdk.progress import shown
    from docs2sdk.refusals import UnreadableInput

    settings = config.load(Path.cwd(), {"jobs": jobs})
    repository = repositories.find(repo)
    # Where nothing was ever committed, the overlays beside it have no meaning.
    found = (
        history.commits(repository, repository.path, since)
        if repositories.has_commits(repository)
        else ()
    )
    if not found and (why := repositories.missing(repo)):
        raise UnreadableInput(why)
    with (
        shown(quiet=not sys.stderr.isatty() or sys.stdout.isatty()) as progress,
        workers.started(settings.jobs) as crew,
    ):
        step = partial(progress, "replay")
        choices = comparing.choices(settings, repo)
        yield from history.replay(repository, found, choices, crew, step)


def _as_text(step: Step) -> Iterator[str]:
    from docs2sdk.drift import history
    from docs2sdk.reports.changes_text import summary

    commit = step.commit
    yield f"{commit.id[:12]} {commit.day} {commit.subject}"
    yield f"    {summary(step.compared)}; {counted(step.actions, 'action')} now"
    for (service, rule), count in history.counts(step):
        yield f"    {service}: {count} × {rule}"


def _as_json(step: Step) -> Iterator[str]:
    from docs2sdk.drift import history

    changes = [
        {"service": service, "rule": rule, "count": count}
        for (service, rule), count in history.counts(step)
    ]
    yield json.dumps(
        {
            "version": 1,
            "commit": step.commit.id,
            "day": step.commit.day,
            "subject": step.commit.subject,
            "actions": step.actions,
            "changes": changes,
        }
    )
