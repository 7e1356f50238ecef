"""Format findings as lines of text: equal ones are one line with their number and the first places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from docs2sdk.lint.findings import Finding

_MAX_PLACES = 3
# Places in a message differ on every page: `x-api/y.md:41:14`, `line 41`.
_PLACE = re.compile(r"\S+:[0-9]+:[0-9]+|\bline [0-9]+")


def format_findings(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield one line for all findings with the same code and message, in the order of the first of each."""
    return (line for _, line in format_findings_with_codes(findings))


def format_findings_with_codes(
    findings: Iterable[Finding],
) -> Iterator[tuple[str, str]]:
    """Yield pairs of code and line, with the lines of ``format_findings``."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        key = (finding.rule.id, _PLACE.sub("", finding.message))
        groups.setdefault(key, []).append(finding)
    for first, *others in groups.values():
        line = f"{_format_place(first)}: {first.level}[{first.rule.id}] {first.message}"
        yield first.rule.id, f"{line} ({_count(others)})" if others else line


def _count(others: list[Finding]) -> str:
    locations = ", ".join(
        _format_place(finding) for finding in others[: _MAX_PLACES - 1]
    )
    more = ", …" if len(others) >= _MAX_PLACES else ""
    return f"{len(others) + 1} times; also {locations}{more}"


def _format_place(finding: Finding) -> str:
    return str(finding.location)


def summarize_rules(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield a line for each rule: its code, number of findings, meaning and remedy."""
    rules = [finding.rule for finding in findings]
    counts = Counter(rule.id for rule in rules)
    width = max((len(str(count)) for count in counts.values()), default=0)
    for rule in sorted(set(rules)):
        yield f"{rule.id} {counts[rule.id]:>{width}} × {rule.meaning} {rule.remedy}"
