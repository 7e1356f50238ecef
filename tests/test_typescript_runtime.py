"""The runtime of TypeScript clients, held by the tools that its users have: tsc, eslint and vitest."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "typescript"
RUNTIME = ROOT / "templates" / "typescript" / "src" / "runtime"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tools() -> Path:
    """Return the folder of the programs that `make test` installs with npm; skip where there is none, unless CI must have it."""
    if shutil.which("npm") is None and not os.environ.get("CI"):
        pytest.skip("no npm")
    folder = FOLDER / "node_modules" / ".bin"
    assert folder.is_dir(), "run `make tests/typescript/node_modules/.ready`"
    return folder


def run(*command: object, cwd: Path) -> str:
    """Run a program, which must find nothing wrong; return its output."""
    result = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_the_compiler_finds_nothing_wrong(tools: Path) -> None:
    run(tools / "tsc", "--project", FOLDER, cwd=ROOT)


def test_eslint_finds_nothing_wrong(tools: Path) -> None:
    # The base of its paths is the working folder: the runtime is outside of the folder of its settings.
    settings = FOLDER / "eslint.config.js"
    run(tools / "eslint", "--config", settings, RUNTIME, FOLDER, cwd=ROOT)


def test_no_rule_is_switched_off() -> None:
    exceptions = re.compile(r"eslint-disable|@ts-(?:ignore|expect-error|nocheck)")
    sources = [*RUNTIME.glob("*.ts"), *FOLDER.glob("*.ts")]
    assert [path.name for path in sources if exceptions.search(path.read_text())] == []


def test_the_tests_of_the_runtime_pass(tools: Path) -> None:
    told = run(tools / "vitest", "run", "--reporter=dot", cwd=FOLDER)
    assert re.search(r"Tests +[0-9]{3,} passed \(", told), told
    assert "skipped" not in told


def test_the_runtime_needs_nothing_but_itself() -> None:
    imports = re.compile(r'(?:from|import\() *"([^"]*)"')
    modules = {
        module
        for path in RUNTIME.glob("*.ts")
        for module in imports.findall(path.read_text("utf-8"))
    }
    names = {f"./{path.stem}.js" for path in RUNTIME.glob("*.ts")}
    assert "./errors.js" in modules
    assert modules <= names


def test_the_lock_names_no_registry() -> None:
    lock = (FOLDER / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock
