"""A repository's commits, one after the other, with what each changed in meaning.

A page is interpreted once for each text that it had: a commit costs the pages that it touched.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from docs2sdk.drift import comparison, git, inputs, repositories, revisions
from docs2sdk.drift.comparison import Comparison
from docs2sdk.drift.inputs import Choices, Known
from docs2sdk.drift.repositories import Repository
from docs2sdk.drift.rules import RULES
from docs2sdk.drift.snapshots import Snapshot
from docs2sdk.refusals import UnreadableInput
from docs2sdk.workers import Workers

# How many commits are done, and how many there are.
Progress: TypeAlias = Callable[[int, int], None]

_FIELDS = "%H%x00%P%x00%cs%x00%s"
_LISTING = git.Limit(
    64 << 20
)  # of all that is asked about commits: several hundred thousand
_NOTHING = Snapshot(())


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its id, those of its parents, the day it was made on (where its committer was), its message's first line."""

    id: str
    parents: str
    day: str
    subject: str


@dataclass(frozen=True, slots=True)
class Step:
    """What a commit changed; ``actions`` is how many there are after it."""

    commit: Commit
    compared: Comparison
    actions: int


def commits(repository: Repository, path: str, since: str | None) -> tuple[Commit, ...]:
    """Return the commits that touched a path, oldest first; of a merge only the merge itself.

    ``since`` is a revision: it and what came before it are left out.  UnreadableInput if there is no such revision, or
    if the clone is shallow and the first of the commits would seem to have added all that was there before.
    """
    left_out = (
        [] if since is None else [f"^{repositories.commit_id(repository, since)}"]
    )
    asked = ["rev-list", "--first-parent", "--reverse", f"--format={_FIELDS}"]
    asked += ["HEAD", *left_out, "--", *_paths(path)]
    listing = git.read(repository.git_dir, *asked, limit=_LISTING)
    # A line that says "commit" and the id stands before each line of the format.
    lines = listing.decode("utf-8", "replace").split("\n")[1::2]
    commits = tuple(Commit(*line.split("\0", 3)) for line in lines)
    _check_complete(repository, commits)
    return commits


def _check_complete(repository: Repository, commits: tuple[Commit, ...]) -> None:
    if not commits or commits[0].parents:
        return
    if hint := repositories.shallow_hint(repository):
        raise UnreadableInput(f"{repository.top} lacks earlier commits{hint}")


def _paths(path: str) -> list[str]:
    """Return what a path stands for: a product and a page have overlays beside the products."""
    if not path:
        return []
    above = posixpath.join(path, "..", *[".."] * path.endswith(".md"), "overlays")
    overlays = posixpath.normpath(above)
    return [path] if overlays.startswith("..") else [path, overlays]


def replay(
    repository: Repository,
    found: tuple[Commit, ...],
    choices: Choices,
    crew: Workers,
    progress: Progress,
) -> Iterator[Step]:
    """Yield what each commit changed, from the state before the first one on."""
    known: Known = {}
    before = _before(found, choices, known, crew)
    for done, commit in enumerate(found, 1):
        after = _at(commit.id, choices, known, crew)
        actions = sum(len(service.actions) for service in after.services)
        yield Step(commit, comparison.compare(before, after), actions)
        before = after
        progress(done, len(found))


def counts(step: Step) -> list[tuple[tuple[str, str], int]]:
    """Return how often each rule was found in each service, by service and in the order of the rules."""
    found = Counter((one.service, one.rule.id) for one in step.compared.changes)
    order = list(RULES)
    return sorted(found.items(), key=lambda one: (one[0][0], order.index(one[0][1])))


def _before(
    found: tuple[Commit, ...], choices: Choices, known: Known, crew: Workers
) -> Snapshot:
    if not found or not found[0].parents:
        return _NOTHING
    return _at(f"{found[0].id}^", choices, known, crew)


def _at(revision: str, choices: Choices, known: Known, crew: Workers) -> Snapshot:
    try:
        return inputs.at_revision(revision, choices, known, crew)
    except revisions.NothingThere:
        return _NOTHING
