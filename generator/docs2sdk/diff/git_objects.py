"""Read the files of revisions from a repository's objects: their names, what changed from one to the next, their bytes."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from docs2sdk.diff import git
from docs2sdk.diff.repositories import Repository
from docs2sdk.errors import UnreadableInput

# Of all files of a revision, read or not; the published documentation has 3,000.
MAX_LISTING = git.Limit(64 << 20, 200_000)
INCOMPLETE = (
    "the clone is partial or damaged: git fetch --refetch --no-filter gets the rest, "
    "or clone the repository again, without --filter"
)
_OBJECT_LINE = 128  # upper bound of the bytes that cat-file prints around an object
_BLOBS = ("100644", "100755", "100664", "120000")  # regular files, and links
LINK = "120000"
_TREE = "040000"
# The tree without a file, which git knows without an object, by the length of ids: SHA-1 and SHA-256.
_EMPTY_TREES = {
    40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}


class RevisionTooLarge(Exception):
    """A revision changed more files than may be read; its argument is the revision."""


class TreeEntry(NamedTuple):
    """A file of a revision: git's mode, and the id of its bytes."""

    mode: str
    id: str


class _RawChange(NamedTuple):
    """An entry of a folder, a file or a folder, before and after."""

    name: str
    old: TreeEntry
    new: TreeEntry


class _ChangedFolder(NamedTuple):
    """A folder that a revision changed: its path with a final ``/``, "" for the top, and the ids of its trees."""

    revision: str
    path: str
    old: str
    new: str


# What changed, by path: None for a file that is gone, or for a folder, whose path ends with ``/``.
Changes: TypeAlias = dict[str, TreeEntry | None]

# The files of a revision by their paths from the repository's top.
Files: TypeAlias = dict[str, TreeEntry]


def list_files(repository: Repository, tree: str, paths: Collection[str]) -> Files:
    """Return the files of a tree at or below paths, all for no path; OutputTooLarge if they are too many."""
    command = ("ls-tree", "-r", "-z", "--full-tree", tree, "--", *paths)
    listing = _run_git(repository, *command, limit=MAX_LISTING)
    lines = (line.partition(b"\t") for line in listing.split(b"\0")[:-1])
    entries = ((header.split(), name) for header, _, name in lines)
    return {
        _decode_path(name): TreeEntry(mode.decode(), id.decode())
        for (mode, kind, id), name in entries
        if kind == b"blob"
    }


def list_changes(
    repository: Repository,
    revisions: Sequence[tuple[str, str]],
    paths: Collection[str],
) -> dict[str, Changes]:
    """Return what changed at or below paths, all for no path, by new revision, for pairs of ids of old and new commits.

    RevisionTooLarge if one of them changed too much, OutputTooLarge if all of them did.  Folders are compared level by level:
    git would keep all files of a folder that many others repeat in memory before it prints the first.
    """
    trees = _find_trees(repository, {id for pair in revisions for id in pair})
    changes: dict[str, Changes] = {new: {} for _, new in revisions}
    level = [_ChangedFolder(new, "", trees[old], trees[new]) for old, new in revisions]
    counts: Counter[str] = Counter()
    while level:
        compared = _compare_trees(
            repository, {(each.old, each.new) for each in level if each.old != each.new}
        )
        for folder in level:
            counts[folder.revision] += len(compared.get((folder.old, folder.new), ()))
        _check_counts(counts)
        level = [
            deeper
            for folder in level
            for change in compared.get((folder.old, folder.new), ())
            if _is_watched(folder.path + change.name, paths)
            for deeper in _add_change(changes[folder.revision], folder, change)
        ]
    return changes


def _check_counts(counts: Mapping[str, int]) -> None:
    """Check how many entries changed, before a path is made of any."""
    for revision, count in counts.items():
        if count > MAX_LISTING.records:
            raise RevisionTooLarge(revision)
    if sum(counts.values()) > MAX_LISTING.records:
        raise git.OutputTooLarge(f"more than {MAX_LISTING.records} files changed")


def _add_change(
    changes: Changes, folder: _ChangedFolder, change: _RawChange
) -> Iterator[_ChangedFolder]:
    """Add the change of a file, or of a folder that is gone; yield a folder that is there."""
    path = folder.path + change.name
    if change.new.mode == _TREE:
        is_old = change.old.mode == _TREE
        empty = _EMPTY_TREES[len(change.new.id)]
        old = change.old.id if is_old else empty
        yield _ChangedFolder(folder.revision, f"{path}/", old, change.new.id)
    elif change.old.mode == _TREE:
        changes[f"{path}/"] = None
    if change.new.mode in _BLOBS:
        changes[path] = change.new
    elif change.old.mode in _BLOBS:
        changes[path] = None


def _find_trees(repository: Repository, commits: Collection[str]) -> dict[str, str]:
    """Return the ids of the trees of commits."""
    ids = sorted(commits)
    stdin = "".join(f"{id}^{{tree}}\n" for id in ids).encode()
    limit = git.Limit(2 * _OBJECT_LINE * len(ids))
    command = ("cat-file", "--batch-check")
    output = _run_git(repository, *command, limit=limit, stdin=stdin).decode()
    trees = {}
    for id, line in zip(ids, output.splitlines(), strict=True):
        tree, kind = line.split()[:2]
        if kind != "tree":
            raise UnreadableInput(f"git lacks the commit {id}; {INCOMPLETE}")
        trees[id] = tree
    return trees


def _compare_trees(
    repository: Repository, pairs: Collection[tuple[str, str]]
) -> dict[tuple[str, str], list[_RawChange]]:
    """Return the entries that differ between old and new trees, without what is below them."""
    if not pairs:
        return {}
    stdin = "".join(f"{old} {new}\n" for old, new in sorted(pairs)).encode()
    command = ("diff-tree", "--stdin", "-z", "--raw", "--no-renames")
    output = _run_git(repository, *command, limit=MAX_LISTING, stdin=stdin)
    parts = iter(output.split(b"\0")[:-1])
    compared: dict[tuple[str, str], list[_RawChange]] = {}
    changes: list[_RawChange] = []
    for part, name in zip(parts, parts, strict=True):
        # A line with both ids precedes the first change of a pair.
        head, _, change = part.rpartition(b"\n")
        if head:
            old, new = head.decode().split("\n")[-1].split()
            changes = compared.setdefault((old, new), [])
        old_mode, new_mode, old_id, new_id, _ = change.decode().lstrip(":").split()
        entries = TreeEntry(old_mode, old_id), TreeEntry(new_mode, new_id)
        changes.append(_RawChange(_decode_path(name), *entries))
    return compared


def _is_watched(path: str, paths: Collection[str]) -> bool:
    """Whether a path is at, below or above one of the paths."""
    return not paths or any(
        watched == path
        or path.startswith(f"{watched}/")
        or watched.startswith(f"{path}/")
        for watched in paths
    )


def read_sizes(repository: Repository, ids: Collection[str]) -> dict[str, int]:
    """Return the sizes of objects; objects that git does not have are left out."""
    if not ids:
        return {}
    stdin = "".join(f"{id}\n" for id in ids).encode()
    limit = git.Limit(_OBJECT_LINE * len(ids))
    output = _run_git(repository, "cat-file", "--batch-check", limit=limit, stdin=stdin)
    lines = map(str.split, output.decode("ascii", "replace").splitlines())
    return {words[0]: int(words[2]) for words in lines if words[1:2] == ["blob"]}


def read_blobs(
    repository: Repository, sizes: Mapping[str, int]
) -> Iterator[tuple[str, bytes]]:
    """Yield the bytes of objects by id; ``sizes`` are those of ``read_sizes``."""
    if not sizes:
        return
    stdin = "".join(f"{id}\n" for id in sizes).encode()
    limit = git.Limit(sum(sizes.values()) + _OBJECT_LINE * len(sizes))
    stream = io.BytesIO(
        _run_git(repository, "cat-file", "--batch", limit=limit, stdin=stdin)
    )
    for id in sizes:
        header = stream.readline().split()
        if header[1:2] == [b"blob"]:
            yield id, stream.read(int(header[2]))
            stream.readline()


def _run_git(
    repository: Repository, *arguments: str, limit: git.Limit, stdin: bytes = b""
) -> bytes:
    """Return the output of git about objects that the repository refers to, and should therefore have."""
    try:
        return git.read(repository.git_dir, *arguments, limit=limit, stdin=stdin)
    except git.GitError as error:
        raise UnreadableInput(f"{error}; {INCOMPLETE}") from error


def _decode_path(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")
