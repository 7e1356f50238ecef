"""Which folders may be used, and for what: apart from each other, private to the user, held by one run at a time."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from docs2sdk.digests import digest
from docs2sdk.refusals import OutputUnusable


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
        lock = FileLock(private_folder("locks", out) / name, timeout=patience)
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


def user_cache() -> Path:
    """Return the folder of this program in the user's cache; OSError if this user has none."""
    import platformdirs

    try:
        folder = Path(platformdirs.user_cache_dir("docs2sdk", appauthor=False))
    except RuntimeError as error:
        raise FileNotFoundError(2, "this user has no home") from error
    if not folder.is_absolute():
        raise FileNotFoundError(2, "this user has no home")
    return folder


def make(folder: Path) -> Path:
    """Make a folder that only the user may write, unless it is there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def private_folder(name: str, *apart_from: Path) -> Path:
    """Return a folder that only the user may write, made if need be: in the cache, or else below the temporary folder; OSError."""
    with suppress(OSError):
        if is_apart(user_cache(), apart_from):
            return _private(user_cache(), name)
    import tempfile  # hardly any run gets here, and it takes a while

    return _private(Path(tempfile.gettempdir(), f"docs2sdk-{_user()}"), name)


def _private(folder: Path, name: str) -> Path:
    for one in (folder, folder / name):
        if not is_private(make(one), stat.S_IFDIR):
            raise PermissionError(1, f"others may write to {one}")
        if not os.access(one, os.W_OK):
            raise PermissionError(13, f"nobody may write to {one}")
    return folder / name


def _user() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else 0


def is_private(path: Path, kind: int) -> bool:
    """Whether this is a file or folder of the user's that nobody else may write; Windows keeps a user's folders apart itself."""
    status = path.lstat()
    if stat.S_IFMT(status.st_mode) != kind:
        return False
    if os.name == "nt":
        return True
    return status.st_uid == _user() and not status.st_mode & 0o022


def is_apart(folder: Path, paths: Iterable[Path]) -> bool:
    """Whether a folder lies in the project of none of these paths."""
    return not any(_is_below(folder, _project_of(path)) for path in paths)


def _project_of(path: Path) -> Path:
    """Return the outermost repository that a path lies in, or the path itself."""
    real = Path(os.path.realpath(path))
    repositories = [one for one in (real, *real.parents) if (one / ".git").exists()]
    return repositories[-1] if repositories else real


def _is_below(path: Path, folder: Path) -> bool:
    """Whether a path lies in a folder, links followed."""
    return Path(os.path.realpath(path)).is_relative_to(folder)


def is_within_folders(folder: Path, path: str) -> bool:
    """Whether all that stands above a path, up to the folder, are folders or nothing: no link leads elsewhere."""
    above = str(folder)
    for part in path.split("/")[:-1]:
        above = f"{above}/{part}"
        if kind_of(above) != stat.S_IFDIR:
            return kind_of(above) == 0
    return True


def kind_of(path: str | Path) -> int:
    """Return what is there, as in ``stat.S_IFMT``, links not followed; 0 for nothing."""
    try:
        return stat.S_IFMT(os.lstat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return 0
    except OSError as error:
        raise OutputUnusable(f"{path}: {error.strerror}") from error
