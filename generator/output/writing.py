"""Texts → files on disk: all or nothing, and never at the cost of what is not ours.

``compare`` looks, and refuses where it would have to overwrite what someone else wrote.  ``apply`` puts everything into a
folder beside the files first, and a journal last of all; from then on it only renames and removes.  Killed before the
journal is there, a run has changed nothing; killed after, the next one carries out what the journal says (``complete``).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.output import manifest
from generator.output.holding import JOURNAL, STAGED, is_unfinished
from generator.output.manifest import Journal, Manifest
from generator.output.outcome import Outcome
from generator.output.records import Shared
from generator.output.survey import NO_FILE, found_at
from generator.refusals import OutputConflict, OutputUnusable


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run does to the folder.

    ``written`` and ``removed`` paths with the digest of what goes ("" where nothing is), ``unchanged`` paths, and those
    ``kept`` although their page is gone, since someone edited them.
    """

    written: Mapping[str, str]
    unchanged: tuple[str, ...]
    removed: Mapping[str, str]
    kept: tuple[str, ...]


def surviving(known: Manifest, found: Mapping[str, str]) -> Manifest:
    """Return the manifest without what someone deleted: a record goes with the first of its files."""
    records = {
        page: record
        for page, record in known.pages.items()
        if all(found[path] for path in record.files)
    }
    shared = {name: _left(group, found) for name, group in known.shared.items()}
    return Manifest(records, shared)


def _left(group: Shared, found: Mapping[str, str]) -> Shared:
    files = {path: wanted for path, wanted in group.files.items() if found[path]}
    return group._replace(files=files)


def standing(known: Manifest, found: Mapping[str, str]) -> Manifest:
    """Return the manifest without what is not there byte for byte: a record or group goes with the first of its files."""
    return Manifest(
        {name: one for name, one in known.pages.items() if _stands(one.files, found)},
        {name: one for name, one in known.shared.items() if _stands(one.files, found)},
    )


def _stands(files: Mapping[str, str], found: Mapping[str, str]) -> bool:
    return all(found[path] == wanted for path, wanted in files.items())


def compare(run: Outcome, force: bool) -> Changes:
    """Return what is to be done; OutputConflict if that takes overwriting what is not ours and ``force`` is not set."""
    wanted, owned, found = run.wanted, run.owned, run.found
    _refuse(run.out, _conflicts(wanted, owned, found), force)
    same = {path for path, digest in wanted.items() if found[path] == digest}
    gone = [
        path
        for path in sorted(owned)
        if found[path] and path not in wanted and path not in run.staying
    ]
    ours = {
        path
        for path in gone
        if found[path] == owned[path] or (force and found[path] != NO_FILE)
    }
    return Changes(
        written={path: found[path] for path in sorted(wanted) if path not in same},
        unchanged=tuple(sorted(same)),
        removed={path: found[path] for path in gone if path in ours},
        kept=tuple(path for path in gone if path not in ours),
    )


def apply(run: Outcome, changes: Changes, step: Callable[[], None]) -> None:
    """Carry the changes out; ``step`` is called once for each file written.

    The manifest is written only if it says anything new: somebody may have laid out the old one in another way.
    OutputUnusable if the disk refuses: with nothing changed, or if the disk failed even at a rename, with a journal that
    the next run completes.
    """
    if run.old == run.new and not changes.written and not changes.removed:
        return
    staged = run.out / STAGED
    try:
        for path in changes.written:
            _put(staged / path, run.texts[path])
            step()
        _put(staged / manifest.NAME, manifest.rewritten(run.out, run.old, run.new))
        _put_journal(staged, Journal(changes.written, changes.removed))
    except OSError as error:
        message = f"{run.out}: {error.strerror}; nothing was written"
        raise OutputUnusable(message) from error
    finally:
        if not (staged / JOURNAL).exists():
            shutil.rmtree(staged, ignore_errors=True)
    complete(run.out)


def complete(folder: Path) -> None:
    """Carry out what is staged, if a journal says that all of it is there; else drop it: that run changed nothing yet.

    What someone edited after the journal was written stays as it is.  OutputUnusable if what is there is not ours.
    """
    if not is_unfinished(folder):
        return
    staged = folder / STAGED
    journal = manifest.load_journal(staged)
    try:
        if journal:
            _carry_out(folder, staged, journal)
        shutil.rmtree(staged)
    except OSError as error:
        message = f"{folder}: {error.strerror}; the output is part old, part new until the next run completes it"
        raise OutputUnusable(message) from error


def _refuse(folder: Path, conflicts: Mapping[str, str], force: bool) -> None:
    """Raise OutputConflict unless ``force`` may overwrite all that stands in the way."""
    forceable = _NOT_A_FILE not in conflicts.values()
    if conflicts and not (force and forceable):
        raise OutputConflict(folder, conflicts, forceable)


_EDITED = "edited by hand"
_FOREIGN = "not written by docs2sdk"
_NOT_A_FILE = "not a file, or reached through a link"


def _conflicts(
    wanted: Mapping[str, str], owned: Mapping[str, str], found: Mapping[str, str]
) -> dict[str, str]:
    conflicts = {}
    for path, digest_ in sorted(wanted.items()):
        if found[path] == NO_FILE:
            conflicts[path] = _NOT_A_FILE
        elif found[path] not in ("", digest_, owned.get(path)):
            conflicts[path] = _EDITED if path in owned else _FOREIGN
    return conflicts


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def _put_journal(staged: Path, journal: Journal) -> None:
    """Put the journal there in one step, since it counts from the moment that it is there."""
    part = staged / f"{JOURNAL}.part"
    _put(part, manifest.dump_journal(journal))
    part.replace(staged / JOURNAL)


def _carry_out(folder: Path, staged: Path, journal: Journal) -> None:
    """Do what is left of a journal: every step is skipped if it is done already, so it may be tried again."""
    for path, before in journal.written.items():
        if (staged / path).exists() and found_at(folder, path) == before:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (staged / path).replace(folder / path)
    for path, before in journal.removed.items():
        if found_at(folder, path) == before:
            (folder / path).unlink()
        if not found_at(folder, path):
            _remove_empty(folder, (folder / path).parent)
    if (staged / manifest.NAME).exists():
        (staged / manifest.NAME).replace(folder / manifest.NAME)
    (staged / JOURNAL).unlink()


def _remove_empty(root: Path, folder: Path) -> None:
    """Remove the folder and those above it up to the root, unless they still hold something."""
    while folder != root:
        if folder.is_dir():
            if {item.name for item in folder.iterdir()} - {"__pycache__"}:
                return
            _remove_caches(folder)
            folder.rmdir()
        folder = folder.parent


def _remove_caches(folder: Path) -> None:
    """Python leaves byte code beside the modules that were imported; it belongs to what is being removed."""
    cache = folder / "__pycache__"
    if cache.is_dir():
        shutil.rmtree(cache)
