"""All that a run reads before it decides anything: the pages, and the overlays that correct them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from docs2sdk.config import Settings
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.digests import digest, digest_of_bytes
from docs2sdk.pages import files, sources
from docs2sdk.pages.files import FileTree
from docs2sdk.pages.sources import Source, Tree
from docs2sdk.refusals import UnreadableInput


@dataclass(frozen=True)
class Inputs:
    """The pages as they lie there (``raw``), and the overlays: each its text, or the reason why it has none."""

    raw: FileTree
    overlays: tuple[Source | Diagnostic, ...]

    @cached_property
    def tree(self) -> Tree:
        """The texts of the pages: a run that has nothing to do looks at no text."""
        return sources.texts(self.raw)

    @cached_property
    def pages(self) -> dict[str, str]:
        """The digest of every page that could be read, by path: that of its text, even if its bytes are no text."""
        return {
            one.path: digest_of_bytes(files.plain(one.data))
            for one in self.raw.files
            if isinstance(one.data, bytes)
        }

    @cached_property
    def corrections(self) -> dict[str, str]:
        """The digest of every overlay, by the name of its file; "" if it cannot be read."""
        return {name_of(one): digest_of(one) for one in self.overlays}


def read(settings: Settings) -> Inputs:
    """Read everything; UnreadableInput if there is nothing to read."""
    found = find(settings)
    return Inputs(found, overlays_of(settings, found.base))


def find(settings: Settings) -> FileTree:
    """Read the pages; UnreadableInput if there are none to read."""
    try:
        return files.read_file_tree(settings.specs)
    except UnreadableInput as error:
        if not settings.assumed:
            raise
        hint = "name the folder of the pages, here or as specs in [tool.docs2sdk]"
        raise UnreadableInput(f"{error}; {hint}") from error


def overlays_of(settings: Settings, base: Path) -> tuple[Source | Diagnostic, ...]:
    """Read the overlays of what lies below ``base``; UnreadableInput if their folder cannot be listed."""
    if settings.overlays:
        folder = Path(os.path.realpath(settings.overlays))
        return sources.read_overlays(folder, base)
    folder = base / "overlays"
    if os.path.isdir(folder) or os.path.islink(folder):
        return sources.read_overlays(folder, base)
    return ()


def name_of(overlay: Source | Diagnostic) -> str:
    """Return the name of an overlay's file."""
    place = overlay.path if isinstance(overlay, Source) else overlay.place.path
    return place.rpartition("/")[2]


def digest_of(overlay: Source | Diagnostic) -> str:
    """Return the digest of an overlay's text, "" if it has none."""
    return digest(overlay.text) if isinstance(overlay, Source) else ""
