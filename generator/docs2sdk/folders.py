"""Check and lock folders: output apart from pages, private to the user, one run at a time."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from docs2sdk.digests import digest
from docs2sdk.errors import UnusableOutput


def check_output_folder(specs: Iterable[Path], out: Path) -> None:
    """Check that the output is neither among the pages nor a whole disk or home; UnusableOutput if it is, or is no folder."""
    written = Path(os.path.realpath(out))
    home = Path(os.path.realpath(os.path.expanduser("~")))
    if written in (Path(written.anchor), home):
        raise UnusableOutput(f"{out} is not a folder to generate into")
    for folder in specs:
        read = Path(os.path.realpath(folder))
        if read == written or read in written.parents or written in read.parents:
            message = f"the output {out} and the pages {folder} must be apart"
            raise UnusableOutput(message)
    if os.path.lexists(out) and not os.path.isdir(out):
        raise UnusableOutput(f"{out} is not a folder")


@contextmanager
def lock_folder(out: Path, patience: float = 0) -> Iterator[None]:
    """Lock an output folder, waiting for at most ``patience`` seconds; UnusableOutput if another run has the lock.

    The lock is a file in the user's cache folder, so that the output has no file of it.
    """
    from filelock import FileLock, Timeout  # A run with nothing to do needs no lock.

    name = digest(os.path.realpath(out))[:32]
    try:
        lock = FileLock(prepare_private_folder("locks", out) / name, timeout=patience)
        lock.acquire()
    except Timeout as error:
        message = (
            f"{out}: another run of docs2sdk is using it; run again when it has ended"
        )
        raise UnusableOutput(message) from error
    except OSError as error:
        raise UnusableOutput(f"cannot lock {out}: {error.strerror}") from error
    try:
        yield
    finally:
        lock.release()


def find_user_cache() -> Path:
    """Return the folder of this program in the user's cache; OSError if the user has no home."""
    import platformdirs

    try:
        folder = Path(platformdirs.user_cache_dir("docs2sdk", appauthor=False))
    except RuntimeError as error:
        raise FileNotFoundError(2, "this user has no home") from error
    if not folder.is_absolute():
        raise FileNotFoundError(2, "this user has no home")
    return folder


def make_private_folder(folder: Path) -> Path:
    """Make a folder that only the user may write, unless it exists."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def prepare_private_folder(name: str, *apart_from: Path) -> Path:
    """Return a folder that only the user may write, made if missing: in the cache, else below the temporary folder; OSError."""
    with suppress(OSError):
        if is_outside_repositories(find_user_cache(), apart_from):
            return _private(find_user_cache(), name)
    import tempfile  # rarely needed, and slow to import

    return _private(Path(tempfile.gettempdir(), f"docs2sdk-{_user()}"), name)


def _private(folder: Path, name: str) -> Path:
    for path in (folder, folder / name):
        if not is_private(make_private_folder(path), stat.S_IFDIR):
            raise PermissionError(1, f"other users can write to {path}")
        if not os.access(path, os.W_OK):
            raise PermissionError(13, f"{path} is not writable")
    return folder / name


def _user() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else 0


def is_private(path: Path, kind: int) -> bool:
    """Whether only the user may write a file or folder (``kind`` as in ``stat.S_IFMT``); Windows protects the folders of users."""
    status = path.lstat()
    if stat.S_IFMT(status.st_mode) != kind:
        return False
    if os.name == "nt":
        return True
    return status.st_uid == _user() and not status.st_mode & 0o022


def is_outside_repositories(folder: Path, paths: Iterable[Path]) -> bool:
    """Whether a folder is outside the repositories of these paths."""
    return not any(_is_below(folder, _project_of(path)) for path in paths)


def _project_of(path: Path) -> Path:
    """Return the outermost repository that contains a path, or the path itself."""
    real = Path(os.path.realpath(path))
    repositories = [
        folder for folder in (real, *real.parents) if (folder / ".git").exists()
    ]
    return repositories[-1] if repositories else real


def _is_below(path: Path, folder: Path) -> bool:
    """Whether a path is in a folder; links are followed."""
    return Path(os.path.realpath(path)).is_relative_to(folder)


def has_plain_parents(folder: Path, path: str) -> bool:
    """Whether the parents of a path, up to the folder, are plain folders or missing, so that no link leads elsewhere."""
    above = str(folder)
    for part in path.split("/")[:-1]:
        above = f"{above}/{part}"
        kind = read_file_type(above)
        if kind != stat.S_IFDIR:
            return kind == 0
    return True


def read_file_type(path: str | Path) -> int:
    """Return the file type of a path as in ``stat.S_IFMT``, 0 if it does not exist; links are not followed; UnusableOutput."""
    try:
        return stat.S_IFMT(os.lstat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return 0
    except OSError as error:
        raise UnusableOutput(f"{path}: {error.strerror}") from error
