"""From a path to the bytes of its pages: the only room that opens documents.

Files are hostile until read, our own too: nothing here follows a link, blocks on a pipe or reads without bound.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from docs2sdk.pages.layout import NAVIGATION
from docs2sdk.refusals import UnreadableInput

Scope: TypeAlias = Literal["checkout", "product", "page"]

LIMIT = 4_000_000  # bytes per page; the largest published page has 90 thousand
MAX_OWN_FILE_BYTES = (
    100_000_000  # bytes of a file of ours; a manifest of 1,421 actions has a million
)

_PIECE = 1_000_000  # bytes that are read at once of what has grown

_MARK = b"\xef\xbb\xbf"

# Absent on Windows, where opening neither follows a junction's name nor waits for a pipe's writer.
_OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)


class Refused(Exception):
    """A file that is no page, by a code of ``diagnostics.CODES``."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message


class PageFile(NamedTuple):
    """One file: ``path`` from ``FileTree.base`` with ``/``, and its bytes or the one reason why it has none."""

    path: str
    data: bytes | Refused


class FileTree(NamedTuple):
    """All pages below a root in code-point order of their paths, and how much the root is."""

    base: Path
    files: tuple[PageFile, ...]
    scope: Scope


def read_file_tree(root: Path) -> FileTree:
    """Read a documentation checkout, one product folder or one ``.md`` file.

    ``base`` is the folder that holds the product folders, so that a page has the same path in all three cases.
    UnreadableInput if the root is none of these or cannot be listed; every other trouble is that of a file.
    """
    real = Path(os.path.realpath(root))
    if is_page(real.name) and os.path.isfile(real):
        return _found(real.parent.parent, [(str(real), None)], "page")
    if _is_checkout(real, root):
        return _found(real, _walk(real), "checkout")
    return _found(real.parent, _walk(real), "product")


def read(file: str) -> bytes | Refused:
    """Return a file's bytes, or the one reason why it has none."""
    return _read(fetch, file)


def _read(way: Callable[[str, int], bytes], file: str) -> bytes | Refused:
    try:
        return way(file, LIMIT)
    except Refused as refused:
        return refused
    except OSError as error:
        return Refused("D001", f"cannot read the file: {error.strerror}")


def fetch(file: str | Path, limit: int = MAX_OWN_FILE_BYTES) -> bytes:
    """Return a regular file's bytes; Refused for anything else and for too many, OSError if it cannot be read."""
    _check(os.lstat(file), limit)
    return fetch_listed(file, limit)


def fetch_listed(file: str | Path, limit: int = MAX_OWN_FILE_BYTES) -> bytes:
    """Return the bytes of what was a regular file when its folder was listed, as ``fetch`` does: it may be another since."""
    handle = os.open(file, _OPEN_FLAGS)
    try:
        status = os.fstat(handle)
        _check(status, limit)
        return _bytes(handle, status.st_size, limit)
    finally:
        os.close(handle)


def _listed(file: str) -> bytes | Refused:
    """Return the same of what a folder has listed as a file."""
    return _read(fetch_listed, file)


def plain(data: bytes) -> bytes:
    """Return a text's bytes without byte-order mark and with ``\\n`` newlines."""
    data = data.removeprefix(_MARK)
    if b"\r" not in data:  # as a rule; looking is cheaper than replacing nothing
        return data
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def is_page(name: str) -> bool:
    """Whether a file is a page, by its name."""
    return name.endswith(".md") and not name.startswith(".")


def _is_checkout(real: Path, root: Path) -> bool:
    """Tell a checkout (its sub-folders hold pages) from a product folder (it holds them itself).

    A sub-folder that cannot be listed may hold pages, and does where the folder itself holds none but navigation.
    """
    try:
        with os.scandir(real) as listing:
            entries = list(listing)
    except OSError as error:
        raise UnreadableInput(f"cannot read {root}: {error.strerror}") from error
    pages = {entry.name for entry in entries if is_page(entry.name)}
    folders = [entry.path for entry in entries if _is_visible_folder(entry)]
    return any(_holds_pages(folder, pages <= NAVIGATION) for folder in folders)


def _is_visible_folder(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)


def _holds_pages(folder: str, closed: bool) -> bool:
    """Whether a folder holds pages itself; ``closed``, if it cannot be listed."""
    try:
        return any(map(is_page, os.listdir(folder)))
    except OSError:
        return closed


def _walk(root: Path) -> Iterator[tuple[str, Refused | None]]:
    """Yield every page below a folder, and every path that is no page but cannot be passed over, with the reason."""
    waiting = [str(root)]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = [entry for entry in listing if not entry.name.startswith(".")]
        except OSError as error:
            message = f"cannot list the folder: {error.strerror}"
            yield folder, Refused("D001", message)
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            elif is_page(entry.name) or _is_link_to_folder(entry):
                yield entry.path, _refusal(entry)


def _refusal(entry: os.DirEntry[str]) -> Refused | None:
    """Return why what a folder lists is no page; None for a file, without asking for more than the folder says."""
    if entry.is_file(follow_symlinks=False):
        return None
    found = read(entry.path)
    return found if isinstance(found, Refused) else None


def _is_link_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_symlink() and entry.is_dir()
    except OSError:  # a loop of links
        return True


def _found(
    base: Path, listed: Iterable[tuple[str, Refused | None]], scope: Scope
) -> FileTree:
    # All that is listed begins with the base; relpath would look at each part of each path.
    start = len(os.path.join(base, ""))
    files = [
        PageFile(name[start:].replace(os.sep, "/"), refused or _listed(name))
        for name, refused in listed
    ]
    files.sort(key=lambda file: file.path)
    return FileTree(base, tuple(files), scope)


def _bytes(handle: int, size: int, limit: int) -> bytes:
    """Return an open file's bytes, which may have become more or fewer than ``size``; Refused for too many."""
    # Room for what is there and no more: a buffer as large as the limit costs more than all the reading.
    data = os.read(handle, size + 1)
    if len(data) != size:
        while more := os.read(handle, min(limit + 1 - len(data), _PIECE)):
            data += more
    if len(data) > limit:
        raise Refused("D003", f"more than {limit} bytes")
    return data


def _check(status: os.stat_result, limit: int) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise Refused("D005", "a symbolic link, not a regular file")
    if not stat.S_ISREG(status.st_mode):
        raise Refused("D005", "a folder, pipe, socket or device, not a regular file")
    if status.st_size > limit:
        raise Refused("D003", f"{status.st_size} bytes, more than {limit}")
