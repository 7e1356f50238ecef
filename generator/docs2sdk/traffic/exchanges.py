"""Recorded files → exchanges: requests as they were written, and responses, each with its source.

A file is a HAR file, JSON (an exchange, a response, a request, or a list of them), or lines: JSON, addresses of requests
with ``&Name=value`` lines, forms, and curl commands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import JSONDecodeError
from typing import Any, NamedTuple

from docs2sdk.traffic import bounded_files, curl_commands, har, recorded_request
from docs2sdk.traffic.bounded_files import InvalidRecording
from docs2sdk.traffic.recorded_request import RecordedRequest, SentParameters
from docs2sdk.values.sample_values import JSONObject

RESPONSE_SUFFIX = "Response"
_MAX_UNREADABLE = 100
_REQUEST_LINE = re.compile(
    r"[ \t]*(?:(?:GET|POST)[ \t]+)?(?P<url>(?:https?://|/\?|\?)\S+|[A-Za-z][\w.]*=\S*(?=&)\S*|Action=\w+)"
    r"[^\n]*(?P<more>(?:\r?\n[ \t]*&[^\n]*)*)"
)
_IGNORED = re.compile(r"[ \t\r]*(?:#[^\n]*|//[^\n]*)?(?=\n|\Z)")


class Exchange(NamedTuple):
    """A request and its response, or one of them; ``problem`` says why both are None."""

    source: str
    request: SentParameters | None = None
    response: JSONObject | None = None
    action: str = ""
    problem: str = ""

    @property
    def action_name(self) -> str:
        """The action, as the recording, the request or the response names it; "" if none does."""
        pairs = self.request.pairs if self.request else []
        names = [value for key, value in pairs if key == "Action"]
        answered = self.response.get("Action") if self.response else ""
        candidates = (self.action, *reversed(names), answered)
        texts = (str(name) for name in candidates if name and isinstance(name, str))
        return next(texts, "").removesuffix(RESPONSE_SUFFIX)


def read_exchanges(text: str, path: str) -> Iterator[Exchange]:
    """Yield the exchanges in the text of a file; InvalidRecording if hardly anything in it can be read."""
    try:
        document = bounded_files.parse_json(text)
    except ValueError as error:
        if har_begins(text):
            raise InvalidRecording(f"{path}: not JSON: {error}") from error
        yield from _read_lines(text, path)
        return
    if har.is_har(document):
        for number, entry in enumerate(har.read_entries(document)):
            yield _read_entry(entry, f"{path}[{number}]")
    elif isinstance(document, list):
        for number, value in enumerate(document):
            yield _read_value(value, f"{path}[{number}]")
    else:
        yield _read_value(document, path)


def har_begins(text: str) -> bool:
    """Whether a text begins as a HAR file does: then it is nothing else, even if it is cut off."""
    return re.match(r'\s*\{\s*"log"\s*:', text) is not None


def _read_lines(text: str, path: str) -> Iterator[Exchange]:
    at = unreadable = counted = 0
    line = 1
    while at < len(text):
        ignored = _IGNORED.match(text, at)
        if ignored:
            at = ignored.end() + 1
            continue
        line, counted = line + text.count("\n", counted, at), at
        exchange, at = _read_statement(text, at, f"{path}:{line}")
        unreadable += bool(exchange.problem)
        if unreadable > _MAX_UNREADABLE:
            raise InvalidRecording(
                f"{path}: more than {_MAX_UNREADABLE} lines are neither requests nor responses"
            )
        yield exchange


def _read_statement(text: str, at: int, source: str) -> tuple[Exchange, int]:
    """Return the exchange that begins at an offset, and where the next one may begin."""
    end_of_line = text.find("\n", at) % (len(text) + 1)
    try:
        if text[at : end_of_line + 1].lstrip().startswith(("{", "[")):
            value, end = bounded_files.parse_json_at(text, at)
            return _read_value(value, source), end
        if curl_commands.begins_command(text, at):
            command = curl_commands.read_command(text, at)
            return _read_request(command.request, source), max(command.end, at + 1)
        line = _REQUEST_LINE.match(text, at)
        if line:
            more = re.sub(r"\s+", "", line["more"])
            return _read_request(_make_request(line["url"] + more), source), line.end()
        raise ValueError("neither a request nor a response")
    except ValueError as error:
        return Exchange(source, problem=_describe(error)), end_of_line + 1


def _describe(error: ValueError) -> str:
    """Return a message that holds nothing of the text."""
    if isinstance(error, UnicodeError):
        return "characters that cannot be encoded"
    return "not JSON" if isinstance(error, JSONDecodeError) else str(error)


def _make_request(written: str) -> RecordedRequest:
    is_url = re.match(r"https?://|/\?|\?", written)
    return RecordedRequest(written) if is_url else RecordedRequest("", written)


def _read_request(request: RecordedRequest, source: str) -> Exchange:
    try:
        return Exchange(source, recorded_request.read_request(request))
    except ValueError as error:
        return Exchange(source, problem=_describe(error))


def _read_entry(entry: har.HarEntry, source: str) -> Exchange:
    if entry.request is None or entry.response is None:
        return Exchange(source, problem="the body is damaged or too large")
    exchange = _read_request(entry.request, source)
    if exchange.problem or (not entry.response and entry.status < 400):
        return exchange
    try:
        response = bounded_files.parse_json(entry.response)
    except ValueError:
        response = None
    if not isinstance(response, dict):
        return Exchange(source, exchange.request, problem="the response is not JSON")
    return exchange._replace(response=response)


def _read_value(value: Any, source: str) -> Exchange:
    """Return the exchange that a JSON value is: ``{"action", "request", "response"}``, a response, or a request."""
    if not isinstance(value, dict):
        return Exchange(source, problem="not a JSON object")
    request, response = value.get("request"), value.get("response")
    name = value.get("action")
    action = name.removesuffix(RESPONSE_SUFFIX) if isinstance(name, str) else ""
    if isinstance(request, str):
        exchange, _ = _read_statement(request, 0, source)
        request = exchange.request
    elif isinstance(request, dict):
        request = SentParameters("", [*request.items()], True)
    else:
        request = None
    if request or isinstance(response, dict):
        answer = response if isinstance(response, dict) else None
        return Exchange(source, request, answer, action)
    return _read_bare(value, source)


def _read_bare(value: JSONObject, source: str) -> Exchange:
    name = value.get("Action")
    action = name if isinstance(name, str) else ""
    if action.endswith(RESPONSE_SUFFIX) or "RetCode" in value:
        return Exchange(source, response=value)
    if action:
        return Exchange(source, SentParameters("", [*value.items()], True))
    return Exchange(source, problem="neither a request nor a response")
