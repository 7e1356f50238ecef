"""A path → the git repository that it lies in, and which revisions that has.

A repository that was committed into another one is not read: whoever wrote the outer one wrote its settings.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from docs2sdk.drift import git
from docs2sdk.refusals import UnreadableInput

HINT = "; --repo names the repository"


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository: where its work tree and its objects are, and a path from its top, the default of what to read.

    ``top`` of a bare repository is ``git_dir``.
    """

    top: Path
    path: str
    git_dir: Path


def find(place: Path, hint: str = "") -> Repository:
    """Return the repository that a folder or file lies in, or lay in once, or a bare repository itself.

    UnreadableInput, with the hint, if there is none; without it for a bare repository within another repository.
    """
    real = Path(os.path.realpath(place))
    try:
        return _repository(real, real if os.path.isdir(real) else real.parent)
    except git.Complaint as error:
        why = missing(place) or f"{place}: {error}"
        raise UnreadableInput(f"{why}{hint}") from error


def missing(place: Path) -> str:
    """Return why there is no such folder or file, "" if there is one."""
    try:
        os.stat(place)
    except OSError as error:
        return f"cannot read {place}: {error.strerror}"
    return ""


def has_revision(repository: Repository, revision: str) -> bool:
    """Whether a repository has such a revision."""
    try:
        return bool(tree_id(repository, revision))
    except UnreadableInput:
        return False


def has_commits(repository: Repository) -> bool:
    """Whether there has ever been something at a repository's path; UnreadableInput if HEAD is no commit."""
    if not has_revision(repository, "HEAD"):
        raise UnreadableInput(
            f"HEAD of {repository.top} is no commit: there is none yet, or git lacks it"
        )
    path = [repository.path] if repository.path else []
    asked = ("rev-list", "--max-count=1", "HEAD", "--", *path)
    return bool(git.read_line(repository.git_dir, *asked))


def tree_id(repository: Repository, revision: str) -> str:
    """Return the id of the tree of a revision; UnreadableInput if there is none."""
    return _object_id(repository, revision, "tree")


def commit_id(repository: Repository, revision: str) -> str:
    """Return the id of the commit that a revision names; UnreadableInput if there is none."""
    return _object_id(repository, revision, "commit")


def shallow_hint(repository: Repository) -> str:
    """Return that a repository is a shallow clone and what to do, "" if it is none."""
    shallow = git.read_line(repository.git_dir, "rev-parse", "--is-shallow-repository")
    return (
        "; this is a shallow clone: git fetch --unshallow --tags gets the rest"
        if shallow == "true"
        else ""
    )


def _object_id(repository: Repository, revision: str, kind: str) -> str:
    # git would take it for an option.
    if not revision or revision.startswith("-"):
        raise UnreadableInput(f"{revision!r} is no revision")
    meant = f"{revision}^{{{kind}}}"
    try:
        return git.read_line(
            repository.git_dir, "rev-parse", "--verify", "--quiet", meant
        )
    except git.Complaint as error:
        why = str(error) or f"git: there is no {revision} in {repository.top}"
        raise UnreadableInput(f"{why}{shallow_hint(repository)}") from error


def _repository(real: Path, folder: Path) -> Repository:
    git_dir = _git_dir(real, folder)
    if git_dir == real:
        _check_not_embedded(real)
        return Repository(real, "", real)
    if git.discover(folder, "--is-inside-work-tree") == "false":
        return Repository(folder, "", git_dir)  # there is nothing but revisions
    top = git.discover(folder, "--show-toplevel")
    prefix = git.discover(folder, "--show-prefix")
    file = "" if os.path.isdir(real) else real.name
    return Repository(Path(top), (prefix + file).strip("/"), git_dir)


def _git_dir(real: Path, folder: Path) -> Path:
    """Return the folder of a repository's objects: of a bare one only if the user names itself, not a place in it."""
    try:
        return Path(git.discover(folder, "--absolute-git-dir"))
    except git.Complaint:
        if not os.path.isdir(real / "objects"):
            raise
        git_dir = Path(git.discover(folder, "--absolute-git-dir", bare="all"))
        if git_dir != real:
            raise
        return git_dir


def _check_not_embedded(real: Path) -> None:
    """A clone brings along whatever was committed: a folder in it that is a bare repository is none of the user's."""
    try:
        outer = Path(git.discover(real.parent, "--absolute-git-dir"))
    except git.Complaint:
        return
    if outer != real:
        raise UnreadableInput(
            f"{real} is a bare repository within another repository and is not read; clone it to a folder outside"
        )
