"""From a path to the texts of its pages: the only room that opens documents.

Files are hostile until read: nothing here follows a link, blocks on a pipe or reads without bound.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from generator.diagnostics import Diagnostic
from generator.refusals import Refusal
from generator.schema import Place

Scope: TypeAlias = Literal["checkout", "product", "page"]

OVERLAY = ".toml"
LIMIT = 4_000_000  # bytes per page; the largest published page has 90 thousand

# Absent on Windows, where opening neither follows a junction's name nor waits for a pipe's writer.
_OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)


class UnreadableInput(Refusal):
    """The path that the user gave cannot be read at all; the message says why."""


@dataclass(frozen=True, slots=True)
class Source:
    """One page: ``path`` from ``Tree.base`` with ``/``, ``text`` with ``\\n`` newlines and no byte-order mark."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Tree:
    """All pages below a root in code-point order of their paths, what could not be read, and how much the root is."""

    base: Path
    pages: tuple[Source, ...]
    diagnostics: tuple[Diagnostic, ...]
    scope: Scope = "checkout"


def read_tree(root: Path) -> Tree:
    """Read a documentation checkout, one product folder or one ``.md`` file.

    ``base`` is the folder that holds the product folders, so that a page has the same path in all three cases.
    UnreadableInput if the root is none of these or cannot be listed; every other trouble is a diagnostic.
    """
    real = Path(os.path.realpath(root))
    if is_page(real.name) and real.is_file():
        return _tree(real.parent.parent, [(str(real), None)], "page")
    if _is_checkout(real, root):
        return _tree(real, _walk(real), "checkout")
    return _tree(real.parent, _walk(real), "product")


def is_page(name: str) -> bool:
    """Whether a file is a page, by its name."""
    return name.endswith(".md") and not name.startswith(".")


def _is_checkout(real: Path, root: Path) -> bool:
    """Tell a checkout (its sub-folders hold pages) from a product folder (it holds them itself)."""
    try:
        with os.scandir(real) as entries:
            folders = [entry.path for entry in entries if _is_visible_folder(entry)]
    except OSError as error:
        raise UnreadableInput(f"cannot read {root}: {error.strerror}") from error
    return any(is_page(name) for folder in folders for name in _names(folder))


def _is_visible_folder(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _walk(root: Path) -> Iterator[tuple[str, str | None]]:
    """Yield every page below a folder, and every path that is no page but cannot be passed over, with the reason."""
    waiting = [str(root)]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = [entry for entry in listing if not entry.name.startswith(".")]
        except OSError as error:
            yield folder, f"cannot list the folder: {error.strerror}"
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            elif is_page(entry.name) or _is_link_to_folder(entry):
                yield entry.path, None


def _is_link_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_symlink() and entry.is_dir()
    except OSError:  # a loop of links
        return True


def _tree(base: Path, found: Iterable[tuple[str, str | None]], scope: Scope) -> Tree:
    pages: list[Source] = []
    diagnostics: list[Diagnostic] = []
    # All that is found begins with the base; relpath would look at each part of each path.
    start = len(os.path.join(base, ""))
    for file, trouble in found:
        path = file[start:].replace(os.sep, "/")
        read = (
            Diagnostic(Place(_shown(path), 1), "D001", trouble)
            if trouble
            else read_file(file, path)
        )
        if isinstance(read, Diagnostic):
            diagnostics.append(read)
        else:
            pages.append(read)
    pages.sort(key=lambda page: page.path)
    return Tree(base, tuple(pages), tuple(sorted(diagnostics)), scope)


def read_overlays(folder: Path, base: Path) -> tuple[Source | Diagnostic, ...]:
    """Read every overlay file of a folder, by name; UnreadableInput if the folder cannot be listed.

    Paths are relative to ``base``, as those of pages are; through ``..`` where the folder lies elsewhere.
    """
    # What would be missing then is silently wrong, so a link is no more passed over than followed.
    if folder.is_symlink():
        raise UnreadableInput(f"the overlays {folder} are a symbolic link")
    try:
        found = sorted(os.listdir(folder))
    except OSError as error:
        message = f"cannot read the overlays {folder}: {error.strerror}"
        raise UnreadableInput(message) from error
    return tuple(
        read_file(str(folder / name), _relative(folder / name, base))
        for name in found
        if name.endswith(OVERLAY) and not name.startswith(".")
    )


def _relative(file: Path, base: Path) -> str:
    real = os.path.join(os.path.realpath(file.parent), file.name)
    try:
        return os.path.relpath(real, base).replace(os.sep, "/")
    except ValueError:  # another drive
        return Path(real).as_posix()


def read_file(file: str, path: str) -> Source | Diagnostic:
    """Return a file's text under the path that it is to have, or the one reason why it has none."""
    return read_through(lambda: _fetch(file), path)


def read_through(fetch: Callable[[], bytes], path: str) -> Source | Diagnostic:
    """Return what ``fetch`` gets as the text of a path; it may raise OSError, or Refused with a code and a message."""
    if not path.rpartition("/")[2].isprintable() or _shown(path) != path:
        message = "the name holds bytes or characters that cannot be shown"
        return Diagnostic(Place(_shown(path), 1), "D006", message)
    try:
        return _decode(fetch(), path)
    except Refused as refused:
        return Diagnostic(Place(path, 1), refused.code, refused.message)
    except OSError as error:
        message = f"cannot read the file: {error.strerror}"
        return Diagnostic(Place(path, 1), "D001", message)


class Refused(Exception):
    """A file that is no page, by a code of ``diagnostics.CODES``."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message


def _fetch(file: str) -> bytes:
    """Return a regular file's bytes; Refused for anything else and for too many."""
    _check(os.lstat(file))
    handle = os.open(file, _OPEN_FLAGS)
    try:
        # Once more, on what was opened: the name may lead elsewhere since.
        status = os.fstat(handle)
        _check(status)
        return _bytes(handle, status.st_size)
    finally:
        os.close(handle)


def _bytes(handle: int, size: int) -> bytes:
    """Return an open file's bytes, which may have become more or fewer than ``size``; Refused for too many."""
    # Room for what is there and no more: a buffer as large as the limit costs more than all the reading.
    data = os.read(handle, size + 1)
    if len(data) != size:
        while more := os.read(handle, LIMIT + 1 - len(data)):
            data += more
    if len(data) > LIMIT:
        raise Refused("D003", f"more than {LIMIT} bytes")
    return data


def _check(status: os.stat_result) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise Refused("D005", "a symbolic link, not a regular file")
    if not stat.S_ISREG(status.st_mode):
        raise Refused("D005", "a pipe, socket or device, not a regular file")
    if status.st_size > LIMIT:
        raise Refused("D003", f"{status.st_size} bytes, more than {LIMIT}")


def _decode(data: bytes, path: str) -> Source | Diagnostic:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Offsets from the codec are behind the byte-order mark.
        offset = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        before = _lines(data[:offset].decode("utf-8-sig", "replace"))
        message = f"byte 0x{data[offset]:02x} at offset {offset} is not UTF-8"
        return Diagnostic(_end(path, before), "D002", message)
    normal = _lines(text)
    if "\0" in normal:
        before = normal[: normal.index("\0")]
        return Diagnostic(_end(path, before), "D004", "a NUL character stands here")
    return Source(path, normal)


def _lines(text: str) -> str:
    if "\r" not in text:  # as a rule; looking is cheaper than replacing nothing
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _end(path: str, text: str) -> Place:
    """Return the place right behind a text that begins its page."""
    return Place(path, text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1)


def _shown(path: str) -> str:
    """Return the path with undecodable bytes of the file system escaped."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")
