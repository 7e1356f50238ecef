"""Show the progress of a run on standard error: a bar on a terminal, lines in a pipe or in CI."""

from __future__ import annotations

import os
import sys
import time
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
        yield _Lines().print


class _Lines:
    """Prints a line when a stage is complete, and for every 500 items before, with the time left."""

    def __init__(self) -> None:
        self._starts: dict[str, float] = {}

    def print(self, stage: str, done: int, total: int) -> None:
        """Print the line of a stage, if it is due."""
        now = time.monotonic()
        start = self._starts.setdefault(stage, now)
        if done == total:
            print(f"{stage} {done}/{total}", file=sys.stderr, flush=True)
        elif done % 500 == 0:
            left = (now - start) / done * (total - done)
            line = f"{stage} {done}/{total}, {left:.0f} s left"
            print(line, file=sys.stderr, flush=True)


@contextmanager
def _bars() -> Iterator[ProgressCallback]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description:<9}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done)

        yield progress
