"""What is on disk in an output folder: the digests of files, and what is there instead of them or beside them."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from generator.refusals import OutputUnusable

_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_PIECE = 65_536  # bytes

# Something is there, but no file of a folder that is really below ours.
NO_FILE = "no file"


class Survey(NamedTuple):
    """What is at some paths: the digest of a file, "" for nothing, ``NO_FILE`` for anything else; and what is beside them.

    ``strangers`` are the paths of all other files in the folders of these paths.
    """

    found: dict[str, str]
    strangers: tuple[str, ...]


def survey(folder: Path, paths: Collection[str]) -> Survey:
    """Look at some paths, and into their folders."""
    found: dict[str, str] = {}
    strangers = []
    for path, entry in _walk(folder, paths):
        if path not in paths:
            strangers.append(path)
        elif entry.is_file(follow_symlinks=False):
            found[path] = _digest_of_file(entry.path)
    for path in paths:
        if path not in found:
            found[path] = found_at(folder, path)
    return Survey(found, tuple(sorted(one for one in strangers if "/" in one)))


def look(folder: Path, paths: Collection[str]) -> dict[str, str]:
    """Return what is at each path, as in ``Survey.found``."""
    return survey(folder, paths).found


def _walk(
    folder: Path, paths: Collection[str]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield all that is no folder in the folders of these paths, with its own path; caches and hidden things left out.

    The paths' folders are those that they begin with, so what somebody keeps beside them is passed over.
    """
    tops = {path.partition("/")[0] for path in paths if "/" in path}
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        for entry in _entries(folder / prefix):
            if not entry.is_dir(follow_symlinks=False):
                yield prefix + entry.name, entry
            elif prefix or entry.name in tops:
                waiting.append(f"{prefix}{entry.name}/")


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as listing:
            return [entry for entry in listing if not _is_passed_over(entry.name)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise OutputUnusable(f"{folder}: {error.strerror}") from error


def _is_passed_over(name: str) -> bool:
    return name.startswith(".") or name == "__pycache__"


def found_at(folder: Path, path: str) -> str:
    """Return the digest of a file, "" where there is nothing, ``NO_FILE`` where there is something else."""
    target = folder / path
    above = [parent for parent in target.parents if folder in parent.parents]
    if any(kind_of(parent) not in (0, stat.S_IFDIR) for parent in above):
        return NO_FILE
    kind = kind_of(target)
    if kind == stat.S_IFREG:
        return _digest_of_file(target)
    return NO_FILE if kind else ""


def kind_of(path: Path) -> int:
    """Return what is there, as in ``stat.S_IFMT``, links not followed; 0 for nothing."""
    try:
        return stat.S_IFMT(path.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return 0
    except OSError as error:
        raise OutputUnusable(f"{path}: {error.strerror}") from error


def _digest_of_file(path: str | Path) -> str:
    try:
        handle = os.open(path, _OPEN_FLAGS)
        try:
            return _digest_of(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise OutputUnusable(f"{path}: {error.strerror}") from error


def _digest_of(handle: int) -> str:
    # An output has thousands of files, nearly all smaller than this: a stream object for each would cost more than reading.
    total = hashlib.sha256()
    while piece := os.read(handle, _PIECE):
        total.update(piece)
    return total.hexdigest()
