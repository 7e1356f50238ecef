"""Compute the next version from changes, by semantic versioning.

From 1.0 on, a breaking change requires a major version, a risky or additive one a minor version, any other a patch.
Before 1.0, a breaking change requires a minor version, any other a patch.  Without changes the version stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from docs2sdk.diff.rules import ChangeLevel

# The prefix of a tag contains nothing like a version: otherwise the 1.2 of ``2.0.0-rc1.2`` would pass for a release.
_PREFIX = r"(?:(?:(?![0-9]+\.[0-9]).)*[^0-9.])?"
_VERSION = re.compile(rf"{_PREFIX}([0-9]+)\.([0-9]+)(?:\.([0-9]+))?")


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A version of three numbers."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


def parse_version(text: str) -> Version | None:
    """Return the version in a tag or a setting: ``v1.2``, ``client-1.2.0``; None if there is none."""
    match = _VERSION.fullmatch(text)
    return Version(*(int(number or 0) for number in match.groups())) if match else None


def next_version(version: Version, levels: Iterable[ChangeLevel]) -> Version:
    """Return the next version after changes of these levels."""
    changed = set(levels)
    if not changed:
        return version
    part = _changed_part(changed) + (version.major == 0)
    major, minor = version.major, version.minor
    if part == 0:
        return Version(major + 1, 0, 0)
    return (
        Version(major, minor + 1, 0)
        if part == 1
        else Version(major, minor, version.patch + 1)
    )


def _changed_part(levels: set[ChangeLevel]) -> int:
    """Return 0 for a major version, 1 for a minor one, 2 for a patch."""
    if "breaking" in levels:
        return 0
    return 1 if levels & {"risky", "additive"} else 2
