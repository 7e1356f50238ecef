"""What is made of the whole published documentation: it imports, other tools find nothing, and its own tests pass."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from docs2sdk.build.run_report import RunReport

pytestmark = pytest.mark.slow

# A copy of every module is imported, so no byte code is left; the plugins of this environment cost more than they give.
QUIET = {"PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def python(whole: RunReport, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run Python in the folder that was generated."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=whole.out,
        env=os.environ | QUIET,
        capture_output=True,
        text=True,
        check=False,
    )


def modules(whole: RunReport) -> list[str]:
    """Return the name of every module of the package and of its tests."""
    return [
        ".".join(path.relative_to(whole.out).with_suffix("").parts)
        for path in sorted(whole.out.rglob("*.py"))
        if path.stem != "__init__"
    ]


def test_nothing_is_reported_that_costs_an_action(whole: RunReport) -> None:
    assert whole.errors == whole.retained == whole.ungenerated == ()
    assert whole.catalog
    assert len(whole.catalog.services) > 30


def test_every_module_can_be_imported_without_a_warning(
    whole: RunReport, tell: Callable[[str], None]
) -> None:
    every = modules(whole)
    program = f"import importlib\nfor name in {every}: importlib.import_module(name)"
    result = python(whole, "-W", "error", "-X", "dev", "-c", program)
    assert (result.returncode, result.stderr) == (0, "")
    assert len(every) > 1400
    tell(f"{len(every)} modules of the whole documentation import without a warning")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("mypy", "--strict", "."), id="mypy"),
        pytest.param(("black", "--check", "--quiet", "."), id="black"),
    ],
)
def test_a_tool_finds_nothing(
    arguments: tuple[str, ...], whole: RunReport, tmp_path: Path
) -> None:
    cache = ["--cache-dir", tmp_path] if arguments[0] == "mypy" else []
    result = python(whole, "-m", *arguments, *cache)
    assert result.returncode == 0, (result.stdout + result.stderr)[-2000:]


def test_every_test_that_was_generated_passes(
    whole: RunReport, tell: Callable[[str], None]
) -> None:
    result = python(
        whole, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider"
    )
    assert result.returncode == 0, result.stdout[-2000:]
    last = result.stdout.splitlines()[-1]
    told = re.fullmatch(r"(\d+) passed in .*", last)
    assert told, last
    assert int(told[1]) > 6000
    tell(f"{told[1]} tests that were generated from the whole documentation pass")
