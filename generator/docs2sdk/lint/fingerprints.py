"""Turn diagnostics into findings: with a rule, and with a fingerprint that does not change when other parts of the page do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from docs2sdk.diagnostics import CODES, Diagnostic
from docs2sdk.digests import digest
from docs2sdk.lint.findings import Finding, FindingRule

# Messages quote their subject; the words around it may change.
_SUBJECT = re.compile(r'"([^"]*)"|\((#+ [^()]*)\)')
# 16 hexadecimal digits: among a million findings, the chance of a collision is 1 : 10⁷.
_LENGTH = 16


def make_findings(
    diagnostics: Iterable[Diagnostic], texts: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield a finding for each diagnostic, in the same order; ``texts`` maps the path of each page to its text.

    The fingerprint is a digest of the code, the path, the name in the table row if there is one, what the message quotes,
    and a number that tells equal ones apart.
    """
    lines: dict[str, list[str]] = {}
    counted: Counter[tuple[str, ...]] = Counter()
    for diagnostic in diagnostics:
        path = diagnostic.location.path
        if path not in lines:
            lines[path] = texts.get(diagnostic.location.file, "").split("\n")
        subjects = ("".join(pair) for pair in _SUBJECT.findall(diagnostic.message))
        key = (diagnostic.code, path, _find_row(diagnostic, lines[path]), *subjects)
        counted[key] += 1
        fingerprint = digest(repr((key, counted[key])))[:_LENGTH]
        yield make_plain_finding(diagnostic)._replace(fingerprint=fingerprint)


def make_plain_finding(diagnostic: Diagnostic) -> Finding:
    """Return a finding without a fingerprint, for text output, which prints none."""
    location, code, message = diagnostic
    return Finding(location, find_rule(code), diagnostic.severity, message, "")


@cache
def find_rule(code: str) -> FindingRule:
    """Return the rule of a code."""
    return FindingRule(code, CODES[code].meaning, CODES[code].remedy)


def _find_row(diagnostic: Diagnostic, lines: list[str]) -> str:
    """Return the first cell of the table row in the line of a diagnostic, "" if the line is no row."""
    number = diagnostic.location.line
    line = lines[number - 1] if number <= len(lines) else ""
    cells = line.strip().split("|")
    return cells[1].strip() if len(cells) > 2 and not cells[0] else ""
