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
from docs2sdk.pages import folder_merge, input_files, page_sources
from docs2sdk.pages.input_files import FileTree
from docs2sdk.pages.page_folders import PageFolders
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
    def overlay_digests(self) -> tuple[tuple[str, str], ...]:
        """Name and digest of every overlay, in their order; the digest is "" if the overlay cannot be read."""
        return tuple(
            (get_overlay_name(overlay), digest_overlay(overlay))
            for overlay in self.overlays
        )


def read_inputs(settings: Settings) -> Inputs:
    """Return the inputs; raises UnreadableInput if the pages or the overlays cannot be listed."""
    file_tree = read_page_files(settings)
    return Inputs(file_tree, read_overlays(settings, file_tree.base))


def read_page_files(settings: Settings) -> FileTree:
    """Return the files of the pages in all folders; raises UnreadableInput if they cannot be listed."""
    return folder_merge.merge_trees(read_page_folders(settings))


def read_page_folders(settings: Settings) -> tuple[FileTree, ...]:
    """Return the files of each folder of pages; raises UnreadableInput if they cannot be listed."""
    try:
        return tuple(folder_merge.read_folders(settings.specs))
    except UnreadableInput as error:
        if not settings.is_default_specs:
            raise
        hint = "name the folder of the pages, here or as specs in [tool.docs2sdk]"
        raise UnreadableInput(f"{error}; {hint}") from error


def read_overlays(
    settings: Settings, base: PageFolders
) -> tuple[Source | Diagnostic, ...]:
    """Return the overlays in the folders of the settings, else beside the products of each folder of pages, and the built-in ones.

    Raises UnreadableInput if a folder cannot be listed.
    """
    own = (
        overlay
        for folder in find_overlay_folders(settings.overlays, base)
        for overlay in page_sources.read_overlay_files(folder, base.first)
    )
    return (*own, *(read_builtin_overlays() if settings.builtin_overlays else ()))


def read_builtin_overlays() -> tuple[Source, ...]:
    """Return the overlays that are part of this program."""
    files = sorted(BUILTIN_OVERLAYS.glob(f"*{page_sources.OVERLAY_SUFFIX}"))
    return tuple(
        Source(f"{BUILTIN}overlays/{file.name}", file.read_text("utf-8"))
        for file in files
    )


def find_overlay_folders(
    overlays: tuple[Path, ...], base: PageFolders
) -> tuple[Path, ...]:
    """Return the folders of overlays: those of the settings, else the existing ones beside the products."""
    if overlays:
        return tuple(Path(os.path.realpath(folder)) for folder in overlays)
    beside = (folder / "overlays" for folder in base.folders)
    return tuple(path for path in beside if os.path.isdir(path) or path.is_symlink())


def get_overlay_name(overlay: Source | Diagnostic) -> str:
    """Return an overlay's file name, the path of a built-in one."""
    path = get_overlay_path(overlay)
    return path if path.startswith(BUILTIN) else path.rpartition("/")[2]


def get_overlay_path(overlay: Source | Diagnostic) -> str:
    """Return an overlay's path."""
    return overlay.path if isinstance(overlay, Source) else overlay.location.path


def digest_overlay(overlay: Source | Diagnostic) -> str:
    """Return the digest of an overlay's text, "" if it has none."""
    return digest(overlay.text) if isinstance(overlay, Source) else ""
