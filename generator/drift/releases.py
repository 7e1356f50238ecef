"""Release tags of a repository: the last one, and the version that it names."""

from __future__ import annotations

from dataclasses import dataclass

from generator.drift import git, versions
from generator.drift.revisions import Repository
from generator.drift.versions import Version
from generator.refusals import UnreadableInput


@dataclass(frozen=True, slots=True)
class Release:
    """A tag and its version."""

    tag: str
    version: Version


def last(repository: Repository, pattern: str) -> Release | None:
    """Return the last release before HEAD: the tag of the highest version among those that match a pattern.

    Tags that name no version are none; a branch that was forked off earlier does not see later releases.
    """
    asked = ["tag", "--no-column", "--merged", "HEAD", "--list", pattern]
    try:
        told = git.output(repository.top, *asked).decode("utf-8", "replace")
    except UnreadableInput:
        return None  # no commit yet
    found = [
        Release(tag, version)
        for tag in told.split("\n")
        if (version := versions.parse(tag))
    ]
    return max(found, key=lambda one: (one.version, one.tag), default=None)
