"""Whole runs that are killed, find the disk full, or meet another: every file is whole, check tells, the next run heals."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import trees
from click.testing import Result
from docs2sdk import python_naming
from docs2sdk.build import output_folder, transaction
from small_pages import row
from trees import snapshot

Run = Callable[..., Result]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["kill", "full", "twice"])
def test_a_commit_that_is_stopped_at_any_step_is_healed_by_the_next(
    kind: str, root: Path, tmp_path: Path
) -> None:
    result = subprocess.run(
        [sys.executable, str(root / "tests/interruptions.py"), str(tmp_path), kind],
        env=os.environ | {"PYTHONPATH": str(root / "generator")},
        capture_output=True,
        check=True,
    )
    told = json.loads(result.stdout)
    assert told["problems"] == []
    assert told["steps"] > 20


@pytest.mark.slow
def test_a_hundred_runs_that_are_killed(root: Path, tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, str(root / "tests/kills.py"), str(tmp_path), "100"],
        env=os.environ | {"PYTHONPATH": str(root / "generator")},
        capture_output=True,
        check=True,
    )
    told = json.loads(result.stdout)
    assert told["problems"] == []
    assert told["killed"] == 100
    assert told["changed"] > 0


def command(root: Path, name: str, **more: object) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "docs2sdk.cli", name, "specs", "--out", "out"]
    environment = os.environ | {"PYTHONPATH": str(root / "generator"), "CI": "true"}
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        words,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


@pytest.mark.slow
@pytest.mark.parametrize("limit", [0, 100, 1_000, 5_000, 20_000])
def test_a_disk_that_is_full_leaves_everything_whole(
    limit: int, run: Run, root: Path, documentation: Path, tmp_path: Path
) -> None:
    """A limit on the size of files is met at another place each time, as the end of a disk is."""
    assert run(documentation, "--out", "out").exit_code == 0
    before = snapshot(tmp_path / "out")
    trees.write(
        documentation,
        {"alpha-api/x.md": trees.page("X", [row(f"P{n}") for n in range(600)])},
    )

    def bound() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    process = command(root, "generate", cwd=tmp_path, preexec_fn=bound)
    _, said = process.communicate()
    assert process.returncode == 2
    assert "nothing was written" in said
    assert snapshot(tmp_path / "out") == before
    process = command(root, "check", cwd=tmp_path)
    assert (process.communicate() and process.returncode) == 1
    assert run(documentation, "--out", "out").exit_code == 0
    assert (tmp_path / "out/ucloud_client/alpha/x.py").exists()


@pytest.mark.slow
def test_runs_at_once_end_as_one_does(
    root: Path, documentation: Path, tmp_path: Path, run: Run
) -> None:
    for number in range(6):
        name = f"X{number}" if number % 2 else "GetThing"
        page = trees.page(name, [row(f"P{number}")])
        trees.write(
            documentation, {f"alpha-api/{python_naming.method_name(name)}.md": page}
        )
        processes = [command(root, "generate", cwd=tmp_path) for _ in range(3)]
        codes = [(one.communicate(), one.returncode)[1] for one in processes]
        assert 0 in codes
        assert {*codes} <= {0, 2}
        check = command(root, "check", cwd=tmp_path)
        assert (check.communicate() and check.returncode) == 0
        assert not (tmp_path / "out" / output_folder.STAGING_FOLDER).exists()
    assert run(documentation, "--out", "out").exit_code == 0


@pytest.mark.parametrize("target", ["python", "typescript"])
def test_a_first_run_that_is_killed_is_completed_by_the_next(
    target: str, run: Run, documentation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("--target", target, "--out", "out")

    def stop(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(transaction, "_carry_out", stop)
        with pytest.raises(MemoryError):
            run(*arguments)
    assert output_folder.read_output(Path("out")).interrupted
    assert run(*arguments).exit_code == 0
    assert not output_folder.read_output(Path("out")).interrupted
