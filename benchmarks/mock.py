"""How fast ``docs2sdk mock`` starts, answers and ends, beside a bare Starlette application under the same server.

Printed are the wall seconds from the start of the command on a documentation checkout to its first answer, with a warm cache
(median of ten; wanted: at most 2); how many small calls a second it answers to 64 connections that stay open, and a bare
application does, which answers a constant: each in a process of its own, 10,000 calls a run, in turns, the best of several
runs (wanted: at least half as many); calls without the expected answer; and the exit code after SIGTERM with open connections.

    .venv/bin/python benchmarks/mock.py [SPECS] [--runs 5]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
STARTS = 10
CONNECTIONS, CALLS = 64, 10_000
SUCCESS = b'"RetCode": 0'
LENGTH = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)
# A server for a constant, set up as that of the local API.
BARE = """
from docs2sdk.mock import server
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

async def answer(request):
    await request.body()
    return Response(b'{"RetCode": 0}', media_type="application/json")

app = Starlette(routes=[Route("/", answer, methods=["POST"])])
with server.open_socket("127.0.0.1", 0) as listening:
    server.serve(app, listening, lambda: print(server.find_url(listening), flush=True))
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("DOCS2SDK_CORPUS") or ROOT.parent / "shared" / "corpus"
    parser.add_argument("specs", nargs="?", type=Path, default=Path(default))
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        measure(arguments.specs, arguments.runs)


def measure(specs: Path, runs: int) -> None:
    """Start the command again and again, then call it and the bare server in turns."""
    mock = ["-m", "docs2sdk.cli", "mock", str(specs), "--port", "0"]
    first, *warm = [measure_start(mock) for _ in range(STARTS + 1)]
    print(f"start, cold          {first:8.2f} s to the first answer")
    print(f"start, warm          {statistics.median(warm):8.2f} s")
    rates: dict[str, list[float]] = {"bare": [], "mock": []}
    faults = 0
    with run_server(["-c", BARE]) as bare, run_server(mock) as local:
        urls = {"bare": bare.url, "mock": local.url}
        form = find_small_call(local.url)
        for _ in range(runs):
            for name, url in urls.items():
                rate, unexpected = asyncio.run(call_often(url, form))
                rates[name].append(rate)
                faults += unexpected
        with keep_open(local.url):
            local.process.terminate()
            exit_code = local.process.wait(30)
    for name, measured in rates.items():
        print(f"calls a second, {name} {max(measured):8.0f}")
    print(f"ratio                {max(rates['mock']) / max(rates['bare']):8.2f}")
    calls = CALLS * runs * len(urls)
    print(
        f"unexpected answers   {faults:8} of {calls:,} over {CONNECTIONS} connections"
    )
    print(f"exit after SIGTERM   {exit_code:8}")


class Server(NamedTuple):
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    url: str


@contextmanager
def run_server(arguments: list[str]) -> Iterator[Server]:
    """Run a Python program that prints its address first; end it."""
    with subprocess.Popen(
        [sys.executable, *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT / "generator"), "NO_PROXY": "*"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        address = re.search(r"http://[0-9.:]+", process.stdout.readline())
        if not address:
            sys.exit("the server did not start")
        try:
            yield Server(process, address[0])
        finally:
            process.terminate()


def measure_start(arguments: list[str]) -> float:
    """Return the wall seconds from a start to the first answer."""
    begun = time.perf_counter()
    with run_server(arguments) as server:
        call(server.url, "NoSuchAction")
        return time.perf_counter() - begun


def call(url: str, action: str) -> bytes:
    """Return the answer to a call without parameters."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, form_of(action).encode()) as answer:
        body: bytes = answer.read()
        return body


def form_of(action: str) -> str:
    """Return a call without parameters."""
    return f"Action={action}&PublicKey=any&Signature=any"


def find_small_call(url: str) -> str:
    """Return the call with the shortest successful answer."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(
        urllib.request.Request(url, headers={"Accept": "text/html"})
    ) as page:
        names = re.findall(r'href="/-/action/([A-Za-z0-9]+)"', page.read().decode())
    answers = {name: call(url, name) for name in names}
    successes = {name: len(text) for name, text in answers.items() if SUCCESS in text}
    return form_of(min(successes, key=successes.__getitem__))


@contextmanager
def keep_open(url: str) -> Iterator[None]:
    """Hold a connection to a server on which nothing is sent."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port)):
        yield


async def call_often(url: str, form: str) -> tuple[float, int]:
    """Return how many calls a second are answered, and how many answers were no success."""
    head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {len(form)}\r\n\r\n"
    load = Load(head.encode() + form.encode())
    address, loop = urlsplit(url), asyncio.get_running_loop()
    begun = time.perf_counter()
    for _ in range(CONNECTIONS):
        await loop.create_connection(
            lambda: Calling(load), address.hostname, address.port
        )
    await asyncio.wait_for(load.is_done.wait(), 300)
    return CALLS / (time.perf_counter() - begun), load.faults


class Load:
    """What is still to be sent, by all connections."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.unsent = self.unanswered = CALLS
        self.faults = 0
        self.is_done = asyncio.Event()

    def settle(self, answered: int, faults: int) -> None:
        """Count answers, or calls that will get none."""
        self.faults += faults
        self.unanswered -= answered
        if not self.unanswered:
            self.is_done.set()


class Calling(asyncio.Protocol):
    """One connection, which sends the next call when the last one is answered."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first call."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.send()

    def send(self) -> None:
        """Send a call if there are more."""
        self.is_waiting = self.load.unsent > 0
        if self.is_waiting:
            self.load.unsent -= 1
            self.transport.write(self.load.request)
        else:
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        """Count the answer if it is whole."""
        self.received += data
        head, _, body = self.received.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if length and len(body) >= int(length[1]):
            is_success = head.startswith(b"HTTP/1.1 200 ") and SUCCESS in body
            self.received = b""
            self.load.settle(1, int(not is_success))
            self.send()

    def connection_lost(self, error: Exception | None) -> None:
        """Count a call without an answer."""
        if self.is_waiting:
            self.load.settle(1, 1)


if __name__ == "__main__":
    main()
