"""Several processes for work that is the same for every page; one for little of it.

A worker is another Python, which reads tasks from its standard input and writes results to its standard output.  Ctrl-C
does not reach it (it stands in a process group of its own), and it ends with its input, that is with this process,
however that ends.  ``multiprocessing`` can do neither while its processes start.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from docs2sdk.refusals import Refusal

if TYPE_CHECKING:
    import subprocess

T = TypeVar("T")
R = TypeVar("R")

# Stage, how many are done, how many there are.
Progress: TypeAlias = Callable[[str, int, int], None]

# Starting processes costs as much as working through this many pages.
_FEW = 150
_CHUNKS = 8

# It finds modules where this process does.
_PROGRAM = """\
import sys
sys.path[:] = sys.argv[1:]
from docs2sdk.workers import serve
serve()"""


class Workers:
    """Maps functions over pages, in order; the processes start when there is first enough to do."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._crew: _Crew | None = None

    def map(self, work: Callable[[T], R], items: Sequence[T]) -> Iterable[R]:
        """Return the results in the order of the items; ``work`` and the items must be picklable.

        What ``work`` raises is raised here; Refusal if a process ends before its work does.
        """
        if self._jobs < 2 or len(items) < _FEW:
            return map(work, items)
        if self._crew is None:
            self._crew = _Crew(self._jobs)
        return self._crew.map(work, items)

    def close(self) -> None:
        """End the processes at once; what they have not done is dropped."""
        if self._crew is not None:
            self._crew.close()


@contextmanager
def started(jobs: int) -> Iterator[Workers]:
    """Yield workers, at most ``jobs`` processes, that end with the block."""
    workers = Workers(jobs)
    try:
        yield workers
    finally:
        workers.close()


class _Crew:
    """Processes, and a thread for each task that one of them is at."""

    def __init__(self, jobs: int) -> None:
        from concurrent.futures import ThreadPoolExecutor
        from queue import SimpleQueue

        self._jobs = jobs
        self._processes = [_process() for _ in range(jobs)]
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        for process in self._processes:
            self._idle.put(process)
        self._threads = ThreadPoolExecutor(jobs)

    def map(self, work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        size = len(items) // (self._jobs * _CHUNKS) + 1
        chunks = [items[start : start + size] for start in range(0, len(items), size)]
        futures = [self._threads.submit(self._done, work, chunk) for chunk in chunks]
        return (result for future in futures for result in future.result())

    def _done(self, work: Callable[[T], R], items: Sequence[T]) -> list[R]:
        process = self._idle.get()
        try:
            return _asked(process, work, items)
        finally:
            self._idle.put(process)

    def close(self) -> None:
        for process in self._processes:
            process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            with suppress(BrokenPipeError), process:
                pass  # its pipes are closed


def _process() -> subprocess.Popen[bytes]:
    import subprocess

    apart: dict[str, Any] = {"process_group": 0}
    if sys.platform == "win32":
        apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    command = [sys.executable, "-c", _PROGRAM, *sys.path]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, **apart)


def _asked(
    process: subprocess.Popen[bytes], work: Callable[[T], R], items: Sequence[T]
) -> list[R]:
    """Have a process do a task, and return the results."""
    import pickle

    assert process.stdin
    assert process.stdout
    try:
        pickle.dump((work, items), process.stdin, pickle.HIGHEST_PROTOCOL)
        process.stdin.flush()
        results, error = pickle.load(process.stdout)
    except (EOFError, OSError, pickle.UnpicklingError) as lost:
        code = process.wait()
        message = f"a worker process ended with {code} before its work was done"
        raise Refusal(f"{message}; if memory is short, try --jobs 1") from lost
    if error:
        raise error
    return results  # type: ignore[no-any-return]


def serve() -> None:
    """Be a worker: do tasks until no more of them can come."""
    import gc
    import pickle

    gc.set_threshold(200_000)  # as in the program itself
    results = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anybody prints is no result
    with suppress(EOFError, OSError, pickle.UnpicklingError):
        while True:
            work, items = pickle.load(sys.stdin.buffer)
            results.write(_answer(work, items))
            results.flush()
    os._exit(0)


def _answer(work: Callable[[T], R], items: Sequence[T]) -> bytes:
    """Return the pickled results and None, or nothing and what was raised, which says where."""
    import pickle
    import traceback

    try:
        answer = [work(item) for item in items], None
        return pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - it is raised again in the program
        error.add_note(f"In a worker process:\n{traceback.format_exc()}")
        return pickle.dumps(([], error))
