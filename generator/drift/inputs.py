"""What OLD and NEW name → two snapshots: a folder, a page, a schema file, or a revision of a git repository."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

from generator import catalog, corrections, overlays, sources
from generator.drift import revisions, snapshots
from generator.drift.snapshots import Snapshot
from generator.interpret import Interpretation
from generator.overlays import Overlay
from generator.reading import read_page
from generator.sources import Source, Tree, UnreadableInput
from generator.workers import Workers

# How many pages are done, and how many there are.
Progress: TypeAlias = Callable[[int, int], None]

# A revision may hold a colon in braces only: ``HEAD@{2026-01-01 10:00}``.
_REVISION = re.compile(r"git:(?P<revision>(?:[^:{]|\{[^{}]*\})*)(?::(?P<path>.*))?")
# Whether a correction is out of date is no change of pages: none expires here.
_NO_DAY = date.min


@dataclass(frozen=True, slots=True)
class Choices:
    """What says how inputs are meant.

    ``repository`` holds the revisions; None: the other input's, if that is a path, or that of ``specs``.  ``overlays``
    None means those beside the pages.
    """

    specs: Path
    repository: Path | None = None
    overlays: Path | None = None


@dataclass(frozen=True, slots=True)
class _Pages:
    """Pages and their overlays as they were read; ``prefix`` leads from the reader to them."""

    name: str
    tree: Tree
    overlays: tuple[Overlay, ...]
    prefix: str


def read(
    old: str, new: str, choices: Choices, crew: Workers, progress: Progress
) -> tuple[Snapshot, Snapshot]:
    """Read both; UnreadableInput if one cannot be read, holds no pages, or is not as much as the other."""
    before = _pages(old, new, choices)
    after = _pages(new, old, choices)
    _check_alike(before, after)
    known = _interpreted({*before.tree.pages, *after.tree.pages}, crew, progress)
    return _snapshot(before, known), _snapshot(after, known)


def _pages(text: str, other: str, choices: Choices) -> _Pages:
    if match := _REVISION.fullmatch(text):
        return _of_revision(text, match["revision"], match["path"], other, choices)
    tree = sources.read_tree(Path(text))
    folder = choices.overlays or tree.base / "overlays"
    found: tuple[Overlay, ...] = ()
    if choices.overlays or folder.is_dir() or folder.is_symlink():
        found = overlays.read_folder(folder, tree.base)
    prefix = os.path.relpath(tree.base).replace(os.sep, "/")
    return _Pages(text, tree, found, "" if prefix == "." else f"{prefix}/")


def _of_revision(
    text: str, revision: str, path: str | None, other: str, choices: Choices
) -> _Pages:
    place = choices.repository
    if place is None:
        place = choices.specs if _REVISION.fullmatch(other) else Path(other)
    tree, found = revisions.read(revisions.repository(place), revision, path)
    if choices.overlays:
        found = overlays.read_folder(
            Path(os.path.realpath(choices.overlays)), tree.base
        )
    base = tree.base.as_posix()
    return _Pages(
        text, tree, found, f"{revision}:" + ("" if base in (".", "..") else f"{base}/")
    )


def _check_alike(one: _Pages, other: _Pages) -> None:
    """A page against a whole folder would say that all its neighbours are new."""
    if one.tree.scope != other.tree.scope:
        words = {
            "checkout": "a folder of products",
            "product": "a product's folder",
            "page": "a page",
        }
        raise UnreadableInput(
            f"cannot compare {one.name}, {words[one.tree.scope]}, "
            f"with {other.name}, {words[other.tree.scope]}"
        )


def _interpreted(
    pages: Iterable[Source], crew: Workers, progress: Progress
) -> dict[Source, Interpretation]:
    """Interpret every page once: most are the same in both."""
    ordered = sorted(pages, key=lambda page: (page.path, page.text))
    found = {}
    for page, read in zip(ordered, crew.map(read_page, ordered), strict=True):
        found[page] = read
        progress(len(found), len(ordered))
    return found


def _snapshot(pages: _Pages, known: Mapping[Source, Interpretation]) -> Snapshot:
    read = catalog.build(pages.tree, [known[page] for page in pages.tree.pages])
    corrected = corrections.apply(read, pages.tree, pages.overlays, _NO_DAY)
    found = snapshots.of_catalog(corrected, pages.tree, pages.prefix)
    if not found.services and not found.unclear:
        raise UnreadableInput(f"{pages.name} holds no API page (*.md)")
    return found
