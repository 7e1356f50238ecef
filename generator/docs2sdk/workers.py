"""Map a function over pages in several processes, or in this one if there are few pages.

A worker is a Python process that reads tasks from its standard input and writes results to its standard output.  It has a
process group of its own, so that Ctrl-C does not reach it, and it ends with its input, that is when this process ends for
whatever reason.  ``multiprocessing`` can do neither while its processes start.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from docs2sdk.errors import UserError

if TYPE_CHECKING:
    import subprocess

T = TypeVar("T")
R = TypeVar("R")

# Called with the stage, the number of items done, and the total.
ProgressCallback: TypeAlias = Callable[[str, int, int], None]

# Starting the processes takes as long as processing this many pages.
MIN_PARALLEL_PAGES = 150
_CHUNKS_PER_WORKER = 8

# Run in a worker, with the import path of this process as arguments.
_PROGRAM = """\
import sys
sys.path[:] = sys.argv[1:]
from docs2sdk.workers import serve
serve()"""


class WorkerPool:
    """Maps functions over pages, in order; starts the processes when they are first worth it."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: _Pool | None = None

    def map(self, work: Callable[[T], R], items: Sequence[T]) -> Iterable[R]:
        """Return the results in the order of the items; ``work`` and the items must be picklable.

        Raises what ``work`` raises, and UserError if a process ends before its task.
        """
        if self._jobs < 2 or len(items) < MIN_PARALLEL_PAGES:
            return map(work, items)
        if self._pool is None:
            self._pool = _Pool(self._jobs)
        return self._pool.map(work, items)

    def close(self) -> None:
        """Kill the processes; unfinished tasks are dropped."""
        if self._pool is not None:
            self._pool.close()


@contextmanager
def open_pool(jobs: int) -> Iterator[WorkerPool]:
    """Yield a pool of at most ``jobs`` processes, which end with the block."""
    workers = WorkerPool(jobs)
    try:
        yield workers
    finally:
        workers.close()


class _Pool:
    """The processes, and a thread for each task in progress."""

    def __init__(self, jobs: int) -> None:
        from concurrent.futures import ThreadPoolExecutor
        from queue import SimpleQueue

        self._jobs = jobs
        self._processes = [_start_process() for _ in range(jobs)]
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        for process in self._processes:
            self._idle.put(process)
        self._threads = ThreadPoolExecutor(jobs)

    def map(self, work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        size = len(items) // (self._jobs * _CHUNKS_PER_WORKER) + 1
        chunks = [items[start : start + size] for start in range(0, len(items), size)]
        futures = [self._threads.submit(self._run, work, chunk) for chunk in chunks]
        return (result for future in futures for result in future.result())

    def _run(self, work: Callable[[T], R], items: Sequence[T]) -> list[R]:
        process = self._idle.get()
        try:
            return _send_task(process, work, items)
        finally:
            self._idle.put(process)

    def close(self) -> None:
        for process in self._processes:
            process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            with suppress(BrokenPipeError), process:
                pass  # its pipes are closed


def _start_process() -> subprocess.Popen[bytes]:
    import subprocess

    group: dict[str, Any] = {"process_group": 0}
    if sys.platform == "win32":
        group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    command = [sys.executable, "-c", _PROGRAM, *sys.path]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, **group)


def _send_task(
    process: subprocess.Popen[bytes], work: Callable[[T], R], items: Sequence[T]
) -> list[R]:
    """Send a task to a process and return its results."""
    import pickle

    assert process.stdin
    assert process.stdout
    try:
        pickle.dump((work, items), process.stdin, pickle.HIGHEST_PROTOCOL)
        process.stdin.flush()
        results, error = pickle.load(process.stdout)
    except (EOFError, OSError, pickle.UnpicklingError) as lost:
        code = process.wait()
        message = f"a worker process ended with {code} before its task was done"
        raise UserError(f"{message}; if memory is low, try --jobs 1") from lost
    if error:
        raise error
    return results  # type: ignore[no-any-return]


def serve() -> None:
    """Run the loop of a worker: do tasks until the input ends."""
    import gc
    import pickle

    gc.set_threshold(200_000)  # as in the program itself
    results = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # printed text must not mix with results
    with suppress(EOFError, OSError, pickle.UnpicklingError):
        while True:
            work, items = pickle.load(sys.stdin.buffer)
            results.write(_run_task(work, items))
            results.flush()
    os._exit(0)


def _run_task(work: Callable[[T], R], items: Sequence[T]) -> bytes:
    """Return the pickled pair of results and None, or of an empty list and the exception, with its traceback as a note."""
    import pickle
    import traceback

    try:
        results = [work(item) for item in items], None
        return pickle.dumps(results, pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - raised again in the main process
        error.add_note(f"In a worker process:\n{traceback.format_exc()}")
        return pickle.dumps(([], error))
