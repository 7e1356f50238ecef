"""The cache saves time and decides nothing: whatever lies in its place, a run gives the same bytes and never a traceback."""

from __future__ import annotations

import ast
import os
import pickle
import pwd
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import black  # noqa: F401 - it asks for the user's home when it is imported
import building
import pytest
import trees
from click.testing import CliRunner, Result
from docs2sdk import cache, folders
from docs2sdk.cli import main
from docs2sdk.config import Settings
from small_pages import row
from trees import snapshot

pytestmark = pytest.mark.slow

Run = Callable[..., Result]

EDITED = {
    "alpha-api/get_thing.md": trees.page("GetThing", [*trees.THING, row("More")]),
    "gamma-api/new.md": trees.page("GetNew"),
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the user's caches, empty and the test's own."""
    folder = tmp_path / "caches"
    folder.mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture
def filled(home: Path) -> Path:
    """Return the file of a cache that has a few rows."""
    with cache.open_cache() as opened:
        opened.store(TEXTS)
    return file_of(home)


TEXTS = {"one": "1", "two": "2", "three": "3"}


def file_of(home: Path) -> Path:
    (file,) = (home / "docs2sdk").glob("*.sqlite")
    return file


def loaded(*apart_from: Path) -> dict[str, str]:
    """Return what the cache has of the rows that ``filled`` has."""
    with cache.open_cache(*apart_from) as opened:
        return opened.load(TEXTS)


def is_used(*apart_from: Path) -> bool:
    """Whether what one run stores is there for the next one."""
    with cache.open_cache(*apart_from) as opened:
        opened.store({"new": "text"})
    with cache.open_cache(*apart_from) as opened:
        return opened.load(["new"]) == {"new": "text"}


def change(file: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement, values)


def test_what_was_stored_is_loaded(filled: Path) -> None:
    assert loaded() == TEXTS
    with cache.open_cache() as opened:
        assert opened.load(["two", "nothing"]) == {"two": "2"}
        assert opened.load([]) == {}
        opened.store({"two": "other"})
        assert opened.load(["two"]) == {"two": "other"}


def test_nobody_else_may_read_or_write_a_new_cache(filled: Path) -> None:
    assert filled.stat().st_mode & 0o777 == 0o600
    assert filled.parent.stat().st_mode & 0o777 == 0o700


def test_a_cache_that_was_not_opened_has_nothing_and_keeps_nothing() -> None:
    closed = cache.Cache()
    closed.store(TEXTS)
    assert closed.load(TEXTS) == {}


# What may become of the row "one", and what the cache is to have of the rows then.
ROWS = {
    "another text": "UPDATE texts SET text = '2' WHERE key = 'one'",
    "cut short": "UPDATE texts SET text = '' WHERE key = 'one'",
    "more text": "UPDATE texts SET text = text || ' ' WHERE key = 'one'",
    "the text of another key": "UPDATE texts SET text = (SELECT text FROM texts WHERE key = 'two') WHERE key = 'one'",
    "text and seal of another key": "UPDATE texts SET (text, seal) = (SELECT text, seal FROM texts WHERE key = 'two') WHERE key = 'one'",
    "another key": "UPDATE texts SET key = 'x' WHERE key = 'one'",
    "a number": "UPDATE texts SET text = 7 WHERE key = 'one'",
    "bytes": "UPDATE texts SET text = X'31' WHERE key = 'one'",
    "nothing": "UPDATE texts SET text = NULL WHERE key = 'one'",
    "no seal": "UPDATE texts SET seal = NULL WHERE key = 'one'",
    "an empty seal": "UPDATE texts SET seal = '' WHERE key = 'one'",
    "a seal of bytes": "UPDATE texts SET seal = CAST(seal AS BLOB) WHERE key = 'one'",
    "deleted": "DELETE FROM texts WHERE key = 'one'",
}


@pytest.mark.parametrize("statement", ROWS.values(), ids=ROWS)
def test_a_row_that_is_not_as_it_was_stored_is_not_there(
    statement: str, filled: Path
) -> None:
    change(filled, statement)
    assert loaded() == {"two": "2", "three": "3"}


def test_a_row_of_no_text_at_all_costs_no_traceback(filled: Path) -> None:
    change(filled, "UPDATE texts SET text = CAST(X'FF' AS TEXT) WHERE key = 'one'")
    assert "one" not in loaded()
    assert is_used()


def an_empty_file(file: Path) -> None:
    file.write_bytes(b"")


def no_database(file: Path) -> None:
    file.write_bytes(b"what somebody wrote" * 1_000)


def half_a_database(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def damaged_pages(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))


def a_huge_file(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.truncate(3_000_000_000)


def a_huge_file_of_nothing(file: Path) -> None:
    file.write_bytes(b"")
    a_huge_file(file)


def another_table(file: Path) -> None:
    change(file, "DROP TABLE texts")
    change(file, "CREATE TABLE texts (a, b)")


def a_view(file: Path) -> None:
    change(file, "DROP TABLE texts")
    change(file, "CREATE VIEW texts AS SELECT 1 AS key, 2 AS text, 3 AS seal")


def a_view_without_end(file: Path) -> None:
    change(file, "ALTER TABLE texts RENAME TO real")
    change(file, "CREATE VIEW texts AS SELECT * FROM texts")


def a_trigger(file: Path) -> None:
    change(
        file,
        "CREATE TRIGGER t BEFORE INSERT ON texts BEGIN SELECT RAISE(ABORT, 'no'); END",
    )


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file, 0o600)


def a_dangling_link(file: Path) -> None:
    file.unlink()
    file.symlink_to(file.with_name("nowhere"))


def a_journal_of_a_crash(file: Path) -> None:
    file.with_name(f"{file.name}-journal").write_bytes(b"\xd9\xd5\x05\xf9 \xa1c\xd7")


def too_many_rows(file: Path) -> None:
    change(
        file,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100001) INSERT INTO texts SELECT i, '', '' FROM n",
    )


DAMAGES: list[Callable[[Path], None]] = [
    an_empty_file,
    no_database,
    half_a_database,
    damaged_pages,
    a_huge_file,
    a_huge_file_of_nothing,
    another_table,
    a_view,
    a_view_without_end,
    a_trigger,
    a_folder,
    a_pipe,
    a_dangling_link,
    a_journal_of_a_crash,
    too_many_rows,
]


@pytest.mark.usefixtures("deadline")
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_cache_has_nothing_wrong(
    damage: Callable[[Path], None], filled: Path
) -> None:
    damage(filled)
    for _ in range(2):
        assert loaded().items() <= TEXTS.items()
        with cache.open_cache() as opened:
            opened.store({"new": "text"})
            assert opened.load(["new"]).get("new", "text") == "text"


@pytest.mark.parametrize("damage", [an_empty_file, no_database, too_many_rows])
def test_a_damaged_cache_begins_anew(
    damage: Callable[[Path], None], filled: Path
) -> None:
    damage(filled)
    loaded()
    assert is_used()
    with closing(sqlite3.connect(filled)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM texts").fetchone()
    assert count <= len(TEXTS) + 1


def test_a_locked_cache_is_not_waited_for(filled: Path) -> None:
    with closing(sqlite3.connect(filled, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        assert loaded() == {}
    assert loaded() == TEXTS


def folder_of_another_user(file: Path) -> None:
    os.chown(file.parent, 65534, -1)


def file_of_another_user(file: Path) -> None:
    os.chown(file, 65534, -1)


def folder_for_the_group(file: Path) -> None:
    file.parent.chmod(0o770)


def folder_for_all(file: Path) -> None:
    file.parent.chmod(0o777)


def folder_for_all_as_tmp_is(file: Path) -> None:
    file.parent.chmod(0o1777)


def file_for_the_group(file: Path) -> None:
    file.chmod(0o660)


def file_for_all(file: Path) -> None:
    file.chmod(0o666)


def folder_is_a_link(file: Path) -> None:
    real = file.parent.rename(file.parent.with_name("real"))
    file.parent.symlink_to(real)


def file_is_a_link(file: Path) -> None:
    file.symlink_to(file.rename(file.with_name("real")))


UNTRUSTED = [
    folder_of_another_user,
    file_of_another_user,
    folder_for_the_group,
    folder_for_all,
    folder_for_all_as_tmp_is,
    file_for_the_group,
    file_for_all,
    folder_is_a_link,
    file_is_a_link,
]


@pytest.mark.parametrize("give", UNTRUSTED)
def test_what_others_may_write_is_neither_read_nor_written(
    give: Callable[[Path], None], filled: Path
) -> None:
    if "another_user" in give.__name__ and os.geteuid():
        pytest.skip("only root can give a file away")
    assert loaded() == TEXTS
    give(filled)
    before = snapshot(filled.parent.parent)
    assert loaded() == {}
    assert not is_used()
    assert snapshot(filled.parent.parent) == before


# Where the caches, the pages and the output lie, which folders are repositories, and whether the cache is used.
PLACES = {
    "apart": ("home/.cache", "specs", "out", "", True),
    "apart, in a repository": ("home/.cache", "work/specs", "work/out", "work", True),
    "the pages' folder": ("specs", "specs", "out", "", False),
    "below the pages": ("specs/.cache", "specs", "out", "", False),
    "below the output": ("out/.cache", "specs", "out", "", False),
    "in the pages' repository": (".cache", "specs", "/else/out", ".", False),
    "in the output's repository": (".cache", "/else/specs", "out", ".", False),
    "in a repository above the pages": ("a/.cache", "a/b/specs", "out", "a", False),
    "in a repository above the output": ("a/.cache", "specs", "a/b/out", "a", False),
    "through a link into the pages": ("link/.cache", "specs", "out", "", False),
    "the pages through a link": ("specs/.cache", "link", "out", "", False),
}


@pytest.mark.parametrize(
    ("caches", "specs", "out", "repository", "used"), PLACES.values(), ids=PLACES
)
@pytest.mark.parametrize("git", ["folder", "file"])
def test_no_cache_lies_in_the_project(
    git: str,
    caches: str,
    specs: str,
    out: str,
    repository: str,
    used: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever commits to a repository writes its files, and a CI job keeps its caches where it may: in the checkout."""
    work = tmp_path / "work"
    (work / specs.lstrip("/")).mkdir(parents=True)
    (work / "specs").mkdir(exist_ok=True)
    if specs == "link":
        (work / "link").rmdir()
    (work / "link").symlink_to(work / "specs")
    if repository:
        name = work / repository / ".git"
        name.parent.mkdir(parents=True, exist_ok=True)
        name.mkdir() if git == "folder" else name.write_text("gitdir: elsewhere")
    monkeypatch.setenv("XDG_CACHE_HOME", str(work / caches))
    before = snapshot(work)
    apart_from = [
        (tmp_path if path.startswith("/") else work) / path.lstrip("/")
        for path in (specs, out)
    ]
    assert is_used(*apart_from) == used
    assert (snapshot(work) == before) != used


def test_a_lock_does_not_lie_in_the_output_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "out/.cache"))
    with folders.lock_folder(tmp_path / "out"):
        assert snapshot(tmp_path) == {}


@pytest.fixture
def other_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that is used where a user has no other place."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return tmp_path / "tmp"


def a_link_for_the_locks(folder: Path, elsewhere: Path) -> None:
    (folder / "locks").symlink_to(elsewhere)


def locks_for_all(folder: Path, elsewhere: Path) -> None:
    (folder / "locks").mkdir()
    (folder / "locks").chmod(0o777)


@pytest.mark.parametrize("put", [a_link_for_the_locks, locks_for_all])
def test_a_lock_is_made_only_where_nobody_else_may_write(
    put: Callable[[Path, Path], None], home: Path, other_tmp: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (home / "docs2sdk").mkdir(mode=0o700)
    put(home / "docs2sdk", tmp_path / "elsewhere")
    with folders.lock_folder(tmp_path / "out"):
        assert not list((tmp_path / "elsewhere").iterdir())
        assert not list((home / "docs2sdk/locks").iterdir())
        assert list(other_tmp.glob("docs2sdk-*/locks/*"))


# Where the user has no folder for caches.
HOMELESS = {
    "no home": {},
    "an empty home": {"HOME": ""},
    "a relative home": {"HOME": "home"},
    "no folder for a home": {"HOME": "/dev/null"},
    "a home that nobody may write": {"HOME": "/proc"},
    "a file for the caches": {"XDG_CACHE_HOME": "/dev/null"},
}


@pytest.mark.parametrize("environment", HOMELESS.values(), ids=HOMELESS)
def test_a_user_without_home_has_no_cache_and_a_lock_all_the_same(
    environment: dict[str, str],
    documentation: Path,
    tmp_path: Path,
    other_tmp: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: {}[uid])
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        result = CliRunner().invoke(main, ["generate", "specs", "--out", "out"])
        assert result.exit_code == 0, result.output
        assert result.exception is None or isinstance(result.exception, SystemExit)
    assert {path.name for path in tmp_path.iterdir()} == {"specs", "out", "tmp"}
    assert not list(other_tmp.glob("**/*.sqlite"))


def test_old_files_are_dropped_where_a_new_one_is_made(home: Path) -> None:
    folder = home / "docs2sdk"
    folder.mkdir(mode=0o700)
    for number in range(6):
        file = folder / f"build-{number}.sqlite"
        file.touch(0o600)
        os.utime(file, (number, number))
    (folder / "mine.sqlite").touch()
    assert is_used()
    names = {path.name for path in folder.iterdir()}
    assert {"mine.sqlite", "build-5.sqlite"} <= names
    assert "build-0.sqlite" not in names
    assert len(names) == 5


class Bomb:
    """What leaves a mark where it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.mark),)


def test_no_pickle_is_loaded(home: Path, documentation: Path, tmp_path: Path) -> None:
    bomb = pickle.dumps(Bomb(tmp_path / "mark"))
    settings = Settings((documentation,), tmp_path / "out")
    building.generate(settings)
    file = file_of(home)
    with closing(sqlite3.connect(file)) as connection:
        keys = [key for (key,) in connection.execute("SELECT key FROM texts")]
    assert keys
    for key in keys:
        text = bomb.decode("latin-1")
        seal = cache._seal(key, text)
        change(file, "REPLACE INTO texts VALUES (?, ?, ?)", key, text, seal)
    trees.write(documentation, EDITED)
    building.generate(settings)
    file.write_bytes(bomb)
    for name in (cache.digest_program()[:32], "remembered", "pages.pickle"):
        (home / "docs2sdk" / name).write_bytes(bomb)
    building.check(settings)
    building.generate(settings)
    assert not (tmp_path / "mark").exists()
    pickle.loads(bomb)
    assert (tmp_path / "mark").exists()


EXECUTABLE = {"pickle", "_pickle", "cPickle", "marshal", "shelve", "dbm", "copyreg"}


def test_no_module_can_load_executable_data_from_disk(root: Path) -> None:
    """Only workers have some: what they tell the processes that they started themselves, through pipes."""
    for path in {*(root / "generator").rglob("*.py")} - {
        root / "generator/docs2sdk/workers.py"
    }:
        nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
        names = {one.name for node in nodes for one in _imported(node)}
        names |= {node.module or "" for node in nodes if _is_from(node)}
        tops = {name.partition(".")[0] for name in names}
        assert not tops & EXECUTABLE, path


def _imported(node: ast.AST) -> list[ast.alias]:
    return node.names if isinstance(node, (ast.Import, ast.ImportFrom)) else []


def _is_from(node: ast.AST) -> bool:
    return isinstance(node, ast.ImportFrom)


def test_without_cache_nothing_is_read_or_written(
    home: Path, documentation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the cache was asked for")

    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as patch:
        for name in ("open_cache", "_connect", "_usable_file"):
            patch.setattr(cache, name, refuse)
        for command in ("generate", "check"):
            words = [command, "specs", "--out", "out", "--no-cache"]
            result = CliRunner().invoke(main, words, catch_exceptions=False)
            assert result.exit_code == 0, result.output
    assert not list(home.rglob("*.sqlite"))


# What runs make of the same pages, whatever the cache holds.


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """Return the output before and after an edit, made without a cache."""
    folder = tmp_path_factory.mktemp("results")
    specs = trees.write(folder / "specs", trees.PAGES)
    snapshots = []
    for edit in ({}, EDITED):
        trees.write(specs, edit)
        building.generate(Settings((specs,), folder / "out"), use_cache=False)
        snapshots.append(snapshot(folder / "out"))
    return snapshots


def rotated(file: Path) -> None:
    """Give each key the text of another one, under the seal that the text had there."""
    with closing(sqlite3.connect(file)) as connection, connection:
        rows = list(connection.execute("SELECT key, text, seal FROM texts"))
        for (key, *_), (_, text, seal) in zip(rows, rows[1:] + rows[:1], strict=True):
            values = (text, seal, key)
            connection.execute("UPDATE texts SET text=?, seal=? WHERE key=?", values)


def rotated_without_seal(file: Path) -> None:
    """Give each key the text of another one, under its own seal."""
    with closing(sqlite3.connect(file)) as connection, connection:
        rows = list(connection.execute("SELECT key, text FROM texts"))
        for (key, _), (_, text) in zip(rows, rows[1:] + rows[:1], strict=True):
            connection.execute("UPDATE texts SET text=? WHERE key=?", (text, key))


def cut_short(file: Path) -> None:
    change(file, "UPDATE texts SET text = substr(text, 1, length(text) / 2)")


def forged(file: Path) -> None:
    change(file, "UPDATE texts SET text = replace(text, 'GetThing', 'GetOther')")


def numbers(file: Path) -> None:
    change(file, "UPDATE texts SET text = 7")


def every_other_row(file: Path) -> None:
    change(file, "DELETE FROM texts WHERE rowid % 2")


def without(start: str) -> Callable[[Path], None]:
    def remove(file: Path) -> None:
        change(file, "DELETE FROM texts WHERE key LIKE ?", f"{start} %")

    remove.__name__ = f"without {start}"
    return remove


def sealed(text: str) -> Callable[[Path], None]:
    """Return what puts one text in every row, with the right seal: as if this program had written nonsense."""

    def put(file: Path) -> None:
        with closing(sqlite3.connect(file)) as connection, connection:
            keys = list(connection.execute("SELECT key FROM texts"))
            for (key,) in keys:
                values = (key, text, cache._seal(key, text))
                connection.execute("REPLACE INTO texts VALUES (?, ?, ?)", values)

    put.__name__ = f"sealed {text[:20]}"
    return put


WRONG: list[Callable[[Path], None]] = [
    lambda file: None,
    lambda file: file.unlink(),
    rotated,
    rotated_without_seal,
    cut_short,
    forged,
    numbers,
    every_other_row,
    without("head"),
    without("action"),
    without("stamp"),
    *map(sealed, ["", "{}", "[]", "null", "7", '"x"', "[[], []]", "[1, 2]"]),
    *DAMAGES,
]
_IDS = ["warm", "empty"]


@pytest.mark.slow
@pytest.mark.usefixtures("deadline")
@pytest.mark.parametrize(
    "spoil", WRONG, ids=[*_IDS, *(one.__name__ for one in WRONG[len(_IDS) :])]
)
def test_the_output_is_the_same_with_any_cache(
    spoil: Callable[[Path], None],
    home: Path,
    documentation: Path,
    results: list[dict[str, str]],
    tmp_path: Path,
) -> None:
    before, after = results
    settings = Settings((documentation,), tmp_path / "out")
    building.generate(settings)
    building.check(settings)
    spoil(file_of(home))
    assert not building.check(settings).drift
    shutil.rmtree(tmp_path / "out")
    building.generate(settings)
    assert snapshot(tmp_path / "out") == before
    with suppress(OSError, sqlite3.Error):  # what cannot be spoilt twice
        spoil(file_of(home))
    trees.write(documentation, EDITED)
    building.generate(settings)
    assert snapshot(tmp_path / "out") == after
    assert not building.check(settings).drift
