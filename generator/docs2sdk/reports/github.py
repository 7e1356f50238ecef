"""Findings as workflow commands, which GitHub shows as annotations beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docs2sdk.diagnostics import printable
from docs2sdk.lint.findings import Finding

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}

# As GitHub's own toolkit escapes them.
_IN_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTIES = _IN_DATA | str.maketrans({":": "%3A", ",": "%2C"})


def lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield a line for each finding; the paths of places are to be relative to the repository's root."""
    for one in findings:
        properties = {
            "file": one.place.path,
            "line": one.place.line,
            "col": one.place.column,
            "title": f"{one.rule.id} {one.rule.meaning}",
        }
        given = ",".join(f"{key}={_property(at)}" for key, at in properties.items())
        yield f"::{_COMMANDS[one.level]} {given}::{_data(one)}"


def _property(value: object) -> str:
    return printable(str(value)).translate(_IN_PROPERTIES)


def _data(finding: Finding) -> str:
    text = f"{printable(finding.message)}\n{finding.rule.remedy}"
    return text.translate(_IN_DATA)
