"""Read the pages of a git revision without a checkout.

git reads its own objects: ``ls-tree`` lists the files, ``cat-file --batch`` returns their bytes.  A file that is not
regular, too large or not text gives a diagnostic, as it does in a folder.
"""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.diff import git, repositories
from docs2sdk.diff.repositories import Repository
from docs2sdk.errors import UnreadableInput
from docs2sdk.message_text import pluralize
from docs2sdk.overlays import overlay_files
from docs2sdk.overlays.overlay_files import Overlay
from docs2sdk.pages import input_files, page_sources
from docs2sdk.pages.input_files import TreeScope, UnreadableFile
from docs2sdk.pages.page_folders import PageFolders
from docs2sdk.pages.page_sources import Source, SourceTree

_MAX_BYTES = 500_000_000  # of all pages; the published ones have 12 million
# Of all files of a revision, read or not; the published documentation has 3,000.
_MAX_LISTING = git.Limit(64 << 20, 200_000)
_OBJECT_LINE = 128  # upper bound of the bytes that cat-file prints around an object
_INCOMPLETE = (
    "the clone is partial or damaged: clone the repository again, without --filter"
)
_LINK = "120000"  # git's mode of a symbolic link
_OVERLAYS = "overlays"


class NoPages(UnreadableInput):
    """An input has no files or no API pages."""


@dataclass(frozen=True, slots=True)
class _TreeEntry:
    """A file of a revision: its path from the repository's top; ``size`` is None if git lacks the object."""

    path: str
    mode: str
    id: str
    size: int | None


def read_pages(
    repository: Repository, revision: str, path: str | None
) -> tuple[SourceTree, tuple[Overlay, ...]]:
    """Read the pages of a revision below a path (None: the repository's), and the overlays beside the services.

    UnreadableInput if there is no such revision or path.
    """
    inner = _normalize_path(repository.path if path is None else path)
    tree = repositories.find_tree_id(repository, revision)
    entries = _list_entries(repository, revision, tree, [inner] if inner else [])
    if not entries:
        # Without PATH the default path was used: the message says so.
        hint = f"; git:{revision}:PATH names another path" if path is None else ""
        raise NoPages(f"{revision} has no {inner or 'files'}{hint}")
    scope = _find_scope(inner, entries)
    base = _find_base(inner, scope)
    # If the top of the repository is a service's folder, git does not know its name.
    lead = f"{repository.top.name}/" if base == ".." else ""
    page_entries = [entry for entry in entries if _is_visible_page(entry.path, inner)]
    overlay_entries = list(_list_overlays(repository, revision, tree, base))
    _check_complete(repository, revision, [*page_entries, *overlay_entries])
    texts = _read_texts(repository, page_entries, base, lead)
    overlay_texts = _read_texts(repository, overlay_entries, base, "")
    pages = sorted(
        (text for text in texts if isinstance(text, Source)), key=lambda page: page.path
    )
    diagnostics = sorted(text for text in texts if isinstance(text, Diagnostic))
    page_tree = SourceTree(
        PageFolders(Path(base)), tuple(pages), tuple(diagnostics), scope
    )
    return page_tree, tuple(map(overlay_files.read_overlay, overlay_texts))


def _normalize_path(path: str) -> str:
    normal = posixpath.normpath(path.strip("/") or ".")
    if normal.split("/")[0] == "..":
        raise UnreadableInput(f"{path} leads out of the repository")
    return "" if normal == "." else normal


def _list_entries(
    repository: Repository, revision: str, tree: str, paths: list[str]
) -> list[_TreeEntry]:
    """Return the files of a tree at or below paths; UnreadableInput if they are too many."""
    command = ("ls-tree", "-r", "-z", "-l", "--full-tree", tree, "--", *paths)
    try:
        listing = _run_git(repository, *command, limit=_MAX_LISTING)
    except git.OutputTooLarge as error:
        raise UnreadableInput(
            f"{revision} has more than {_MAX_LISTING.records} files, or their names more than {_MAX_LISTING.bytes} bytes; "
            f"git:{revision}:PATH names a folder of it"
        ) from error
    lines = (line.partition(b"\t") for line in listing.split(b"\0")[:-1])
    return [
        _parse_entry(header, name)
        for header, _, name in lines
        if header.split()[1] == b"blob"
    ]


def _run_git(
    repository: Repository, *arguments: str, limit: git.Limit, stdin: bytes = b""
) -> bytes:
    """Return the output of git about objects that the repository refers to, and should therefore have."""
    try:
        return git.read(repository.git_dir, *arguments, limit=limit, stdin=stdin)
    except git.GitError as error:
        raise UnreadableInput(f"{error}; {_INCOMPLETE}") from error


def _parse_entry(header: bytes, name: bytes) -> _TreeEntry:
    mode, _, id, size = header.decode("ascii").split()
    path = name.decode("utf-8", "surrogateescape")
    # If the object is missing, git prints BAD.
    return _TreeEntry(path, mode, id, int(size) if size.isdigit() else None)


def _check_complete(
    repository: Repository, revision: str, entries: list[_TreeEntry]
) -> None:
    missing = [entry.path for entry in entries if entry.size is None]
    if missing:
        raise UnreadableInput(
            f"git lacks {pluralize(len(missing), 'file')} of {revision} in {repository.top}, {missing[0]} first: "
            + _INCOMPLETE
        )


def _find_scope(inner: str, entries: list[_TreeEntry]) -> TreeScope:
    """Return the scope of a path, by the rule of ``input_files.read_file_tree``."""
    if [entry.path for entry in entries] == [inner]:
        return "page"
    for entry in entries:
        folder, _, file = _relative_path(entry.path, inner).rpartition("/")
        if (
            folder
            and "/" not in folder
            and folder[0] != "."
            and input_files.is_page_name(file)
        ):
            return "checkout"
    return "product"


def _find_base(inner: str, scope: TreeScope) -> str:
    """Return the folder that contains the services' folders, from the repository's top."""
    above = {"checkout": inner, "product": posixpath.join(inner, "..")}
    path = above.get(scope, posixpath.join(inner, "..", ".."))
    normal = posixpath.normpath(path)
    return "" if normal == "." else normal


def _relative_path(path: str, base: str) -> str:
    return path.removeprefix(f"{base}/") if base else path


def _is_visible_page(path: str, inner: str) -> bool:
    *folders, file = _relative_path(path, inner).split("/")
    return input_files.is_page_name(file) and not any(
        name[0] == "." for name in folders
    )


def _list_overlays(
    repository: Repository, revision: str, tree: str, base: str
) -> Iterator[_TreeEntry]:
    folder = posixpath.join(base, _OVERLAYS)
    if base == "..":
        return
    for entry in _list_entries(repository, revision, tree, [f"{folder}/"]):
        name = _relative_path(entry.path, folder)
        if (
            "/" not in name
            and name.endswith(overlay_files.OVERLAY_SUFFIX)
            and name[0] != "."
        ):
            yield entry


def _read_texts(
    repository: Repository, entries: list[_TreeEntry], base: str, lead: str
) -> list[Source | Diagnostic]:
    """Return every entry as a source with its path from the base, or the diagnostic of an entry that cannot be read."""
    readable = [entry for entry in entries if not _find_problem(entry)]
    contents = _read_contents(repository, readable)
    texts = []
    for entry in entries:
        data = _find_problem(entry) or _find_content(entry, contents)
        texts.append(
            page_sources.decode_source(lead + _relative_path(entry.path, base), data)
        )
    return texts


def _find_content(
    entry: _TreeEntry, contents: Mapping[str, bytes]
) -> bytes | UnreadableFile:
    if entry.id not in contents:
        return UnreadableFile("D001", f"git does not have the object {entry.id}")
    return contents[entry.id]


def _find_problem(entry: _TreeEntry) -> UnreadableFile | None:
    if entry.mode == _LINK:
        return UnreadableFile("D005", "a symbolic link, not a regular file")
    if (entry.size or 0) > input_files.MAX_PAGE_BYTES:
        return UnreadableFile(
            "D003", f"{entry.size} bytes, more than {input_files.MAX_PAGE_BYTES}"
        )
    return None


def _read_contents(
    repository: Repository, entries: list[_TreeEntry]
) -> dict[str, bytes]:
    """Return the bytes of the objects of entries, by id; missing objects are left out."""
    total = sum(entry.size or 0 for entry in entries)
    if total > _MAX_BYTES:
        raise UnreadableInput(f"the pages have more than {_MAX_BYTES} bytes")
    ids = sorted({entry.id for entry in entries})
    stdin = "".join(f"{id}\n" for id in ids).encode()
    limit = git.Limit(total + _OBJECT_LINE * len(ids))
    stream = io.BytesIO(
        _run_git(repository, "cat-file", "--batch", limit=limit, stdin=stdin)
    )
    contents = {}
    for id in ids:
        header = stream.readline().split()
        if header[1:2] == [b"blob"]:
            contents[id] = stream.read(int(header[2]))
            stream.readline()
    return contents
