"""Read the files of revisions from a repository's objects: their names, what changed from one to the next, their bytes."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from docs2sdk.diff import git
from docs2sdk.diff.repositories import Repository
from docs2sdk.errors import UnreadableInput

# Of all files of a revision, read or not; the published documentation has 3,000.
MAX_LISTING = git.Limit(64 << 20, 200_000)
INCOMPLETE = (
    "the clone is partial or damaged: clone the repository again, without --filter"
)
_OBJECT_LINE = 128  # upper bound of the bytes that cat-file prints around an object
_BLOBS = ("100644", "100755", "100664", "120000")  # regular files, and links
LINK = "120000"


class TreeEntry(NamedTuple):
    """A file of a revision: git's mode, and the id of its bytes."""

    mode: str
    id: str


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
) -> dict[str, dict[str, TreeEntry | None]]:
    """Return what changed at or below paths, by new revision, for pairs of ids of old and new commits.

    None for a file that is gone; OutputTooLarge if too much changed.
    """
    command = ("diff-tree", "--stdin", "-r", "-z", "--raw", "--no-renames", "--")
    stdin = "".join(f"{new} {old}\n" for old, new in revisions).encode()
    output = _run_git(repository, *command, *paths, limit=MAX_LISTING, stdin=stdin)
    changes: dict[str, dict[str, TreeEntry | None]] = {}
    parts = iter(output.split(b"\0")[:-1])
    for part in parts:
        if not part.startswith(b":"):
            changed = changes.setdefault(part.decode(), {})
            continue
        _, mode, _, id, _ = part.decode().split()
        entry = TreeEntry(mode, id) if mode in _BLOBS else None
        changed[_decode_path(next(parts))] = entry
    return changes


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
