"""What several test modules need: where things are, and generated packages to import."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import building
import pytest
import trees
from click.testing import CliRunner, Result
from docs2sdk.build.run_report import RunReport
from docs2sdk.config import Settings
from hypothesis import settings
from loopback import Servers, servers

ROOT = Path(__file__).resolve().parent.parent

# The runtime is plain Python: its tests import it as it lies in the templates, before anything is generated.
sys.path.insert(0, str(ROOT / "templates"))

# The generated package as it lies in the repository, for tests that use it as people do.
sys.path.append(str(ROOT / "generated"))

# Nobody's own keys, and no profile of this machine's, take part in a test.
for name in [name for name in os.environ if name.startswith("UCLOUD_")]:
    del os.environ[name]
for name in ("UCLOUD_SHARED_CONFIG_FILE", "UCLOUD_SHARED_CREDENTIAL_FILE"):
    os.environ[name] = os.devnull

# What pages said is remembered between runs: not in the home of whoever runs the tests, nor from an earlier run.
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="docs2sdk-")

# A busy machine is no defect; what must be fast is measured where it is claimed.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--update``: write what the golden cases gave instead of comparing it."""
    parser.addoption(
        "--update",
        action="store_true",
        help="rewrite the expectations below tests/cases",
    )


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what tests told, whichever process they ran in."""
    reports = terminalreporter.stats
    told = [
        line
        for outcome in ("passed", "failed")
        for report in reports.get(outcome, ())
        for name, line in report.user_properties
        if name == "figure"
    ]
    if told:
        terminalreporter.section("figures")
    for line in told:
        terminalreporter.write_line(line)


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Return a function that has a line printed below the results: what was measured, not only that it was enough."""
    return partial(record_property, "figure")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the repository's folder."""
    return ROOT


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the published documentation, or skip: it is not part of the repository."""
    location = Path(
        os.environ.get("DOCS2SDK_CORPUS") or ROOT.parent / "shared" / "corpus"
    )
    if not location.is_dir():
        pytest.skip(f"no documentation checkout: {location} (set DOCS2SDK_CORPUS)")
    return location.resolve()


@pytest.fixture(scope="session")
def given() -> Path:
    """Return the folder of the page that the project was given, or skip: it is not part of the repository."""
    location = Path(
        os.environ.get("DOCS2SDK_GIVEN") or ROOT.parent / "shared" / "given"
    )
    if not location.is_dir():
        pytest.skip(f"no given page: {location} (set DOCS2SDK_GIVEN)")
    return location.resolve()


@pytest.fixture(scope="session")
def docs2sdk() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return the command itself, run as a user runs it: ``docs2sdk("generate", specs, "--out", out, cwd=…)``."""

    def run(
        *arguments: object, cwd: Path = ROOT, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "docs2sdk.cli", *map(str, arguments)],
            cwd=cwd,
            env=os.environ
            | {"PYTHONPATH": str(ROOT / "generator"), "CI": "true"}
            | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def whole(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> RunReport:
    """Return the run that made the package ``published`` of the whole documentation, in a folder of its own; slow."""
    out = tmp_path_factory.mktemp("whole") / "out"
    settings = Settings((corpus,), out, package="published", jobs=os.cpu_count() or 1)
    # What another test left in the cache has no parameters and fields.
    return building.generate(settings, use_cache=False)


@pytest.fixture
def deadline() -> Iterator[None]:
    """Turn what blocks, or takes as good as for ever, into a failure."""

    def give_up(*_: object) -> None:
        pytest.fail("still not done")  # no OSError, as TimeoutError would be

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Return the command, run in this process and in an empty folder of the test's own; it must never crash."""
    from docs2sdk.cli import main

    monkeypatch.chdir(tmp_path)

    def run_here(*arguments: object) -> Result:
        result = CliRunner().invoke(main, ["generate", *map(str, arguments)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run_here


@pytest.fixture
def documentation(tmp_path: Path) -> Path:
    """Return a small documentation without faults, the test's own; see ``trees.PAGES``."""
    return trees.write(tmp_path / "specs", trees.PAGES)


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Servers]:
    """Start servers on loopback, out of reach of this machine's proxies, authorities and keys."""
    names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"]
    for name in (*names, "SSL_CERT_FILE", "SSL_CERT_DIR", "UCLOUD_SECURITY_TOKEN"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with servers() as started:
        yield started
