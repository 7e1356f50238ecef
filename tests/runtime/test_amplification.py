"""Small answers that are a lot of work: every shape of JSON costs little time and memory, and gives an error or an answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback import Exchange, Servers, servers
from runtime.decoding import MAX_DEVIATIONS
from runtime.json_body import MAX_CONTAINERS, MAX_VALUES
from runtime.transport import MAX_BODY_BYTES

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="reads the memory of a process as Linux shows it"
)
HERE = Path(__file__).parent
HUGE = 32 * 2**20
ROW = json.dumps({f"Field{index}": f"value-{index}" for index in range(52)}).encode()

# Makes an answer of at most that many bytes; of as many values as a client reads, or of as many as the bytes have room for.
Shape = Callable[[int, bool], bytes]


def listed(key: bytes, item: bytes) -> Shape:
    """Return the shape of a list of equal items."""
    containers = item.count(b"{") + item.count(b"[")

    def shape(size: int, is_read: bool) -> bytes:
        count = (size - 40) // (len(item) + 1)
        if is_read and containers:
            count = min(count, MAX_CONTAINERS // containers - 3)
        if is_read:
            count = min(count, MAX_VALUES // (item.count(b",") + 1) - 3)
        return answer(key + b'":[' + b",".join([item] * count) + b"]")

    return shape


def filled(start: bytes, item: bytes, end: bytes = b"") -> Shape:
    """Return the shape of one value, or of a body that is none, that repeats a piece."""
    return lambda size, is_read: answer(
        start + item * ((size - len(start) - 40) // len(item)) + end
    )


def keyed(start: bytes, end: bytes) -> Shape:
    """Return the shape of an object of many keys."""
    return lambda size, is_read: answer(
        start
        + b",".join(b'"k%06x":1' % index for index in range((size - 60) // 12))
        + end
    )


def answer(fields: bytes) -> bytes:
    return b'{"RetCode":0,"' + fields + b"}"


SHAPES: dict[str, Shape] = {
    "empty objects": listed(b"Rows", b"{}"),
    "objects of unknown fields": listed(b"Rows", b'{"a":1}'),
    "objects with a key in another case": listed(b"Rows", b'{"field1":1}'),
    "objects in unknown fields": listed(b"Unknown", b"{}"),
    "arrays for objects": listed(b"Rows", b"[]"),
    "nulls": listed(b"Texts", b"null"),
    "numbers for texts": listed(b"Texts", b"100000"),
    "texts for numbers": listed(b"Counts", b'"00000"'),
    "floats for numbers": listed(b"Counts", b"1.5"),
    "long numbers": listed(b"Counts", b"7" * 4300),
    "long numbers for texts": listed(b"Texts", b"7" * 4300),
    "long floats": listed(b"Counts", b"1." + b"7" * 4300),
    "one long float": filled(b'A":1.', b"7"),
    "one long integer": filled(b'A":1', b"7"),
    "one long exponent": filled(b'A":1e', b"7"),
    "one huge text": filled(b'A":"', b"a", b'"'),
    "one huge text of escapes": filled(b'A":"', rb"\u4e2d", b'"'),
    "one huge text of quotes and commas": filled(b'A":"', rb"\",", b'"'),
    "one text that never ends": filled(b'A":"', b"{,"),
    "many keys": keyed(b'A":1,', b""),
    "many keys of an open object": keyed(b'Extra":{', b"}"),
    "many keys of a row": keyed(b'Rows":[{', b"}]"),
    "one key again and again": filled(b'A":1', b',"Abcd":1'),
    "deep arrays": filled(b'A":', b"["),
    "deep objects": filled(b'A":', b'{"A":'),
    "arrays that are just not too deep": listed(b"Rows", b"[" * 400 + b"]" * 400),
    "spaces": filled(b'A":1', b" "),
    "no JSON": filled(b'":<html>', b"{"),
}


def squeezed(body: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=31)
    return squeeze.compress(body) + squeeze.flush()


def plain(body: bytes) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.answer(body)


def compressed(body: bytes) -> Callable[[Exchange], None]:
    content = squeezed(body)
    return lambda exchange: exchange.answer(content, Content_Encoding="gzip")


def compressed_with_tail(body: bytes) -> Callable[[Exchange], None]:
    """Answer with data behind a gzip body, for as long as somebody reads it."""
    content = squeezed(body)

    def behave(exchange: Exchange) -> None:
        exchange.send_response(200)
        exchange.send_header("Content-Encoding", "gzip")
        exchange.send_header("Content-Length", str(2**40))
        exchange.end_headers()
        exchange.wfile.write(content)
        piece = bytes(2**16)
        while not exchange.server.stopped.is_set():
            exchange.wfile.write(piece)

    return behave


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Servers]:
    """Start servers, out of reach of this machine's proxies."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with servers() as started:
        yield started


def call(url: str, timeout: float = 60) -> dict[str, Any]:
    """Return what one call took in a process of its own."""
    paths = (str(HERE.parent.parent / "templates"), str(HERE))
    done = subprocess.run(
        [sys.executable, HERE / "measured_call.py", url, str(timeout)],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.fixture(scope="module")
def ordinary() -> dict[str, Any]:
    """Return what the largest answer takes that is as its page says."""
    rows = listed(b"Rows", ROW)(MAX_BODY_BYTES, True)
    with pytest.MonkeyPatch.context() as patch, servers() as serve:
        patch.setenv("NO_PROXY", "127.0.0.1")
        report = call(serve(plain(rows)).url)
    assert (report["outcome"], report["deviations"]) == ("GetWideResponse", 0)
    return report


@pytest.mark.slow
@pytest.mark.parametrize("is_read", [True, False], ids=["largest", "32 MiB"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_little_work(
    shape: str,
    is_read: bool,
    ordinary: dict[str, Any],
    serve: Servers,
    tell: Callable[[str], None],
) -> None:
    body = SHAPES[shape](MAX_BODY_BYTES if is_read else HUGE, is_read)
    report = call(serve((plain if is_read else compressed)(body)).url)
    outcome, seconds, memory = report["outcome"], report["seconds"], report["peak"]
    tell(
        f"{len(body):,} bytes of {shape}: {outcome}, {seconds:.2f} s ("
        f"{seconds / ordinary['seconds']:.1f} × an ordinary answer), {memory >> 20} MiB"
    )
    assert outcome in ("GetWideResponse", "BadResponseError")
    assert is_read or outcome == "BadResponseError"
    assert report["deviations"] <= MAX_DEVIATIONS
    assert memory < 300 * 2**20
    assert seconds < 20 * ordinary["seconds"]


def test_data_behind_a_compressed_body_is_not_read(serve: Servers) -> None:
    server = serve(compressed_with_tail(answer(b'Rows":[]')))
    assert call(server.url)["outcome"] == "GetWideResponse"
    assert server.left.wait(5)
