"""Our client beside the official SDK, ``ucloud-sdk-python3``: the same work, data and server, in one run.

The package is generated from a documentation checkout (its ``uhost-api``).  A server process answers both, over plain
connections and over TLS with a certificate made for the run (by ``openssl``), which both verify among the usual
authorities.  Printed are medians of several runs in which the two take turns, how many times better ours is, and how many
times better it is meant to be.  Calls are also compared with ``http.client`` alone, which sends the same body and reads the
same answer: the share of its rate that is left to ours.  The official SDK's log at INFO is switched off.

    .venv/bin/python benchmarks/client.py [SPECS] [--runs 5] [--calls 200]
"""

from __future__ import annotations

import argparse
import compileall
import gc
import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import client_work as work
from docs2sdk.build import run
from docs2sdk.config import Settings
from docs2sdk.pages import run_inputs

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Pair:
    """One comparison; ``target`` is how many times better ours is meant to be, 0 where nothing is promised.

    ``bare`` is the rate of ``http.client``, 0 where it is not compared; ``share`` is how much of it ours is meant to reach.
    """

    name: str
    unit: str
    target: float
    official: float
    ours: float
    bare: float = 0
    share: float = 0

    def __str__(self) -> str:
        better, worse = self.official, self.ours
        if self.unit == "calls/s":
            better, worse = worse, better
        ratio = better / worse
        meant = f"  (≥ {self.target:g})" if self.target else ""
        missed = "  MISSED" if ratio < self.target else ""
        values = f"{self.official:10.4g}{self.ours:10.4g} {self.unit:8}"
        return f"{self.name:38}{values}{ratio:7.2f}{meant}{missed}{self._beside_bare()}"

    def _beside_bare(self) -> str:
        if not self.bare:
            return ""
        share = self.ours / self.bare
        meant = f" (≥ {self.share:.0%})" if self.share else ""
        missed = "  MISSED" if share < self.share else ""
        return f"   {share:.0%} of http.client's {self.bare:.4g}{meant}{missed}"


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        specs, out = arguments.specs / "uhost-api", folder / "package"
        settings = Settings((specs,), out, package="measured_client")
        found = run_inputs.read_inputs(settings)
        with run.prepare_run(settings, found, lambda *_: None) as prepared:
            run.generate(prepared)
        # As installed: the official SDK was compiled then, too.
        compileall.compile_dir(out / "measured_client", quiet=1)
        sys.path.insert(0, str(out))
        print(f"{'':38}{'official':>10}{'ours':>10} {'':8}{'ratio':>7}")
        with _server(folder) as (plain, tls):
            pairs = _pairs(arguments.runs, arguments.calls, plain, tls)
            for pair in pairs:
                print(pair, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0] if __doc__ else None
    )
    default = os.environ.get("DOCS2SDK_CORPUS") or ROOT.parent / "shared" / "corpus"
    parser.add_argument("specs", nargs="?", type=Path, default=Path(default))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--calls", type=int, default=200)
    return parser.parse_args()


def _pairs(runs: int, calls: int, plain: str, tls: str) -> Iterator[Pair]:
    large = work.large()
    for name, make in (("small", work.small()), (_size(large), large)):
        both = work.builders(make, encoded=False)
        yield _timed(runs, f"build and sign, {name}", "µs", 4, both)
        both = work.builders(make, encoded=True)
        yield _timed(runs, "  … and encode", "µs", 4, both)
    text = work.answer()
    official, ours = work.decoders()
    values = json.loads(text)
    name = f"decode {work.HOSTS} hosts ({len(text) // 1000} kB)"
    yield _timed(
        runs, name, "ms", 4, (partial(official, values), partial(ours, values))
    )
    sizes = [_kept(partial(decode, values)) for decode in (official, ours)]
    yield Pair("  memory of what that makes", "kB", 2, *sizes)
    sizes = [_kept(partial(_read, decode, text)) for decode in (official, ours)]
    yield Pair("  … with its texts, and ours with raw", "kB", 0, *sizes)
    for name, url, target, threads, count, share in (
        ("calls one by one", plain, 3, 1, calls, 0.6),
        ("calls one by one, TLS", tls, 40, 1, max(calls // 4, 1), 0),
        ("calls from 8 threads", plain, 2.5, 8, calls, 0),
    ):
        rates = _turns(runs, *(_many(one, threads, count) for one in work.callers(url)))
        yield Pair(name, "calls/s", target, *rates, share)
    # Over TLS, as everybody calls: both have to read the authorities then.
    for (name, both), target in zip(work.programs(tls).items(), (3, 1), strict=True):
        seconds = _turns(runs, *(partial(_program, text) for text in both))
        yield Pair(name, "ms", target, *(second * 1e3 for second in seconds))


def _size(make: Callable[[], object]) -> str:
    return f"{len(make().to_params())} parameters"  # type: ignore[attr-defined]


def _turns(runs: int, *measure: Callable[[], float]) -> list[float]:
    """Return the median of what each measures, after a first time for caches."""
    found = [[one() for one in measure] for _ in range(runs + 1)][1:]
    return [statistics.median(column) for column in zip(*found, strict=True)]


def _timed(
    runs: int, name: str, unit: str, target: float, both: tuple[work.Work, work.Work]
) -> Pair:
    scale, times = {"µs": (1e6, 2000), "ms": (1e3, 20)}[unit]
    seconds = _turns(runs, *(partial(_seconds, one, times) for one in both))
    return Pair(name, unit, target, *(second * scale for second in seconds))


def _seconds(one: work.Work, times: int) -> float:
    """Return how long it takes once."""
    gc.collect()
    start = time.perf_counter()
    for _ in range(times):
        one()
    return (time.perf_counter() - start) / times


def _read(decode: Callable[[object], object], text: str) -> object:
    return decode(json.loads(text))


def _kept(make: work.Work) -> float:
    """Return the kilobytes that stay while the result does."""
    make()
    gc.collect()
    tracemalloc.start()
    kept = make()
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return size / 1000


def _many(call: work.Work, threads: int, count: int) -> Callable[[], float]:
    """Return what measures calls a second."""

    def rate() -> float:
        start = time.perf_counter()
        with ThreadPoolExecutor(threads) as pool:
            for _ in pool.map(lambda _: call(), range(count)):
                pass
        return count / (time.perf_counter() - start)

    return rate


def _program(text: str) -> float:
    """Return the seconds that a program prints."""
    command = [sys.executable, "-c", text]
    environment = os.environ | {"PYTHONPATH": sys.path[0]}
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    return float(done.stdout)


@contextmanager
def _server(folder: Path) -> Iterator[tuple[str, str]]:
    """Give the server's URLs, plain and TLS."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    _certify(folder, certificate, key)
    command = [sys.executable, ROOT / "benchmarks/answering.py", certificate, key]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(work.EMPTY) + "\n")
        process.stdin.flush()
        plain, tls = process.stdout.readline().split()
        yield f"http://localhost:{plain}", f"https://localhost:{tls}"
        process.stdin.close()


def _certify(folder: Path, certificate: Path, key: Path) -> None:
    """Make a certificate for localhost, and have both libraries trust it beside all that they usually do."""
    import certifi

    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost"]
    command = [*make.split(), *names, "-keyout", key, "-out", certificate]
    subprocess.run(command, check=True, capture_output=True)
    authorities = folder / "authorities.pem"
    usual = Path(certifi.where()).read_text("utf-8")
    authorities.write_text(usual + certificate.read_text("utf-8"), "utf-8")
    for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        os.environ[name] = str(authorities)


if __name__ == "__main__":
    main()
