"""What is to be against what is there: which files are created, updated, deleted or in conflict, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, TypeAlias

from docs2sdk import __version__
from docs2sdk.build import disk
from docs2sdk.build.build import Build
from docs2sdk.build.disk import NOT_A_FILE, Output
from docs2sdk.build.manifest import NAME, File, Manifest, dump
from docs2sdk.refusals import OutputConflict

# missing: not there; outdated: as another version of docs2sdk made it; stale: not what its page or the settings give now;
# modified: by hand; untracked: not ours; orphaned: nothing gives it any more; interrupted: by a run that did not end.
Status: TypeAlias = Literal[
    "missing", "outdated", "stale", "modified", "untracked", "orphaned", "interrupted"
]


class Drift(NamedTuple):
    """A file of the output that is not what the pages give: its path, its status and the reason in words."""

    path: str
    status: Status
    reason: str


@dataclass(frozen=True)
class Changes:
    """What a run does to a folder.

    ``manifest`` is what it will say; ``texts`` are written (created or updated), by path; ``deleted`` paths are removed;
    ``orphans`` are kept although nothing gives them any more, since they were edited; ``conflicts`` stand in the way.
    """

    output: Output
    manifest: Manifest
    texts: Mapping[str, str]
    unchanged: tuple[str, ...]
    deleted: tuple[str, ...]
    orphans: tuple[str, ...]
    conflicts: Mapping[str, str]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write or delete, not even the manifest."""
        same = dump(self.manifest) == self.output.manifest_text
        return (
            same and not self.texts and not self.deleted and not self.output.has_staged
        )

    @property
    def result(self) -> Output:
        """The output as it is once the changes are carried out, if nobody else writes there."""
        files = self.manifest.files
        return replace(
            self.output,
            manifest=self.manifest,
            manifest_text=dump(self.manifest),
            digests={path: file.digests[0] for path, file in files.items()},
            untracked=tuple(one for one in self.output.untracked if one not in files),
            has_staged=False,
        )


def find_changes(
    build: Build, retained: Mapping[str, File], package: str, output: Output
) -> Changes:
    """Compare the files of a build, and those retained, with the output as it is, all these files looked at."""
    found = output.digests
    same = {
        path for path, file in build.files.items() if found.get(path) in file.digests
    }
    gone = sorted(
        path
        for path in output.manifest.files
        if path in found and path not in build.files and path not in retained
    )
    deleted = tuple(path for path in gone if output.may_overwrite(path))
    orphans = {
        path: output.manifest.files[path] for path in gone if path not in deleted
    }
    return Changes(
        output,
        Manifest({**orphans, **retained, **build.files}, __version__, package),
        {path: build.texts[path] for path in sorted(build.files) if path not in same},
        tuple(sorted(same)),
        deleted,
        tuple(orphans),
        dict(_conflicts(build, output, same)),
    )


_FOREIGN = "not written by docs2sdk"
_MODIFIED = "edited by hand"
_NO_FILE = "not a file, or reached through a link"
_OUTDATED = f"made by docs2sdk {{}}; this is {__version__}"


def _conflicts(
    build: Build, output: Output, same: set[str]
) -> Iterator[tuple[str, str]]:
    for path in sorted(build.files.keys() & output.digests.keys() - same):
        if output.digests[path] == NOT_A_FILE:
            yield path, _NO_FILE
        elif path not in output.manifest.files:
            yield path, _FOREIGN
        elif not output.may_overwrite(path):
            yield path, _MODIFIED


def settle(changes: Changes, force: bool) -> Changes:
    """Return changes that may be carried out; with ``force`` they overwrite and delete what was edited or is not ours.

    OutputConflict for what stands in the way.
    """
    forceable = _NO_FILE not in changes.conflicts.values()
    if changes.conflicts and not (force and forceable):
        raise OutputConflict(changes.output.folder, changes.conflicts, forceable)
    if not force:
        return changes
    found, ours = changes.output.digests, changes.manifest
    edited = {path for path in changes.orphans if found[path] != NOT_A_FILE}
    left = {path: file for path, file in ours.files.items() if path not in edited}
    return replace(
        changes,
        manifest=replace(ours, files=left),
        deleted=(*changes.deleted, *sorted(edited)),
        orphans=tuple(path for path in changes.orphans if path not in edited),
    )


def find_drift(changes: Changes) -> tuple[Drift, ...]:
    """Return every file that is not what the pages give, by path; where there is no output at all, that alone."""
    output = changes.output
    if output.interrupted:
        reason = "a run was interrupted here; docs2sdk generate completes it"
        return (Drift(disk.STAGED, "interrupted", reason),)
    ours = changes.manifest.files
    if not output.manifest.files and not any(path in output.digests for path in ours):
        reason = "there is no client here; docs2sdk generate makes one"
        return (Drift(".", "missing", reason),)
    found = [*_differing(changes), *_left_over(changes)]
    return tuple(sorted(found)) or tuple(_of_manifest(changes))


def _differing(changes: Changes) -> Iterator[Drift]:
    output, ours = changes.output, changes.manifest.files
    for path in changes.texts:
        source = _source(ours[path])
        if path not in output.digests:
            yield Drift(path, "missing", f"not there{source}")
        elif path not in output.manifest.files:
            yield Drift(path, "untracked", "not written by docs2sdk, and in the way")
        elif not output.is_as_written(path):
            yield Drift(path, "modified", "not as docs2sdk wrote it")
        elif output.manifest.version != __version__:
            yield Drift(path, "outdated", _OUTDATED.format(output.manifest.version))
        else:
            yield Drift(
                path, "stale", f"not what the pages and settings give now{source}"
            )
    for path in ours.keys() - {*changes.texts, *changes.unchanged, *changes.orphans}:
        if not output.is_as_written(path):
            status: Status = "modified" if path in output.digests else "missing"
            reason = "not as docs2sdk wrote it, and not made anew"
            yield Drift(path, status, reason + _source(ours[path]))


def _source(file: File) -> str:
    return f" (of {file.source})" if file.is_of_page else ""


def _left_over(changes: Changes) -> Iterator[Drift]:
    output = changes.output
    for path in (*changes.deleted, *changes.orphans):
        edited = ", but it was edited" if path in changes.orphans else ""
        source = _source(output.manifest.files[path])
        yield Drift(path, "orphaned", f"nothing gives it any more{source}{edited}")
    for path in output.untracked:
        if path not in changes.manifest.files:
            yield Drift(
                path, "untracked", "not written by docs2sdk, and in its folders"
            )
    if output.has_staged:
        reason = "left by a run that was interrupted; docs2sdk generate removes it"
        yield Drift(disk.STAGED, "interrupted", reason)


def _of_manifest(changes: Changes) -> Iterator[Drift]:
    """Yield that the manifest alone would be written anew, although all files are what they should be."""
    old = changes.output.manifest
    if dump(changes.manifest) != changes.output.manifest_text:
        is_old = old.files and old.version != __version__
        status: Status = "outdated" if is_old else "stale" if old.files else "missing"
        yield Drift(NAME, status, "it does not say which files are docs2sdk's")
