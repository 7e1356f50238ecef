"""Files → disk: all or nothing, and never at the cost of what is not ours.

Everything is put into a folder beside the files first, and a journal last: a manifest of what is about to be ours.  From
then on a run only renames and deletes.  Killed before the journal is there, it has changed nothing; killed after, the next
run knows from it that old and new files alike are ours, and makes the output whole again.
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
from docs2sdk.build.changes import Changes
from docs2sdk.build.disk import JOURNAL, STAGED
from docs2sdk.build.manifest import Manifest
from docs2sdk.refusals import OutputUnusable
from docs2sdk.workers import Progress


def commit(changes: Changes, progress: Progress) -> None:
    """Carry changes out; ``progress`` is told how many files are staged.

    OutputUnusable if the disk refuses: with nothing changed, or with a journal from which the next run goes on.
    """
    if changes.is_empty:
        return
    folder = changes.output.folder
    missing = [one for one in (folder, *folder.parents) if not os.path.lexists(one)]
    new = manifest.dump(changes.manifest)
    try:
        _stage(folder, {**changes.texts, manifest.NAME: new}, progress)
        _put_journal(folder, manifest.union(changes.output.manifest, changes.manifest))
    except BaseException as error:
        if not changes.output.interrupted:
            _remove(folder / STAGED)
            for one in missing:
                with suppress(OSError):  # it holds something
                    one.rmdir()
        if isinstance(error, OSError):
            message = f"{folder}: {error.strerror}; nothing was written"
            raise OutputUnusable(message) from error
        raise
    _carry_out(changes)


def _stage(folder: Path, texts: Mapping[str, str], progress: Progress) -> None:
    """Put texts into a folder of their own, which whoever made links or other files in its place cannot redirect."""
    staged = folder / STAGED
    if folders.kind_of(staged) not in (0, stat.S_IFDIR):
        staged.unlink()
    _remove(staged / "files")
    for done, (path, text) in enumerate(texts.items(), 1):
        _write(staged / "files" / path, text)
        progress("write", done, len(texts))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as stream:
        stream.write(text.encode())


def _put_journal(folder: Path, known: Manifest) -> None:
    """Put the journal there in one step, since it counts from the moment that it is there."""
    part = folder / STAGED / f"{JOURNAL}.part"
    _remove(part)
    _write(part, manifest.dump(known))
    journal = folder / STAGED / JOURNAL
    if folders.kind_of(journal) == stat.S_IFDIR:
        _remove(journal)
    part.replace(journal)


def _carry_out(changes: Changes) -> None:
    folder = changes.output.folder
    try:
        for path in changes.texts:
            _put_in_place(folder, path)
        ours, old = changes.manifest.files, changes.output.manifest.files
        for path in old.keys() - ours.keys():
            _delete(folder, path, path in changes.deleted)
        _put_in_place(folder, manifest.NAME)
        _remove(folder / STAGED)
    except OSError as error:
        message = f"{folder}: {error.strerror}; the output is part old, part new until docs2sdk generate runs again"
        raise OutputUnusable(message) from error


def _put_in_place(folder: Path, path: str) -> None:
    if not folders.is_within_folders(folder, path):
        raise OSError(0, f"{path} is reached through a link")
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / STAGED / "files" / path).replace(folder / path)


def _delete(folder: Path, path: str, is_there: bool) -> None:
    """Delete a file, and the folders above that hold nothing but Python's byte code; a killed run may have left these."""
    if not folders.is_within_folders(folder, path):
        return
    if is_there:
        (folder / path).unlink(missing_ok=True)
    above = (folder / path).parent
    while above != folder:
        if above.is_dir():
            if {entry.name for entry in above.iterdir()} - {"__pycache__"}:
                return
            _remove(above)
        above = above.parent


def _remove(path: Path) -> None:
    """Remove whatever is there; a link is removed, never followed."""
    kind = folders.kind_of(path)
    if kind == stat.S_IFDIR:
        shutil.rmtree(path)
    elif kind:
        os.unlink(path)
