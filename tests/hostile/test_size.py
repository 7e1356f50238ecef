"""Pages that are too large, too deep or too many: told in time and in little memory, or read in linear time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import in_memory
import pytest
import trees
from docs2sdk.pages.input_files import MAX_PAGE_BYTES
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.pages.page_sources import Source
from docs2sdk.python.file_renderer import render_text
from hostile_pages import parameter, said, said_in_lines, sent, type_cell
from small_pages import RET_CODE, modern, row
from timing import seconds

MOST_SECONDS = 2
MOST_MEMORY = 200_000  # kB


def repeated(piece: str, count: int) -> Callable[[Path], None]:
    """Return what writes a page that is one piece many times."""
    return lambda page: page.write_bytes(piece.encode() * count)


def sparse(page: Path) -> None:
    """Write a page of a gigabyte, without the bytes."""
    page.touch()
    os.truncate(page, 1_000_000_000)


# A process inherits the peak of whoever started it, so a small one does.
MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""

ROW = "| **A** | string | text | No |\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("write", "told"),
    [
        pytest.param(repeated(ROW, 1_000_000), "D003", id="10⁶-row table"),
        pytest.param(repeated("x", 50_000_000), "D003", id="50 MB line"),
        pytest.param(sparse, "D003", id="1 GB file"),
        pytest.param(
            repeated(ROW, MAX_PAGE_BYTES // len(ROW)), "D211", id="4 MB of rows"
        ),
        pytest.param(repeated("x", MAX_PAGE_BYTES), "D211", id="a line of 4 MB"),
        pytest.param(repeated("\n", MAX_PAGE_BYTES), "D211", id="4 MB of empty lines"),
        pytest.param(repeated("|", MAX_PAGE_BYTES), "D211", id="4 MB of cells"),
        pytest.param(
            repeated("# a\n", MAX_PAGE_BYTES // 4), "D211", id="4 MB of headings"
        ),
    ],
)
def test_a_limit_is_told_soon_and_in_little_memory(
    write: Callable[[Path], None], told: str, documentation: Path, tmp_path: Path
) -> None:
    write(documentation / "alpha-api" / "large.md")
    command = ["-m", "docs2sdk.cli", "generate", "--jobs", "1"]
    measured = [sys.executable, "-c", MEASURED, sys.executable, *command]
    done = subprocess.run(
        measured, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    code, seconds, memory = done.stdout.split("\n")[-2].split()
    found = [line for line in done.stderr.split("\n") if "error[" in line]
    assert code == "1", done.stderr
    assert len(found) == 1
    assert re.match(rf"specs/alpha-api/large\.md:\d+:1: error\[{told}\] .", found[0])
    assert float(seconds) < MOST_SECONDS
    assert int(memory) < MOST_MEMORY


def made(text: str) -> tuple[str, ...]:
    """Return the modules that a page gives, and the findings."""
    read = parse_page(Source("a/x.md", text))
    contexts = in_memory.build_contexts(read.action) if read.action else ()
    return (*map(render_text, contexts), *map(str, read.diagnostics))


def required(name: str, text: str) -> str:
    """Return a page with a cell that says whether its parameter is required."""
    return trees.page(name, [row("A", required=text)])


@pytest.mark.slow
@pytest.mark.parametrize(
    "make", [said, said_in_lines, sent, type_cell, parameter, required]
)
@pytest.mark.parametrize(
    "piece", ["*a_", "[", "`", ">", "](", "<br", "\\", "{", "枚举值"]
)
def test_time_is_linear(piece: str, make: Callable[[str, str], str]) -> None:
    short, long = (
        seconds(partial(made, make("DoThing", piece * n))) for n in (5_000, 20_000)
    )
    assert long < 0.1 or long < 8 * short


def spelled(count: int) -> list[str]:
    """Return the rows of parameters that would all have one name in Python: A_b_c, A__b_c, A_b__c, ..."""
    return [
        row("".join(f"{letter}_{'_' * (n >> k & 1)}" for k, letter in enumerate(WORD)))
        for n in range(count)
    ]


WORD = "ABCDEFGHIJKL"


def grouped(count: int) -> list[str]:
    """Return the rows of many groups inside groups."""
    return [row(f"G{n // 7}.N.H{n % 7}.N.I.N.J.N.K.N.X") for n in range(count)]


@pytest.mark.slow
@pytest.mark.parametrize("rows", [spelled, grouped])
def test_time_is_linear_in_the_number_of_rows(
    rows: Callable[[int], list[str]], tell: Callable[[str], None]
) -> None:
    few, many = (seconds(partial(made, modern(rows(n)))) for n in (500, 2_000))
    tell(f"2,000 rows, {rows.__name__}: {many / few:.1f} × the time of 500")
    assert many < 8 * few


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            type_cell("X", "array[" * 15_000 + "]" * 15_000), "D211", id="array[…]"
        ),
        pytest.param(type_cell("X", "array[" * 30_000), "D204", id="array["),
        pytest.param(parameter("X", "A.N." * 1_000), "D211", id="A.N."),
        pytest.param(said_in_lines("X", "\n\n" + ">" * 5_000), "D211", id=">"),
    ],
)
def test_depth_has_a_limit(text: str, told: str) -> None:
    assert any(told in line for line in made(text))


def with_models(*models: tuple[str, list[str]]) -> str:
    """Return a page whose answer holds the first model."""
    data = row("Data", f"[*{models[0][0]}*](#{models[0][0]})")
    return modern([], [RET_CODE, data], response_models=models)


def levels(depth: int, width: int) -> list[tuple[str, list[str]]]:
    """Return models of which each holds the next in every field."""
    rows = [
        [row(f"F{n}", f"array[[*L{level + 1}*](#L{level + 1})]") for n in range(width)]
        for level in range(depth)
    ]
    named = [(f"L{level}", rows[level]) for level in range(depth)]
    return [*named, (f"L{depth}", [row("Leaf")])]


@pytest.mark.parametrize(
    ("models", "classes"),
    [
        pytest.param([("A", [row("Next", "[*A*](#A)")])], 3, id="A→A"),
        pytest.param(
            [("A", [row("Next", "[*B*](#B)")]), ("B", [row("Next", "[*A*](#A)")])],
            4,
            id="A→B→A",
        ),
        pytest.param(levels(10, 10), 13, id="10 levels × 10 fields"),
    ],
)
def test_models_are_emitted_once_each(
    models: list[tuple[str, list[str]]], classes: int
) -> None:
    module, tests, *findings = made(with_models(*models))
    assert findings == []
    assert module.count("\nclass ") == classes
    assert len(tests) < 50_000
