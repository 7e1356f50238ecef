"""What is in an output folder, read once; and the folder held by one run at a time."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from docs2sdk import folders
from docs2sdk.build import manifest
from docs2sdk.build.manifest import Manifest
from docs2sdk.digests import digest_of_bytes
from docs2sdk.pages import files
from docs2sdk.pages.files import Refused
from docs2sdk.refusals import OutputUnusable

if TYPE_CHECKING:
    from docs2sdk.python.entries import Entry
    from docs2sdk.python.given_names import GivenNames

# Where a run puts everything first, and the list of what it is about to put in place.
STAGED = ".docs2sdk.staged"
JOURNAL = "journal.json"

# In the place of a digest: something is there, but no file of a folder that is really below ours.
NOT_A_FILE = "not a file"

# What git leaves in a file that it could not merge; text of pages is indented.
_CONFLICT = re.compile(rb"^<{7} .*^={7}$.*^>{7} ", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Output:
    """An output folder as it lies there.

    ``manifest`` knows what an interrupted run was about to write, too (``manifest_text`` is what the file says); ``texts`` are the bytes of our files, with ``\\n``
    newlines; ``digests`` those of all that was looked at, ``NOT_A_FILE`` for what is none, no key where there is nothing;
    ``untracked`` are the other files in our folders.  ``interrupted``: a run left the output part old, part new.
    """

    folder: Path
    manifest: Manifest = field(default_factory=Manifest)
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
        merged = file.merged or _CONFLICT.search(self.texts.get(path, b""))
        return bool(merged) or self.is_as_written(path)

    @cached_property
    def names(self) -> GivenNames:
        """The actions of the output and the names that it gave them; names of modules that somebody edited do not count."""
        from docs2sdk.python.given_names import (
            GivenNames,  # not needed where all is known
        )

        modules = {
            page: (paths[0], self.texts[paths[0]].decode("utf-8", "replace"))
            for page, paths in self.manifest.pages.items()
            if paths[0] in self.texts
        }
        return GivenNames.read(modules, self.may_overwrite)

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The actions of the output by page, as far as their modules are there."""
        return self.names.entries_by_page


def read_output(folder: Path) -> Output:
    """Read a folder; BadManifest, or OutputUnusable if it cannot be listed."""
    staged = folder / STAGED
    has_staged = bool(folders.kind_of(staged))
    is_ours = folders.kind_of(staged) == stat.S_IFDIR
    pending = _read_journal(staged / JOURNAL) if is_ours else Manifest()
    known, text = manifest.load(folder / manifest.NAME)
    joined = manifest.union(known, pending)
    interrupted = bool(pending.files)
    return _scanned(
        Output(folder, joined, text, has_staged=has_staged, interrupted=interrupted)
    )


def read_again(output: Output) -> Output:
    """Return an output as it is now, if another run wrote there since it was read."""
    _, text = manifest.load(output.folder / manifest.NAME)
    unchanged = text == output.manifest_text and not output.has_staged
    is_same = unchanged and not folders.kind_of(output.folder / STAGED)
    return output if is_same else read_output(output.folder)


def check_unchanged(output: Output, paths: Collection[str]) -> None:
    """Refuse to go on if somebody wrote to files since the output was read; OutputUnusable."""
    now = look(replace(output, digests={}), paths).digests
    for path in paths:
        if now.get(path) != output.digests.get(path):
            what = f"{output.folder}: {path} was changed during the run"
            raise OutputUnusable(f"{what}; nothing was written, run again")


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
    if not folders.is_within_folders(folder, path):
        return NOT_A_FILE
    kind = folders.kind_of(folder / path)
    if kind == stat.S_IFREG:
        return digest_of_bytes(_read_text(str(folder / path)))
    return NOT_A_FILE if kind else ""


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
            is_hidden = entry.name.startswith(".") and path not in paths
            if is_hidden or entry.name == "__pycache__":
                continue
            if not entry.is_dir(follow_symlinks=False):
                yield path, entry
            elif prefix or entry.name in tops:
                waiting.append(f"{path}/")


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as listing:
            return list(listing)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise OutputUnusable(f"{folder}: {error.strerror}") from error


def _read_text(path: str) -> bytes:
    """Return a file's bytes with ``\\n`` newlines: git may have checked it out with others."""
    try:
        data = files.fetch_listed(path)
    except Refused as refused:
        raise OutputUnusable(f"{path}: {refused.message}") from refused
    except OSError as error:
        raise OutputUnusable(f"{path}: {error.strerror}") from error
    return data.replace(b"\r\n", b"\n") if b"\r" in data else data
