"""Waiting, with a clock that only sleeping moves."""

from __future__ import annotations

import asyncio
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runtime.errors import APIError, UCloudError
from runtime.waiters import (
    MIN_INTERVAL,
    WaitError,
    WaitFailedError,
    WaitTimeoutError,
    async_wait_until,
    wait_until,
)


class Time:
    """A clock; ``pauses`` are what was slept."""

    def __init__(self, per_call: float = 0.0) -> None:
        self.now = 100.0
        self.pauses: list[float] = []
        self.per_call = per_call

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    async def awaited(self, seconds: float) -> None:
        self.sleep(seconds)


class Host:
    """Answers with one state after another, the last one for ever."""

    def __init__(self, time: Time, *states: str) -> None:
        self.time = time
        self.states = list(states)
        self.calls = 0

    def state(self) -> str:
        self.calls += 1
        self.time.now += self.time.per_call
        return self.states[min(self.calls, len(self.states)) - 1]

    async def awaited(self) -> str:
        return self.state()


def running(state: str) -> bool:
    return state == "Running"


def broken(state: str) -> bool:
    return state == "Fail"


def wait(host: Host, is_async: bool, **options: Any) -> str:
    time = host.time
    options = {"until": running, "failed": broken, "clock": time.clock} | options
    if not is_async:
        return wait_until(host.state, sleep=time.sleep, **options)
    waiting = async_wait_until(host.awaited, sleep=time.awaited, **options)
    return asyncio.run(waiting)


BOTH = pytest.mark.parametrize(
    "is_async", [pytest.param(False, id="sync"), pytest.param(True, id="async")]
)


@BOTH
def test_the_first_response_that_is_as_wanted_is_returned(is_async: bool) -> None:
    time = Time()
    host = Host(time, "Starting", "Starting", "Running", "Stopped")
    assert wait(host, is_async, interval=4.0) == "Running"
    assert host.calls == 3
    assert len(time.pauses) == 2
    assert all(2.0 <= pause <= 6.0 for pause in time.pauses)


@BOTH
def test_what_is_there_already_is_not_waited_for(is_async: bool) -> None:
    time = Time()
    assert wait(Host(time, "Running"), is_async, timeout=0) == "Running"
    assert time.pauses == []


@BOTH
def test_a_failure_ends_the_wait_at_once(is_async: bool) -> None:
    time = Time()
    with pytest.raises(WaitFailedError, match=r"is true \(2 calls in ") as caught:
        wait(Host(time, "Starting", "Fail"), is_async)
    assert caught.value.response == "Fail"
    assert len(time.pauses) == 1


@BOTH
def test_a_timeout_carries_the_last_response(is_async: bool) -> None:
    time = Time()
    host = Host(time, "Starting", "Installing")
    with pytest.raises(WaitTimeoutError, match=r"in 60\.0 s") as caught:
        wait(host, is_async, timeout=60.0, interval=10.0)
    assert caught.value.response == "Installing"
    assert sum(time.pauses) == pytest.approx(60.0)
    assert host.calls == len(time.pauses) + 1, "the last call is at the very end"
    assert isinstance(caught.value, (UCloudError, TimeoutError))


@BOTH
def test_without_time_there_is_one_call(is_async: bool) -> None:
    host = Host(Time(), "Starting")
    with pytest.raises(WaitTimeoutError, match="1 call in"):
        wait(host, is_async, timeout=0)
    assert host.calls == 1


def test_the_time_of_the_calls_counts() -> None:
    time = Time(per_call=25.0)
    host = Host(time, "Starting")
    with pytest.raises(WaitTimeoutError):
        wait(host, False, timeout=60.0, interval=0.1)
    assert host.calls == 3


@given(
    interval=st.floats(MIN_INTERVAL, 30.0),
    timeout=st.floats(0.0, 300.0),
)
def test_no_wait_is_busy(interval: float, timeout: float) -> None:
    time = Time()
    host = Host(time, "Starting")
    with pytest.raises(WaitTimeoutError):
        wait(host, False, timeout=timeout, interval=interval)
    # Each pause but the last two is at least half an interval.
    assert host.calls <= timeout / (interval / 2) + 3
    assert time.now <= 100.0 + timeout + 1e-6


def test_pauses_differ() -> None:
    time = Time()
    with pytest.raises(WaitTimeoutError):
        wait(Host(time, "Starting"), False, timeout=100.0, interval=1.0)
    assert len({*time.pauses}) > len(time.pauses) // 2


@BOTH
@pytest.mark.parametrize(
    ("options", "problem"),
    [
        pytest.param({"interval": 0}, "interval must be 0.1 or", id="no interval"),
        pytest.param({"interval": 0.01}, "interval must", id="a tiny interval"),
        pytest.param({"interval": float("nan")}, "interval must", id="no number"),
        pytest.param({"interval": float("inf")}, "interval must", id="no end"),
        pytest.param({"timeout": -1}, "timeout must be 0 or", id="less than no time"),
        pytest.param({"timeout": float("nan")}, "timeout must", id="no number of s"),
    ],
)
def test_what_cannot_work_is_refused_before_the_first_call(
    options: dict[str, Any], problem: str, is_async: bool
) -> None:
    host = Host(Time(), "Running")
    with pytest.raises(ValueError, match=problem):
        wait(host, is_async, **options)
    assert host.calls == 0


def test_errors_of_the_call_come_through() -> None:
    def call() -> str:
        raise APIError("gone", code=8039)

    with pytest.raises(APIError, match="gone"):
        wait_until(call, until=running, sleep=pytest.fail)


def test_asyncio_sleeps_where_nothing_else_is_given() -> None:
    time = Time(per_call=1.0)
    waiting = async_wait_until(
        Host(time, "Starting").awaited,
        until=running,
        timeout=1.0,
        clock=time.clock,
    )
    with pytest.raises(WaitTimeoutError):
        asyncio.run(waiting)


def test_a_pickled_error_leaves_the_response_behind() -> None:
    error = WaitTimeoutError("still not as wanted", response={"Password": "s3cret"})
    assert b"s3cret" not in pickle.dumps(error)
    copy: WaitError = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), copy.response) == (type(error), str(error), None)
