"""A revision of a git repository → the texts of its pages, without a checkout.

git itself reads its objects: ``ls-tree`` says what there is, ``cat-file --batch`` gives the bytes.  What is no regular
file, too large or not text is a finding, as it is for a folder.
"""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from docs2sdk.counting import counted
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.drift import git, repositories
from docs2sdk.drift.repositories import Repository
from docs2sdk.overlays import overlay_files as overlays
from docs2sdk.overlays.overlay_files import Overlay
from docs2sdk.pages import files, sources
from docs2sdk.pages.files import Refused, Scope
from docs2sdk.pages.sources import Source, Tree
from docs2sdk.refusals import UnreadableInput

_MAX_BYTES = 500_000_000  # of all pages; those published have 12 million
# Of all files of a revision, read or not; those published are 3,000.
_LISTING = git.Limit(64 << 20, 200_000)
_OBJECT_LINE = 128  # more than the bytes around an object in what cat-file says
_INCOMPLETE = (
    "the clone is partial or damaged: clone the repository again, without --filter"
)
_LINK = "120000"  # git's mode of a symbolic link
_OVERLAYS = "overlays"


class NothingThere(UnreadableInput):
    """A revision holds nothing at the path."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file of a revision: its path from the repository's top; ``size`` is None if git lacks the object."""

    path: str
    mode: str
    id: str
    size: int | None


def read(
    repository: Repository, revision: str, path: str | None
) -> tuple[Tree, tuple[Overlay, ...]]:
    """Read the pages of a revision below a path (None: the repository's), and the overlays beside the products.

    UnreadableInput if there is no such revision or path.
    """
    inner = _normal(repository.path if path is None else path)
    tree = repositories.tree_id(repository, revision)
    entries = _entries(repository, revision, tree, [inner] if inner else [])
    if not entries:
        # Who named no path may not know which one was looked for.
        hint = f"; git:{revision}:PATH names another path" if path is None else ""
        raise NothingThere(f"{revision} has no {inner or 'files'}{hint}")
    scope = _scope(inner, entries)
    base = _base(inner, scope)
    # Of the repository's own folder as a product the name is outside of what git knows.
    lead = f"{repository.top.name}/" if base == ".." else ""
    wanted = [one for one in entries if _is_visible_page(one.path, inner)]
    beside = list(_overlays(repository, revision, tree, base))
    _check_complete(repository, revision, [*wanted, *beside])
    found = _texts(repository, wanted, base, lead)
    corrections = _texts(repository, beside, base, "")
    pages = sorted(
        (one for one in found if isinstance(one, Source)), key=lambda page: page.path
    )
    faults = sorted(one for one in found if isinstance(one, Diagnostic))
    read = Tree(Path(base), tuple(pages), tuple(faults), scope)
    return read, tuple(map(overlays.understood, corrections))


def _normal(path: str) -> str:
    normal = posixpath.normpath(path.strip("/") or ".")
    if normal.split("/")[0] == "..":
        raise UnreadableInput(f"{path} leads out of the repository")
    return "" if normal == "." else normal


def _entries(
    repository: Repository, revision: str, tree: str, paths: list[str]
) -> list[_Entry]:
    """Return the files of a tree at or below paths; UnreadableInput if they are too many."""
    command = ("ls-tree", "-r", "-z", "-l", "--full-tree", tree, "--", *paths)
    try:
        listing = _read(repository, *command, limit=_LISTING)
    except git.TooLarge as error:
        raise UnreadableInput(
            f"{revision} has more than {_LISTING.records} files, or their names more than {_LISTING.bytes} bytes; "
            f"git:{revision}:PATH names a folder of it"
        ) from error
    lines = (line.partition(b"\t") for line in listing.split(b"\0")[:-1])
    return [
        _entry(about, name) for about, _, name in lines if about.split()[1] == b"blob"
    ]


def _read(
    repository: Repository, *arguments: str, limit: git.Limit, stdin: bytes = b""
) -> bytes:
    """Return git's answer about objects of which a repository says that it has them."""
    try:
        return git.read(repository.git_dir, *arguments, limit=limit, stdin=stdin)
    except git.Complaint as error:
        raise UnreadableInput(f"{error}; {_INCOMPLETE}") from error


def _entry(about: bytes, name: bytes) -> _Entry:
    mode, _, id, size = about.decode("ascii").split()
    path = name.decode("utf-8", "surrogateescape")
    # Where git lacks the object, it says BAD.
    return _Entry(path, mode, id, int(size) if size.isdigit() else None)


def _check_complete(
    repository: Repository, revision: str, entries: list[_Entry]
) -> None:
    lacking = [entry.path for entry in entries if entry.size is None]
    if lacking:
        raise UnreadableInput(
            f"git lacks {counted(len(lacking), 'file')} of {revision} in {repository.top}, {lacking[0]} first: "
            + _INCOMPLETE
        )


def _scope(inner: str, entries: list[_Entry]) -> Scope:
    """Return how much a path is, by the rule of ``files.find``."""
    if [entry.path for entry in entries] == [inner]:
        return "page"
    for entry in entries:
        folder, _, file = _below(entry.path, inner).rpartition("/")
        if folder and "/" not in folder and folder[0] != "." and files.is_page(file):
            return "checkout"
    return "product"


def _base(inner: str, scope: Scope) -> str:
    """Return the folder that holds the products' folders, from the repository's top."""
    above = {"checkout": inner, "product": posixpath.join(inner, "..")}
    place = above.get(scope, posixpath.join(inner, "..", ".."))
    normal = posixpath.normpath(place)
    return "" if normal == "." else normal


def _below(path: str, base: str) -> str:
    return path.removeprefix(f"{base}/") if base else path


def _is_visible_page(path: str, inner: str) -> bool:
    *folders, file = _below(path, inner).split("/")
    return files.is_page(file) and not any(name[0] == "." for name in folders)


def _overlays(
    repository: Repository, revision: str, tree: str, base: str
) -> Iterator[_Entry]:
    folder = posixpath.join(base, _OVERLAYS)
    if base == "..":
        return
    for entry in _entries(repository, revision, tree, [f"{folder}/"]):
        name = _below(entry.path, folder)
        if "/" not in name and name.endswith(overlays.SUFFIX) and name[0] != ".":
            yield entry


def _texts(
    repository: Repository, entries: list[_Entry], base: str, lead: str
) -> list[Source | Diagnostic]:
    """Return the text of every entry under its path from the base, or why it has none."""
    contents = _contents(repository, [one for one in entries if not _refusal(one)])
    found = []
    for entry in entries:
        data = _refusal(entry) or _fetched(entry, contents)
        found.append(sources.text(lead + _below(entry.path, base), data))
    return found


def _fetched(entry: _Entry, contents: Mapping[str, bytes]) -> bytes | Refused:
    if entry.id not in contents:
        return Refused("D001", f"git does not have the object {entry.id}")
    return contents[entry.id]


def _refusal(entry: _Entry) -> Refused | None:
    if entry.mode == _LINK:
        return Refused("D005", "a symbolic link, not a regular file")
    if (entry.size or 0) > files.LIMIT:
        return Refused("D003", f"{entry.size} bytes, more than {files.LIMIT}")
    return None


def _contents(repository: Repository, entries: list[_Entry]) -> dict[str, bytes]:
    """Return the bytes of the objects that git has, by id."""
    total = sum(entry.size or 0 for entry in entries)
    if total > _MAX_BYTES:
        raise UnreadableInput(f"the pages have more than {_MAX_BYTES} bytes")
    ids = sorted({entry.id for entry in entries})
    asked = "".join(f"{id}\n" for id in ids).encode()
    limit = git.Limit(total + _OBJECT_LINE * len(ids))
    stream = io.BytesIO(
        _read(repository, "cat-file", "--batch", limit=limit, stdin=asked)
    )
    found = {}
    for id in ids:
        about = stream.readline().split()
        if about[1:2] == [b"blob"]:
            found[id] = stream.read(int(about[2]))
            stream.readline()
    return found
