"""What earlier runs found out, in the user's cache folder.  It only saves time: without it, everything is the same.

Rows of text in a SQLite file, each under the digest of all that it comes of and sealed with a digest of its own.  A row is
never code, and one that is damaged or stands under another key is not there.  A file or folder that others may write, or
that lies beside the pages or the output, is not used: whoever commits to a repository could have written it.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from generator.digests import digest, program

if TYPE_CHECKING:
    from sqlite3 import Connection

# More rows than the largest documentation gives in a hundred edits; then the file begins anew.
_MAX_ROWS = 100_000
_KEPT_FILES = 4
_KEYS_PER_QUERY = 500


class Cache:
    """Texts by key; one that was not opened has none and keeps none."""

    def __init__(self, connection: Connection | None = None) -> None:
        self._connection = connection

    def load(self, keys: Collection[str]) -> dict[str, str]:
        """Return the texts that are there."""
        if self._connection is None:
            return {}
        with _without_errors():
            return dict(_select(self._connection, list(keys)))
        return {}

    def store(self, texts: Mapping[str, str]) -> None:
        """Keep texts for later runs."""
        if self._connection is None or not texts:
            return
        rows = [(key, text, _seal(key, text)) for key, text in texts.items()]
        with _without_errors(), self._connection:
            (count,) = self._connection.execute("SELECT count(*) FROM texts").fetchone()
            if count > _MAX_ROWS:
                self._connection.execute("DELETE FROM texts")
            self._connection.executemany("REPLACE INTO texts VALUES (?, ?, ?)", rows)


def _select(connection: Connection, keys: list[str]) -> Iterator[tuple[str, str]]:
    for start in range(0, len(keys), _KEYS_PER_QUERY):
        some = keys[start : start + _KEYS_PER_QUERY]
        marks = ",".join("?" * len(some))
        query = f"SELECT key, text, seal FROM texts WHERE key IN ({marks})"
        for key, text, seal in connection.execute(query, some):
            if isinstance(text, str) and seal == _seal(key, text):
                yield key, text


def _seal(key: str, text: str) -> str:
    return digest(f"{key}\0{text}")


@contextmanager
def _without_errors() -> Iterator[None]:
    """A cache that cannot be used costs time, never the run."""
    import sqlite3

    with suppress(sqlite3.Error, OSError, UnicodeError):
        yield


@contextmanager
def opened(*apart_from: Path) -> Iterator[Cache]:
    """Yield this program's cache; an empty one where it cannot be trusted, or lies in the project of these paths."""
    import sqlite3

    connection = None
    with _without_errors():
        file = _usable_file(apart_from)
        if file:
            connection = sqlite3.connect(file, timeout=1, isolation_level="DEFERRED")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS texts (key TEXT PRIMARY KEY, text TEXT, seal TEXT)"
            )
    try:
        yield Cache(connection)
    finally:
        if connection:
            connection.close()


def _usable_file(apart_from: Collection[Path]) -> Path | None:
    folder = _user_folder()
    if any(_is_below(folder, _project_of(path)) for path in apart_from):
        return None
    if not _is_private(_made(folder), stat.S_IFDIR):
        return None
    file = folder / f"build-{program()[:16]}.sqlite"
    if not os.path.lexists(file):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _forget_old_files(folder)
    return file if _is_private(file, stat.S_IFREG) else None


def _user_folder() -> Path:
    import platformdirs

    return Path(platformdirs.user_cache_dir("docs2sdk", appauthor=False))


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def private_folder(name: str) -> Path:
    """Return a folder that only the user may write, made if need be: in the cache, or else below the temporary folder; OSError."""
    with suppress(OSError):
        if _is_private(_made(_user_folder()), stat.S_IFDIR):
            return _made(_user_folder() / name)
    folder = Path(tempfile.gettempdir(), f"docs2sdk-{_user()}")
    if not _is_private(_made(folder), stat.S_IFDIR):
        raise PermissionError(1, f"others may write to {folder}")
    return _made(folder / name)


def _user() -> int:
    return os.geteuid() if hasattr(os, "geteuid") else 0


def _is_private(path: Path, kind: int) -> bool:
    """Whether this is a file or folder of the user's that nobody else may write; Windows keeps a user's folders apart itself."""
    status = path.lstat()
    if stat.S_IFMT(status.st_mode) != kind:
        return False
    if os.name == "nt":
        return True
    return status.st_uid == _user() and not status.st_mode & 0o022


def _project_of(path: Path) -> Path:
    """Return the folder of the repository that a path lies in, or the path itself."""
    real = Path(os.path.realpath(path))
    repositories = (one for one in (real, *real.parents) if (one / ".git").exists())
    return next(repositories, real)


def _is_below(path: Path, folder: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(folder)


def _forget_old_files(folder: Path) -> None:
    """Each build of the program has a file of its own."""
    found = sorted(folder.glob("build-*.sqlite"), key=lambda one: one.stat().st_mtime)
    for file in found[:-_KEPT_FILES]:
        file.unlink()
