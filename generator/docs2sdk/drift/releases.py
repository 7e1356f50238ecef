"""Release tags of a repository: the last one, and the version that it names."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from docs2sdk.drift import git, versions
from docs2sdk.drift.repositories import Repository
from docs2sdk.drift.versions import Version

_TAGS = "refs/tags/"
_LISTING = git.Limit(64 << 20)  # of all names of tags


@dataclass(frozen=True, slots=True)
class Release:
    """A tag and its version."""

    tag: str
    version: Version


def last(repository: Repository, pattern: str) -> Release | None:
    """Return the last release before HEAD: the tag of the highest version among those that match a pattern.

    Tags that name no version are none; a branch that was forked off earlier does not see later releases.
    """
    asked = ("for-each-ref", "--merged=HEAD", "--format=%(refname)", _TAGS)
    try:
        listing = git.read(repository.git_dir, *asked, limit=_LISTING)
    except git.Complaint:
        return None  # no commit yet
    names = listing.decode("utf-8", "replace").split("\n")
    tags = [name.removeprefix(_TAGS) for name in names]
    releases = [
        Release(tag, version)
        for tag in tags
        if fnmatchcase(tag, pattern) and (version := versions.parse(tag))
    ]
    return max(releases, key=lambda one: (one.version, one.tag), default=None)
