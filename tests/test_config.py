"""Settings: the command line first, then the nearest ``pyproject.toml``, then defaults; mistakes are named."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from docs2sdk import config
from docs2sdk.cli import main
from docs2sdk.config import BadSettings, Settings


def stored(folder: Path, text: str) -> Path:
    """Write the table of settings of a project and return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "pyproject.toml"
    file.write_text(f"[project]\nname = 'x'\n[tool.docs2sdk]\n{text}\n", "utf-8")
    return file


def test_defaults(tmp_path: Path) -> None:
    settings = config.load_settings(
        tmp_path, {"specs": None, "services": (), "jobs": None}
    )
    jobs = os.cpu_count() or 1
    home = ((tmp_path / "specs",), tmp_path / "generated")
    assert settings == Settings(
        *home, jobs=jobs, is_default_specs=True, is_default_package=True
    )
    assert (settings.package, settings.version) == ("ucloud_client", "0.1.0")


def test_a_project_says_everything(tmp_path: Path) -> None:
    stored(
        tmp_path,
        "specs = 'pages'\nout = '../sdk'\npackage = 'cloud'\nversion = '2.0rc1'\n"
        "services = ['isms', 'usms-api']\njobs = 3",
    )
    assert config.load_settings(tmp_path, {}) == Settings(
        specs=(tmp_path / "pages",),
        out=tmp_path / "../sdk",
        package="cloud",
        version="2.0rc1",
        services=("isms", "usms-api"),
        jobs=3,
    )


def test_the_nearest_project_counts_and_its_paths_are_its_own(tmp_path: Path) -> None:
    stored(tmp_path, "specs = 'far'\npackage = 'far'")
    stored(tmp_path / "near", "specs = 'pages'")
    settings = config.load_settings(tmp_path / "near", {})
    assert settings.specs == (tmp_path / "near" / "pages",)
    assert settings.package == "ucloud_client"
    below = tmp_path / "near" / "a" / "b"
    below.mkdir(parents=True)
    assert config.load_settings(below, {}).specs == (tmp_path / "near" / "pages",)


def test_a_project_without_settings_is_passed_over(tmp_path: Path) -> None:
    stored(tmp_path, "specs = 'pages'\n[tool.docs2sdk.diff]\nfail_on = 'risky'")
    inner = tmp_path / "sdk" / "tests"
    inner.mkdir(parents=True)
    (tmp_path / "sdk/pyproject.toml").write_text("[tool.ruff]\nline-length = 100\n")
    assert config.load_settings(inner, {}).specs == (tmp_path / "pages",)
    file, table = config.load_section(inner, "diff")
    assert (file, table) == (tmp_path / "pyproject.toml", {"fail_on": "risky"})


def test_without_any_settings_paths_start_where_the_user_stands(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    inner = tmp_path / "inner"
    inner.mkdir()
    assert config.load_settings(inner, {}).specs == (inner / "specs",)
    assert config.load_section(inner, "diff") == (inner / "pyproject.toml", {})


def test_inside_of_the_output_the_settings_of_the_project_hold(
    run: Callable[..., Result],
    documentation: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stored(tmp_path, "package = 'my_cloud'\nexclude = ['beta']")
    assert run().exit_code == 0
    monkeypatch.chdir(tmp_path / "generated")
    result = CliRunner().invoke(main, ["check"])
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a mark"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_settings_hold_whatever_editor_saved_them(
    mark: bytes, end: bytes, tmp_path: Path
) -> None:
    lines = [b"[tool.docs2sdk]", "package = 'cloud' # 云".encode(), b""]
    (tmp_path / "pyproject.toml").write_bytes(mark + end.join(lines))
    assert config.load_settings(tmp_path, {}).package == "cloud"


def test_the_baseline_stands_in_the_table_of_lint(tmp_path: Path) -> None:
    stored(tmp_path, "[tool.docs2sdk.lint]\nbaseline = 'ci/known.json'")
    inner = tmp_path / "inner"
    inner.mkdir()
    assert config.load_settings(inner, {}).baseline == tmp_path / "ci/known.json"
    mine = Path("mine.json")
    assert config.load_settings(inner, {"baseline": mine}).baseline == mine
    assert config.load_settings(inner, {"baseline": None}).baseline is not None


def test_the_command_line_comes_first_and_its_paths_are_the_user_s(
    tmp_path: Path,
) -> None:
    stored(
        tmp_path, "specs = 'pages'\npackage = 'cloud'\njobs = 3\nservices = ['isms']"
    )
    arguments = {
        "specs": (Path("mine"),),
        "package": "other",
        "jobs": 1,
        "services": ("usms",),
    }
    settings = config.load_settings(tmp_path, arguments | {"out": None})
    assert settings == Settings(
        (Path("mine"),), tmp_path / "generated", "other", services=("usms",), jobs=1
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("pakage = 'x'", "pakage: unknown setting", id="unknown key"),
        pytest.param("specs = 3", "specs: must be a string", id="specs a number"),
        pytest.param("out = []", "out: must be a string", id="out a list"),
        pytest.param("package = 3", "package: must be a string", id="package a number"),
        pytest.param(
            "version = 1.0", "version: must be a string", id="version a number"
        ),
        pytest.param(
            "services = 'isms'", "services: must be a list of", id="services a string"
        ),
        pytest.param(
            "include = 'isms'", "include: must be a list of", id="include a string"
        ),
        pytest.param(
            "exclude = [1]", "exclude: must be a list of", id="exclude numbers"
        ),
        pytest.param(
            "services = [1]", "services: must be a list of", id="services numbers"
        ),
        pytest.param("jobs = '2'", "jobs: must be a whole number", id="jobs a string"),
        pytest.param(
            "jobs = true", "jobs: must be a whole number", id="jobs a truth value"
        ),
        pytest.param("jobs = 0", "jobs: must be a whole number", id="no jobs"),
        pytest.param(
            "version = 'one'", "version: 'one' is not a version", id="no version"
        ),
        pytest.param(
            "version = '1.0\"'", "is not a version", id="a version with a quote"
        ),
        pytest.param("package = 'My-SDK'", "package: 'My-SDK' is no", id="capitals"),
        pytest.param("package = '../x'", "package: '../x' is no", id="a path"),
        pytest.param("package = 'import'", "package: 'import' is no", id="a keyword"),
        pytest.param(
            "package = 'x_'", "package: 'x_' is no", id="an underscore at the end"
        ),
        pytest.param("package = 'ｘ'", "is not a lower-case", id="a full-width letter"),
        pytest.param("package = 'con'", "'con' is a device", id="a Windows device"),
        pytest.param('out = "a\\u0000b"', "out: holds a NUL", id="a path with a NUL"),
        pytest.param("package = 'tests'", "package: 'tests' is", id="the tests' name"),
        pytest.param(
            "package = 'json'", "package: 'json' is", id="the standard library"
        ),
        pytest.param("package = 'httpx2'", "package: 'httpx2' is", id="a dependency"),
        pytest.param(
            "baseline = 'x'",
            "the settings are specs, ",
            id="a baseline outside its table",
        ),
        pytest.param("lint = 3", "lint must be a table", id="lint no table"),
        pytest.param(
            "lint.baseline = 3", "lint.baseline: must be a string", id="baseline 3"
        ),
        pytest.param(
            "lint.colour = 3",
            "lint.colour: unknown setting; the settings are specs, out",
            id="unknown key of lint",
        ),
    ],
)
def test_a_bad_setting_is_named_with_its_file(
    text: str, message: str, tmp_path: Path
) -> None:
    file = stored(tmp_path, text)
    with pytest.raises(BadSettings) as caught:
        config.load_settings(tmp_path, {})
    assert str(caught.value).startswith(f"{file}: [tool.docs2sdk] ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"[tool.docs2sdk", id="no TOML"),
        pytest.param(b"\xff", id="no UTF-8"),
        pytest.param(b"a = " + b"[" * 100_000, id="nested too deep"),
        pytest.param(b"a = " + b"9" * 5_000, id="an integer of 5,000 digits"),
        pytest.param(b"tool = 3", id="tool is no table"),
        pytest.param(b"[tool]\ndocs2sdk = 'x'", id="docs2sdk is no table"),
    ],
)
def test_a_bad_file_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(content)
    with pytest.raises(BadSettings, match=r"/pyproject\.toml: "):
        config.load_settings(tmp_path, {})


def make_sparse(file: Path) -> None:
    with file.open("wb") as opened:
        opened.truncate(3_000_000_000)


NO_SETTINGS: dict[str, tuple[Callable[[Path], object], str]] = {
    "3 GB": (make_sparse, "more than 1000000 bytes"),
    "a device": (lambda file: file.symlink_to("/dev/zero"), "not a regular file"),
    "a pipe that nobody writes to": (os.mkfifo, "not a regular file"),
    "a folder": (Path.mkdir, "not a regular file"),
}


@pytest.mark.usefixtures("deadline")
@pytest.mark.parametrize(("make", "message"), NO_SETTINGS.values(), ids=NO_SETTINGS)
def test_what_cannot_be_settings_is_refused(
    make: Callable[[Path], object], message: str, tmp_path: Path
) -> None:
    make(tmp_path / "pyproject.toml")
    with pytest.raises(BadSettings, match=rf"/pyproject\.toml: {message}"):
        config.load_settings(tmp_path, {})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"package": "My-SDK"}, "--package: 'My-SDK' is not a lower-case"),
        ({"jobs": 0}, "--jobs: must be a whole number"),
    ],
    ids=["package", "jobs"],
)
def test_a_bad_option_is_named(
    arguments: dict[str, Any], message: str, tmp_path: Path
) -> None:
    stored(tmp_path, "package = 'fine'")
    with pytest.raises(BadSettings) as caught:
        config.load_settings(tmp_path, arguments)
    assert str(caught.value).startswith(message)


def test_a_bad_setting_ends_the_run_before_it_begins(
    run: Callable[..., Result], documentation: Path, tmp_path: Path
) -> None:
    stored(tmp_path, "version = 'one'")
    result = run(documentation)
    assert result.exit_code == 2
    assert result.stderr.startswith("docs2sdk: ")
    assert "[tool.docs2sdk] version: 'one' is not a version" in result.stderr
    assert not (tmp_path / "generated").exists()


def test_package_and_version_reach_the_output(
    run: Callable[..., Result], documentation: Path, tmp_path: Path
) -> None:
    stored(tmp_path, "version = '2.0rc1'\npackage = 'my_cloud'")
    assert run(documentation).exit_code == 0
    written = (tmp_path / "generated/pyproject.toml").read_text("utf-8")
    assert 'name = "my-cloud"\nversion = "2.0rc1"' in written
    assert (tmp_path / "generated/my_cloud/__init__.py").exists()
    assert not (tmp_path / "generated/ucloud_client").exists()


HINT = "name the folder of the pages, here or as specs in [tool.docs2sdk]"
NAMED = {
    "nobody": ("", [], True),
    "the command line": ("", ["nowhere"], False),
    "the settings": ("specs = 'nowhere'", [], False),
}


@pytest.mark.parametrize("command", ["generate", "check", "lint", "schema"])
@pytest.mark.parametrize(("text", "arguments", "hints"), NAMED.values(), ids=NAMED)
def test_pages_that_nobody_named_are_to_be_named(
    text: str,
    arguments: list[str],
    hints: bool,
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stored(tmp_path, text)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, [command, *arguments])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "No such file or directory" in result.stderr
    assert (HINT in result.stderr) == hints


def test_addresses(tmp_path: Path) -> None:
    stored(
        tmp_path,
        "site = ''\nsites = { b-api = 'https://b.example.com/api/', a-api = '' }\n"
        "base_url = 'https://api.example.com:8443/v1'",
    )
    settings = config.load_settings(tmp_path, {})
    assert settings.site == ""
    assert settings.sites == (("a-api", ""), ("b-api", "https://b.example.com/api/"))
    assert settings.base_url == "https://api.example.com:8443/v1"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("site = 'docs.example.com'", "site: must be", id="no scheme"),
        pytest.param("site = 1", "site: must be", id="a number"),
        pytest.param("site = 'https://a b'", "site: must be", id="a space"),
        pytest.param("sites = 'x'", "sites: must be a table", id="no table"),
        pytest.param("sites = { a = 'x' }", "sites: a must be", id="one folder"),
        pytest.param("base_url = ''", "base_url: must be", id="nothing"),
        pytest.param(
            "base_url = 'https://u:p@example.com'", "base_url: must be", id="a password"
        ),
        pytest.param("base_url = 'https://x.com/`'", "base_url: must be", id="a mark"),
        pytest.param("builtin_overlays = 1", "must be true or false", id="no flag"),
    ],
)
def test_addresses_that_are_none(tmp_path: Path, text: str, problem: str) -> None:
    stored(tmp_path, text)
    with pytest.raises(BadSettings, match=problem):
        config.load_settings(tmp_path, {})
