"""Findings as lines for people: many that say the same are one line with their number and the first places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from docs2sdk.lint.findings import Finding

_PLACES = 3
# What a message tells of places differs in every page: `x-api/y.md:41:14`, `line 41`.
_PLACE = re.compile(r"\S+:[0-9]+:[0-9]+|\bline [0-9]+")


def lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield a line for all findings of the same code and message, in the order of the first ones."""
    return (line for _, line in coded(findings))


def coded(findings: Iterable[Finding]) -> Iterator[tuple[str, str]]:
    """Yield the same lines, each with its code."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        alike = (one.rule.id, _PLACE.sub("", one.message))
        groups.setdefault(alike, []).append(one)
    for group in groups.values():
        first, *others = group
        line = f"{_at(first)}: {first.level}[{first.rule.id}] {first.message}"
        yield first.rule.id, f"{line} ({_count(others)})" if others else line


def _count(others: list[Finding]) -> str:
    places = ", ".join(_at(one) for one in others[: _PLACES - 1])
    more = ", …" if len(others) >= _PLACES else ""
    return f"{len(others) + 1} times; also {places}{more}"


def _at(finding: Finding) -> str:
    place = finding.place
    return f"{place.path}:{place.line}:{place.column}"


def rules(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield a line for each rule: how often it was broken, what it means, and what to do."""
    found = list(findings)
    counts = Counter(one.rule.id for one in found)
    width = max((len(str(count)) for count in counts.values()), default=0)
    of_id = {one.rule.id: one.rule for one in found}
    for id, rule in sorted(of_id.items()):
        yield f"{id} {counts[id]:>{width}} × {rule.meaning} {rule.remedy}"
