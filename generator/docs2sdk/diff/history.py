"""Replay the commits of a repository, with the changes that each made.

A page is interpreted once for each text that it had: a commit costs as much as the pages that it touched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from docs2sdk.diff import comparison, git, repositories, revisions
from docs2sdk.diff.comparison import Comparison
from docs2sdk.diff.inputs import InputOptions, SnapshotBuilder
from docs2sdk.diff.repositories import Repository
from docs2sdk.diff.revisions import NoPages, RevisionPages
from docs2sdk.diff.rules import RULES
from docs2sdk.diff.snapshots import Snapshot
from docs2sdk.errors import UnreadableInput
from docs2sdk.workers import WorkerPool

# Called with the number of commits that are done, and the number of all.
Progress: TypeAlias = Callable[[int, int], None]

_FIELDS = "%H%x00%P%x00%cs%x00%s"
_MAX_OUTPUT = git.Limit(64 << 20)  # several hundred thousand commits
_EMPTY = Snapshot(())


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its id, its parents' ids, its day in the committer's time zone, the first line of its message."""

    id: str
    parents: str
    day: str
    subject: str


@dataclass(frozen=True, slots=True)
class CommitChanges:
    """A commit, what it changed, and the number of ``actions`` after it."""

    commit: Commit
    comparison: Comparison
    actions: int


def list_commits(
    repository: Repository, paths: Sequence[str], since: str | None
) -> tuple[Commit, ...]:
    """Return the commits that touched one of the paths, oldest first; merged branches count as their merge commit.

    The revision ``since`` and everything before it is left out.  UnreadableInput if there is no such revision, or if the
    clone is shallow and its first commit would seem to have added everything.
    """
    excluded = []
    if since is not None:
        excluded = [f"^{repositories.find_commit_id(repository, since)}"]
    command = ["rev-list", "--first-parent", "--reverse", f"--format={_FIELDS}"]
    command += ["HEAD", *excluded, "--", *revisions.list_watched_paths(paths)]
    output = git.read(repository.git_dir, *command, limit=_MAX_OUTPUT)
    # A line "commit ID" precedes each line of the format.
    lines = output.decode("utf-8", "replace").split("\n")[1::2]
    commits = tuple(Commit(*line.split("\0", 3)) for line in lines)
    _check_complete(repository, commits)
    return commits


def _check_complete(repository: Repository, commits: tuple[Commit, ...]) -> None:
    if not commits or commits[0].parents:
        return
    if hint := repositories.describe_shallow_clone(repository):
        raise UnreadableInput(f"{repository.top} lacks earlier commits{hint}")


def replay_commits(
    repository: Repository,
    paths: Sequence[str],
    commits: tuple[Commit, ...],
    options: InputOptions,
    pool: WorkerPool,
    progress: Progress,
) -> Iterator[CommitChanges]:
    """Yield what each commit changed in the folders with these paths, beginning with the state before the first."""
    builder = SnapshotBuilder(options, pool)
    before = _EMPTY
    parents = [commit.parents.split()[0] for commit in commits[:1] if commit.parents]
    ids = [*parents, *(commit.id for commit in commits)]
    states = revisions.read_each(repository, ids, paths)
    for id, pages in zip(parents, states, strict=False):
        before = _build_snapshot(builder, id, pages)
    for done, (commit, pages) in enumerate(zip(commits, states, strict=True), 1):
        after = _build_snapshot(builder, commit.id, pages)
        actions = sum(len(service.actions) for service in after.services)
        changes = comparison.compare_snapshots(before, after)
        yield CommitChanges(commit, changes, actions)
        before = after
        progress(done, len(commits))


def _build_snapshot(
    builder: SnapshotBuilder, revision: str, pages: RevisionPages | None
) -> Snapshot:
    try:
        return builder.build(revision, pages) if pages else _EMPTY
    except NoPages:
        return _EMPTY


def count_changes(step: CommitChanges) -> list[tuple[tuple[str, str], int]]:
    """Return the number of changes by service and rule, sorted by service and by the order of the rules."""
    changes = step.comparison.changes
    counts = Counter((change.service, change.rule.id) for change in changes)
    order = list(RULES)
    return sorted(
        counts.items(), key=lambda count: (count[0][0], order.index(count[0][1]))
    )
