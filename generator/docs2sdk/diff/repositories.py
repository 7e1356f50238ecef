"""Find the git repository that contains a path, and look up its revisions.

A bare repository inside another repository is not read: the author of the outer one also wrote its settings.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from docs2sdk.diff import git
from docs2sdk.errors import UnreadableInput

_STAGED = git.Limit(64 << 20)  # the names of all files
HINT = "; --repo names the repository"
_UNSHALLOW = (
    "git fetch --unshallow --tags gets the rest (in GitHub Actions: fetch-depth: 0)"
)


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository: the top of its work tree, the folder of its objects, and the default ``path`` to read, from the top.

    For a bare repository ``top`` is ``git_dir``.
    """

    top: Path
    path: str
    git_dir: Path


def find_repository(path: Path, hint: str = "") -> Repository:
    """Return the repository that contains a path, which need not exist any more, or the bare repository at the path.

    UnreadableInput, with the hint, if there is none; without the hint for a bare repository inside another repository.
    """
    real = Path(os.path.realpath(path))
    try:
        return _read_repository(real, real if os.path.isdir(real) else real.parent)
    except git.GitError as error:
        reason = describe_missing(path) or f"{path}: {error}"
        raise UnreadableInput(f"{reason}{hint}") from error


def find_page_folders(
    folder: Path, specs: Sequence[Path], hint: str = ""
) -> tuple[Repository, tuple[str, ...]]:
    """Return the repository that contains a folder, and the paths of the pages in it, from its top.

    The pages are ``specs`` if all that exist are below the folder and in its repository, else the folder itself.
    """
    repository = find_repository(folder, hint)
    real = os.path.realpath(folder)
    below = [path for path in specs if _is_below(path, real)]
    inner = [find_repository(path) for path in below]
    if not inner or any(each.git_dir != repository.git_dir for each in inner):
        return repository, (repository.path,)
    return repository, tuple(each.path for each in inner)


def find_common_repository(
    specs: Sequence[Path],
) -> tuple[Repository, tuple[str, ...]]:
    """Return the repository that contains all folders of pages, and their paths in it; UnreadableInput if there is none."""
    located = [find_repository(path, HINT) for path in specs]
    if any(each.git_dir != located[0].git_dir for each in located):
        names = ", ".join(map(str, specs))
        raise UnreadableInput(
            f"the pages {names} are in several repositories{HINT}, git:REV:PATH the pages"
        )
    return located[0], tuple(each.path for each in located)


def list_staged_paths(repository: Repository) -> tuple[str, ...]:
    """Return the paths, from the top, that the next commit changes; none if it changes nothing, or if there is no commit yet."""
    command = ("diff-index", "--cached", "--name-only", "--no-renames", "-z")
    try:
        output = git.read(
            repository.git_dir, *command, "HEAD", "--", limit=_STAGED, has_index=True
        )
    except git.GitError:
        return ()
    return tuple(map(os.fsdecode, output.split(b"\0")[:-1]))


def _is_below(path: Path, folder: str) -> bool:
    real = Path(os.path.realpath(path))
    return real.exists() and folder in map(str, real.parents)


def describe_missing(path: Path) -> str:
    """Return why a folder or file does not exist, "" if it exists."""
    try:
        os.stat(path)
    except OSError as error:
        return f"cannot read {path}: {error.strerror}"
    return ""


def has_revision(repository: Repository, revision: str) -> bool:
    """Whether a repository has a revision."""
    try:
        return bool(find_tree_id(repository, revision))
    except UnreadableInput:
        return False


def has_commits(repository: Repository, paths: Sequence[str]) -> bool:
    """Whether any commit touched one of the paths; UnreadableInput if HEAD is no commit."""
    if not has_revision(repository, "HEAD"):
        raise UnreadableInput(
            f"HEAD of {repository.top} is no commit: the repository is empty or incomplete"
        )
    limited = [*paths] if all(paths) else []
    command = ("rev-list", "--max-count=1", "HEAD", "--", *limited)
    return bool(git.read_line(repository.git_dir, *command))


def find_tree_id(repository: Repository, revision: str) -> str:
    """Return the id of the tree of a revision; UnreadableInput if there is none."""
    return _find_object_id(repository, revision, "tree")


def find_commit_id(repository: Repository, revision: str) -> str:
    """Return the id of the commit that a revision names; UnreadableInput if there is none."""
    return _find_object_id(repository, revision, "commit")


def describe_shallow_clone(repository: Repository) -> str:
    """Return a hint how to complete a shallow clone, "" if the repository is none."""
    shallow = git.read_line(repository.git_dir, "rev-parse", "--is-shallow-repository")
    return f"; this is a shallow clone: {_UNSHALLOW}" if shallow == "true" else ""


def describe_missing_tags(repository: Repository) -> str:
    """Return a hint how to get the tags of a clone that has none, "" if it has some or is no clone."""
    if shallow := describe_shallow_clone(repository):
        return shallow
    tags = ("for-each-ref", "--count=1", "--format=x", "refs/tags/")
    if git.read_line(repository.git_dir, *tags):
        return ""
    is_clone = git.read_line(
        repository.git_dir, "for-each-ref", "--count=1", "refs/remotes/"
    )
    return "; this clone has no tags: git fetch --tags gets them" if is_clone else ""


def _find_object_id(repository: Repository, revision: str, kind: str) -> str:
    # git would read it as an option.
    if not revision or revision.startswith("-"):
        raise UnreadableInput(f"{revision!r} is no revision")
    expression = f"{revision}^{{{kind}}}"
    try:
        return git.read_line(
            repository.git_dir, "rev-parse", "--verify", "--quiet", expression
        )
    except git.GitError as error:
        reason = str(error) or f"git: there is no {revision} in {repository.top}"
        raise UnreadableInput(
            f"{reason}{describe_shallow_clone(repository)}"
        ) from error


def _read_repository(real: Path, folder: Path) -> Repository:
    git_dir = _find_git_dir(real, folder)
    if git_dir == real:
        _check_not_embedded(real)
        return Repository(real, "", real)
    if git.discover(folder, "--is-inside-work-tree") == "false":
        return Repository(
            folder, "", git_dir
        )  # a git folder without a work tree: only revisions
    top = git.discover(folder, "--show-toplevel")
    prefix = git.discover(folder, "--show-prefix")
    file = "" if os.path.isdir(real) else real.name
    return Repository(Path(top), (prefix + file).strip("/"), git_dir)


def _find_git_dir(real: Path, folder: Path) -> Path:
    """Return the folder of a repository's objects; a bare repository is accepted only if the user names exactly its folder."""
    try:
        return Path(git.discover(folder, "--absolute-git-dir"))
    except git.GitError:
        if not os.path.isdir(real / "objects"):
            raise
        git_dir = Path(git.discover(folder, "--absolute-git-dir", bare="all"))
        if git_dir != real:
            raise
        return git_dir


def _check_not_embedded(real: Path) -> None:
    """Reject a bare repository inside another one: its settings come with the commits, not from the user."""
    try:
        outer = Path(git.discover(real.parent, "--absolute-git-dir"))
    except git.GitError:
        return
    if outer != real:
        raise UnreadableInput(
            f"{real} is a bare repository inside another repository and is not read; clone it to a folder outside"
        )
