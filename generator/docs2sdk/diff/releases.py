"""Find the last release of a repository by its tags."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from docs2sdk.diff import git, versions
from docs2sdk.diff.repositories import Repository
from docs2sdk.diff.versions import Version

_TAGS = "refs/tags/"
_MAX_OUTPUT = git.Limit(64 << 20)  # of the names of all tags


@dataclass(frozen=True, slots=True)
class Release:
    """A tag and its version."""

    tag: str
    version: Version


def find_last_release(repository: Repository, pattern: str) -> Release | None:
    """Return the release with the highest version among the tags before HEAD that match a pattern; None if there is none.

    Tags without a version are ignored; on a branch, later releases of other branches do not count.
    """
    command = ("for-each-ref", "--merged=HEAD", "--format=%(refname)", _TAGS)
    try:
        output = git.read(repository.git_dir, *command, limit=_MAX_OUTPUT)
    except git.GitError:
        return None  # no commit yet
    names = output.decode("utf-8", "replace").split("\n")
    tags = [name.removeprefix(_TAGS) for name in names]
    releases = [
        Release(tag, version)
        for tag in tags
        if fnmatchcase(tag, pattern) and (version := versions.parse_version(tag))
    ]
    return max(
        releases, key=lambda release: (release.version, release.tag), default=None
    )
