"""Reads curl commands as people copy them from browsers, shells of Unix and Windows, and documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from docs2sdk.traffic.recorded_request import RecordedRequest

_BEGINS = re.compile(
    r"\s*(?:[$>#]\s+|PS [^>\n]*>\s*)?curl(?:\.exe)?(?=\s)", re.IGNORECASE
)
# One piece of a word: quoted as shells do, escaped, or plain.
_PIECE = re.compile(
    r"\$'(?P<ansi>(?:[^'\\]|\\.)*)'"
    r"|'(?P<single>[^']*)'"
    r'|"(?P<double>(?:[^"\\]|\\.)*)"'
    r"|\\(?P<escaped>.)"
    r"|(?P<plain>[^\s'\"\\]+)",
    re.DOTALL,
)
_ANSI = {"n": "\n", "t": "\t", "r": "\r"}
_ANSI_ESCAPE = re.compile(
    r"\\(?:u(?P<four>[0-9A-Fa-f]{4})|x(?P<two>[0-9A-Fa-f]{2})|(?P<one>.))", re.DOTALL
)
_DATA = {"-d", "--data", "--data-ascii", "--data-raw", "--data-binary", "--json"}
_ENCODED = {"--data-urlencode", "-F", "--form", "--form-string"}
_TAKE_A_VALUE = {
    *_DATA,
    *_ENCODED,
    *("-X", "--request", "--url"),
    *("-H", "--header", "-A", "--user-agent", "-b", "--cookie", "-e", "--referer"),
    *("-o", "--output", "-u", "--user", "-x", "--proxy", "-m", "--max-time", "-c"),
    *("-T", "--upload-file", "-w", "--write-out", "-K", "--config", "-E", "--cert"),
    *("--connect-timeout", "--retry", "--cacert", "--key", "--resolve", "--cookie-jar"),
    *("--connect-to", "--interface", "--max-redirs", "--proxy-user", "--oauth2-bearer"),
    *("-D", "--dump-header", "-C", "--continue-at", "-r", "--range", "--retry-delay"),
}


class CurlCommand(NamedTuple):
    """A request that a curl command makes, and the offset at which the command ends in its text."""

    request: RecordedRequest
    end: int


def begins_command(text: str, start: int = 0) -> bool:
    """Whether a curl command begins at an offset."""
    return _BEGINS.match(text, start) is not None


def read_command(text: str, start: int = 0) -> CurlCommand:
    """Return the request of the command that begins at an offset; ValueError if it has no address, or an open quote."""
    words, end = _split_words(text, start)
    addresses, body, is_query = list[str](), list[str](), False
    options = _Options(words[1:])
    for name, value in options:
        if name in ("-G", "--get"):
            is_query = True
        elif name in _DATA:
            body.append(_read_data(name, value))
        elif name in _ENCODED:
            body.append(_encode_data(value))
        elif name in ("--url", ""):
            addresses.append(value)
    # Without "://", a word may be the value of an option that is not known here.
    addresses.sort(key=lambda address: "://" not in address)
    url = next(filter(None, addresses), "")
    if not url:
        raise ValueError("the command has no address")
    data = "&".join(body)
    if is_query and data:
        url, data = f"{url}{'&' if '?' in url else '?'}{data}", ""
    return CurlCommand(RecordedRequest(url, data), end)


def _read_data(name: str, value: str) -> str:
    if value.startswith("@") and name not in ("--data-raw", "--json"):
        # What a recording names is never opened.
        raise ValueError("the body is in another file")
    return value


def _encode_data(value: str) -> str:
    """Return ``name=text`` with the text percent-encoded, as curl sends it."""
    name, equals, content = value.partition("=")
    if not equals or content.startswith(("@", "<")):
        raise ValueError("the body is in another file")
    return f"{name}={quote(content, safe='')}"


class _Options:
    """The options of a command with their values; an address has no name."""

    def __init__(self, words: list[str]) -> None:
        self.words = words

    def __iter__(self) -> Iterator[tuple[str, str]]:
        words = iter(self.words)
        for word in words:
            if word.startswith("--"):
                name, equals, value = word.partition("=")
                yield name, value if equals else self._value(name, words)
            elif word.startswith("-") and len(word) > 1:
                yield from self._read_short(word, words)
            else:
                yield "", word

    def _read_short(self, word: str, words: Iterator[str]) -> Iterator[tuple[str, str]]:
        """Yield the options of ``-sSXPOST``: the last one may have its value in the same word."""
        for at, letter in enumerate(word[1:], 2):
            name = f"-{letter}"
            if self._takes_value(name):
                yield name, word[at:] or next(words, "")
                return
            yield name, ""

    def _value(self, name: str, words: Iterator[str]) -> str:
        return next(words, "") if self._takes_value(name) else ""

    def _takes_value(self, name: str) -> bool:
        return name in _TAKE_A_VALUE


def _split_words(text: str, start: int) -> tuple[list[str], int]:
    """Return the words of a command, and where its last line ends; ValueError for a quote that is not closed."""
    text, end = _select_command(text, start)
    words: list[str] = []
    at, word = 0, None
    while at < len(text):
        match = _PIECE.match(text, at)
        if match:
            word = (word or "") + _read_piece(match)
            at = match.end()
        elif text[at].isspace():
            words += [] if word is None else [word]
            at, word = at + 1, None
        else:
            raise ValueError("a quote is not closed")
    return [*words, *([] if word is None else [word])], end


def _select_command(text: str, start: int) -> tuple[str, int]:
    """Return a command without the line breaks that its shell ignores, and where it ends."""
    begin = _BEGINS.match(text, start)
    at = begin.end() - 4 if begin else start
    is_cmd = re.match(
        r"[^\n]*(?:\^\"|\^[ \t]*\r?$)", text[at : at + 100_000], re.MULTILINE
    )
    if is_cmd:
        return _select_cmd(text, at)
    end = at
    while end < len(text) and text[end] != "\n":
        broken = re.compile(r"[\\`][ \t]*\r?\n").match(text, end)
        piece = None if broken else _PIECE.match(text, end)
        end = broken.end() if broken else _end_of_piece(piece, end)
    command = re.sub(r"[\\`][ \t]*\r?\n", " ", text[at:end])
    return command, end


def _end_of_piece(piece: re.Match[str] | None, end: int) -> int:
    return piece.end() if piece else end + 1


def _select_cmd(text: str, at: int) -> tuple[str, int]:
    """Return a command of cmd.exe, where ``^`` escapes a character or a line break."""
    match = re.compile(r"(?:\^\r?\n|\^.|[^^\n])*").match(text, at)
    end = match.end() if match else at
    unbroken = re.sub(r"\^\r?\n", "", text[at:end])
    return re.sub(r"\^(.)", r"\1", unbroken).replace('""', '\\"'), end


def _read_piece(match: re.Match[str]) -> str:
    if match["ansi"] is not None:
        return _ANSI_ESCAPE.sub(_read_escape, match["ansi"])
    if match["double"] is not None:
        return re.sub(r"\\([\"\\$`])", r"\1", match["double"])
    return match["single"] or match["escaped"] or match["plain"] or ""


def _read_escape(match: re.Match[str]) -> str:
    code = match["four"] or match["two"]
    return chr(int(code, 16)) if code else _ANSI.get(match["one"], match["one"])
