"""All or nothing, and nobody else's files: what a run does to its output folder, and what it refuses to do."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import building
import pytest
import trees
from click.testing import Result
from docs2sdk import folders
from docs2sdk.build import manifest, output_folder, transaction
from docs2sdk.build.file_changes import FileChanges
from docs2sdk.build.manifest import Manifest, ManifestEntry
from docs2sdk.config import Settings
from docs2sdk.digests import digest
from docs2sdk.errors import UnreadableInput, UnusableOutput
from small_pages import row
from trees import snapshot

pytestmark = pytest.mark.slow

Run = Callable[..., Result]
Put = Callable[[Path], None]

PAGE = "alpha-api/get_thing.md"
MODULE = "ucloud_client/alpha/get_thing.py"
TEST = "tests/alpha/test_get_thing.py"
EDITED = {PAGE: trees.page("GetThing", [*trees.THING, row("More")])}


@pytest.fixture
def out(run: Run, documentation: Path, tmp_path: Path) -> Path:
    """Return an output folder, generated from the small documentation."""
    assert run(documentation, "--out", tmp_path / "out").exit_code == 0
    return tmp_path / "out"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """Return a folder of somebody's outside of the output, with files called as ours are."""
    files = {"id_rsa": "secret", "alpha/get_thing.py": "somebody's own"}
    return trees.write(tmp_path / "elsewhere", files)


def a_folder(path: Path) -> None:
    path.mkdir()


def a_link(path: Path) -> None:
    path.symlink_to("elsewhere")
    path.with_name("elsewhere").write_text("somebody's own")


def a_dangling_link(path: Path) -> None:
    path.symlink_to("nowhere")


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_linked_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))
    path.parent.symlink_to("elsewhere")


def a_linked_package(path: Path) -> None:
    package = path.parent.parent
    package.rename(package.with_name("elsewhere"))
    package.symlink_to("elsewhere")


def a_loop_for_a_folder(path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.symlink_to(path.parent.name)


def a_file_for_a_folder(path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.write_text("somebody's own")


NO_FILES: list[Put] = [
    *(a_folder, a_link, a_dangling_link, a_pipe),
    *(a_linked_folder, a_linked_package, a_loop_for_a_folder, a_file_for_a_folder),
]


@pytest.mark.parametrize("force", [False, True], ids=["", "forced"])
@pytest.mark.parametrize("put", NO_FILES)
def test_what_is_no_file_is_never_overwritten(
    put: Put, force: bool, run: Run, documentation: Path, out: Path
) -> None:
    (out / MODULE).unlink()
    put(out / MODULE)
    before = snapshot(out)
    result = run(documentation, "--out", out, *["--force"] * force)
    assert result.exit_code == 2
    assert f"{MODULE}: not a file" in result.stderr
    assert "--force" not in result.stderr
    assert snapshot(out) == before


@pytest.mark.parametrize("force", [False, True], ids=["", "forced"])
@pytest.mark.parametrize("put", [put for put in NO_FILES if put != a_linked_package])
def test_what_is_no_file_stays_when_its_page_goes(
    put: Put, force: bool, documentation: Path, out: Path
) -> None:
    ours = snapshot(out)
    (out / MODULE).unlink()
    put(out / MODULE)
    before = snapshot(out)
    stays = {path: text for path, text in before.items() if ours.get(path) != text}
    assert stays
    shutil.rmtree(documentation / "alpha-api")
    building.generate(Settings((documentation,), out), force=force)
    after = snapshot(out)
    assert {path: after.get(path) for path in stays} == stays
    building.generate(Settings((documentation,), out), force=force)


def test_a_link_in_the_place_of_a_file_that_two_branches_made_stays(
    documentation: Path, out: Path, elsewhere: Path
) -> None:
    """Of such a file it is not known what git made of it; of a link it is known that we did not."""
    text = (out / manifest.NAME).read_text()
    (line,) = (one for one in text.splitlines(True) if f'"{MODULE}"' in one)
    (out / manifest.NAME).write_text(text.replace(line, line * 2))
    (out / MODULE).unlink()
    (out / MODULE).symlink_to(elsewhere / "id_rsa")
    (documentation / PAGE).unlink()
    report = building.generate(Settings((documentation,), out))
    assert report.orphans == (MODULE,)
    assert (out / MODULE).is_symlink()


def test_a_foreign_file_in_the_way_is_refused_before_the_first_write(
    run: Run, documentation: Path, tmp_path: Path
) -> None:
    trees.write(tmp_path / "out", {MODULE: "somebody's own", "mine.txt": "mine"})
    before = snapshot(tmp_path / "out")
    result = run(documentation, "--out", "out")
    assert result.exit_code == 2
    assert f"{MODULE}: not written by docs2sdk" in result.stderr
    assert "nothing was written" in result.stderr
    assert result.stderr.endswith("Move it away, or overwrite it with --force.\n")
    assert snapshot(tmp_path / "out") == before


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
    (out / manifest.NAME).unlink()
    assert run(documentation, "--out", out).exit_code == 0
    assert snapshot(out) == before


@pytest.mark.parametrize("force", [False, True], ids=["", "forced"])
def test_files_beside_the_output_are_left_alone(
    force: bool, documentation: Path, out: Path
) -> None:
    mine = {
        "mine.txt": "mine",
        ".hidden": "mine",
        "mine/notes.md": "mine",
        "ucloud_client/alpha/mine.py": "mine",
        "tests/alpha/test_mine.py": "mine",
    }
    trees.write(out, mine)
    shutil.rmtree(documentation / "alpha-api")
    building.generate(Settings((documentation,), out), force=force)
    assert not (out / MODULE).exists()
    assert {path: (out / path).read_text() for path in mine} == mine


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
    (out / TEST).unlink()
    (out / "pyproject.toml").unlink()
    result = run(documentation, "--out", out)
    assert (result.exit_code, "wrote     2 files" in result.stdout) == (0, True)
    assert snapshot(out) == before


@pytest.mark.parametrize("use_cache", [True, False], ids=["warm", "cold"])
def test_nothing_is_written_where_there_is_nothing_to_write(
    use_cache: bool, documentation: Path, out: Path
) -> None:
    for path in (*out.rglob("*"), out):
        os.utime(path, (1, 1))
    before = snapshot(out)
    building.generate(Settings((documentation,), out), use_cache=use_cache)
    building.check(Settings((documentation,), out), use_cache=use_cache)
    assert snapshot(out) == before
    assert {path.stat().st_mtime for path in (*out.rglob("*"), out)} == {1}


def test_a_run_touches_only_what_it_changes(documentation: Path, out: Path) -> None:
    for path in out.rglob("*"):
        os.utime(path, (1, 1))
    trees.write(documentation, EDITED)
    report = building.generate(Settings((documentation,), out))
    files = (path for path in out.rglob("*") if path.is_file())
    touched = {
        path.relative_to(out).as_posix() for path in files if path.stat().st_mtime != 1
    }
    assert touched == {*report.written, manifest.NAME}
    assert MODULE in touched
    assert len(touched) <= 3


def test_a_removed_page_takes_its_files_and_empty_folders_with_it(
    run: Run, documentation: Path, out: Path
) -> None:
    trees.write(out, {"ucloud_client/beta/__pycache__/get_other.cpython-311.pyc": ""})
    shutil.rmtree(documentation / "beta-api")
    assert run(documentation, "--out", out).exit_code == 0
    assert not (out / "ucloud_client/beta").exists()
    assert not (out / "tests/beta").exists()
    assert "beta" not in (out / "ucloud_client/client.py").read_text("utf-8")
    assert (out / MODULE).exists()


def test_a_link_called_pycache_goes_with_its_folder_and_is_not_followed(
    documentation: Path, out: Path, elsewhere: Path
) -> None:
    cache = out / "ucloud_client/beta/__pycache__"
    shutil.rmtree(cache, ignore_errors=True)
    cache.symlink_to(elsewhere)
    before = snapshot(elsewhere)
    shutil.rmtree(documentation / "beta-api")
    building.generate(Settings((documentation,), out))
    assert snapshot(elsewhere) == before
    assert not (out / "ucloud_client/beta").exists()
    assert not building.check(Settings((documentation,), out)).drift


def test_an_edited_file_of_a_removed_page_stays_with_a_warning(
    run: Run, documentation: Path, out: Path
) -> None:
    (out / MODULE).write_text("edited")
    (documentation / PAGE).unlink()
    result = run(documentation, "--out", out)
    assert result.exit_code == 0
    assert f"{MODULE}: warning: its page is gone" in result.stderr
    assert (out / MODULE).read_text() == "edited"
    assert not (out / TEST).exists()


def test_an_edited_file_of_a_removed_page_goes_by_force(
    run: Run, documentation: Path, out: Path
) -> None:
    (out / MODULE).write_text("edited")
    (documentation / PAGE).unlink()
    assert run(documentation, "--out", out, "--force").exit_code == 0
    assert not (out / MODULE).exists()


@pytest.mark.parametrize("force", [False, True], ids=["", "forced"])
def test_nothing_is_deleted_behind_a_link(
    force: bool, documentation: Path, out: Path, tmp_path: Path
) -> None:
    (out / "ucloud_client/alpha").rename(tmp_path / "linked")
    (out / "ucloud_client/alpha").symlink_to(tmp_path / "linked")
    before = snapshot(tmp_path / "linked")
    shutil.rmtree(documentation / "alpha-api")
    building.generate(Settings((documentation,), out), force=force)
    assert snapshot(tmp_path / "linked") == before


STOLEN = json.dumps({"written": {"stolen/id_rsa": ""}, "removed": {}})


def journal(*paths: str) -> str:
    """Return a journal of today's format that says that these files are to be ours."""
    files = {path: ManifestEntry((digest("secret"),), "x.md") for path in paths}
    return manifest.dump(Manifest(files, "1.0", "ucloud_client"))


def staged_is_a_link(staged: Path, elsewhere: Path) -> None:
    staged.symlink_to(elsewhere)


def staged_is_a_dangling_link(staged: Path, elsewhere: Path) -> None:
    staged.symlink_to(elsewhere / "nowhere")


def staged_is_a_file(staged: Path, elsewhere: Path) -> None:
    staged.write_text("secret")


def staged_is_a_pipe(staged: Path, elsewhere: Path) -> None:
    os.mkfifo(staged)


def what_was_staged_of_an_older_version_is_a_link(
    staged: Path, elsewhere: Path
) -> None:
    trees.write(staged, {"journal.json": STOLEN})
    (staged / "stolen").symlink_to(elsewhere)


def what_was_staged_is_a_link(staged: Path, elsewhere: Path) -> None:
    trees.write(staged, {output_folder.JOURNAL: journal("stolen/id_rsa", "stolen.py")})
    (staged / "files").mkdir()
    (staged / "files/stolen").symlink_to(elsewhere)
    (staged / "files/stolen.py").symlink_to(elsewhere / "id_rsa")


def the_folder_of_what_was_staged_is_a_link(staged: Path, elsewhere: Path) -> None:
    trees.write(staged, {output_folder.JOURNAL: journal("id_rsa")})
    (staged / "files").symlink_to(elsewhere)


def the_place_of_a_file_to_stage_is_a_link(staged: Path, elsewhere: Path) -> None:
    (staged / "files/ucloud_client").mkdir(parents=True)
    (staged / "files/ucloud_client/alpha").symlink_to(elsewhere / "alpha")
    (staged / "files" / manifest.NAME).symlink_to(elsewhere / "id_rsa")


def the_journal_is_a_link(staged: Path, elsewhere: Path) -> None:
    trees.write(elsewhere, {"journal": journal("alpha/get_thing.py")})
    staged.mkdir()
    (staged / output_folder.JOURNAL).symlink_to(elsewhere / "journal")


def the_journal_is_a_folder(staged: Path, elsewhere: Path) -> None:
    trees.write(staged / output_folder.JOURNAL, {"x": "secret"})


def the_part_of_a_journal_is_a_link(staged: Path, elsewhere: Path) -> None:
    staged.mkdir()
    (staged / f"{output_folder.JOURNAL}.part").symlink_to(elsewhere / "id_rsa")


def the_part_of_a_journal_is_a_folder(staged: Path, elsewhere: Path) -> None:
    trees.write(staged / f"{output_folder.JOURNAL}.part", {"x": "secret"})


def the_journal_names_what_lies_outside(staged: Path, elsewhere: Path) -> None:
    text = journal("stolen").replace("stolen", "../elsewhere/id_rsa")
    trees.write(staged, {output_folder.JOURNAL: text})


def the_journal_is_no_json(staged: Path, elsewhere: Path) -> None:
    trees.write(staged, {output_folder.JOURNAL: "[" * 100_000})


TRAPS: list[Callable[[Path, Path], None]] = [
    staged_is_a_link,
    staged_is_a_dangling_link,
    staged_is_a_file,
    staged_is_a_pipe,
    what_was_staged_of_an_older_version_is_a_link,
    what_was_staged_is_a_link,
    the_folder_of_what_was_staged_is_a_link,
    the_place_of_a_file_to_stage_is_a_link,
    the_journal_is_a_link,
    the_journal_is_a_folder,
    the_part_of_a_journal_is_a_link,
    the_part_of_a_journal_is_a_folder,
    the_journal_names_what_lies_outside,
    the_journal_is_no_json,
]


@pytest.mark.usefixtures("deadline")
@pytest.mark.parametrize(
    "pages",
    [
        pytest.param(EDITED, id="a page edited"),
        pytest.param({}, id="nothing to do", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("trap", TRAPS)
def test_nothing_that_was_staged_is_followed_or_moved(
    trap: Callable[[Path, Path], None],
    pages: dict[str, str],
    documentation: Path,
    out: Path,
    elsewhere: Path,
    tmp_path: Path,
) -> None:
    """A run makes everything anew: what lies where runs stage cannot get into the output, and stops no run."""
    trees.write(documentation, pages)
    trap(out / output_folder.STAGING_FOLDER, elsewhere)
    before = snapshot(elsewhere)
    drift = building.check(Settings((documentation,), out)).drift
    assert output_folder.STAGING_FOLDER in {one.path for one in drift}
    building.generate(Settings((documentation,), out))
    assert snapshot(elsewhere) == before
    building.generate(Settings((documentation,), tmp_path / "fresh"), use_cache=False)
    assert snapshot(out) == snapshot(tmp_path / "fresh")
    assert not building.check(Settings((documentation,), out)).drift


def test_a_journal_that_nobody_wrote_lets_no_other_text_be_overwritten(
    run: Run, documentation: Path, out: Path
) -> None:
    trees.write(out, {"mine.py": "mine", MODULE: "edited"})
    trees.write(
        out / output_folder.STAGING_FOLDER,
        {output_folder.JOURNAL: journal("mine.py", MODULE, TEST)},
    )
    for _ in range(2):
        result = run(documentation, "--out", out)
        assert result.exit_code == 2
        assert f"{MODULE}: edited by hand" in result.stderr
        assert (out / "mine.py").read_text() == "mine"
        assert (out / MODULE).read_text() == "edited"
    (out / MODULE).unlink()
    assert run(documentation, "--out", out).exit_code == 0
    assert (out / "mine.py").read_text() == "mine"


@pytest.mark.parametrize("folder", ["ucloud_client/alpha", "ucloud_client"])
def test_a_link_that_comes_while_a_run_stages_is_not_followed(
    folder: str,
    documentation: Path,
    out: Path,
    elsewhere: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trees.write(documentation, EDITED)
    before = snapshot(elsewhere)
    put = transaction._put_journal

    def put_and_link(location: Path, known: Manifest) -> None:
        put(location, known)
        (out / folder).rename(out / "moved")
        (out / folder).symlink_to(elsewhere)

    with monkeypatch.context() as patch:
        patch.setattr(transaction, "_put_journal", put_and_link)
        with pytest.raises(UnusableOutput, match="is reached through a link"):
            building.generate(Settings((documentation,), out))
    assert snapshot(elsewhere) == before
    (out / folder).unlink()
    (out / "moved").rename(out / folder)
    building.generate(Settings((documentation,), out))
    assert not building.check(Settings((documentation,), out)).drift


def fail(*_: object) -> None:
    raise OSError(28, "No space left on device")


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("where", ["_stage", "_put_journal"])
@pytest.mark.parametrize(
    ("stop", "error"), [(fail, UnusableOutput), (interrupt, KeyboardInterrupt)]
)
@pytest.mark.parametrize("location", ["out", "a/b/out"])
def test_a_run_that_stops_before_it_commits_leaves_no_folder(
    location: str,
    stop: Callable[..., None],
    error: type[BaseException],
    where: str,
    documentation: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    work = getattr(transaction, where)

    def work_and_stop(*arguments: object) -> None:
        work(*arguments)
        stop()

    monkeypatch.setattr(transaction, where, work_and_stop)
    before = snapshot(tmp_path)
    with pytest.raises(error):
        building.generate(Settings((documentation,), tmp_path / location))
    assert snapshot(tmp_path) == before


def test_a_run_that_stops_before_it_commits_leaves_a_folder_that_was_there(
    documentation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").mkdir()
    before = snapshot(tmp_path)
    monkeypatch.setattr(transaction, "_put_journal", fail)
    with pytest.raises(UnusableOutput, match="nothing was written"):
        building.generate(Settings((documentation,), tmp_path / "out"))
    assert snapshot(tmp_path) == before


def test_a_run_without_a_page_makes_no_folder(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    for run_one in (building.generate, building.check):
        with pytest.raises(UnreadableInput):
            run_one(Settings((tmp_path / "specs",), tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_check_makes_no_folder(documentation: Path, tmp_path: Path) -> None:
    assert building.check(Settings((documentation,), tmp_path / "out")).drift
    assert not (tmp_path / "out").exists()


def test_a_full_disk_is_told_and_leaves_everything_as_it_was(
    run: Run, documentation: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(out)
    trees.write(documentation, {"beta-api/more.md": trees.page("More")})
    with monkeypatch.context() as patch:
        patch.setattr(transaction, "_put_journal", fail)
        result = run(documentation, "--out", out)
    assert result.exit_code == 2
    assert "No space left on device; nothing was written" in result.stderr
    assert snapshot(out) == before
    assert run(documentation, "--out", out).exit_code == 0
    assert (out / "ucloud_client/beta/more.py").exists()


def test_an_edit_after_an_interrupted_run_is_not_lost(
    run: Run, documentation: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trees.write(documentation, EDITED)
    carry_out = transaction._carry_out

    def carry_out_and_die(changes: FileChanges) -> None:
        carry_out(changes)
        sys.exit(9)

    for stop in (carry_out_and_die, lambda _: sys.exit(9)):
        with monkeypatch.context() as patch:
            patch.setattr(transaction, "_carry_out", stop)
            (documentation / PAGE).write_text(trees.page("GetThing", []))
            assert run(documentation, "--out", out).exit_code == 9
        (out / MODULE).write_text("edited")
        result = run(documentation, "--out", out)
        assert result.exit_code == 2
        assert f"{MODULE}: edited by hand" in result.stderr
        assert (out / MODULE).read_text() == "edited"
        assert run(documentation, "--out", out, "--force").exit_code == 0
        assert not (out / output_folder.STAGING_FOLDER).exists()
        trees.write(documentation, EDITED)
        assert run(documentation, "--out", out).exit_code == 0


def test_the_second_of_two_runs_at_once_gives_way(
    run: Run, documentation: Path, out: Path
) -> None:
    before = snapshot(out)
    (documentation / PAGE).unlink()
    with folders.lock_folder(out):
        result = run(documentation, "--out", out)
    assert result.exit_code == 2
    assert "another run of docs2sdk is using it" in result.stderr
    assert snapshot(out) == before
    assert run(documentation, "--out", out).exit_code == 0


@pytest.mark.parametrize(
    ("out", "message"),
    [
        pytest.param("specs", "must be apart", id="the pages' folder"),
        pytest.param("specs/alpha-api/out", "must be apart", id="among the pages"),
        pytest.param(".", "must be apart", id="around the pages"),
        pytest.param("link", "must be apart", id="the pages' folder through a link"),
        pytest.param("x/../specs", "must be apart", id="the pages' folder roundabout"),
        pytest.param("/", "is not a folder to generate into", id="the root"),
        pytest.param("~", "is not a folder to generate into", id="home"),
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
