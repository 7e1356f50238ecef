"""All or nothing, and nobody else's files: what a run does to its output folder, and what it refuses to do."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import trees
from click.testing import Result
from trees import snapshot

from generator.output import holding, writing

Run = Callable[..., Result]

MODULE = "ucloud_client/alpha/get_thing.py"
TEST = "tests/alpha/test_get_thing.py"


@pytest.fixture
def out(run: Run, documentation: Path, tmp_path: Path) -> Path:
    """Return an output folder, generated from the small documentation."""
    assert run(documentation, "--out", tmp_path / "out").exit_code == 0
    return tmp_path / "out"


def a_file(path: Path) -> None:
    path.write_text("somebody's own")


def a_folder(path: Path) -> None:
    path.mkdir()


def a_link(path: Path) -> None:
    path.with_name("elsewhere").write_text("somebody's own")
    path.symlink_to("elsewhere")


def a_dangling_link(path: Path) -> None:
    path.symlink_to("nowhere")


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_linked_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))
    path.parent.symlink_to("elsewhere")


def a_file_for_a_folder(path: Path) -> None:
    for item in path.parent.iterdir():
        item.unlink()
    path.parent.rmdir()
    path.parent.write_text("somebody's own")


IN_THE_WAY = [
    a_folder,
    a_link,
    a_dangling_link,
    a_pipe,
    a_linked_folder,
    a_file_for_a_folder,
]


@pytest.mark.parametrize("force", [False, True], ids=["", "forced"])
@pytest.mark.parametrize("put", IN_THE_WAY)
def test_what_is_no_file_is_never_overwritten(
    put: Callable[[Path], None], force: bool, run: Run, documentation: Path, out: Path
) -> None:
    (out / MODULE).unlink()
    put(out / MODULE)
    before = snapshot(out)
    result = run(documentation, "--out", out, *["--force"] * force)
    assert result.exit_code == 2
    assert f"{MODULE}: not a file" in result.stderr
    assert "--force" not in result.stderr
    assert snapshot(out) == before


def test_a_foreign_file_in_the_way_is_refused_before_the_first_write(
    run: Run, documentation: Path, tmp_path: Path
) -> None:
    trees.write(tmp_path / "out", {MODULE: "somebody's own", "mine.txt": "mine"})
    result = run(documentation, "--out", "out")
    assert result.exit_code == 2
    assert f"{MODULE}: not written by docs2sdk" in result.stderr
    assert "nothing was written" in result.stderr
    assert result.stderr.endswith("Move it away, or overwrite it with --force.\n")
    assert set(snapshot(tmp_path / "out")) == {
        *("ucloud_client", "ucloud_client/alpha", MODULE, "mine.txt")
    }
    assert (tmp_path / "out" / MODULE).read_text() == "somebody's own"


def test_a_foreign_file_is_overwritten_by_force(
    run: Run, documentation: Path, out: Path, tmp_path: Path
) -> None:
    trees.write(tmp_path / "other", {MODULE: "somebody's own"})
    assert run(documentation, "--out", "other", "--force").exit_code == 0
    assert snapshot(tmp_path / "other") == snapshot(out)


def test_a_foreign_file_with_the_same_bytes_is_not_in_the_way(
    run: Run, documentation: Path, out: Path
) -> None:
    before = snapshot(out)
    (out / ".docs2sdk.json").unlink()
    assert run(documentation, "--out", out).exit_code == 0
    assert snapshot(out) == before


def test_files_beside_the_output_are_left_alone(
    run: Run, documentation: Path, out: Path
) -> None:
    trees.write(out, {"mine.txt": "mine", "ucloud_client/alpha/mine.py": "mine"})
    (documentation / "alpha-api/get_thing.md").unlink()
    assert run(documentation, "--out", out, "--force").exit_code == 0
    assert (out / "mine.txt").exists()
    assert (out / "ucloud_client/alpha/mine.py").exists()


def test_an_edited_file_is_refused_and_named(
    run: Run, documentation: Path, out: Path
) -> None:
    (out / MODULE).write_text("edited")
    (documentation / "beta-api/get_other.md").unlink()
    before = snapshot(out)
    result = run(documentation, "--out", out)
    assert result.exit_code == 2
    assert f"{MODULE}: edited by hand" in result.stderr
    assert "--force" in result.stderr
    assert snapshot(out) == before


def test_an_edited_file_is_overwritten_by_force(
    run: Run, documentation: Path, out: Path
) -> None:
    before = snapshot(out)
    (out / MODULE).write_text("edited")
    assert run(documentation, "--out", out, "--force").exit_code == 0
    assert snapshot(out) == before


def test_a_deleted_file_is_written_again(
    run: Run, documentation: Path, out: Path
) -> None:
    before = snapshot(out)
    (out / MODULE).unlink()
    (out / "pyproject.toml").unlink()
    result = run(documentation, "--out", out)
    assert result.exit_code == 0
    assert "wrote     2 files" in result.stdout
    assert snapshot(out) == before


def test_what_someone_deleted_of_another_service_is_not_in_the_index_any_more(
    run: Run, documentation: Path, out: Path
) -> None:
    shutil.rmtree(out / "ucloud_client/beta")
    assert run(documentation, "--out", out, "--service", "alpha").exit_code == 0
    assert "beta" not in (out / "ucloud_client/client.py").read_text("utf-8")
    assert not (out / "tests/beta").exists()
    assert run(documentation, "--out", out).exit_code == 0
    assert (out / "ucloud_client/beta/get_other.py").exists()


def test_unchanged_files_keep_their_time(
    run: Run, documentation: Path, out: Path
) -> None:
    for path in (*out.rglob("*"), out):
        os.utime(path, (1, 1))
    assert run(documentation, "--out", out).exit_code == 0
    assert {path.stat().st_mtime for path in (*out.rglob("*"), out)} == {1}


def test_a_removed_page_takes_its_files_and_empty_folders_with_it(
    run: Run, documentation: Path, out: Path
) -> None:
    trees.write(out, {"ucloud_client/beta/__pycache__/get_other.cpython-311.pyc": ""})
    for page in (documentation / "beta-api").iterdir():
        page.unlink()
    result = run(documentation, "--out", out)
    assert result.exit_code == 0
    assert not (out / "ucloud_client/beta").exists()
    assert not (out / "tests/beta").exists()
    assert "beta" not in (out / "ucloud_client/client.py").read_text("utf-8")
    assert (out / MODULE).exists()


def test_an_edited_file_of_a_removed_page_stays_with_a_warning(
    run: Run, documentation: Path, out: Path
) -> None:
    (out / MODULE).write_text("edited")
    (documentation / "alpha-api/get_thing.md").unlink()
    result = run(documentation, "--out", out)
    assert result.exit_code == 0
    assert f"{MODULE}: warning: its page is gone" in result.stderr
    assert (out / MODULE).read_text() == "edited"
    assert not (out / TEST).exists()


def test_a_link_in_the_place_of_a_removed_page_s_file_stays(
    run: Run, documentation: Path, out: Path, tmp_path: Path
) -> None:
    (out / "ucloud_client/alpha").rename(tmp_path / "elsewhere")
    (out / "ucloud_client/alpha").symlink_to(tmp_path / "elsewhere")
    for page in (documentation / "alpha-api").iterdir():
        page.unlink()
    before = snapshot(tmp_path / "elsewhere")
    assert run(documentation, "--out", out, "--force").exit_code == 0
    assert snapshot(tmp_path / "elsewhere") == before


def test_an_edited_file_of_a_removed_page_goes_by_force(
    run: Run, documentation: Path, out: Path
) -> None:
    (out / MODULE).write_text("edited")
    (documentation / "alpha-api/get_thing.md").unlink()
    assert run(documentation, "--out", out, "--force").exit_code == 0
    assert not (out / MODULE).exists()


@pytest.mark.parametrize(
    "kind", ["kill", "full", pytest.param("twice", marks=pytest.mark.slow)]
)
def test_a_run_that_is_stopped_at_any_step_is_healed_by_the_next(
    kind: str, root: Path, tmp_path: Path
) -> None:
    program = str(root / "tests" / "interruptions.py")
    result = subprocess.run(
        [sys.executable, program, str(tmp_path), kind],
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        check=True,
    )
    told = json.loads(result.stdout)
    assert told["problems"] == []
    assert told["steps"] > 20


def test_a_full_disk_is_told_and_leaves_everything_as_it_was(
    run: Run, documentation: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(out)
    trees.write(documentation, {"beta-api/more.md": trees.page("More")})
    put = writing._put

    def refuse(path: Path, text: str) -> None:
        put(path, text[:10])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(writing, "_put", refuse)
        result = run(documentation, "--out", out)
    assert result.exit_code == 2
    assert "No space left on device; nothing was written" in result.stderr
    assert snapshot(out) == before
    assert run(documentation, "--out", out).exit_code == 0
    assert (out / "ucloud_client/beta/more.py").exists()


def test_an_edit_after_an_interrupted_run_is_not_lost(
    run: Run, documentation: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (documentation / "alpha-api/get_thing.md").write_text(trees.page("GetThing", []))
    with monkeypatch.context() as patch:
        patch.setattr(writing, "_carry_out", lambda *_: sys.exit(9))
        assert run(documentation, "--out", out).exit_code == 9
    (out / MODULE).write_text("edited")
    result = run(documentation, "--out", out)
    assert result.exit_code == 2
    assert f"{MODULE}: edited by hand" in result.stderr
    assert (out / MODULE).read_text() == "edited"
    assert not (out / holding.STAGED).exists()


def test_the_second_of_two_runs_at_once_gives_way(
    run: Run, documentation: Path, out: Path
) -> None:
    before = snapshot(out)
    (documentation / "alpha-api/get_thing.md").unlink()
    with holding.locked(out):
        result = run(documentation, "--out", out)
    assert result.exit_code == 2
    assert "another run of docs2sdk is at work there" in result.stderr
    assert snapshot(out) == before
    assert run(documentation, "--out", out).exit_code == 0


@pytest.mark.parametrize(
    ("out", "message"),
    [
        pytest.param("specs", "must lie apart", id="the pages' folder"),
        pytest.param("specs/alpha-api/out", "must lie apart", id="among the pages"),
        pytest.param(".", "must lie apart", id="around the pages"),
        pytest.param("link", "must lie apart", id="the pages' folder through a link"),
        pytest.param("x/../specs", "must lie apart", id="the pages' folder roundabout"),
        pytest.param("/", "no folder to generate into", id="the root"),
        pytest.param("~", "no folder to generate into", id="home"),
        pytest.param("file", "is not a folder", id="a file"),
        pytest.param("file/out", "Not a directory", id="below a file"),
        pytest.param("loop", "is not a folder", id="a loop of links"),
        pytest.param("n" * 300, "name too long", id="a name that is too long"),
    ],
)
def test_an_output_that_cannot_be_meant_is_refused(
    out: str,
    message: str,
    run: Run,
    documentation: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    (tmp_path / "x").mkdir()
    (tmp_path / "file").write_text("somebody's own")
    (tmp_path / "link").symlink_to(documentation)
    (tmp_path / "loop").symlink_to("loop")
    before = snapshot(tmp_path)
    for more in ((), ("--service", "alpha"), ("--force",)):
        result = run(documentation, "--out", os.path.expanduser(out), *more)
        assert result.exit_code == 2
        assert message in result.stderr
        assert snapshot(tmp_path) == before
