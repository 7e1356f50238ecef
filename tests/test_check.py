"""``docs2sdk check``: up to date, drift by its status, or that it cannot be told; and nothing is ever written."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import building
import pytest
import trees
from click.testing import CliRunner, Result
from docs2sdk import folders
from docs2sdk.build import manifest, output_folder, transaction
from docs2sdk.build import run as run_module
from docs2sdk.cli import main
from small_pages import row
from trees import snapshot

pytestmark = pytest.mark.slow

Run = Callable[..., Result]

GET = "alpha-api/get_thing.md"
MODULE = "ucloud_client/alpha/get_thing.py"
TEST = "tests/alpha/test_get_thing.py"


@pytest.fixture
def out(run: Run, documentation: Path, tmp_path: Path) -> Path:
    """Return an output folder that is what the small documentation gives."""
    assert run(documentation, "--out", "out").exit_code == 0
    return tmp_path / "out"


@pytest.fixture
def check(tmp_path: Path) -> Run:
    """Return the command, which must leave everything as it was, times included."""

    def checked(*arguments: object) -> Result:
        before = seen(tmp_path)
        words = ["check", "specs", "--out", "out", *map(str, arguments)]
        result = CliRunner().invoke(main, words)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert seen(tmp_path) == before
        return result

    return checked


def seen(folder: Path) -> dict[str, tuple[str, int]]:
    """Return all that is below a folder, with its time of change."""
    files = snapshot(folder)
    return {
        path: (text, (folder / path).lstat().st_mtime_ns)
        for path, text in files.items()
    }


def read_statuses(result: Result) -> dict[str, str]:
    """Return the status of each file that drifted, by path; each has a reason."""
    drift = json.loads(result.stdout)["drift"]
    assert all(len(entry["reason"]) > 5 for entry in drift)
    return {entry["path"]: entry["status"] for entry in drift}


COLD = pytest.mark.parametrize("cold", [False, True], ids=["warm", "cold"])


@COLD
def test_an_output_as_it_was_made_is_up_to_date(
    cold: bool, check: Run, out: Path
) -> None:
    result = check(*["--no-cache"] * cold)
    assert (result.exit_code, result.stdout) == (0, "out: up to date\n")


@COLD
def test_each_edit_of_a_correction_is_drift(
    cold: bool, check: Run, run: Run, documentation: Path, out: Path
) -> None:
    for maximum in (3, 4):
        correction = f"""[[correction]]
action = "GetThing"
parameter = "Tags"
max_items = {maximum}
reason = "a test"
"""
        trees.write(documentation, {"overlays/alpha.toml": correction})
        assert read_statuses(check("--format", "json", *["--no-cache"] * cold)) == STALE
        assert run(documentation, "--out", "out").exit_code == 0
        assert f"max_items={maximum}" in (out / MODULE).read_text("utf-8")


def edit_page(documentation: Path, out: Path) -> None:
    text = trees.page("GetThing", [*trees.THING, row("More")])
    trees.write(documentation, {GET: text})


def edit_module(documentation: Path, out: Path) -> None:
    (out / MODULE).write_text("edited")


def edit_both(documentation: Path, out: Path) -> None:
    edit_page(documentation, out)
    edit_module(documentation, out)


def delete_module(documentation: Path, out: Path) -> None:
    (out / MODULE).unlink()


def add_page(documentation: Path, out: Path) -> None:
    trees.write(documentation, {"alpha-api/more.md": trees.page("More")})


def remove_page(documentation: Path, out: Path) -> None:
    (documentation / GET).unlink()


def add_module(documentation: Path, out: Path) -> None:
    (out / "ucloud_client/alpha/mine.py").write_text("")


def delete_manifest(documentation: Path, out: Path) -> None:
    (out / manifest.NAME).unlink()


def reword_nothing(documentation: Path, out: Path) -> None:
    trees.write(documentation, {GET: trees.page("GetThing") + "\n\n"})


def name_another_version(documentation: Path, out: Path) -> None:
    path = out / manifest.NAME
    text = path.read_text("utf-8")
    assert '"docs2sdk": "0.1.0"' in text
    path.write_text(text.replace('"docs2sdk": "0.1.0"', '"docs2sdk": "0.0.9"', 1))


def made_by_another_version(documentation: Path, out: Path) -> None:
    """The other version would have written another module."""
    name_another_version(documentation, out)
    building.rename(out, MODULE, "import annotations", "import annotations  # older")


def forge_module(documentation: Path, out: Path) -> None:
    """A change that brings its own digest along is no less a change."""
    building.rename(out, MODULE, "import annotations", "import annotations, division")


def check_out_with_windows_newlines(documentation: Path, out: Path) -> None:
    for path in (*out.rglob("*.py"), *out.rglob("*.md"), out / manifest.NAME):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


INDEXES = {
    "ucloud_client/alpha/__init__.py": "stale",
    "ucloud_client/alpha/_service.py": "stale",
}
STALE = {MODULE: "stale", TEST: "stale"}


@COLD
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (edit_page, STALE),
        (edit_module, {MODULE: "modified"}),
        (edit_both, STALE | {MODULE: "modified"}),
        (delete_module, {MODULE: "missing"}),
        (
            add_page,
            INDEXES
            | {
                "ucloud_client/alpha/more.py": "missing",
                "tests/alpha/test_more.py": "missing",
            },
        ),
        # It was the action that the README shows.
        (
            remove_page,
            INDEXES
            | {MODULE: "orphaned", TEST: "orphaned"}
            | {"README.md": "stale", "README.zh-CN.md": "stale"},
        ),
        (add_module, {"ucloud_client/alpha/mine.py": "untracked"}),
        (delete_manifest, {manifest.NAME: "missing"}),
        (name_another_version, {manifest.NAME: "outdated"}),
        (made_by_another_version, {MODULE: "outdated"}),
        (forge_module, {MODULE: "stale"}),
    ],
    ids=lambda test: getattr(test, "__name__", "").replace("_", " "),
)
def test_drift_is_told_by_file_and_way_and_mended_by_generate(
    change: Callable[[Path, Path], None],
    expected: dict[str, str],
    cold: bool,
    check: Run,
    run: Run,
    documentation: Path,
    out: Path,
) -> None:
    change(documentation, out)
    result = check("--format", "json", *["--no-cache"] * cold)
    assert (result.exit_code, read_statuses(result)) == (1, expected)
    assert run(documentation, "--out", "out", "--force").exit_code == 0
    (out / "ucloud_client/alpha/mine.py").unlink(missing_ok=True)
    assert check().exit_code == 0


@COLD
@pytest.mark.parametrize(
    "change",
    [reword_nothing, check_out_with_windows_newlines],
    ids=lambda test: test.__name__.replace("_", " "),
)
def test_what_means_nothing_is_no_drift(
    change: Callable[[Path, Path], None],
    cold: bool,
    check: Run,
    run: Run,
    documentation: Path,
    out: Path,
) -> None:
    change(documentation, out)
    before = snapshot(out)
    assert check(*["--no-cache"] * cold).exit_code == 0
    assert run(documentation, "--out", "out", *["--no-cache"] * cold).exit_code == 0
    assert snapshot(out) == before


FOREIGN: dict[str, dict[str, str]] = {
    "no folder": {},
    "an empty folder": {"out/.keep": ""},
    "somebody's folder": {"out/notes.txt": "x", "out/src/a.py": "x = 1\n"},
    "somebody's package of that name": {"out/ucloud_client/mine.py": "x = 1\n"},
}


@pytest.mark.parametrize("files", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("option", ["--jobs=1", "--no-cache", "--diff"])
def test_where_there_is_no_client_that_is_said_once(
    files: dict[str, str], option: str, check: Run, tmp_path: Path
) -> None:
    trees.write(tmp_path, files)
    result = check(option)
    assert (result.exit_code, result.stdout.splitlines()) == (
        1,
        [
            "out: missing: there is no client here; docs2sdk generate makes one",
            "out: drift: 1 missing",
            "docs2sdk generate brings it up to date",
        ],
    )
    assert read_statuses(check("--format", "json")) == {".": "missing"}


def test_everything_else_is_missing_where_there_is_one_file(
    check: Run, run: Run, documentation: Path, tmp_path: Path
) -> None:
    run(documentation, "--out", "out")
    made = {
        path for path, text in snapshot(tmp_path / "out").items() if text != "folder"
    }
    for path in made - {MODULE}:
        (tmp_path / "out" / path).unlink()
    ways = read_statuses(result := check("--format", "json"))
    assert (result.exit_code, {*ways.values()}) == (1, {"missing"})
    assert ways.keys() == made - {manifest.NAME, MODULE}


def test_a_line_names_file_way_and_page(
    check: Run, documentation: Path, out: Path
) -> None:
    edit_page(documentation, out)
    lines = check().stdout.splitlines()
    reason = f"not what the pages and settings give now (of {GET})"
    assert f"out/{MODULE}: stale: {reason}" in lines
    assert lines[-2:] == [
        "out: drift: 2 stale",
        "docs2sdk generate brings it up to date",
    ]


def test_the_diff_shows_what_generate_would_do(
    check: Run, documentation: Path, out: Path
) -> None:
    edit_page(documentation, out)
    lines = check("--diff").stdout.splitlines()
    assert f"--- {MODULE}" in lines
    assert any(line.startswith("+    more: ") for line in lines)


@pytest.mark.parametrize(
    ("pages", "code"),
    [
        pytest.param(
            {GET: trees.page("GetThing", [row("A", "strng")])}, "D203", id="row"
        ),
        pytest.param({GET: "\0"}, "D004", id="unreadable page"),
    ],
)
def test_the_last_good_output_of_a_page_with_errors_is_up_to_date(
    pages: dict[str, str],
    code: str,
    check: Run,
    run: Run,
    documentation: Path,
    out: Path,
) -> None:
    trees.write(documentation, pages)
    for _ in range(2):  # cold, and with what the cache knows
        result = check()
        assert result.exit_code == 0
        assert code in result.stderr
        assert result.stdout.splitlines() == [
            "out: up to date",
            "1 page with errors: --strict fails on them",
            "retained: GetThing",
        ]
        assert check("--strict").exit_code == 1
        assert check("--strict", "--format", "json").exit_code == 1
        assert run(documentation, "--out", "out").exit_code == 1


def test_a_retained_file_that_somebody_edited_is_drift(
    check: Run, run: Run, documentation: Path, out: Path
) -> None:
    trees.write(documentation, {GET: "\0"})
    text = (out / MODULE).read_text("utf-8")
    (out / MODULE).write_text(f"{text}# edited\n", "utf-8")
    result = check("--format", "json")
    assert (result.exit_code, read_statuses(result)) == (1, {MODULE: "modified"})
    assert run(documentation, "--out", "out").exit_code == 1
    assert (out / MODULE).read_text("utf-8").endswith("# edited\n")


def test_a_check_takes_the_package_name_of_the_output(
    run: Run, documentation: Path, tmp_path: Path
) -> None:
    assert run(documentation, "--out", "other", "--package", "acme").exit_code == 0
    result = CliRunner().invoke(main, ["check", "specs", "--out", "other"])
    assert (result.exit_code, result.stdout) == (0, "other: up to date\n")
    words = ["check", "specs", "--out", "other", "--package", "ucloud_client"]
    assert CliRunner().invoke(main, words).exit_code == 1


MISTAKES: list[Any] = [
    pytest.param(["nowhere"], "nowhere", id="no pages"),
    pytest.param(["specs", "--out", "specs"], "must be apart", id="among the pages"),
    pytest.param(
        ["specs", "--service", "gamma"], "there is no service", id="no such service"
    ),
]


@pytest.mark.parametrize(("arguments", "message"), MISTAKES)
def test_a_mistake_leaves_no_telling(
    arguments: list[str], message: str, documentation: Path, out: Path
) -> None:
    result = CliRunner().invoke(main, ["check", *arguments])
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_damaged_manifest_leaves_no_telling(check: Run, out: Path) -> None:
    (out / manifest.NAME).write_text("{")
    assert check().exit_code == 2


def test_a_run_at_work_is_told_after_a_while(
    check: Run, documentation: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "_CHECK_PATIENCE", 0)
    edit_page(documentation, out)
    with folders.lock_folder(out):
        result = check()
    assert result.exit_code == 2
    assert "another run of docs2sdk is using it" in result.stderr


def test_a_check_of_what_is_known_to_be_up_to_date_minds_no_other_run(
    check: Run, out: Path
) -> None:
    with folders.lock_folder(out):
        assert check().exit_code == 0


def test_an_interrupted_run_is_told(
    check: Run,
    run: Run,
    documentation: Path,
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    edit_page(documentation, out)
    with monkeypatch.context() as patch:
        patch.setattr(transaction, "_carry_out", lambda *_: sys.exit(9))
        assert run(documentation, "--out", "out").exit_code == 9
    result = check("--format", "json")
    assert (result.exit_code, read_statuses(result)) == (
        1,
        {output_folder.STAGING_FOLDER: "interrupted"},
    )
    assert run(documentation, "--out", "out").exit_code == 0
    assert check().exit_code == 0


@COLD
def test_what_an_interrupted_run_left_is_drift(
    cold: bool, check: Run, run: Run, documentation: Path, out: Path
) -> None:
    (out / output_folder.STAGING_FOLDER).mkdir()
    result = check("--format", "json", *["--no-cache"] * cold)
    assert (result.exit_code, read_statuses(result)) == (
        1,
        {output_folder.STAGING_FOLDER: "interrupted"},
    )
    assert run(documentation, "--out", "out").exit_code == 0
    assert not (out / output_folder.STAGING_FOLDER).exists()
    assert check().exit_code == 0


@COLD
@pytest.mark.parametrize("target", ["nowhere", "ucloud_client"])
def test_a_link_in_the_place_of_what_is_staged_is_told_and_taken_away(
    target: str, cold: bool, check: Run, run: Run, documentation: Path, out: Path
) -> None:
    (out / output_folder.STAGING_FOLDER).symlink_to(target)
    before = snapshot(out / "ucloud_client")
    result = check("--format", "json", *["--no-cache"] * cold)
    assert (result.exit_code, read_statuses(result)) == (
        1,
        {output_folder.STAGING_FOLDER: "interrupted"},
    )
    assert run(documentation, "--out", "out").exit_code == 0
    assert snapshot(out / "ucloud_client") == before
    assert not os.path.lexists(out / output_folder.STAGING_FOLDER)
    assert check().exit_code == 0


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder in which nothing can be looked at."""
    folder = tmp_path / "closed"
    folder.mkdir()

    def refuse(
        real: Callable[..., object], path: object, *rest: Any, **keywords: Any
    ) -> object:
        if isinstance(path, (str, Path)) and "closed/" in str(path):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *rest, **keywords)

    for name in ("stat", "lstat", "open", "scandir", "listdir", "mkdir"):
        monkeypatch.setattr(os, name, partial(refuse, getattr(os, name)))
    return folder


LONG = "n" * 300


@COLD
def test_what_closed_folders_gave_stays(
    cold: bool,
    run: Run,
    documentation: Path,
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (documentation / "README.md").write_text("# Products\n")
    run(documentation, "--out", "out")
    before = snapshot(out)

    def refuse(real: Callable[..., object], path: object) -> object:
        if str(path).endswith("-api"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    for name in ("scandir", "listdir"):
        monkeypatch.setattr(os, name, partial(refuse, getattr(os, name)))
    result = run(documentation, "--out", "out", *["--no-cache"] * cold)
    assert result.exit_code == 1
    assert "retained  4 actions" in result.stderr
    assert snapshot(out) == before


def test_a_link_in_the_place_of_the_manifest_leaves_no_telling(
    check: Run, run: Run, documentation: Path, out: Path
) -> None:
    (out / manifest.NAME).rename(out / "elsewhere.json")
    (out / manifest.NAME).symlink_to("elsewhere.json")
    for result in (check(), run(documentation, "--out", "out")):
        assert result.exit_code == 2
        assert "is a symbolic link" in result.stderr


@pytest.mark.usefixtures("deadline")
def test_a_diff_does_not_wait_for_a_pipe(check: Run, out: Path) -> None:
    (out / MODULE).unlink()
    os.mkfifo(out / MODULE)
    result = check("--diff")
    assert result.exit_code == 1
    assert f"+++ {MODULE}" in result.stdout


def test_findings_are_told_alike_in_any_order(
    check: Run, run: Run, documentation: Path, tmp_path: Path
) -> None:
    """That of the folder's name is found last, and stands first."""
    twice = trees.page("OneThing", [row("A"), row("A")])
    trees.write(documentation, {"con-api/one.md": twice})
    assert run(documentation, "--out", "out").exit_code == 0
    assert check("--no-cache").exit_code == 0


@pytest.mark.parametrize("command", ["check", "generate"])
@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        pytest.param(["specs", "--out", LONG], "too long", id="a long output"),
        pytest.param([LONG, "--out", "out"], "too long", id="long pages"),
        pytest.param([f"{LONG}.md", "--out", "out"], "too long", id="a long page"),
        pytest.param(
            ["specs", "--out", "out", "--overlays", LONG],
            "too long",
            id="long overlays",
        ),
        pytest.param(
            ["specs", "--out", "closed/out"],
            "denied",
            id="an output in a closed folder",
        ),
        pytest.param(
            ["closed/x.md", "--out", "out"], "denied", id="a page in a closed folder"
        ),
        pytest.param(
            ["specs", "--out", "out", "--overlays", "closed/x"],
            "denied",
            id="overlays in a closed folder",
        ),
        pytest.param(["specs", "--out", "closed"], "denied", id="a closed output"),
    ],
)
def test_what_cannot_be_looked_at_is_told(
    command: str, arguments: list[str], why: str, out: Path, closed: Path
) -> None:
    before = snapshot(out)
    result = CliRunner().invoke(main, [command, *arguments])
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code == 2
    assert "docs2sdk: " in result.stderr
    assert why in result.stderr
    assert snapshot(out) == before


@pytest.mark.parametrize("command", ["check", "generate"])
@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda folder: (folder / "e.md").write_bytes(b"\0"), id="a NUL"),
        pytest.param(
            lambda folder: (folder / "e.md").symlink_to("nowhere"), id="a link"
        ),
        pytest.param(
            lambda folder: (folder / "link").symlink_to("."), id="a link to a folder"
        ),
    ],
)
@pytest.mark.parametrize("more", [(), ("--service", "alpha")], ids=["", "a service"])
def test_a_wrong_folder_with_something_broken_does_not_empty_the_output(
    more: tuple[str, ...],
    spoil: Callable[[Path], object],
    command: str,
    out: Path,
    tmp_path: Path,
) -> None:
    wrong = tmp_path / "wrong" / "e"
    wrong.mkdir(parents=True)
    spoil(wrong)
    before = snapshot(out)
    arguments = [command, "wrong", "--out", "out", *more]
    result = CliRunner().invoke(main, arguments)
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code == 2
    assert snapshot(out) == before
    if command == "generate":
        assert CliRunner().invoke(main, [*arguments, "--force"]).exit_code < 2
        assert not (out / MODULE).exists()


def test_what_lies_beside_our_folders_is_nobody_s_business(
    check: Run, out: Path
) -> None:
    trees.write(out, {"mine.txt": "", ".venv/x.py": "", "ucloud_client/.x": ""})
    trees.write(out, {"ucloud_client/alpha/__pycache__/get_thing.pyc": ""})
    assert check().exit_code == 0


@COLD
def test_a_forged_file_of_a_page_with_errors_is_refused(
    cold: bool, check: Run, run: Run, documentation: Path, out: Path
) -> None:
    """It cannot be made again to be compared; what no template writes is told all the same."""
    trees.write(documentation, {GET: "\0"})
    building.rename(out, MODULE, "from typing", "import os\n\nos.getpid()\nfrom typing")
    before = snapshot(out)
    for result in (
        check(*["--no-cache"] * cold),
        run(documentation, "--out", "out", *["--no-cache"] * cold),
    ):
        assert result.exit_code == 2
        assert MODULE in result.stderr
        assert "cannot be made again" in result.stderr
    assert snapshot(out) == before


def test_a_test_that_somebody_deleted_costs_neither_names_nor_the_last_output(
    check: Run, run: Run, documentation: Path, out: Path
) -> None:
    trees.write(documentation, {GET: trees.page("GetThing", [row("ThingID")])})
    assert run(documentation, "--out", "out").exit_code == 0
    (out / TEST).unlink()
    both = [row("ThingID"), row("ThingId")]
    trees.write(documentation, {GET: trees.page("GetThing", both)})
    assert run(documentation, "--out", "out").exit_code == 0
    module = (out / MODULE).read_text("utf-8")
    assert 'thing_id: str | None = param("ThingID", default=None)' in module
    (out / TEST).unlink()
    trees.write(documentation, {GET: "\0"})
    result = check("--format", "json")
    assert (result.exit_code, read_statuses(result)) == (1, {TEST: "missing"})
    assert run(documentation, "--out", "out").exit_code == 1
    assert (out / MODULE).exists()


def test_a_package_name_that_the_settings_say_is_what_is_wanted(
    check: Run, run: Run, documentation: Path, out: Path, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.docs2sdk]\npackage = "acme"\n')
    assert check().exit_code == 1
    assert run(documentation, "--out", "out").exit_code == 0
    (tmp_path / "pyproject.toml").unlink()
    assert check().exit_code == 0
    assert run(documentation, "--out", "out").exit_code == 0
    assert (out / "acme").is_dir()
    assert not (out / "ucloud_client").exists()


def test_an_edit_during_a_run_is_not_overwritten(
    run: Run, documentation: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit_page(documentation, out)
    check_not_empty = run_module._check_not_empty

    def edit_meanwhile(*arguments: Any) -> None:
        (out / MODULE).write_text("edited")
        check_not_empty(*arguments)

    monkeypatch.setattr(run_module, "_check_not_empty", edit_meanwhile)
    result = run(documentation, "--out", "out")
    assert result.exit_code == 2
    assert f"{MODULE} was changed during the run" in result.stderr
    assert (out / MODULE).read_text() == "edited"


def test_an_edited_file_that_nothing_gives_stays_an_orphan(
    check: Run, run: Run, documentation: Path, out: Path
) -> None:
    (documentation / GET).unlink()
    edit_module(documentation, out)
    for _ in range(2):
        assert run(documentation, "--out", "out").exit_code == 0
        result = check("--format", "json")
        assert (result.exit_code, read_statuses(result)) == (1, {MODULE: "orphaned"})
    (out / MODULE).unlink()
    assert run(documentation, "--out", "out").exit_code == 0
    assert check().exit_code == 0


def read_levels(form: str, output: str) -> list[str]:
    """Return the levels of what a report says, in its order."""
    if form == "sarif":
        (log,) = json.loads(output)["runs"]
        return [result["level"] for result in log["results"]]
    if form == "junit":
        cases = ElementTree.fromstring(output).iter("testcase")
        return [
            "warning" if case.find("failure") is None else "error" for case in cases
        ]
    if form == "github":
        return [line.partition(" ")[0].strip(":") for line in output.splitlines()]
    return re.findall(r"^\| (?:❌|⚠) (\w+) \|", output, re.MULTILINE)


@pytest.mark.parametrize("strict", [False, True], ids=["", "strict"])
@pytest.mark.parametrize("form", ["markdown", "sarif", "github", "junit"])
def test_each_format_says_which_files_drifted_and_which_pages_have_errors(
    form: str, strict: bool, check: Run, documentation: Path, out: Path
) -> None:
    edit_module(documentation, out)
    page = documentation / "beta-api" / "get_other.md"
    page.write_text(
        page.read_text("utf-8").replace("### 请求参数", "### 别的"), "utf-8"
    )
    result = check("--format", form, *["--strict"] * strict)
    assert result.exit_code == 1
    levels = read_levels(form, result.stdout)
    assert levels.count("error") >= 1
    assert MODULE in result.stdout
    assert "beta-api/get_other.md" in result.stdout
    assert ("warning" in levels) == (not strict)
