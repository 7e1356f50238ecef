"""The output in somebody else's project: the tools and the checkouts of that project leave it byte for byte as it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import trees
from docs2sdk.build.run_report import RunReport

ROOT = Path(__file__).resolve().parent.parent
GENERATED = ROOT / "generated"
MARK = "# isort: skip_file\n"
PYPROJECT = '[project]\nname = "around"\nversion = "1"\nrequires-python = ">=3.11"\n'

TOOLS = [
    pytest.param(["ruff", "check", "--fix", "--unsafe-fixes"], id="ruff check"),
    pytest.param(["ruff", "format"], id="ruff format"),
    pytest.param(["black"], id="black"),
    pytest.param(["isort"], id="isort"),
]

# What the project around the output says of its own code.
PROJECTS = [
    pytest.param(None, id="without a pyproject.toml"),
    pytest.param("", id="with an empty pyproject.toml"),
    pytest.param(PYPROJECT, id="with a project and no settings"),
    pytest.param(
        '[tool.ruff]\nline-length = 100\nlint.extend-select = ["ALL"]\n',
        id="with every rule of ruff and longer lines",
    ),
    pytest.param(
        '[tool.ruff]\ntarget-version = "py314"\nlint.extend-select = ["I", "UP", "D", "E501"]\n',
        id="with usual rules of ruff and a newer Python",
    ),
    pytest.param('[tool.isort]\nprofile = "google"\n', id="with isort as at Google"),
    pytest.param('[tool.isort]\nprofile = "black"\n', id="with isort as for black"),
]


def ran(
    tool: Sequence[str], folder: Path, home: Path
) -> subprocess.CompletedProcess[str]:
    """Run a tool on the folder that it stands in, with nobody's own settings and caches."""
    own = {"XDG_CONFIG_HOME": home, "BLACK_CACHE_DIR": home, "RUFF_NO_CACHE": "true"}
    return subprocess.run(
        [sys.executable, "-m", *tool, "."],
        cwd=folder,
        env=os.environ | {name: str(value) for name, value in own.items()},
        capture_output=True,
        text=True,
        check=False,
    )


def installed(output: Path, project: Path, settings: str | None) -> Path:
    """Copy an output into a new project, beside code that the tools do have to change, and return the copy."""
    copy = project / "sdk"
    shutil.copytree(output, copy, ignore=shutil.ignore_patterns("__pycache__"))
    if settings is not None:
        (project / "pyproject.toml").write_text(settings)
    (project / "own.py").write_text("import sys\nimport os\nx = [ os,sys ]\n")
    return copy


@pytest.mark.slow
@pytest.mark.parametrize("settings", PROJECTS)
@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_at_the_project_s_root_changes_nothing_of_ours(
    tool: list[str], settings: str | None, tmp_path: Path
) -> None:
    copy = installed(GENERATED, tmp_path / "project", settings)
    own = (tmp_path / "project/own.py").read_text()
    before = trees.snapshot(copy)
    result = ran(tool, tmp_path / "project", tmp_path / "home")
    assert trees.snapshot(copy) == before, result.stdout + result.stderr
    assert (tmp_path / "project/own.py").read_text() != own, result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("settings", [None, "[tool.black]\nline-length = 100\n"])
@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_inside_the_output_changes_nothing(
    tool: list[str], settings: str | None, tmp_path: Path
) -> None:
    copy = installed(GENERATED, tmp_path / "project", settings)
    before = trees.snapshot(copy)
    result = ran(tool, copy, tmp_path / "home")
    assert result.returncode == 0, result.stdout + result.stderr
    assert trees.snapshot(copy) == before


@pytest.mark.slow
@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_changes_nothing_of_the_whole_documentation_s_client(
    tool: list[str], whole: RunReport, tmp_path: Path
) -> None:
    copy = installed(whole.out, tmp_path / "project", PYPROJECT)
    before = trees.snapshot(copy)
    ran(tool, tmp_path / "project", tmp_path / "home")
    assert trees.snapshot(copy) == before


def test_files_that_a_tool_is_given_by_name_stay_too(tmp_path: Path) -> None:
    """Ruff looks at a file that is named, as hooks name what was edited, although its folder is left out."""
    copy = installed(GENERATED, tmp_path / "project", PYPROJECT)
    before = trees.snapshot(copy)
    paths = [str(copy / name) for name in before if name.endswith((".py", ".md"))]
    project = tmp_path / "project"
    assert ran(["ruff", "check", "--fix", *paths], project, tmp_path).returncode == 0
    assert ran(["ruff", "format", *paths], project, tmp_path).returncode == 0
    assert trees.snapshot(copy) == before


def test_the_code_is_in_order_beneath_the_marks_too(tmp_path: Path) -> None:
    """No mark hides a mess: without marks and settings of ours, ruff has nothing to say but that there is an ``exec``."""
    copy = installed(GENERATED, tmp_path / "project", None)
    for path in copy.rglob("*.py"):
        path.write_text(path.read_text("utf-8").replace(MARK, ""), "utf-8")
    check = ["ruff", "check", "--isolated", "--ignore", "S102"]
    for tool in (check, ["ruff", "format", "--isolated", "--check"]):
        result = ran(tool, copy, tmp_path)
        assert result.returncode == 0, result.stdout


def test_no_file_has_blanks_at_the_end_of_a_line_or_lacks_its_last_newline() -> None:
    """What ``trailing-whitespace`` and ``end-of-file-fixer`` of pre-commit look for."""
    texts = {
        path: path.read_text("utf-8")
        for path in GENERATED.rglob("*")
        if path.suffix in (".py", ".md", ".toml", ".json", ".lock")
    }
    assert len(texts) > 100
    assert [path for path, text in texts.items() if text and not ends_well(text)] == []
    assert [path for path, text in texts.items() if " \n" in text] == []


def ends_well(text: str) -> bool:
    return text == text.rstrip() + "\n"


def git(folder: Path, *words: str) -> None:
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(
        ["git", *identity, *words],
        cwd=folder,
        env=os.environ | own,
        capture_output=True,
        check=True,
    )


@pytest.mark.parametrize("convert", ["true", "input", "false"])
def test_a_checkout_has_the_same_bytes_whatever_autocrlf_says(
    convert: str, tmp_path: Path
) -> None:
    copy = installed(GENERATED, tmp_path / "project", PYPROJECT)
    project = tmp_path / "project"
    git(project, "init", "--quiet")
    git(project, "-c", f"core.autocrlf={convert}", "add", "--all")
    git(project, "commit", "--quiet", "--message=All")
    git(
        tmp_path,
        *("clone", "--quiet", "--config", f"core.autocrlf={convert}"),
        *("project", "clone"),
    )
    assert trees.snapshot(tmp_path / "clone/sdk") == trees.snapshot(copy)
    ours = (tmp_path / "clone/own.py").read_bytes()
    assert (b"\r\n" in ours) == (convert == "true")
