"""Escape what a CI system would read as a command in the output of a step.

GitHub and its relatives trim white space, then look for ``::`` at the beginning of a line; they and Azure Pipelines look for
``##[`` and ``##vso[`` anywhere.  Each format has its own escape, so that its readers still see the text.
"""

from __future__ import annotations

import re

# A lone carriage return ends a line, too.
_COLONS = r"(?<![^\r\n])(?P<space>[^\S\r\n]*):(?=:)"
_HASHES = re.compile(r"(?<=#)#(?=\w*\[)")
_COMMAND = re.compile(rf"{_COLONS}|{_HASHES.pattern}")


def escape_text(text: str) -> str:
    """Escape commands in plain text, and in the strings of JSON: ``::error::`` → ``\\u003a:error::``."""
    return _escape(text, r"\u{:04x}")


def escape_hashes(text: str) -> str:
    """Escape the commands that may stand anywhere in a line."""
    return _HASHES.sub(r"\\u0023", text)


def escape_markup(text: str) -> str:
    """Escape commands in the texts of an HTML or XML document."""
    return _escape(text, "&#{};")


def _escape(text: str, form: str) -> str:
    def replace(match: re.Match[str]) -> str:
        return (match["space"] or "") + form.format(ord(match[0][-1]))

    return _COMMAND.sub(replace, text)
