"""A revision of a git repository → the texts of its pages, without a checkout.

git itself reads its objects: ``ls-tree`` says what there is, ``cat-file --batch`` gives the bytes.  What is no regular
file, too large or not text is a finding, as it is for a folder.
"""

from __future__ import annotations

import io
import os
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.catalog import overlays
from generator.catalog.overlays import Overlay
from generator.diagnostics import Diagnostic
from generator.drift import git
from generator.pages import files, sources
from generator.pages.files import Refused, Scope
from generator.pages.sources import Source, Tree
from generator.refusals import UnreadableInput

_MOST_BYTES = 500_000_000  # of all pages; those published have 12 million
_LINK = "120000"  # git's mode of a symbolic link
_OVERLAYS = "overlays"

HINT = "; --repo names the repository"


class NothingThere(UnreadableInput):
    """A revision holds nothing at the path."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository, and a path in it from its top: the default of what to read."""

    top: Path
    path: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file of a revision: its path from the repository's top."""

    path: str
    mode: str
    id: str
    size: int


def repository(place: Path, hint: str = "") -> Repository:
    """Return the repository that a folder or file lies in, or lay in once; UnreadableInput, with the hint, if in none."""
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


def has(repository: Repository, revision: str) -> bool:
    """Whether a repository has such a revision."""
    try:
        return bool(_tree_of(repository.top, revision))
    except UnreadableInput:
        return False


def had(repository: Repository) -> bool:
    """Whether there has ever been something at a repository's path."""
    path = [repository.path] if repository.path else []
    return bool(git.output(repository.top, "log", "-1", "--format=%H", "--", *path))


def check(repository: Repository, revision: str) -> None:
    """Raise UnreadableInput if a repository has no such revision."""
    _tree_of(repository.top, revision)


def _repository(real: Path, folder: Path) -> Repository:
    if git.line(folder, "rev-parse", "--is-inside-work-tree") == "false":
        return Repository(folder, "")  # a bare repository has nothing but revisions
    top = git.line(folder, "rev-parse", "--show-toplevel")
    prefix = git.line(folder, "rev-parse", "--show-prefix")
    file = "" if os.path.isdir(real) else real.name
    return Repository(Path(top), (prefix + file).strip("/"))


def read(
    repository: Repository, revision: str, path: str | None
) -> tuple[Tree, tuple[Overlay, ...]]:
    """Read the pages of a revision below a path (None: the repository's), and the overlays beside the products.

    UnreadableInput if there is no such revision or path.
    """
    inner = _normal(repository.path if path is None else path)
    tree = _tree_of(repository.top, revision)
    entries = list(_listed(repository.top, tree, [inner] if inner else []))
    if not entries:
        # Who named no path may not know which one was looked for.
        hint = f"; git:{revision}:PATH names another path" if path is None else ""
        raise NothingThere(f"{revision} has no {inner or 'files'}{hint}")
    scope = _scope(inner, entries)
    base = _base(inner, scope)
    # Of the repository's own folder as a product the name is outside of what git knows.
    lead = f"{repository.top.name}/" if base == ".." else ""
    wanted = [one for one in entries if _is_visible_page(one.path, inner)]
    found = _texts(repository.top, wanted, base, lead)
    corrections = _texts(
        repository.top, list(_overlays(repository.top, tree, base)), base, ""
    )
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


def _tree_of(top: Path, revision: str) -> str:
    # git would take it for an option.
    if not revision or revision.startswith("-"):
        raise UnreadableInput(f"{revision!r} is no revision")
    return git.line(top, "rev-parse", "--verify", "--quiet", f"{revision}^{{tree}}")


def _listed(top: Path, tree: str, paths: list[str]) -> Iterator[_Entry]:
    command = ["ls-tree", "-r", "-z", "-l", "--full-tree", tree, "--", *paths]
    for line in git.output(top, *command).split(b"\0")[:-1]:
        about, _, name = line.partition(b"\t")
        mode, kind, id, size = about.decode("ascii").split()
        if kind == "blob":
            path = name.decode("utf-8", "surrogateescape")
            yield _Entry(path, mode, id, int(size))


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


def _overlays(top: Path, tree: str, base: str) -> Iterator[_Entry]:
    folder = posixpath.join(base, _OVERLAYS)
    if base == "..":
        return
    for entry in _listed(top, tree, [f"{folder}/"]):
        name = _below(entry.path, folder)
        if "/" not in name and name.endswith(overlays.SUFFIX) and name[0] != ".":
            yield entry


def _texts(
    top: Path, entries: list[_Entry], base: str, lead: str
) -> list[Source | Diagnostic]:
    """Return the text of every entry under its path from the base, or why it has none."""
    contents = _contents(top, [one for one in entries if not _refusal(one)])
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
    if entry.size > files.LIMIT:
        return Refused("D003", f"{entry.size} bytes, more than {files.LIMIT}")
    return None


def _contents(top: Path, entries: list[_Entry]) -> dict[str, bytes]:
    """Return the bytes of the objects that git has, by id."""
    if sum(entry.size for entry in entries) > _MOST_BYTES:
        raise UnreadableInput(f"the pages have more than {_MOST_BYTES} bytes")
    ids = sorted({entry.id for entry in entries})
    asked = "".join(f"{id}\n" for id in ids).encode()
    stream = io.BytesIO(git.output(top, "cat-file", "--batch", given=asked))
    found = {}
    for id in ids:
        about = stream.readline().split()
        if about[1:2] == [b"blob"]:
            found[id] = stream.read(int(about[2]))
            stream.readline()
    return found
