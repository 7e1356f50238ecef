"""Branches that git merges, each with an output of its own: ``docs2sdk generate`` alone mends what came of it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import trees
from click.testing import CliRunner, Result
from docs2sdk.build import manifest
from docs2sdk.cli import main
from small_pages import row
from trees import snapshot

pytestmark = pytest.mark.slow

Edits = Mapping[str, str]

CODES = "| 错误码 | 描述 |\n|---|---|\n| {} | 出错了 |\n"
OVERLAY = '[[correction]]\naction = "{}"\n{}\nreason = "so"\n'
SETTINGS = '[tool.docs2sdk]\nspecs = "specs"\nout = "out"\njobs = 1\n{}\n'
MORE = trees.page("GetThing", [*trees.THING, row("More")])
# Lines between those that change, so that git sees no conflict where there is one in meaning.
BESIDE = {
    f"specs/{folder}/k{number}.md": "# prose\n"
    for folder in ("alpha-api", "beta-api", "gamma-api", "summary")
    for number in range(3)
}
BASE = {
    **{f"specs/{path}": text for path, text in trees.PAGES.items()},
    **BESIDE,
    "specs/alpha-api/index.md": "[x](get_thing)\n",
    "specs/alpha-api/internal_a.md": trees.page("InternalA"),
    "pyproject.toml": SETTINGS.format(""),
}

MERGES: dict[str, tuple[Edits, Edits]] = {
    "two pages of a service": (
        {"specs/alpha-api/get_thing.md": MORE},
        {"specs/alpha-api/drop_thing.md": trees.page("DropThing", [row("Now")])},
    ),
    "one page of two services each": (
        {"specs/alpha-api/get_thing.md": MORE},
        {"specs/beta-api/zz.md": trees.page("GetZed")},
    ),
    "new actions of a service": (
        {"specs/alpha-api/aa.md": trees.page("GetAThing")},
        {"specs/alpha-api/zz.md": trees.page("GetZed")},
    ),
    "new actions of a service beside each other": (
        {"specs/alpha-api/ma.md": trees.page("GetThingA")},
        {"specs/alpha-api/mb.md": trees.page("GetThingB")},
    ),
    "new services": (
        {"specs/aa-api/zz.md": trees.page("GetZed")},
        {"specs/ab-api/zz.md": trees.page("GetYed")},
    ),
    "one new action on two pages, and another": (
        {"specs/alpha-api/aa.md": trees.page("GetZed", [row("A")])},
        {"specs/beta-api/zz.md": trees.page("GetYed", [row("B")])},
    ),
    "a page gone, and another edited": (
        {"specs/alpha-api/drop_thing.md": ""},
        {"specs/alpha-api/get_thing.md": MORE},
    ),
    "codes, and the first action beside them": (
        {"specs/gamma-api/error_code.md": CODES.format(8039)},
        {"specs/gamma-api/zz.md": trees.page("GetGamma")},
    ),
    "a title, and the first action below it": (
        {"specs/gamma-api/_sidebar.md": trees.SIDEBAR.format("Gamma 产品")},
        {"specs/gamma-api/zz.md": trees.page("GetGamma")},
    ),
    "codes for all on two pages": (
        {"specs/summary/a.md": CODES.format(171)},
        {"specs/summary/z.md": CODES.format(172)},
    ),
    "a page, and a correction of it": (
        {"specs/alpha-api/get_thing.md": MORE},
        {"specs/overlays/alpha.toml": OVERLAY.format("GetThing", 'deprecated = "no"')},
    ),
    "a page, and that it is hidden": (
        {"specs/alpha-api/get_thing.md": MORE},
        {"specs/overlays/alpha.toml": OVERLAY.format("GetThing", "hidden = true")},
    ),
    "a pattern, and an action that it leaves out": (
        {"pyproject.toml": SETTINGS.format('exclude = ["*.*Internal*"]')},
        {"specs/beta-api/zz.md": trees.page("ZInternal")},
    ),
    "the package's name, and a service": (
        {"pyproject.toml": SETTINGS.format('package = "other"')},
        {"specs/gamma-api/zz.md": trees.page("GetGamma")},
    ),
}


def git(*words: str) -> int:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    run = ["git", *who, "-c", "commit.gpgsign=false", *words]
    return subprocess.run(run, capture_output=True, check=False).returncode


def command(*words: str) -> Result:
    result = CliRunner().invoke(main, words)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def commit(branch: str, edits: Edits) -> None:
    """Write files (or delete those without text), generate and commit it all on a new branch."""
    assert git("checkout", "-qb", branch) == 0
    trees.write(Path(), edits)
    for path, text in edits.items():
        if not text:
            Path(path).unlink()
    assert command("generate").exit_code == 0
    assert (git("add", "-A"), git("commit", "-qm", branch)) == (0, 0)


@pytest.fixture
def branched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Edits, Edits], None]:
    """Return what makes a repository with the branches ``base``, ``one`` and ``other``, of which the last is checked out."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.chdir(tmp_path)

    def branch(one: Edits, other: Edits) -> None:
        git("init", "-q")
        commit("base", BASE)
        commit("one", one)
        git("checkout", "-q", "base")
        commit("other", other)

    return branch


def take_pages(*edits: Edits) -> None:
    """Give the pages the texts that both sides want."""
    for path, text in ((path, text) for edit in edits for path, text in edit.items()):
        if text:
            trees.write(Path(), {path: text})
        else:
            Path(path).unlink(missing_ok=True)


def is_mended() -> bool:
    """Whether the output is what an empty folder would get."""
    done = command("generate", "--out", "fresh", "--no-cache")
    return (
        done.exit_code == 0
        and files(Path("out")) == files(Path("fresh"))
        and command("check").exit_code == 0
        and command("check", "--no-cache").exit_code == 0
    )


def files(folder: Path) -> dict[str, str]:
    """Return the files in a folder: git knows no empty folders, and so leaves some."""
    found = snapshot(folder).items()
    return {path: text for path, text in found if text != "folder"}


def merge(*words: str) -> None:
    git("merge", "-q", "--no-edit", *words, "one")


def merge_in_three(*words: str) -> None:
    git("-c", "merge.conflictStyle=diff3", "merge", "-q", "--no-edit", *words, "one")


def rebase() -> None:
    git("rebase", "-q", "one")


def cherry_pick() -> None:
    git("cherry-pick", "one")


def merge_by_lines() -> None:
    """Have git keep the lines of both sides everywhere, and ask nobody."""
    Path(".git/info").mkdir(exist_ok=True)
    Path(".git/info/attributes").write_text("* merge=union\n")
    merge()


WAYS = [merge, merge_in_three, rebase, cherry_pick]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("one", "other"), MERGES.values(), ids=list(MERGES))
def test_what_git_left_in_conflict_is_mended(
    one: Edits,
    other: Edits,
    way: Callable[[], None],
    branched: Callable[[Edits, Edits], None],
) -> None:
    branched(one, other)
    way()
    take_pages(one, other)
    done = command("generate")
    assert done.exit_code == 0, done.output
    assert is_mended()


def test_two_pages_of_one_service_leave_a_conflict_in_the_manifest_only(
    branched: Callable[[Edits, Edits], None],
) -> None:
    branched(*MERGES["two pages of a service"])
    merge()
    texts = snapshot(Path("out")).items()
    conflicts = [path for path, text in texts if "<<<<<<< " in text]
    assert conflicts in ([], [manifest.NAME])
    assert command("generate").exit_code == 0
    assert is_mended()


def test_new_actions_of_one_service_leave_conflicts_that_are_mended(
    branched: Callable[[Edits, Edits], None],
) -> None:
    branched(*MERGES["new actions of a service beside each other"])
    merge()
    texts = snapshot(Path("out"))
    conflicts = {path for path, text in texts.items() if "<<<<<<< " in text}
    assert {manifest.NAME, "ucloud_client/alpha/_service.py"} <= conflicts
    assert command("generate").exit_code == 0
    assert is_mended()


@pytest.mark.parametrize(
    "way",
    [
        pytest.param(lambda: merge("-X", "ours"), id="ours"),
        pytest.param(lambda: merge("-X", "theirs"), id="theirs"),
        pytest.param(merge_by_lines, id="union"),
    ],
)
@pytest.mark.parametrize(("one", "other"), MERGES.values(), ids=list(MERGES))
def test_what_git_mixed_is_mended_or_named(
    one: Edits,
    other: Edits,
    way: Callable[[], None],
    branched: Callable[[Edits, Edits], None],
) -> None:
    """Where git was told to prefer a side, nothing says any more that a file has lines of both: it looks edited."""
    branched(one, other)
    way()
    take_pages(one, other)
    told = command("check")
    before = snapshot(Path("out"))
    done = command("generate")
    if done.exit_code:
        assert told.exit_code == 1
        assert "in the way" in done.stderr
        assert "--force" in done.stderr
        assert snapshot(Path("out")) == before
        assert command("generate", "--force").exit_code == 0
    for path in files_that_git_kept():
        Path("out", path).unlink()
    assert is_mended()


def files_that_git_kept() -> set[str]:
    """Return files of one side that the other side does not have, and that the manifest does not know any more."""
    known = manifest.load(Path("out", manifest.NAME))[0].files.keys()
    unknown = files(Path("out")).keys() - known - {manifest.NAME}
    told = command("check").stdout
    assert all(f"out/{path}: untracked" in told for path in unknown if "alpha" in path)
    return unknown


def test_an_edit_by_hand_is_no_conflict_of_git(
    branched: Callable[[Edits, Edits], None],
) -> None:
    branched(*MERGES["two pages of a service"])
    merge()
    edited = Path("out/ucloud_client/beta/get_other.py")
    edited.write_text(edited.read_text() + "# by hand\n")
    assert command("generate").exit_code == 2
    assert edited.read_text().endswith("# by hand\n")


# Checkouts with Windows newlines.


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a repository of pages and their output, all committed."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    (tmp_path / "origin").mkdir()
    monkeypatch.chdir(tmp_path / "origin")
    git("init", "-q")
    commit("base", BASE)


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("is_warm", [False, True], ids=["cold", "warm"])
@pytest.mark.parametrize(
    ("attributes", "newline"),
    [
        pytest.param("", b"\n", id="as the output's attributes say"),
        pytest.param("* text=auto eol=crlf\n", b"\r\n", id="whatever they say"),
    ],
)
def test_a_checkout_with_windows_newlines_is_up_to_date(
    attributes: str,
    newline: bytes,
    is_warm: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = ["-q", "--no-checkout", "-c", "core.autocrlf=true"]
    assert git("clone", *words, ".", str(tmp_path / "clone")) == 0
    monkeypatch.chdir(tmp_path / "clone")
    Path(".git/info").mkdir(exist_ok=True)
    Path(".git/info/attributes").write_text(attributes)
    assert git("checkout", "-q", "base") == 0
    assert b"\r\n" in Path("specs/alpha-api/get_thing.md").read_bytes()
    assert Path("out", manifest.NAME).read_bytes().startswith(b"{" + newline)
    more = [] if is_warm else ["--no-cache"]
    before = snapshot(Path())
    for _ in range(1 + is_warm):
        assert command("check", *more).exit_code == 0
        assert "wrote     0 files" in command("generate", *more).stdout
    assert snapshot(Path()) == before


@pytest.mark.usefixtures("repository")
def test_an_edit_in_a_checkout_with_windows_newlines_changes_what_it_must() -> None:
    Path(".git/info/attributes").write_text("* text=auto eol=crlf\n")
    assert (git("rm", "-rq", "."), git("reset", "-q", "--hard")) == (0, 0)
    page = Path("specs/alpha-api/get_thing.md")
    assert b"\r\n" in page.read_bytes()
    page.write_bytes(page.read_bytes().replace(b"Does a thing", b"Does it"))
    done = command("generate")
    assert (done.exit_code, "wrote     1 file" in done.stdout) == (0, True)
    assert command("check").exit_code == 0
    Path("out/ucloud_client/alpha/drop_thing.py").write_bytes(b"edited\r\n")
    assert command("check").exit_code == 1
    assert command("generate").exit_code == 2
