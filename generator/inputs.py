"""All that a run reads before it decides anything: the pages, and the overlays that correct them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from generator import sources
from generator.config import Settings
from generator.diagnostics import Diagnostic
from generator.digests import digest
from generator.sources import Source, Tree


@dataclass(frozen=True)
class Inputs:
    """The pages, and the overlays: each its text, or the reason why it has none."""

    tree: Tree
    overlays: tuple[Source | Diagnostic, ...]

    @cached_property
    def pages(self) -> dict[str, str]:
        """The digest of every page, by path."""
        return {page.path: digest(page.text) for page in self.tree.pages}

    @cached_property
    def corrections(self) -> dict[str, str]:
        """The digest of every overlay, by the name of its file; "" if it cannot be read."""
        return {name_of(one): digest_of(one) for one in self.overlays}


def read(settings: Settings) -> Inputs:
    """Read everything; UnreadableInput if there is nothing to read."""
    tree = sources.read_tree(settings.specs)
    return Inputs(tree, overlays_of(settings, tree))


def overlays_of(settings: Settings, tree: Tree) -> tuple[Source | Diagnostic, ...]:
    """Read the overlays of a tree; UnreadableInput if their folder cannot be listed."""
    if settings.overlays:
        folder = Path(os.path.realpath(settings.overlays))
        return sources.read_overlays(folder, tree.base)
    folder = tree.base / "overlays"
    if folder.is_dir() or folder.is_symlink():
        return sources.read_overlays(folder, tree.base)
    return ()


def name_of(overlay: Source | Diagnostic) -> str:
    """Return the name of an overlay's file."""
    place = overlay.path if isinstance(overlay, Source) else overlay.place.path
    return place.rpartition("/")[2]


def digest_of(overlay: Source | Diagnostic) -> str:
    """Return the digest of an overlay's text, "" if it has none."""
    return digest(overlay.text) if isinstance(overlay, Source) else ""
