"""An output folder as a place to work in: apart from the pages, held by one run at a time, left finished or not."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
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
    with _opened(folder) as handle:
        _hold(folder, handle, alone=True)
        yield


@contextmanager
def watched(folder: Path) -> Iterator[Callable[[], None]]:
    """See that nobody writes to the folder meanwhile, if there is one; OutputUnusable if somebody does.

    Whoever then finds something to write calls what is yielded, and has the folder alone; OutputUnusable if others look on.
    """
    if not kind_of(folder):
        yield lambda: None
        return
    with _opened(folder) as handle:
        _hold(folder, handle, alone=False)
        yield lambda: _hold(folder, handle, alone=True)


@contextmanager
def _opened(folder: Path) -> Iterator[int | None]:
    """Open a folder to hold it; None on Windows, which has no such locks, and where renames are atomic too."""
    if os.name == "nt":
        yield None
        return
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise OutputUnusable(f"{folder}: {error.strerror}") from error
    try:
        yield handle
    finally:
        os.close(handle)


def _hold(folder: Path, handle: int | None, alone: bool) -> None:
    if handle is None:
        return
    import fcntl

    kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError as error:
        message = f"{folder}: another run of docs2sdk is at work there"
        raise OutputUnusable(message) from error
    except OSError as error:
        raise OutputUnusable(f"{folder}: {error.strerror}") from error


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
