"""Diagnostics → findings: with the rule that they follow, and a fingerprint that outlives edits elsewhere in the page."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from docs2sdk.diagnostics import CODES, Diagnostic
from docs2sdk.lint.findings import Finding, Rule

# What a message is about stands in quotes; the words around it may change.
_SUBJECT = re.compile(r'"([^"]*)"|\((#+ [^()]*)\)')
# 16 hexadecimal digits: among a million findings, two are alike with a chance of 1 : 10⁷.
_LENGTH = 16


def findings(
    diagnostics: Iterable[Diagnostic], texts: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield a finding for each diagnostic, in the same order; ``texts`` are those of the pages by path.

    The fingerprint is made of the code, the path, the row's name if it stands in a row, what the message quotes, and which
    one it is of those that agree in all this.
    """
    lines: dict[str, list[str]] = {}
    counted: Counter[tuple[str, ...]] = Counter()
    for one in diagnostics:
        path = one.place.path
        if path not in lines:
            lines[path] = texts.get(path, "").split("\n")
        subjects = ("".join(pair) for pair in _SUBJECT.findall(one.message))
        key = (one.code, path, _row(one, lines[path]), *subjects)
        counted[key] += 1
        digest = hashlib.sha256(repr((key, counted[key])).encode()).hexdigest()
        yield unmarked(one)._replace(fingerprint=digest[:_LENGTH])


def unmarked(one: Diagnostic) -> Finding:
    """Return a finding without a fingerprint, for people, who are shown none."""
    return Finding(one.place, rule_of(one.code), one.severity, one.message, "")


@cache
def rule_of(code: str) -> Rule:
    """Return what a code means, as every format knows it."""
    return Rule(code, CODES[code].meaning, CODES[code].remedy)


def _row(finding: Diagnostic, lines: list[str]) -> str:
    """Return the first cell of the table row that a finding stands in, "" if it stands in none."""
    number = finding.place.line
    line = lines[number - 1] if number <= len(lines) else ""
    cells = line.strip().split("|")
    return cells[1].strip() if len(cells) > 2 and not cells[0] else ""
