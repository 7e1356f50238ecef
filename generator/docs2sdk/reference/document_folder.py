"""Brings a folder of documents (a site, schemas) up to date: all or nothing, and what no input gives any more is removed."""

from __future__ import annotations

from pathlib import Path

from docs2sdk.build import output_folder, transaction
from docs2sdk.build.file_changes import FileChanges, find_changes, resolve_conflicts
from docs2sdk.build.manifest import Manifest, ManifestEntry
from docs2sdk.build.rendered_files import RenderedFiles
from docs2sdk.digests import digest
from docs2sdk.errors import UnusableOutput
from docs2sdk.workers import ProgressCallback


def add_document(files: RenderedFiles, path: str, text: str, source: str) -> None:
    """Add a document, which is made from the page or the group ``source``."""
    files.files[path] = ManifestEntry((digest(text),), source)
    files.texts[path] = text


def commit_documents(
    files: RenderedFiles, out: Path, group: str, progress: ProgressCallback, force: bool
) -> FileChanges:
    """Write the documents; UnusableOutput for a folder of something else than the ``group``, OutputConflict for edited files."""
    output = output_folder.read_output(out)
    _check_group(output.manifest, out, group)
    output = output_folder.add_digests(output, files.files.keys())
    changes = resolve_conflicts(find_changes(files, {}, "", output), force)
    output_folder.check_unchanged(changes.output, {*changes.texts, *changes.deleted})
    transaction.commit(changes, progress)
    return changes


def _check_group(manifest: Manifest, out: Path, group: str) -> None:
    if manifest.package:
        raise UnusableOutput(f"{out} holds a client, not a {group}: name another --out")
    sources = {entry.source for entry in manifest.files.values()}
    if sources and group not in sources:
        message = (
            f"{out} holds other files of docs2sdk, not a {group}: name another --out"
        )
        raise UnusableOutput(message)
