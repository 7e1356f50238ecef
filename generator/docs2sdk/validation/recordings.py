"""Recorded answers of the API, as files: what a client kept of an integration run.

A file is JSON: an answer, a list of answers, or an answer a line.  An answer is what the API sent (``Response.raw``), whose
``Action`` says which action it answers; or ``{"action": "GetISMSSendReceipt", "response": {…}}`` where it does not.
It is read as clients read answers: of a key that stands twice, the last counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docs2sdk.refusals import Refusal
from docs2sdk.values import conformance, example_text
from docs2sdk.values.samples import Tree

# A recording of a whole run is some megabytes; published models nest eight deep.
MOST_BYTES = 64 * 1024 * 1024
DEEPEST = 100
_SUFFIX = "Response"


class BadRecording(Refusal):
    """A file that holds no recorded answers."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One answer: the action that it answers, and where it was kept (``answers.json[2]``, ``answers.jsonl:3``)."""

    action: str
    answer: Tree
    kept: str

    @property
    def is_refusal(self) -> bool:
        """Whether it says nothing but why the API did not do it; then ``action`` may be empty."""
        return conformance.outcome(self.answer) == "APIError"


def read(paths: Iterable[Path]) -> Iterator[Recording]:
    """Yield the answers of files in their order; BadRecording for the first that has none."""
    for path in paths:
        yield from _recordings(path, _text(path))


def _text(path: Path) -> str:
    """Return a file's text, read no further than is allowed."""
    try:
        if not path.exists():
            raise BadRecording(f"{path}: there is no such file")
        if not path.is_file():
            raise BadRecording(f"{path}: no regular file")
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise BadRecording(f"{path}: more than {MOST_BYTES >> 20} MB")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise BadRecording(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadRecording(f"{path}: not UTF-8 (byte {error.start})") from error


def _recordings(path: Path, text: str) -> Iterator[Recording]:
    try:
        whole = _json(text)
    except ValueError as error:
        yield from _of_lines(path, text, error)
        return
    if isinstance(whole, list):
        for at, one in enumerate(whole):
            yield _recording(one, f"{path}[{at}]")
    else:
        yield _recording(whole, str(path))


def _of_lines(path: Path, text: str, of_whole: ValueError) -> Iterator[Recording]:
    """Yield an answer a line; where the first line is none either, the file was not meant so."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                value = _json(line)
            except ValueError as error:
                kept = f"{path}:{number}" if number > 1 else str(path)
                why = error if number > 1 else of_whole
                raise BadRecording(f"{kept}: no JSON: {why}") from error
            yield _recording(value, f"{path}:{number}")


def _json(text: str) -> Any:
    """Return the value of a JSON text; ValueError if it is none, or one that no API sends."""
    try:
        finite = example_text.finite
        value = json.loads(text, parse_constant=finite, parse_float=finite)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if example_text.is_deeper(value, DEEPEST):
        raise ValueError("nested too deep")
    return value


def _recording(value: Any, kept: str) -> Recording:
    if not isinstance(value, dict):
        raise BadRecording(f"{kept}: no object, so no answer")
    wrapped = isinstance(value.get("response"), dict)
    answer = value["response"] if wrapped else value
    key = "action" if wrapped else "Action"
    named = value.get(key)
    action = named.removesuffix(_SUFFIX) if isinstance(named, str) else ""
    found = Recording(action, answer, kept)
    if not action and not found.is_refusal:
        raise BadRecording(f'{kept}: no answer that names its action ("{key}")')
    return found
