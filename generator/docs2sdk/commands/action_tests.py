"""Runs the generated tests of one action, in a folder of their own: nothing that lies in the user's output takes part."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from docs2sdk.commands.build_runs import run_build
from docs2sdk.console import echo, echo_errors

if TYPE_CHECKING:
    from docs2sdk.config import Settings

# What the generated tests and the package import.
_NEEDED = ("pytest", "h11")
_TIMEOUT = 300  # seconds; the tests of an action take about one


def run_action_tests(settings: Settings, service: str, method: str) -> bool:
    """Generate the service again elsewhere, run the tests of one method there, and print the result; whether they passed.

    Where pytest or h11 is missing, it prints how the tests are run.
    """
    test = f"tests/{service}/test_{method}.py"
    missing = [name for name in _NEEDED if not find_spec(name)]
    if missing:
        path = shlex.quote(str(settings.out / test))
        echo(f"test it:  pip install {' '.join(missing)}; pytest {path}")
        return True
    with tempfile.TemporaryDirectory(prefix="docs2sdk-") as folder:
        _generate(settings._replace(out=Path(folder) / "out", services=(service,)))
        result = _run_pytest(Path(folder) / "out", test)
    *_, summary = result.stdout.splitlines() or [""]
    if result.returncode == 0:
        echo(f"tested    {test}: {summary}")
        return True
    echo_errors(*result.stdout.splitlines(), *result.stderr.splitlines())
    echo_errors(
        f"the tests of {test} failed: this is a bug in docs2sdk; please report it"
    )
    return False


def _generate(settings: Settings) -> None:
    from docs2sdk.build import run

    run_build(
        settings,
        lambda prepared: run.generate(prepared, force=False),
        silent=True,
        use_cache=True,
    )


def _run_pytest(folder: Path, test: str) -> subprocess.CompletedProcess[str]:
    """Run tests without the user's settings for pytest and for generated tests, which are meant for other tests."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "PYTHON", "DOCS2SDK_"))
    }
    return subprocess.run(
        [sys.executable, "-I", "-m", "pytest", "-q", "-p", "no:cacheprovider", test],
        cwd=folder,
        env=environment | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=_TIMEOUT,
        check=False,
    )
