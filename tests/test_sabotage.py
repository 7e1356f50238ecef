"""The generated tests are worth something: each of these mistakes in the client makes them fail, and the failure says how.

They must not only agree with the code beside them, made from the same page by the same program: what the page says is
written down in them once more.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

import building
import pytest
from docs2sdk.config import Settings
from sabotage import KINDS, Kind, Mistake, Module

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.slow

# How many actions, chosen by chance, have each mistake that there is a place for in their modules.
ACTIONS = 200
# A mistake that has a place in few of them is made in so many others.
FEW = 5
# After its first failure a file says nothing new.
PLUGIN = """
import pytest
failed = set()
def pytest_runtest_setup(item):
    if item.path in failed:
        pytest.skip()
def pytest_runtest_makereport(item, call):
    if call.excinfo and not call.excinfo.errisinstance(pytest.skip.Exception):
        failed.add(item.path)
"""

TESTS = "tests/isms/test_get_isms_send_receipt.py"
SERVICE = "ucloud_client/isms/_service.py"
RUNTIME = "ucloud_client/runtime"

MISTAKES = [
    pytest.param(
        SERVICE,
        '"get_isms_send_receipt": "GetISMSSendReceipt",',
        '"get_isms_send_receipt": "GetISMSSendReceiptResponse",',
        id="another class behind the method",
    ),
    pytest.param(
        f"{RUNTIME}/encoding.py",
        'add_flat(flat, f"{key}.{index}", item)',
        'add_flat(flat, f"{key}.{index + 1}", item)',
        id="lists begin at 1",
    ),
    pytest.param(
        f"{RUNTIME}/codegen.py",
        "yield _valid_condition(index, checks[field.name][0])",
        'yield "True"',
        id="checks that find everything valid",
    ),
    pytest.param(f"{RUNTIME}/protocol.py", "sha1", "sha256", id="another digest"),
    pytest.param(
        f"{RUNTIME}/protocol.py",
        "    keys.sort()\n",
        "",
        id="unsorted in the signature",
    ),
    pytest.param(
        f"{RUNTIME}/protocol.py",
        "parts.append(private_key)",
        "pass",
        id="no private key in the signature",
    ),
    pytest.param(
        f"{RUNTIME}/protocol.py", "if code != 0:", "if False:", id="RetCode is ignored"
    ),
    pytest.param(
        f"{RUNTIME}/protocol.py",
        "error.request_id = request_id",
        "error.request_id = None",
        id="the request id is lost",
    ),
    pytest.param(
        f"{RUNTIME}/protocol.py",
        "raise error_for_code(text, code",
        'raise error_for_code("failed", code',
        id="the server's message is lost",
    ),
    pytest.param(
        f"{RUNTIME}/encoding.py",
        "if len(items) not in sizes:",
        "if False:",
        id="no limits of lists",
    ),
    pytest.param(
        f"{RUNTIME}/decoding.py",
        'state.add("missing", field_path, field.shape.name, "nothing")',
        "pass",
        id="missing fields do not deviate",
    ),
    pytest.param(
        f"{RUNTIME}/decoding.py",
        '_add_deviation(value, "int", path, state)',
        "pass",
        id="other types do not deviate",
    ),
    pytest.param(
        f"{RUNTIME}/protocol.py",
        "parameters[wire] = value",
        "pass",
        id="settings are not filled in",
    ),
]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what is committed; its tests pass."""
    copy = tmp_path_factory.mktemp("sabotage") / "generated"
    shutil.copytree(
        ROOT / "generated", copy, ignore=shutil.ignore_patterns("__pycache__")
    )
    result = run_tests(copy, TESTS)
    assert result.returncode == 0, result.stdout
    return copy


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a client of the published documentation, of our own pages if that is not there."""
    corpus = Path(os.environ.get("DOCS2SDK_CORPUS") or ROOT.parent / "shared/corpus")
    specs = corpus if corpus.is_dir() else ROOT / "specs"
    out = tmp_path_factory.mktemp("sabotage") / "out"
    building.generate(Settings((specs,), out, jobs=os.cpu_count() or 1))
    (out / "once.py").write_text(PLUGIN)
    return out


def run_tests(package: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run generated tests."""
    return subprocess.run(
        [
            sys.executable,
            "-B",
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            *arguments,
        ],
        cwd=package,
        # The plugins of this environment cost more time than the tests.
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def list_modules(package: Path) -> list[Path]:
    paths = sorted(package.glob("ucloud_client/*/[!_]*.py"))
    return [path for path in paths if path.parent.name != "runtime"]


def make_mistakes(kind: Kind, package: Path) -> Iterator[tuple[Path, Mistake]]:
    """Yield the modules that have a place for a mistake, and the mistake."""
    chooser = random.Random(20)
    modules = list_modules(package)
    made = 0
    for tried, path in enumerate(chooser.sample(modules, len(modules))):
        if tried >= ACTIONS and made >= FEW:
            return
        mistake = kind(Module.read(path.read_text("utf-8")), chooser)
        if mistake:
            made += 1
            yield path, mistake


def find_test(module: Path) -> str:
    return f"tests/{module.parent.name}/test_{module.name}"


def run_sabotaged(package: Path, mistakes: Mapping[Path, Mistake]) -> dict[str, str]:
    """Return the text of the failures of each file of tests, of modules with mistakes."""
    texts = {path: path.read_text("utf-8") for path in mistakes}
    try:
        for path, mistake in mistakes.items():
            path.write_text(mistake.text, "utf-8")
        files = map(find_test, mistakes)
        run_tests(package, "-p", "once", "--junitxml=report.xml", *files)
    finally:
        for path, text in texts.items():
            path.write_text(text, "utf-8")
    return read_failures(package / "report.xml")


def read_failures(report: Path) -> dict[str, str]:
    failures = {}
    for case in ElementTree.parse(report).iter("testcase"):
        text = "".join(item.text or "" for item in case if item.tag != "skipped")
        module = case.attrib["classname"].removesuffix(".TestPage").replace(".", "/")
        failures[f"{module}.py"] = failures.get(f"{module}.py", "") + text
    return failures


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_mistake_in_a_module_fails_its_tests_and_they_say_which(
    kind: Kind,
    package: Path,
    tell: Callable[[str], None],
    request: pytest.FixtureRequest,
) -> None:
    mistakes = dict(make_mistakes(kind, package))
    if not mistakes and len(list_modules(package)) < ACTIONS:
        pytest.skip("our own pages have no place for it")
    assert mistakes
    failures = run_sabotaged(package, mistakes)
    unexplained = {
        test: failures.get(test)
        for test, mistake in (
            (find_test(path), made) for path, made in mistakes.items()
        )
        if not all(
            re.search(pattern, failures.get(test, ""))
            for pattern in (mistake.expected, mistake.found)
        )
    }
    assert unexplained == {}
    tell(f"{request.node.callspec.id}: made in {len(mistakes)} modules, found in all")


@pytest.mark.parametrize(("file", "old", "new"), MISTAKES)
def test_a_mistake_in_the_runtime_makes_a_generated_test_fail(
    file: str, old: str, new: str, own: Path
) -> None:
    text = (own / file).read_text("utf-8")
    assert old in text, "the mistake is out of date"
    try:
        (own / file).write_text(text.replace(old, new), "utf-8")
        result = run_tests(own, "-x", TESTS)
    finally:
        (own / file).write_text(text, "utf-8")
    assert result.returncode == 1, result.stdout
    assert "1 failed" in result.stdout
