"""From the bytes of pages to their texts: what is text, and what is a finding instead."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.pages import files
from docs2sdk.pages.files import FileTree, Refused, Scope
from docs2sdk.places import Place
from docs2sdk.refusals import UnreadableInput

OVERLAY = ".toml"


class Source(NamedTuple):
    """One page: ``path`` from ``Tree.base`` with ``/``, ``text`` with ``\\n`` newlines and no byte-order mark."""

    path: str
    text: str


class Tree(NamedTuple):
    """All pages below a root in code-point order of their paths, what could not be read, and how much the root is."""

    base: Path
    pages: tuple[Source, ...]
    diagnostics: tuple[Diagnostic, ...]
    scope: Scope = "checkout"


def read_tree(root: Path) -> Tree:
    """Read a documentation checkout, one product folder or one ``.md`` file, as ``files.read_file_tree`` does."""
    return texts(files.read_file_tree(root))


def texts(found: FileTree) -> Tree:
    """Return the texts of all pages, and a diagnostic for each that has none."""
    read = [text(one.path, one.data) for one in found.files]
    pages = tuple(one for one in read if isinstance(one, Source))
    diagnostics = sorted(one for one in read if isinstance(one, Diagnostic))
    return Tree(found.base, pages, tuple(diagnostics), found.scope)


def read_overlays(folder: Path, base: Path) -> tuple[Source | Diagnostic, ...]:
    """Read every overlay file of a folder, by name; UnreadableInput if the folder cannot be listed.

    Paths are relative to ``base``, as those of pages are; through ``..`` where the folder lies elsewhere.
    """
    # What would be missing then is silently wrong, so a link is no more passed over than followed.
    if os.path.islink(folder):
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
    return text(path, files.read(file))


def text(path: str, data: bytes | Refused) -> Source | Diagnostic:
    """Return the text of a path, or the one reason why it has none."""
    if not path.rpartition("/")[2].isprintable() or _shown(path) != path:
        message = "the name holds bytes or characters that cannot be shown"
        return Diagnostic(Place(_shown(path), 1), "D006", message)
    if isinstance(data, Refused):
        return Diagnostic(Place(path, 1), data.code, data.message)
    return _decode(data, path)


def _decode(data: bytes, path: str) -> Source | Diagnostic:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        at = _end(path, _plain(data[: error.start].decode()))
        message = f"byte 0x{data[error.start]:02x} at offset {error.start} is not UTF-8"
        return Diagnostic(at, "D002", message)
    text = _plain(text)
    if "\0" in text:
        at = _end(path, text[: text.index("\0")])
        return Diagnostic(at, "D004", "a NUL character stands here")
    return Source(path, text)


def _plain(text: str) -> str:
    """Return a text without byte-order mark and with ``\\n`` newlines, as ``files.plain`` does with its bytes."""
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _end(path: str, text: str) -> Place:
    """Return the place right behind a text that begins its page."""
    return Place(path, text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1)


def _shown(path: str) -> str:
    """Return the path with undecodable bytes of the file system escaped."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")
