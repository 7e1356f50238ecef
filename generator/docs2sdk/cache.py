"""Keep results of earlier runs in the user's cache folder.  The cache saves time and never changes a result.

It is a SQLite file of texts.  The key of a text is the digest of its inputs; a seal, the digest of key and text, detects
damage.  A text is never code.  A file or folder that other users can write, or that is in the repository of the pages or the
output, is not used, since a commit could have put it there.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from docs2sdk import folders
from docs2sdk.digests import digest, digest_program

if TYPE_CHECKING:
    from sqlite3 import Connection

# More rows than a hundred edits of the largest documentation make; then all rows are deleted.
_MAX_ROWS = 100_000
_MAX_FILES = 4
_KEYS_PER_QUERY = 500


class Cache:
    """Texts by key; without a connection it is empty and keeps nothing."""

    def __init__(self, connection: Connection | None = None) -> None:
        self._connection = connection

    @property
    def is_open(self) -> bool:
        """Whether it keeps anything."""
        return self._connection is not None

    def copy_to_memory(self) -> Cache:
        """Return a cache in memory with the same texts, for a process that stays: it need not wait for the disk."""
        import sqlite3

        memory = sqlite3.connect(":memory:")
        with _without_errors():
            if self._connection:
                self._connection.backup(memory)
        return Cache(_prepare(memory))

    def load(self, keys: Collection[str]) -> dict[str, str]:
        """Return the texts of the keys that the cache has."""
        if self._connection is None:
            return {}
        with _without_errors():
            return dict(_select(self._connection, list(keys)))
        return {}

    def store(self, texts: Mapping[str, str]) -> None:
        """Keep texts by key for later runs."""
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
        batch = keys[start : start + _KEYS_PER_QUERY]
        marks = ",".join("?" * len(batch))
        query = f"SELECT key, text, seal FROM texts WHERE key IN ({marks})"
        for key, text, seal in connection.execute(query, batch):
            if isinstance(text, str) and seal == _seal(key, text):
                yield key, text


def _seal(key: str, text: str) -> str:
    return digest(f"{key}\0{text}")


@contextmanager
def _without_errors() -> Iterator[None]:
    """Ignore errors of the cache: they cost time, never the run."""
    import sqlite3

    with suppress(sqlite3.Error, OSError, UnicodeError):
        yield


@contextmanager
def open_cache(*apart_from: Path) -> Iterator[Cache]:
    """Yield the cache; an empty one if the file cannot be trusted or is in the repository of one of these paths."""
    connection = None
    with _without_errors():
        file = _usable_file(apart_from)
        connection = _connect(file) if file else None
    try:
        yield Cache(connection)
    finally:
        if connection:
            connection.close()


def _connect(file: Path) -> Connection:
    """Open the file; sqlite3.Error if it cannot be used.  A file that is no database is deleted."""
    import sqlite3

    connection = sqlite3.connect(file, timeout=1, isolation_level="DEFERRED")
    try:
        return _prepare(connection)
    except sqlite3.Error as error:
        connection.close()
        if not isinstance(error, sqlite3.OperationalError):  # a lock, or a full disk
            file.unlink()
        raise


def _prepare(connection: Connection) -> Connection:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS texts (key TEXT PRIMARY KEY, text TEXT, seal TEXT)"
    )
    return connection


def _usable_file(apart_from: Collection[Path]) -> Path | None:
    folder = folders.find_user_cache()
    if not folders.is_outside_repositories(folder, apart_from):
        return None
    if not folders.is_private(folders.make_private_folder(folder), stat.S_IFDIR):
        return None
    file = folder / f"build-{digest_program()[:16]}.sqlite"
    if not os.path.lexists(file):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _forget_old_files(folder, file)
    return file if folders.is_private(file, stat.S_IFREG) else None


def _forget_old_files(folder: Path, new: Path) -> None:
    """Delete the files of earlier builds of this program, but for the latest ones; ``new`` is never deleted."""
    files = sorted(folder.glob("build-*.sqlite"), key=lambda file: file.stat().st_mtime)
    old_files = [file for file in files if file != new]
    for file in old_files[: 1 - _MAX_FILES]:
        file.unlink()
