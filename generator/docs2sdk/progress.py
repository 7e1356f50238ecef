"""Show the progress of a run on standard error: a bar on a terminal, lines in a pipe or in CI."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from docs2sdk.workers import ProgressCallback

if TYPE_CHECKING:
    from rich.progress import TaskID


@contextmanager
def show_progress(quiet: bool) -> Iterator[ProgressCallback]:
    """Yield a callback for progress; with ``quiet``, it shows nothing."""
    if quiet:
        yield lambda stage, done, total: None
    elif sys.stderr.isatty() and not os.environ.get("CI"):
        with _bars() as progress:
            yield progress
    else:
        yield _print_line


def _print_line(stage: str, done: int, total: int) -> None:
    """Print a line when a stage is complete, and for every 500 items before."""
    if done == total or done % 500 == 0:
        print(f"{stage} {done}/{total}", file=sys.stderr, flush=True)


@contextmanager
def _bars() -> Iterator[ProgressCallback]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description:<9}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done)

        yield progress
