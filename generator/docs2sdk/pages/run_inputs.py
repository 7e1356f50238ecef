"""Reads the inputs of a run: the pages, and the overlays that correct them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from docs2sdk.config import Settings
from docs2sdk.diagnostics import Diagnostic
from docs2sdk.digests import digest, digest_bytes
from docs2sdk.errors import UnreadableInput
from docs2sdk.install_paths import BUILTIN_OVERLAYS
from docs2sdk.locations import BUILTIN
from docs2sdk.pages import input_files, page_sources
from docs2sdk.pages.input_files import FileTree
from docs2sdk.pages.page_sources import Source, SourceTree


@dataclass(frozen=True)
class Inputs:
    """The bytes of the pages (``file_tree``), and the overlays: for each its text, or the reason why it has none."""

    file_tree: FileTree
    overlays: tuple[Source | Diagnostic, ...]

    @cached_property
    def tree(self) -> SourceTree:
        """The texts of the pages; decoded on demand, since a run without changes needs none."""
        return page_sources.decode_tree(self.file_tree)

    @cached_property
    def page_digests(self) -> dict[str, str]:
        """The digest of every page that could be read, by path: of its bytes with normalized newlines."""
        return {
            file.path: digest_bytes(input_files.normalize_text(file.data))
            for file in self.file_tree.files
            if isinstance(file.data, bytes)
        }

    @cached_property
    def overlay_digests(self) -> dict[str, str]:
        """The digest of every overlay, by file name; "" if the overlay cannot be read."""
        return {
            get_overlay_name(overlay): digest_overlay(overlay)
            for overlay in self.overlays
        }


def read_inputs(settings: Settings) -> Inputs:
    """Return the inputs; raises UnreadableInput if the pages or the overlays cannot be listed."""
    file_tree = read_page_files(settings)
    return Inputs(file_tree, read_overlays(settings, file_tree.base))


def read_page_files(settings: Settings) -> FileTree:
    """Return the files of the pages; raises UnreadableInput if they cannot be listed."""
    try:
        return input_files.read_file_tree(settings.specs)
    except UnreadableInput as error:
        if not settings.is_default_specs:
            raise
        hint = "name the folder of the pages, here or as specs in [tool.docs2sdk]"
        raise UnreadableInput(f"{error}; {hint}") from error


def read_overlays(settings: Settings, base: Path) -> tuple[Source | Diagnostic, ...]:
    """Return the overlays in the folder of the settings, else in ``overlays`` below ``base``, and the built-in ones.

    Raises UnreadableInput if the folder cannot be listed.
    """
    builtin = read_builtin_overlays() if settings.builtin_overlays else ()
    return (*_read_own_overlays(settings, base), *builtin)


def read_builtin_overlays() -> tuple[Source, ...]:
    """Return the overlays that are part of this program."""
    files = sorted(BUILTIN_OVERLAYS.glob(f"*{page_sources.OVERLAY_SUFFIX}"))
    return tuple(
        Source(f"{BUILTIN}overlays/{file.name}", file.read_text("utf-8"))
        for file in files
    )


def _read_own_overlays(
    settings: Settings, base: Path
) -> tuple[Source | Diagnostic, ...]:
    if settings.overlays:
        folder = Path(os.path.realpath(settings.overlays))
        return page_sources.read_overlay_files(folder, base)
    folder = base / "overlays"
    if os.path.isdir(folder) or os.path.islink(folder):
        return page_sources.read_overlay_files(folder, base)
    return ()


def get_overlay_name(overlay: Source | Diagnostic) -> str:
    """Return an overlay's file name, the path of a built-in one."""
    path = overlay.path if isinstance(overlay, Source) else overlay.location.path
    if path.startswith(BUILTIN):
        return path
    return path.rpartition("/")[2]


def digest_overlay(overlay: Source | Diagnostic) -> str:
    """Return the digest of an overlay's text, "" if it has none."""
    return digest(overlay.text) if isinstance(overlay, Source) else ""
