"""Reads recorded responses of the API from JSON files.

A file is JSON: a response, a list of responses, or a response per line.  A response is what the API sent (``Response.raw``),
whose ``Action`` names its action, or else ``{"action": "GetISMSSendReceipt", "response": {…}}``.
It is read as clients read responses: of a repeated key, the last counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docs2sdk.errors import UserError
from docs2sdk.validation import mismatches
from docs2sdk.values import example_text
from docs2sdk.values.sample_values import JSONObject

# A recording of a whole run is some megabytes; published models nest eight deep.
MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 100
_SUFFIX = "Response"


class InvalidRecording(UserError):
    """A file that cannot be read, or that holds something other than recorded responses."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One response: the name of its action, and where it was read (``run.json[2]``, ``run.jsonl:3``)."""

    action: str
    response: JSONObject
    source: str

    @property
    def is_api_error(self) -> bool:
        """Whether it reports an error (RetCode other than 0) only; ``action`` may be empty then."""
        return mismatches.expected_error(self.response) == "APIError"


def read_recordings(paths: Iterable[Path]) -> Iterator[Recording]:
    """Yield the responses of files in their order; InvalidRecording for the first thing that is not a response."""
    for path in paths:
        yield from _parse_file(path, _read_text(path))


def _read_text(path: Path) -> str:
    """Return a file's text; InvalidRecording where it is not a regular file, too large, or not UTF-8."""
    try:
        if not path.exists():
            raise InvalidRecording(f"{path}: no such file")
        if not path.is_file():
            raise InvalidRecording(f"{path}: not a regular file")
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise InvalidRecording(f"{path}: more than {MAX_BYTES >> 20} MB")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise InvalidRecording(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InvalidRecording(f"{path}: not UTF-8 (byte {error.start})") from error


def _parse_file(path: Path, text: str) -> Iterator[Recording]:
    try:
        document = _parse_json(text)
    except ValueError as error:
        yield from _parse_lines(path, text, error)
        return
    if isinstance(document, list):
        for index, value in enumerate(document):
            yield _read_recording(value, f"{path}[{index}]")
    else:
        yield _read_recording(document, str(path))


def _parse_lines(path: Path, text: str, file_error: ValueError) -> Iterator[Recording]:
    """Yield a response per line; if the first line is not JSON either, the error is ``file_error``, that of the file."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                value = _parse_json(line)
            except ValueError as error:
                source = f"{path}:{number}" if number > 1 else str(path)
                reason = error if number > 1 else file_error
                raise InvalidRecording(f"{source}: not JSON: {reason}") from error
            yield _read_recording(value, f"{path}:{number}")


def _parse_json(text: str) -> Any:
    """Return the value of a JSON text; ValueError if it is not JSON, or nothing that an API sends."""
    try:
        finite = example_text.parse_finite
        value = json.loads(text, parse_constant=finite, parse_float=finite)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if example_text.is_nested_deeper(value, MAX_DEPTH):
        raise ValueError("nested too deep")
    return value


def _read_recording(value: Any, source: str) -> Recording:
    if not isinstance(value, dict):
        raise InvalidRecording(f"{source}: not a JSON object, so not a response")
    is_wrapped = isinstance(value.get("response"), dict)
    response = value["response"] if is_wrapped else value
    key = "action" if is_wrapped else "Action"
    name = value.get(key)
    action = name.removesuffix(_SUFFIX) if isinstance(name, str) else ""
    recording = Recording(action, response, source)
    if not action and not recording.is_api_error:
        raise InvalidRecording(f'{source}: the action is not named ("{key}")')
    return recording
