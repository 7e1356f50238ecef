"""What it costs to learn that nothing has changed, or that one page has, beside the floor measured in the same run.

Some pages of the documentation are damaged first (``--damaged``), as some always are.

The floor is a Python that starts, reads and hashes the same bytes: every page, and every file of the output.  Measured are
whole processes: the floor, ``docs2sdk generate`` and ``docs2sdk check`` with nothing changed, and each with one page's title
edited, which its action's files show.
``--copies 10`` measures ``check`` of ten copies of the documentation, too, each action in one of them only.

    .venv/bin/python benchmarks/drift.py [SPECS] [--runs 7] [--copies 10]
"""

from __future__ import annotations

import argparse
import compileall
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

FLOOR = """
import hashlib, os, sys
for root in sys.argv[1:]:
    for folder, _, names in os.walk(root):
        for name in names:
            with open(os.path.join(folder, name), "rb") as stream:
                hashlib.sha256(stream.read()).hexdigest()
"""


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    # What is installed has its byte code beside it; a checkout may not.
    compileall.compile_dir(ROOT / "generator", quiet=1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        specs = folder / "specs"
        shutil.copytree(arguments.specs, specs)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        _docs2sdk("generate", specs, folder / "out")
        _damage(specs, arguments.damaged)
        floor = _measure(specs, folder / "out", arguments.runs)
        if arguments.copies > 1:
            more = folder / "copies"
            _copy(specs, more, arguments.copies)
            _grown(more, folder / "more", arguments, floor)


def _arguments() -> argparse.Namespace:
    about = __doc__.splitlines()[0] if __doc__ else None
    parser = argparse.ArgumentParser(description=about)
    default = os.environ.get("DOCS2SDK_CORPUS") or ROOT.parent / "shared" / "corpus"
    parser.add_argument("specs", nargs="?", type=Path, default=Path(default))
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--damaged", type=int, default=10, help="pages to break")
    return parser.parse_args()


def _damage(specs: Path, count: int) -> None:
    """Cut pages short: their actions keep their last good output."""
    for page in sorted(specs.glob("*-api/create_*.md"))[:count]:
        text = page.read_text("utf-8")
        page.write_text(text[: text.find("### 响应字段")], "utf-8")


def _measure(specs: Path, out: Path, runs: int) -> float:
    _docs2sdk("generate", specs, out)
    floor = _median([_floor(specs, out) for _ in range(runs)])
    print(f"{'floor':<24}{floor:7.3f} s")
    for command in ("generate", "check"):
        _print(
            f"{command}, unchanged",
            [_docs2sdk(command, specs, out) for _ in range(runs)],
            floor,
        )
    page = min(specs.glob("*-api/describe_*.md"), default=None) or min(
        specs.glob("*-api/get_*.md")
    )
    text = page.read_text("utf-8")
    for command in ("check", "generate"):
        taken = []
        for number in range(runs):
            # Another title of the page: the action's module says it.
            titled = text.replace("# ", f"# 第 {number} 版 {command} ", 1)
            page.write_text(titled, "utf-8")
            taken.append(_docs2sdk(command, specs, out))
        _print(f"{command}, one page edited", taken, floor)
    return floor


def _grown(specs: Path, out: Path, arguments: argparse.Namespace, one: float) -> None:
    _docs2sdk("generate", specs, out)
    floor = _median([_floor(specs, out) for _ in range(arguments.runs)])
    print(
        f"{arguments.copies} copies, floor{'':<8}{floor:7.3f} s ({floor / one:.1f} ×)"
    )
    taken = [_docs2sdk("check", specs, out) for _ in range(arguments.runs)]
    _print(f"{arguments.copies} copies, check", taken, floor)


def _copy(specs: Path, target: Path, copies: int) -> None:
    """Copy the documentation, with other names for its products and its actions in each copy."""
    for number in range(copies):
        for folder in sorted(path for path in specs.iterdir() if path.is_dir()):
            copied = target / f"c{number}-{folder.name}"
            shutil.copytree(folder, copied)
            for page in copied.rglob("*.md"):
                text = page.read_bytes().decode("utf-8")
                renamed = re.sub(r"\A(# .*-\s*)(\w+)", rf"\1C{number}\2", text)
                page.write_bytes(renamed.encode())


def _floor(specs: Path, out: Path) -> float:
    return _timed([sys.executable, "-c", FLOOR, str(specs), str(out)])


def _docs2sdk(command: str, specs: Path, out: Path) -> float:
    words = ["-m", "docs2sdk.cli", command, str(specs), "--out", str(out)]
    return _timed([sys.executable, *words])


def _timed(command: list[str]) -> float:
    environment = os.environ | {"PYTHONPATH": str(ROOT / "generator"), "CI": "true"}
    start = time.perf_counter()
    result = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, check=False
    )
    seconds = time.perf_counter() - start
    if result.returncode not in (0, 1):
        raise SystemExit(f"{command} ended with {result.returncode}: {result.stderr!r}")
    return seconds


def _median(taken: list[float]) -> float:
    return statistics.median(taken)


def _print(what: str, taken: list[float], floor: float) -> None:
    seconds = _median(taken)
    print(f"{what:<24}{seconds:7.3f} s {seconds / floor:6.2f} × the floor", flush=True)


if __name__ == "__main__":
    main()
