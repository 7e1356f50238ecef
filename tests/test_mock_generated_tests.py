"""The generated tests of the published documentation run over HTTP: both clients call the local API, which checks each call."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from docs2sdk.build.run_report import RunReport

pytestmark = pytest.mark.slow

KEYS = ("--public-key", "public-key", "--private-key", "private-key")

# Counts the tests that send something, by client.
PLUGIN = """
from published.runtime.socket_transport import AsyncSocketTransport, SocketTransport
from tests import support
current, senders = "", {"sync": set(), "async": set(), "prepared": set()}
def pytest_runtest_call(item):
    global current
    current = item.nodeid
def count(transport, kind):
    send = transport.__call__
    def counted(self, request):
        senders[kind].add(current)
        if "x-docs2sdk-answer" in request.headers:
            senders["prepared"].add(current)
        return send(self, request)
    transport.__call__ = counted
count(SocketTransport, "sync")
count(AsyncSocketTransport, "async")
def pytest_terminal_summary(terminalreporter):
    print("\\nCOUNTS", *(len(tests) for tests in senders.values()))
"""


@contextmanager
def serve(corpus: Path, *options: str) -> Iterator[str]:
    """Run the command itself; yield the address that it prints."""
    command = [sys.executable, "-m", "docs2sdk.cli", "mock", str(corpus), "--port=0"]
    with subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        found = re.search(r"http://[0-9.:]+", process.stdout.readline())
        assert found
        yield found[0]
        process.terminate()
        assert process.wait(30) == 0


def run_tests(folder: Path, plugin: Path, url: str, *tests: str) -> str:
    """Run generated tests against a server; return what pytest prints."""
    plugin.joinpath("counting.py").write_text(PLUGIN)
    environment = {
        "DOCS2SDK_MOCK_URL": url,
        "NO_PROXY": "127.0.0.1",
        "PYTHONPATH": str(plugin),
    }
    program = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "counting"]
    result = subprocess.run(
        [*program, "-p", "no:cacheprovider", *tests],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stderr == ""
    return result.stdout


def test_all_generated_tests_pass_over_http(
    corpus: Path, whole: RunReport, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    with serve(corpus, "--examples", *KEYS) as url:
        printed = run_tests(whole.out, tmp_path, url, "tests")
    passed = re.search(r"^([0-9]+) passed in", printed, re.MULTILINE)
    assert passed, printed[-4000:]
    counts = re.search(r"^COUNTS ([0-9]+) ([0-9]+) ([0-9]+)$", printed, re.MULTILINE)
    assert counts
    total, sync, other, prepared = map(int, (passed[1], *counts.groups()))
    # Seven tests of each action send something, whatever its page has.
    actions = sum(len(service.actions) for service in whole.catalog.services)
    assert sync == other > 7 * actions
    tell(
        f"{total} generated tests passed against the local API: {sync} of them send over HTTP, with the sync and the async"
        f" client, {prepared} of these say what is answered; {total - sync} send nothing"
    )


def test_a_server_that_refuses_the_calls_is_noticed(
    corpus: Path, whole: RunReport, tmp_path: Path
) -> None:
    with serve(corpus, *KEYS[:3], "another-key") as url:
        printed = run_tests(whole.out, tmp_path, url, "tests/isms")
    assert "test_every_parameter_is_sent_under_its_name" in printed
    assert "SignatureError" in printed or "171" in printed
