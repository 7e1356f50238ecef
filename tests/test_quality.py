"""What other tools say of the code: ours, the runtime, what is generated, and a program that uses it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import building
import pytest
import trees
from docs2sdk.config import Settings

ROOT = Path(__file__).resolve().parent.parent
TYPING = ROOT / "tests" / "typing"
GENERATED = ROOT / "generated"

pytestmark = pytest.mark.slow


def tool(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a module of this environment from the repository's folder."""
    return subprocess.run(
        [sys.executable, "-m", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("mypy", "--strict", "generator"), id="mypy of the generator"),
        pytest.param(
            ("mypy", "--strict", "templates/runtime"), id="mypy of the runtime"
        ),
        pytest.param(("mypy", "--strict", "generated"), id="mypy of what is generated"),
        pytest.param(("black", "--check", "."), id="black of everything"),
        pytest.param(("ruff", "check", "."), id="ruff of everything"),
    ],
)
def test_a_tool_finds_nothing(arguments: tuple[str, ...]) -> None:
    result = tool(*arguments)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_generated_module_can_be_imported_without_a_warning() -> None:
    modules = [
        ".".join(path.relative_to(GENERATED).with_suffix("").parts)
        for path in sorted(GENERATED.rglob("*.py"))
        if path.stem != "__init__"
    ]
    program = f"import importlib\nfor name in {modules}: importlib.import_module(name)"
    command = [sys.executable, "-W", "error", "-X", "dev", "-c", program]
    result = subprocess.run(
        command, cwd=GENERATED, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert len(modules) > 60


@dataclass
class Verdict:
    """What a type checker said of one line."""

    errors: list[str] = field(default_factory=list)
    revealed: list[str] = field(default_factory=list)


def lines(program: Path) -> dict[int, str]:
    """Return what the type checkers are expected to say: line → ``error WORD`` or a type."""
    found = enumerate(program.read_text("utf-8").split("\n"), 1)
    marks = ((line, text.partition("  # expect: ")[2]) for line, text in found)
    return {line: mark for line, mark in marks if mark}


def differences(program: Path, verdicts: Mapping[int, Verdict]) -> Iterator[str]:
    """Yield where a type checker does not say what is expected of it."""
    expected = lines(program)
    for line in sorted(expected.keys() | verdicts.keys()):
        said, mark = verdicts.get(line, Verdict()), expected.get(line, "")
        word = mark.removeprefix("error ") if mark.startswith("error ") else ""
        if bool(said.errors) != bool(word) or word not in " ".join(said.errors):
            yield f"{program.name}:{line}: expected {mark or 'no error'}, got {said.errors}"
        if not word and said.revealed != [mark] * bool(mark):
            yield f"{program.name}:{line}: expected {mark or 'nothing'}, got {said.revealed}"


def mypy(program: Path, package: Path) -> dict[int, Verdict]:
    """Return what mypy says, types without the modules that they come from."""
    options = ["--strict", "--no-error-summary", "--hide-error-context"]
    result = tool("mypy", *options, program, MYPYPATH=str(package))
    verdicts: dict[int, Verdict] = {}
    for line in result.stdout.splitlines():
        told = re.match(r".*?_program\.py:(\d+): (\w+): (.*)", line)
        assert told, line
        verdict = verdicts.setdefault(int(told[1]), Verdict())
        if told[2] == "error":
            verdict.errors.append(told[3])
        elif revealed := re.fullmatch(r'Revealed type is "(.*)"', told[3]):
            plain = re.sub(r"(\w+\.)+(?=\w)", "", revealed[1])
            verdict.revealed.append(plain)
    return verdicts


def basedpyright(program: Path, package: Path, folder: Path) -> dict[int, Verdict]:
    """Return what pyright says, as strict as it can be."""
    settings = {
        "include": [str(program)],
        "extraPaths": [str(package)],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
        # An expression by itself is what a line of the program is about.
        "reportUnusedExpression": False,
        "reportUnusedCoroutine": False,
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    options = ["--project", folder, "--outputjson", "--pythonpath", sys.executable]
    report = json.loads(tool("basedpyright", *options).stdout)
    verdicts: dict[int, Verdict] = {}
    for said in report["generalDiagnostics"]:
        verdict = verdicts.setdefault(said["range"]["start"]["line"] + 1, Verdict())
        if said["severity"] == "error":
            verdict.errors.append(said["message"])
        elif revealed := re.fullmatch(r'Type of ".*" is "(.*)"', said["message"]):
            verdict.revealed.append(revealed[1])
    return verdicts


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the package that each program uses."""
    folder = tmp_path_factory.mktemp("paging")
    page = (ROOT / "tests/cases/pages_of_items/page.md").read_text("utf-8")
    pages = {
        "things-api/describe_things.md": page,
        "things-api/drop_things.md": trees.page("DropThings"),
    }
    specs = trees.write(folder / "specs", pages)
    settings = Settings((specs,), folder / "out", package="paging_client")
    building.generate(settings)
    return {"user_program": GENERATED, "paging_program": folder / "out"}


PROGRAMS = pytest.mark.parametrize("name", ["user_program", "paging_program"])


@PROGRAMS
def test_mypy_understands_the_client(name: str, packages: dict[str, Path]) -> None:
    program = TYPING / f"{name}.py"
    assert list(differences(program, mypy(program, packages[name]))) == []


@PROGRAMS
def test_pyright_understands_the_client(
    name: str, packages: dict[str, Path], tmp_path: Path
) -> None:
    program = TYPING / f"{name}.py"
    verdicts = basedpyright(program, packages[name], tmp_path)
    assert list(differences(program, verdicts)) == []


def test_pyright_finds_nothing_in_what_is_generated(tmp_path: Path) -> None:
    settings = {
        "include": [str(GENERATED / "ucloud_client")],
        "typeCheckingMode": "standard",
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    options = ["--project", tmp_path, "--pythonpath", sys.executable]
    result = tool("basedpyright", *options)
    assert result.returncode == 0, result.stdout
