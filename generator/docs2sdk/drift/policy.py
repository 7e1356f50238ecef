"""What a project makes of changes: its own levels, what it has accepted, and what it fails on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from docs2sdk.config import BadSettings
from docs2sdk.drift import acceptance
from docs2sdk.drift.acceptance import Accepted
from docs2sdk.drift.changes import Change
from docs2sdk.drift.comparison import Comparison
from docs2sdk.drift.rules import LEVELS, RULES, Level

# ``--fail-on any`` is any level.
ANY = "any"
_UNCLEAR = "page-unclear"
_KEYS = ("fail_on", "accepted", "levels")


@dataclass(frozen=True, slots=True)
class Policy:
    """``levels`` of rules that have another than by default; ``fail_on`` "" means nothing fails."""

    levels: Mapping[str, Level] = field(default_factory=dict)
    fail_on: str = ""
    accepted: tuple[Accepted, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A comparison by a policy: its changes have their levels, and lack what is ``accepted``.

    ``unused`` entries accept nothing that was found, ``expired`` ones no longer accept what they are about.  ``failing``
    are the changes as bad as the policy fails on.
    """

    compared: Comparison
    accepted: tuple[tuple[Change, Accepted], ...]
    unused: tuple[Accepted, ...]
    expired: tuple[Accepted, ...]
    failing: tuple[Change, ...]

    @property
    def unclear(self) -> bool:
        """Whether a page could not be compared, and nobody accepted that."""
        return any(change.rule.id == _UNCLEAR for change in self.compared.changes)


def read(
    settings: Path, table: Mapping[str, Any], fail_on: str | None, accepted: Path | None
) -> Policy:
    """Return the policy of a project's ``settings``, a file with this table, and of the command line, which comes first.

    BadSettings or BadAcceptance for what cannot be used.
    """
    try:
        levels, fails_on, path = _understood(table)
    except BadSettings as error:
        raise BadSettings(f"{settings}: [tool.docs2sdk.diff] {error}") from error
    file = accepted or (settings.parent / path if path else None)
    return Policy(
        levels=levels,
        fail_on=fail_on or fails_on,
        accepted=acceptance.load(file) if file else (),
    )


def _understood(table: Mapping[str, Any]) -> tuple[dict[str, Level], str, str]:
    """Return the levels, what to fail on, and the path of what is accepted; BadSettings if one cannot be used."""
    for key in table:
        if key not in _KEYS:
            raise BadSettings(f"{key}: there are {', '.join(_KEYS)}")
    path = table.get("accepted", "")
    if not isinstance(path, str):
        raise BadSettings("accepted: must be a string, a path")
    return _levels(table.get("levels", {})), _fail_on(table.get("fail_on", "")), path


def _fail_on(value: object) -> str:
    if isinstance(value, str) and value in ("", *LEVELS, ANY):
        return value
    raise BadSettings(f"fail_on: must be one of {', '.join((*LEVELS, ANY))}")


def _levels(table: object) -> dict[str, Level]:
    if not isinstance(table, dict):
        raise BadSettings("levels: must be a table")
    known: dict[object, Level] = {level: level for level in LEVELS}
    for rule, level in table.items():
        if rule not in RULES:
            raise BadSettings(
                f"levels: {rule}: no such rule; `docs2sdk rules` lists them"
            )
        if not isinstance(level, str) or level not in known:
            raise BadSettings(f"levels: {rule}: must be one of {', '.join(LEVELS)}")
    return {rule: known[level] for rule, level in table.items()}


def judge(compared: Comparison, policy: Policy, today: date) -> Judged:
    """Hold a comparison against a policy; ``today`` decides which entries have expired."""
    valid = {
        one.fingerprint: one
        for one in policy.accepted
        if not one.expires or one.expires >= today
    }
    levelled = [
        replace(change, level=policy.levels.get(change.rule.id, change.level))
        for change in compared.changes
    ]
    levelled.sort(key=lambda change: change.order)
    found = {change.fingerprint for change in levelled}
    left = tuple(change for change in levelled if change.fingerprint not in valid)
    return Judged(
        compared=replace(compared, changes=left),
        accepted=tuple(
            (change, valid[change.fingerprint])
            for change in levelled
            if change.fingerprint in valid
        ),
        unused=tuple(one for one in policy.accepted if one.fingerprint not in found),
        expired=tuple(
            one
            for one in policy.accepted
            if one.fingerprint in found and one.fingerprint not in valid
        ),
        failing=tuple(one for one in left if _is_failing(one.level, policy.fail_on)),
    )


def _is_failing(level: Level, fail_on: str) -> bool:
    order = [*LEVELS, ANY]
    return bool(fail_on) and order.index(level) <= order.index(fail_on)
