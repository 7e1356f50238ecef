"""Several processes for work that is the same for every page; one for little of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

T = TypeVar("T")
R = TypeVar("R")

# Stage, how many are done, how many there are.
Progress: TypeAlias = Callable[[str, int, int], None]

# Starting processes costs as much as working through this many pages.
_FEW = 150
_CHUNKS = 8


class Workers:
    """Maps functions over pages, in order; the processes start when there is first enough to do."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def map(self, work: Callable[[T], R], items: Sequence[T]) -> Iterable[R]:
        """Return the results in the order of the items; ``work`` and the items must be picklable."""
        if self._jobs < 2 or len(items) < _FEW:
            return map(work, items)
        if self._pool is None:
            import multiprocessing
            from concurrent.futures import ProcessPoolExecutor

            # Fresh processes, not forks: a progress bar's thread must not be copied while it holds a lock.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._jobs, mp_context=context)
        return self._pool.map(
            work, items, chunksize=len(items) // (self._jobs * _CHUNKS) + 1
        )

    def close(self) -> None:
        """End the processes; what they have not begun is dropped."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


@contextmanager
def started(jobs: int) -> Iterator[Workers]:
    """Yield workers, at most ``jobs`` processes, that end with the block."""
    workers = Workers(jobs)
    try:
        yield workers
    finally:
        workers.close()
