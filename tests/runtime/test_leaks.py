"""Many event loops, threads, forks and cancellations: nothing stays behind, and no answer is another request's."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from loopback import Servers
from small_classes import CreateThing
from wire_clients import AsyncClient, Client, options

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts descriptors"),
    # From Python 3.12 on: what is forked here does nothing but call.
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]


@pytest.fixture
def url(serve: Servers) -> Iterator[str]:
    """Start a server in a process of its own; ``serve`` keeps this machine's proxies out."""
    program = Path(__file__).with_name("echoing_server.py")
    pipe = subprocess.PIPE
    command = [sys.executable, str(program)]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.stdin.close()


def count_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def resident_bytes() -> int:
    gc.collect()
    pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def named(name: str) -> CreateThing:
    return CreateThing(name=name, region="r")


def test_ten_thousand_event_loops_leave_nothing(url: str) -> None:
    client = AsyncClient(**options(url))

    def call(number: int) -> None:
        name = f"loop-{number}"
        assert asyncio.run(client.send(named(name))).thing_id == name

    for number in range(1000):
        call(number)
    descriptors, size = count_descriptors(), resident_bytes()
    for number in range(10_000):
        call(number)
        assert number % 500 or count_descriptors() <= descriptors
    assert resident_bytes() - size < 4 * 2**20
    asyncio.run(client.aclose())
    assert count_descriptors() < descriptors


def test_event_loops_in_threads_are_let_go_at_the_next_call(url: str) -> None:
    client = AsyncClient(**options(url))

    async def call_from_threads() -> None:
        await client.send(named("first"))
        descriptors = count_descriptors()
        for _ in range(20):
            send = asyncio.to_thread(lambda: asyncio.run(client.send(named("other"))))
            assert (await send).thing_id == "other"
        await client.send(named("last"))
        assert count_descriptors() <= descriptors

    asyncio.run(call_from_threads())


def test_aclose_closes_the_connections_of_every_event_loop(url: str) -> None:
    descriptors = count_descriptors()
    client = AsyncClient(**options(url))

    async def call_and_close() -> None:
        await client.send(named("first"))
        await asyncio.to_thread(lambda: asyncio.run(client.send(named("other"))))
        await client.aclose()

    asyncio.run(call_and_close())
    assert count_descriptors() == descriptors


class Shared:
    """A client that many threads use, and that is closed and made anew now and then."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client = Client(**options(url) | {"timeout": 60})
        self.closed = 0

    def call(self, name: str, number: int) -> str | None:
        """Return the answer; None if the client was closed meanwhile."""
        view = self.client.with_options(zone="z") if number % 3 else self.client
        try:
            return view.send(named(name)).thing_id
        except RuntimeError as error:
            if "the client is closed" not in str(error):
                raise
            return None

    def renew(self) -> None:
        """Put another client in place of this one, and close it."""
        closed, self.client = self.client, Client(**options(self.url) | {"timeout": 60})
        closed.close()
        self.closed += 1


def fork_and_call(shared: Shared) -> int:
    """Return the exit code of a forked process that calls."""
    child = os.fork()
    if child == 0:
        answers = [shared.client.send(named(f"child-{i}")).thing_id for i in range(20)]
        os._exit(0 if answers == [f"child-{i}" for i in range(20)] else 1)
    return os.waitpid(child, 0)[1]


def test_threads_that_call_and_close_and_fork_leave_nothing(url: str) -> None:
    threads, calls = 64, 1000
    shared = Shared(url)
    assert shared.call("first", 0) == "first"
    shared.client.close()
    descriptors, alive = count_descriptors(), threading.active_count()
    shared.renew()
    exits: list[int] = []

    def work(thread: int) -> int:
        missing = 0
        for number in range(calls):
            name = f"{thread}-{number}"
            answer = shared.call(name, number)
            assert answer in (name, None)
            missing += answer is None
            if thread == 0 and number % 100 == 50:
                shared.renew()
            if thread == 1 and number % 250 == 125:
                exits.append(fork_and_call(shared))
        return missing

    with ThreadPoolExecutor(threads) as executor:
        missing = sum(executor.map(work, range(threads)))
    shared.client.close()
    assert exits == [0] * 4
    assert shared.closed == 11
    assert missing < threads * calls / 10
    assert (count_descriptors(), threading.active_count()) == (descriptors, alive)


def test_cancellations_at_random_moments_leave_nothing(url: str) -> None:
    chance = random.Random(7)

    async def call(client: AsyncClient, name: str) -> None:
        assert (await client.send(named(name))).thing_id == name

    async def cancel_some(client: AsyncClient) -> int:
        cancelled = 0
        for number in range(1000):
            task = asyncio.create_task(call(client, f"cancelled-{number}"))
            for _ in range(chance.randrange(5)):
                await asyncio.sleep(chance.choice((0, chance.random() / 5000)))
            task.cancel()
            neighbour = asyncio.create_task(call(client, f"neighbour-{number}"))
            result, _ = await asyncio.gather(task, neighbour, return_exceptions=True)
            assert result is None or isinstance(result, asyncio.CancelledError)
            cancelled += result is not None
            await neighbour
        return cancelled

    async def run() -> int:
        async with AsyncClient(**options(url)) as client:
            await call(client, "first")
            descriptors = count_descriptors()
            cancelled = await cancel_some(client)
            assert count_descriptors() <= descriptors + 1
            assert len(asyncio.all_tasks()) == 1
            return cancelled

    descriptors = count_descriptors()
    assert 100 < asyncio.run(run()) <= 1000
    assert count_descriptors() == descriptors


def test_threads_that_come_and_go_share_connections(url: str) -> None:
    with Client(**options(url)) as client:
        client.send(named("first"))
        descriptors = count_descriptors()
        for number in range(200):
            thread = threading.Thread(target=client.send, args=(named(str(number)),))
            thread.start()
            thread.join()
        assert count_descriptors() <= descriptors
