"""Reads the bytes of pages and of the tool's own files: the only module that opens input files.

No file is trusted, not even the tool's own: nothing here follows a link, blocks on a pipe or reads without bound.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from docs2sdk.errors import UnreadableInput
from docs2sdk.pages.checkout_layout import NAVIGATION_FILES
from docs2sdk.pages.page_folders import PageFolders

TreeScope: TypeAlias = Literal["checkout", "product", "page"]

MAX_PAGE_BYTES = 4_000_000  # bytes per page; the largest published page has 90 thousand
# Bytes of a file that docs2sdk wrote itself; the manifest of 1,421 actions has a million.
MAX_OWN_FILE_BYTES = 100_000_000

_CHUNK_BYTES = 1_000_000  # read at once of a file that has grown

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

# Windows lacks some flags; opening there neither follows a junction nor waits for a pipe's writer.
_OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)


class UnreadableFile(Exception):
    """A file that is not read, with a code of ``diagnostics.CODES``."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message


class PageFile(NamedTuple):
    """One file: its path relative to ``FileTree.base`` with ``/``, and its bytes or the reason why they were not read."""

    path: str
    data: bytes | UnreadableFile


class FileTree(NamedTuple):
    """All pages below a root, sorted by path, and what the root is: a checkout, a product or a page."""

    base: PageFolders
    files: tuple[PageFile, ...]
    scope: TreeScope


def read_file_tree(root: Path) -> FileTree:
    """Read a documentation checkout, one product folder or one ``.md`` file.

    The folder of ``base`` is the one that contains the product folders, so that a page has the same path in all three cases.
    Raises UnreadableInput if the root is none of these or cannot be listed; every other error belongs to a file.
    """
    real = Path(os.path.realpath(root))
    if is_page_name(real.name) and os.path.isfile(real):
        return _read_listing(real.parent.parent, [(str(real), None)], "page")
    if _is_checkout(real, root):
        return _read_listing(real, _walk(real), "checkout")
    return _read_listing(real.parent, _walk(real), "product")


def try_read_bytes(file: str) -> bytes | UnreadableFile:
    """Return a file's bytes, or the reason why it was not read."""
    return _try(read_bytes, file)


def _try(read_file: Callable[[str, int], bytes], file: str) -> bytes | UnreadableFile:
    try:
        return read_file(file, MAX_PAGE_BYTES)
    except UnreadableFile as refused:
        return refused
    except OSError as error:
        return UnreadableFile("D001", f"cannot read the file: {error.strerror}")


def read_bytes(file: str | Path, limit: int = MAX_OWN_FILE_BYTES) -> bytes:
    """Return a regular file's bytes.

    Raises UnreadableFile for anything else and for more than ``limit`` bytes, OSError if the file cannot be read.
    """
    _check(os.lstat(file), limit)
    return read_listed_bytes(file, limit)


def read_listed_bytes(file: str | Path, limit: int = MAX_OWN_FILE_BYTES) -> bytes:
    """Like ``read_bytes``, without its first check: for a path that its folder listed as a regular file.

    The open file is checked, since the path may have been replaced in the meantime.
    """
    handle = os.open(file, _OPEN_FLAGS)
    try:
        status = os.fstat(handle)
        _check(status, limit)
        return _read_handle(handle, status.st_size, limit)
    finally:
        os.close(handle)


def _try_listed(file: str) -> bytes | UnreadableFile:
    return _try(read_listed_bytes, file)


def normalize_text(data: bytes) -> bytes:
    """Return the bytes of a text without its byte-order mark and with ``\\n`` newlines."""
    data = data.removeprefix(_BYTE_ORDER_MARK)
    if b"\r" not in data:  # true of nearly all pages, and cheaper than two replacements
        return data
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def is_page_name(name: str) -> bool:
    """Whether a file name is that of a page: ``*.md``, not hidden."""
    return name.endswith(".md") and not name.startswith(".")


def _is_checkout(real: Path, root: Path) -> bool:
    """Whether a folder is a checkout (its sub-folders contain pages), not a product folder (which contains pages itself).

    A sub-folder that cannot be listed counts as one with pages if the folder itself contains none but navigation.
    """
    try:
        with os.scandir(real) as listing:
            entries = list(listing)
    except OSError as error:
        raise UnreadableInput(f"cannot read {root}: {error.strerror}") from error
    pages = {entry.name for entry in entries if is_page_name(entry.name)}
    folders = [entry.path for entry in entries if _is_visible_folder(entry)]
    return any(_contains_pages(folder, pages <= NAVIGATION_FILES) for folder in folders)


def _is_visible_folder(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)


def _contains_pages(folder: str, default: bool) -> bool:
    """Whether a folder contains pages directly; ``default`` if it cannot be listed."""
    try:
        return any(map(is_page_name, os.listdir(folder)))
    except OSError:
        return default


def _walk(root: Path) -> Iterator[tuple[str, UnreadableFile | None]]:
    """Yield the path of every page below a folder, with None; and every path that cannot be read, with the reason."""
    folders = [str(root)]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as listing:
                entries = [entry for entry in listing if not entry.name.startswith(".")]
        except OSError as error:
            message = f"cannot list the folder: {error.strerror}"
            yield folder, UnreadableFile("D001", message)
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            elif is_page_name(entry.name) or _is_link_to_folder(entry):
                yield entry.path, _check_entry(entry)


def _check_entry(entry: os.DirEntry[str]) -> UnreadableFile | None:
    """Return why an entry cannot be read; None for a file, which the listing tells without another system call."""
    if entry.is_file(follow_symlinks=False):
        return None
    result = try_read_bytes(entry.path)
    return result if isinstance(result, UnreadableFile) else None


def _is_link_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_symlink() and entry.is_dir()
    except OSError:  # a loop of links
        return True


def _read_listing(
    base: Path, listing: Iterable[tuple[str, UnreadableFile | None]], scope: TreeScope
) -> FileTree:
    # Every name begins with the base; relpath would compare each part of each path.
    start = len(os.path.join(base, ""))
    files = [
        PageFile(name[start:].replace(os.sep, "/"), refused or _try_listed(name))
        for name, refused in listing
    ]
    files.sort(key=lambda file: file.path)
    return FileTree(PageFolders(base), tuple(files), scope)


def _read_handle(handle: int, size: int, limit: int) -> bytes:
    """Return an open file's bytes; their number may have changed since it was ``size``.  Raises UnreadableFile for too many."""
    # A buffer of the file's size: one of the size of the limit costs more time than the reading.
    data = os.read(handle, size + 1)
    if len(data) != size:
        while more := os.read(handle, min(limit + 1 - len(data), _CHUNK_BYTES)):
            data += more
    if len(data) > limit:
        raise UnreadableFile("D003", f"more than {limit} bytes")
    return data


def _check(status: os.stat_result, limit: int) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise UnreadableFile("D005", "a symbolic link, not a regular file")
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableFile(
            "D005", "a folder, pipe, socket or device, not a regular file"
        )
    if status.st_size > limit:
        raise UnreadableFile("D003", f"{status.st_size} bytes, more than {limit}")
