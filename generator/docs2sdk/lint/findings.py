"""The finding that every report format takes: a diagnostic of lint, or a change that ``diff`` reports."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from docs2sdk.diagnostics import Severity
from docs2sdk.locations import Location

# The levels of CI systems and SARIF; a command with finer levels writes them into its messages.
Level: TypeAlias = Severity


class FindingRule(NamedTuple):
    """A code, what it means and what to do about it; a full sentence each."""

    id: str
    meaning: str
    remedy: str


class Finding(NamedTuple):
    """One finding: its location, rule, level and message.

    ``fingerprint`` identifies it across runs; it depends neither on the wording nor on the line.
    """

    location: Location
    rule: FindingRule
    level: Level
    message: str
    fingerprint: str
