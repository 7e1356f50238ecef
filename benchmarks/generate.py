"""How long a cold generation of a documentation checkout takes, beside its floor measured in the same run.

The floor is what no generator of this output can do without, on one core: read every byte, block-parse every page with
markdown-it-py, render every file from values that lie ready, ``compile()`` every module, write every file.  Printed are
the floor's CPU seconds, the wall seconds and peak memory of ``docs2sdk generate`` as a process of its own into an empty
folder and without a cache, those of ``docs2sdk check`` of that output without a cache, and their ratios: medians of several
runs.  With ``--peers`` it is compared with other generators instead, from the schema on (see ``peers.py``).

    .venv/bin/python benchmarks/generate.py [SPECS] [--runs 5] [--peers]
"""

from __future__ import annotations

import argparse
import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import peers
from docs2sdk.build.plan import BuildPlan, plan_without_output
from docs2sdk.catalog import catalog
from docs2sdk.config import Settings
from docs2sdk.pages import page_sources
from docs2sdk.pages.page_parser import parse_page
from docs2sdk.python import class_plan, template_contexts
from docs2sdk.targets import template_engine
from docs2sdk.targets.client import PackageInfo, pick_example
from docs2sdk.targets.existing_names import NO_EXISTING_NAMES
from docs2sdk.targets.rendering import TemplateContext
from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    # What is installed has its byte code beside it; a checkout may not.
    compileall.compile_dir(ROOT / "generator", quiet=1)
    if arguments.peers:
        peers.compare(arguments.specs.resolve(), arguments.runs)
    else:
        _measure(arguments)


def _measure(arguments: argparse.Namespace) -> None:
    contexts = _contexts(arguments.specs)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        floor = [
            _cpu(lambda: _floor(arguments.specs, contexts, out / "floor"))
            for _ in range(arguments.runs)
        ]
        runs = [
            _timed(
                "generate", arguments.specs, out / f"run{number}", out / f"c{number}"
            )
            for number in range(arguments.runs)
        ]
        checks = [
            _timed("check", arguments.specs, out / f"run{number}", out / f"d{number}")
            for number in range(arguments.runs)
        ]
    floor_seconds = statistics.median(floor)
    wall_seconds = statistics.median(wall for wall, _ in runs)
    memory = max(memory for _, memory in runs)
    print(f"floor, CPU            {floor_seconds:7.2f} s")
    check_seconds = statistics.median(wall for wall, _ in checks)
    print(f"generate, wall        {wall_seconds:7.2f} s  ({os.cpu_count()} cores)")
    print(f"ratio                 {wall_seconds / floor_seconds:7.2f}")
    print(f"check, wall           {check_seconds:7.2f} s")
    print(f"ratio                 {check_seconds / floor_seconds:7.2f}")
    print(f"peak memory           {memory / 1024:7.0f} MB, the largest process")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0] if __doc__ else None
    )
    default = os.environ.get("DOCS2SDK_CORPUS") or ROOT.parent / "shared" / "corpus"
    parser.add_argument("specs", nargs="?", type=Path, default=Path(default))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--peers", action="store_true", help="compare with other generators"
    )
    return parser.parse_args()


def _contexts(specs: Path) -> list[TemplateContext]:
    """Return every file's template and values: what the floor may take as given."""
    tree = page_sources.read_source_tree(specs)
    read = catalog.build_catalog(tree, [parse_page(page) for page in tree.pages])
    target = PackageInfo("ucloud_client", "0.1.0")
    decided = plan_without_output(
        read, NO_EXISTING_NAMES, Settings((specs,), Path("out"))
    )
    of_actions = [
        context
        for action, entry in decided.fresh
        for context in template_contexts.build_action_contexts(
            action, class_plan.plan_classes(action), entry, target
        )
    ]
    return [*of_actions, *_shared_contexts(decided, target)]


def _shared_contexts(
    decided: BuildPlan, target: PackageInfo
) -> Iterator[TemplateContext]:
    services = [service for service, _ in decided.services]
    for service, entries in decided.services:
        yield from template_contexts.build_service_contexts(service, entries, target)
    yield from template_contexts.build_package_contexts(
        services, pick_example(decided.refs), "", target
    )
    for service in services:
        if service.errors:
            yield template_contexts.build_service_error_context(service, target)
    yield template_contexts.build_common_error_context(decided.common, target)


def _floor(specs: Path, contexts: list[TemplateContext], out: Path) -> None:
    markdown = MarkdownIt("zero").enable(
        ["table", "fence", "heading", "blockquote", "list"]
    )
    for page in sorted(specs.rglob("*.md")):
        markdown.parse(page.read_bytes().decode("utf-8"))
    for context in contexts:
        text = template_engine.render_template(context) if context.template else ""
        if context.path.endswith(".py"):
            compile(text, context.path, "exec")
        target = out / context.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())


def _cpu(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _timed(name: str, specs: Path, out: Path, cache: Path) -> tuple[float, int]:
    """Run a command with an empty cache; return wall seconds and the peak memory of its largest process in kB."""
    command = [
        sys.executable,
        "-m",
        "docs2sdk.cli",
        name,
        str(specs),
        "--out",
        str(out),
    ]
    environment = os.environ | {
        "PYTHONPATH": str(ROOT / "generator"),
        "CI": "true",
        "XDG_CACHE_HOME": str(cache),
    }
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"docs2sdk {name} ended with {process.returncode}")
    return seconds, usage.ru_maxrss


if __name__ == "__main__":
    main()
