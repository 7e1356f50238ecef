"""What pages said when they were last read: a convenience that changes nothing, whatever becomes of it."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest
import trees
from click.testing import Result
from trees import snapshot

from generator.config import Settings
from generator.output import remembered
from generator.output.remembered import Memory
from generator.pages import inputs
from generator.pages.reading import read_page
from generator.schema import Action
from generator.workers import Workers

pytestmark = pytest.mark.slow

Run = Callable[..., Result]

GET, MORE = "alpha-api/get_thing.md", "alpha-api/more_thing.md"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache folder of the test's own."""
    folder = tmp_path / "cache"
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_, **__: str(folder))
    return folder


@pytest.fixture
def read(noted: Callable[[object], list[str]]) -> list[str]:
    """Return the list of the pages that are parsed from now on."""
    return noted(remembered)


def test_only_what_has_changed_is_parsed(
    run: Run, documentation: Path, cache: Path, read: list[str]
) -> None:
    run(documentation)
    assert sorted(read) == sorted(trees.PAGES)
    read.clear()
    new = {GET: trees.page("GetThing", []), MORE: trees.page("MoreThing")}
    trees.write(documentation, new)
    assert run(documentation).exit_code == 0
    assert sorted(read) == [GET, MORE]


def test_what_is_remembered_is_what_was_read(documentation: Path, cache: Path) -> None:
    """An action that is asked for whole is the same, also in another process."""
    found = inputs.read(Settings(documentation, documentation.parent / "out"))
    fresh = list(map(read_page, found.tree.pages))
    for _ in range(2):
        there = list(Memory(found, keep=True).interpretations(Workers(1)))
        assert there == fresh
        assert fresh == there
    actions = [page.action for page in fresh if page.action]
    sent = pickle.loads(pickle.dumps([page.action for page in there]))
    assert [one for one in sent if one] == actions
    assert {type(one) for one in sent if one} == {Action}


def test_what_is_remembered_looks_like_what_was_read(
    documentation: Path, cache: Path
) -> None:
    """Digests are made of it."""
    found = inputs.read(Settings(documentation, documentation.parent / "out"))
    fresh = repr([read_page(page) for page in found.tree.pages])
    for _ in range(2):
        assert repr([*Memory(found, keep=True).interpretations(Workers(1))]) == fresh


def test_everything_is_parsed_if_one_asks_for_it(
    run: Run, documentation: Path, cache: Path, read: list[str]
) -> None:
    run(documentation)
    read.clear()
    shutil.rmtree(cache)
    assert run(documentation, "--full").exit_code == 0
    assert not cache.exists()


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:100])


def turn_a_bit(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-10] ^= 1
    file.write_bytes(content)


def fill_with_noise(file: Path) -> None:
    file.write_bytes(b"noise" * 100)


def empty(file: Path) -> None:
    file.write_bytes(b"")


def make_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def make_a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def hold(content: bytes) -> Callable[[Path], None]:
    """Return what puts something there with the right digest."""

    def put(file: Path) -> None:
        file.write_bytes(hashlib.sha256(content).digest() + content)

    return put


HELD = {
    "nothing": b"",
    "no pickle": b"noise",
    "a pickle cut short": pickle.dumps({GET: "x" * 100})[:-9],
    "a name that is gone": b"cgenerator.schema\nGone\n.",
    "a number": pickle.dumps(3),
    "numbers for pages": pickle.dumps({1: 2}),
    "no pairs": pickle.dumps({GET: 3}),
    "nothing said": pickle.dumps({GET: ("", None)}),
}


def forbid(file: Path) -> None:
    shutil.rmtree(file.parent)
    file.parent.write_text("no folder")


@pytest.mark.parametrize(
    "damage",
    [
        *(cut, turn_a_bit, fill_with_noise, empty, make_a_folder, make_a_pipe, forbid),
        *(pytest.param(hold(content), id=name) for name, content in HELD.items()),
    ],
)
@pytest.mark.usefixtures("deadline")
def test_damage_changes_nothing(
    damage: Callable[[Path], None],
    run: Run,
    documentation: Path,
    cache: Path,
    tmp_path: Path,
) -> None:
    run(documentation, "--out", "out")
    (file,) = cache.iterdir()
    damage(file)
    trees.write(documentation, {GET: trees.page("GetThing", [])})
    assert run(documentation, "--out", "out").exit_code == 0
    assert run(documentation, "--out", "other", "--full").exit_code == 0
    assert snapshot(tmp_path / "out") == snapshot(tmp_path / "other")


def test_few_files_are_kept(
    run: Run, documentation: Path, cache: Path, tmp_path: Path
) -> None:
    for number in range(12):
        shutil.copytree(documentation, tmp_path / f"specs{number}")
        assert run(f"specs{number}", "--out", f"out{number}").exit_code == 0
    assert len(list(cache.iterdir())) == 8
