"""An output folder as a place to work in: apart from the pages, held by one run at a time, left finished or not."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.output.survey import kind_of
from generator.refusals import OutputUnusable

# Where a run puts everything first, and the journal that says what of it is to be done.
STAGED = ".docs2sdk.staged"
JOURNAL = "journal.json"


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
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder, made if need be; OutputUnusable if another run is at work there or it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputUnusable(f"{folder}: {error.strerror}") from error
    with _held(folder, alone=True):
        yield


@contextmanager
def watched(folder: Path) -> Iterator[None]:
    """See that nobody writes to the folder meanwhile, if there is one; OutputUnusable if somebody does."""
    if not kind_of(folder):
        yield
        return
    with _held(folder, alone=False):
        yield


@contextmanager
def _held(folder: Path, alone: bool) -> Iterator[None]:
    try:
        handle = _hold(folder, alone)
    except BlockingIOError as error:
        message = f"{folder}: another run of docs2sdk is at work there"
        raise OutputUnusable(message) from error
    except OSError as error:
        raise OutputUnusable(f"{folder}: {error.strerror}") from error
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def is_unfinished(folder: Path) -> bool:
    """Whether an interrupted run has left something to complete or to drop; OutputUnusable if it is not ours."""
    staged = folder / STAGED
    kind = kind_of(staged)
    if kind not in (0, stat.S_IFDIR):
        raise OutputUnusable(f"{staged} is not a folder of ours; move it away")
    return kind != 0


def has_journal(folder: Path) -> bool:
    """Whether an interrupted run has left the output part old, part new; OutputUnusable as above."""
    return is_unfinished(folder) and kind_of(folder / STAGED / JOURNAL) != 0


def _hold(folder: Path, alone: bool) -> int | None:
    try:
        import fcntl
    except ImportError:  # Windows has no such locks; renames are atomic there too.
        return None
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle
