"""What earlier runs found out, in the user's cache folder.  It only saves time: without it, everything is the same.

Rows of text in a SQLite file, each under the digest of all that it comes of and sealed with a digest of its own.  A row is
never code, and one that is damaged or stands under another key is not there.  A file or folder that others may write, or
that lies beside the pages or the output, is not used: whoever commits to a repository could have written it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from docs2sdk import folders
from docs2sdk.digests import digest, program

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
    """Open a cache; sqlite3.Error if it cannot be used, and the next run begins anew if it is no database."""
    import sqlite3

    connection = sqlite3.connect(file, timeout=1, isolation_level="DEFERRED")
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS texts (key TEXT PRIMARY KEY, text TEXT, seal TEXT)"
        )
    except sqlite3.Error as error:
        connection.close()
        if not isinstance(error, sqlite3.OperationalError):  # a lock, or a full disk
            file.unlink()
        raise
    return connection


def _usable_file(apart_from: Collection[Path]) -> Path | None:
    folder = folders.user_cache()
    if not folders.is_apart(folder, apart_from):
        return None
    if not folders.is_private(folders.make(folder), stat.S_IFDIR):
        return None
    file = folder / f"build-{program()[:16]}.sqlite"
    if not os.path.lexists(file):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _forget_old_files(folder, file)
    return file if folders.is_private(file, stat.S_IFREG) else None


def _forget_old_files(folder: Path, new: Path) -> None:
    """Each build of the program has a file of its own; the new one stays, whatever its time says."""
    found = sorted(folder.glob("build-*.sqlite"), key=lambda one: one.stat().st_mtime)
    others = [one for one in found if one != new]
    for file in others[: 1 - _KEPT_FILES]:
        file.unlink()
