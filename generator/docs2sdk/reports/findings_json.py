"""Findings as JSON, for programs; ``version`` is raised with every change that a reader of the last one would misread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from docs2sdk.lint.baseline import Compared, Entry
from docs2sdk.lint.findings import Finding

VERSION = 1


def document(findings: Sequence[Finding], compared: Compared) -> dict[str, Any]:
    """Return all findings one by one, their rules and their number by code, and how they compare with the baseline."""
    rules = {one.rule.id: one.rule for one in findings}
    return {
        "version": VERSION,
        "counts": dict(sorted(Counter(one.rule.id for one in findings).items())),
        "adopted": compared.adopted,
        "rules": {
            id: {"meaning": rule.meaning, "remedy": rule.remedy}
            for id, rule in sorted(rules.items())
        },
        "findings": [_finding(one) for one in findings],
        "gone": [_entry(one) for one in compared.gone],
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "path": one.place.path,
        "line": one.place.line,
        "column": one.place.column,
        "severity": one.level,
        "code": one.rule.id,
        "message": one.message,
        "fingerprint": one.fingerprint,
    }


def _entry(one: Entry) -> dict[str, Any]:
    return {
        "path": one.path,
        "code": one.code,
        "message": one.message,
        "fingerprint": one.fingerprint,
    }
