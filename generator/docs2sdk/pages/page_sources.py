"""Decodes the bytes of pages and overlays: into texts, or diagnostics where the bytes are no text."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from docs2sdk.diagnostics import Diagnostic
from docs2sdk.errors import UnreadableInput
from docs2sdk.locations import Location
from docs2sdk.pages import input_files
from docs2sdk.pages.input_files import FileTree, TreeScope, UnreadableFile
from docs2sdk.pages.page_folders import PageFolders

OVERLAY_SUFFIX = ".toml"


class Source(NamedTuple):
    """One page or overlay: its path relative to ``SourceTree.base`` with ``/``, its text with ``\\n`` newlines and no byte-order mark."""

    path: str
    text: str


class SourceTree(NamedTuple):
    """All pages below a root, sorted by path; diagnostics of the others; and what the root is: a checkout, a product or a page."""

    base: PageFolders
    pages: tuple[Source, ...]
    diagnostics: tuple[Diagnostic, ...]
    scope: TreeScope = "checkout"


def read_source_tree(root: Path) -> SourceTree:
    """Read a documentation checkout, one product folder or one ``.md`` file, as ``input_files.read_file_tree`` does."""
    return decode_tree(input_files.read_file_tree(root))


def decode_tree(file_tree: FileTree) -> SourceTree:
    """Return the texts of all pages, and a diagnostic for each that has none."""
    return make_tree(file_tree, [decode_source(*file) for file in file_tree.files])


def make_tree(file_tree: FileTree, results: list[Source | Diagnostic]) -> SourceTree:
    """Return the tree of files; ``results`` are those of ``decode_source`` in the same order."""
    pages = tuple(source for source in results if isinstance(source, Source))
    diagnostics = [each for each in results if isinstance(each, Diagnostic)]
    diagnostics += _report_replaced(file_tree.base)
    in_order = tuple(sorted(diagnostics))
    return SourceTree(file_tree.base, pages, in_order, file_tree.scope)


def _report_replaced(base: PageFolders) -> Iterator[Diagnostic]:
    """Yield a diagnostic at each page that is used instead of another one of the same path."""
    for path, numbers in base.replaced.items():
        names = ", ".join(base.folders[number].name for number in numbers)
        message = f"this page is used instead of the one in {names}"
        yield Diagnostic(Location(path, 1), "D107", message)


def read_overlay_files(folder: Path, base: Path) -> tuple[Source | Diagnostic, ...]:
    """Read every overlay file of a folder, sorted by name; raises UnreadableInput if the folder cannot be listed.

    Paths are relative to ``base``, as those of pages are; with ``..`` if the folder is elsewhere.
    """
    # A link is not followed.  It is an error, since a run without its overlays would be wrong without a sign.
    if os.path.islink(folder):
        raise UnreadableInput(f"the overlays {folder} are a symbolic link")
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        message = f"cannot read the overlays {folder}: {error.strerror}"
        raise UnreadableInput(message) from error
    return tuple(
        read_source(str(folder / name), _relative(folder / name, base))
        for name in names
        if name.endswith(OVERLAY_SUFFIX) and not name.startswith(".")
    )


def _relative(file: Path, base: Path) -> str:
    real = os.path.join(os.path.realpath(file.parent), file.name)
    try:
        return os.path.relpath(real, base).replace(os.sep, "/")
    except ValueError:  # another drive
        return Path(real).as_posix()


def read_source(file: str, path: str) -> Source | Diagnostic:
    """Read a file; ``path`` is the path of the source or diagnostic."""
    return decode_source(path, input_files.try_read_bytes(file))


def decode_source(path: str, data: bytes | UnreadableFile) -> Source | Diagnostic:
    """Return the text of a file's bytes, or a diagnostic with the reason why it has none."""
    if not path.rpartition("/")[2].isprintable() or _escape(path) != path:
        message = "the name holds bytes or characters that cannot be shown"
        return Diagnostic(Location(_escape(path), 1), "D006", message)
    if isinstance(data, UnreadableFile):
        return Diagnostic(Location(path, 1), data.code, data.message)
    return _decode(data, path)


def _decode(data: bytes, path: str) -> Source | Diagnostic:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        location = _end(path, _normalize(data[: error.start].decode()))
        message = f"byte 0x{data[error.start]:02x} at offset {error.start} is not UTF-8"
        return Diagnostic(location, "D002", message)
    text = _normalize(text)
    if "\0" in text:
        location = _end(path, text[: text.index("\0")])
        return Diagnostic(location, "D004", "a NUL character stands here")
    return Source(path, text)


def _normalize(text: str) -> str:
    """Return a text without its byte-order mark and with ``\\n`` newlines, as ``input_files.normalize_text`` does with bytes."""
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _end(path: str, text: str) -> Location:
    """Return the location just after a text that is the beginning of its page."""
    return Location(path, text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1)


def _escape(path: str) -> str:
    """Return the path with the file system's undecodable bytes escaped."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")
