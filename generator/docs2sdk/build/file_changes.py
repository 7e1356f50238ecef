"""Compare the rendered files with those on disk: which are created, updated, deleted or in conflict, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, TypeAlias

from docs2sdk import __version__
from docs2sdk.build.manifest import NAME, Manifest, ManifestEntry, dump
from docs2sdk.build.output_folder import NOT_A_FILE, STAGING_FOLDER, Output
from docs2sdk.build.rendered_files import RenderedFiles
from docs2sdk.errors import OutputConflict
from docs2sdk.targets.registry import DEFAULT

# missing: does not exist; outdated: written by another version of docs2sdk; stale: its page or the settings have changed;
# modified: by hand; untracked: not in the manifest; orphaned: its page is gone; interrupted: left by an interrupted run.
Status: TypeAlias = Literal[
    "missing", "outdated", "stale", "modified", "untracked", "orphaned", "interrupted"
]


class Drift(NamedTuple):
    """A file of the output that differs from what ``generate`` would write: its path, status, and the reason in words."""

    path: str
    status: Status
    reason: str


@dataclass(frozen=True)
class FileChanges:
    """What a run changes in an output folder.

    ``manifest`` is the new one; ``texts`` are created or updated, by path; ``deleted`` paths are removed; ``orphans`` are kept
    although their page is gone, since they were edited; ``conflicts`` must not be overwritten (path → reason).
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
        has_work = self.texts or self.deleted or self.output.has_staged
        return not has_work and dump(self.manifest) == self.output.manifest_text

    @property
    def result(self) -> Output:
        """The output after the changes, if no other program writes to it."""
        files = self.manifest.files
        untracked = tuple(path for path in self.output.untracked if path not in files)
        return replace(
            self.output,
            manifest=self.manifest,
            manifest_text=dump(self.manifest),
            digests={path: file.digests[0] for path, file in files.items()},
            untracked=untracked,
            has_staged=False,
        )


def find_changes(
    rendered: RenderedFiles,
    retained: Mapping[str, ManifestEntry],
    package: str,
    output: Output,
    target: str = DEFAULT,
) -> FileChanges:
    """Compare rendered and retained files with the output, which must have the digests of all of them."""
    new, old, digests = rendered.files, output.manifest.files, output.digests
    same = {path for path, file in new.items() if digests.get(path) in file.digests}
    unused = (old.keys() & digests.keys()) - {*new, *retained}
    deleted = tuple(path for path in sorted(unused) if output.may_overwrite(path))
    orphans = {path: old[path] for path in sorted(unused) if path not in deleted}
    return FileChanges(
        output,
        Manifest({**orphans, **retained, **new}, __version__, package, target),
        {path: rendered.texts[path] for path in sorted(new) if path not in same},
        tuple(sorted(same)),
        deleted,
        tuple(orphans),
        dict(_find_conflicts(rendered, output, same)),
    )


_FOREIGN = "not written by docs2sdk"
_MODIFIED = "edited by hand"
_NO_FILE = "not a file, or reached through a link"
_OUTDATED = f"made by docs2sdk {{}}; this is {__version__}"


def _find_conflicts(
    rendered: RenderedFiles, output: Output, same: set[str]
) -> Iterator[tuple[str, str]]:
    for path in sorted(rendered.files.keys() & output.digests.keys() - same):
        if output.digests[path] == NOT_A_FILE:
            yield path, _NO_FILE
        elif path not in output.manifest.files:
            yield path, _FOREIGN
        elif not output.may_overwrite(path):
            yield path, _MODIFIED


def resolve_conflicts(changes: FileChanges, force: bool) -> FileChanges:
    """Return changes without conflicts; with ``force`` edited and untracked files are overwritten or deleted.

    OutputConflict for files that must not be overwritten.
    """
    forceable = _NO_FILE not in changes.conflicts.values()
    if changes.conflicts and not (force and forceable):
        raise OutputConflict(changes.output.folder, changes.conflicts, forceable)
    if not force:
        return changes
    digests, manifest = changes.output.digests, changes.manifest
    edited = {path for path in changes.orphans if digests[path] != NOT_A_FILE}
    kept = {path: file for path, file in manifest.files.items() if path not in edited}
    return replace(
        changes,
        manifest=replace(manifest, files=kept),
        deleted=(*changes.deleted, *sorted(edited)),
        orphans=tuple(path for path in changes.orphans if path not in edited),
    )


def find_drift(changes: FileChanges) -> tuple[Drift, ...]:
    """Return the drift of each file, by path; a single one for the folder if there is no output at all."""
    output = changes.output
    if output.interrupted:
        reason = "a run was interrupted here; docs2sdk generate completes it"
        return (Drift(STAGING_FOLDER, "interrupted", reason),)
    ours = changes.manifest.files
    if not output.manifest.files and not any(path in output.digests for path in ours):
        reason = "there is no client here; docs2sdk generate makes one"
        return (Drift(".", "missing", reason),)
    drift = [*_find_changed(changes), *_find_leftover(changes)]
    return tuple(sorted(drift)) or tuple(_check_manifest(changes))


def _find_changed(changes: FileChanges) -> Iterator[Drift]:
    output, ours = changes.output, changes.manifest.files
    for path in changes.texts:
        source = _describe_source(ours[path])
        if path not in output.digests:
            yield Drift(path, "missing", f"not there{source}")
        elif path not in output.manifest.files:
            yield Drift(path, "untracked", f"{_FOREIGN}, and in the way")
        elif not output.is_as_written(path):
            yield Drift(path, "modified", "not as docs2sdk wrote it")
        elif output.manifest.version != __version__:
            yield Drift(path, "outdated", _OUTDATED.format(output.manifest.version))
        else:
            reason = f"not what the pages and settings give now{source}"
            yield Drift(path, "stale", reason)
    for path in ours.keys() - {*changes.texts, *changes.unchanged, *changes.orphans}:
        if not output.is_as_written(path):
            status: Status = "modified" if path in output.digests else "missing"
            reason = "not as docs2sdk wrote it, and not made anew"
            yield Drift(path, status, reason + _describe_source(ours[path]))


def _describe_source(file: ManifestEntry) -> str:
    return f" (of {file.source})" if file.is_of_page else ""


def _find_leftover(changes: FileChanges) -> Iterator[Drift]:
    output = changes.output
    for path in (*changes.deleted, *changes.orphans):
        edited = ", but it was edited" if path in changes.orphans else ""
        source = _describe_source(output.manifest.files[path])
        yield Drift(path, "orphaned", f"nothing gives it any more{source}{edited}")
    for path in output.untracked:
        if path not in changes.manifest.files:
            yield Drift(path, "untracked", f"{_FOREIGN}, and in its folders")
    if output.has_staged:
        reason = "left by a run that was interrupted; docs2sdk generate removes it"
        yield Drift(STAGING_FOLDER, "interrupted", reason)


def _check_manifest(changes: FileChanges) -> Iterator[Drift]:
    """Yield the drift of a manifest that would be written again although all files are up to date."""
    old = changes.output.manifest
    if dump(changes.manifest) != changes.output.manifest_text:
        is_old = old.files and old.version != __version__
        status: Status = "outdated" if is_old else "stale" if old.files else "missing"
        yield Drift(NAME, status, "it does not say which files are docs2sdk's")
