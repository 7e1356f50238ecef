"""HTTP/1.1 as bytes: what a request looks like, and what is read of responses, whole or byte by byte."""

from __future__ import annotations

import gc
import weakref
from typing import NamedTuple

import pytest
from runtime.http1 import MAX_HEAD_BYTES, HTTPExchange, MalformedResponseError

EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


class Parsed(NamedTuple):
    """What a parser makes of bytes."""

    body: bytes
    is_complete: bool
    is_reusable: bool


def parse(
    data: bytes, step: int, *, is_ended: bool = False
) -> tuple[HTTPExchange, Parsed]:
    """Feed a response in steps of so many bytes; ``is_ended``: then the end of the connection."""
    parser = HTTPExchange()
    parser.write_request("POST", "/", "a.example", {}, b"x")
    body = b""
    for start in range(0, len(data), step):
        body += parser.feed(data[start : start + step])
        if parser.is_complete and step == 1:
            assert start == len(data) - 1, "complete before its end"
    if is_ended:
        body += parser.feed(b"")
    return parser, Parsed(body, parser.is_complete, parser.is_reusable)


STEPS = pytest.mark.parametrize("step", [1, 7, 10**6], ids=["bytes", "pieces", "whole"])


def test_the_head_of_a_request() -> None:
    written = HTTPExchange().write_request(
        "POST", "/v1", "a.example:8443", {"X-A": "1"}, b"abc"
    )
    assert written == (
        b"POST /v1 HTTP/1.1\r\nHost: a.example:8443\r\nX-A: 1\r\nContent-Length: 3\r\n\r\nabc"
    )


def test_a_request_without_a_body_has_no_length() -> None:
    head = HTTPExchange().write_request("CONNECT", "a:443", "a:443", {}, None)
    assert head == b"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"


@pytest.mark.parametrize("value", ["a\r\nX-B: b", "a\nX-B: b", "a\rb", "\n", "名"])
def test_a_value_that_would_change_the_head_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"line break|codec can't encode"):
        HTTPExchange().write_request("POST", "/", "a", {"X-A": value}, b"")
    with pytest.raises(ValueError, match=r"line break|codec can't encode"):
        HTTPExchange().write_request("POST", value, "a", {}, b"")


@pytest.mark.parametrize("method", ["", "GET /x", "POST\r\n", "A:"])
def test_a_method_that_is_no_word_is_refused(method: str) -> None:
    with pytest.raises(ValueError, match=r"line break|not a word"):
        HTTPExchange().write_request(method, "/", "a", {}, b"")


@STEPS
@pytest.mark.parametrize(
    ("data", "body", "is_reusable"),
    [
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", b"ab", True, id="length"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b"", True, id="no bytes"
        ),
        pytest.param(
            b"HTTP/1.1 200\r\ncontent-length:2\r\n\r\nab", b"ab", True, id="no reason"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\nContent-Length: 2\n\nab",
            b"ab",
            True,
            id="bare line feeds",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nab",
            b"ab",
            True,
            id="the same length twice",
        ),
        pytest.param(
            b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nab", b"ab", False, id="1.0"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: x, Close\r\n\r\nab",
            b"ab",
            False,
            id="the server closes",
        ),
        pytest.param(b"HTTP/1.1 204 No\r\n\r\n", b"", True, id="204"),
        pytest.param(
            b"HTTP/1.1 304 No\r\nContent-Length: 9\r\n\r\n", b"", True, id="304"
        ),
        pytest.param(
            EARLY * 3 + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab",
            b"ab",
            True,
            id="interim responses",
        ),
        pytest.param(
            CHUNKED + b"2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", b"abc", True, id="chunks"
        ),
        pytest.param(
            CHUNKED + b"00A;x=y\r\n0123456789\r\n0;z\r\nX-T: 1\r\nX-U: 2\r\n\r\n",
            b"0123456789",
            True,
            id="extensions and trailers",
        ),
        pytest.param(
            CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 9\r\n\r\n")
            + b"2\r\nab\r\n0\r\n\r\n",
            b"ab",
            False,
            id="chunks and a length",
        ),
    ],
)
def test_a_response_that_ends_by_itself(
    data: bytes, body: bytes, is_reusable: bool, step: int
) -> None:
    assert parse(data, step)[1] == (body, True, is_reusable)


@STEPS
def test_a_response_without_a_length_ends_with_the_connection(step: int) -> None:
    data = b"HTTP/1.1 200 OK\r\n\r\nabc"
    assert parse(data, step)[1] == (b"abc", False, False)
    assert parse(data, step, is_ended=True)[1] == (b"abc", True, False)


@STEPS
def test_the_head_of_a_response(step: int) -> None:
    parser, _ = parse(
        EARLY + b"HTTP/1.1 404 Not here\r\nX-Id:  a b \t\r\nX-Id: c\r\nX-Empty:\r\n"
        b"X-Long: d\r\n  e\r\nX-Name: \xe4\r\nContent-Length: 0\r\n\r\n",
        step,
    )
    assert parser.status == 404
    assert parser.headers == {
        "x-id": "a b, c",
        "x-empty": "",
        "x-long": "d e",
        "x-name": "ä",
        "content-length": "0",
    }


def test_bytes_behind_a_response_make_the_connection_unusable() -> None:
    data = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabHTTP/1.1 200 OK\r\n"
    assert parse(data, 10**6)[1] == (b"ab", True, False)


@STEPS
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"220 hello\r\n\r\n", id="another protocol"),
        pytest.param(b"HTTP/2 200\r\n\r\n", id="another version"),
        pytest.param(b"HTTP/1.1 20 OK\r\n\r\n", id="a short status"),
        pytest.param(b"HTTP/1.1 200OK\r\n\r\n", id="no blank"),
        pytest.param(b"HTTP/1.1 101 Switching\r\n\r\n", id="another protocol from now"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nA : b\r\n\r\n", id="a blank before the colon"
        ),
        pytest.param(b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", id="no colon"),
        pytest.param(b"HTTP/1.1 200 OK\r\n: b\r\n\r\n", id="no name"),
        pytest.param(b"HTTP/1.1 200 OK\r\nA: b\0\r\n\r\n", id="a NUL"),
        pytest.param(b"HTTP/1.1 200 OK\r\nA: b\rC: d\r\n\r\n", id="a bare return"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", id="a negative length"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n", id="an empty length"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            id="two lengths",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 30 + b"\r\n\r\n",
            id="an endless length",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
            id="an encoding that was not asked for",
        ),
        pytest.param(CHUNKED + b"\r\n", id="no chunk length"),
        pytest.param(CHUNKED + b"-1\r\n", id="a negative chunk"),
        pytest.param(CHUNKED + b"0x2\r\nab\r\n", id="a chunk like Python"),
        pytest.param(CHUNKED + b"2\r\nabc\r\n", id="more than the chunk"),
        pytest.param(CHUNKED + b"2\r\nab\r\r\n", id="two returns behind a chunk"),
        pytest.param(CHUNKED + b"2;" + b"x" * MAX_HEAD_BYTES, id="a large extension"),
        pytest.param(b"X" * (MAX_HEAD_BYTES + 1), id="a large status line"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nA: " + b"x" * MAX_HEAD_BYTES, id="a large header"
        ),
        pytest.param(
            CHUNKED + b"0\r\nA: " + b"x" * MAX_HEAD_BYTES, id="a large trailer"
        ),
        pytest.param(CHUNKED + b"0\r\n" + b"A: b\r\n" * 2**14, id="many trailers"),
    ],
)
def test_what_is_no_response_is_refused(data: bytes, step: int) -> None:
    with pytest.raises(MalformedResponseError) as caught:
        parse(data, step)
    assert len(str(caught.value)) < 60


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Le", id="half a head"),
        pytest.param(EARLY, id="an interim response only"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na", id="half a body"
        ),
        pytest.param(CHUNKED + b"2\r\nab", id="half a chunk"),
        pytest.param(CHUNKED + b"2\r\nab\r\n0\r\n", id="no end of the trailers"),
    ],
)
def test_a_connection_that_ends_too_early_is_no_response(data: bytes) -> None:
    with pytest.raises(MalformedResponseError, match="the connection was closed"):
        parse(data, 10**6, is_ended=True)


def test_a_parser_goes_when_nothing_uses_it() -> None:
    gc.disable()
    try:
        parser, _ = parse(CHUNKED + b"2\r\nab\r\n0\r\n\r\n", 10**6)
        gone = weakref.ref(parser)
        del parser
        assert gone() is None
    finally:
        gc.enable()
