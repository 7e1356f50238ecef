"""What people install: the tool's wheel away from the repository, and the package that it makes."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import docs2sdk
import pytest
from trees import snapshot

ROOT = Path(__file__).resolve().parent.parent
CACHES = {"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"}

pytestmark = pytest.mark.slow


def run(*command: object, cwd: Path) -> str:
    """Run a command that must succeed, without what the repository puts in the environment; return its output."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "VIRTUAL_ENV")
    }
    result = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=environment | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@dataclass(frozen=True)
class Environment:
    """A virtual environment of its own."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    def install(self, *what: object) -> None:
        """Install with this environment's pip: a new one has none."""
        pip = (sys.executable, "-m", "pip", "--python", self.python, "install", "-q")
        run(*pip, *what, cwd=self.folder)


@pytest.fixture
def empty(tmp_path: Path) -> Environment:
    """Return an environment in which nothing is installed."""
    folder = tmp_path / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=tmp_path)
    return Environment(folder)


@pytest.fixture
def furnished(empty: Environment) -> Environment:
    """Return one that borrows our dependencies, but not the editable install: .pth files do not nest."""
    site = sysconfig.get_path("purelib")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    path = empty.folder / "lib" / version / "site-packages" / "borrowed.pth"
    path.write_text(f"{site}\n")
    return empty


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the tool's wheel, made from its source distribution."""
    return built(ROOT, tmp_path_factory.mktemp("dist"))


def built(source: Path, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    build = (sys.executable, "-m", "build", "--no-isolation", "--outdir", folder)
    run(*build, source, cwd=folder)
    (made,) = folder.glob("*.whl")
    return made


def generated() -> dict[str, str]:
    """Return what is committed, less what other programs leave there."""
    found = snapshot(ROOT / "generated").items()
    return {path: text for path, text in found if not {*path.split("/")} & CACHES}


def test_the_installed_tool_makes_what_the_repository_does(
    wheel: Path, furnished: Environment, tmp_path: Path
) -> None:
    furnished.install("--no-deps", wheel)
    location = run(
        furnished.python,
        "-c",
        "import docs2sdk; print(docs2sdk.__file__)",
        cwd=tmp_path,
    )
    assert Path(location).is_relative_to(furnished.folder)
    command = furnished.folder / "bin" / "docs2sdk"
    run(command, "generate", ROOT / "specs", "--out", tmp_path / "out", cwd=tmp_path)
    assert snapshot(tmp_path / "out") == generated()
    run(command, "docs", ROOT / "specs", "--out", tmp_path / "site", cwd=tmp_path)
    assert (tmp_path / "site/docs/guides/install.md").is_file()
    run(command, "init", "--ci", "github", tmp_path / "project", cwd=tmp_path)
    run(command, "generate", cwd=tmp_path / "project")


def test_installing_the_wheel_takes_one_name(
    wheel: Path, furnished: Environment, tmp_path: Path
) -> None:
    furnished.install("--no-deps", wheel)
    version = run(furnished.python, "-m", "docs2sdk", "--version", cwd=tmp_path)
    assert version == f"docs2sdk, version {docs2sdk.__version__}\n"
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.endswith("dist-info/licenses/LICENSE") for name in names)
    folders = {name.partition("/")[0] for name in names}
    assert {name for name in folders if "dist-info" not in name} == {"docs2sdk"}


def test_the_wheel_holds_the_tool_and_its_templates_only(wheel: Path) -> None:
    files = {
        name for name in zipfile.ZipFile(wheel).namelist() if "dist-info" not in name
    }
    templates = {
        f"docs2sdk/{path.relative_to(ROOT).as_posix()}"
        for pattern in (
            "*.j2",
            "runtime/**/*.py",
            "project/**/*.md",
            "typescript/**/*",
        )
        for path in (ROOT / "templates").rglob(pattern)
        if path.is_file()
    }
    rooms = {
        path.relative_to(ROOT / "generator").as_posix()
        for pattern in ("*.py", "*.css", "*.js", "*.toml")
        for path in (ROOT / "generator").rglob(pattern)
    }
    assert files == templates | rooms


def test_the_tool_can_be_installed_from_the_index(
    wheel: Path, empty: Environment, tmp_path: Path, reachable: bool
) -> None:
    empty.install(wheel)
    command = empty.folder / "bin" / "docs2sdk"
    run(command, "generate", ROOT / "specs", "--out", tmp_path / "out", cwd=tmp_path)
    assert snapshot(tmp_path / "out") == generated()


@pytest.fixture(scope="module")
def reachable(tmp_path_factory: pytest.TempPathFactory) -> bool:
    """Skip where no package index can be reached."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "--retries=0",
    ]
    command += ["--timeout=10", "click"]
    folder = tmp_path_factory.mktemp("download")
    if subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode:
        pytest.skip("no package index")
    return True


@pytest.fixture(scope="module")
def client(
    docs2sdk: Callable[..., subprocess.CompletedProcess[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Return a freshly generated package."""
    out = tmp_path_factory.mktemp("client") / "out"
    assert docs2sdk("generate", "specs", "--out", out).returncode == 0
    return out


def test_the_generated_package_can_be_installed(
    client: Path, furnished: Environment, tmp_path: Path
) -> None:
    made = built(client, tmp_path / "dist")
    names = zipfile.ZipFile(made).namelist()
    assert "ucloud_client/py.typed" in names
    assert {name.partition("/")[0] for name in names} == {
        "ucloud_client",
        "ucloud_client-0.1.0.dist-info",
    }
    furnished.install("--no-deps", made)
    program = (
        "import ucloud_client\n"
        "from ucloud_client.isms import GetISMSSendReceipt\n"
        "print(ucloud_client.__file__)\n"
        "print(GetISMSSendReceipt(task_id_set=['a']).to_params()['TaskIdSet.0'])"
    )
    location, value = run(furnished.python, "-c", program, cwd=tmp_path).split()
    assert Path(location).is_relative_to(furnished.folder)
    assert value == "a"


def test_the_generated_package_s_own_tests_pass_in_a_new_environment(
    client: Path, furnished: Environment
) -> None:
    furnished.install("--no-deps", "--no-build-isolation", client)
    options = ("-q", "-p", "no:cacheprovider", "-W", "error")
    told = run(furnished.python, "-m", "pytest", *options, cwd=client)
    assert " passed" in told
    assert "skipped" not in told
