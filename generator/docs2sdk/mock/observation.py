"""Holds requests and answers that pass against the pages, and records them without what must not be shown."""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from docs2sdk import protocol
from docs2sdk.errors import UserError
from docs2sdk.mock import parameter_checks
from docs2sdk.mock.documentation import Documentation
from docs2sdk.mock.received_call import ReceivedCall, read_call
from docs2sdk.schema import Action, Payload
from docs2sdk.traffic import bounded_files, secrets
from docs2sdk.validation import mismatches, response
from docs2sdk.values import sample_values
from docs2sdk.values.sample_values import JSONObject

_MAX_COUNTED = 10_000


class Deviation(NamedTuple):
    """Where a request or an answer of an action differs from its page."""

    action: str
    message: str

    def __str__(self) -> str:
        return f"{self.action}: {self.message}"


class BadRecording(UserError):
    """The file of the recording cannot be written."""


class Observer:
    """Compares what passes, and counts each deviation; ``report`` is called with each that is new."""

    def __init__(
        self,
        documentation: Documentation,
        record: Path | None,
        report: Callable[[Deviation], None],
    ) -> None:
        self._documentation = documentation
        self._record = _open(record) if record else None
        self._report = report
        self.deviations: Counter[Deviation] = Counter()
        self.calls: Counter[str] = Counter()
        self._lock = threading.Lock()

    def observe(self, query: str, body: bytes, answer: bytes) -> None:
        """Compare a request and its answer with the page of the action, and record them; any thread may call it."""
        try:
            call = read_call(query, body)
            values = bounded_files.parse_json(answer.decode())
        except (ValueError, RecursionError):
            return
        if call.action and isinstance(values, dict):
            with self._lock:
                self._observe(call, values)

    def _observe(self, call: ReceivedCall, values: JSONObject) -> None:
        is_documented = call.action in self._documentation.actions
        self.calls[call.action if is_documented else "others"] += 1
        for deviation in _compare(self._documentation, call, values):
            self._count(deviation)
        if self._record is not None:
            action = self._documentation.load(call.action) if is_documented else None
            line = json.dumps(_mask(call, values, action), ensure_ascii=False)
            os.write(self._record, f"{line}\n".encode("utf-8", "surrogatepass"))

    def _count(self, deviation: Deviation) -> None:
        if deviation not in self.deviations:
            if len(self.deviations) >= _MAX_COUNTED:
                return
            self._report(deviation)
        self.deviations[deviation] += 1


def _open(path: Path) -> int:
    """Open the file of the recording, which only its owner may read; BadRecording."""
    try:
        return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError as error:
        raise BadRecording(f"cannot write {path}: {error.strerror}") from error


def _compare(
    documentation: Documentation, call: ReceivedCall, answer: JSONObject
) -> Iterator[Deviation]:
    name = call.action
    if name not in documentation.actions:
        is_name = secrets.is_row_name(name)
        yield Deviation(name if is_name else "?", "no page has this action")
        return
    action = documentation.load(name)
    for fault in parameter_checks.find_faults(action, call.tree):
        yield Deviation(name, f"request: {fault}")
    if mismatches.expected_error(answer) == "APIError":
        code = int(str(answer["RetCode"]))
        if code not in documentation.find_meanings(name):
            yield Deviation(name, f"answer: no page explains RetCode {code}")
    for contradiction in response.find_contradictions(action, answer):
        yield Deviation(name, f"answer: [{contradiction.code}] {contradiction.message}")


def _mask(call: ReceivedCall, answer: JSONObject, action: Action | None) -> JSONObject:
    """Return the line of a recording; a request is in the form that it was sent in, without who sent it."""
    request: Any = _mask_values(call.tree, action.request if action else None)
    if not call.is_json:
        pairs = {"Action": call.action, **sample_values.flatten(request)}
        request = urlencode(pairs, errors="surrogatepass")
    masked = _mask_values(answer, action.response if action else None)
    return {"action": call.action, "request": request, "response": masked}


def _mask_values(tree: JSONObject, payload: Payload | None) -> JSONObject:
    """Mask what names, shapes and the descriptions of the page call a secret."""
    masked, _ = secrets.mask_values(tree)
    names = {
        field.name
        for fields in (
            (payload.fields, *(model.fields for model in payload.models))
            if payload
            else ()
        )
        for field in fields
        if protocol.is_secret(field.name, field.description)
    }
    return _mask_named(masked, names)  # type: ignore[no-any-return]


def _mask_named(value: Any, names: set[str]) -> Any:
    if isinstance(value, dict):
        return {
            key: secrets.MASK if key in names and item else _mask_named(item, names)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_mask_named(item, names) for item in value]
    return value
