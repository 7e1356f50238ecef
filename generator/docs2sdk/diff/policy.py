"""A project's policy for changes: its levels, its accepted changes, and the level that fails a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from docs2sdk.config import BadSettings
from docs2sdk.diff import accepted_changes
from docs2sdk.diff.accepted_changes import AcceptedChange
from docs2sdk.diff.changes import Change
from docs2sdk.diff.comparison import Comparison
from docs2sdk.diff.rules import LEVELS, RULES, ChangeLevel

# ``--fail-on any`` means every level.
ANY = "any"
_UNPARSABLE = "page-unparsable"
_KEYS = ("fail_on", "accepted", "levels")


@dataclass(frozen=True, slots=True)
class Policy:
    """``levels`` replace the default levels of rules; ``fail_on`` "" means that no change fails a run.

    ``file`` is the file of the accepted changes, None if the project has none.
    """

    levels: Mapping[str, ChangeLevel] = field(default_factory=dict)
    fail_on: str = ""
    accepted: tuple[AcceptedChange, ...] = ()
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """A comparison after a policy was applied: its changes have the policy's levels, without those that are ``accepted``.

    ``unused`` entries match no change, ``successors`` are the changes that are now at the place of such an entry, by its
    fingerprint; ``expired`` entries match a change, but are no longer valid.  ``failing`` are the changes that fail the run.
    """

    comparison: Comparison
    accepted: tuple[tuple[Change, AcceptedChange], ...]
    unused: tuple[AcceptedChange, ...]
    expired: tuple[AcceptedChange, ...]
    failing: tuple[Change, ...]
    successors: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)

    @property
    def has_unparsable_page(self) -> bool:
        """Whether a page could not be compared and that is not accepted."""
        return any(change.rule.id == _UNPARSABLE for change in self.comparison.changes)


def load_policy(
    settings: Path,
    table: Mapping[str, Any],
    fail_on: str | None,
    accepted: Path | None,
    *,
    may_be_new: bool = False,
) -> Policy:
    """Return the policy in a ``table`` of the file ``settings``; the command line's values take precedence.

    BadSettings or BadAcceptedChanges if a value is invalid, or if there is no file of accepted changes where one is named,
    unless it ``may_be_new``.
    """
    try:
        levels, default_fail_on, path = _read_table(table)
    except BadSettings as error:
        raise BadSettings(f"{settings}: [tool.docs2sdk.diff] {error}") from error
    file = accepted or (settings.parent / path if path else None)
    if file and may_be_new and not file.exists():
        entries: tuple[AcceptedChange, ...] = ()
    else:
        entries = accepted_changes.load_accepted_changes(file) if file else ()
    return Policy(
        levels=levels,
        fail_on=fail_on or default_fail_on,
        accepted=entries,
        file=file,
    )


def _read_table(table: Mapping[str, Any]) -> tuple[dict[str, ChangeLevel], str, str]:
    """Return the levels, the level that fails, and the path of the accepted changes; BadSettings if one is invalid."""
    for key in table:
        if key not in _KEYS:
            raise BadSettings(f"{key}: unknown key; the keys are {', '.join(_KEYS)}")
    path = table.get("accepted", "")
    if not isinstance(path, str):
        raise BadSettings("accepted: must be a string, a path")
    fail_on = _read_fail_on(table.get("fail_on", ""))
    return _read_levels(table.get("levels", {})), fail_on, path


def _read_fail_on(value: object) -> str:
    if isinstance(value, str) and value in ("", *LEVELS, ANY):
        return value
    raise BadSettings(f"fail_on: must be one of {', '.join((*LEVELS, ANY))}")


def _read_levels(table: object) -> dict[str, ChangeLevel]:
    if not isinstance(table, dict):
        raise BadSettings("levels: must be a table")
    levels: dict[object, ChangeLevel] = {level: level for level in LEVELS}
    for rule, level in table.items():
        if rule not in RULES:
            raise BadSettings(
                f"levels: {rule}: no such rule; `docs2sdk rules` lists them"
            )
        if not isinstance(level, str) or level not in levels:
            raise BadSettings(f"levels: {rule}: must be one of {', '.join(LEVELS)}")
    return {rule: levels[level] for rule, level in table.items()}


def apply_policy(comparison: Comparison, policy: Policy, today: date) -> PolicyResult:
    """Apply a policy to a comparison; ``today`` decides which entries have expired."""
    valid = {
        entry.fingerprint: entry
        for entry in policy.accepted
        if not entry.expires or entry.expires >= today
    }
    changes = _apply_levels(comparison, policy)
    fingerprints = {change.fingerprint for change in changes}
    unused = tuple(
        entry for entry in policy.accepted if entry.fingerprint not in fingerprints
    )
    left = tuple(change for change in changes if change.fingerprint not in valid)
    return PolicyResult(
        comparison=replace(comparison, changes=left),
        accepted=tuple(
            (change, valid[change.fingerprint])
            for change in changes
            if change.fingerprint in valid
        ),
        unused=unused,
        expired=tuple(
            entry
            for entry in policy.accepted
            if entry.fingerprint in fingerprints and entry.fingerprint not in valid
        ),
        failing=tuple(
            change for change in left if _is_failing(change.level, policy.fail_on)
        ),
        successors={
            entry.fingerprint: tuple(
                change for change in left if change.is_at_place(entry.fingerprint)
            )
            for entry in unused
        },
    )


def _apply_levels(comparison: Comparison, policy: Policy) -> list[Change]:
    changes = [
        replace(change, level=policy.levels.get(change.rule.id, change.level))
        for change in comparison.changes
    ]
    return sorted(changes, key=lambda change: change.sort_key)


def _is_failing(level: ChangeLevel, fail_on: str) -> bool:
    order = [*LEVELS, ANY]
    return bool(fail_on) and order.index(level) <= order.index(fail_on)
