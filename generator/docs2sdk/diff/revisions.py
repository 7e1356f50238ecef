"""Read the pages of git revisions without a checkout, one revision or many in a row.

A file that is not regular, too large or not text gives a diagnostic, as it does in a folder.  Of many revisions only what
changed from one to the next is read, and nothing is kept of those before.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.diff import git, git_objects, repositories
from docs2sdk.diff.git_objects import Files, TreeEntry
from docs2sdk.diff.repositories import Repository
from docs2sdk.errors import UnreadableInput
from docs2sdk.message_text import pluralize
from docs2sdk.overlays import overlay_files
from docs2sdk.overlays.overlay_files import Overlay
from docs2sdk.pages import folder_merge, input_files, page_sources
from docs2sdk.pages.input_files import FileTree, PageFile, TreeScope, UnreadableFile
from docs2sdk.pages.page_folders import PageFolders
from docs2sdk.pages.page_sources import Source, SourceTree

_MAX_BYTES = 500_000_000  # of all pages; the published ones have 12 million
# Commits whose changes git lists at once, and the bytes of their pages, unless one commit has more.
_BATCH = 64
_MAX_BATCH_BYTES = 8_000_000
_OVERLAYS = "overlays"


class NoPages(UnreadableInput):
    """An input has no files or no API pages."""


class RevisionPages(NamedTuple):
    """The pages of a revision, and the overlays beside the services."""

    tree: SourceTree
    overlays: tuple[Overlay, ...]


def read_pages(
    repository: Repository, revision: str, paths: Sequence[str], hint: str = ""
) -> RevisionPages:
    """Read the pages of a revision in the folders with these paths; several are merged as those of a run are.

    UnreadableInput if there is no such revision, NoPages, with the hint, if none of the paths has a file.
    """
    (pages,) = read_each(repository, [revision], paths)
    if pages is None:
        names = " and ".join(filter(None, map(_normalize_path, paths))) or "files"
        raise NoPages(f"{revision} has no {names}{hint}")
    return pages


def read_each(
    repository: Repository, revisions: Sequence[str], paths: Sequence[str]
) -> Iterator[RevisionPages | None]:
    """Yield the pages of each revision, None for one without any file; all but the first must be ids of commits."""
    reader = _RevisionReader(repository, tuple(map(_normalize_path, paths)))
    for start in range(0, len(revisions), _BATCH):
        yield from reader.read(revisions[start : start + _BATCH])


def list_watched_paths(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the paths of pages and of their overlays, which are beside the folders of the services; none means everything."""
    watched: list[str] = []
    for path in paths:
        if not path:
            return ()
        overlays = posixpath.normpath(posixpath.join(path, "..", _OVERLAYS))
        above = posixpath.normpath(posixpath.join(path, "..", "..", _OVERLAYS))
        watched += [path, overlays, *([above] if path.endswith(".md") else [])]
    return tuple(dict.fromkeys(path for path in watched if path[:2] != ".."))


class _RevisionReader:
    """The files of the last revision that was read, and their bytes."""

    def __init__(self, repository: Repository, paths: tuple[str, ...]) -> None:
        self._repository = repository
        self._paths = paths
        self._watched = list_watched_paths(paths)
        self._revision = ""
        self._files: Files = {}
        self._data: dict[str, bytes | UnreadableFile] = {}
        self._decoded: dict[PageFile, Source | Diagnostic] = {}

    def read(self, revisions: Sequence[str]) -> Iterator[RevisionPages | None]:
        """Yield the pages of the next revisions; UnreadableInput if one has too many files or bytes."""
        try:
            changes = self._list_changes(revisions)
        except git_objects.RevisionTooLarge as error:
            raise UnreadableInput(_describe_too_large(str(error))) from error
        except git.OutputTooLarge as error:
            if len(revisions) == 1:
                raise UnreadableInput(_describe_too_large(revisions[0])) from error
            middle = len(revisions) // 2
            yield from self.read(revisions[:middle])
            yield from self.read(revisions[middle:])
            return
        for revision, changed in zip(revisions, changes, strict=True):
            self._advance(revision, changed)
            yield self._assemble()
        self._forget_old_data()

    def _list_changes(
        self, revisions: Sequence[str]
    ) -> list[Mapping[str, TreeEntry | None]]:
        """Return what each revision changed, with the bytes of all pages loaded; OutputTooLarge."""
        first = [] if self._revision else [self._list_first(revisions[0])]
        later = revisions[len(first) :]
        pairs = [*zip([self._revision or revisions[0], *later], later, strict=False)]
        changed = (
            git_objects.list_changes(self._repository, pairs, self._watched)
            if pairs
            else {}
        )
        changes: list[Mapping[str, TreeEntry | None]] = [*first]
        changes += (changed.get(revision, {}) for revision in later)
        is_single = len(revisions) == 1
        self._load(changes, _MAX_BYTES if is_single else _MAX_BATCH_BYTES)
        return changes

    def _list_first(self, revision: str) -> Files:
        tree = repositories.find_tree_id(self._repository, revision)
        return git_objects.list_files(self._repository, tree, self._watched)

    def _load(
        self, changes: Iterable[Mapping[str, TreeEntry | None]], limit: int
    ) -> None:
        new = {
            entry.id
            for changed in changes
            for path, entry in changed.items()
            if entry and entry.id not in self._data and _may_be_read(path)
        }
        sizes = git_objects.read_sizes(self._repository, sorted(new))
        maximum = input_files.MAX_PAGE_BYTES
        for id, size in sizes.items():
            if size > maximum:
                problem = f"{size} bytes, more than {maximum}"
                self._data[id] = UnreadableFile("D003", problem)
        readable = {id: size for id, size in sizes.items() if size <= maximum}
        if sum(readable.values()) > limit:
            raise git.OutputTooLarge(f"the pages have more than {limit} bytes")
        self._data |= git_objects.read_blobs(self._repository, readable)

    def _advance(self, revision: str, changed: Mapping[str, TreeEntry | None]) -> None:
        self._revision = revision
        if gone := tuple(path for path in changed if path.endswith("/")):
            kept = self._files.items()
            self._files = {
                path: file for path, file in kept if not path.startswith(gone)
            }
        for path, entry in changed.items():
            if entry:
                self._files[path] = entry
            else:
                self._files.pop(path, None)
        if len(self._files) > git_objects.MAX_LISTING.records:
            raise UnreadableInput(_describe_too_large(revision))

    def _forget_old_data(self) -> None:
        used = {entry.id for entry in self._files.values()}
        self._data = {id: data for id, data in self._data.items() if id in used}
        alive = {id(data) for data in self._data.values()}
        self._decoded = {
            file: source
            for file, source in self._decoded.items()
            if id(file.data) in alive
        }

    def _assemble(self) -> RevisionPages | None:
        """Return the pages and overlays of the current files."""
        folders = [
            _Folder(inner, files)
            for inner in self._paths
            if (files := self._list_below(inner))
        ]
        if not folders:
            return None
        trees = [self._read_folder(folder, len(folders) > 1) for folder in folders]
        overlays = [
            page_sources.decode_source(path, self._find_data(path))
            for folder in folders
            for path in self._list_overlays(folder.base)
        ]
        first = trees[0].base.first.as_posix()  # "." for the repository's top
        relative = (_relate_overlay(overlay, first) for overlay in overlays)
        tree = self._decode(folder_merge.merge_trees(trees))
        return RevisionPages(tree, tuple(map(overlay_files.read_overlay, relative)))

    def _list_below(self, inner: str) -> list[str]:
        if not inner:
            return sorted(self._files)
        start = f"{inner}/"
        return sorted(
            path for path in self._files if path.startswith(start) or path == inner
        )

    def _read_folder(self, folder: _Folder, is_one_of_several: bool) -> FileTree:
        if is_one_of_several and folder.scope != "checkout":
            raise UnreadableInput(
                f"{self._revision}: {folder.inner} has no folder per product, which each of several folders of pages must have"
            )
        # If the top of the repository is a service's folder, git does not know its name.
        base = folder.base
        lead = f"{self._repository.top.name}/" if base == ".." else ""
        paths = [path for path in folder.files if _is_visible_page(path, folder.inner)]
        files = [
            PageFile(lead + _relative_path(path, base), self._find_data(path))
            for path in paths
        ]
        in_order = sorted(files, key=lambda file: file.path)
        return FileTree(PageFolders(Path(base)), tuple(in_order), folder.scope)

    def _list_overlays(self, base: str) -> Iterator[str]:
        if base == "..":
            return
        folder = posixpath.join(base, _OVERLAYS)
        for path in self._list_below(folder):
            name = _relative_path(path, folder)
            is_overlay = name.endswith(overlay_files.OVERLAY_SUFFIX)
            if "/" not in name and is_overlay and name[0] != ".":
                yield path

    def _find_data(self, path: str) -> bytes | UnreadableFile:
        mode, id = self._files[path]
        if mode == git_objects.LINK:
            return UnreadableFile("D005", "a symbolic link, not a regular file")
        if id not in self._data:
            self._report_missing()
        return self._data[id]

    def _report_missing(self) -> None:
        missing = [
            path
            for path, entry in sorted(self._files.items())
            if _may_be_read(path) and entry.id not in self._data
        ]
        raise UnreadableInput(
            f"git lacks {pluralize(len(missing), 'file')} of {self._revision} in {self._repository.top}, {missing[0]} first: "
            + git_objects.INCOMPLETE
        )

    def _decode(self, files: FileTree) -> SourceTree:
        """Return the texts of files, as ``page_sources.decode_tree`` does; a file of the last revision is not decoded again."""
        for file in files.files:
            if file not in self._decoded:
                self._decoded[file] = page_sources.decode_source(*file)
        return page_sources.make_tree(
            files, [self._decoded[file] for file in files.files]
        )


@dataclass(frozen=True)
class _Folder:
    """A folder of pages, or a page, with all files in it, from the repository's top."""

    inner: str
    files: Sequence[str]

    @property
    def scope(self) -> TreeScope:
        """What it is, by the rule of ``input_files.read_file_tree``."""
        if list(self.files) == [self.inner]:
            return "page"
        is_checkout = any(_is_in_product(path, self.inner) for path in self.files)
        return "checkout" if is_checkout else "product"

    @property
    def base(self) -> str:
        """The folder that contains the services' folders, from the repository's top."""
        levels = {"checkout": 0, "product": 1, "page": 2}[self.scope]
        path = posixpath.normpath(posixpath.join(self.inner, *[".."] * levels))
        return "" if path == "." else path


def _describe_too_large(revision: str) -> str:
    maximum = git_objects.MAX_LISTING
    return (
        f"{revision} has more than {maximum.records} files, or their names more than {maximum.bytes} bytes, "
        f"or the pages more than {_MAX_BYTES}; git:{revision}:PATH names a folder of it"
    )


def _normalize_path(path: str) -> str:
    normal = posixpath.normpath(path.strip("/") or ".")
    if normal.split("/")[0] == "..":
        raise UnreadableInput(f"{path} leads out of the repository")
    return "" if normal == "." else normal


def _may_be_read(path: str) -> bool:
    name = path.rpartition("/")[2]
    return input_files.is_page_name(name) or name.endswith(overlay_files.OVERLAY_SUFFIX)


def _relative_path(path: str, base: str) -> str:
    return path.removeprefix(f"{base}/") if base else path


@lru_cache(maxsize=100_000)
def _is_in_product(path: str, inner: str) -> bool:
    folder, _, file = _relative_path(path, inner).rpartition("/")
    is_product = folder and "/" not in folder and folder[0] != "."
    return bool(is_product) and input_files.is_page_name(file)


@lru_cache(maxsize=100_000)
def _is_visible_page(path: str, inner: str) -> bool:
    *folders, file = _relative_path(path, inner).split("/")
    return input_files.is_page_name(file) and not any(
        name[0] == "." for name in folders
    )


def _relate_overlay(overlay: Source | Diagnostic, base: str) -> Source | Diagnostic:
    """Return an overlay with its path relative to the folder that contains the services' folders."""
    if isinstance(overlay, Source):
        path = posixpath.relpath(overlay.path, base)
        return overlay._replace(path=path)
    path = posixpath.relpath(overlay.location.path, base)
    return overlay._replace(location=overlay.location._replace(path=path))
