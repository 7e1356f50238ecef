"""Read the state of an output folder: manifest, texts, digests, and traces of an interrupted run."""

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
from docs2sdk.digests import digest_bytes
from docs2sdk.errors import UnusableOutput
from docs2sdk.pages import input_files
from docs2sdk.pages.input_files import UnreadableFile
from docs2sdk.targets.registry import DEFAULT, find_target

if TYPE_CHECKING:
    from docs2sdk.targets.client import ActionRef
    from docs2sdk.targets.existing_names import ExistingNames

# The folder in which a run stages all files, and in it the list of those that it is about to put in place.
STAGING_FOLDER = ".docs2sdk.staged"
JOURNAL = "journal.json"

# Instead of a digest: the path is no regular file, or reached through a link.
NOT_A_FILE = "not a file"

# The conflict markers of git; texts of pages are indented.
_CONFLICT = re.compile(rb"^<{7} .*^={7}$.*^>{7} ", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Output:
    """The state of an output folder.

    ``manifest`` includes what an interrupted run was about to write (``manifest_text`` is the text of the file); ``texts``
    the bytes of its files, with ``\\n`` newlines; ``digests`` those of all paths that were read (``NOT_A_FILE``: no file; no
    key: nothing); ``untracked`` other files in the package's folders; ``interrupted``: part old, part new.
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
        """Whether a file of the manifest is unmodified."""
        return self.digests.get(path) in self.manifest.files[path].digests

    def may_overwrite(self, path: str) -> bool:
        """Whether a file is in the manifest and unmodified, or the result of a merge by git, which may have mixed two texts."""
        file = self.manifest.files.get(path)
        if file is None or self.digests.get(path) == NOT_A_FILE:
            return False
        merged = file.merged or _CONFLICT.search(self.texts.get(path, b""))
        return bool(merged) or self.is_as_written(path)

    @cached_property
    def names(self) -> ExistingNames:
        """The actions of the output with their names; those of edited modules do not count."""
        modules = {
            page: (paths[0], self.texts[paths[0]].decode("utf-8", "replace"))
            for page, paths in self.manifest.pages.items()
            if paths[0] in self.texts
        }
        # Imported here, since a cached report does not need it.
        target = find_target(self.manifest.target)
        return target.read_existing_names(modules, self.may_overwrite)

    @property
    def refs(self) -> Mapping[str, ActionRef]:
        """The actions of the output by page, without those whose module is missing."""
        return self.names.refs_by_page


def read_output(folder: Path) -> Output:
    """Read a folder; BadManifest, or UnusableOutput if it cannot be listed."""
    staged = folder / STAGING_FOLDER
    kind = folders.read_file_type(staged)
    pending = _read_journal(staged / JOURNAL) if kind == stat.S_IFDIR else Manifest()
    stored, text = manifest.load(folder / manifest.NAME)
    joined, interrupted = manifest.union(stored, pending), bool(pending.files)
    return _read_files(
        Output(folder, joined, text, has_staged=bool(kind), interrupted=interrupted)
    )


def read_python_output(folder: Path) -> Output:
    """Read the folder of a Python client, whose names other commands show; UnusableOutput also for another target."""
    output = read_output(folder)
    if output.manifest.target != DEFAULT:
        made = output.manifest.target
        raise UnusableOutput(
            f"{folder} holds a client for {made}, and this command shows Python names\n"
            "Name the folder of a Python client, or one that does not exist: out in [tool.docs2sdk], --client or --out."
        )
    return output


def reread_output(output: Output) -> Output:
    """Read an output again if another run wrote to it since it was read."""
    _, text = manifest.load(output.folder / manifest.NAME)
    unchanged = text == output.manifest_text and not output.has_staged
    is_same = unchanged and not folders.read_file_type(output.folder / STAGING_FOLDER)
    return output if is_same else read_output(output.folder)


def check_unchanged(output: Output, paths: Collection[str]) -> None:
    """UnusableOutput if one of these files was changed since the output was read."""
    digests = add_digests(replace(output, digests={}), paths).digests
    for path in paths:
        if digests.get(path) != output.digests.get(path):
            message = f"{output.folder}: {path} was changed during the run"
            raise UnusableOutput(f"{message}; nothing was written, run again")


def _read_journal(file: Path) -> Manifest:
    """Return the files that an interrupted run was about to write; none if the file is no journal."""
    try:
        return manifest.load(file)[0]
    except manifest.BadManifest:
        return Manifest()


def _read_files(output: Output) -> Output:
    texts: dict[str, bytes] = {}
    untracked = []
    tracked = output.manifest.files
    for path, entry in _walk(output.folder, tracked):
        if path not in tracked:
            untracked.append(path)
        elif entry.is_file(follow_symlinks=False):
            texts[path] = _read_text(entry.path)
    digests = {path: digest_bytes(text) for path, text in texts.items()}
    output = replace(
        output,
        texts=texts,
        digests=digests,
        untracked=tuple(sorted(path for path in untracked if "/" in path)),
    )
    return add_digests(output, tracked.keys() - texts.keys())


def add_digests(output: Output, paths: Collection[str]) -> Output:
    """Return the output with the digests of more paths, as far as they exist."""
    missing = {*paths} - output.digests.keys()
    digests = {path: _read_digest(output.folder, path) for path in missing}
    new = {path: digest for path, digest in digests.items() if digest}
    # An output without new digests keeps the names that were read from it.
    return replace(output, digests={**output.digests, **new}) if new else output


def _read_digest(folder: Path, path: str) -> str:
    """Return a file's digest, "" if the path does not exist."""
    if not folders.has_plain_parents(folder, path):
        return NOT_A_FILE
    kind = folders.read_file_type(folder / path)
    if kind == stat.S_IFREG:
        return digest_bytes(_read_text(str(folder / path)))
    return NOT_A_FILE if kind else ""


def _walk(
    folder: Path, paths: Collection[str]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield all files in the top-level folders of these paths, with their paths; not caches and hidden files."""
    tops = {path.partition("/")[0] for path in paths if "/" in path}
    pending = [""]
    while pending:
        prefix = pending.pop()
        for entry in _list_entries(folder / prefix):
            path = prefix + entry.name
            is_hidden = entry.name.startswith(".") and path not in paths
            if is_hidden or entry.name == "__pycache__":
                continue
            if not entry.is_dir(follow_symlinks=False):
                yield path, entry
            elif prefix or entry.name in tops:
                pending.append(f"{path}/")


def _list_entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as listing:
            return list(listing)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise UnusableOutput(f"{folder}: {error.strerror}") from error


def _read_text(path: str) -> bytes:
    """Return a file's bytes with ``\\n`` newlines: git may have checked it out with others."""
    try:
        data = input_files.read_listed_bytes(path)
    except UnreadableFile as refused:
        raise UnusableOutput(f"{path}: {refused.message}") from refused
    except OSError as error:
        raise UnusableOutput(f"{path}: {error.strerror}") from error
    return data.replace(b"\r\n", b"\n") if b"\r" in data else data
