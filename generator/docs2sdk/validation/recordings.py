"""Reads recorded responses of the API from JSON files.

A file is JSON: a response, a list of responses, or a response per line; or a HAR file.  A response is what the API sent (``Response.raw``),
whose ``Action`` names its action, or else ``{"action": "GetISMSSendReceipt", "response": {…}}``.
It is read as clients read responses: of a repeated key, the last counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docs2sdk.traffic import bounded_files, exchanges, har
from docs2sdk.traffic.bounded_files import InvalidRecording
from docs2sdk.validation import mismatches
from docs2sdk.values.sample_values import JSONObject

_SUFFIX = "Response"


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
        yield from _parse_file(path, bounded_files.read_text(path))


def _parse_file(path: Path, text: str) -> Iterator[Recording]:
    try:
        document = bounded_files.parse_json(text)
    except ValueError as error:
        yield from _parse_lines(path, text, error)
        return
    if har.is_har(document):
        yield from _read_har(text, path)
    elif isinstance(document, list):
        for index, value in enumerate(document):
            yield _read_recording(value, f"{path}[{index}]")
    else:
        yield _read_recording(document, str(path))


def _read_har(text: str, path: Path) -> Iterator[Recording]:
    """Yield the responses of a HAR file to requests that name an action; browsers record much else."""
    for exchange in exchanges.read_exchanges(text, str(path)):
        if exchange.response is not None and exchange.action_name:
            yield Recording(exchange.action_name, exchange.response, exchange.source)


def _parse_lines(path: Path, text: str, file_error: ValueError) -> Iterator[Recording]:
    """Yield a response per line; if the first line is not JSON either, the error is ``file_error``, that of the file."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                value = bounded_files.parse_json(line)
            except ValueError as error:
                source = f"{path}:{number}" if number > 1 else str(path)
                reason = error if number > 1 else file_error
                raise InvalidRecording(f"{source}: not JSON: {reason}") from error
            yield _read_recording(value, f"{path}:{number}")


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
