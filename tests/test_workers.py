"""Work in several processes: the results in order, what was raised, and no process that outlives it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from docs2sdk import workers
from docs2sdk.errors import UnreadableInput, UserError

pytestmark = pytest.mark.slow

ENOUGH = range(1000)


def square(number: int) -> int:
    print("what is printed is no result")
    return number * number


def process_of(number: int) -> int:
    return os.getpid()


def refuse(number: int) -> int:
    if number == 700:
        raise UnreadableInput(f"not {number}")
    return number


def break_down(number: int) -> int:
    if number == 700:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def give_what_cannot_be_sent(number: int) -> Callable[[], int]:
    return lambda: number


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("jobs", "count"),
    [
        pytest.param(1, 1000, id="one process"),
        pytest.param(3, 1000, id="several processes"),
        pytest.param(3, 10, id="little to do"),
        pytest.param(3, 0, id="nothing to do"),
        pytest.param(7, 151, id="hardly enough to do"),
    ],
)
def test_results_come_in_order(jobs: int, count: int) -> None:
    with workers.open_pool(jobs) as pool:
        for _ in range(2):
            results = list(pool.map(square, range(count)))
            assert results == [number * number for number in range(count)]


@pytest.mark.parametrize(
    ("jobs", "count", "others"), [(1, 1000, 0), (3, 10, 0), (3, 1000, 3)]
)
def test_there_are_processes_only_for_much(jobs: int, count: int, others: int) -> None:
    with workers.open_pool(jobs) as pool:
        processes = set(pool.map(process_of, range(count)))
    assert len(processes - {os.getpid()}) in range(min(others, 1), others + 1)


def test_what_is_raised_says_where_and_comes_as_it_is() -> None:
    with (
        pytest.raises(UnreadableInput, match="not 700") as caught,
        workers.open_pool(2) as pool,
    ):
        list(pool.map(refuse, ENOUGH))
    assert str(caught.value) == "not 700"
    (note,) = caught.value.__notes__
    assert "in refuse" in note


def test_a_result_that_cannot_be_sent_is_an_error() -> None:
    with (
        pytest.raises((AttributeError, TypeError), match=r"pickle|local object"),
        workers.open_pool(2) as pool,
    ):
        list(pool.map(give_what_cannot_be_sent, ENOUGH))


def test_a_process_that_is_killed_is_told_with_a_remedy() -> None:
    message = r"^a worker process ended with -9 before .* try --jobs 1$"
    with pytest.raises(UserError, match=message), workers.open_pool(2) as pool:
        list(pool.map(break_down, ENOUGH))


class Stop(BaseException):
    """What ends a run from outside."""


@pytest.mark.parametrize("ended", [True, False])
def test_no_process_outlives_its_block(ended: bool) -> None:
    processes: set[int] = set()

    def work() -> None:
        with workers.open_pool(3) as pool:
            for process in pool.map(process_of, ENOUGH):
                processes.add(process)
                if not ended:
                    raise Stop

    if ended:
        work()
    else:
        with pytest.raises(Stop):
            work()
    assert processes
    assert not any(map(is_there, processes))


def test_processes_find_modules_where_this_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "far_away.py").write_text("def work(number): return -number\n")
    monkeypatch.syspath_prepend(tmp_path)
    from far_away import work  # type: ignore[import-not-found]

    with workers.open_pool(2) as pool:
        assert list(pool.map(work, ENOUGH)) == [-number for number in ENOUGH]
