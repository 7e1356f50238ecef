"""Format findings as workflow commands, which GitHub shows as annotations in a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docs2sdk.diagnostics import escape_unprintable
from docs2sdk.lint.findings import Finding

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}

# The escapes of GitHub's own toolkit (actions/toolkit, command.ts).
_IN_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTIES = _IN_DATA | str.maketrans({":": "%3A", ",": "%2C"})


def format_annotations(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield a line for each finding; paths must be relative to the root of the repository.

    The worst findings come first: GitHub shows the first ten of a step.
    """
    worst_first = sorted(findings, key=lambda each: [*_COMMANDS].index(each.level))
    for finding in worst_first:
        properties = {
            "file": finding.location.path,
            "line": finding.location.line,
            "col": finding.location.column,
            "title": f"{finding.rule.id} {finding.rule.meaning}",
        }
        pairs = (f"{key}={_escape(value)}" for key, value in properties.items())
        yield f"::{_COMMANDS[finding.level]} {','.join(pairs)}::{_format_data(finding)}"


def _escape(value: object) -> str:
    return escape_unprintable(str(value)).translate(_IN_PROPERTIES)


def _format_data(finding: Finding) -> str:
    text = f"{escape_unprintable(finding.message)}\n{finding.rule.remedy}"
    return text.translate(_IN_DATA)
