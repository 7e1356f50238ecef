"""Write changes to disk as a transaction, without touching files of others.

All files are staged in a folder of the output first; last comes the journal, a manifest of old and new files.  From then on
a run only renames and deletes.  A run that is killed before the journal exists has changed nothing; after one that is killed
later, the next run finds in the journal that both old and new files are docs2sdk's, and completes the output.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from docs2sdk import folders
from docs2sdk.build import manifest
from docs2sdk.build.file_changes import FileChanges
from docs2sdk.build.manifest import Manifest
from docs2sdk.build.output_folder import JOURNAL, STAGING_FOLDER
from docs2sdk.errors import UnusableOutput
from docs2sdk.workers import ProgressCallback


def commit(changes: FileChanges, progress: ProgressCallback) -> None:
    """Write the changes to disk; ``progress`` is called with the number of staged files.

    UnusableOutput if writing fails: either nothing was changed, or there is a journal, and the next run completes the output.
    """
    if changes.is_empty:
        return
    folder = changes.output.folder
    missing = [path for path in (folder, *folder.parents) if not os.path.lexists(path)]
    new = manifest.dump(changes.manifest)
    try:
        _stage(folder, {**changes.texts, manifest.NAME: new}, progress)
        _put_journal(folder, manifest.union(changes.output.manifest, changes.manifest))
    except BaseException as error:
        if not changes.output.interrupted:
            _remove(folder / STAGING_FOLDER)
            for path in missing:
                with suppress(OSError):  # not empty
                    path.rmdir()
        if isinstance(error, OSError):
            message = f"{folder}: {error.strerror}; nothing was written"
            raise UnusableOutput(message) from error
        raise
    _carry_out(changes)


def _stage(folder: Path, texts: Mapping[str, str], progress: ProgressCallback) -> None:
    """Write texts to the staging folder; a link or file in its place is removed, so that it cannot redirect them."""
    staged = folder / STAGING_FOLDER
    if folders.read_file_type(staged) not in (0, stat.S_IFDIR):
        staged.unlink()
    _remove(staged / "files")
    for done, (path, text) in enumerate(texts.items(), 1):
        _write(staged / "files" / path, text)
        progress("write", done, len(texts))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as stream:
        stream.write(text.encode())


def _put_journal(folder: Path, files: Manifest) -> None:
    """Write the journal in one step, since it is valid from the moment that it exists."""
    part = folder / STAGING_FOLDER / f"{JOURNAL}.part"
    _remove(part)
    _write(part, manifest.dump(files))
    journal = folder / STAGING_FOLDER / JOURNAL
    if folders.read_file_type(journal) == stat.S_IFDIR:
        _remove(journal)
    part.replace(journal)


def _carry_out(changes: FileChanges) -> None:
    folder = changes.output.folder
    try:
        for path in changes.texts:
            _put_in_place(folder, path)
        new, old = changes.manifest.files, changes.output.manifest.files
        for path in old.keys() - new.keys():
            _delete(folder, path, path in changes.deleted)
        _put_in_place(folder, manifest.NAME)
        _remove(folder / STAGING_FOLDER)
    except OSError as error:
        message = f"{folder}: {error.strerror}; the output is part old, part new until docs2sdk generate runs again"
        raise UnusableOutput(message) from error


def _put_in_place(folder: Path, path: str) -> None:
    if not folders.has_plain_parents(folder, path):
        raise OSError(0, f"{path} is reached through a link")
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / STAGING_FOLDER / "files" / path).replace(folder / path)


def _delete(folder: Path, path: str, exists: bool) -> None:
    """Delete a file, and the folders above it that hold byte code only; a killed run may have left such folders."""
    if not folders.has_plain_parents(folder, path):
        return
    if exists:
        (folder / path).unlink(missing_ok=True)
    above = (folder / path).parent
    while above != folder:
        if above.is_dir():
            if {entry.name for entry in above.iterdir()} - {"__pycache__"}:
                return
            _remove(above)
        above = above.parent


def _remove(path: Path) -> None:
    """Remove a file, folder or link; a link is not followed."""
    kind = folders.read_file_type(path)
    if kind == stat.S_IFDIR:
        shutil.rmtree(path)
    elif kind:
        os.unlink(path)
