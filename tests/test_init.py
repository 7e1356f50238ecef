"""``docs2sdk init``: a project that works at once, and nothing of anybody's overwritten."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from conftest import ROOT
from docs2sdk.cli import main
from docs2sdk.project import starter_files
from trees import snapshot

PAGE = "specs/greenhouse-api/describe_plants.md"
FILES = {"pyproject.toml", ".gitattributes", "README.md", PAGE}
WORKFLOW = ".github/workflows/docs2sdk.yml"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return the program, run in this process and in an empty folder; it must never crash."""
    monkeypatch.chdir(tmp_path)

    def run_here(*words: object) -> Result:
        result = CliRunner().invoke(main, [*map(str, words)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run_here


def list_files(folder: Path) -> set[str]:
    paths = (path for path in folder.rglob("*") if not path.is_dir())
    return {path.relative_to(folder).as_posix() for path in paths}


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("words", "added"),
    [
        pytest.param([], [], id="without flags"),
        pytest.param(["--ci", "github"], [WORKFLOW], id="with a job for GitHub"),
        pytest.param(["--ci", "gitlab"], [".gitlab-ci.yml"], id="with one for GitLab"),
        pytest.param(["--pre-commit"], [".pre-commit-config.yaml"], id="with hooks"),
    ],
)
def test_an_empty_folder_gets_the_files(
    run: Run, tmp_path: Path, words: list[str], added: list[str]
) -> None:
    result = run("init", "shop", *words)
    assert result.exit_code == 0, result.output
    assert list_files(tmp_path / "shop") == FILES | {*added}
    wrote = {line for line in result.output.splitlines() if line.startswith("wrote ")}
    assert wrote == {f"wrote shop/{path}" for path in FILES | {*added}}


@pytest.mark.slow
def test_a_new_project_works_at_once(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("init", "shop").exit_code == 0
    monkeypatch.chdir(tmp_path / "shop")
    assert run("lint", "--fail-on", "warning").stdout == "reported  nothing\n"
    assert run("generate").exit_code == 0
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "generated"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "skipped" not in done.stdout
    assert run("check", "--strict").stdout == "generated: up to date\n"


def test_the_example_page_has_no_finding_of_any_kind(run: Run) -> None:
    run("init")
    assert '"findings": []' in run("lint", "--format", "json").stdout


@pytest.mark.parametrize(
    ("folder", "package"),
    [
        ("bookshop", "bookshop"),
        ("My-API.client", "my_api_client"),
        ("json", "json_client"),
        ("class", "class_client"),
        ("con", "con_client"),
        ("3d", "client_3d"),
        ("_shop_", "shop"),
        ("书店", "api_client"),
    ],
)
def test_a_package_is_called_like_its_folder_as_far_as_it_can(
    run: Run, tmp_path: Path, folder: str, package: str
) -> None:
    assert run("init", folder).exit_code == 0
    text = (tmp_path / folder / "pyproject.toml").read_text("utf-8")
    settings = {"specs": "specs", "out": "generated", "package": package}
    assert tomllib.loads(text) == {"tool": {"docs2sdk": settings}}


def test_an_option_gives_the_package(run: Run, tmp_path: Path) -> None:
    assert run("init", "--package", "shop_client").exit_code == 0
    assert 'package = "shop_client"' in (tmp_path / "pyproject.toml").read_text("utf-8")


def test_a_dry_run_lists_the_files_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    result = run("init", "shop", "--dry-run")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert {*lines} == {f"would write shop/{path}" for path in FILES}
    assert [*tmp_path.iterdir()] == []


def test_a_second_time_keeps_everything(run: Run, tmp_path: Path) -> None:
    words = ("init", "--ci", "github", "--pre-commit")
    run(*words)
    before = snapshot(tmp_path)
    result = run(*words)
    assert result.exit_code == 0
    assert snapshot(tmp_path) == before
    kept = [".gitattributes", ".pre-commit-config.yaml", "README.md", WORKFLOW]
    kept += ["pyproject.toml", "specs"]
    assert sorted(result.output.splitlines()) == sorted(f"kept {path}" for path in kept)


TABLE = '[tool.docs2sdk]\nspecs = "pages"\nout = "sdk"\npackage = "mine"\n'
OWN = [
    pytest.param({"README.md": "mine"}, "README.md", "", id="a README"),
    pytest.param({"specs/a-api/b.md": "mine"}, "specs", "", id="pages"),
    pytest.param(
        {"pyproject.toml": "[project]\n"},
        "pyproject.toml",
        'add to pyproject.toml:\n\n[tool.docs2sdk]\nspecs = "specs"\n',
        id="settings of other tools",
    ),
    pytest.param({"pyproject.toml": TABLE}, "pyproject.toml", "", id="settings"),
    pytest.param(
        {WORKFLOW: "on: push\n"},
        WORKFLOW,
        f"add to {WORKFLOW}:\n\n# Replace OWNER and COMMIT: docs2sdk has no release yet.\non:\n",
        id="a job of another kind",
    ),
    pytest.param(
        {".pre-commit-config.yaml": "repos: []\n"},
        ".pre-commit-config.yaml",
        "add to .pre-commit-config.yaml:\n\n# Replace OWNER and COMMIT: docs2sdk has no release yet.\nrepos:\n",
        id="hooks of others",
    ),
]


@pytest.mark.parametrize(("files", "kept", "addition"), OWN)
def test_what_exists_is_kept_and_told(
    run: Run, tmp_path: Path, files: dict[str, str], kept: str, addition: str
) -> None:
    write(tmp_path, files)
    result = run("init", "--ci", "github", "--pre-commit")
    assert result.exit_code == 0, result.output
    assert f"kept {kept}\n" in result.output
    assert addition in result.output
    assert ("add to" in result.output) == bool(addition)
    for path, text in files.items():
        assert (tmp_path / path).read_text("utf-8") == text


def test_the_files_name_the_folders_of_existing_settings(
    run: Run, tmp_path: Path
) -> None:
    write(tmp_path, {"pyproject.toml": TABLE})
    assert run("init", "--ci", "gitlab").exit_code == 0
    assert (tmp_path / PAGE.replace("specs", "pages", 1)).is_file()
    assert "/sdk/** " in (tmp_path / ".gitattributes").read_text("utf-8")
    assert "pages --out sdk" in (tmp_path / ".gitlab-ci.yml").read_text("utf-8")
    assert not (tmp_path / "specs").exists()


REFUSED = {
    "the folder is a file": ({"shop": ""}, ["shop"], "is not a folder: name another"),
    "a folder above is a file": ({"a": ""}, ["a/shop"], "is not a folder"),
    "the folder holds a client": (
        {"shop/.docs2sdk.json": "{}"},
        ["shop"],
        "which docs2sdk generated: name a folder outside of it",
    ),
    "the folder is in a client": (
        {".docs2sdk.json": "{}"},
        ["shop/deep"],
        "which docs2sdk generated",
    ),
    "the package is no name": ({}, ["--package", "My-Shop"], "'My-Shop' is not a"),
    "the package is Python's": ({}, ["--package", "json"], "--package: 'json' is a"),
    "the settings name another package": (
        {"pyproject.toml": TABLE},
        ["--package", "shop"],
        "package is 'mine': change it there, or leave --package out",
    ),
    "the settings are broken": ({"pyproject.toml": "["}, [], "pyproject.toml: "),
    "the settings lead out of the project": (
        {"pyproject.toml": '[tool.docs2sdk]\nspecs = "../pages"\n'},
        [],
        "specs is '../pages': docs2sdk init needs a plain path below the project",
    ),
    "the settings have a path to be quoted": (
        {"pyproject.toml": '[tool.docs2sdk]\nout = "a; b"\n'},
        [],
        "needs a plain path",
    ),
    "the pages are a file": ({"specs": ""}, [], "is a file or a link"),
    "a folder of a file is a file": (
        {".github": ""},
        ["--ci", "github"],
        "a folder above it is a file or a link; move that away",
    ),
    "the jobs are not at the top": (
        {".git/HEAD": ""},
        ["shop", "--ci", "github"],
        "reads jobs and hooks only from its top",
    ),
    "the hooks are not at the top": (
        {".git/HEAD": ""},
        ["shop", "--pre-commit"],
        "leave --ci and --pre-commit out",
    ),
    "the path is empty": ({}, [""], "the path is empty"),
}


@pytest.mark.parametrize(("files", "words", "message"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("dry", [[], ["--dry-run"]], ids=["", "dry run"])
def test_a_project_that_cannot_be_is_refused_in_one_line(
    run: Run,
    tmp_path: Path,
    files: dict[str, str],
    words: list[str],
    message: str,
    dry: list[str],
) -> None:
    write(tmp_path, files)
    before = snapshot(tmp_path)
    result = run("init", *words, *dry)
    assert result.exit_code == 2
    assert message in result.output
    assert len(result.output.splitlines()) == 1 or "Usage:" in result.output
    assert snapshot(tmp_path) == before


def test_a_link_leads_no_file_elsewhere(run: Run, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/specs").symlink_to(tmp_path / "elsewhere")
    result = run("init", "shop")
    assert result.exit_code == 2
    assert "a file or a link" in result.output
    assert [*(tmp_path / "elsewhere").iterdir()] == []


def test_a_link_to_nothing_is_kept(run: Run, tmp_path: Path) -> None:
    (tmp_path / "README.md").symlink_to(tmp_path / "nothing")
    assert "kept README.md\n" in run("init").output
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("failing", range(5))
@pytest.mark.parametrize("folder", [".", "new/shop"])
def test_a_folder_that_cannot_be_written_stays_as_it_is(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failing: int,
    folder: str,
) -> None:
    write(tmp_path, {"mine.txt": "mine"})
    rename, calls = Path.rename, []

    def fail_once(source: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) > failing:
            raise PermissionError(13, "Permission denied")
        return rename(source, target)

    monkeypatch.setattr(Path, "rename", fail_once)
    result = run("init", folder, "--pre-commit")
    assert result.exit_code == 2
    assert "Permission denied; nothing was written: make the folder" in result.output
    assert len(result.output.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir(mode=0o555)
    result = run("init", "shop")
    assert result.exit_code == 2
    assert "shop: Permission denied; nothing was written" in result.output


def test_a_file_that_another_program_writes_meanwhile_is_not_overwritten(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def write_another(source: Path, target: Path) -> Path:
        (tmp_path / "README.md").write_text("mine")
        return rename(source, target)

    monkeypatch.setattr(Path, "rename", write_another)
    result = run("init")
    assert result.exit_code == 2
    assert "run docs2sdk init again" in result.output
    assert list_files(tmp_path) == {"README.md"}
    assert (tmp_path / "README.md").read_text() == "mine"


@pytest.mark.parametrize(
    ("heading", "path"),
    [
        ("pre-commit", ".pre-commit-config.yaml"),
        ("GitHub", starter_files.CI_FILES["github"]),
        ("GitLab", starter_files.CI_FILES["gitlab"]),
    ],
)
def test_a_job_is_the_one_of_the_document(
    run: Run, tmp_path: Path, heading: str, path: str
) -> None:
    text = (ROOT / "docs/ci.md").read_text("utf-8")
    block = text.partition(f"## {heading}\n\n```yaml\n")[2].partition("```")[0]
    ci = next((ci for ci, file in starter_files.CI_FILES.items() if file == path), "")
    result = run("init", "--pre-commit", *(["--ci", ci] if ci else []))
    written = (tmp_path / path).read_text("utf-8")
    assert written == block
    assert yaml.safe_load(written)
    replace = f"in {path}, replace OWNER and COMMIT: the account"
    assert (replace in result.output) == ("OWNER" in written)
