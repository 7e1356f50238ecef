"""How long an editor of pages waits for ``docs2sdk lsp``, beside a request that needs no work, on a whole documentation.

A real client over standard streams opens pages all over the documentation, types one character into a row of each, and waits
for the diagnostics of that text; then it saves pages, after which the server reads all files again, and asks for completions.
Printed are median and worst of each, and how many times as long as the request without work the median is.

    .venv/bin/python benchmarks/lsp.py [SPECS] [--runs 50]
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import page_editor
from page_editor import OpenedFile, PageEditor


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("DOCS2SDK_CORPUS") or ROOT.parent / "shared" / "corpus"
    parser.add_argument("specs", nargs="?", type=Path, default=Path(default))
    parser.add_argument("--runs", type=int, default=50)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        specs = Path(folder) / "specs"
        shutil.copytree(arguments.specs, specs)
        with page_editor.start(Path(folder)) as editor:
            measure_all(editor, list_pages(specs, arguments.runs))


def list_pages(specs: Path, count: int) -> list[Path]:
    """Return pages of actions, at equal distances in the documentation."""
    pages = [
        page
        for page in sorted(specs.glob("*/*.md"))
        if find_row(page.read_text("utf-8"))
    ]
    return [pages[number * len(pages) // count] for number in range(count)]


def find_row(text: str) -> int:
    """Return the offset of the first type cell of a page, 0 if there is none."""
    return text.find("| string") + 1


def measure_all(editor: PageEditor, pages: list[Path]) -> None:
    """Measure and print each kind of wait."""
    begin = time.perf_counter()
    first = editor.open(pages[0])
    first.publish()
    print(f"{'start, first page':<22}{(time.perf_counter() - begin) * 1e3:8.1f} ms")
    first.close()
    first.publish()
    floor = statistics.median(measure(editor, pages, ask_nothing))
    print(f"{'request without work':<22}{floor * 1e3:8.1f} ms")
    for what, work in (("edit", edit), ("save", save), ("completion", complete)):
        seconds = list(measure(editor, pages, work))
        median, worst = statistics.median(seconds), max(seconds)
        print(
            f"{what + ', median':<22}{median * 1e3:8.1f} ms {median / floor:6.1f} × the request\n"
            f"{what + ', worst':<22}{worst * 1e3:8.1f} ms",
            flush=True,
        )


def measure(
    editor: PageEditor, pages: list[Path], work: Callable[[OpenedFile], object]
) -> Iterator[float]:
    """Yield the seconds that some work takes in each page, which is opened for it."""
    for path in pages:
        page = editor.open(path)
        page.publish()
        begin = time.perf_counter()
        work(page)
        yield time.perf_counter() - begin
        page.close()
        page.publish()


def ask_nothing(page: OpenedFile) -> None:
    """Ask about a place of which there is nothing to say."""
    page.ask_at("completion", 0)


def edit(page: OpenedFile) -> None:
    """Type one character into a type cell, and wait for the diagnostics of that text."""
    at = find_row(page.text) + len(" str")
    page.edit(at, at, "x")
    page.publish()


def save(page: OpenedFile) -> None:
    """Save a page, and wait for its diagnostics."""
    page.save()
    page.publish()


def complete(page: OpenedFile) -> None:
    """Ask what fits a type cell."""
    assert page.ask_at("completion", find_row(page.text) + 1)["items"]


if __name__ == "__main__":
    main()
