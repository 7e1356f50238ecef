"""A finding as every format needs it, whatever found it: a diagnostic of lint, or a change that ``diff`` reports."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from docs2sdk.places import Place

# What CI systems and SARIF know; finer levels are the finder's own and stand in its messages.
Level: TypeAlias = Literal["error", "warning", "note"]


class Rule(NamedTuple):
    """What a code means, and what to do about it; a full sentence each."""

    id: str
    meaning: str
    remedy: str


class Finding(NamedTuple):
    """One finding: where, by which rule, how bad, what exactly.

    ``fingerprint`` names it across runs: it does not depend on the wording, nor on the line where the finding stands.
    """

    place: Place
    rule: Rule
    level: Level
    message: str
    fingerprint: str
