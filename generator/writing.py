"""Texts → files on disk: all or nothing, and never at the cost of what is not ours.

``compare`` looks, and refuses where it would have to overwrite what someone else wrote; ``apply`` then writes through a
temporary file and renames.  Between the two manifests (see ``manifest``) every file is old or new, never half of one, and
a run that was killed is healed by the next.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from generator import manifest
from generator.manifest import Manifest

_TEMPORARY = ".docs2sdk.tmp"


class OutputConflict(Exception):
    """Files stand in the way that are not ours, or that someone changed; ``paths`` with a reason each."""

    def __init__(self, folder: Path, paths: Mapping[str, str]) -> None:
        super().__init__(f"{len(paths)} file(s) in {folder} stand in the way")
        self.folder = folder
        self.paths = dict(paths)


class OutputUnusable(Exception):
    """The output folder cannot be used at all."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run does to the folder: paths to write, to leave, to remove, and removed pages' files that stay, edited."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]


def digest(text: str) -> str:
    """Return the SHA-256 of the text as it is stored (UTF-8)."""
    return hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder, made if need be; OutputUnusable if another run holds it or it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise OutputUnusable(f"{folder}: {error.strerror}") from error
    try:
        _lock(handle, folder)
        yield
    finally:
        os.close(handle)


def compare(
    folder: Path, texts: Mapping[str, str], staying: Mapping[str, str], force: bool
) -> Changes:
    """Return what is to be done; OutputConflict if that takes overwriting what is not ours and ``force`` is not set.

    ``texts`` are the files to be, ``staying`` owned files (with digests) that this run leaves alone.
    """
    owned = _owned(folder)
    present = {path: _digest_on_disk(folder, path) for path in {*texts, *owned}}
    conflicts = {} if force else _conflicts(folder, texts, owned, present)
    if conflicts:
        raise OutputConflict(folder, conflicts)
    gone = sorted(
        path
        for path in owned
        if path not in texts and path not in staying and present[path]
    )
    ours = {path for path in gone if force or present[path] in owned[path]}
    same = {path for path, text in texts.items() if present[path] == digest(text)}
    return Changes(
        written=tuple(sorted(set(texts) - same)),
        unchanged=tuple(sorted(same)),
        removed=tuple(path for path in gone if path in ours),
        kept=tuple(path for path in gone if path not in ours),
    )


def apply(
    folder: Path,
    changes: Changes,
    texts: Mapping[str, str],
    new: Manifest,
    step: Callable[[], None],
) -> None:
    """Carry the changes out; ``step`` is called once for each file written."""
    text = manifest.dump(new)
    if changes.written or changes.removed:
        _write(folder, manifest.PENDING, text)
    for path in changes.written:
        _write(folder, path, texts[path])
        step()
    for path in changes.removed:
        (folder / path).unlink(missing_ok=True)
        _remove_empty(folder, (folder / path).parent)
    if _digest_on_disk(folder, manifest.NAME) != digest(text):
        _write(folder, manifest.NAME, text)
    for leftover in (manifest.PENDING, _TEMPORARY):
        (folder / leftover).unlink(missing_ok=True)


def _lock(handle: int, folder: Path) -> None:
    try:
        import fcntl
    except ImportError:  # Windows has no such locks; renames are atomic there too.
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise OutputUnusable(f"{folder}: another run is writing there") from error


def _owned(folder: Path) -> dict[str, set[str]]:
    """Return the digests that each path may have and still be ours."""
    owned: dict[str, set[str]] = {}
    for known in (manifest.load(folder), manifest.load_pending(folder)):
        for path, found in known.digests().items():
            owned.setdefault(path, set()).add(found)
    return owned


def _conflicts(
    folder: Path,
    texts: Mapping[str, str],
    owned: Mapping[str, set[str]],
    present: Mapping[str, str],
) -> dict[str, str]:
    conflicts = {}
    for path, text in sorted(texts.items()):
        found = present[path]
        if not found or found == digest(text) or found in owned.get(path, ()):
            continue
        conflicts[path] = (
            "edited by hand" if path in owned else "not written by docs2sdk"
        )
    return conflicts | {
        path: "is a link or a folder"
        for path in sorted(texts)
        if _blocked(folder, path)
    }


def _blocked(folder: Path, path: str) -> bool:
    target = folder / path
    above = [
        parent
        for parent in target.parents
        if parent.is_relative_to(folder) and parent != folder
    ]
    return (
        target.is_symlink()
        or target.is_dir()
        or any(
            parent.is_symlink() or (parent.exists() and not parent.is_dir())
            for parent in above
        )
    )


def _digest_on_disk(folder: Path, path: str) -> str:
    """Return the digest of a file, "" where there is none."""
    try:
        return hashlib.sha256((folder / path).read_bytes()).hexdigest()
    except OSError:
        return ""


def _write(folder: Path, path: str, text: str) -> None:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = folder / _TEMPORARY
    temporary.write_bytes(text.encode())
    temporary.replace(target)


def _remove_empty(root: Path, folder: Path) -> None:
    while folder != root:
        leftovers = {item.name for item in folder.iterdir()}
        if leftovers - {"__pycache__"}:
            return
        _remove_caches(folder)
        folder.rmdir()
        folder = folder.parent


def _remove_caches(folder: Path) -> None:
    """Python leaves byte code beside the modules that were imported; it belongs to what is being removed."""
    cache = folder / "__pycache__"
    if cache.is_dir():
        for item in cache.iterdir():
            item.unlink()
        cache.rmdir()
