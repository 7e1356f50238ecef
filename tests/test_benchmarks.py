"""The benchmarks run; the seconds that they measure are for people to read, never asserted."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest


def measure(root: Path, benchmark: str, specs: str | Path, *options: str) -> str:
    """Return what a benchmark prints that measures once."""
    program = [sys.executable, f"benchmarks/{benchmark}.py", specs, "--runs", "1"]
    result = subprocess.run(
        [*program, *options],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root / "generator")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.slow
def test_generation_is_measured_beside_its_floor(root: Path) -> None:
    printed = measure(root, "generate", "specs")
    assert printed.split()[0] == "floor,"
    assert "ratio" in printed


@pytest.mark.slow
def test_generation_is_measured_beside_other_generators(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where npm is, it would be asked to install the last one.
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    first, _, *lines, load = measure(root, "generate", "specs", "--peers").splitlines()
    assert first == "redocly: not measured, there is no npm"
    names = ["docs2sdk", "datamodel-code-generator", "openapi-python-client"]
    assert [line.split()[0] for line in lines] == names
    ours, *others = ([*map(str.strip, line.split())][-2:] for line in lines)
    assert ours == ["100%", "30"]
    assert [tests for _, tests in others] == ["0", "0"]
    assert load.startswith("load")


@pytest.mark.slow
def test_the_client_is_measured_beside_the_official_one(
    root: Path, corpus: Path
) -> None:
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    printed = measure(root, "client", corpus, "--calls", "4")
    lines = printed.splitlines()
    assert lines[0].split() == ["official", "ours", "ratio"]
    assert len(lines) == 13


@pytest.mark.slow
def test_drift_is_measured_beside_its_floor(root: Path) -> None:
    printed = measure(root, "drift", "specs", "--copies", "2")
    lines = printed.splitlines()
    assert lines[0].startswith("floor")
    assert sum("× the floor" in line for line in lines) == 5


@pytest.mark.slow
def test_the_local_api_answers_half_as_many_calls_as_a_bare_server(
    root: Path, corpus: Path, tell: Callable[[str], None]
) -> None:
    printed = measure(root, "mock", corpus, "--runs", "3")
    measured = dict(re.findall(r"^(\D+?) +([\d.]+)\b", printed, re.MULTILINE))
    tell(f"the local API on the corpus: {measured}")
    assert {"start, cold", "start, warm"} <= measured.keys()
    assert float(measured["ratio"]) >= 0.5
    assert measured["unexpected answers"] == measured["exit after SIGTERM"] == "0"


@pytest.mark.slow
def test_updates_of_watch_are_measured(root: Path) -> None:
    lines = measure(root, "watch", "specs", "--runs", "3").splitlines()
    assert [line.split()[0] for line in lines] == ["edits", "median", "worst"]


@pytest.mark.slow
def test_the_site_is_measured_beside_generation(root: Path) -> None:
    printed = measure(root, "docs", "specs")
    first, *lines = printed.splitlines()
    assert first.split() == ["step", "seconds", "ratio"]
    assert [line.split()[0] for line in lines] == ["generate", "docs", "build"]


@pytest.mark.slow
def test_the_language_server_is_measured_beside_a_request_without_work(
    root: Path,
) -> None:
    printed = measure(root, "lsp", "specs")
    first, floor, *lines = printed.splitlines()
    assert first.startswith("start")
    assert floor.startswith("request")
    waits = [line.split(",")[0] for line in lines]
    assert waits == [wait for wait in ("edit", "save", "completion") for _ in range(2)]
    assert all(" ms" in line for line in lines)
