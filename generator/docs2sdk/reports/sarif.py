"""Findings as SARIF 2.1.0, as GitHub's code scanning and others read it.

Source of the form: the OASIS standard, and GitHub's "SARIF support for code scanning" for what it wants besides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from docs2sdk import __version__
from docs2sdk.diagnostics import printable
from docs2sdk.lint.findings import Finding, Rule

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
)
_LINK = re.compile(r"\[(?=[^\[\]]*\]\()")


def document(findings: Sequence[Finding], command: str) -> dict[str, Any]:
    """Return a log of one run, ready for JSON; ``command`` keeps the runs of several commands apart.

    The paths of places are to be relative to where readers look for files: the root of a repository.
    """
    rules = sorted({one.rule.id: one.rule for one in findings}.items())
    numbers = {id: number for number, (id, _) in enumerate(rules)}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "docs2sdk",
                        "semanticVersion": __version__,
                        "rules": [_rule(rule) for _, rule in rules],
                    }
                },
                "automationDetails": {"id": f"docs2sdk-{command}/"},
                "columnKind": "unicodeCodePoints",
                "results": [_result(one, numbers[one.rule.id]) for one in findings],
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.meaning},
        "fullDescription": {"text": f"{rule.meaning} {rule.remedy}"},
        "help": {"text": rule.remedy, "markdown": rule.remedy},
    }


def _result(finding: Finding, number: int) -> dict[str, Any]:
    place = finding.place
    return {
        "ruleId": finding.rule.id,
        "ruleIndex": number,
        "level": finding.level,
        "message": {"text": _plain(finding.message)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {
                        "uri": quote(place.path),
                        "uriBaseId": "%SRCROOT%",
                    },
                    "region": {
                        "startLine": place.line,
                        "startColumn": place.column,
                        "endLine": place.line,
                        "endColumn": place.column + 1,
                    },
                }
            }
        ],
        # The one key that GitHub looks at.
        "partialFingerprints": {"primaryLocationLineHash": finding.fingerprint},
    }


def _plain(message: str) -> str:
    """Return a message that holds neither the standard's placeholders nor its links: pages are untrusted."""
    text = printable(message).replace("{", "{{").replace("}", "}}")
    return _LINK.sub(r"\\[", text)
