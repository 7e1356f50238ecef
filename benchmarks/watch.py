"""How long ``docs2sdk watch`` takes from the save of a page to its result, on a whole documentation checkout.

A process watches a copy of the documentation.  Pages are edited in turn, by writing and by renaming as editors do: the title
and what is required, so that two files and the meaning change.  Measured is from before the save until the last line of the
result is read.  Printed are the median and the worst of all edits (wanted: below 0.3 s).

    .venv/bin/python benchmarks/watch.py [SPECS] [--runs 50]
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("DOCS2SDK_CORPUS") or ROOT.parent / "shared" / "corpus"
    parser.add_argument("specs", nargs="?", type=Path, default=Path(default))
    parser.add_argument("--runs", type=int, default=50, help="edits to measure")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        specs = Path(shutil.copytree(arguments.specs, folder / "specs"))
        seconds = measure(specs, folder, arguments.runs)
    print(f"edits   {len(seconds):6}")
    print(f"median  {statistics.median(seconds):6.3f} s")
    print(f"worst   {max(seconds):6.3f} s")


def measure(specs: Path, folder: Path, runs: int) -> list[float]:
    """Return the seconds that each edit took."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "generator"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "CI": "true",
    }
    command = [sys.executable, "-m", "docs2sdk", "watch", "specs", "--out", "out"]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        try:
            wait_for_line("watching", process.stdout)
            pages = sorted(specs.glob("*-api/*get_*.md")) + sorted(
                specs.glob("*-api/describe_*.md")
            )
            return [
                edit_page(pages[number % len(pages)], number, process.stdout)
                for number in range(runs)
            ]
        finally:
            process.send_signal(signal.SIGINT)


def edit_page(page: Path, number: int, output: IO[str]) -> float:
    """Save a changed page, in place or as a file that takes its place; return the seconds until the result is there."""
    text = page.read_text("utf-8").replace("# ", f"# 第 {number} 版 ", 1)
    changed = text.replace("|**Yes**|", "|No|", 1)
    target = page if number % 2 else page.with_name(".saved")
    started = time.perf_counter()
    target.write_text(changed, "utf-8")
    if target != page:
        target.replace(page)
    wait_for_line("wrote", output)
    return time.perf_counter() - started


def wait_for_line(beginning: str, output: IO[str]) -> None:
    """Read until a line begins like this."""
    for line in output:
        if line.startswith(f"{beginning} "):
            return
    raise SystemExit("docs2sdk watch has ended")


if __name__ == "__main__":
    main()
