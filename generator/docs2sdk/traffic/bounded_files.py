"""Reads files of recordings within limits: their texts, which may be compressed, and the JSON in them."""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path
from typing import IO, Any

from docs2sdk.errors import UserError
from docs2sdk.values import example_text

# A recording of a whole run is some megabytes; published models nest eight deep.
MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 100
# Values of a text take many times its size as objects.
MAX_VALUES = 8_000_000
_REMEDY = "split it, or record less"
_GZIP = b"\x1f\x8b"
_SPACE = re.compile(r"\s*")


class InvalidRecording(UserError):
    """A file that cannot be read, or that holds something other than recordings."""


def read_text(path: Path) -> str:
    """Return a file's text; InvalidRecording where it is not a regular file, too large, or not UTF-8."""
    try:
        if not path.exists():
            raise InvalidRecording(f"{path}: no such file")
        if not path.is_file():
            raise InvalidRecording(f"{path}: not a regular file")
        _check_size(path.stat().st_size, str(path))
        with path.open("rb") as stream:
            return read_stream(stream, str(path))
    except OSError as error:
        raise InvalidRecording(f"{path}: {error.strerror}") from error


def read_stream(stream: IO[bytes], name: str) -> str:
    """Return the text in a stream, decompressed; InvalidRecording where it is too large, damaged, or not UTF-8."""
    data = stream.read(MAX_BYTES + 1)
    _check_size(len(data), name)
    try:
        if data.startswith(_GZIP):
            data = inflate(data, MAX_BYTES)
        # A redirection in PowerShell writes UTF-16.
        is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidRecording(f"{name}: not UTF-8 (byte {error.start})") from error
    except ValueError as error:
        raise InvalidRecording(f"{name}: {error}") from error
    if sum(map(text.count, "[{,")) > MAX_VALUES:
        raise InvalidRecording(f"{name}: more than {MAX_VALUES:,} values; {_REMEDY}")
    return text


def _check_size(size: int, name: str) -> None:
    if size > MAX_BYTES:
        raise InvalidRecording(f"{name}: more than {MAX_BYTES >> 20} MB; {_REMEDY}")


def inflate(data: bytes, limit: int) -> bytes:
    """Return what gzip or deflate compressed; ValueError if that is damaged, or more than ``limit`` bytes."""
    # 47: the header says which of the two it is.
    stream = zlib.decompressobj(47)
    try:
        inflated = stream.decompress(data, limit + 1)
    except zlib.error as error:
        raise ValueError("the compressed data is damaged") from error
    if len(inflated) > limit:
        raise ValueError(f"more than {limit >> 20} MB when decompressed")
    if not stream.eof:
        raise ValueError("the compressed data is cut off")
    return inflated


def parse_json(text: str) -> Any:
    """Return the value of a JSON text; ValueError if it is not JSON, or nothing that an API sends."""
    value, end = parse_json_at(text, 0)
    if text[end:].strip():
        raise json.JSONDecodeError("Extra data", text, end)
    return value


def parse_json_at(text: str, start: int) -> tuple[Any, int]:
    """Return the JSON value that begins at an offset or behind spaces there, and where it ends; ValueError as above."""
    space = _SPACE.match(text, start)
    try:
        value, end = _DECODER.raw_decode(text, space.end() if space else start)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if example_text.is_nested_deeper(value, MAX_DEPTH):
        raise ValueError("nested too deep")
    return value, end


def _parse_int(digits: str) -> int:
    # Python reads no more, and would say so in words for programmers.
    if len(digits) > 4000:
        raise ValueError("a number out of range")
    return int(digits)


_DECODER = json.JSONDecoder(
    parse_constant=example_text.parse_finite,
    parse_float=example_text.parse_finite,
    parse_int=_parse_int,
)
