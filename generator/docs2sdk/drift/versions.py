"""Changes → the version that comes next, by semantic versioning.

From 1.0 on a breaking change asks for a major version, a risky or additive one for a minor version, and anything else for a
patch.  Before that everything may break, and each step moves down: a breaking change asks for a minor version, all else
for a patch.  Without a change the version stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from docs2sdk.drift.rules import Level

# Nothing before it looks like a version, or what stands behind that one would be taken for a release: ``2.0.0-rc1.2``.
_BEFORE = r"(?:(?:(?![0-9]+\.[0-9]).)*[^0-9.])?"
_VERSION = re.compile(rf"{_BEFORE}([0-9]+)\.([0-9]+)(?:\.([0-9]+))?")


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A version of three numbers."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


def parse(text: str) -> Version | None:
    """Return the version that a tag or a setting names: ``v1.2``, ``client-1.2.0``; None if it names none."""
    match = _VERSION.fullmatch(text)
    return Version(*(int(number or 0) for number in match.groups())) if match else None


def following(version: Version, levels: Iterable[Level]) -> Version:
    """Return the next version after changes of these levels."""
    found = set(levels)
    if not found:
        return version
    step = _step(found) + (version.major == 0)
    major, minor = version.major, version.minor
    if step == 0:
        return Version(major + 1, 0, 0)
    return (
        Version(major, minor + 1, 0)
        if step == 1
        else Version(major, minor, version.patch + 1)
    )


def _step(levels: set[Level]) -> int:
    """Return 0 for a major version, 1 for a minor one, 2 for a patch."""
    if "breaking" in levels:
        return 0
    return 1 if levels & {"risky", "additive"} else 2
