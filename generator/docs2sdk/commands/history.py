"""``docs2sdk history``: list the changes in meaning that each commit of a documentation repository made.

Exit codes: 0 success; 2 wrong usage or unreadable input.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from docs2sdk.commands import options, page_comparison
from docs2sdk.console import dump_json, echo, exit_on_errors, warn
from docs2sdk.message_text import pluralize

if TYPE_CHECKING:
    from docs2sdk.diff.history import CommitChanges

_MIN_REPORTED = 500


@click.command(
    short_help="List the changes that each commit of a repository made.",
    epilog="Example: docs2sdk history ../documentation --since v1.0 --format json",
)
@click.argument("repo", type=options.PATH)
@click.option(
    "--since", metavar="REV", help="Only commits after this revision. [default: all]"
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Text, or one JSON object per line for each commit. [default: text]",
)
@options.jobs
def command(repo: Path, since: str | None, form: str, jobs: int | None) -> None:
    """List the commits of REPO that touched its pages, each with its number of changes by service and rule.

    REPO is a documentation repository, or a folder or page in one; its checkout is not modified. If the pages of the
    settings (specs) are below REPO, they are what is read. A merged branch counts as one commit, the merge. A page is read
    again only if a commit touched it.
    """
    is_empty = True
    with exit_on_errors():
        for step in _replay(repo, since, jobs):
            is_empty = False
            echo(*(_render_json(step) if form == "json" else _render_text(step)))
    if is_empty:
        after = f" after {since}" if since else ""
        warn(f"no commit{after} touched {repo}")


def _replay(repo: Path, since: str | None, jobs: int | None) -> Iterator[CommitChanges]:
    from docs2sdk import config, workers
    from docs2sdk.diff import history, repositories
    from docs2sdk.errors import UnreadableInput
    from docs2sdk.progress import show_progress

    settings = config.load_settings(Path.cwd(), {"jobs": jobs})
    repository, paths = repositories.find_page_folders(repo, settings.specs)
    # If no commit touched the path, its overlays alone are no history.
    commits = (
        history.list_commits(repository, paths, since)
        if repositories.has_commits(repository, paths)
        else ()
    )
    if not commits and (reason := repositories.describe_missing(repo)):
        raise UnreadableInput(reason)
    with (
        show_progress(quiet=_is_quiet(len(commits))) as progress,
        workers.open_pool(settings.jobs) as pool,
    ):
        step = partial(progress, "replay")
        input_options = page_comparison.make_input_options(settings, repo)
        yield from history.replay_commits(
            repository, paths, commits, input_options, pool, step
        )


def _is_quiet(commits: int) -> bool:
    """Whether to show no progress: a terminal shows the commits themselves, and in a pipe only long runs are of interest."""
    if sys.stdout.isatty():
        return True
    return not sys.stderr.isatty() and commits < _MIN_REPORTED


def _render_text(step: CommitChanges) -> Iterator[str]:
    from docs2sdk.diff import history
    from docs2sdk.reports.changes_text import summarize

    commit = step.commit
    yield f"{commit.id[:12]} {commit.day} {commit.subject}"
    yield f"    {summarize(step.comparison)}; {pluralize(step.actions, 'action')} after it"
    for (service, rule), count in history.count_changes(step):
        yield f"    {service}: {count} × {rule}"


def _render_json(step: CommitChanges) -> Iterator[str]:
    from docs2sdk.diff import history

    changes = [
        {"service": service, "rule": rule, "count": count}
        for (service, rule), count in history.count_changes(step)
    ]
    document = {
        "version": 1,
        "commit": step.commit.id,
        "day": step.commit.day,
        "subject": step.commit.subject,
        "actions": step.actions,
        "changes": changes,
    }
    yield dump_json(document, indent=None).rstrip("\n")
