"""Reading a response within its limits."""

from __future__ import annotations

import tracemalloc
import zlib

import pytest
from runtime import transport
from runtime.transport import HTTPRequest, ResponseReader


@pytest.mark.slow
def test_one_piece_that_would_become_a_gigabyte_stays_small() -> None:
    squeeze = zlib.compressobj(wbits=31)
    start = squeeze.compress(bytes(2**20)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    again = squeeze.compress(bytes(2**20)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    piece = start + again * 1023
    reader = ResponseReader(HTTPRequest("https://a", {}, b"", 60))
    reader.begin(200, {"content-encoding": "gzip"})
    tracemalloc.start()
    try:
        wants_more = reader.add(piece)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert not wants_more
    assert peak < 3 * transport.MAX_BODY_BYTES
    assert len(reader.finish().body) == transport.MAX_BODY_BYTES + 1
