"""Ctrl-C at any moment: one line, exit code 130, soon, no traceback of anybody's, and no folder that has nothing in it."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import trees
from small_pages import row

CODE = 130
LINE = "docs2sdk: interrupted\n"
PROGRESS = re.compile(r"(read|generate|write) +\d+/\d+(, \d+ s left)?\n")
# Seconds until the end: twice what is promised, for machines that do other work, too.
SOON = 2.0

posix = pytest.mark.skipif(os.name == "nt", reason="sends signals as a terminal does")
pytestmark = [posix, pytest.mark.slow]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a documentation of three hundred pages."""
    rows = [row("ThingId", required="**Yes**"), *(row(f"P{n}") for n in range(5))]
    pages = {
        f"p{n % 20}-api/get_x{n}.md": trees.page(f"GetX{n}", rows) for n in range(300)
    }
    return trees.write(tmp_path_factory.mktemp("many") / "specs", pages)


def started(root: Path, *words: object, **environment: str) -> subprocess.Popen[str]:
    """Start the command in a process group of its own, as a shell does."""
    return subprocess.Popen(
        [sys.executable, "-m", "docs2sdk", *map(str, words)],
        env=os.environ
        | {"PYTHONPATH": str(root / "generator"), "CI": "true"}
        | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    )


class End(NamedTuple):
    """How a run ended: its exit code, its output without progress, and how many seconds it took to.

    That is until nobody can say anything any more, no worker either.
    """

    code: int
    output: str
    spent: float


def interrupted(process: subprocess.Popen[str], after: float) -> End:
    """Press Ctrl-C after a while."""
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGINT)
    begun = time.perf_counter()
    _, output = process.communicate(timeout=60)
    spent = time.perf_counter() - begun
    return End(process.returncode, PROGRESS.sub("", output), spent)


@pytest.mark.parametrize(
    ("command", "moments"), [("generate", 20), ("check", 8), ("lint", 8)]
)
def test_a_run_can_be_interrupted_at_any_moment(
    command: str,
    moments: int,
    root: Path,
    many: Path,
    tmp_path: Path,
    tell: Callable[[str], None],
) -> None:
    def start(out: str) -> subprocess.Popen[str]:
        options = ["--jobs", "2"] + ["--out", tmp_path / out] * (command != "lint")
        home = str(tmp_path / "home" / out)
        return started(root, command, many, *options, XDG_CACHE_HOME=home)

    start("first").communicate()  # after which byte code and pages are at hand
    begun = time.perf_counter()
    start("whole").communicate()
    whole = time.perf_counter() - begun
    chance = random.Random(command)
    spent: list[float] = []
    # On a busy machine a run may end before its moment comes; then another one is tried.
    for number in range(4 * moments):
        # Not while Python itself starts: nothing of ours can answer then.
        after = chance.uniform(0.15 * whole, whole)
        end = interrupted(start(f"out{number}"), after)
        assert not bad(end), (after, end)
        spent += [end.spent] if end.code == CODE else []
        if len(spent) == moments:
            break
    assert len(spent) == moments
    tell(f"{command}: interrupted {len(spent)} times, ended within {max(spent):.2f} s")


def bad(end: End) -> bool:
    """Whether a run did not end as it should: interrupted, or done, or before it had come to any code of ours."""
    if end.code == -signal.SIGINT:
        return "interrupts.py" in end.output
    if end.code == CODE:
        return end.output != LINE or end.spent > SOON
    return "Traceback" in end.output or "interrupted" in end.output


# What a library may do when Ctrl-C comes, each as a module that is imported.
PRESS = "import os, signal\npress = lambda: os.kill(os.getpid(), signal.SIGINT)\n"
LIBRARIES = [
    pytest.param("press()", id="while it is imported"),
    pytest.param(
        "try: press()\nexcept Exception: pass\nexcept KeyboardInterrupt: pass",
        id="which it takes for its own",
    ),
    pytest.param("try: press()\nfinally: press()", id="twice"),
    pytest.param(
        "class Last:\n    def __del__(self): press()\nLast()\nwhile True: pass",
        id="in a finalizer, where Python ignores it",
    ),
    pytest.param(
        "try: press()\nexcept BaseException:\n    while True: pass",
        id="and does not stop",
    ),
    pytest.param("import atexit\natexit.register(press)\n1/0", id="at the very end"),
]


@pytest.mark.parametrize("library", ["click", "markdown_it", "jinja2"])
@pytest.mark.parametrize("code", LIBRARIES)
def test_what_a_library_makes_of_it_is_not_seen(
    code: str, library: str, root: Path, documentation: Path, tmp_path: Path
) -> None:
    fake = trees.write(tmp_path / "fake", {f"{library}.py": PRESS + code})
    process = started(
        root,
        *("generate", documentation, "--out", tmp_path / "out"),
        PYTHONPATH=f"{fake}{os.pathsep}{root}/generator",
    )
    # A run that a library kept going would never end.
    _, output = process.communicate(timeout=60)
    assert process.returncode == CODE
    assert PROGRESS.sub("", output).endswith(LINE)
    assert "Interrupt" not in output


@pytest.mark.parametrize("moments", range(3))
def test_no_folder_is_left_where_nothing_was_written(
    moments: int, root: Path, many: Path, tmp_path: Path
) -> None:
    process = started(root, "generate", many, "--jobs", "2", "--out", tmp_path / "out")
    assert process.stderr
    while "read" not in process.stderr.readline():
        pass
    assert interrupted(process, moments / 10).code == CODE
    assert not (tmp_path / "out").exists()


def test_a_bar_is_cleared_and_the_cursor_comes_back(
    root: Path, many: Path, tmp_path: Path
) -> None:
    master, terminal = os.openpty()
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "docs2sdk",
            "generate",
            many,
            "--out",
            tmp_path / "out",
        ],
        env={
            **os.environ,
            "PYTHONPATH": str(root / "generator"),
            "TERM": "xterm",
            "CI": "",
        },
        stdout=subprocess.DEVNULL,
        stderr=terminal,
        process_group=0,
    )
    os.close(terminal)
    output = b""
    while b"generate" not in output:
        output += os.read(master, 4096)
    os.killpg(process.pid, signal.SIGINT)
    while part := read(master):
        output += part
    assert process.wait(60) == CODE
    assert output.endswith(LINE.replace("\n", "\r\n").encode())
    assert output.rindex(b"\x1b[?25h") > output.rindex(b"\x1b[?25l")


def read(terminal: int) -> bytes:
    """Return what comes next from a terminal, nothing at its end."""
    try:
        return os.read(terminal, 4096)
    except OSError:  # what Linux says of a terminal that nobody has open
        return b""


def test_who_has_ctrl_c_ignored_is_not_interrupted(
    root: Path, documentation: Path, tmp_path: Path
) -> None:
    """As shells have it for what runs in the background."""
    command = f'trap "" INT; exec {sys.executable} -m docs2sdk generate specs'
    process = subprocess.Popen(
        ["sh", "-c", command],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(root / "generator")},
        stderr=subprocess.PIPE,
    )
    assert process.stderr
    begun = (
        process.stderr.readline()
    )  # by now no shell is there that the signal could end
    process.send_signal(signal.SIGINT)
    assert b"interrupted" not in begun + process.communicate()[1]
    assert process.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_a_run_that_is_killed(
    number: signal.Signals, root: Path, many: Path, tmp_path: Path
) -> None:
    """Standard error is at its end when no worker has it open any more."""
    process = started(root, "generate", many, "--jobs", "2", "--out", tmp_path / "out")
    assert process.stderr
    while "read" not in process.stderr.readline():
        pass
    process.send_signal(number)
    _, output = process.communicate(timeout=10)
    assert process.returncode == -number
    assert PROGRESS.sub("", output) == ""
