"""How long the site of a documentation checkout takes, beside a cold generation of its client in the same run.

Printed are the wall seconds of ``docs2sdk generate`` into an empty folder and without a cache, of ``docs2sdk docs`` into an
empty folder, and of ``zensical build`` of that: medians of several runs in which they take turns, and how many times as
long as the generation the other two take (wanted: at most 1 and at most 3).

    .venv/bin/python benchmarks/docs.py [SPECS] [--runs 5]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("DOCS2SDK_CORPUS") or ROOT.parent / "shared" / "corpus"
    parser.add_argument("specs", nargs="?", type=Path, default=Path(default))
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    seconds: dict[str, list[float]] = {"generate": [], "docs": [], "build": []}
    for _ in range(arguments.runs):
        with tempfile.TemporaryDirectory() as folder:
            for step, command in list_commands(arguments.specs, Path(folder)).items():
                seconds[step].append(measure(command))
    medians = {step: statistics.median(times) for step, times in seconds.items()}
    print(f"{'step':10}{'seconds':>9}{'ratio':>7}")
    for step, median in medians.items():
        print(f"{step:10}{median:9.2f}{median / medians['generate']:7.2f}")


def list_commands(specs: Path, folder: Path) -> dict[str, list[str]]:
    """Return the command of each step; those of a run write below ``folder``."""
    docs2sdk, zensical = str(PROGRAMS / "docs2sdk"), str(PROGRAMS / "zensical")
    client, site = str(folder / "client"), folder / "site"
    settings = str(site / "mkdocs.yml")
    generate = [docs2sdk, "generate", str(specs), "--out", client, "-q", "--no-cache"]
    return {
        "generate": generate,
        "docs": [docs2sdk, "docs", str(specs), "--out", str(site), "-q"],
        "build": [zensical, "build", "--clean", "--config-file", settings],
    }


def measure(command: list[str]) -> float:
    """Return the wall seconds of a command; pages of the documentation may have errors."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr.decode())
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
