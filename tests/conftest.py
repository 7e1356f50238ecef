"""What several test rooms need: where things are, and generated packages to import."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# The runtime is plain Python: its tests import it as it lies in the templates, before anything is generated.
sys.path.insert(0, str(ROOT / "templates"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--update``: write what the golden cases gave instead of comparing it."""
    parser.addoption("--update", action="store_true", help="rewrite the expectations below tests/cases")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the repository's folder."""
    return ROOT


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the published documentation, or skip: it is not part of the repository."""
    place = Path(os.environ.get("DOCS2SDK_CORPUS") or ROOT.parent / "shared" / "corpus")
    if not place.is_dir():
        pytest.skip(f"no documentation checkout: {place} (set DOCS2SDK_CORPUS)")
    return place


@pytest.fixture(scope="session")
def docs2sdk() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return the command itself, run as a user runs it: ``docs2sdk("generate", specs, "--out", out, cwd=…)``."""

    def run(
        *arguments: object, cwd: Path = ROOT, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "generator.cli", *map(str, arguments)],
            cwd=cwd,
            env=os.environ | {"PYTHONPATH": str(ROOT), "CI": "true"} | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run
