"""How far a run is: a bar on a terminal, plain lines in a pipe or in CI, on standard error either way."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from docs2sdk.workers import Progress

if TYPE_CHECKING:
    from rich.progress import TaskID


@contextmanager
def shown(quiet: bool) -> Iterator[Progress]:
    """Yield a progress callback that shows itself as fits where standard error goes; ``quiet`` shows nothing."""
    if quiet:
        yield lambda stage, done, total: None
    elif sys.stderr.isatty() and not os.environ.get("CI"):
        with _bars() as progress:
            yield progress
    else:
        yield _line


def _line(stage: str, done: int, total: int) -> None:
    """One line a stage, when it is complete, and one for every 500 on the way."""
    if done == total or done % 500 == 0:
        print(f"{stage} {done}/{total}", file=sys.stderr, flush=True)


@contextmanager
def _bars() -> Iterator[Progress]:
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
