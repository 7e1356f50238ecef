"""Format findings as SARIF 2.1.0, for GitHub's code scanning and other readers.

Sources: the OASIS standard, and GitHub's "SARIF support for code scanning" for its further requirements.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from docs2sdk import __version__
from docs2sdk.diagnostics import escape_unprintable
from docs2sdk.lint.findings import Finding, FindingRule

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
)
_LINK = re.compile(r"\[(?=[^\[\]]*\]\()")


def dump_log(findings: Sequence[Finding], command: str) -> dict[str, Any]:
    """Return the log of one run as JSON values; ``command`` tells the runs of several commands apart.

    Paths must be relative to the root of the repository.
    """
    rules = sorted({finding.rule.id: finding.rule for finding in findings}.items())
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
                        "rules": [_dump_rule(rule) for _, rule in rules],
                    }
                },
                "automationDetails": {"id": f"docs2sdk-{command}/"},
                "columnKind": "unicodeCodePoints",
                "results": [
                    _dump_result(finding, numbers[finding.rule.id])
                    for finding in findings
                ],
            }
        ],
    }


def _dump_rule(rule: FindingRule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.meaning},
        "fullDescription": {"text": f"{rule.meaning} {rule.remedy}"},
        "help": {"text": rule.remedy, "markdown": rule.remedy},
    }


def _dump_result(finding: Finding, number: int) -> dict[str, Any]:
    location = finding.location
    return {
        "ruleId": finding.rule.id,
        "ruleIndex": number,
        "level": finding.level,
        "message": {"text": _escape(finding.message)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {
                        "uri": quote(location.path),
                        "uriBaseId": "%SRCROOT%",
                    },
                    "region": {
                        "startLine": location.line,
                        "startColumn": location.column,
                        "endLine": location.line,
                        "endColumn": location.column + 1,
                    },
                }
            }
        ],
        # The only fingerprint that GitHub reads.
        "partialFingerprints": {"primaryLocationLineHash": finding.fingerprint},
    }


def _escape(message: str) -> str:
    """Escape placeholders and links of SARIF in a message, since pages are untrusted."""
    text = escape_unprintable(message).replace("{", "{{").replace("}", "}}")
    return _LINK.sub(r"\\[", text)
