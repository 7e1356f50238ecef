"""What is in an output folder, read once; and the folder held by one run at a time."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from generator import cache
from generator.build import manifest
from generator.build.manifest import NOTHING, Manifest
from generator.digests import digest, digest_of_bytes
from generator.pages import files
from generator.pages.files import Refused
from generator.pages.layout import folder_of
from generator.refusals import OutputUnusable

if TYPE_CHECKING:
    from generator.python.entries import Entry
    from generator.python.given_names import GivenNames

# Where a run puts everything first, and the list of what it is about to put in place.
STAGED = ".docs2sdk.staged"
JOURNAL = "journal.json"

# In the place of a digest: something is there, but no file of a folder that is really below ours.
NOT_A_FILE = "not a file"

_MARKERS = (b"<<<<<<< ", b">>>>>>> ")


@dataclass(frozen=True)
class Output:
    """An output folder as it lies there.

    ``manifest`` knows what an interrupted run was about to write, too (``manifest_text`` is what the file says); ``texts`` are the bytes of our files, with ``\\n``
    newlines; ``digests`` those of all that was looked at, ``NOT_A_FILE`` for what is none, no key where there is nothing;
    ``untracked`` are the other files in our folders.  ``interrupted``: a run left the output part old, part new.
    """

    folder: Path
    manifest: Manifest = NOTHING
    manifest_text: str = ""
    texts: Mapping[str, bytes] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    untracked: tuple[str, ...] = ()
    has_staged: bool = False
    interrupted: bool = False

    def is_as_written(self, path: str) -> bool:
        """Whether a file of ours has the text that we gave it."""
        return self.digests.get(path) in self.manifest.files[path].digests

    def may_overwrite(self, path: str) -> bool:
        """Whether a file is ours and nobody edited it: git may have mixed two texts of ours."""
        file = self.manifest.files.get(path)
        if file is None or self.digests.get(path) == NOT_A_FILE:
            return False
        text = self.texts.get(path, b"")
        merged = file.merged or all(mark in text for mark in _MARKERS)
        return merged or self.is_as_written(path)

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """The actions of the output by page, as far as all their files are there."""
        found = (self._read_entry(page) for page in self.manifest.pages)
        return {entry.page: entry for entry in found if entry}

    def _read_entry(self, page: str) -> Entry | None:
        from generator.python import given_names  # not needed where all is known

        paths = self.manifest.pages[page]
        parts = paths[0].removesuffix(".py").split("/")
        if len(parts) != 3 or any(path not in self.texts for path in paths):
            return None
        text = self.texts[paths[0]].decode("utf-8", "replace")
        return given_names.read_entry(text, page, service=parts[1], method=parts[2])

    @cached_property
    def names(self) -> GivenNames:
        """The names that this output gave, as far as nobody edited the modules that say them."""
        from generator.python.given_names import GivenNames

        entries = [
            entry
            for entry in self.entries.values()
            if self.may_overwrite(self.manifest.pages[entry.page][0])
        ]
        return GivenNames(
            {folder_of(entry.page): entry.service for entry in entries},
            {entry.action: entry for entry in entries},
            {entry.action: self.module_of(entry) for entry in entries},
        )

    def module_of(self, entry: Entry) -> str:
        """Return the text of an action's module."""
        return self.texts[self.manifest.pages[entry.page][0]].decode("utf-8", "replace")


def read_output(folder: Path) -> Output:
    """Read a folder; BadManifest, or OutputUnusable if it cannot be listed."""
    staged = folder / STAGED
    has_staged = bool(kind_of(staged))
    pending = Manifest()
    if kind_of(staged) == stat.S_IFDIR:
        pending = _read_journal(staged / JOURNAL)
    known, text = manifest.load(folder / manifest.NAME)
    joined = manifest.union(known, pending)
    interrupted = bool(pending.files)
    return _scanned(Output(folder, joined, text, has_staged=has_staged, interrupted=interrupted))


def _read_journal(file: Path) -> Manifest:
    """Return what an interrupted run was about to write; nothing if no run of ours wrote this file."""
    try:
        return manifest.load(file)[0]
    except manifest.BadManifest:
        return Manifest()


def _scanned(output: Output) -> Output:
    texts: dict[str, bytes] = {}
    untracked = []
    ours = output.manifest.files
    for path, entry in _walk(output.folder, ours):
        if path not in ours:
            untracked.append(path)
        elif entry.is_file(follow_symlinks=False):
            texts[path] = _read_text(entry.path)
    digests = {path: digest_of_bytes(text) for path, text in texts.items()}
    found = replace(
        output,
        texts=texts,
        digests=digests,
        untracked=tuple(sorted(path for path in untracked if "/" in path)),
    )
    return look(found, ours.keys() - texts.keys())


def look(output: Output, paths: Collection[str]) -> Output:
    """Return the output with the digests of more paths."""
    new = [path for path in paths if path not in output.digests]
    found = {path: _digest_at(output.folder, path) for path in new}
    there = {path: digest for path, digest in found.items() if digest}
    return replace(output, digests={**output.digests, **there}) if there else output


def _digest_at(folder: Path, path: str) -> str:
    """Return a file's digest, "" where there is nothing."""
    target = folder / path
    if not is_within_folders(folder, path):
        return NOT_A_FILE
    kind = kind_of(target)
    if kind == stat.S_IFREG:
        return digest_of_bytes(_read_text(str(target)))
    return NOT_A_FILE if kind else ""


def is_within_folders(folder: Path, path: str) -> bool:
    """Whether all that stands above a path, up to the folder, are folders or nothing: no link leads elsewhere."""
    above = [one for one in (folder / path).parents if folder in one.parents]
    return all(kind_of(one) in (0, stat.S_IFDIR) for one in above)


def _walk(
    folder: Path, paths: Collection[str]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield all that is no folder in the folders of these paths, with its own path; caches and hidden things left out."""
    tops = {path.partition("/")[0] for path in paths if "/" in path}
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        for entry in _entries(folder / prefix):
            path = prefix + entry.name
            if entry.name == "__pycache__" or _is_hidden(path, paths):
                continue
            if not entry.is_dir(follow_symlinks=False):
                yield path, entry
            elif prefix or entry.name in tops:
                waiting.append(f"{path}/")


def _is_hidden(path: str, paths: Collection[str]) -> bool:
    return path.rpartition("/")[2].startswith(".") and path not in paths


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as listing:
            return list(listing)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise OutputUnusable(f"{folder}: {error.strerror}") from error


def kind_of(path: Path) -> int:
    """Return what is there, as in ``stat.S_IFMT``, links not followed; 0 for nothing."""
    try:
        return stat.S_IFMT(path.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return 0
    except OSError as error:
        raise OutputUnusable(f"{path}: {error.strerror}") from error


def _read_text(path: str) -> bytes:
    """Return a file's bytes with ``\\n`` newlines: git may have checked it out with others."""
    try:
        return files.fetch(path).replace(b"\r\n", b"\n")
    except Refused as refused:
        raise OutputUnusable(f"{path}: {refused.message}") from refused
    except OSError as error:
        raise OutputUnusable(f"{path}: {error.strerror}") from error


def check_apart(specs: Path, out: Path) -> None:
    """Refuse to write among the pages, or over a whole disk or home: that is never meant; OutputUnusable."""
    read, written = Path(os.path.realpath(specs)), Path(os.path.realpath(out))
    home = Path(os.path.realpath(os.path.expanduser("~")))
    if written in (Path(written.anchor), home):
        raise OutputUnusable(f"{out} is no folder to generate into")
    if read == written or read in written.parents or written in read.parents:
        raise OutputUnusable(f"the output {out} and the pages {specs} must lie apart")
    if os.path.lexists(out) and not os.path.isdir(out):
        raise OutputUnusable(f"{out} is not a folder")


@contextmanager
def held(out: Path, patience: float = 0) -> Iterator[None]:
    """Hold an output folder against other runs, waiting for at most ``patience`` seconds; OutputUnusable if one is at work.

    The lock is a file of the user's cache folder, so that nothing is left in the output.
    """
    from filelock import FileLock, Timeout  # A run with nothing to do needs no lock.

    name = digest(os.path.realpath(out))[:32]
    try:
        lock = FileLock(cache.private_folder("locks") / name, timeout=patience)
        lock.acquire()
    except Timeout as error:
        message = f"{out}: another run of docs2sdk is at work there; run again when it has ended"
        raise OutputUnusable(message) from error
    except OSError as error:
        raise OutputUnusable(f"cannot lock {out}: {error.strerror}") from error
    try:
        yield
    finally:
        lock.release()
